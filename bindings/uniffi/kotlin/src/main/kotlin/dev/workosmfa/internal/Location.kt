package dev.workosmfa.internal

import com.sun.jna.Native
import com.sun.jna.Platform
import java.io.IOException

private const val NAME = "workos_mfa_uniffi"

/**
 * The native library that came with these classes. JNA by itself would first look where the system has its libraries, and take another
 * version's, or anybody's. An app on Android has its own place for them.
 */
internal val LIBRARY: String by lazy {
    if (Platform.isAndroid()) return@lazy NAME
    try {
        Native.extractFromResourcePath(NAME, Library::class.java.classLoader).absolutePath
    } catch (_: IOException) {
        // A jar that was repacked without it: whoever did that has put it elsewhere.
        NAME
    }
}
