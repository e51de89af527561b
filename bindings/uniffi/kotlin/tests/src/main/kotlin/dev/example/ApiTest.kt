package dev.example

import java.io.File
import java.lang.reflect.Member
import java.lang.reflect.Modifier
import java.util.zip.ZipFile
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Their constructors are `internal`, which the JVM does not know: they may change. */
private val MADE_BY_THE_CLIENT = listOf("AttemptEvent", "CallEvent", "StartEvent", "Metadata", "Response", "Builder", "Companion")

/** What compiled programs rely on. A line may be added to `api.txt`; one that is changed or taken away breaks somebody's program. */
class ApiTest {
    private val classes = ZipFile(jar()).use { file -> file.entries().toList().map { it.name } }
        .filter { it.matches(Regex("dev/workosmfa/(testing/)?[^/]*\\.class")) }
        .map { Class.forName(it.removeSuffix(".class").replace('/', '.'), false, javaClass.classLoader) }
        .filter { type -> generateSequence(type) { it.enclosingClass }.all { Modifier.isPublic(it.modifiers) } && !type.isSynthetic }
        .sortedBy { it.name }

    private fun isPublic(member: Member): Boolean =
        (Modifier.isPublic(member.modifiers) || Modifier.isProtected(member.modifiers)) &&
            // What is `internal` in Kotlin, and the accessors that the compiler makes for itself.
            !member.name.contains("\$workos_mfa") && !member.name.startsWith("access$")

    private fun dump(type: Class<*>): String {
        val members = type.declaredConstructors.filter(::isPublic).map { it.toGenericString() } +
            type.declaredFields.filter(::isPublic).map { it.toGenericString() } +
            type.declaredMethods.filter(::isPublic).map { it.toGenericString() }
        val visible = members.filter { "dev.workosmfa.internal." !in it && !(type.simpleName in MADE_BY_THE_CLIENT && "${type.name}(" in it) }
        val head = listOf(Modifier.toString(type.modifiers), type.name, type.genericSuperclass, type.genericInterfaces.map { it.typeName })
        return (listOf(head.joinToString(" ")) + visible.sorted().map { "    $it" }).joinToString("\n")
    }

    @Test
    fun `the public API is the one that is checked in`() {
        val actual = classes.joinToString("\n", postfix = "\n", transform = ::dump)
        val file = File(System.getenv("WORKOS_MFA_API"))
        if (System.getenv("WORKOS_MFA_API_WRITE") != null) file.writeText(actual)
        assertEquals(file.readText().replace("\r\n", "\n"), actual, "if it is meant: WORKOS_MFA_API_WRITE=1 cargo xtask test kotlin")
    }

    @Test
    fun `no class is a data class, which could not grow`() {
        val copies = classes.filter { type -> type.declaredMethods.any { it.name == "copy" || it.name.startsWith("copy$") } }
        assertEquals(emptyList<Class<*>>(), copies)
        assertTrue(classes.size > 20, classes.toString())
    }
}
