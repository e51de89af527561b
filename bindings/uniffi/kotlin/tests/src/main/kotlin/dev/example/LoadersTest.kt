package dev.example

import dev.workosmfa.EnrollFactor
import dev.workosmfa.WorkOS
import java.io.File
import java.net.URLClassLoader
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotSame
import org.junit.jupiter.api.Test

/** What is called in another class loader. */
object Loaded {
    /** Enrols in each way, with a token provider and an observer; who did it. */
    @JvmStatic
    fun enrol(url: String): Class<*> {
        val workos = WorkOS(tokenProvider = { KEY }, baseUrl = url, observer = object : dev.workosmfa.Observer {})
        val ids = listOf(
            workos.mfa.enrollFactorBlocking(EnrollFactor.GenericOtp()).id,
            workos.mfa.enrollFactorAsync(EnrollFactor.GenericOtp()).get().id,
            runBlocking { workos.mfa.enrollFactor(EnrollFactor.GenericOtp()).id },
        )
        check(ids.toSet().size == ids.size && ids.all { it.startsWith("auth_factor_") }) { ids }
        workos.close()
        return workos.javaClass
    }
}

class LoadersTest {
    private val path = System.getProperty("java.class.path").split(File.pathSeparator).map { File(it).toURI().toURL() }
    private val platform: ClassLoader = ClassLoader.getPlatformClassLoader()

    private fun enrolledIn(loader: ClassLoader): Class<*> =
        loader.loadClass("dev.example.Loaded").getMethod("enrol", String::class.java).invoke(null, Emulator.url) as Class<*>

    /** As in a server of applications that bring the package each. */
    @Test
    fun `several copies of the package work in one JVM`() {
        val copies = List(2) { enrolledIn(URLClassLoader(path.toTypedArray(), platform)) }
        assertNotSame(copies[0], copies[1])
        assertNotSame(WorkOS::class.java, copies[0])
        assertEquals(WorkOS::class.java, Loaded.enrol(Emulator.url))
    }

    @Test
    fun `and when they share JNA`() {
        val (shared, own) = path.partition { it.path.substringAfterLast('/').matches(Regex("(jna|kotlin|annotations).*")) }
        val parent = URLClassLoader(shared.toTypedArray(), platform)
        val copies = List(2) { enrolledIn(URLClassLoader(own.toTypedArray(), parent)) }
        assertNotSame(copies[0], copies[1])
    }
}
