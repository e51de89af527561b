# frozen_string_literal: true

require "tmpdir"
require "uri"
require "workos_mfa/testing"

# The emulator and the helpers that users have for their tests.
class TestingTest < Test
  PROGRAM = ENV.fetch("WORKOS_MFA_PROGRAM")
  Started = WorkOSMFA::Testing::Emulator

  def listens?(url)
    TCPSocket.new("127.0.0.1", URI(url).port).close
    true
  rescue Errno::ECONNREFUSED
    false
  end

  def test_the_block_has_an_emulator_that_ends_with_it
    url = nil
    result = Started.start(api_key: KEY) do |emulator|
      url = emulator.url
      assert_equal KEY, emulator.api_key
      assert_equal "#<WorkOSMFA::Testing::Emulator #{url}>", emulator.inspect
      emulator.client(timeout: 20).enroll_factor(type: "generic_otp").type
    end
    assert_equal "generic_otp", result
    refute listens?(url)
    assert_raises(KeyError) { Started.start { |emulator| url = emulator.url and raise KeyError } }
    refute listens?(url)
  end

  def test_stop_ends_it_and_may_be_called_again
    emulator = Started.start
    assert_equal "sk_test_default", emulator.api_key
    other = Started.start
    assert listens?(emulator.url)
    assert_nil emulator.stop
    refute listens?(emulator.url)
    assert_nil emulator.stop
    assert listens?(other.url)
  ensure
    other&.stop
  end

  def test_a_child_does_not_end_its_parents
    emulator = Started.start
    child = fork do
      emulator.stop
      # Minitest would run its tests once more at the usual end.
      exit!(0)
    end
    Process.wait(child)
    assert listens?(emulator.url)
  ensure
    emulator&.stop
  end

  # Its process, which was started before Minitest's, has an emulator in its tests, and takes it along when it ends.
  def test_it_lives_as_long_as_the_process
    output, = ruby(<<~RUBY)
      require "minitest/autorun"
      require "workos_mfa/testing"
      URL = WorkOSMFA::Testing::Emulator.start.url
      GC.start
      class Later < Minitest::Test
        def test_it
          Process.wait(fork { })
          WorkOSMFA::Client.new(key: "sk_test_default", base_url: URL).enroll_factor(type: "generic_otp")
          puts "URL \#{URL}"
        end
      end
    RUBY
    assert_includes output, "0 failures, 0 errors"
    url = output[/URL (\S+)/, 1]
    # It is told to end, and nobody waits for it.
    Timeout.timeout(20) { Thread.pass while listens?(url) }
  end

  def test_an_emulator_that_runs_already_is_used_and_left_running
    output, status = ruby(<<~RUBY, KEY, environment: { "WORKOS_MFA_EMULATOR_URL" => Emulator.url, "WORKOS_MFA_PROGRAM" => "/none" })
      require "workos_mfa/testing"
      WorkOSMFA::Testing::Emulator.start(api_key: ARGV[0]) { |emulator| puts emulator.client.enroll_factor(type: "generic_otp").type }
    RUBY
    assert_equal ["generic_otp\n", true], [output, status.success?]
    assert listens?(Emulator.url)
  end

  def test_what_does_not_start_is_said
    error = assert_raises(WorkOSMFA::Testing::EmulatorError) { Started.start(program: "/none/workos-mfa") }
    assert_match(%r{/none/workos-mfa.*WORKOS_MFA_PROGRAM}, error.message)
    assert_raises(WorkOSMFA::Testing::EmulatorError) { Started.start(program: "true") }
    assert_raises(WorkOSMFA::Testing::EmulatorError) { Started.start(program: "echo") }
  end

  def test_while_a_block_runs_clients_are_those_of_the_emulator
    WorkOSMFA.configure { |config| config.key, config.base_url = KEY, Emulator.url }
    before = [WorkOSMFA.client, ENV.fetch("WORKOS_BASE_URL", nil), ENV.fetch("WORKOS_API_KEY", nil)]
    assert_raises(KeyError) do
      WorkOSMFA::Testing.with_emulator do |emulator|
        assert_equal [emulator.url] * 2, [WorkOSMFA.client.base_url, WorkOSMFA::Client.new.base_url]
        # Another test at the same time begins and ends.
        Thread.new { WorkOSMFA::Testing.with_emulator { |same| assert_same emulator, same } }.join
        assert_equal emulator.url, WorkOSMFA.client.base_url
        assert WorkOSMFA.client.enroll_factor(type: "generic_otp")
        raise KeyError
      end
    end
    assert_same before.first, WorkOSMFA.client
    assert_equal before.drop(1), [ENV.fetch("WORKOS_BASE_URL", nil), ENV.fetch("WORKOS_API_KEY", nil)]
  end

  def test_minitest
    output, status = ruby(<<~RUBY, environment: { "WORKOS_API_KEY" => nil, "WORKOS_BASE_URL" => nil })
      require "minitest/autorun"
      require "workos_mfa/testing"
      class EnrolmentTest < Minitest::Test
        include WorkOSMFA::Testing::Minitest
        def test_one = assert(WorkOSMFA.client.enroll_factor(type: "generic_otp"))
        def test_two = assert_equal(workos_mfa_emulator.url, workos_mfa_client.base_url)
      end
      Minitest.after_run { puts "after: \#{ENV.fetch("WORKOS_BASE_URL", "none")}" }
    RUBY
    assert_predicate status, :success?, output
    assert_match(/2 runs, 2 assertions, 0 failures.*after: none/m, output)
  end

  def test_rspec
    Dir.mktmpdir do |folder|
      file = File.join(folder, "mfa_spec.rb")
      File.write(file, <<~RUBY)
        require "workos_mfa/testing"
        RSpec.configure { |config| config.include WorkOSMFA::Testing::RSpec, :mfa }
        RSpec.describe "enrolment" do
          it("has an emulator", :mfa) { expect(WorkOSMFA.client.enroll_factor(type: "generic_otp").type).to eq("generic_otp") }
          it("has one only where it wants one") { expect { WorkOSMFA::Client.new }.to raise_error(WorkOSMFA::ConfigError) }
          it("has doubles") do
            client = instance_double(WorkOSMFA::Client, delete_factor: true)
            expect(client.delete_factor("auth_factor_1")).to be(true)
          end
          describe("within", :mfa) { it("helps") { expect(workos_mfa_client.base_url).to eq(workos_mfa_emulator.url) } }
        end
      RUBY
      output, status = ruby(<<~RUBY, file, environment: { "WORKOS_API_KEY" => nil, "WORKOS_BASE_URL" => nil })
        $VERBOSE = nil # of RSpec itself
        require "rspec/core"
        exit RSpec::Core::Runner.run([ARGV[0], "--options", File::NULL])
      RUBY
      assert_predicate status, :success?, output
      assert_includes output, "4 examples, 0 failures"
    end
  end
end
