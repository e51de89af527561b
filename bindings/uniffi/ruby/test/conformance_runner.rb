# frozen_string_literal: true

# Runs the conformance scenarios. It executes and reports; the server judges.
#
#     conformance run --language ruby -- ruby conformance_runner.rb

require "json"
require "net/http"
require "pp"
require "timeout"
require "uri"
require "workos_mfa"

CONTROL = URI(ENV.fetch("WORKOS_MFA_CONFORMANCE"))
JOBS = 16
# Clients read the environment when they are built.
ENVIRONMENT = Mutex.new
PROXIES = %w[HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY].flat_map { |name| [name, name.downcase] }

def control(method, path, body = nil)
  Net::HTTP.start(CONTROL.host, CONTROL.port, nil, read_timeout: 60) do |http|
    answer = http.send_request(method, "#{path}?language=ruby", body && JSON.generate(body), "content-type" => "application/json")
    raise "#{method} #{path}: #{answer.code} #{answer.body}" unless answer.is_a?(Net::HTTPSuccess)

    JSON.parse(answer.body)
  end
end

# The session's variables, and none besides that a client would look at.
def with_environment(variables)
  ENVIRONMENT.synchronize do
    before = ENV.to_h
    ENV.delete_if { |name,| name.start_with?("WORKOS_") || PROXIES.include?(name) } if variables
    ENV.update(variables || {})
    yield
  ensure
    ENV.replace(before)
  end
end

# What ends a call before its time.
Cancelled = Class.new(StandardError)

# One scenario.
class Session
  def initialize(started)
    @started = started
    @debug = []
    options = started["client"].transform_keys(&:to_sym)
    variables = options.delete(:env)
    options[:token_provider] &&= token_provider(options[:token_provider])
    options[:retry_budget] = Float::INFINITY if options[:retry_budget] == "unlimited"
    # It runs on the thread of the call. What a call was given up with is no error of the client's, so this is where it says what is known.
    options[:observer] = lambda do |event|
      show(event)
      Thread.current[:ended] = event if event.is_a?(WorkOSMFA::CallEvent)
    end
    @client = with_environment(variables) { WorkOSMFA::Client.new(**options) }
    configuration = WorkOSMFA::Configuration.new
    options.each { |name, value| configuration.public_send("#{name}=", value) }
    show(@client, configuration)
  end

  def report
    calls = @started["calls"]
    reports = if @started["parallel"]
                calls.map { |call| Thread.new { report_on(call) } }.map(&:value)
              else
                calls.map { |call| report_on(call) }
              end
    { calls: reports, debug: @debug.join("\n") }
  end

  # Nobody needs the client any more.
  def close = @client = nil

  private

  def token_provider(steps)
    steps = steps.dup
    lambda do
      case step = steps.shift
      when "stall" then sleep
      when nil then raise "asked too often"
      else step["token"] || raise(step["fail"])
      end
    end
  end

  def report_on(call)
    sleep(call["wait_before"] || 0)
    began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    outcome = outcome_of(call)
    elapsed = Process.clock_gettime(Process::CLOCK_MONOTONIC) - began
    { elapsed_ms: elapsed * 1000, **outcome }
  end

  def outcome_of(call)
    Thread.current[:ended] = nil
    value, metadata = given_up_if_wanted(call) { make(call) }
    show(value, metadata)
    metadata = metadata.to_h.slice("status", "request_id", "attempts", "headers")
    { result: value == true ? nil : value.to_h, metadata: }
  rescue WorkOSMFA::Error => error
    show(error)
    { error: error.to_h }
  rescue Timeout::Error, Cancelled
    ended = Thread.current[:ended]
    { error: { kind: "cancelled", message: "the call was cancelled", outcome: ended&.outcome || "not_sent", attempts: ended&.attempts || 0 } }
  end

  def make(call)
    arguments = call["args"].merge(call["options"]).transform_keys(&:to_sym)
    @client.public_send("#{call["operation"]}_with_metadata", **arguments)
  end

  # Before it begins, by an exception that is due already and raised at the first thing that blocks: that is in the client.
  def given_up_if_wanted(call, &block)
    return Timeout.timeout(call["cancel_after"], &block) unless call["cancel_before"]

    Thread.handle_interrupt(Cancelled => :on_blocking) do
      Thread.current.raise(Cancelled)
      block.call
    end
  end

  def show(*things) = things.each { |thing| @debug.concat(Session.shown(thing)) }

  def self.shown(thing)
    shown = [thing.inspect, thing.to_s, thing.pretty_inspect]
    shown << thing.full_message(highlight: false) if thing.is_a?(Exception)
    shown << thing.field_errors.inspect if thing.is_a?(WorkOSMFA::Error)
    # Of text that is not ASCII, `full_message` makes bytes.
    shown.map { |text| text.dup.force_encoding(Encoding::UTF_8) }
  end
end

# The report, and the session, whose client must not go before the server has spoken.
def drive(started)
  session = Session.new(started)
  [session.report, session]
rescue WorkOSMFA::Error => error
  [{ construct_error: error.to_h, calls: [], debug: Session.shown(error).join("\n") }, nil]
rescue StandardError => error
  [{ crash: error.full_message(highlight: false) }, session]
end

def run(scenario)
  path = [scenario["group"], scenario["name"]].map { |part| URI.encode_www_form_component(part) }.join("/")
  started = control("POST", "/scenarios/#{path}/start")
  report, session = drive(started)
  passed = control("POST", "/sessions/#{started["session"]}/finish", report)["passed"]
  session&.close
  passed
end

waiting = Queue.new
control("GET", "/scenarios")["scenarios"].each { |scenario| waiting << scenario }
waiting.close
workers = Array.new(JOBS) do
  Thread.new do
    passed = 0
    failed = 0
    while (scenario = waiting.pop)
      run(scenario) ? passed += 1 : failed += 1
    end
    [passed, failed]
  end
end
passed, failed = workers.map(&:value).transpose.map(&:sum)
exit(passed.positive? && failed.zero?)
