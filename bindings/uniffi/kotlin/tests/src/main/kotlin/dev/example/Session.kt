package dev.example

import com.google.gson.JsonElement
import com.google.gson.JsonObject
import dev.workosmfa.AttemptEvent
import dev.workosmfa.CallEvent
import dev.workosmfa.CallOptions
import dev.workosmfa.EnrollFactor
import dev.workosmfa.EnrollFactorOptions
import dev.workosmfa.ErrorKind
import dev.workosmfa.Metadata
import dev.workosmfa.Observer
import dev.workosmfa.Response
import dev.workosmfa.StartEvent
import dev.workosmfa.TokenProvider
import dev.workosmfa.WorkOS
import dev.workosmfa.WorkOSException
import java.util.concurrent.Callable
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.CountDownLatch
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.job
import kotlinx.coroutines.runBlocking

/** One scenario. */
class Session(private val started: JsonObject, private val blocking: Boolean) : AutoCloseable {
    private val shown = ConcurrentLinkedQueue<String>()
    private val givenUp = LinkedBlockingQueue<CallEvent>()
    private val workos: WorkOS

    init {
        val options = started.getAsJsonObject("client")
        val variables = options.remove("env")?.asJsonObject?.entrySet()?.associate { it.key to it.value.asString }
        workos = inEnvironment(variables) { if (blocking) built(options) else constructed(options) }
        show(workos)
    }

    private inner class Noting : Observer {
        override fun onStart(event: StartEvent) = show(event)

        override fun onAttempt(event: AttemptEvent) = show(event)

        override fun onCall(event: CallEvent) {
            show(event)
            if (event.errorKind == ErrorKind.CANCELLED) givenUp += event
        }
    }

    /** As one does in Kotlin. */
    private fun constructed(options: JsonObject): WorkOS =
        WorkOS(
            apiKey = options.text("api_key"),
            tokenProvider = options["token_provider"]?.let { provider(steps(it)) },
            baseUrl = options.text("base_url"),
            allowHttp = options["allow_http"]?.asBoolean,
            timeout = options.time("timeout"),
            attemptTimeout = options.time("attempt_timeout"),
            connectTimeout = options.time("connect_timeout"),
            maxRetries = options["max_retries"]?.asInt,
            retryBudget = options.retryBudget(),
            userAgentSuffix = options.text("user_agent_suffix"),
            headers = options.headers(),
            proxy = options.text("proxy"),
            noProxy = options["no_proxy"]?.asBoolean ?: false,
            rootCertificate = options.text("root_certificate"),
            clientCertificate = options.text("client_certificate"),
            clientKey = options.text("client_key"),
            observer = Noting(),
        )

    /** As one does in Java. */
    private fun built(options: JsonObject): WorkOS {
        val builder = WorkOS.builder()
        options.text("api_key")?.let(builder::apiKey)
        options["token_provider"]?.let { builder.tokenProvider(blockingProvider(steps(it))) }
        options.text("base_url")?.let(builder::baseUrl)
        options["allow_http"]?.let { builder.allowHttp(it.asBoolean) }
        options.time("timeout")?.let { builder.timeout(it.toJavaDuration()) }
        options.time("attempt_timeout")?.let { builder.attemptTimeout(it.toJavaDuration()) }
        options.time("connect_timeout")?.let { builder.connectTimeout(it.toJavaDuration()) }
        options["max_retries"]?.let { builder.maxRetries(it.asInt) }
        options.retryBudget()?.let(builder::retryBudget)
        options.text("user_agent_suffix")?.let(builder::userAgentSuffix)
        options.headers().forEach { (name, value) -> builder.header(name, value) }
        options.text("proxy")?.let(builder::proxy)
        if (options["no_proxy"]?.asBoolean == true) builder.noProxy()
        options.text("root_certificate")?.let(builder::rootCertificate)
        val (certificate, key) = options.text("client_certificate") to options.text("client_key")
        if (certificate != null || key != null) builder.clientCertificate(certificate.orEmpty(), key.orEmpty())
        builder.observer(Noting())
        show(builder)
        return builder.build()
    }

    private fun steps(list: JsonElement) = ConcurrentLinkedQueue<JsonElement>(list.asJsonArray.toList())

    private fun ConcurrentLinkedQueue<JsonElement>.next(): JsonElement = poll() ?: json("fail" to "asked too often")

    private fun token(step: JsonElement): String =
        step.asJsonObject["token"]?.asString ?: error(step.asJsonObject["fail"].asString)

    private fun provider(steps: ConcurrentLinkedQueue<JsonElement>) = TokenProvider {
        val step = steps.next()
        if (step.isJsonPrimitive) awaitCancellation() else token(step)
    }

    private fun blockingProvider(steps: ConcurrentLinkedQueue<JsonElement>) = Callable {
        val step = steps.next()
        if (step.isJsonPrimitive) CountDownLatch(1).await()
        token(step)
    }

    /** Its connections are closed only now. */
    override fun close() = workos.close()

    fun debug(): String = shown.joinToString("\n")

    fun calls(): List<JsonObject> {
        val calls = started.getAsJsonArray("calls").map { it.asJsonObject }
        if (!started["parallel"].asBoolean) return calls.map { runBlocking { reported(it) } }
        return runBlocking { calls.map { async(Dispatchers.IO) { reported(it) } }.awaitAll() }
    }

    private suspend fun reported(call: JsonObject): JsonObject {
        call.time("wait_before")?.let { delay(it) }
        val began = System.nanoTime()
        val report =
            try {
                val outcome = if (blocking) blocked(call) else suspended(call)
                show(outcome)
                if (outcome is Response<*>) {
                    json("result" to wire(outcome.value), "metadata" to report(outcome.metadata))
                } else {
                    json("result" to null, "metadata" to report(outcome as Metadata))
                }
            } catch (error: WorkOSException) {
                shown += error.stackTraceToString()
                show(error)
                json("error" to report(error))
            } catch (_: CancellationException) {
                if (call["cancel_before"].asBoolean) {
                    json("error" to cancelled("not_sent", 0))
                } else {
                    // The exception is the coroutine's own; the event says what is known of the call.
                    val event = checkNotNull(givenUp.poll(20, TimeUnit.SECONDS)) { "the call has no event of its end" }
                    json("error" to cancelled(checkNotNull(event.outcome).code(), event.attempts))
                }
            }
        report.addProperty("elapsed_ms", (System.nanoTime() - began) / 1e6)
        return report
    }

    private suspend fun suspended(call: JsonObject): Any = runBlocking(Dispatchers.Default) {
        val (operation, arguments, options) = parts(call)
        val task = async {
            if (call["cancel_before"].asBoolean) coroutineContext.job.cancel()
            when (operation) {
                "enroll_factor" -> sum(arguments)?.let { workos.mfa.enrollFactorWithMetadata(it, options) }
                    ?: workos.mfa.enrollFactorWithMetadata(flat(arguments), options)
                "get_factor" -> workos.mfa.getFactorWithMetadata(arguments["id"].asString, options)
                else -> workos.mfa.deleteFactorWithMetadata(arguments["id"].asString, options)
            }
        }
        call.time("cancel_after")?.let {
            delay(it)
            task.cancelAndJoin()
        }
        task.await()
    }

    private fun blocked(call: JsonObject): Any {
        val (operation, arguments, options) = parts(call)
        val ended = CountDownLatch(1)
        val caller = Thread.currentThread()
        val interrupter = call.time("cancel_after")?.let {
            thread { if (!ended.await(it.inWholeMilliseconds, TimeUnit.MILLISECONDS)) caller.interrupt() }
        }
        if (call["cancel_before"].asBoolean) caller.interrupt()
        try {
            return when (operation) {
                "enroll_factor" -> workos.mfa.enrollFactorWithMetadataBlocking(flat(arguments), options)
                "get_factor" -> workos.mfa.getFactorWithMetadataBlocking(arguments["id"].asString, options)
                else -> workos.mfa.deleteFactorWithMetadataBlocking(arguments["id"].asString, options)
            }
        } finally {
            ended.countDown()
            Thread.interrupted()
            interrupter?.let {
                Thread.interrupted()
                it.join()
                Thread.interrupted()
            }
        }
    }

    private fun parts(call: JsonObject): Triple<String, JsonObject, CallOptions> {
        val given = call.getAsJsonObject("options")
        val options =
            CallOptions(given.time("timeout"), given.time("attempt_timeout"), given["max_retries"]?.asInt, given.headers())
        show(options)
        return Triple(call["operation"].asString, call.getAsJsonObject("args"), options)
    }

    /** What it can hold. */
    private fun sum(given: JsonObject): EnrollFactor? {
        val user = given.text("user_id")
        val keys = given.keySet() - "user_id"
        return when {
            given.text("type") == "totp" && keys == setOf("type", "totp_issuer", "totp_user") ->
                EnrollFactor.Totp(given["totp_issuer"].asString, given["totp_user"].asString, user)
            given.text("type") == "sms" && keys == setOf("type", "phone_number") ->
                EnrollFactor.Sms(given["phone_number"].asString, user)
            given.text("type") == "generic_otp" && keys == setOf("type") -> EnrollFactor.GenericOtp(user)
            else -> null
        }
    }

    private fun flat(given: JsonObject): EnrollFactorOptions =
        EnrollFactorOptions.builder()
            .apply { given.text("type")?.let(::type) }
            .issuer(given.text("totp_issuer"))
            .user(given.text("totp_user"))
            .phoneNumber(given.text("phone_number"))
            .userId(given.text("user_id"))
            .build()

    private fun show(thing: Any) {
        shown += thing.toString()
    }
}

private fun JsonObject.text(name: String): String? = get(name)?.takeUnless { it.isJsonNull }?.asString

private fun JsonObject.time(name: String): Duration? = get(name)?.takeUnless { it.isJsonNull }?.asDouble?.seconds

private fun JsonObject.retryBudget(): Double? =
    get("retry_budget")?.run { if (asString == "unlimited") Double.POSITIVE_INFINITY else asDouble }

private fun JsonObject.headers(): Map<String, String> =
    getAsJsonObject("headers")?.entrySet()?.associate { it.key to it.value.asString }.orEmpty()
