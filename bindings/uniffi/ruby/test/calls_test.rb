# frozen_string_literal: true

class CallsTest < Test
  def setup = WorkOSMFA.configure { |config| config.key, config.base_url = KEY, Emulator.url }

  def test_the_calls_as_the_vendor_documents_them
    factor = WorkOSMFA.client.enroll_factor(
      type: "totp", totp_issuer: "Foo Corp", totp_user: "alan@example.com", user_id: "user_1"
    )
    assert_equal ["totp", "user_1", "Foo Corp", "alan@example.com"],
                 [factor.type, factor.user_id, factor.totp.issuer, factor.totp.user]
    assert_match(/\A[A-Z2-7]{32}\z/, factor.totp.secret)
    assert factor.totp.uri.start_with?("otpauth://totp/")
    assert factor.totp.qr_code.start_with?("data:image/png;base64,")

    found = WorkOSMFA.client.get_factor(id: factor.id)
    assert_equal found, WorkOSMFA.client.get_factor(authentication_factor_id: factor.id)
    assert_equal found, WorkOSMFA.client.get_factor(factor.id)
    assert_instance_of WorkOSMFA::Totp, found.totp

    assert_equal true, WorkOSMFA.client.delete_factor(id: factor.id)
    assert_raises(WorkOSMFA::NotFoundError) { WorkOSMFA.client.get_factor(id: factor.id) }
  end

  def test_the_other_types_and_symbols
    factor = client.enroll_factor(type: :sms, phone_number: "+15555555555")
    assert_equal ["sms", "+15555555555", nil], [factor.type, factor.sms.phone_number, factor.totp]
    assert_equal "generic_otp", client.enroll_factor(type: "generic_otp").type
  end

  def test_twins_say_how_a_call_went
    factor, metadata = WorkOSMFA.client.enroll_factor_with_metadata(type: "generic_otp")
    assert_equal [201, 1], [metadata.status, metadata.attempts]
    assert_match(/\Areq_/, metadata.request_id)
    assert_operator metadata.elapsed, :>, 0
    assert_equal ["application/json; charset=utf-8", metadata.request_id], metadata.headers.values_at("content-type", "x-request-id")
    refute_includes metadata.inspect, "application/json"
    assert_includes metadata.inspect, "content-type"
    assert_equal [factor.id, 200], WorkOSMFA.client.get_factor_with_metadata(factor.id).then { |value, how| [value.id, how.status] }
    value, metadata = WorkOSMFA.client.delete_factor_with_metadata(factor.id)
    assert_equal true, value
    assert_includes [200, 204], metadata.status
  end

  def test_a_call_has_options_of_its_own
    error = assert_raises(WorkOSMFA::RequestTimeoutError) do
      stalled.get_factor("x", timeout: 0.2r, attempt_timeout: 5, max_retries: 0, headers: { "x-a" => "b", x_b: "c" })
    end
    assert_equal ["timeout", 1, "unknown"], [error.kind, error.attempts, error.outcome]
    [["timeout", { timeout: -1 }], ["timeout", { timeout: Float::INFINITY }], ["attempt_timeout", { attempt_timeout: Float::NAN }],
     ["max_retries", { max_retries: -1 }]].each do |field, options|
      error = assert_raises(WorkOSMFA::InvalidRequestError, options.inspect) { client.delete_factor("x", **options) }
      assert_equal [field], error.field_errors.map(&:field)
    end
  end

  def test_a_wrong_class_is_a_type_error_that_names_the_argument
    {
      "totp_user" => -> { client.enroll_factor(type: "totp", totp_issuer: "a", totp_user: 5) },
      "authentication_factor_id" => -> { client.get_factor(5) },
      "type" => -> { client.enroll_factor(type: 5) },
      "timeout" => -> { client.get_factor("x", timeout: "5") },
      "max_retries" => -> { client.get_factor("x", max_retries: 1.5) },
      "totp_issuer" => -> { client.enroll_factor(type: "totp", totp_issuer: false, totp_user: "a") },
      "attempt_timeout" => -> { client.get_factor("x", attempt_timeout: 1i) },
      "headers" => -> { client.get_factor("x", headers: 5) },
      "the header x-n" => -> { client.get_factor("x", headers: { "x-n" => nil }) },
      "x-a" => -> { client.get_factor("x", headers: { "x-a" => 1 }) }
    }.each do |name, call|
      assert_match(/#{name} must be/, assert_raises(TypeError, name, &call).message)
    end
    assert_raises(ArgumentError) { client.get_factor("x", tiemout: 5) }
  end

  def test_text_of_any_encoding_is_text_and_bytes_are_none
    factor = client.enroll_factor(type: "totp", totp_issuer: "M\u00fcller".encode("ISO-8859-1"), totp_user: "a".b)
    assert_equal "M\u00fcller", factor.totp.issuer
    ["\xff", "\xff".b].each do |bytes|
      error = assert_raises(WorkOSMFA::InvalidRequestError) { client.enroll_factor(type: "totp", totp_issuer: bytes) }
      assert_equal ["not_sent", "totp_issuer", nil], [error.outcome, error.field_errors.first.field, error.cause]
    end
  end

  def test_no_id_is_an_error_before_any_request
    [[nil], [""], [".."], ["../../organizations/org_1"], []].each do |arguments|
      error = assert_raises(WorkOSMFA::InvalidRequestError, arguments.inspect) { client.delete_factor(*arguments) }
      assert_equal ["not_sent", 0], [error.outcome, error.attempts]
    end
  end
end
