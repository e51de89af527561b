# frozen_string_literal: true

module WorkOSMFA
  # What happened in a call. No event holds a secret.
  class Event < Value
    # @return [Integer] the call's number. It is the same in all of a call's events, and in no other's of this process.
    def call_id = @wire["call_id"]

    # @return [String] `enroll_factor`, `get_factor` or `delete_factor`
    def operation = @wire["operation"]

    # @return [Time] when it happened
    def time = Time.at(@wire["time"]).utc
  end

  # A call began.
  class StartEvent < Event
    # The names of the fields.
    FIELDS = %i[call_id operation time].freeze
  end

  # An attempt ended.
  class AttemptEvent < Event
    # The names of the fields.
    FIELDS = %i[call_id operation attempt status request_id elapsed error_kind retry_in time].freeze

    # @return [Integer] which attempt of the call this was, from 1
    def attempt = @wire["attempt"]

    # @return [Integer, nil] the HTTP status, if there was an answer
    def status = @wire["status"]

    # @return [String, nil] the answer's `x-request-id`
    def request_id = @wire["request_id"]

    # @return [Float] how many seconds the attempt took
    def elapsed = @wire["elapsed"]

    # @return [String, nil] what went wrong, if anything did: an {Error#kind}
    def error_kind = @wire["error_kind"]

    # @return [Float, nil] how many seconds the client waits before it tries again; `nil` if it does not
    def retry_in = @wire["retry_in"]
  end

  # A call ended, also by being given up (`Timeout`, `Thread#kill`, Ctrl-C).
  class CallEvent < Event
    # The names of the fields.
    FIELDS = %i[call_id operation attempts status request_id elapsed error_kind outcome time].freeze

    # @return [Integer] how many attempts were made, or begun if the call was given up
    def attempts = @wire["attempts"]

    # @return [Integer, nil] the last answer's HTTP status; `nil` if the call was given up
    def status = @wire["status"]

    # @return [String, nil] the last answer's `x-request-id`; `nil` if the call was given up
    def request_id = @wire["request_id"]

    # @return [Float] how many seconds the call took, with its waits
    def elapsed = @wire["elapsed"]

    # @return [String, nil] what went wrong, if anything did: an {Error#kind}, or `cancelled` if the call was given up
    def error_kind = @wire["error_kind"]

    # @return [String, nil] what is known of the effect on the server, if anything went wrong: an {Error#outcome}
    def outcome = @wire["outcome"]
  end
end
