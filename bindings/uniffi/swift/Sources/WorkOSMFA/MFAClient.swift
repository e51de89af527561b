/// The calls, for code that is to be tested without a server: take an `any MFAClient`, pass `workos.mfa` in the program, and a fake in tests.
///
/// ```swift
/// struct NoFactors: MFAClient {
///     func enrollFactor(_ factor: EnrollFactor, options: CallOptions) async throws -> EnrolledFactor {
///         throw WorkOSError(kind: .rateLimited, message: "slow down", status: 429)
///     }
///     func getFactor(_ id: String, options: CallOptions) async throws -> Factor {
///         throw WorkOSError(kind: .notFound, message: "no such factor", status: 404)
///     }
///     func deleteFactor(_ id: String, options: CallOptions) async throws {}
/// }
/// ```
///
/// A fake needs these three. The others have a default that calls them, with the metadata of a call that took one attempt and no time.
public protocol MFAClient: Sendable {
    /// Enrols a factor: see ``MFA/enrollFactor(_:options:)``.
    func enrollFactor(_ factor: EnrollFactor, options: CallOptions) async throws -> EnrolledFactor
    /// Reads a factor: see ``MFA/getFactor(_:options:)``.
    func getFactor(_ id: String, options: CallOptions) async throws -> Factor
    /// Deletes a factor for good: see ``MFA/deleteFactor(_:options:)``.
    func deleteFactor(_ id: String, options: CallOptions) async throws
    /// Enrols a factor, and says how the call went.
    func enrollFactorWithMetadata(_ factor: EnrollFactor, options: CallOptions) async throws -> Response<EnrolledFactor>
    /// Reads a factor, and says how the call went.
    func getFactorWithMetadata(_ id: String, options: CallOptions) async throws -> Response<Factor>
    /// Deletes a factor for good, and says how the call went.
    func deleteFactorWithMetadata(_ id: String, options: CallOptions) async throws -> Response<Void>
}

extension MFAClient {
    public func enrollFactorWithMetadata(
        _ factor: EnrollFactor, options: CallOptions
    ) async throws -> Response<EnrolledFactor> {
        Response(value: try await enrollFactor(factor, options: options), metadata: .unmeasured(201))
    }

    public func getFactorWithMetadata(_ id: String, options: CallOptions) async throws -> Response<Factor> {
        Response(value: try await getFactor(id, options: options), metadata: .unmeasured(200))
    }

    public func deleteFactorWithMetadata(_ id: String, options: CallOptions) async throws -> Response<Void> {
        Response(value: try await deleteFactor(id, options: options), metadata: .unmeasured(200))
    }
}

/// The calls without options of their own.
extension MFAClient {
    /// Enrols a factor, with the client's options.
    public func enrollFactor(_ factor: EnrollFactor) async throws -> EnrolledFactor {
        try await enrollFactor(factor, options: CallOptions())
    }

    /// Reads a factor, with the client's options.
    public func getFactor(_ id: String) async throws -> Factor {
        try await getFactor(id, options: CallOptions())
    }

    /// Deletes a factor for good, with the client's options.
    public func deleteFactor(_ id: String) async throws {
        try await deleteFactor(id, options: CallOptions())
    }

    /// Enrols a factor, with the client's options, and says how the call went.
    public func enrollFactorWithMetadata(_ factor: EnrollFactor) async throws -> Response<EnrolledFactor> {
        try await enrollFactorWithMetadata(factor, options: CallOptions())
    }

    /// Reads a factor, with the client's options, and says how the call went.
    public func getFactorWithMetadata(_ id: String) async throws -> Response<Factor> {
        try await getFactorWithMetadata(id, options: CallOptions())
    }

    /// Deletes a factor for good, with the client's options, and says how the call went.
    public func deleteFactorWithMetadata(_ id: String) async throws -> Response<Void> {
        try await deleteFactorWithMetadata(id, options: CallOptions())
    }
}

extension Metadata {
    fileprivate static func unmeasured(_ status: UInt16) -> Metadata {
        Metadata(status: status, requestId: nil, attempts: 1, elapsed: 0, headers: [:])
    }
}
