# frozen_string_literal: true

module WorkOSMFA
  module Testing
    # For tests of any framework.
    module Helpers
      # @return [Emulator] the one that all tests of this process share
      def workos_mfa_emulator = WorkOSMFA::Testing.emulator

      # @param options [Hash] as {Client#initialize} takes them
      # @return [Client] of the shared emulator
      def workos_mfa_client(**options) = workos_mfa_emulator.client(**options)
    end

    # For Minitest, Rails' tests included: while a test runs, {WorkOSMFA.client} and clients that take their options from the environment
    # are those of the emulator.
    #
    # @example
    #   class EnrolmentTest < Minitest::Test
    #     include WorkOSMFA::Testing::Minitest
    #   end
    module Minitest
      include Helpers

      # @api private
      def before_setup
        @workos_mfa_in_use = WorkOSMFA::Testing.begin_use
        super
      end

      # @api private
      def after_teardown
        super
      ensure
        WorkOSMFA::Testing.end_use if @workos_mfa_in_use
        @workos_mfa_in_use = nil
      end
    end

    # For RSpec: while an example runs, {WorkOSMFA.client} and clients that take their options from the environment are those of the
    # emulator.
    #
    # @example
    #   RSpec.configure { |config| config.include WorkOSMFA::Testing::RSpec, :mfa }
    module RSpec
      include Helpers

      # @api private
      def self.included(group)
        super
        group.around { |example| WorkOSMFA::Testing.with_emulator { example.run } } if group.respond_to?(:around)
      end
    end
  end
end
