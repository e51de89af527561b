# frozen_string_literal: true

# `ActiveSupport::Notifications`, the real one. In processes of their own: here it is not loaded.
class NotificationsTest < Test
  def output_of(code)
    output, status = ruby(<<~RUBY, KEY, Emulator.url)
      verbose, $VERBOSE = $VERBOSE, nil # ActiveSupport's own warnings
      require "active_support"
      require "active_support/notifications"
      $VERBOSE = verbose
      require "workos_mfa"
      def client(url = ARGV[1]) = WorkOSMFA::Client.new(key: ARGV[0], base_url: url, max_retries: 0)
      #{code}
    RUBY
    assert_predicate status, :success?, output
    output
  end

  def test_each_form_of_subscriber_gets_calls_and_attempts
    assert_equal <<~TEXT, output_of(<<~RUBY)
      attempt.workos_mfa enroll_factor 1 201
      call.workos_mfa enroll_factor 1 201 true
      five true true
      event ["attempt.workos_mfa"]
    TEXT
      out = []
      ActiveSupport::Notifications.subscribe(/workos_mfa/) do |name, start, finish, id, payload|
        line = [name, payload[:operation], payload[:attempt] || payload[:attempts], payload[:status]]
        line << (payload[:elapsed] <= finish - start) if name.start_with?("call")
        out << line.join(" ")
        @five = [payload[:request_id].start_with?("req_"), payload[:call_id].positive?] if name.start_with?("call")
      end
      names = []
      ActiveSupport::Notifications.subscribe("attempt.workos_mfa") { |event| names << event.name }
      client.enroll_factor(type: "generic_otp")
      puts out, "five \#{@five.join(" ")}", "event \#{names}"
    RUBY
  end

  def test_failed_and_given_up_calls
    assert_equal <<~TEXT, output_of(<<~RUBY)
      "not_found" "rejected" 404 "WorkOSMFA::NotFoundError"
      "invalid_request" "not_sent" nil "WorkOSMFA::InvalidRequestError"
      "cancelled" "unknown" nil nil
    TEXT
      require "socket"
      server = TCPServer.new("127.0.0.1", 0)
      ActiveSupport::Notifications.subscribe("call.workos_mfa") do |*, payload|
        puts [*payload.values_at(:error_kind, :outcome, :status), payload[:exception]&.first].map(&:inspect).join(" ")
      end
      %w[auth_factor_none ..].each do |id|
        client.get_factor(id)
      rescue WorkOSMFA::Error
      end
      thread = Thread.new { client("http://127.0.0.1:\#{server.addr[1]}").get_factor("x") }
      socket = server.accept
      socket.readpartial(4096)
      thread.kill.join
    RUBY
  end

  def test_a_subscriber_that_raises_costs_no_result
    output = output_of(<<~RUBY)
      class Broken
        def initialize(where) = @where = where
        def start(*) = @where == :start && raise("broken at start")
        def finish(*) = @where == :finish && raise("broken at finish")
      end
      [[:start, "call.workos_mfa"], [:finish, "call.workos_mfa"], [:start, "attempt.workos_mfa"], [:finish, "attempt.workos_mfa"]].each do |where, name|
        ActiveSupport::Notifications.subscribed(Broken.new(where), name) do
          puts "OK" if client.enroll_factor(type: "generic_otp").type == "generic_otp"
          begin
            client.get_factor("auth_factor_none")
          rescue WorkOSMFA::NotFoundError
            puts "OK"
          end
        end
      end
      ActiveSupport::Notifications.subscribed(->(*) { raise Interrupt }, "call.workos_mfa") do
        client.enroll_factor(type: "generic_otp")
      rescue Interrupt
        puts "interrupted"
      end
    RUBY
    assert_equal 8, output.scan(/^OK$/).size, output
    assert_equal 8, output.scan("what observes the calls failed").size, output
    assert_includes output, "interrupted"
  end

  def test_without_a_subscriber_nothing_is_noted
    assert_equal "[]\n", output_of(<<~RUBY)
      seen = []
      trace = TracePoint.new(:call) { |point| seen << point.method_id if point.method_id == :hand_over }
      trace.enable { client.enroll_factor(type: "generic_otp") }
      p seen
    RUBY
  end
end
