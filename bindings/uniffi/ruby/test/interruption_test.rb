# frozen_string_literal: true

# What makes a thread do something else ends its call, and the connection is closed.
class InterruptionTest < Test
  # More than any test takes, so that the call's own deadline ends none of them.
  LONG = { timeout: 120, attempt_timeout: 120 }.freeze

  def call = stalled.get_factor("x", **LONG)

  # A thread whose call the server has got.
  def calling
    thread = Thread.new do
      Thread.current.report_on_exception = false
      call
    end
    silent.wait_asked
    thread
  end

  def test_other_threads_run_while_a_call_waits
    # If the interpreter stood still, neither the server, which is a thread here, nor this thread would get so far.
    thread = calling
    assert_predicate thread, :alive?
  ensure
    thread&.kill
  end

  def test_timeout
    assert_raises(Timeout::Error) { Timeout.timeout(0.3) { call } }
    silent.wait_asked
    silent.wait_closed
  end

  def test_kill
    thread = calling
    thread.kill
    silent.wait_closed
    assert_nil thread.value
  end

  def test_raise
    thread = calling
    thread.raise(KeyError, "enough")
    silent.wait_closed
    assert_equal "enough", assert_raises(KeyError) { thread.value }.message
  end

  # What is raised in a thread may wait until the thread blocks (`Thread.handle_interrupt`). The call is where it does.
  def test_a_call_that_was_given_up_before_it_began_sends_nothing
    accepted = Queue.new
    server = TCPServer.new("127.0.0.1", 0)
    listening = Thread.new { loop { accepted << server.accept } }
    client = WorkOSMFA::Client.new(key: KEY, base_url: "http://127.0.0.1:#{server.addr[1]}")
    20.times do
      assert_raises(KeyError) do
        Thread.handle_interrupt(KeyError => :on_blocking) do
          Thread.current.raise(KeyError)
          client.enroll_factor(type: "generic_otp")
        end
      end
    end
    # Whoever connects now comes after all who came before.
    TCPSocket.new("127.0.0.1", server.addr[1]).close
    Timeout.timeout(20) { accepted.pop }
    assert_empty accepted
  ensure
    listening&.kill
    server&.close
  end

  def test_ctrl_c
    silent
    process = fork do
      # Whoever runs the tests in the background has them begin with it ignored.
      trap("INT", "DEFAULT")
      call
    rescue Interrupt
      exit!(42)
    end
    silent.wait_asked
    Process.kill("INT", process)
    silent.wait_closed
    assert_equal 42, Process.wait2(process).last.exitstatus
  end

  def test_a_signal_handler_may_make_a_call_and_the_waiting_call_goes_on
    factor = enrol
    seen = Queue.new
    before = trap("USR1") { seen << client.get_factor(factor.id).id }
    thread = Thread.new { [silent.wait_asked, Process.kill("USR1", Process.pid)] }
    assert_raises(WorkOSMFA::RequestTimeoutError) { stalled.get_factor("x", timeout: 1, max_retries: 0) }
    thread.join
    assert_equal factor.id, seen.pop(true)
  ensure
    trap("USR1", before || "DEFAULT")
  end

  def test_the_program_ends_with_calls_in_flight
    output, status = ruby(<<~RUBY, silent.url)
      require "workos_mfa"
      client = WorkOSMFA::Client.new(key: "k", base_url: ARGV[0])
      4.times { Thread.new { client.get_factor("x") } }
      sleep 0.01 until Thread.list.count { |thread| thread.stop? } >= 4
      sleep 0.2
    RUBY
    assert_equal ["", true], [output, status.success?]
    4.times { silent.wait_asked }
    4.times { silent.wait_closed }
  end

  def test_an_interrupted_client_is_as_good_as_new
    client = WorkOSMFA::Client.new(key: KEY, base_url: silent.url)
    3.times do
      thread = Thread.new { client.get_factor("x", **LONG) }
      silent.wait_asked
      thread.kill
      silent.wait_closed
    end
    assert_raises(WorkOSMFA::RequestTimeoutError) { client.get_factor("x", timeout: 0.2, max_retries: 0) }
  end
end
