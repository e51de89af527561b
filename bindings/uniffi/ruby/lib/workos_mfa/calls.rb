# frozen_string_literal: true

module WorkOSMFA
  # The calls of a {Client}.
  #
  # Every call takes options of its own: `timeout`, `attempt_timeout` (both in seconds), `max_retries` and `headers`. Every call has a
  # twin that also says how it went, {Metadata}.
  module Calls
    # Enrols a factor.
    #
    # @param type [String, Symbol] `totp` for an authenticator app, `sms` for text messages, `generic_otp` for codes that you deliver
    # @param totp_issuer [String] for `totp`: your product's or company's name, as the authenticator app shows it
    # @param totp_user [String] for `totp`: whose factor it is, as the authenticator app shows it
    # @param phone_number [String] for `sms`: the phone in E.164 form, `+15555555555`
    # @param user_id [String] the WorkOS user to enrol the factor for
    # @return [EnrolledFactor] with the secrets that are shown this once
    # @raise [InvalidRequestError] if the arguments can't be right; nothing was sent
    # @raise [Error]
    def enroll_factor(**arguments) = enroll_factor_with_metadata(**arguments).first

    # {#enroll_factor}, which also says how it went.
    #
    # @return [Array(EnrolledFactor, Metadata)]
    def enroll_factor_with_metadata(
      type: nil, totp_issuer: nil, totp_user: nil, phone_number: nil, user_id: nil,
      timeout: nil, attempt_timeout: nil, max_retries: nil, headers: nil
    )
      factor = { type: type.is_a?(Symbol) ? type.name : Arguments.text("type", type) || "" }
      factor[:totp_issuer] = Arguments.text("totp_issuer", totp_issuer) unless totp_issuer.nil?
      factor[:totp_user] = Arguments.text("totp_user", totp_user) unless totp_user.nil?
      factor[:phone_number] = Arguments.text("phone_number", phone_number) unless phone_number.nil?
      factor[:user_id] = Arguments.text("user_id", user_id) unless user_id.nil?
      options = Arguments.call_options(timeout, attempt_timeout, max_retries, headers)
      reply = call(:enroll_factor, options ? { factor:, options: } : { factor: })
      [EnrolledFactor.new(reply["value"]), Metadata.new(reply["metadata"])]
    end

    # Reads a factor.
    #
    # @param factor_id [String] its id, as the only argument or by one of the names `authentication_factor_id` and `id`
    # @return [Factor]
    # @raise [NotFoundError] if there is none
    # @raise [InvalidRequestError] if this can't be an id; nothing was sent
    # @raise [Error]
    def get_factor(factor_id = nil, **arguments) = get_factor_with_metadata(factor_id, **arguments).first

    # {#get_factor}, which also says how it went.
    #
    # @return [Array(Factor, Metadata)]
    def get_factor_with_metadata(
      factor_id = nil, authentication_factor_id: factor_id, id: authentication_factor_id,
      timeout: nil, attempt_timeout: nil, max_retries: nil, headers: nil
    )
      reply = call(:get_factor, by_id(id, timeout, attempt_timeout, max_retries, headers))
      [Factor.new(reply["value"]), Metadata.new(reply["metadata"])]
    end

    # Deletes a factor for good.
    #
    # @param factor_id [String] its id, as the only argument or by one of the names `authentication_factor_id` and `id`
    # @return [true]
    # @raise [NotFoundError] if there is none
    # @raise [InvalidRequestError] if this can't be an id; nothing was sent
    # @raise [Error]
    def delete_factor(factor_id = nil, **arguments) = delete_factor_with_metadata(factor_id, **arguments).first

    # {#delete_factor}, which also says how it went.
    #
    # @return [Array(true, Metadata)]
    def delete_factor_with_metadata(
      factor_id = nil, authentication_factor_id: factor_id, id: authentication_factor_id,
      timeout: nil, attempt_timeout: nil, max_retries: nil, headers: nil
    )
      reply = call(:delete_factor, by_id(id, timeout, attempt_timeout, max_retries, headers))
      [true, Metadata.new(reply["metadata"])]
    end

    private

    def by_id(id, *options)
      id = Arguments.text("authentication_factor_id", id) || ""
      options = Arguments.call_options(*options)
      options ? { id:, options: } : { id: }
    end
  end
end
