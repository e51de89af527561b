use crate::support::{emulator, enrolled, program_for, run, run_for, scanned, value};

const ENROLL: [&str; 6] = ["enroll", "totp", "--issuer", "Foo Corp", "--user", "alan@example.com"];

#[test]
fn piped_output_has_no_escape_codes() {
    let emulator = emulator();
    let id = enrolled(&emulator);
    for arguments in [&ENROLL[..], &["get", &id], &["get", ".."], &["demo"], &["nonsense"], &["--help"]] {
        let run = run_for(&emulator, arguments);
        assert!(
            !run.out.contains('\x1b') && !run.err.contains('\x1b'),
            "{arguments:?}: {}{}",
            run.out,
            run.err
        );
    }
}

#[test]
fn colours_come_where_they_are_asked_for_and_no_color_is_stronger() {
    let emulator = emulator();
    let coloured = run(program_for(&emulator, &ENROLL).env("CLICOLOR_FORCE", "1")).success();
    assert!(coloured.contains("\x1b[1mid"), "{coloured:?}");
    // White on black, whatever the terminal's colours are: else a light theme would invert the code.
    assert!(coloured.contains("\x1b[38;5;231m\x1b[48;5;16m█"), "{coloured:?}");
    let error = run(program_for(&emulator, &["get", ".."]).env("CLICOLOR_FORCE", "1")).err;
    assert!(error.contains("\x1b[31merror:"), "{error:?}");

    let plain =
        run(program_for(&emulator, &ENROLL).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1")).success();
    assert!(!plain.contains('\x1b'), "{plain:?}");
}

#[test]
fn the_qr_code_can_be_scanned_off_the_terminal_for_short_and_long_names() {
    let emulator = emulator();
    for (issuer, user) in [("A".to_owned(), "b".to_owned()), ("日本 & ".repeat(20), "x".repeat(300))] {
        let out =
            run_for(&emulator, &["enroll", "totp", "--issuer", issuer.trim(), "--user", &user]).success();
        assert_eq!(scanned(&out), value(&out, "uri"));
    }
}
