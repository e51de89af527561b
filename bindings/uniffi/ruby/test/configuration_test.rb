# frozen_string_literal: true

class ConfigurationTest < Test
  # A process of its own: the environment is read there.
  def configured(code, environment)
    clean = { "WORKOS_API_KEY" => nil, "WORKOS_BASE_URL" => nil, "WORKOS_REQUEST_TIMEOUT" => nil, "WORKOS_ALLOW_HTTP" => nil }
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

  def test_a_retry_budget_is_a_number
    [0, 0.5, 1r, Float::INFINITY, nil].each { |retry_budget| assert WorkOSMFA::Client.new(key: KEY, retry_budget:) }
    [-1, Float::NAN, -Float::INFINITY].each do |retry_budget|
      error = assert_raises(WorkOSMFA::ConfigError) { WorkOSMFA::Client.new(key: KEY, retry_budget:) }
      assert_equal ["retry_budget"], error.field_errors.map(&:field)
    end
    ["0.2", 1i].each { |retry_budget| assert_raises(TypeError) { WorkOSMFA::Client.new(key: KEY, retry_budget:) } }
  end

  def test_a_client_certificate_needs_its_key
    { client_certificate: "client_key", client_key: "client_certificate" }.each_key do |given|
      error = assert_raises(WorkOSMFA::ConfigError) { WorkOSMFA::Client.new(key: KEY, given => "HIDDEN") }
      assert_match(/\Aclient_(certificate|key)\z/, error.field_errors.first.field)
      refute_includes error.full_message, "HIDDEN"
    end
  end

  # What the environment says holds where the option is not given, and only there.
  def test_plain_http_may_be_allowed_by_the_environment
    output = configured(<<~RUBY, { "WORKOS_ALLOW_HTTP" => "1", "WORKOS_API_KEY" => KEY })
      puts WorkOSMFA::Client.new(base_url: "http://example.com").base_url
      begin
        WorkOSMFA::Client.new(base_url: "http://example.com", allow_http: false)
      rescue WorkOSMFA::ConfigError => error
        puts error.field_errors.first.field
      end
    RUBY
    assert_equal "http://example.com\nbase_url\n", output
  end

  def test_an_option_that_does_not_exist_is_no_option
    assert_raises(NoMethodError) { WorkOSMFA.configure { |config| config.kye = KEY } }
  end
end
