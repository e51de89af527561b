package dev.example

import dev.workosmfa.EnrollFactor
import dev.workosmfa.WorkOS

/** A program that has the vendor's package as well, see `tests/vendor`. This project is compiled without that. */
fun main() {
    val vendors = Class.forName("com.workos.WorkOS").getConstructor(String::class.java).newInstance("sk_test_1")
    check(vendors.javaClass.protectionDomain.codeSource.location != jar().toURI().toURL())
    val workos = WorkOS()
    workos.mfa.deleteFactorBlocking(workos.mfa.enrollFactorBlocking(EnrollFactor.Totp("Foo Corp", "alan@example.com")).id)
    println("done")
}
