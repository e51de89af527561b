package dev.example

import com.google.gson.GsonBuilder
import com.google.gson.JsonArray
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import dev.workosmfa.WorkOSException
import java.net.URI
import java.net.URLEncoder
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import kotlin.system.exitProcess

private const val JOBS = 16
private val CONTROL: String = System.getenv("WORKOS_MFA_CONFORMANCE")
private val GSON = GsonBuilder().serializeNulls().create()
private val http: HttpClient = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()

/**
 * Runs the conformance scenarios with the suspending calls, or with `--blocking` as one does in Java. It executes and reports; the server
 * judges.
 */
fun main(arguments: Array<String>) {
    val blocking = "--blocking" in arguments
    val runner = Runner(if (blocking) "java" else "kotlin", blocking)
    val pool = Executors.newFixedThreadPool(JOBS)
    val scenarios = runner.control("GET", "/scenarios").getAsJsonArray("scenarios").map { it.asJsonObject }
    val passed = pool.invokeAll(scenarios.map { Callable { runner.run(it) } }).map { it.get() }
    exitProcess(if (passed.isNotEmpty() && passed.all { it }) 0 else 1)
}

private class Runner(private val language: String, private val blocking: Boolean) {
    fun control(method: String, path: String, body: JsonObject? = null): JsonObject {
        val text = body?.let(GSON::toJson).orEmpty()
        val request = HttpRequest.newBuilder(URI("$CONTROL$path?language=$language"))
            .method(method, HttpRequest.BodyPublishers.ofString(text))
            .build()
        val answer = http.send(request, HttpResponse.BodyHandlers.ofString())
        check(answer.statusCode() == 200) { "$method $path: ${answer.statusCode()} ${answer.body()}" }
        return JsonParser.parseString(answer.body()).asJsonObject
    }

    @Suppress("TooGenericExceptionCaught")
    fun run(scenario: JsonObject): Boolean {
        val (group, name) = listOf("group", "name").map { URLEncoder.encode(scenario[it].asString, Charsets.UTF_8) }
        val started = control("POST", "/scenarios/$group/$name/start")
        var session: Session? = null
        val report =
            try {
                session = Session(started, blocking)
                json("calls" to session.calls(), "debug" to session.debug())
            } catch (problem: Exception) {
                if (problem is WorkOSException && session == null) {
                    json("construct_error" to report(problem), "calls" to JsonArray(), "debug" to problem.stackTraceToString())
                } else {
                    json("crash" to problem.stackTraceToString())
                }
            }
        val finished = control("POST", "/sessions/${started["session"].asString}/finish", report)
        // Not before: a connection that closes only now has been open for too long.
        session?.close()
        return finished["passed"].asBoolean
    }
}
