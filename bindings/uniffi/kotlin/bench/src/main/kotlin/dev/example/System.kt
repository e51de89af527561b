package dev.example

import com.sun.jna.Library
import com.sun.jna.Native
import com.sun.jna.Platform

@Suppress("FunctionName")
private interface C : Library {
    fun clock_gettime(clock: Int, time: LongArray): Int

    fun sched_getaffinity(process: Int, size: Long, mask: LongArray): Int

    fun sched_setaffinity(process: Int, size: Long, mask: LongArray): Int
}

private const val CLOCK_PROCESS_CPUTIME_ID = 2
private const val NANOSECONDS = 1_000_000_000L

private val c: C = Native.load("c", C::class.java)

/** The CPU time of this process in nanoseconds. The JVM's own figure counts hundredths of a second. */
fun cpuTime(): Long {
    check(Platform.isLinux()) { "this is measured on Linux" }
    val time = LongArray(2)
    check(c.clock_gettime(CLOCK_PROCESS_CPUTIME_ID, time) == 0)
    return time[0] * NANOSECONDS + time[1]
}

/**
 * Keeps this thread, and the processes that it starts, on one processor. Otherwise the scheduler decides whether a call has to wake another
 * processor, which more than doubles its cost.
 */
fun useOneProcessor() {
    val mask = LongArray(16)
    val size = mask.size * Long.SIZE_BYTES.toLong()
    check(c.sched_getaffinity(0, size, mask) >= 0)
    val word = mask.indexOfLast { it != 0L }
    val one = java.lang.Long.highestOneBit(mask[word])
    mask.fill(0)
    mask[word] = one
    check(c.sched_setaffinity(0, size, mask) == 0)
}
