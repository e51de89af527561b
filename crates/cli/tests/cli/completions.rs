use crate::support::{program, run};

#[test]
fn every_shell_gets_a_script_that_knows_the_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(&mut program(&["completions", shell])).success();
        for word in ["workos-mfa", "enroll", "generic-otp", "completions", "qr-png", "api-key-file"] {
            assert!(script.contains(word), "{word} for {shell}");
        }
    }
}
