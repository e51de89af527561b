# frozen_string_literal: true

require_relative "support"
require "json"
require "jwt"
require "openssl"
require "rack"

# The backend in `examples/`, between an app and the emulator, with tokens of an issuer of its own.
class AppBackendTest < Test
  ISSUER = "https://auth.example/user_management/client_1"
  OWN, OTHER = Array.new(2) { OpenSSL::PKey::RSA.new(2048) }
  JWKS = JSON.generate({ keys: [JWT::JWK.new(OWN, "one").export] })

  # Says the same to everyone, and counts.
  class Saying
    attr_reader :asked

    def initialize(body, status = "200 OK")
      @server = TCPServer.new("127.0.0.1", 0)
      @asked = 0
      @thread = Thread.new do
        loop do
          socket = @server.accept
          nil until socket.gets == "\r\n"
          @asked += 1
          socket.write("HTTP/1.1 #{status}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: #{body.bytesize}\r\n\r\n#{body}")
          socket.close
        end
      rescue IOError
        # The test is over.
      end
    end

    def url = "http://127.0.0.1:#{@server.addr[1]}"

    def stop
      @server.close
      @thread.join
    end
  end

  def setup
    @keys = Saying.new(JWKS)
    @servers = [@keys]
    variables = { "WORKOS_CLIENT_ID" => "client_1", "APP_BACKEND_ISSUER" => ISSUER, "APP_BACKEND_JWKS" => @keys.url, "WORKOS_API_KEY" => KEY }
    self.class.load_example(variables)
    @variables = variables
  end

  def teardown
    @servers.each(&:stop)
    super
  end

  # The program itself, once: what it runs is set up for the servers of each test.
  def self.load_example(variables)
    @load_example ||= begin
      ENV.update(variables)
      Rack::Builder.parse_file(File.join(ENV.fetch("WORKOS_MFA_GEM"), "examples/app_backend.ru"))
    ensure
      variables.each_key { |name| ENV.delete(name) }
    end
  end

  def backend(url = Emulator.url) = Rack::MockRequest.new(Rack::Lint.new(AppBackend.new(@variables.merge("WORKOS_BASE_URL" => url))))

  def saying(body, status)
    server = Saying.new(body, status)
    @servers << server
    server
  end

  def token(key: OWN, algorithm: "RS256", kid: "one", **changes)
    claims = { iss: ISSUER, sub: "user_1", sid: "session_1", exp: Time.now.to_i + 300, **changes }
    JWT.encode(claims.compact, key, algorithm, { kid: })
  end

  def ask(backend, method, path, token, body = nil, headers = {})
    headers = { "HTTP_AUTHORIZATION" => "Bearer #{token}", "CONTENT_TYPE" => "application/json", **headers }
    answer = backend.request(method, "/auth/factors/#{path}", headers.merge(input: body ? JSON.generate(body) : ""))
    refute_includes answer.body, KEY
    assert_equal "no-store", answer["cache-control"]
    [answer.status, answer.body.empty? ? nil : JSON.parse(answer.body), answer]
  end

  def test_a_user_gets_at_their_own_factors_alone
    app = backend
    status, factor, = ask(app, "POST", "enroll", token, { type: "totp", totp_issuer: "Foo", totp_user: "alan", user_id: "user_2" })
    assert_equal [201, "user_1"], [status, factor["user_id"]]
    assert factor["totp"]["secret"]
    assert_equal [200, factor["id"]], ask(app, "GET", factor["id"], token).then { |status, body| [status, body["id"]] }
    stranger = token(sub: "user_2")
    none = ask(app, "GET", "auth_factor_1", stranger).first(2)
    %w[GET DELETE].each { |method| assert_equal [404, none.last], ask(app, method, factor["id"], stranger).first(2) }
    assert_equal factor["id"], client.get_factor(factor["id"]).id
    assert_equal [204, nil], ask(app, "DELETE", factor["id"], token).first(2)
    assert_equal 404, ask(app, "GET", factor["id"], token).first
  end

  def wrong_tokens
    hmac = JWT.encode({ iss: ISSUER, sub: "user_1", sid: "s", exp: Time.now.to_i + 300 }, OWN.public_key.to_pem, "HS256", { kid: "one" })
    none = JWT.encode({ iss: ISSUER, sub: "user_1", sid: "s", exp: Time.now.to_i + 300 }, nil, "none", { kid: "one" })
    [
      "", "made-up", "#{token[0..-9]}AAAAAAAA", token(key: OTHER), token(kid: "two"), token(kid: nil), token(algorithm: "RS512"), hmac, none,
      token(exp: Time.now.to_i - 60), token(exp: nil), token(nbf: Time.now.to_i + 300), token(iss: "https://evil.example/client_1"), token(iss: nil),
      token(aud: "client_2"), token(aud: []), token(client_id: "client_2"), token(sub: nil), token(sub: ""), token(sub: 5), token(sid: nil),
      token(padding: "x" * 9000)
    ]
  end

  def test_a_wrong_token_is_a_401
    workos = saying("{}", "200 OK")
    app = backend(workos.url)
    wrong_tokens.each do |wrong|
      status, body, answer = ask(app, "POST", "enroll", wrong, { type: "generic_otp" })
      assert_equal [401, { "message" => "Unauthorized" }, "Bearer"], [status, body, answer["www-authenticate"]], wrong
    end
    assert_equal [0, 1], [workos.asked, @keys.asked]
    assert_equal 404, ask(backend, "GET", "auth_factor_1", token(aud: %w[other client_1])).first
  end

  def test_an_enrolment_without_its_secret_reaches_the_app_as_such
    times = { created_at: "2026-01-15T12:00:00Z", updated_at: "2026-01-15T12:00:00Z" }
    workos = saying(JSON.generate({ object: "authentication_factor", id: "auth_factor_7", type: "totp", **times }), "201 Created")
    enrolment = { type: "totp", totp_issuer: "Foo", totp_user: "alan" }
    status, _, answer = ask(backend(workos.url), "POST", "enroll", token, enrolment)
    assert_equal [201, 1], [status, workos.asked]
    app = WorkOSMFA::Client.new(token_provider: -> { token }, base_url: saying(answer.body, "201 Created").url)
    error = assert_raises(WorkOSMFA::DecodeError) { app.enroll_factor(**enrolment) }
    assert_equal %w[applied auth_factor_7], [error.outcome, error.factor_id]
  end

  def test_what_may_have_been_carried_out_is_a_5xx_and_not_repeated
    { "500 x" => 502, "401 x" => 502, "409 x" => 409 }.each do |said, status|
      workos = saying(%({"message": "INSIDE #{KEY}"}), said)
      assert_equal status, ask(backend(workos.url), "POST", "enroll", token, { type: "generic_otp" }).first
      assert_equal 1, workos.asked
    end
    [[{ type: "sms", phone_number: "555" }, 422], [{ type: 5 }, 400], [{ type: "pigeon" }, 422], [[], 400]].each do |body, status|
      assert_equal status, ask(backend, "POST", "enroll", token, body).first, body
    end
  end

  def test_enrolments_are_limited_and_web_pages_refused
    app = backend
    enrol = lambda do |sub, number, headers = {}|
      ask(app, "POST", "enroll", token(sub:), { type: "sms", phone_number: number }, headers)
    end
    assert_equal [201] * 5 + [429], Array.new(6) { |turn| enrol.("user_#{turn}", "+15555555555").first }
    assert_equal [201] * 9 + [429], Array.new(10) { |turn| enrol.("user_1", "+1555555500#{turn}").first }
    assert_includes 1..360, enrol.("user_1", "+15555555599").last["retry-after"].to_i
    assert_equal 403, enrol.("user_9", "+15555555598", { "HTTP_ORIGIN" => "https://evil.example" }).first
    status, _, answer = ask(app, "OPTIONS", "enroll", token)
    assert_equal 405, status
    assert_empty(answer.headers.keys.grep(/access-control/i))
  end
end
