/// The calls. Each may be cancelled by cancelling its task: its connection is closed, and it throws `CancellationError`. An enrolment
/// that is cancelled may have been carried out all the same.
public struct MFA: MFAClient {
    let client: SwiftClient

    /// Enrols a factor. For `totp`, the result is the only place where the secret is ever shown.
    ///
    /// It is never sent again once it may have arrived: the API does not deduplicate, and the user would end up with two factors. If
    /// the error's `outcome` is `unknown`, look before you call again.
    ///
    /// - Throws: ``WorkOSError``: of kind `invalidRequest` before anything is sent; with outcome `applied` where the factor exists although the
    ///   reply can't be read, and its id in `factorId` if that much could be. `CancellationError`, if the task was cancelled.
    public func enrollFactor(_ factor: EnrollFactor, options: CallOptions) async throws -> EnrolledFactor {
        try await enrollFactorWithMetadata(factor, options: options).value
    }

    /// ``enrollFactor(_:options:)``, and how the call went.
    public func enrollFactorWithMetadata(
        _ factor: EnrollFactor, options: CallOptions
    ) async throws -> Response<EnrolledFactor> {
        let response = try await rethrowing {
            try await client.enrollFactor(factor: factor, options: options.native)
        }
        return Response(value: response.value, metadata: response.metadata)
    }

    /// Reads a factor. Its secrets are not part of it.
    ///
    /// - Throws: ``WorkOSError``: of kind `notFound`, if there is no such factor; `invalidRequest` before anything is sent, if `id` can't be an
    ///   id. `CancellationError`, if the task was cancelled.
    public func getFactor(_ id: String, options: CallOptions) async throws -> Factor {
        try await getFactorWithMetadata(id, options: options).value
    }

    /// ``getFactor(_:options:)``, and how the call went.
    public func getFactorWithMetadata(
        _ id: String, options: CallOptions
    ) async throws -> Response<Factor> {
        let response = try await rethrowing { try await client.getFactor(id: id, options: options.native) }
        return Response(value: response.value, metadata: response.metadata)
    }

    /// Deletes a factor for good.
    ///
    /// If an attempt got no answer and the next one finds the factor gone, the call has done its work and succeeds.
    ///
    /// - Throws: As ``getFactor(_:options:)``.
    public func deleteFactor(_ id: String, options: CallOptions) async throws {
        _ = try await deleteFactorWithMetadata(id, options: options)
    }

    /// ``deleteFactor(_:options:)``, and how the call went.
    public func deleteFactorWithMetadata(
        _ id: String, options: CallOptions
    ) async throws -> Response<Void> {
        let response = try await rethrowing { try await client.deleteFactor(id: id, options: options.native) }
        return Response(value: (), metadata: response.metadata)
    }
}

/// What a call returned, and how it went.
public struct Response<Value: Sendable>: Sendable {
    /// What the call returned.
    public let value: Value
    /// How it went.
    public let metadata: Metadata

    /// For fakes of ``MFAClient``.
    public init(value: Value, metadata: Metadata) {
        self.value = value
        self.metadata = metadata
    }
}
