# frozen_string_literal: true

require_relative "lib/workos_mfa/version"

Gem::Specification.new do |spec|
  spec.name = "workos_mfa"
  spec.version = WorkOSMFA::VERSION
  spec.summary = "A client of the WorkOS multi-factor-authentication API"
  spec.description = "Enrols, reads and deletes authentication factors: no double enrolment, no leaked secrets, no hangs. " \
                     "The calls are made by a Rust core that is the same in every language."
  spec.authors = ["The workos-mfa contributors"]
  spec.homepage = "https://github.com/workos-mfa/workos-mfa"
  spec.licenses = ["MIT", "Apache-2.0"]
  spec.metadata = {
    "source_code_uri" => spec.homepage,
    "changelog_uri" => "#{spec.homepage}/blob/main/CHANGELOG.md",
    "rubygems_mfa_required" => "true"
  }
  # The library inside is built for one platform; `cargo xtask dist ruby` puts it there.
  platform = Gem::Platform.local
  # A library for one macOS runs on the later ones too.
  platform = Gem::Platform.new([platform.cpu, platform.os, nil]) if platform.os == "darwin"
  spec.platform = platform
  spec.required_ruby_version = ">= 3.1"
  spec.files = Dir["lib/**/*.rb", "lib/workos_mfa/*.{so,dylib,dll}", "sig/*.rbs", "README.md", "LICENSE-*"]
  # Loads the library. 1.15.5 is the oldest that the tests run with.
  spec.add_dependency "ffi", "~> 1.15", ">= 1.15.5"
end
