# frozen_string_literal: true

class ConfigurationTest < Test
  # A process of its own: the environment is read there.
  def configured(code, environment)
    clean = { "WORKOS_API_KEY" => nil, "WORKOS_BASE_URL" => nil, "WORKOS_REQUEST_TIMEOUT" => nil }
    output, status = ruby("require 'workos_mfa'\n#{code}", environment: clean.merge(environment))
    assert_predicate status, :success?, output
    output
  end

  def test_without_configure_the_environment_says_it_all
    environment = { "WORKOS_API_KEY" => KEY, "WORKOS_BASE_URL" => Emulator.url }
    assert_equal "generic_otp\n", configured("puts WorkOSMFA.client.enroll_factor(type: 'generic_otp').type", environment)
  end

  def test_without_a_key_the_error_names_the_variable
    output = configured(<<~RUBY, {})
      begin
        WorkOSMFA.client.get_factor("x")
      rescue WorkOSMFA::ConfigError => error
        puts error.message
      end
    RUBY
    assert_includes output, "WORKOS_API_KEY"
  end

  def test_what_can_t_be_right_changes_nothing
    WorkOSMFA.configure { |config| config.key, config.base_url = KEY, Emulator.url }
    before = WorkOSMFA.client
    error = assert_raises(WorkOSMFA::ConfigError) { WorkOSMFA.configure { |config| config.base_url = "http://example.com" } }
    assert_equal ["base_url"], error.field_errors.map(&:field)
    assert_same before, WorkOSMFA.client
    # What is not said again stays.
    WorkOSMFA.configure { |config| config.timeout = 5 }
    refute_same before, WorkOSMFA.client
    assert_equal Emulator.url, WorkOSMFA.client.base_url
  end

  def test_clients_have_options_of_their_own
    assert_equal "https://api.workos.com", WorkOSMFA::Client.new(key: KEY, base_url: "https://api.workos.com").base_url
    assert_raises(WorkOSMFA::AuthenticationError) do
      WorkOSMFA::Client.new(api_key: "sk_other", base_url: Emulator.url, max_retries: 0).get_factor("x")
    end
    assert_raises(ArgumentError) { WorkOSMFA::Client.new(tiemout: 5) }
    assert_raises(TypeError) { WorkOSMFA::Client.new(key: KEY, timeout: "5") }
    assert_raises(TypeError) { WorkOSMFA::Client.new(token_provider: "token") }
    error = assert_raises(WorkOSMFA::ConfigError) { WorkOSMFA::Client.new(key: KEY, token_provider: -> {}) }
    assert_equal ["token_provider"], error.field_errors.map(&:field)
    [0, -1, Float::INFINITY, Float::NAN].each do |time|
      error = assert_raises(WorkOSMFA::ConfigError) { WorkOSMFA::Client.new(key: KEY, connect_timeout: time) }
      assert_equal ["connect_timeout"], error.field_errors.map(&:field)
    end
  end

  def test_an_option_that_does_not_exist_is_no_option
    assert_raises(NoMethodError) { WorkOSMFA.configure { |config| config.kye = KEY } }
  end
end
