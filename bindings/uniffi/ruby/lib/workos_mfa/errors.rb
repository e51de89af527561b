# frozen_string_literal: true

module WorkOSMFA
  # What was wrong with one field.
  class FieldError < Value
    # The names of the fields.
    FIELDS = %i[field code message].freeze

    # @return [String, nil] the field under its name on the wire, or the option's name
    def field = @wire["field"]

    # @return [String, nil] what was wrong, as a stable word
    def code = @wire["code"]

    # @return [String, nil] what was wrong, in words
    def message = @wire["message"]
  end

  # Why a call failed, or why a client could not be built. There is a class for each {#kind}; all have the same fields.
  #
  # `message` says it all in one line, for logs: what went wrong, the status, the request id. `reason` is the first part alone.
  # Neither they nor `inspect`, `full_message` and `detailed_message` show the {#body}.
  class Error < StandardError
    # @param message [String, nil] the line for logs
    # @param fields [Hash{String => Object}] the other fields by name
    def initialize(message = nil, fields = {})
      super(message || fields["message"])
      @fields = fields
    end

    # @return [String] what kind of thing went wrong, as a stable word that is the same in every language
    def kind = @fields["kind"] || KINDS.key(self.class) || "unknown"

    # @return [String] what went wrong, in words: the server's where it gave any
    def reason = @fields["message"] || message

    # @return [Integer, nil] the HTTP status of the last answer
    def status = @fields["status"]

    # @return [String, nil] the server's stable word for the error
    def code = @fields["code"]

    # @return [Array<FieldError>] what was wrong with which field
    def field_errors = (@fields["field_errors"] || []).map { |error| FieldError.new(error) }

    # @return [String, nil] the last answer's `x-request-id`. Quote it when you ask the vendor for help.
    def request_id = @fields["request_id"]

    # @return [Float, nil] the least time to wait before the next call, in seconds, if the server named one
    def retry_after = @fields["retry_after"]

    # What is known of the effect on the server: `not_sent`, `rejected` (the server said no), `unknown` (it may have been carried
    # out) or `applied` (it has been carried out, and the reply was not readable).
    #
    # @return [String]
    def outcome = @fields["outcome"] || "unknown"

    # @return [Integer] how many times the request was tried
    def attempts = @fields["attempts"] || 0

    # @return [Float] how many seconds the call took, with all attempts and waits
    def elapsed = @fields["elapsed"] || 0.0

    # @return [String, nil] the id of the factor that now exists although the reply could not be read, where that much could be
    def factor_id = @fields["factor_id"]

    # @return [String, nil] the beginning of the last answer's body, at most 4 KiB, with secrets redacted
    def body = @fields["body"]

    # @return [Hash{String => String}] the last answer's headers by their names in lower case, without cookies
    def headers = @fields["headers"] || {}

    # Whether the call would have been tried again, had the client's `retry_budget` not been used up. The message says so, too.
    #
    # @return [Boolean]
    def retry_budget_exhausted = @fields["retry_budget_exhausted"] || false
    alias retry_budget_exhausted? retry_budget_exhausted

    # @return [Array<String>] what lies below, in words, from the outermost in. What a token provider raised is the `cause`.
    def causes = @fields["causes"] || []

    # The fields by name, ready for JSON, without the {#headers}. What is absent is left out; `message` is the {#reason}.
    #
    # @return [Hash{String => Object}]
    def to_h
      fields = { "kind" => kind, "message" => reason, "outcome" => outcome, "attempts" => attempts }
      fields["field_errors"] = field_errors.map { |error| error.to_h.compact } unless field_errors.empty?
      fields["retry_budget_exhausted"] = true if retry_budget_exhausted
      %w[status code request_id retry_after factor_id body].each do |name|
        fields[name] = @fields[name] unless @fields[name].nil?
      end
      fields
    end

    # For pattern matching: `rescue WorkOSMFA::Error => error; case error; in { status: 429, retry_after: }`.
    #
    # @return [Hash{Symbol => Object}]
    def deconstruct_keys(names)
      names = names ? FIELDS & names : FIELDS
      names.to_h { |name| [name, public_send(name)] }
    end

    # The names of the fields.
    FIELDS = %i[
      kind message reason status code field_errors request_id retry_after outcome attempts elapsed factor_id headers
      retry_budget_exhausted body causes
    ].freeze
  end

  # The call's arguments are wrong; nothing was sent.
  class InvalidRequestError < Error; end

  # The client's configuration is wrong; nothing was sent.
  class ConfigError < Error; end

  # 400: the server could not understand the request.
  class BadRequestError < Error; end

  # 401: the key is missing, unknown or revoked; or the token provider failed, and then there is no status.
  class AuthenticationError < Error; end

  # 403: the key may not do this.
  class PermissionDeniedError < Error; end

  # 404: there is no such factor.
  class NotFoundError < Error; end

  # 409: the request is at odds with the present state.
  class ConflictError < Error; end

  # 422: some fields are missing or wrong; see {Error#field_errors}.
  class UnprocessableEntityError < Error; end

  # 429: too many requests; see {Error#retry_after}.
  class RateLimitError < Error; end

  # 5xx: something went wrong on the server's side.
  class ServerError < Error; end

  # Any other status. Redirects are not followed.
  class UnexpectedStatusError < Error; end

  # No connection: the name, a refusal, TLS, or no answer within `connect_timeout`.
  class ConnectError < Error; end

  # No complete answer within `attempt_timeout` or `timeout`.
  class RequestTimeoutError < Error; end

  # The connection broke.
  class TransportError < Error; end

  # The server reports success, with a reply that can't be read.
  class DecodeError < Error; end

  class Error
    KINDS = {
      "invalid_request" => InvalidRequestError,
      "config" => ConfigError,
      "bad_request" => BadRequestError,
      "authentication" => AuthenticationError,
      "permission_denied" => PermissionDeniedError,
      "not_found" => NotFoundError,
      "conflict" => ConflictError,
      "unprocessable" => UnprocessableEntityError,
      "rate_limited" => RateLimitError,
      "server" => ServerError,
      "unexpected_status" => UnexpectedStatusError,
      "connect" => ConnectError,
      "timeout" => RequestTimeoutError,
      "transport" => TransportError,
      "decode" => DecodeError
    }.freeze
    private_constant :KINDS

    # @api private
    # @param json [String] what the core says
    # @return [Error] of the class of its kind
    def self.from_json(json)
      fields = JSON.parse(json, freeze: true)
      KINDS.fetch(fields["kind"], Error).new(fields["description"], fields)
    end
  end
end
