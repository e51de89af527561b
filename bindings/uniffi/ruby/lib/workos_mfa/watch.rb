# frozen_string_literal: true

module WorkOSMFA
  # Hands the events of one call to the client's observer and to `ActiveSupport::Notifications`: on the thread that makes the call, and
  # after its end, so that nothing they do can disturb it.
  class Watch
    # What surrounds each call …
    CALL = "call.workos_mfa"
    # … and what stands for each attempt, within it.
    ATTEMPT = "attempt.workos_mfa"

    # By the name that the core gives them: an event's class, and the method that an observer may have for it.
    EVENTS = {
      "start" => [StartEvent, :on_start], "attempt" => [AttemptEvent, :on_attempt], "call" => [CallEvent, :on_call]
    }.freeze

    # What an observer raises by mistake, which must not cost the result of a call. Everything else (`Interrupt`, `SystemExit`, what
    # `Timeout` raises) is meant for the program around the call.
    MISTAKES = [StandardError, ScriptError, SecurityError, NoMemoryError, SystemStackError].freeze

    # @return [Watch, nil] for a call that anyone watches
    def self.of(observer)
      listened = listened?
      new(observer, listened) if observer || listened
    end

    def self.observer?(object) = [:call, *EVENTS.values.map(&:last)].any? { |name| object.respond_to?(name) }

    def self.listened?
      return false unless defined?(::ActiveSupport::Notifications)

      notifier = ::ActiveSupport::Notifications.notifier
      notifier.listening?(CALL) || notifier.listening?(ATTEMPT)
    rescue ThreadError
      # It takes a lock, which the handler of a signal may not.
      false
    end
    private_class_method :listened?

    def initialize(observer, listened)
      @observer = observer
      @listened = listened
    end

    # @yield makes the call, once
    def over(operation, &)
      @listened ? notify(operation, &) : yield
    end

    # @param json [String] the events, as the core has them
    def hand_over(json)
      return if json.empty?

      JSON.parse(json, freeze: true).each do |name, fields|
        type, method = EVENTS.fetch(name)
        event = type.new(fields)
        @ended = event if name == "call"
        guard { ::ActiveSupport::Notifications.instrument(ATTEMPT, event.deconstruct_keys(nil)) } if @listened && name == "attempt"
        guard { observe(method, event) } if @observer
      end
    end

    private

    # The documented `instrument`, with a block, is the one way that reaches every kind of subscriber in every version of Rails. It
    # lets through what subscribers raise, before the call (which then has yet to be made) and after it.
    def notify(operation)
      payload = { operation: operation.name }
      begun = reply = failure = nil
      begin
        ::ActiveSupport::Notifications.instrument(CALL, payload) do
          begun = true
          reply = yield
        rescue Exception => failure # rubocop:disable Lint/RescueException -- to tell it from what subscribers raise
          raise
        ensure
          payload.update(ending(failure))
        end
      rescue *MISTAKES => error
        complain(error) unless error.equal?(failure)
      end
      raise failure if failure

      begun ? reply : yield
    end

    def ending(failure)
      return @ended.deconstruct_keys(nil) if @ended
      return {} unless failure.is_a?(Error)

      # Refused before it began.
      { attempts: failure.attempts, elapsed: failure.elapsed, error_kind: failure.kind, outcome: failure.outcome }
    end

    def observe(method, event)
      if @observer.respond_to?(method)
        @observer.public_send(method, event)
      elsif @observer.respond_to?(:call)
        @observer.call(event)
      end
    end

    def guard
      yield
    rescue *MISTAKES => error
      complain(error)
    end

    def complain(error)
      warn("workos_mfa: what observes the calls failed: #{error.full_message(highlight: false)}")
    rescue StandardError
      # There is nowhere to say it.
    end
  end
end
