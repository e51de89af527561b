package dev.example

import java.io.File
import java.math.BigInteger
import java.security.KeyPairGenerator
import java.security.Signature
import java.security.interfaces.RSAPublicKey
import java.util.Base64

/** Whoever logs users in, in AuthKit's place: signs tokens, and publishes the key that verifies them. */
object Issuer {
    const val NAME = "https://auth.example"
    const val CLIENT = "client_1"

    private val keys = KeyPairGenerator.getInstance("RSA").apply { initialize(2048) }.generateKeyPair()

    /** Its JWKS. */
    val document: File by lazy {
        val key = keys.public as RSAPublicKey
        val number = { value: BigInteger -> encode(value.toByteArray().dropWhile { it == 0.toByte() }.toByteArray()) }
        val jwk = json("kty" to "RSA", "kid" to "one", "n" to number(key.modulus), "e" to number(key.publicExponent))
        File.createTempFile("jwks", ".json").apply {
            deleteOnExit()
            writeText("""{"keys":[$jwk]}""")
        }
    }

    fun token(user: String, endsIn: Long = 300): String {
        val ends = System.currentTimeMillis() / 1000 + endsIn
        val claims = """{"iss":"$NAME","client_id":"$CLIENT","sub":"$user","sid":"session_1","exp":$ends}"""
        val message = encode("""{"alg":"RS256","kid":"one"}""".toByteArray()) + "." + encode(claims.toByteArray())
        val signature = Signature.getInstance("SHA256withRSA").apply {
            initSign(keys.private)
            update(message.toByteArray())
        }
        return message + "." + encode(signature.sign())
    }

    private fun encode(bytes: ByteArray) = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)
}
