# frozen_string_literal: true

require "rbs"
require "workos_mfa/testing"

# What is installed, and what it says of itself.
class PackageTest < Test
  SPECIFICATION = Gem.loaded_specs.fetch("workos_mfa")

  def test_the_gem_brings_its_library_its_signatures_and_its_licences
    files = Dir[File.join(SPECIFICATION.full_gem_path, "**/*")].map { |file| file.delete_prefix("#{SPECIFICATION.full_gem_path}/") }
    ["sig/workos_mfa.rbs", "README.md", "LICENSE-MIT", "LICENSE-APACHE"].each { |name| assert_includes files, name }
    assert_equal 1, files.grep(%r{\Alib/workos_mfa/[^/]+\.(so|dylib|dll)\z}).size
    assert_empty files.grep(%r{\A(test|bench)/|_test\.rb|gemspec})
    refute_equal Gem::Platform::RUBY, SPECIFICATION.platform.to_s
    assert_equal WorkOSMFA::VERSION, SPECIFICATION.version.to_s
  end

  def test_it_loads_without_a_warning
    assert_equal ["", true], ruby('require "workos_mfa"').then { |output, status| [output, status.success?] }
  end

  def test_what_is_generated_is_private
    assert_raises(NameError) { WorkOSMFA::Native }
    assert_raises(NameError) { WorkosMfa }
  end

  def test_the_signatures_are_those_of_the_code
    loader = RBS::EnvironmentLoader.new
    loader.add(path: Pathname(SPECIFICATION.full_gem_path) / "sig")
    builder = RBS::DefinitionBuilder.new(env: RBS::Environment.from_loader(loader).resolve_type_names)
    modules = builder.env.class_decls.keys.select { |name| name.to_s.start_with?("::WorkOSMFA") }
    assert_operator modules.size, :>, 20
    modules.each do |name|
      constant = name.to_s == "::WorkOSMFA::Value" ? WorkOSMFA::Metadata.superclass : Object.const_get(name.to_s)
      compare(name, constant.public_instance_methods(false), builder.build_instance(name), constant) if constant.is_a?(Class)
      compare(name, constant.singleton_methods(false), builder.build_singleton(name), constant.singleton_class)
    end
  end

  private

  def compare(name, methods, definition, constant)
    defined = definition.methods.select { |_, method| method.defs.any? { |each| each.implemented_in == name } }
    told = defined.keys + definition.methods.select { |_, each| each.defs.any? { |one| one.defined_in.to_s.end_with?("_Calls") } }.keys
    told = told.uniq - %i[initialize new]
    assert_empty methods - told, "#{name} has no signature of these"
    told.each { |method| assert constant.method_defined?(method), "#{name} has no #{method}" }
  end
end
