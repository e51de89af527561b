package dev.example

import java.lang.reflect.Modifier
import java.util.zip.ZipFile
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class PackageTest {
    private val entries = ZipFile(jar()).use { file -> file.entries().toList().map { it.name } }

    @Test
    fun `what users see is what is meant for them`() {
        val seen = entries
            .filter { it.matches(Regex("dev/workosmfa/[^/$]*\\.class")) }
            .map { Class.forName(it.removeSuffix(".class").replace('/', '.')) }
            .filter { Modifier.isPublic(it.modifiers) && !it.simpleName.endsWith("Kt") }
            .map { it.simpleName }
        val meant = listOf(
            "AttemptEvent", "BlockingTokenProvider", "CallEvent", "CallOptions", "EnrollFactor", "EnrollFactorOptions", "EnrolledFactor", "EnrolledTotp", "ErrorKind",
            "Factor", "FactorType", "FieldError", "Metadata", "Mfa", "MfaStub", "Observer", "Outcome", "Response", "Sms", "StartEvent",
            "SystemLoggerObserver", "TokenProvider", "TokenRequest", "Totp", "WorkOS", "WorkOSException",
        )
        assertEquals(meant, seen.sorted())
    }

    @Test
    fun `Java sees no suspending calls`() {
        val source = dev.workosmfa.Mfa::class.java.methods.filter { !it.isSynthetic && it.declaringClass != Any::class.java }
        assertTrue(source.none { method -> method.parameterTypes.any { it.simpleName == "Continuation" } }, source.toString())
        assertTrue(source.none { it.name.contains("Blocking") || it.name.contains("-") }, source.toString())
    }

    @Test
    fun `the licences, the rules for shrinking and the native library are in the jar`() {
        for (name in listOf("META-INF/LICENSE-MIT", "META-INF/LICENSE-APACHE", "META-INF/proguard/workos-mfa.pro", "module-info.class")) {
            assertTrue(name in entries, name)
        }
        val native = "${com.sun.jna.Platform.RESOURCE_PREFIX}/${System.mapLibraryName("workos_mfa_uniffi")}"
        assertTrue(native in entries, native)
    }

    @Test
    fun `the library is the one from the jar, whatever else lies on the system's path`() {
        dev.workosmfa.WorkOS(KEY).close()
        // From the jar it comes out under a name of JNA's. xtask has put another one on the path, under its own.
        val loaded = java.io.File("/proc/self/maps").takeIf { it.exists() }?.readLines().orEmpty()
            .filter { "workos_mfa_uniffi" in it }
        assertEquals(emptyList<String>(), loaded)
    }
}
