package dev.example

import dev.workosmfa.CallOptions
import dev.workosmfa.EnrollFactor
import dev.workosmfa.FactorType
import dev.workosmfa.WorkOS
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class CallsTest {
    private val workos = WorkOS(KEY, baseUrl = Emulator.url)

    @Test
    fun `a factor is enrolled, read and deleted`() = runBlocking<Unit> {
        val enrolled = workos.mfa.enrollFactor(EnrollFactor.Totp("Foo Corp", "alan@example.com"))
        val totp = checkNotNull(enrolled.totp)
        assertEquals("Foo Corp", totp.issuer)
        assertTrue(totp.uri.contains(totp.secret))
        assertTrue(totp.qrCode.startsWith("data:image/png;base64,"))
        val factor = workos.mfa.getFactor(enrolled.id)
        assertEquals(enrolled.createdAt, factor.createdAt)
        assertEquals(FactorType.Totp, factor.type)
        assertEquals("totp", factor.type.code())
        assertEquals("alan@example.com", factor.totp?.user)
        workos.mfa.deleteFactor(factor.id)
    }

    @Test
    fun `every kind takes just what it needs`() = runBlocking<Unit> {
        val sms = workos.mfa.enrollFactor(EnrollFactor.Sms("+15555555555", userId = "user_1"))
        assertEquals("+15555555555", sms.sms?.phoneNumber)
        assertEquals("user_1", sms.userId)
        assertNull(sms.totp)
        assertEquals(FactorType.GenericOtp, workos.mfa.enrollFactor(EnrollFactor.GenericOtp()).type)
    }

    @Test
    fun `the twins tell how the call went`() = runBlocking<Unit> {
        val enrolled = workos.mfa.enrollFactorWithMetadata(EnrollFactor.GenericOtp(), CallOptions(timeout = 20.seconds))
        assertEquals(201, enrolled.metadata.status)
        assertEquals(1, enrolled.metadata.attempts)
        assertTrue(checkNotNull(enrolled.metadata.requestId).isNotEmpty())
        assertFalse(enrolled.metadata.elapsed.isZero)
        assertEquals(enrolled.value.id, workos.mfa.getFactorWithMetadata(enrolled.value.id).value.id)
        val deleted = workos.mfa.deleteFactorWithMetadata(enrolled.value.id)
        assertNotEquals(enrolled.metadata.requestId, deleted.requestId)
    }

    @Test
    fun `many coroutines share a client`() = runBlocking<Unit> {
        val ids = List(200) { async(Dispatchers.Default) { workos.mfa.enrollFactor(EnrollFactor.GenericOtp()).id } }.awaitAll()
        assertEquals(200, ids.toSet().size)
    }

    @Test
    fun `a coroutine that stays on its thread does not hold up the client`() = runBlocking<Unit> {
        withContext(Dispatchers.Unconfined) {
            val id = workos.mfa.enrollFactor(EnrollFactor.GenericOtp()).id
            // On the client's own thread this would wait for itself.
            assertEquals(id, workos.mfa.getFactorBlocking(id).id)
            assertFalse(Thread.currentThread().name.contains("workos"), Thread.currentThread().name)
        }
    }

    @Test
    fun `a client outlives the collection of what nobody holds`() = runBlocking<Unit> {
        val id = workos.mfa.enrollFactor(EnrollFactor.GenericOtp()).id
        repeat(20) {
            WorkOS(KEY, baseUrl = Emulator.url).mfa.getFactor(id)
            System.gc()
        }
    }

    @Test
    fun `a client's address is known`() {
        assertEquals(Emulator.url, workos.baseUrl)
    }
}
