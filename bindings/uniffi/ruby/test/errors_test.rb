# frozen_string_literal: true

class ErrorsTest < Test
  def not_found = assert_raises(WorkOSMFA::NotFoundError) { client.get_factor("auth_factor_none") }

  def test_an_error_has_all_fields
    error = not_found
    assert_kind_of WorkOSMFA::Error, error
    assert_kind_of StandardError, error
    assert_equal ["not_found", 404, "rejected", 1, nil, nil], 
                 [error.kind, error.status, error.outcome, error.attempts, error.retry_after, error.factor_id]
    assert_includes error.body, "auth_factor_none"
    assert_operator error.elapsed, :>, 0
    assert_equal [error.request_id, false], [error.headers["x-request-id"], error.retry_budget_exhausted?]
    assert_equal [{}, true], WorkOSMFA::ServerError.new("x", "retry_budget_exhausted" => true).then { |made| [made.headers, made.retry_budget_exhausted] }
    assert_equal [error.reason, error.request_id], error.to_h.values_at("message", "request_id")
    assert_equal error.to_h, JSON.parse(JSON.generate(error.to_h))
  end

  def test_the_message_is_a_line_for_logs
    error = not_found
    [error.reason, "404", error.request_id].each { |part| assert_includes error.message, part }
    refute_includes error.message, "\n"
    assert_includes error.inspect, error.message
    assert_equal __FILE__, error.backtrace_locations.find { |location| location.path.end_with?("_test.rb") }.path
  end

  def test_field_errors_say_which_field
    error = assert_raises(WorkOSMFA::InvalidRequestError) { client.enroll_factor(type: "sms", phone_number: "555") }
    case error
    in { kind: "invalid_request", field_errors: [{ field: "phone_number", message: String }], status: nil }
      assert_nil error.cause
    end
  end

  def test_every_kind_has_a_class
    classes = WorkOSMFA.constants.map { |name| WorkOSMFA.const_get(name) }.select { |each| each.is_a?(Class) && each < WorkOSMFA::Error }
    assert_equal 15, classes.size
    kinds = classes.to_h { |each| [each.new("x").kind, each] }
    assert_equal 15, kinds.size
    kinds.each { |kind, each| assert_instance_of each, WorkOSMFA::Error.from_json(JSON.generate({ kind:, description: "x" })) }
    assert_equal "cancelled", WorkOSMFA::Error.from_json('{"kind":"cancelled"}').kind
  end

  def test_tests_can_make_errors
    error = WorkOSMFA::RateLimitError.new("slow down", "retry_after" => 3.0, "status" => 429)
    assert_equal ["slow down", "slow down", "rate_limited", 3.0, [], "unknown"],
                 [error.message, error.reason, error.kind, error.retry_after, error.field_errors, error.outcome]
    assert_equal "WorkOSMFA::RateLimitError", assert_raises(WorkOSMFA::RateLimitError) { raise WorkOSMFA::RateLimitError }.message
    assert_equal error.to_h, Marshal.load(Marshal.dump(error)).to_h
  end
end
