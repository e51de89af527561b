# frozen_string_literal: true

require "tmpdir"

# Every block of Ruby in the README runs, in an empty folder.
class ReadmeTest < Test
  BLOCKS = File.read(File.join(ENV.fetch("WORKOS_MFA_GEM"), "README.md")).scan(/^```ruby\n(.*?)^```/m).flatten

  def test_there_are_blocks = assert_operator(BLOCKS.size, :>=, 12)

  BLOCKS.each_with_index do |block, number|
    define_method("test_block_#{number + 1}") do
      # The examples' key is none that an HTTP header could hold.
      code = block.gsub("sk_…", KEY)
      Dir.mktmpdir do |folder|
        Dir.chdir(folder) do
          output, status = ruby(code, environment: { "WORKOS_BASE_URL" => Emulator.url, "WORKOS_API_KEY" => KEY })
          assert_predicate status, :success?, output
          check(number, output)
        end
      end
    end
  end

  private

  def check(number, output)
    case number
    when 0
      assert_match(/secret=\[redacted\].*<img src="data:image.*\n#{Time.now.utc.year}\ngone: /m, output)
    when BLOCKS.index { |block| block.include?("field_errors") }
      assert_equal "phone_number\n", output
    when BLOCKS.index { |block| block.include?("AttemptEvent") }
      assert_match(/\Aattempt 1: 201, req_\S+\nenroll_factor: done after 1 attempt\(s\)\n\z/, output)
    when BLOCKS.index { |block| block.include?("subscribe") }
      assert_match(/^enroll_factor 201 req_\S+: \d+ ms\n\z/, output)
    when BLOCKS.index { |block| block.include?("Emulator.start") }
      assert_equal "32\n", output
    when BLOCKS.index { |block| block.include?("minitest/autorun") }
      assert_match(/^1 runs, 1 assertions, 0 failures, 0 errors/, output)
    when BLOCKS.index { |block| block.include?("RateLimitError.new") }
      assert_equal "+15555555555\n3.0\n", output
    end
  end
end
