//! `success_body` under libFuzzer. Run it with the driver: `cargo run -p workos-mfa-fuzz`.
#![cfg_attr(fuzzing, no_main)]
#![allow(unexpected_cfgs, reason = "cargo does not know the fuzzers' `cfg(fuzzing)`")]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|input: &[u8]| workos_mfa_fuzz::success_body(input));

/// An ordinary build has no fuzzer in it.
#[cfg(not(fuzzing))]
fn main() -> std::process::ExitCode {
    std::process::ExitCode::FAILURE
}
