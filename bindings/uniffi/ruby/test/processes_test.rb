# frozen_string_literal: true

# Threads that share a client, and children of a process that has used it.
class ProcessesTest < Test
  # Runs in a child: true if all went well there. One that hangs is ended.
  def in_child
    child = fork do
      yield
      exit!(0)
    rescue Exception => error # rubocop:disable Lint/RescueException -- the child must not go on with the parent's tests
      warn(error.full_message)
      exit!(1)
    end
    Timeout.timeout(30) { Process.wait2(child).last.success? }
  rescue Timeout::Error
    Process.kill("KILL", child)
    Process.wait(child)
    false
  end

  def test_threads_share_a_client
    users = Array.new(16) do |thread|
      Thread.new do
        Array.new(10) do |number|
          factor = client.enroll_factor(type: "generic_otp", user_id: "user_#{thread}_#{number}")
          found = client.get_factor(factor.id)
          client.delete_factor(factor.id)
          found.user_id
        end
      end
    end.flat_map(&:value)
    assert_equal Array.new(16) { |thread| Array.new(10) { |number| "user_#{thread}_#{number}" } }.flatten, users
  end

  def test_children_make_connections_of_their_own
    factor = enrol
    3.times do
      assert(in_child do
        raise "child" unless client.get_factor(factor.id).id == factor.id
        raise "grandchild" unless in_child { client.get_factor(factor.id) }
      end)
      assert_equal factor.id, client.get_factor(factor.id).id
    end
    # A child that only drops what it inherited, and one that ends as usual.
    assert(in_child do
      @client = nil
      GC.start
    end)
    client
    assert_equal factor.id, client.get_factor(factor.id).id
  end

  def test_the_client_that_configure_sets_up_works_in_children
    WorkOSMFA.configure { |config| config.key, config.base_url = KEY, Emulator.url }
    factor = WorkOSMFA.client.enroll_factor(type: "generic_otp")
    assert(in_child { WorkOSMFA.client.delete_factor(factor.id) })
    assert_raises(WorkOSMFA::NotFoundError) { WorkOSMFA.client.get_factor(factor.id) }
  end

  def test_forks_while_other_threads_make_calls
    factor = enrol
    stop = false
    others = Array.new(4) { Thread.new { client.get_factor(factor.id) until stop } }
    assert_equal [true] * 20, Array.new(20) { in_child { client.get_factor(factor.id) } }
    stop = true
    others.each(&:join)
  end

  def test_results_may_go_to_ractors
    output, status = ruby(<<~RUBY, KEY, Emulator.url)
      Warning[:experimental] = false
      require "workos_mfa"
      factor = WorkOSMFA::Client.new(key: ARGV[0], base_url: ARGV[1]).enroll_factor(type: "generic_otp")
      ractor = Ractor.new(factor) { |shared| [shared.id, shared.type, shared.created_at.year, shared.inspect.size] }
      puts (ractor.respond_to?(:value) ? ractor.value : ractor.take) == [factor.id, "generic_otp", factor.created_at.year, factor.inspect.size]
    RUBY
    assert_equal "true\n", output
    assert_predicate status, :success?
  end
end
