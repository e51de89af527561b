# frozen_string_literal: true
# The backend between an app and WorkOS, with Rack: `rackup app_backend.ru`, with TLS in front; in Rails, `mount AppBackend.new => "/"`.
# The app sends its user's access token (AuthKit's JWT) and gets at that user's factors. `crates/app-backend` says what each line is against,
# and does more: step-up, revocation, limits for wrong tokens and by country. Needs `rack` and `jwt`.
require "json"
require "jwt"
require "net/http"
require "rack"
require "workos_mfa"
class AppBackend
  UNREACHABLE = [SystemCallError, SocketError, IOError, Timeout::Error, OpenSSL::SSL::SSLError, JSON::ParserError, KeyError].freeze
  def initialize(env = ENV)
    @client_id, @issuer, @jwks = env.to_h.fetch_values("WORKOS_CLIENT_ID", "APP_BACKEND_ISSUER", "APP_BACKEND_JWKS")
    @workos = WorkOSMFA::Client.new(key: env["WORKOS_API_KEY"], base_url: env["WORKOS_BASE_URL"])
    @lock, @clear = Mutex.new, {} # `@clear`: when each user and phone will be as if it had never enrolled.
  end
  def call(env)
    status, headers, body = catch(:answer) { route(Rack::Request.new(env)) }
    [status, { "cache-control" => "no-store", **headers, **(body ? { "content-type" => "application/json" } : {}) }, body ? [JSON.generate(body)] : []]
  end
  private def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  private def problem(status, message, headers = {}) = throw(:answer, [status, headers, { message: }])
  private def route(request)
    problem(403, "This is not for web pages.") if request.get_header("HTTP_ORIGIN") && !request.get? && !request.head?
    case [request.request_method, *request.path_info.split("/", -1)]
    in ["POST", "", "auth", "factors", "enroll"] then enroll(user(request), read(request))
    in ["GET", "", "auth", "factors", id] if id != "enroll" then [200, {}, own_factor(user(request), id).to_h]
    in ["DELETE", "", "auth", "factors", id] if id != "enroll" then [204, {}, (@workos.delete_factor(own_factor(user(request), id).id); nil)]
    in [_, "", "auth", "factors", id] then problem(405, "Method Not Allowed", { "allow" => id == "enroll" ? "POST" : "GET, DELETE" })
    else problem(404, "Not Found")
    end
  rescue WorkOSMFA::Error => error
    failed(error)
  end
  private def user(request)
    scheme, token = request.get_header("HTTP_AUTHORIZATION").to_s.split(" ", 2)
    raise JWT::DecodeError if scheme.to_s.downcase != "bearer" || token.to_s.bytesize > 8192
    options = { algorithms: ["RS256"], jwks: method(:keys), iss: @issuer, verify_iss: true, leeway: 30, required_claims: %w[exp iss sub sid] }
    claims, = JWT.decode(token, nil, true, options)
    audience = Array(claims.fetch("aud") { claims.fetch("client_id") { @issuer.split("/").last } })
    return claims["sub"] if audience.include?(@client_id) && claims["sub"].is_a?(String) && !claims["sub"].empty?
    raise JWT::InvalidAudError
  rescue JWT::DecodeError
    problem(401, "Unauthorized", { "www-authenticate" => "Bearer" })
  end
  # Reads them every five minutes, and for an unknown key at most every thirty seconds.
  private def keys(options = {})
    @lock.synchronize do
      next @keys if @read && now - @read < (options[:kid_not_found] ? 30 : 300)
      uri = URI(@jwks)
      reply = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == "https", open_timeout: 5, read_timeout: 5) { |http| http.get(uri.request_uri) }
      found = JSON.parse(reply.code == "200" ? reply.body : "", symbolize_names: true).fetch(:keys)
      @read = now
      @keys = { keys: found.select { |key| key[:kty] == "RSA" && key.fetch(:use, "sig") == "sig" } }
    end
  rescue *UNREACHABLE
    problem(503, "Tokens can't be verified now.")
  end
  private def read(request)
    given = JSON.parse(request.body.read(16_384).to_s)
    given = given.is_a?(Hash) ? given.slice("type", "totp_issuer", "totp_user", "phone_number").compact : { "type" => nil }
    given.values.all?(String) ? given.transform_keys(&:to_sym) : raise(JSON::ParserError)
  rescue JSON::ParserError
    problem(400, "The body is not an enrolment.")
  end
  private def enroll(user_id, given)
    take("user #{user_id}", 10, 3600)
    take("phone #{given[:phone_number]}", 5, 86_400) if given[:phone_number]
    [201, {}, @workos.enroll_factor(**given, user_id:).to_h]
  end
  # Counts in this process; where there are several, count in a store that they share.
  private def take(key, count, per)
    wait = @lock.synchronize do
      clear = [@clear.delete(key) || now, now].max + per.fdiv(count)
      @clear[key] = clear - now > per ? clear - per.fdiv(count) : clear
      @clear.shift if @clear.size > 100_000
      clear - now - per
    end
    problem(429, "Too many of these.", { "retry-after" => wait.ceil.to_s }) if wait.positive?
  end
  private def own_factor(user_id, id) # Another user's factor is answered like one that does not exist.
    @workos.get_factor(id).then { |factor| factor.user_id == user_id ? factor : problem(404, "Not Found") }
  rescue WorkOSMFA::NotFoundError
    problem(404, "Not Found")
  end
  # What may have been carried out must not be repeated by the app: a 5xx. Only a verdict on the app's input is passed on.
  private def failed(error)
    # It exists, but its secret is lost. The app's client makes outcome `applied` of this: delete it, enrol again.
    return [201, {}, { object: "authentication_factor", id: error.factor_id, code: "reply_lost" }] if error.factor_id
    if error.kind == "invalid_request" || (error.outcome == "rejected" && [400, 404, 409, 422, 429].include?(error.status))
      wait = error.retry_after ? { "retry-after" => error.retry_after.ceil.to_s } : {}
      return [error.status || 422, wait, { message: error.reason, code: error.code, errors: error.field_errors.map(&:to_h) }.compact]
    end
    unchanged = { "not_sent" => 503, "rejected" => 502 }[error.outcome]
    problem(unchanged, "WorkOS can't be used now. Nothing was changed.") if unchanged
    problem(error.kind == "timeout" ? 504 : 502, "This may have been carried out, or not. Look before you try again.")
  end
end
run AppBackend.new
