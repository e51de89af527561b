# frozen_string_literal: true

require "tmpdir"

# The vendor's documented names, with and without the vendor's gem beside ours. No registry can be reached while tests run, so a file
# with that gem's hierarchy of classes stands in for it. Each test is a process of its own.
class CompatTest < Test
  VENDOR = <<~RUBY
    module WorkOS
      VERSION = "6.0.0"

      class WorkOSError < StandardError; end
      class APIError < WorkOSError; end
      class AuthenticationError < WorkOSError; end
      class InvalidRequestError < WorkOSError; end
      class NotFoundError < WorkOSError; end
      class TimeoutError < WorkOSError; end
      class Configuration; attr_accessor :key; end
      class Client; end
      module Types; class Factor; end; end
      class Factor; end

      class << self
        def configure = yield(@config ||= Configuration.new)
      end

      module MFA
        class << self
          def enroll_factor(**) = "the vendor's"
        end
      end
    end
  RUBY

  ENROL = 'WorkOS::MFA.enroll_factor(type: "totp", totp_issuer: "Foo Corp", totp_user: "alan@example.com")'

  # What a program prints in which the vendor's gem is the file `workos.rb`.
  def output_of(code)
    Dir.mktmpdir do |folder|
      File.write(File.join(folder, "workos.rb"), VENDOR)
      environment = { "RUBYLIB" => folder, "WORKOS_API_KEY" => KEY, "WORKOS_BASE_URL" => Emulator.url }
      output, status = ruby(code, environment:)
      assert_predicate status, :success?, output
      output
    end
  end

  def test_the_documented_calls_need_another_require_and_no_other_change
    assert_equal "true\ntrue\ngone\n", output_of(<<~RUBY)
      require "workos_mfa/compat"

      WorkOS.configure do |config|
        config.key = "#{KEY}"
      end
      factor = #{ENROL}
      puts factor.totp.uri.start_with?("otpauth://")
      puts WorkOS::MFA.get_factor(id: factor.id).id == factor.id
      WorkOS::MFA.delete_factor(id: factor.id)
      begin
        WorkOS::MFA.get_factor(id: factor.id)
      rescue WorkOSMFA::NotFoundError
        puts "gone"
      end
    RUBY
  end

  def test_without_compat_nothing_is_defined_outside_our_module
    assert_equal "[:WorkOSMFA]\n", output_of(<<~RUBY)
      require "ffi"
      require "json"
      require "time"
      require "set"
      before = Object.constants
      require "workos_mfa"
      p Object.constants - before
    RUBY
  end

  def test_beside_the_vendors_gem_both_work_in_either_order
    [%w[workos workos_mfa], %w[workos_mfa workos]].each do |first, second|
      assert_equal "the vendor's\ngeneric_otp\n[false, false]\n", output_of(<<~RUBY), "#{first} first"
        require "#{first}"
        require "#{second}"
        puts WorkOS::MFA.enroll_factor(type: "totp")
        puts WorkOSMFA::Client.new.enroll_factor(type: "generic_otp").type
        p [WorkOS::AuthenticationError <= WorkOSMFA::Error, WorkOSMFA::AuthenticationError <= WorkOS::WorkOSError].map { _1 == true }
      RUBY
    end
  end

  def test_what_the_vendors_gem_defines_is_never_replaced
    %w[workos workos_mfa/compat].permutation.each do |first, second|
      # The vendor's file redefines `configure` where it comes second; Ruby's warning of that is not ours.
      assert_equal "the vendor's\nWorkOS::Configuration\n", output_of(<<~RUBY), "#{first} first"
        $VERBOSE = nil
        require "#{first}"
        require "#{second}"
        puts #{ENROL}
        WorkOS.configure { |config| puts config.class }
      RUBY
    end
  end
end
