# frozen_string_literal: true

require_relative "../workos_mfa"
require_relative "testing/emulator"
require_relative "testing/helpers"

module WorkOSMFA
  # The API on your own machine, for your tests: no key, no network, real TOTP secrets. See {Emulator}, and {Minitest} and {RSpec} for
  # tests of code that uses {WorkOSMFA.client} or makes clients of its own.
  module Testing
    @lock = Mutex.new
    @users = 0

    # What a client reads that is given no options.
    ENVIRONMENT = %w[WORKOS_API_KEY WORKOS_BASE_URL WORKOS_REQUEST_TIMEOUT WORKOS_ALLOW_HTTP].freeze
    private_constant :ENVIRONMENT

    class << self
      # The emulator that all tests of this process share. It is started at its first use, and ends with the process.
      #
      # @return [Emulator]
      # @raise [EmulatorError] if it does not start
      def emulator = @lock.synchronize { shared }

      # While the block runs, {WorkOSMFA.client} is a client of the shared emulator, and so is one that takes its options from the
      # environment. Tests in other threads may do the same.
      #
      # @yieldparam emulator [Emulator]
      # @return [Object] what the block returns
      def with_emulator
        began = begin_use
        yield began
      ensure
        end_use if began
      end

      # @api private
      # @return [Emulator]
      def begin_use
        @lock.synchronize do
          emulator = shared
          take_over(emulator) if @users.zero?
          @users += 1
          emulator
        end
      end

      # @api private
      def end_use
        @lock.synchronize do
          @users -= 1
          give_back if @users.zero?
        end
      end

      private

      def shared = @shared ||= Emulator.start

      def take_over(emulator)
        configuration = Configuration.new
        configuration.key, configuration.base_url, configuration.no_proxy = emulator.api_key, emulator.url, true
        @environment = ENVIRONMENT.to_h { |name| [name, ENV.fetch(name, nil)] }
        ENV.update(ENVIRONMENT.to_h { |name| [name, nil] })
        ENV.update("WORKOS_API_KEY" => emulator.api_key, "WORKOS_BASE_URL" => emulator.url)
        @before = WorkOSMFA.exchange(configuration, nil)
      end

      def give_back
        WorkOSMFA.exchange(*@before)
        ENV.update(@environment)
      end
    end
  end
end
