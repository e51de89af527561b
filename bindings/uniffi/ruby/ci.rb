# frozen_string_literal: true

# Packs, installs and tests the gem as people get it. `cargo xtask` calls this:
#
#     ruby ci.rb pack    --work DIR --library FILE       makes DIR/stage/*.gem, for `--platform PLATFORM` or this machine
#     ruby ci.rb install --work DIR --library FILE       … and installs it where no other gem is
#     ruby ci.rb test    --work DIR --program FILE       tests what is installed, in an empty folder
#     ruby ci.rb run     --work DIR -- SCRIPT …          runs a script with what is installed

require "fileutils"
require "optparse"
require "rubygems/installer"
require "rubygems/package"

HERE = __dir__
ROOT = File.expand_path("../../..", HERE)
PACKED = %w[lib sig README.md workos_mfa.gemspec].freeze

# Everything but the library is copied, so that nothing of this build gets into the sources.
def pack(work, library, platform = nil)
  stage = File.join(work, "stage")
  FileUtils.rm_rf(stage)
  FileUtils.mkdir_p(stage)
  PACKED.each { |name| FileUtils.cp_r(File.join(HERE, name), stage) }
  FileUtils.cp(Dir[File.join(ROOT, "LICENSE-*")], stage)
  FileUtils.cp(library, File.join(stage, "lib/workos_mfa"))
  Dir.chdir(stage) do
    specification = Gem::Specification.load("workos_mfa.gemspec")
    specification.platform = Gem::Platform.new(platform) if platform
    # An older RubyGems takes gnu and musl for one.
    warn("RubyGems #{Gem::VERSION} can't name the platform #{platform}; to publish, use 3.3.22 or newer") if platform && specification.platform.to_s != platform
    specification.validate
    File.join(stage, Gem::Package.build(specification))
  end
end

def home(work) = File.join(work, "gems")

# Without asking any registry: `ffi` is what the machine has.
def install(work, file)
  FileUtils.rm_rf(home(work))
  Gem::Installer.at(file, install_dir: home(work), ignore_dependencies: true, document: [], wrappers: false).install
end

# What Ruby finds: the installed gem, and beside it what the machine brings.
def environment(work)
  { "GEM_HOME" => home(work), "GEM_PATH" => [home(work), *Gem.default_path].join(File::PATH_SEPARATOR), "RUBYLIB" => nil,
    "RUBYOPT" => nil }
end

def test(work, program)
  empty = File.join(work, "empty")
  FileUtils.rm_rf(empty)
  FileUtils.mkdir_p(empty)
  tests = environment(work).merge("WORKOS_MFA_PROGRAM" => program, "WORKOS_MFA_GEM" => HERE)
  system(tests, Gem.ruby, "-w", File.join(HERE, "test/all.rb"), chdir: empty)
end

task = ARGV.shift
options = {}
parser = OptionParser.new
parser.on("--work DIR") { |folder| options[:work] = File.expand_path(folder) }
parser.on("--library FILE") { |file| options[:library] = File.expand_path(file) }
parser.on("--platform PLATFORM") { |platform| options[:platform] = platform }
parser.on("--program FILE") { |file| options[:program] = File.expand_path(file) }
script = parser.parse(ARGV)
work = options.fetch(:work)

case task
when "pack" then puts pack(work, options.fetch(:library), options[:platform])
when "install" then install(work, pack(work, options.fetch(:library)))
when "test" then exit(test(work, options.fetch(:program)))
when "run" then exec(environment(work), Gem.ruby, *script)
else abort("what is #{task.inspect}?")
end
