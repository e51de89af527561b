# frozen_string_literal: true

# Makes as many calls as each line of its input asks for, and answers with the nanoseconds of CPU time that they took.
#
#     ruby worker.rb CALL CONCURRENCY URL

require "workos_mfa"

FACTOR_ID = "auth_factor_01JQ7Z8K5Y3V9W2X4T6R8P0N1M"

call, concurrency, url = ARGV
WorkOSMFA.configure do |config|
  config.key = "sk_test_a2V5XzAxSlE3WjhLNVkzVjlXMlg0VDZSOFAwTjFN"
  config.base_url = url
end
MAKE = {
  "get" => -> { WorkOSMFA.client.get_factor(id: FACTOR_ID) },
  "enroll" => -> { WorkOSMFA.client.enroll_factor(type: "totp", totp_issuer: "Foo Corp", totp_user: "alan.turing@example.com") },
  "delete" => -> { WorkOSMFA.client.delete_factor(id: FACTOR_ID) }
}.fetch(call)

# Threads that stay, as a server's do: starting them is not what is measured.
orders = Queue.new
done = Queue.new
if concurrency.to_i > 1
  concurrency.to_i.times do
    Thread.new do
      while (count = orders.pop)
        count.times { MAKE.call }
        done << true
      end
    end
  end
end

$stdin.each_line do |line|
  calls = line.to_i
  began = Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID, :nanosecond)
  if concurrency.to_i == 1
    calls.times { MAKE.call }
  else
    concurrency.to_i.times { orders << (calls / concurrency.to_i) }
    concurrency.to_i.times { done.pop }
  end
  puts Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID, :nanosecond) - began
  $stdout.flush
end
