# frozen_string_literal: true

require "minitest/autorun"
require "rbconfig"
require "socket"
require "timeout"
require "workos_mfa"

# What no client may show.
KEY = "sk_test_HIDDEN"

# The emulator, of the command line program.
module Emulator
  class << self
    # @return [String] where it is
    def url = @url ||= start

    private

    def start
      program = ENV.fetch("WORKOS_MFA_PROGRAM")
      output = IO.popen([program, "emulator", "--port", "0", "--api-key", KEY])
      Minitest.after_run { Process.kill("TERM", output.pid) }
      output.gets[%r{http://\S+}] || raise("the emulator does not say where it is")
    end
  end
end

# A server that reads requests and never answers. It tells when it was asked and when the client closed the connection.
class SilentServer
  def initialize
    @server = TCPServer.new("127.0.0.1", 0)
    @asked = Queue.new
    @closed = Queue.new
    @thread = Thread.new do
      loop { serve(@server.accept) }
    rescue IOError
      # The test is over.
    end
  end

  def url = "http://127.0.0.1:#{@server.addr[1]}"

  def wait_asked = wait(@asked, "the server was not asked")

  def wait_closed = wait(@closed, "the connection was not closed")

  def stop
    @server.close
    @thread.join
  end

  private

  def serve(socket)
    Thread.new do
      head = +""
      head << socket.readpartial(4096) until head.include?("\r\n\r\n")
      @asked << true
      nil while socket.read(1)
      @closed << true
    rescue EOFError, SystemCallError
      @closed << true
    end
  end

  def wait(queue, problem) = Timeout.timeout(20, RuntimeError, problem) { queue.pop }
end

class Test < Minitest::Test
  # The client of the emulator.
  def client = @client ||= WorkOSMFA::Client.new(key: KEY, base_url: Emulator.url)

  # A client of a server that never answers.
  def stalled = @stalled ||= WorkOSMFA::Client.new(key: KEY, base_url: silent.url)

  def silent = @silent ||= SilentServer.new

  def teardown = @silent&.stop

  def enrol = client.enroll_factor(type: "totp", totp_issuer: "Foo Corp", totp_user: "alan@example.com")

  # Runs Ruby in a process of its own: what it wrote, and how it ended.
  def ruby(code, *arguments, environment: {})
    output = IO.popen([environment, RbConfig.ruby, "-w", "-", *arguments, { err: %i[child out] }], "r+") do |process|
      process.write(code)
      process.close_write
      process.read
    end
    [output, $?]
  end
end

# `FAILED what` for each failure, and a line that counts.
class Plain < Minitest::AbstractReporter
  def initialize
    super
    @results = []
  end

  def record(result)
    @results << result
    warn(result.to_s) unless result.passed?
  end

  def report
    failed, others = @results.partition { |result| !result.passed? && !result.skipped? }
    skipped, passed = others.partition(&:skipped?)
    failed.each { |result| puts "FAILED #{result.class_name}##{result.name}" }
    puts "#{passed.size} passed, #{failed.size} failed#{", #{skipped.size} skipped" if skipped.any?}"
  end

  def passed? = @results.all?(&:passed?)
end

# A plug-in of Minitest: the reporter above takes the place of the usual ones.
def Minitest.plugin_plain_init(_options) = reporter.reporters.replace([Plain.new])
Minitest.extensions << "plain"
