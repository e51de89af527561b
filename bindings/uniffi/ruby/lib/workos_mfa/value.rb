# frozen_string_literal: true

module WorkOSMFA
  # What the API returns: frozen, comparable, and redacted wherever it may get onto a screen or into a log.
  class Value
    # @param wire [Hash{String => Object}] the fields under their names on the wire
    def initialize(wire)
      @wire = wire
      freeze
    end

    # The fields under their names on the wire, as strings; what is absent is left out. Secrets are in it.
    #
    # @return [Hash{String => Object}]
    def to_h = @wire.transform_values { |value| value.is_a?(Hash) ? value.dup : value }

    # The wire's JSON. Secrets are in it.
    #
    # @return [String]
    def to_json(*options) = @wire.to_json(*options)

    # For Rails.
    #
    # @return [Hash{String => Object}]
    def as_json(*) = to_h

    # For pattern matching: `in { type: "totp", totp: { issuer: } }`.
    #
    # @return [Hash{Symbol => Object}]
    def deconstruct_keys(names)
      names = names ? self.class::FIELDS & names : self.class::FIELDS
      names.to_h { |name| [name, public_send(name)] }
    end

    # @return [Boolean]
    def ==(other) = other.instance_of?(self.class) && other.wire == @wire
    alias eql? ==

    # @return [Integer]
    def hash = [self.class, @wire].hash

    # Without secrets.
    #
    # @return [String]
    def inspect
      fields = self.class::FIELDS.map { |name| "#{name}=#{shown(name)}" }
      "#<#{self.class.name} #{fields.join(", ")}>"
    end
    alias to_s inspect

    # @api private
    def marshal_dump = @wire

    # @api private
    def marshal_load(wire) = initialize(wire)

    protected

    attr_reader :wire

    private

    def shown(name) = public_send(name).inspect
  end
end
