# frozen_string_literal: true

require "json"
require "time"

require_relative "workos_mfa/version"
require_relative "workos_mfa/value"
require_relative "workos_mfa/factor"
require_relative "workos_mfa/metadata"
require_relative "workos_mfa/errors"
require_relative "workos_mfa/events"
require_relative "workos_mfa/arguments"
require_relative "workos_mfa/configuration"
require_relative "workos_mfa/native"
require_relative "workos_mfa/token_question"
require_relative "workos_mfa/watch"
require_relative "workos_mfa/calls"
require_relative "workos_mfa/client"

# A client of the WorkOS multi-factor-authentication API.
#
# It defines nothing outside this module, so it can be used beside the vendor's gem. Programs that use the vendor's documented names
# (`WorkOS.configure`, `WorkOS::MFA`) find them in `workos_mfa/compat`.
#
# @example
#   client = WorkOSMFA::Client.new(key: "sk_…")
#   factor = client.enroll_factor(type: "totp", totp_issuer: "Foo Corp", totp_user: "alan@example.com")
module WorkOSMFA
  private_constant :Arguments, :Native, :TokenQuestion, :Value, :Watch

  @lock = Mutex.new
  @configuration = Configuration.new.freeze

  class << self
    # Sets the options of the client that {client} returns. What is left unset, the environment says: `WORKOS_API_KEY`,
    # `WORKOS_BASE_URL`, `WORKOS_REQUEST_TIMEOUT`.
    #
    # @yieldparam configuration [Configuration] as it was set before
    # @return [void]
    # @raise [ConfigError] if the options can't be right; then everything stays as it was
    def configure
      configuration = @configuration.dup
      yield configuration
      client = Client.new(**configuration.to_options)
      @lock.synchronize { @configuration, @client = configuration.freeze, client }
      nil
    end

    # The client that {configure} set up. Without it, the client is made of the environment at its first use.
    #
    # @return [Client]
    # @raise [ConfigError] if the environment has no key
    def client
      @client || @lock.synchronize { @client ||= Client.new(**@configuration.to_options) }
    end

    # For `workos_mfa/testing`: another client, or none yet, and its configuration.
    #
    # @api private
    # @return [Array(Configuration, Client)] what there was
    def exchange(configuration, client)
      @lock.synchronize do
        before = [@configuration, @client]
        @configuration, @client = configuration.freeze, client
        before
      end
    end
  end
end
