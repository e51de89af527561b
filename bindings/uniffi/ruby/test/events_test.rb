# frozen_string_literal: true

# What an observer is given, and that it can't disturb a call.
class EventsTest < Test
  # Answers one request after the other with these statuses.
  def answering(*statuses)
    server = TCPServer.new("127.0.0.1", 0)
    @answered = 0
    @answering = Thread.new do
      statuses.each do |status|
        socket = server.accept
        nil until socket.gets == "\r\n"
        body = status == 200 ? JSON.generate(ValuesTest::WIRE) : "{}"
        socket.write("HTTP/1.1 #{status} x\r\nx-request-id: req_#{@answered += 1}\r\nconnection: close\r\n" \
                     "content-type: application/json\r\ncontent-length: #{body.size}\r\n\r\n#{body}")
        socket.close
      end
    end
    "http://127.0.0.1:#{server.addr[1]}"
  end

  def teardown
    @answering&.kill
    super
  end

  def observed(base_url = Emulator.url, observer: ->(event) { (@events ||= []) << event })
    WorkOSMFA::Client.new(key: KEY, base_url:, observer:)
  end

  def test_a_call_has_its_events_in_order
    observed(answering(503, 200)).get_factor("auth_factor_1")
    assert_equal [WorkOSMFA::StartEvent, WorkOSMFA::AttemptEvent, WorkOSMFA::AttemptEvent, WorkOSMFA::CallEvent], @events.map(&:class)
    start, first, second, ended = @events
    assert_equal 1, @events.map(&:call_id).uniq.size
    assert_equal ["get_factor"], @events.map(&:operation).uniq
    assert_equal @events.map(&:time), @events.map(&:time).sort
    assert_in_delta Time.now, start.time, 60
    assert_equal [1, 503, "req_1", "server"], [first.attempt, first.status, first.request_id, first.error_kind]
    assert_operator first.retry_in, :>=, 0
    assert_equal [2, 200, "req_2", nil, nil], [second.attempt, second.status, second.request_id, second.error_kind, second.retry_in]
    assert_equal [2, 200, "req_2", nil, nil], [ended.attempts, ended.status, ended.request_id, ended.error_kind, ended.outcome]
    assert_operator ended.elapsed, :>=, first.elapsed + second.elapsed
    case ended
    in { operation: "get_factor", attempts: 2, outcome: nil }
      assert Ractor.shareable?(ended)
    end
    observed.enroll_factor(type: "generic_otp")
    refute_equal start.call_id, @events.last.call_id
  end

  def test_an_observer_may_have_methods
    observer = Class.new do
      attr_reader :seen

      def on_attempt(event) = (@seen ||= []) << [:attempt, event.attempt]
      def on_call(event) = @seen << [:call, event.outcome]
    end.new
    error = assert_raises(WorkOSMFA::NotFoundError) { observed(observer:).get_factor("auth_factor_none") }
    assert_equal [[:attempt, 1], [:call, "rejected"]], observer.seen
    assert_equal 404, error.status
    assert_raises(TypeError) { observed(observer: "log") }
  end

  def test_a_call_that_is_given_up_has_its_event
    thread = Thread.new { observed(silent.url).enroll_factor(type: "generic_otp", timeout: 120, attempt_timeout: 120) }
    silent.wait_asked
    thread.kill.join
    silent.wait_closed
    assert_equal ["cancelled", "unknown", 1, nil], @events.last.then { |end_| [end_.error_kind, end_.outcome, end_.attempts, end_.status] }
    assert_raises(Timeout::Error) { Timeout.timeout(0.3) { observed(silent.url).get_factor("x") } }
    assert_equal "cancelled", @events.last.error_kind
  end

  def test_no_event_holds_a_secret
    factor = observed.enroll_factor(type: "totp", totp_issuer: "Foo", totp_user: "alan")
    text = @events.map { |event| [event.inspect, event.to_s, event.to_json] }.join
    assert_includes text, "enroll_factor"
    [KEY, factor.totp.secret, factor.totp.uri, factor.totp.qr_code].each { |secret| refute_includes text, secret }
  end

  def test_it_runs_on_the_thread_that_makes_the_call
    threads = []
    observed(observer: ->(_) { threads << Thread.current }).enroll_factor(type: "generic_otp")
    assert_equal [Thread.current], threads.uniq
  end

  def test_what_it_raises_by_mistake_costs_no_result
    [-> { raise KeyError, "broken" }, -> { raise NotImplementedError, "broken" }, -> { Timeout.timeout(0.01) { sleep } }].each do |mistake|
      factor = nil
      _, said = capture_io { factor = observed(observer: ->(_) { mistake.call }).enroll_factor(type: "generic_otp") }
      assert_equal factor, client.get_factor(factor.id).then { |found| WorkOSMFA::EnrolledFactor.new(found.to_h) }
      # Once for each event.
      assert_equal 3, said.scan("what observes the calls failed").size
    end
    error = nil
    capture_io { error = assert_raises(WorkOSMFA::NotFoundError) { observed(observer: ->(_) { raise "no" }).get_factor("x") } }
    assert_nil error.cause
  end

  def test_what_is_meant_for_the_program_reaches_it_and_the_call_is_over
    [Interrupt.new(""), SystemExit.new(3), Class.new(Exception).new("own")].each do |meant|
      watched = observed(answering(200, 200), observer: ->(_) { raise meant })
      2.times { assert_same meant, assert_raises(meant.class) { watched.get_factor("auth_factor_1") } }
      # Two requests for two calls: nothing was sent again, and nothing hangs.
      @answering.join
      assert_equal 2, @answered
    end
  end

  def test_a_timeout_around_the_call_ends_an_observer_that_hangs
    hanging = observed(observer: ->(_) { sleep })
    assert_raises(Timeout::Error) { Timeout.timeout(0.5) { hanging.enroll_factor(type: "generic_otp") } }
    thread = Thread.new { hanging.enroll_factor(type: "generic_otp") }
    Timeout.timeout(20) { thread.kill.join }
  end

  def test_it_may_make_calls
    inner = client
    seen = []
    factor = enrol
    observed(observer: ->(event) { seen << inner.get_factor(factor.id).id if event in { attempts: 1 } }).get_factor(factor.id)
    assert_equal [factor.id], seen
  end
end
