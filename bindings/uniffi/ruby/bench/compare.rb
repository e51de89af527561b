# frozen_string_literal: true

# What a call costs in Ruby, as a multiple of what the same call costs in Rust: the CPU time of the client's process.
#
# Both make it against the same server, in turns, each in a process of its own. A ratio is formed within a round, so what disturbs the
# machine disturbs both sides of it.
#
#     cargo xtask bench ruby [-- --quick --only TEXT --json --check]

require "json"
require "optparse"
require "rbconfig"

CALLS = %w[get enroll delete].freeze
# One call at a time, and 32 in threads. The latter has no target: threads that wait for the interpreter have a price of their own.
CONCURRENCIES = { 1 => 6.0, 32 => nil }.freeze
WORKER = File.join(__dir__, "worker.rb")

# Another process. Both ends speak in lines; the end of its input ends it.
class Peer
  def initialize(*command)
    @process = IO.popen(command, "r+")
  end

  def receive = @process.gets&.chomp || abort("#{@process} ended early; what it said is above")

  # The microseconds of CPU time of each of so many calls.
  def make(calls)
    @process.puts(calls)
    receive.to_f / calls / 1000
  end

  def stop = @process.close
end

def median(values) = quantile(values, 0.5)

def quantile(values, part)
  at = part * (values.size - 1)
  low, high = values.sort.values_at(at.floor, at.ceil)
  low + (high - low) * (at - at.floor)
end

def measure(bench, call, concurrency, rounds, calls)
  server = Peer.new(bench, "serve")
  url = server.receive
  core = Peer.new(bench, "work", "--client", "core", "--call", call, "--concurrency", concurrency.to_s, "--url", url)
  ruby = Peer.new(RbConfig.ruby, WORKER, call, concurrency.to_s, url)
  # Connections are made, and memory is where it will stay.
  [core, ruby].each { |peer| peer.make(calls) }
  Array.new(rounds) { |round| round.even? ? [ruby.make(calls), core.make(calls)] : [core.make(calls), ruby.make(calls)].reverse }
ensure
  [ruby, core, server].each { |peer| peer&.stop }
end

options = { rounds: 15, calls: 2000 }
OptionParser.new do |parser|
  parser.on("--peer FILE", "the program of tests/bench") { |file| options[:peer] = file }
  parser.on("--quick") { options.update(rounds: 5, calls: 500) }
  parser.on("--only TEXT") { |text| options[:only] = text }
  parser.on("--json") { options[:json] = true }
  parser.on("--check") { options[:check] = true }
end.parse!

LINE = "%-26s %10s  %-18s %-10s %-8s %s"
rows = []
puts(format(LINE, "", "measured", "quartiles", "target", "", "").rstrip) unless options[:json]
CALLS.product(CONCURRENCIES.to_a).each do |call, (concurrency, most)|
  name = "#{call} c#{concurrency} ruby/core"
  next unless name.include?(options[:only].to_s)

  costs = measure(options.fetch(:peer), call, concurrency, options[:rounds], options[:calls])
  ratios = costs.map { |ruby, core| ruby / core }
  ours, cores = costs.transpose.map { |each| median(each) }
  row = {
    name:, value: median(ratios), quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)], unit: "ratio", at_most: most,
    met: most && median(ratios) <= most, note: format("%.1f against %.1f us of CPU per call", ours, cores)
  }
  rows << row
  next if options[:json]

  verdict = { nil => "", true => "met", false => "NOT MET" }[row[:met]]
  spread = row[:quartiles].map { |value| format("%.2f", value) }.join(" - ")
  puts(format(LINE, name, format("%.2f", row[:value]), spread, most && "<= #{most}", verdict, row[:note]))
  $stdout.flush
end
puts(JSON.pretty_generate(rows)) if options[:json]
exit(!options[:check] || rows.none? { |row| row[:met] == false })
