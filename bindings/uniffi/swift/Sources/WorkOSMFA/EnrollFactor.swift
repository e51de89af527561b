extension EnrollFactor {
    /// From a type that is only known when the program runs, such as what a user has chosen. Where you know it, write
    /// `.totp(issuer:user:)` and the like.
    ///
    /// - Throws: ``WorkOSError`` of kind `invalidRequest`, if the type is unknown, or an argument is missing or belongs to another type.
    public init(
        type: String, issuer: String? = nil, user: String? = nil, phoneNumber: String? = nil, userId: String? = nil
    ) throws {
        let arguments = EnrollArguments(
            type: type, totpIssuer: issuer, totpUser: user, phoneNumber: phoneNumber, userId: userId)
        self = try rethrowing { try enrollFactorFromArguments(arguments: arguments) }
    }
}
