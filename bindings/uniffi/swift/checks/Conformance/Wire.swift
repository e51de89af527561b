import Foundation
import WorkOSMFA

// Results as the wire's JSON, errors and metadata as reports have them.

func wire(_ factor: EnrolledFactor) -> JSON {
    .present([
        "object": .string("authentication_factor"), "id": .string(factor.id), "type": .string("\(factor.type)"),
        "user_id": factor.userId.map(JSON.string),
        "totp": factor.totp.map { totp in
            .object([
                "issuer": .string(totp.issuer), "user": .string(totp.user), "secret": .string(totp.secret),
                "qr_code": .string(totp.qrCode), "uri": .string(totp.uri),
            ])
        },
        "sms": factor.sms.map { .object(["phone_number": .string($0.phoneNumber)]) },
        "created_at": wire(factor.createdAt), "updated_at": wire(factor.updatedAt),
    ])
}

func wire(_ factor: Factor) -> JSON {
    .present([
        "object": .string("authentication_factor"), "id": .string(factor.id), "type": .string("\(factor.type)"),
        "user_id": factor.userId.map(JSON.string),
        "totp": factor.totp.map { .object(["issuer": .string($0.issuer), "user": .string($0.user)]) },
        "sms": factor.sms.map { .object(["phone_number": .string($0.phoneNumber)]) },
        "created_at": wire(factor.createdAt), "updated_at": wire(factor.updatedAt),
    ])
}

func wire(_ metadata: Metadata) -> JSON {
    .present([
        "status": .number(Double(metadata.status)), "request_id": metadata.requestId.map(JSON.string),
        "attempts": .number(Double(metadata.attempts)),
        "headers": .object(metadata.headers.mapValues(JSON.string)),
    ])
}

func wire(_ error: WorkOSError) -> JSON {
    .present([
        "kind": .string("\(error.kind)"), "message": .string(error.message),
        "status": error.status.map { .number(Double($0)) }, "code": error.code.map(JSON.string),
        "field_errors": .list(
            error.fieldErrors.map { each in
                .present([
                    "field": each.field.map(JSON.string), "code": each.code.map(JSON.string),
                    "message": each.message.map(JSON.string),
                ])
            }),
        "request_id": error.requestId.map(JSON.string),
        "retry_after": error.retryAfter.map { .number($0 / .seconds(1)) },
        "outcome": .string("\(error.outcome)"), "attempts": .number(Double(error.attempts)),
        "retry_budget_exhausted": .bool(error.retryBudgetExhausted),
        "factor_id": error.factorId.map(JSON.string), "body": error.body.map(JSON.string),
    ])
}

private func wire(_ date: Date) -> JSON {
    // A `Date` counts seconds in a binary fraction.
    let milliseconds = Int((date.timeIntervalSince1970 * 1000).rounded())
    let second = Date(timeIntervalSince1970: Double(milliseconds / 1000))
    let fraction = String(1000 + milliseconds % 1000).dropFirst()
    return .string(second.formatted(.iso8601).replacing("Z", with: ".\(fraction)Z"))
}
