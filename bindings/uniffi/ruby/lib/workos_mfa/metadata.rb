# frozen_string_literal: true

module WorkOSMFA
  # How a call went.
  class Metadata < Value
    # The names of the fields.
    FIELDS = %i[status request_id attempts elapsed].freeze

    # @return [Integer] the HTTP status of the last answer. After a deletion it may be 404: an earlier attempt of the same call had
    #   removed the factor.
    def status = @wire["status"]

    # @return [String, nil] the last answer's `x-request-id`
    def request_id = @wire["request_id"]

    # @return [Integer] how many times the request was tried
    def attempts = @wire["attempts"]

    # @return [Float] how many seconds the call took, with all attempts and waits
    def elapsed = @wire["elapsed"]
  end
end
