package dev.workosmfa.internal

import dev.workosmfa.ErrorKind
import dev.workosmfa.Metadata as PublicMetadata
import java.time.Duration as JavaDuration
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/** What is no time to wait becomes none at all, which the core refuses with the option's name. */
internal fun Duration.forCore(): JavaDuration = toJavaDuration().forCore()

internal fun JavaDuration.forCore(): JavaDuration = if (isNegative) JavaDuration.ZERO else this

/** What can be right needs no library to say so: tests of an app have none. */
internal fun Int.retries(kind: ErrorKind): UInt = if (this >= 0) toUInt() else failing { checkedRetries(kind, toLong()) }

internal fun Map<String, String>.forCore(): List<Header> = map { (name, value) -> Header(name, value) }

internal fun Metadata.published(): PublicMetadata = PublicMetadata(status.toInt(), requestId, attempts.toInt(), elapsed, headers)
