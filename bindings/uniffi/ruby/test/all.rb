# frozen_string_literal: true

# All tests of the gem that is installed. The last line counts them.

require_relative "support"

Dir[File.join(__dir__, "*_test.rb")].sort.each { |file| require file }
