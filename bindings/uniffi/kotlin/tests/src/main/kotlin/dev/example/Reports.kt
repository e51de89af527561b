package dev.example

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonNull
import com.google.gson.JsonObject
import com.google.gson.JsonPrimitive
import dev.workosmfa.EnrolledFactor
import dev.workosmfa.Factor
import dev.workosmfa.FactorType
import dev.workosmfa.Metadata
import dev.workosmfa.Sms
import dev.workosmfa.WorkOSException
import java.time.Instant
import java.time.ZoneOffset
import java.time.format.DateTimeFormatter

private val WIRE_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC)

/** As JSON, with nulls. */
fun json(vararg fields: Pair<String, Any?>): JsonObject =
    JsonObject().apply { fields.forEach { (name, value) -> add(name, element(value)) } }

private fun element(value: Any?): JsonElement =
    when (value) {
        null -> JsonNull.INSTANCE
        is JsonElement -> value
        is Number -> JsonPrimitive(value)
        is Boolean -> JsonPrimitive(value)
        is List<*> -> JsonArray().apply { value.forEach { add(element(it)) } }
        else -> JsonPrimitive(value.toString())
    }

private fun present(vararg fields: Pair<String, Any?>): JsonObject =
    json(*fields.filter { it.second != null }.toTypedArray())

private fun factor(id: String, type: FactorType, user: String?, totp: JsonObject?, sms: Sms?, created: Instant, updated: Instant) =
    present(
        "object" to "authentication_factor",
        "id" to id,
        "type" to type.code(),
        "user_id" to user,
        "totp" to totp,
        "sms" to sms?.let { json("phone_number" to it.phoneNumber) },
        "created_at" to WIRE_TIME.format(created),
        "updated_at" to WIRE_TIME.format(updated),
    )

/** A result in the wire's names. */
fun wire(result: Any?): JsonElement =
    when (result) {
        is EnrolledFactor -> {
            val totp = result.totp?.run {
                json("issuer" to issuer, "user" to user, "secret" to secret, "qr_code" to qrCode, "uri" to uri)
            }
            result.run { factor(id, type, userId, totp, sms, createdAt, updatedAt) }
        }
        is Factor -> {
            val totp = result.totp?.let { json("issuer" to it.issuer, "user" to it.user) }
            result.run { factor(id, type, userId, totp, sms, createdAt, updatedAt) }
        }
        else -> JsonNull.INSTANCE
    }

private fun Map<String, String>.asJson(): JsonObject = json(*toList().toTypedArray())

fun report(metadata: Metadata): JsonObject =
    metadata.run { json("status" to status, "request_id" to requestId, "attempts" to attempts, "headers" to headers.asJson()) }

fun report(error: WorkOSException): JsonObject =
    json(
        "kind" to error.kind.code(),
        "message" to error.message,
        "status" to error.status,
        "code" to error.code,
        "field_errors" to error.fieldErrors.map { json("field" to it.field, "code" to it.code, "message" to it.message) },
        "request_id" to error.requestId,
        "retry_after" to error.retryAfter?.run { seconds + nano / 1e9 },
        "outcome" to error.outcome.code(),
        "attempts" to error.attempts,
        "factor_id" to error.factorId,
        "retry_budget_exhausted" to error.retryBudgetExhausted,
        "body" to error.body,
    )

/** A coroutine's cancellation is no error of the client's. */
fun cancelled(outcome: String, attempts: Int): JsonObject =
    json("kind" to "cancelled", "message" to "the call was cancelled", "outcome" to outcome, "attempts" to attempts)
