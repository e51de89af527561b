package dev.example

import java.io.File
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread

/** What no client may show. */
const val KEY = "sk_test_HIDDEN"

/** Starts a program that serves, and says where. It ends with this one. */
private fun started(variable: String, arguments: List<String>, environment: Map<String, String> = emptyMap()): String {
    val program = checkNotNull(System.getenv(variable)) { "$variable is not set" }
    val builder = ProcessBuilder(listOf(program) + arguments).redirectError(ProcessBuilder.Redirect.INHERIT)
    builder.environment().putAll(environment)
    val process = builder.start()
    Runtime.getRuntime().addShutdownHook(Thread { process.destroy() })
    val line = process.inputStream.bufferedReader().lineSequence().firstOrNull { "http://" in it }
    return checkNotNull(line) { "$program does not say where it is" }.substringAfter("URL: ").trim()
}

/** The emulator, of the command line program. */
object Emulator {
    @JvmStatic
    val url: String by lazy { started("WORKOS_MFA_PROGRAM", listOf("emulator", "--port", "0", "--api-key", KEY)) }
}

/** The backend of `crates/app-backend`, before the emulator. */
object Backend {
    val url: String by lazy {
        val emulator = mapOf("WORKOS_API_KEY" to KEY, "WORKOS_BASE_URL" to Emulator.url)
        val tokens = listOf("--client-id", Issuer.CLIENT, "--issuer", Issuer.NAME, "--jwks", Issuer.document.path)
        started("WORKOS_MFA_APP_BACKEND", listOf("--port", "0") + tokens, emulator)
    }
}

/** Says the same to everyone, or reads requests and never answers. It tells when it was asked as often as expected, and when the client closed the connection. */
class SocketServer @JvmOverloads constructor(private val answer: String? = null, expected: Int = 1) : AutoCloseable {
    private val server = ServerSocket(0, 50, InetAddress.getLoopbackAddress())
    private val asked = CountDownLatch(expected)
    private val closed = CountDownLatch(1)
    private val heads = AtomicInteger()

    /** How many connections have brought a request. */
    val requests: Int get() = heads.get()

    val url: String = "http://127.0.0.1:${server.localPort}"

    init {
        thread(isDaemon = true) {
            while (!server.isClosed) {
                val socket = runCatching { server.accept() }.getOrNull() ?: break
                thread(isDaemon = true) { runCatching { serve(socket) } }
            }
        }
    }

    private fun serve(socket: Socket) {
        val input = socket.getInputStream()
        val head = StringBuilder()
        while (!head.contains("\r\n\r\n")) {
            head.append(input.read().toChar())
        }
        heads.incrementAndGet()
        asked.countDown()
        answer?.let { socket.getOutputStream().write(it.toByteArray()) }
        try {
            while (input.read() >= 0) { /* The rest does not matter. */ }
        } finally {
            closed.countDown()
        }
    }

    fun waitAsked() = wait(asked, "the server was not asked")

    fun waitClosed() = wait(closed, "the connection was not closed")

    private fun wait(latch: CountDownLatch, otherwise: String) = check(latch.await(20, TimeUnit.SECONDS)) { otherwise }

    override fun close() = server.close()
}

/** Answers when so many requests are open at the same time, and none before. */
class Gathering(private val wanted: Int, private val answer: String) : AutoCloseable {
    private val server = ServerSocket(0, wanted, InetAddress.getLoopbackAddress())
    private val all = CountDownLatch(wanted)

    val url: String = "http://127.0.0.1:${server.localPort}"

    /** How many are, or were at the end. */
    val open: Long get() = wanted - all.count

    init {
        thread(isDaemon = true) {
            while (!server.isClosed) {
                val socket = runCatching { server.accept() }.getOrNull() ?: break
                thread(isDaemon = true) { runCatching { socket.use(::serve) } }
            }
        }
    }

    private fun serve(socket: Socket) {
        val input = socket.getInputStream()
        val head = StringBuilder()
        while (!head.contains("\r\n\r\n")) {
            head.append(input.read().toChar())
        }
        all.countDown()
        all.await()
        socket.getOutputStream().write(answer.toByteArray())
    }

    override fun close() = server.close()
}

/** A factor, as a server answers. */
const val FACTOR =
    """{"object":"authentication_factor","id":"auth_factor_1","type":"generic_otp","created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:00.000Z"}"""

/** An answer with this body. */
fun answer(status: String, body: String, vararg headers: String): String =
    (listOf("HTTP/1.1 $status", "content-type: application/json", "content-length: ${body.toByteArray().size}") + headers)
        .joinToString("\r\n") + "\r\n\r\n" + body

/** The jar that is tested. */
fun jar(): File = File(dev.workosmfa.WorkOS::class.java.protectionDomain.codeSource.location.toURI())
