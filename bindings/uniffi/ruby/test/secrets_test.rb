# frozen_string_literal: true

require "pp"

# Neither the key nor a TOTP secret may be seen anywhere.
class SecretsTest < Test
  def shown(*things)
    things.flat_map do |thing|
      exception = thing.is_a?(Exception) ? [thing.full_message, thing.message, thing.cause.inspect] : []
      exception << thing.detailed_message if thing.respond_to?(:detailed_message)
      [thing.inspect, thing.to_s, thing.pretty_inspect, "#{thing}", *exception]
    end.join("\n")
  end

  def refute_shown(text, *secrets) = secrets.each { |secret| refute_includes text, secret }

  def test_results
    factor, metadata = client.enroll_factor_with_metadata(type: "totp", totp_issuer: "Foo", totp_user: "alan")
    text = shown(factor, factor.totp, [factor], { factor: }, metadata)
    assert_includes text, "alan"
    refute_shown text, factor.totp.secret, factor.totp.uri, factor.totp.qr_code, KEY
    [factor.to_h, JSON.parse(factor.to_json)].each { |hash| assert_equal factor.totp.secret, hash["totp"]["secret"] }
  end

  def test_clients_and_configurations
    configuration = WorkOSMFA::Configuration.new
    configuration.key = KEY
    configuration.headers = { "x-team" => "HIDDEN" }
    configuration.proxy = "http://user:HIDDEN@proxy:1"
    client = WorkOSMFA::Client.new(**configuration.to_options)
    text = shown(client, configuration)
    assert_includes text, "api.workos.com"
    things = [client, client.instance_variables.map { |name| client.instance_variable_get(name).inspect }]
    refute_shown text + shown(*things), KEY, "HIDDEN"
    error = assert_raises(NoMethodError) { client.enroll }
    refute_shown error.full_message, KEY, "HIDDEN"
  end

  def test_errors_of_the_configuration
    [{ key: "sk_HIDDEN\n" }, { key: "k", base_url: "ftp://user:HIDDEN@host" }, { key: "k", headers: { "a b" => "HIDDEN" } },
     { key: "k", proxy: "http://user:HIDDEN@" }, { key: "HIDDEN\xff" }, { key: "k", headers: { "x" => "HIDDEN\n" } }].each do |options|
      error = assert_raises(WorkOSMFA::ConfigError, options.keys.inspect) { WorkOSMFA::Client.new(**options) }
      refute_shown shown(error, error.field_errors, error.to_h), "HIDDEN"
    end
  end

  def test_a_body_is_in_no_message
    body = '{"message":"no","code":"gone","more":"HIDDEN"}'
    server = TCPServer.new("127.0.0.1", 0)
    answering = Thread.new do
      socket = server.accept
      nil until socket.gets == "\r\n"
      socket.write("HTTP/1.1 410 Gone\r\nx-echo: HIDDEN\r\ncontent-length: #{body.size}\r\n\r\n#{body}")
      socket.close
    end
    other = WorkOSMFA::Client.new(key: KEY, base_url: "http://127.0.0.1:#{server.addr[1]}")
    error = assert_raises(WorkOSMFA::UnexpectedStatusError) { other.get_factor("x") }
    assert_equal [body, "HIDDEN"], [error.body, error.headers["x-echo"]]
    assert_includes shown(error), "gone"
    refute_shown shown(error), "HIDDEN", KEY
    output, = ruby(<<~RUBY, *[error].map { |each| Marshal.dump(each).unpack1("H*") })
      require "workos_mfa"
      raise Marshal.load([ARGV[0]].pack("H*"))
    RUBY
    assert_includes output, "WorkOSMFA::UnexpectedStatusError"
    refute_shown output, "HIDDEN"
  ensure
    answering.join
    server.close
  end
end
