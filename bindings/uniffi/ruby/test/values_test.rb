# frozen_string_literal: true

class ValuesTest < Test
  WIRE = {
    "object" => "authentication_factor", "id" => "auth_factor_1", "type" => "totp",
    "totp" => { "issuer" => "Foo Corp", "user" => "alan" },
    "created_at" => "2026-01-15T12:00:00.123Z", "updated_at" => "1969-12-31T23:59:59.999Z"
  }.freeze

  def test_times_are_times
    factor = WorkOSMFA::Factor.new(WIRE)
    assert_equal Time.utc(2026, 1, 15, 12, 0, 0.123r), factor.created_at
    assert_predicate factor.created_at, :utc?
    assert_equal Time.utc(1969, 12, 31, 23, 59, 59.999r), factor.updated_at
  end

  def test_a_factor_is_a_frozen_value
    factor = enrol
    found = client.get_factor(factor.id)
    assert_predicate found, :frozen?
    assert_raises(FrozenError) { factor.totp.secret << "x" }
    assert_equal found, client.get_factor(factor.id)
    assert_equal 1, [found, client.get_factor(factor.id)].uniq.size
    refute_equal factor, found
    refute_equal found, found.to_h
    assert Ractor.shareable?(factor)
  end

  def test_to_h_and_json_have_the_names_of_the_wire
    factor = WorkOSMFA::Factor.new(WIRE)
    assert_equal WIRE, factor.to_h
    assert_equal WIRE, factor.as_json(only: "id")
    assert_equal WIRE, JSON.parse(factor.to_json)
    assert_equal [WIRE], JSON.parse(JSON.generate([factor]))
    factor.to_h["totp"]["user"] = "eve"
    assert_equal "alan", factor.totp.user
  end

  def test_patterns_match
    case WorkOSMFA::Factor.new(WIRE)
    in { type: "totp", totp: { issuer: }, user_id: nil }
      assert_equal "Foo Corp", issuer
    end
    WorkOSMFA::Metadata.new({ "status" => 200, "attempts" => 2 }) => { attempts: }
    assert_equal 2, attempts
  end

  def test_marshal_keeps_everything
    factor = enrol
    copy = Marshal.load(Marshal.dump(factor))
    assert_equal factor, copy
    assert_equal factor.totp.secret, copy.totp.secret
    assert_predicate copy, :frozen?
  end

  def test_unknown_types_and_fields_are_no_problem
    factor = WorkOSMFA::Factor.new(WIRE.merge("type" => "carrier_pigeon", "wings" => 2))
    assert_equal "carrier_pigeon", factor.type
    assert_equal 2, factor.to_h["wings"]
  end
end
