# frozen_string_literal: true

module WorkOSMFA
  # A client with options of its own, for programs that use several keys or don't like global state. Build one and keep it: threads
  # may share it, and after a `fork` the child's first call makes connections of its own.
  #
  # @example
  #   client = WorkOSMFA::Client.new(key: "sk_…", timeout: 10)
  #   client.get_factor("auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ")
  class Client
    # How many milliseconds a call runs before Ruby sees to `Timeout`, `Thread#kill` and signals.
    STEP = 50
    private_constant :STEP

    include Calls

    # What is left out, the environment says.
    #
    # @param key [String] the secret key, `sk_…`; without it and a token provider, `WORKOS_API_KEY` is read
    # @param api_key [String] another name for `key`
    # @param token_provider [#call] returns a token for each attempt, for programs that must not hold the key. If it takes an argument,
    #   that is a {TokenRequest}. It runs on a thread of its own and within the call's deadline; what it raises is the error's `cause`.
    # @param observer [#call, #on_start, #on_attempt, #on_call] is given the events of each call, {StartEvent}, {AttemptEvent} and
    #   {CallEvent}, when the call has ended: by the methods `on_…` that it has, else by `call`
    # @param base_url [String] where requests go: `https://api.workos.com`, or your own backend. A path is kept.
    # @param allow_http [Boolean] allows plain http to other hosts than this machine. The key is sent in the clear then. Without it,
    #   `WORKOS_ALLOW_HTTP` is read.
    # @param timeout [Numeric] seconds for a whole call, with its retries and the body: 60
    # @param attempt_timeout [Numeric] seconds for each attempt, with the body: 30
    # @param connect_timeout [Numeric] seconds for making a connection, TLS included: 10
    # @param max_retries [Integer] how many times a call may be tried again: 2. An enrolment is tried again only where it is certain
    #   that nothing was enrolled.
    # @param retry_budget [Numeric] how many retries there may be for each call of the last ten seconds, over all calls of the client:
    #   0.2, and a reserve of five; `Float::INFINITY` lifts the limit
    # @param headers [Hash{String => String}] further headers for every request
    # @param proxy [String] the proxy to use; without it, the environment says
    # @param no_proxy [Boolean] uses no proxy, whatever the environment says
    # @param root_certificate [String] certificates to trust besides the platform's, as PEM text
    # @param client_certificate [String] the certificate that the client shows of itself (mutual TLS), with those in between, as PEM text
    # @param client_key [String] its private key, as PEM text
    # @param user_agent_suffix [String] appended to the `User-Agent`, to tell your program from others: `shop/2.1`
    # @raise [ConfigError] if an option can't be right, or if there is no key
    # @raise [TypeError] if an option is of a class that can't be right
    def initialize(
      key: nil, api_key: key, token_provider: nil, observer: nil, base_url: nil, allow_http: nil, timeout: nil, attempt_timeout: nil,
      connect_timeout: nil, max_retries: nil, retry_budget: nil, headers: nil, proxy: nil, no_proxy: false, root_certificate: nil,
      client_certificate: nil, client_key: nil, user_agent_suffix: nil
    )
      unless token_provider.nil? || token_provider.respond_to?(:call)
        raise TypeError, "token_provider must respond to call; #{token_provider.class} does not"
      end
      unless observer.nil? || Watch.observer?(observer)
        raise TypeError, "observer must respond to call, on_start, on_attempt or on_call; #{observer.class} does not"
      end

      texts = { api_key:, base_url:, proxy:, root_certificate:, client_certificate:, client_key:, user_agent_suffix: }
      times = { timeout:, attempt_timeout:, connect_timeout: }
      options = {
        **texts.to_h { |name, value| [name, Arguments.text(name, value, ConfigError)] },
        **times.to_h { |name, value| [name, Arguments.seconds(name, value)] },
        max_retries: Arguments.count("max_retries", max_retries),
        retry_budget: Arguments.share("retry_budget", retry_budget),
        headers: Arguments.headers(headers, ConfigError),
        # Where it is not given, the environment says.
        allow_http: allow_http.nil? ? nil : !!allow_http,
        no_proxy: no_proxy ? true : false
      }
      @token_provider = token_provider
      @takes_request = !token_provider.nil? && TokenQuestion.takes_request?(token_provider)
      @observer = observer
      @native = Native::RubyClient.new(JSON.generate(options.compact), !token_provider.nil?)
      @base_url = @native.base_url.freeze
    rescue Native::RubyFailure::Failed => failure
      raise Error.from_json(failure.error), cause: nil
    end

    # @return [String] the address that requests go to, without a slash at its end
    attr_reader :base_url

    # Without the key.
    #
    # @return [String]
    def inspect = "#<#{self.class.name} #{base_url}>"
    alias to_s inspect

    # Makes a call and waits for its end. Other threads run meanwhile. If this thread is told to do something else (`Timeout`,
    # `Thread#raise`, `Thread#kill`, Ctrl-C), the call ends, and its connection is closed.
    #
    # @api private
    # @param operation [Symbol]
    # @param request [Hash] as JSON can carry it
    # @return [Hash{String => Object}] with `value` and `metadata`
    def call(operation, request)
      watch = Watch.of(@observer)
      return make(operation, request) unless watch

      request = request.merge(observed: true)
      watch.over(operation) { make(operation, request, watch) }
    end

    private

    def make(operation, request, watch = nil)
      question = reply = nil
      call = @native.public_send(operation, JSON.generate(request))
      # What was raised in this thread before, and waits until it blocks (`Thread.handle_interrupt`), must not wait until the request
      # has been sent.
      sleep(0) if Thread.pending_interrupt?
      loop do
        next unless call.look(STEP)

        reply = call.reply
        break read(reply) unless reply.empty?

        # It has not ended: it wants a token.
        question&.give_up
        question = TokenQuestion.new(@token_provider, token_arguments(call), call)
      end
    rescue Native::RubyFailure::Failed => failure
      # What was caught holds the whole body: it must not become the cause.
      raise Error.from_json(failure.error), cause: question&.failure
    ensure
      question&.give_up
      call&.cancel if reply.nil? || reply.empty?
      watch&.hand_over(call.events) if call
    end

    def token_arguments(call) = @takes_request ? [TokenRequest.new(refused: call.wants_another_token)] : []

    # The reply's JSON, and the QR code on the line after it: the parser would take long for it.
    def read(reply)
      json, qr_code = reply.split("\n", 2)
      reply = JSON.parse(json, freeze: true)
      return reply unless qr_code

      totp = reply["value"]["totp"].merge("qr_code" => qr_code.freeze).freeze
      reply.merge("value" => reply["value"].merge("totp" => totp).freeze)
    end
  end
end
