package dev.workosmfa

import java.lang.System.Logger
import java.lang.System.Logger.Level
import java.util.function.Supplier

/**
 * Writes a client's events to a `System.Logger`, which logging frameworks provide: the end of every attempt and of every call that succeeds at the
 * level `DEBUG`, calls that fail at `INFO`, the start of a call at `TRACE`. Not on Android, which has no such logger.
 *
 * ```kotlin
 * val workos = WorkOS("sk_…", observer = SystemLoggerObserver())
 * ```
 */
public class SystemLoggerObserver @JvmOverloads constructor(
    private val logger: Logger = System.getLogger("dev.workosmfa"),
) : Observer {
    override fun onStart(event: StartEvent) {
        logger.log(Level.TRACE, Supplier { "$event started" })
    }

    override fun onAttempt(event: AttemptEvent) {
        logger.log(Level.DEBUG, Supplier { event.toString() })
    }

    override fun onCall(event: CallEvent) {
        logger.log(if (event.errorKind == null) Level.DEBUG else Level.INFO, Supplier { event.toString() })
    }
}
