# frozen_string_literal: true

module WorkOSMFA
  # What a token provider that takes an argument is given.
  class TokenRequest
    # @param refused [Boolean]
    def initialize(refused: false)
      @refused = refused
      freeze
    end

    # Whether the server has just refused, with 401, the token that the provider returned last in this call: a cached one is of no more
    # use then.
    #
    # @return [Boolean]
    def refused? = @refused
  end

  # Gets a token for a call, on a thread of its own, so that a provider that takes too long does not outlive the call's deadline.
  class TokenQuestion
    # @return [Exception, nil] what the provider raised
    attr_reader :failure

    # Whether a provider wants a {TokenRequest}: one that needs an argument does, and one that may have a `request`. Any other
    # argument that may be left out means something else. A block has none that is needed.
    def self.takes_request?(provider)
      callable = provider.respond_to?(:parameters) ? provider : provider.method(:call)
      block = callable.is_a?(Proc) && !callable.lambda?
      callable.parameters.any? { |kind, name| kind == :req || (kind == :opt && (block || name == :request)) }
    end

    def initialize(provider, arguments, call)
      @thread = Thread.new do
        Thread.current.report_on_exception = false
        token = provider.call(*arguments)
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
