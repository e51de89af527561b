use crate::support::{program, run};

#[test]
fn every_command_explains_itself_with_examples() {
    for command in [
        "",
        "demo",
        "enroll",
        "enroll totp",
        "enroll sms",
        "enroll generic-otp",
        "get",
        "delete",
        "emulator",
        "completions",
    ] {
        for option in ["-h", "--help"] {
            let arguments: Vec<&str> = command.split_whitespace().chain([option]).collect();
            // A key in the environment is not shown as a default.
            let help = run(program(&arguments).env("WORKOS_API_KEY", "sk_hidden")).success();
            assert!(help.contains("Usage: workos-mfa") && help.contains("workos-mfa "), "{help}");
            assert!(help.contains("Example"), "{help}");
            assert!(!help.contains("sk_hidden") && !help.contains('\x1b'), "{help}");
        }
    }
}

#[test]
fn the_help_warns_of_keys_on_the_command_line() {
    let help = run(&mut program(&["get", "--help"])).success();
    let words = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains(
            "Prefer --api-key-file or the variable: a command line can be seen by this machine's other users"
        ),
        "{help}"
    );
}

#[test]
fn the_rare_options_are_in_the_long_help_only() {
    let rare = [
        "--connect-timeout",
        "--header",
        "--user-agent-suffix",
        "--proxy",
        "--root-certificate",
        "--allow-http",
    ];
    let (short, long) = (run(&mut program(&["-h"])).success(), run(&mut program(&["--help"])).success());
    for option in rare {
        assert!(!short.contains(option) && long.contains(option), "{option}");
    }
}

#[test]
fn the_version_is_the_package_s() {
    let version = run(&mut program(&["--version"])).success();
    assert_eq!(version, concat!("workos-mfa ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn without_a_command_the_help_is_an_error() {
    for arguments in [&[][..], &["enroll"]] {
        let run = run(&mut program(arguments));
        assert_eq!((run.status, run.out.as_str()), (2, ""));
        assert!(run.err.contains("Usage: workos-mfa"), "{}", run.err);
    }
}
