# frozen_string_literal: true

module WorkOSMFA
  # Ruby's values as JSON can carry them. What they mean, and whether it is right, is decided in the core.
  module Arguments
    module_function

    # @param error [Class] what to raise for text that can't be text
    # @return [String, nil]
    def text(name, value, error = InvalidRequestError)
      return value if value.nil? || (value.instance_of?(String) && value.encoding == Encoding::UTF_8 && value.valid_encoding?)
      raise TypeError, "#{name} must be a String, not #{value.class}" unless value.respond_to?(:to_str)

      text = value.to_str
      utf8 = text.encode(Encoding::UTF_8)
      utf8.valid_encoding? ? utf8 : raise(EncodingError)
    rescue EncodingError
      message = "#{name} can't be read as #{text.encoding} text"
      raise error.new(message, refusal(name, message)), cause: nil
    end

    # @return [Float, nil] what is no time becomes one that the core refuses
    def seconds(name, value)
      return if value.nil?

      seconds = number(name, value, "a number of seconds")
      seconds.finite? ? seconds : (seconds.positive? ? Float::MAX : -1.0)
    end

    # @return [Integer, nil]
    def count(name, value)
      return if value.nil?
      raise TypeError, "#{name} must be an Integer, not #{value.class}" unless value.is_a?(Integer)

      value.clamp(-1, 2**32)
    end

    # @return [Float, String, nil] what is no share becomes one that the core refuses
    def share(name, value)
      return if value.nil?

      share = number(name, value, "a number")
      return share if share.finite?

      share.positive? ? "unlimited" : -1.0
    end

    # @return [Float]
    def number(name, value, wanted)
      return value.to_f if value.is_a?(Numeric) && value.real?

      raise TypeError, "#{name} must be #{wanted}, not #{value.class}"
    end

    # @return [Array<Array(String, String)>, nil]
    def headers(value, error = InvalidRequestError)
      return if value.nil?
      raise TypeError, "headers must be a Hash, not #{value.class}" unless value.respond_to?(:to_hash)

      value.to_hash.map do |name, content|
        name = name.name if name.is_a?(Symbol)
        [needed("the name of a header", name, error), needed("the header #{name}", content, error)]
      end
    end

    def needed(name, value, error)
      raise TypeError, "#{name} must be a String, not #{value.class}" if value.nil?

      text(name, value, error)
    end

    # @return [Hash, nil] a call's own options, if there are any
    def call_options(timeout, attempt_timeout, max_retries, headers)
      return if timeout.nil? && attempt_timeout.nil? && max_retries.nil? && headers.nil?

      options = {
        timeout: seconds("timeout", timeout),
        attempt_timeout: seconds("attempt_timeout", attempt_timeout),
        max_retries: count("max_retries", max_retries),
        headers: headers(headers)
      }
      options.compact
    end

    def refusal(name, message)
      error = { "field" => name.to_s, "code" => "invalid", "message" => message }
      { "message" => message, "outcome" => "not_sent", "field_errors" => [error] }
    end
  end
end
