//! Prints what an outage is like with the client's retry budget and without.

#![forbid(unsafe_code)]

#[allow(clippy::print_stdout, reason = "this is a program whose result is text")]
fn main() {
    println!("{}", workos_mfa_simulation::report());
}
