package dev.example

import java.io.PrintWriter
import kotlin.system.exitProcess
import org.junit.platform.engine.TestExecutionResult
import org.junit.platform.engine.discovery.DiscoverySelectors.selectClass
import org.junit.platform.launcher.TestExecutionListener
import org.junit.platform.launcher.TestIdentifier
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder
import org.junit.platform.launcher.core.LauncherFactory
import org.junit.platform.launcher.listeners.SummaryGeneratingListener

private const val VIRTUAL_THREADS = 21

private val TESTS =
    listOf(
        CallsTest::class,
        CancellationTest::class,
        ErrorsTest::class,
        OptionsTest::class,
        PackageTest::class,
        ApiTest::class,
        SecretsTest::class,
        SerializationTest::class,
        ObserverTest::class,
        TokensTest::class,
        BudgetTest::class,
        LoadersTest::class,
        ExitTest::class,
        BackendTest::class,
        EmulatorTest::class,
        JavaTest::class,
        NullsTest::class,
        FuturesTest::class,
    ) + if (Runtime.version().feature() >= VIRTUAL_THREADS) listOf(VirtualThreadsTest::class) else emptyList()

/** Runs all tests, or those of the classes that are named, and counts them, one line each for the failures. */
fun main(arguments: Array<String>) {
    val chosen = TESTS.filter { arguments.isEmpty() || it.simpleName in arguments }
    val request = LauncherDiscoveryRequestBuilder.request().selectors(chosen.map { selectClass(it.java) }).build()
    val summary = SummaryGeneratingListener()
    LauncherFactory.create().execute(request, summary, Failures)
    summary.summary.printFailuresTo(PrintWriter(System.err))
    val counts = summary.summary
    println("${counts.testsSucceededCount} passed, ${counts.totalFailureCount} failed")
    exitProcess(if (counts.totalFailureCount == 0L && counts.testsSkippedCount == 0L) 0 else 1)
}

private object Failures : TestExecutionListener {
    override fun executionFinished(test: TestIdentifier, result: TestExecutionResult) {
        if (result.status != TestExecutionResult.Status.SUCCESSFUL) {
            println("FAILED ${test.legacyReportingName} (kotlin, ${Runtime.version().feature()})")
        }
    }
}
