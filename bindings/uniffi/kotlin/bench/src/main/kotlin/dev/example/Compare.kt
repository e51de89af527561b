package dev.example

import kotlin.math.ceil
import kotlin.math.floor
import kotlin.system.exitProcess

/** A client, what it is compared with, and the ratio that is promised. */
private class Pair(val ours: String, val other: String, val atMost: Double)

private val PAIRS = listOf(
    Pair("kotlin", "core", 3.0),
    Pair("java", "core", 3.0),
    Pair("kotlin", "vendor-suspend", 0.6),
    Pair("java", "vendor", 0.6),
)

private const val LINE = "%-32s %10s  %-18s %-10s %-8s %s"

/**
 * What a call costs: the CPU time of the client's process, as a multiple of what the same call costs another client.
 *
 * Both make it against the same server, in turns, each in a process of its own. A ratio is formed within a round, so what disturbs the
 * machine disturbs both sides of it. All of them share one processor.
 */
fun main(arguments: Array<String>) {
    val options = arguments.toMutableList()
    fun flag(name: String) = options.remove(name)
    fun value(name: String): String? = options.indexOf(name).takeIf { it >= 0 }?.let {
        options.removeAt(it)
        options.removeAt(it)
    }
    val (quick, json, check) = listOf("--quick", "--json", "--check").map(::flag)
    val peer = checkNotNull(value("--peer")) { "--peer is missing" }
    val only = value("--only").orEmpty()
    require(options.isEmpty()) { "unknown: $options" }

    useOneProcessor()
    val rounds = if (quick) 5 else 15
    val calls = if (quick) 1000 else 4000
    // The JVM compiles what runs often, and then anew what runs very often.
    val warmUp = if (quick) 10_000 else 30_000
    if (!json) println(LINE.format("", "measured", "quartiles", "target", "", "").trimEnd())
    val rows = listOf("get", "enroll", "delete")
        .flatMap { call -> PAIRS.map { call to it } }
        .filter { (call, pair) -> "$call ${pair.ours}/${pair.other}".contains(only) }
        .map { (call, pair) -> measure(peer, call, pair, rounds, calls, warmUp).also { if (!json) println(it) } }
    if (json) println(rows.joinToString(",\n", "[\n", "\n]") { it.json() })
    exitProcess(if (check && rows.any { !it.met }) 1 else 0)
}

private class Row(val name: String, val ratios: List<Double>, val ours: Double, val other: Double, val atMost: Double) {
    val value = ratios.quantile(0.5)
    val met = value <= atMost
    private val quartiles = listOf(0.25, 0.75).map { ratios.quantile(it) }

    override fun toString(): String {
        val spread = quartiles.joinToString(" - ") { "%.2f".format(it) }
        val note = "%.1f against %.1f us of CPU per call".format(ours, other)
        return LINE.format(name, "%.2f".format(value), spread, "<= $atMost", if (met) "met" else "NOT MET", note)
    }

    fun json(): String =
        """  {"name": "$name", "value": $value, "quartiles": $quartiles, "unit": "ratio", "at_most": $atMost, "met": $met}"""
}

private fun measure(bench: String, call: String, pair: Pair, rounds: Int, calls: Int, warmUp: Int): Row =
    Peer(bench, "serve").use { server ->
        val url = server.receive()
        client(bench, pair.ours, call, url).use { ours ->
            client(bench, pair.other, call, url).use { other ->
                listOf(ours, other).forEach { it.make(warmUp) }
                val costs = List(rounds) { round ->
                    if (round % 2 == 0) {
                        ours.make(calls) to other.make(calls)
                    } else {
                        val second = other.make(calls)
                        ours.make(calls) to second
                    }
                }
                Row(
                    "$call ${pair.ours}/${pair.other}",
                    costs.map { it.first / it.second },
                    costs.map { it.first }.quantile(0.5),
                    costs.map { it.second }.quantile(0.5),
                    pair.atMost,
                )
            }
        }
    }

private fun client(bench: String, client: String, call: String, url: String): Peer =
    if (client == "core") {
        Peer(bench, "work", "--client", "core", "--call", call, "--concurrency", "1", "--url", url)
    } else {
        val java = "${System.getProperty("java.home")}/bin/java"
        Peer(java, "-cp", System.getProperty("java.class.path"), "dev.example.WorkerKt", client, call, url)
    }

/** Another process. Both ends speak in lines; the end of its input ends it. */
private class Peer(vararg command: String) : AutoCloseable {
    private val name = command.toList()
    private val process = ProcessBuilder(*command).redirectError(ProcessBuilder.Redirect.INHERIT).start()
    private val input = process.outputStream.bufferedWriter()
    private val output = process.inputStream.bufferedReader()

    fun receive(): String = checkNotNull(output.readLine()) { "$name ended early; what it said is above" }

    /** The microseconds of CPU time of each of so many calls. */
    fun make(calls: Int): Double {
        input.write("$calls\n")
        input.flush()
        return receive().toDouble() / calls / 1000
    }

    override fun close() {
        input.close()
        process.waitFor()
    }
}

private fun List<Double>.quantile(part: Double): Double {
    val at = part * (size - 1)
    val sorted = sorted()
    val low = sorted[floor(at).toInt()]
    return low + (sorted[ceil(at).toInt()] - low) * (at - floor(at))
}
