# frozen_string_literal: true

module WorkOSMFA
  # The options of the client that {WorkOSMFA.client} returns; see {WorkOSMFA.configure}. What they mean is said at {Client#initialize}.
  class Configuration
    OPTIONS = %i[
      key token_provider observer base_url allow_http timeout attempt_timeout connect_timeout max_retries retry_budget headers proxy
      no_proxy root_certificate client_certificate client_key user_agent_suffix
    ].freeze
    private_constant :OPTIONS

    attr_accessor(*OPTIONS)
    alias api_key key
    alias api_key= key=

    # What has been set.
    #
    # @return [Hash{Symbol => Object}] for {Client#initialize}
    def to_options = OPTIONS.to_h { |name| [name, public_send(name)] }.compact

    # The names of what has been set: the values may be secrets.
    #
    # @return [String]
    def inspect = "#<#{self.class.name} #{to_options.keys.join(", ")}>"
    alias to_s inspect
  end
end
