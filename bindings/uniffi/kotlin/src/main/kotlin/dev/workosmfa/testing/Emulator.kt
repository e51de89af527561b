package dev.workosmfa.testing

import dev.workosmfa.WorkOS
import java.io.IOException
import java.io.UncheckedIOException
import java.nio.file.Path
import java.util.concurrent.TimeUnit

private const val PROGRAM = "workos-mfa"
private const val SECONDS_TO_END = 5L

/**
 * The API on this machine, for tests of your code: in memory, with real secrets and QR codes.
 *
 * ```java
 * try (Emulator emulator = Emulator.start(); WorkOS workos = emulator.client()) {
 *     workos.mfa.enrollFactor(new EnrollFactor.GenericOtp());
 * }
 * ```
 *
 * It is the command line program `workos-mfa` that is started: the environment's `WORKOS_MFA_PROGRAM` says where it is, or it is on the
 * path. It ends with [close], or with this JVM. The AAR for Android does not have this class.
 */
public class Emulator private constructor(
    private val process: Process,
    /** Where it listens. */
    public val url: String,
    /** The key that it takes. */
    public val apiKey: String,
) : AutoCloseable {
    private val atExit = Thread { process.destroy() }

    init {
        Runtime.getRuntime().addShutdownHook(atExit)
    }

    /** A client of it. */
    public fun client(): WorkOS = builder().build()

    /** A client of it, with further options. */
    public fun builder(): WorkOS.Builder = WorkOS.builder().apiKey(apiKey).baseUrl(url).noProxy()

    /** Ends it. Its factors are gone. */
    override fun close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit)
        } catch (_: IllegalStateException) {
            // The JVM is ending, and the hook with it.
        }
        process.destroy()
        if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
            process.destroyForcibly()
        }
    }

    override fun toString(): String = "Emulator($url)"

    public companion object {
        /** The key that it takes unless another is given. */
        public const val DEFAULT_API_KEY: String = "sk_test_default"

        /**
         * Starts it at a free port.
         *
         * @param apiKey the key that it is to take
         * @param program where the program is
         * @throws UncheckedIOException if there is no such program, or if it does not start
         */
        @JvmStatic
        @JvmOverloads
        public fun start(
            apiKey: String = DEFAULT_API_KEY,
            program: Path = Path.of(System.getenv("WORKOS_MFA_PROGRAM") ?: PROGRAM),
        ): Emulator {
            val command = listOf(program.toString(), "emulator", "--port", "0", "--api-key", apiKey)
            val process =
                try {
                    ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start()
                } catch (problem: IOException) {
                    throw UncheckedIOException("cannot start $program: install it, or say where it is in WORKOS_MFA_PROGRAM", problem)
                }
            val lines = process.inputStream.bufferedReader()
            while (true) {
                val line = lines.readLine()
                if (line == null) {
                    process.destroy()
                    throw UncheckedIOException(IOException("$program ended before it said where it listens"))
                }
                val url = line.substringAfter("URL:", "").trim()
                if (url.startsWith("http")) return Emulator(process, url, apiKey)
            }
        }
    }
}
