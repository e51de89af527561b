# frozen_string_literal: true

require_relative "../workos_mfa"

# The names under which the vendor documents these calls: `WorkOS.configure { |config| config.key = "sk_…" }` and
# `WorkOS::MFA.enroll_factor(…)`. They use {WorkOSMFA.client}.
#
# Nothing that is already there is replaced: where the vendor's gem was loaded before, its names stay as they are. Where it is loaded
# afterwards, its own definitions take the place of these, so `MFA` is a module as it is there, and no error class is defined.
module WorkOS
  unless respond_to?(:configure)
    # @see WorkOSMFA.configure
    def self.configure(&) = WorkOSMFA.configure(&)
  end

  unless const_defined?(:MFA, false)
    # @see WorkOSMFA::Client
    module MFA
      WorkOSMFA::Calls.public_instance_methods(false).each do |name|
        define_singleton_method(name) { |*arguments, **options| WorkOSMFA.client.public_send(name, *arguments, **options) }
      end
    end
  end
end
