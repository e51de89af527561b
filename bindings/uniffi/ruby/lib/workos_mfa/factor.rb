# frozen_string_literal: true

module WorkOSMFA
  # A time-based one-time password (RFC 6238), without its secret.
  class Totp < Value
    # The names of the fields.
    FIELDS = %i[issuer user].freeze

    # @return [String] your product's or company's name, as the authenticator app shows it
    def issuer = @wire["issuer"]

    # @return [String] whose factor it is, as the authenticator app shows it
    def user = @wire["user"]
  end

  # What an authenticator app needs. Each of {#secret}, {#qr_code} and {#uri} reveals the shared secret; `inspect` shows none of them.
  class EnrolledTotp < Value
    # The names of the fields.
    FIELDS = %i[issuer user secret qr_code uri].freeze
    SECRETS = %i[secret qr_code uri].freeze
    private_constant :SECRETS

    # @return [String] your product's or company's name, as the authenticator app shows it
    def issuer = @wire["issuer"]

    # @return [String] whose factor it is, as the authenticator app shows it
    def user = @wire["user"]

    # @return [String] the shared secret in Base32 (RFC 4648), for typing it in by hand
    def secret = @wire["secret"]

    # @return [String] a QR code of {#uri} as a PNG image in a `data:` URL, for an `img` element. Empty where the server sent
    #   none and the uri is too long for a QR code: show {#secret} then.
    def qr_code = @wire["qr_code"]

    # @return [String] the `otpauth://totp/…` address that the QR code holds
    def uri = @wire["uri"]

    private

    def shown(name) = SECRETS.include?(name) ? "[redacted]" : super
  end

  # Codes sent as text messages.
  class Sms < Value
    # The names of the fields.
    FIELDS = %i[phone_number].freeze

    # @return [String] the phone that receives the codes, in E.164 form
    def phone_number = @wire["phone_number"]
  end

  # An authentication factor. It holds no secrets: those are shown once, in the reply to the enrolment.
  class Factor < Value
    # The names of the fields.
    FIELDS = %i[id type user_id totp sms created_at updated_at].freeze

    # @param wire [Hash{String => Object}] the fields under their names on the wire
    def initialize(wire)
      totp, sms = wire.values_at("totp", "sms")
      @totp = totp_class.new(totp) if totp
      @sms = Sms.new(sms) if sms
      super
    end

    # @return [String] always `authentication_factor`
    def object = @wire["object"]

    # @return [String] the factor's id
    def id = @wire["id"]

    # @return [String] the kind of factor: `totp`, `sms`, `generic_otp`, `webauthn`, or one that is newer than this gem
    def type = @wire["type"]

    # @return [String, nil] the WorkOS user the factor belongs to, if it was enrolled for one
    def user_id = @wire["user_id"]

    # @return [Totp, nil] more about a `totp` factor
    attr_reader :totp

    # @return [Sms, nil] more about an `sms` factor
    attr_reader :sms

    # @return [Time] when the factor was enrolled, in UTC
    def created_at = Time.iso8601(@wire["created_at"])

    # @return [Time] when the factor was last changed, in UTC
    def updated_at = Time.iso8601(@wire["updated_at"])

    private

    def totp_class = Totp

    def shown(name) = name.end_with?("_at") ? @wire[name.name] : super
  end

  # A factor that has just been enrolled.
  #
  # For a `totp` factor this is the only place where the secret is ever shown: pass it on to its owner, and don't keep it.
  class EnrolledFactor < Factor
    # @!attribute [r] totp
    #   @return [EnrolledTotp, nil] what an authenticator app needs, for a `totp` factor

    private

    def totp_class = EnrolledTotp
  end
end
