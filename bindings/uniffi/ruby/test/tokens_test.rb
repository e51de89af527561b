# frozen_string_literal: true

class TokensTest < Test
  def with(base_url = Emulator.url, **options, &provider)
    WorkOSMFA::Client.new(token_provider: provider, base_url:, max_retries: 0, **options)
  end

  def test_each_attempt_asks
    asked = 0
    client = with do
      asked += 1
      KEY
    end
    factor = client.enroll_factor(type: "generic_otp")
    assert_equal factor.id, client.get_factor(factor.id).id
    assert_equal 2, asked
  end

  def test_anything_that_can_be_called_is_a_provider
    provider = Class.new { def call = KEY }.new
    assert WorkOSMFA::Client.new(token_provider: provider, base_url: Emulator.url).enroll_factor(type: "generic_otp")
  end

  def test_a_refused_token_is_asked_for_once_more
    asked = []
    client = with do |request|
      asked << request.refused?
      asked.last ? KEY : "sk_old"
    end
    2.times { assert client.enroll_factor(type: "generic_otp") }
    assert_equal [false, true, false, true], asked
    # With the same token again it is over.
    asked = []
    error = assert_raises(WorkOSMFA::AuthenticationError) { with { |request| (asked << request.refused?) && "sk_old" }.get_factor("x") }
    assert_equal [[false, true], 401], [asked, error.status]
  end

  # By its parameters: what has always been called without an argument must not get one.
  def test_who_takes_an_argument_is_given_the_request
    taken = Queue.new
    with_argument = Class.new { define_method(:call) { |request| taken.push(request) && KEY } }.new
    named = Class.new { define_method(:call) { |request = nil| taken.push(request) && KEY } }.new
    [->(request) { taken.push(request) && KEY }, proc { |request| taken.push(request) && KEY }, with_argument, named, named.method(:call)].each do |provider|
      assert WorkOSMFA::Client.new(token_provider: provider, base_url: Emulator.url).enroll_factor(type: "generic_otp")
      request = taken.pop(true)
      assert_instance_of WorkOSMFA::TokenRequest, request
      refute_predicate request, :refused?
    end
    optional = Class.new { def call(scope = KEY) = scope }.new
    [-> { KEY }, proc { KEY }, ->(scope = KEY) { scope }, ->(*scopes) { scopes.first || KEY }, optional, optional.method(:call), KEY.method(:to_s)].each do |provider|
      assert WorkOSMFA::Client.new(token_provider: provider, base_url: Emulator.url).enroll_factor(type: "generic_otp")
    end
  end

  def test_what_a_provider_raises_is_the_cause
    error = assert_raises(WorkOSMFA::AuthenticationError) { with { raise KeyError, "no vault" }.get_factor("x") }
    assert_equal ["not_sent", nil], [error.outcome, error.status]
    assert_equal [KeyError, "no vault"], [error.cause.class, error.cause.message]
    assert_equal ["KeyError: no vault"], error.causes
    # Also what no `rescue` catches by default: the call must not wait for it.
    error = assert_raises(WorkOSMFA::AuthenticationError) { with { raise NotImplementedError }.get_factor("x") }
    assert_instance_of NotImplementedError, error.cause
  end

  def test_what_is_no_token_is_told
    [nil, 5, :token].each do |token|
      error = assert_raises(WorkOSMFA::AuthenticationError) { with { token }.get_factor("x") }
      assert_includes error.cause.message, token.class.name
    end
    assert_raises(WorkOSMFA::AuthenticationError) { with { "two words" }.get_factor("x") }
    assert_raises(WorkOSMFA::AuthenticationError) { with { "\xff" }.get_factor("x") }
  end

  def test_a_provider_that_takes_too_long_is_ended_with_the_call
    ended = Queue.new
    client = with do
      sleep
    ensure
      ended << true
    end
    error = assert_raises(WorkOSMFA::RequestTimeoutError) { client.get_factor("x", timeout: 0.3) }
    assert_equal "not_sent", error.outcome
    Timeout.timeout(20) { ended.pop }
  end

  def test_a_call_that_is_ended_ends_its_provider
    begun = Queue.new
    ended = Queue.new
    client = with do
      begun << true
      sleep
    ensure
      ended << true
    end
    thread = Thread.new { client.get_factor("x") }
    begun.pop
    thread.kill
    Timeout.timeout(20) { ended.pop }
  end

  def test_calls_at_the_same_time_get_their_own_tokens
    lock = Mutex.new
    number = 0
    client = with(max_retries: 0) do
      mine = lock.synchronize { number += 1 }
      Thread.pass
      mine.even? ? KEY : raise("odd")
    end
    results = Array.new(20) do
      Thread.new do
        client.enroll_factor(type: "generic_otp") && :enrolled
      rescue WorkOSMFA::AuthenticationError => error
        error.cause.message
      end
    end.map(&:value)
    assert_equal({ enrolled: 10, "odd" => 10 }, results.tally)
  end

  def test_a_provider_may_use_a_client
    factor = enrol
    other = with { client.get_factor(factor.id) && KEY }
    assert_equal factor.id, other.get_factor(factor.id).id
  end
end
