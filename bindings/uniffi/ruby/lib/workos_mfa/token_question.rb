# frozen_string_literal: true

module WorkOSMFA
  # Gets a token for a call, on a thread of its own, so that a provider that takes too long does not outlive the call's deadline.
  class TokenQuestion
    # @return [Exception, nil] what the provider raised
    attr_reader :failure

    def initialize(provider, call)
      @thread = Thread.new do
        Thread.current.report_on_exception = false
        token = provider.call
        raise TypeError, "the token provider returned #{token.class}, not a String" unless token.respond_to?(:to_str)

        call.give_token(token.to_str)
      rescue Exception => error # rubocop:disable Lint/RescueException -- whatever it is, the call must hear of it
        @failure = error
        call.refuse_token("#{error.class}: #{error.message}".encode(Encoding::UTF_8, invalid: :replace, undef: :replace))
      end
    end

    # Nobody waits for the answer any more.
    def give_up = @thread.kill
  end
end
