# frozen_string_literal: true

module WorkOSMFA
  # How a call went.
  class Metadata < Value
    # The names of the fields.
    FIELDS = %i[status request_id attempts elapsed headers].freeze

    # @return [Integer] the HTTP status of the last answer. After a deletion it may be 404: an earlier attempt of the same call had
    #   removed the factor.
    def status = @wire["status"]

    # @return [String, nil] the last answer's `x-request-id`
    def request_id = @wire["request_id"]

    # @return [Integer] how many times the request was tried
    def attempts = @wire["attempts"]

    # @return [Float] how many seconds the call took, with all attempts and waits
    def elapsed = @wire["elapsed"]

    # @return [Hash{String => String}] the last answer's headers by their names in lower case, without cookies. `inspect` shows the names
    #   only: a server may repeat anything.
    def headers = @wire["headers"] || {}

    private

    def shown(name) = name == :headers ? headers.keys.inspect : super
  end
end
