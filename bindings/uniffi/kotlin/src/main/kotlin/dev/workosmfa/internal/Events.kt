package dev.workosmfa.internal

import dev.workosmfa.AttemptEvent as PublicAttemptEvent
import dev.workosmfa.CallEvent as PublicCallEvent
import dev.workosmfa.StartEvent as PublicStartEvent

/** Passes events on to a user's observer, whose failures are none of the call's. */
internal class Events(private val observer: dev.workosmfa.Observer) : Observer {
    override fun onStart(event: StartEvent) = harmless {
        observer.onStart(event.run { PublicStartEvent(callId.toLong(), operation) })
    }

    override fun onAttempt(event: AttemptEvent) = harmless {
        val status = event.status?.toInt()
        observer.onAttempt(
            event.run {
                PublicAttemptEvent(callId.toLong(), operation, attempt.toInt(), status, requestId, elapsed, errorKind, retryIn)
            },
        )
    }

    override fun onCall(event: CallEvent) = harmless {
        val status = event.status?.toInt()
        observer.onCall(
            event.run {
                PublicCallEvent(callId.toLong(), operation, attempts.toInt(), status, requestId, elapsed, errorKind, outcome)
            },
        )
    }

    /** What goes out of here ends in the library, which has no use for it. */
    @Suppress("TooGenericExceptionCaught", "SwallowedException")
    private inline fun harmless(work: () -> Unit) {
        try {
            work()
        } catch (problem: Throwable) {
            // Dropped, as the documentation says.
        }
    }
}
