//! The kept inputs, without a fuzzer.

use std::fs;
use std::path::Path;

use workos_mfa::EnrollFactor;
use workos_mfa_fuzz::TARGETS;

#[test]
fn every_kept_input_passes_its_target() {
    for target in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target.name);
        let mut inputs = 0;
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            println!("{}", path.display());
            (target.run)(&fs::read(&path).unwrap());
            inputs += 1;
        }
        assert!(inputs >= 10, "only {inputs} inputs in {}", folder.display());
    }
}

#[test]
fn the_replies_the_vendor_documents_are_read_as_factors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/success_body");
    let totp = || EnrollFactor::totp("Foo Corp", "alan@example.com");
    for (name, asked) in [
        ("enrolled-totp.json", totp()),
        ("enrolled-sms.json", EnrollFactor::sms("+15555555555")),
        ("enrolled-generic-otp.json", EnrollFactor::generic_otp()),
        ("only-uri.json", totp()),
        ("only-secret.json", totp()),
        ("only-what-is-certain.json", totp()),
        ("malformed-but-for-the-secret.json", totp()),
    ] {
        let body = fs::read(folder.join(name)).unwrap();
        let read = workos_mfa::internals::decode_enrolled(&body, asked);
        assert!(matches!(read, Some(Ok(_))), "{name}: {read:?}");
    }
}

#[test]
fn no_program_is_missing() {
    for target in TARGETS {
        let program =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("targets").join(format!("{}.rs", target.name));
        assert!(program.is_file(), "{}", program.display());
    }
}
