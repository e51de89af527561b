use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;
use workos_mfa_emulator::{Fault, Operation, totp};

use crate::support::{emulator, program, program_for, run, run_for, scanned, value};

#[test]
fn without_a_key_it_shows_every_step_against_an_emulator_of_its_own() {
    // Of the environment only the key decides.
    let out = run(program(&["demo"]).env("WORKOS_BASE_URL", "https://unused.invalid")).success();
    assert!(
        out.starts_with("There is no API key, so this runs against an emulator inside this program"),
        "{out}"
    );
    for step in ["\n1. Enrolled", "\n2. This is what", "\n3. Read", "\n4. Deleted"] {
        assert!(out.contains(step), "{step} in {out}");
    }
    assert!(scanned(&out).starts_with("otpauth://totp/WorkOS%20MFA%20demo:alan.turing@example.com?secret="));
    let (code, left) = value(&out, "code now").split_once(' ').unwrap();
    assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()), "{code}");
    let seconds: u64 = left.strip_prefix('(').unwrap().strip_suffix(" s left)").unwrap().parse().unwrap();
    assert!((1..=30).contains(&seconds));
}

#[test]
fn with_a_key_it_goes_to_the_server_and_leaves_nothing_behind() {
    let emulator = emulator();
    let out = run_for(&emulator, &["demo"]).success();
    assert!(out.starts_with(&format!("This runs against {}.", emulator.url())), "{out}");
    assert_eq!(Operation::ALL.map(|operation| emulator.requests(operation)), [1, 1, 1]);
    assert!(emulator.factors().is_empty());
}

#[test]
fn as_json_each_step_is_a_line_and_the_code_is_right() {
    let emulator = emulator();
    let out = run_for(&emulator, &["demo", "--json"]).success();
    let steps: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<&str> = steps.iter().map(|step| step["step"].as_str().unwrap()).collect();
    assert_eq!(names, ["enroll", "code", "get", "delete"]);
    let secret = steps[0]["factor"]["totp"]["secret"].as_str().unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    // The period may have ended in between.
    let codes = [now, now - totp::PERIOD].map(|time| Value::from(totp::code(secret, time).unwrap()));
    assert!(codes.contains(&steps[1]["code"]), "{out}");
    assert_eq!(steps[2]["factor"]["id"], steps[0]["factor"]["id"]);
    assert_eq!(steps[3]["id"], steps[0]["factor"]["id"]);
}

#[test]
fn if_a_step_fails_the_factor_is_deleted_all_the_same() {
    let emulator = emulator();
    emulator.inject(Operation::GetFactor, Fault::status(403), 1);
    let run = run_for(&emulator, &["demo"]);
    assert_eq!(run.status, 4);
    assert!(run.err.contains("was deleted all the same") && run.err.contains("error: "), "{}", run.err);
    assert!(emulator.factors().is_empty());
}

#[test]
fn if_the_reply_to_the_enrolment_is_lost_the_factor_is_deleted_all_the_same() {
    let emulator = emulator();
    emulator.inject(Operation::EnrollFactor, Fault::cut_body(200), 1);
    let run = run_for(&emulator, &["demo"]);
    assert_eq!(run.status, 5);
    assert!(run.err.contains("was deleted all the same"), "{}", run.err);
    assert_eq!(emulator.requests(Operation::DeleteFactor), 1);
    assert!(emulator.factors().is_empty());
}

#[test]
fn if_the_deletion_fails_the_person_is_told_how_to_do_it() {
    let emulator = emulator();
    for get_fails_too in [false, true] {
        emulator.reset();
        emulator.inject(Operation::DeleteFactor, Fault::status(403), 1);
        if get_fails_too {
            emulator.inject(Operation::GetFactor, Fault::status(404), 1);
        }
        let run = run_for(&emulator, &["demo"]);
        let id = emulator.factors()[0].id.clone();
        assert_eq!(run.status, if get_fails_too { 3 } else { 4 }, "{}", run.err);
        assert!(run.err.contains(&format!("do it with `workos-mfa delete {id}`")), "{}", run.err);
        assert_eq!(run.err.matches("error: ").count(), if get_fails_too { 2 } else { 1 }, "{}", run.err);
    }
}

#[test]
fn an_enrolment_that_is_refused_ends_it() {
    let emulator = emulator();
    let run = run_for(&emulator, &["demo", "--api-key", "sk_wrong"]);
    assert_eq!(run.status, 4);
    assert_eq!(emulator.total_requests(), 1);
}

#[test]
fn a_server_that_is_named_without_a_key_is_not_replaced_by_the_emulator() {
    let run = run(&mut program(&["demo", "--base-url", "https://workos.invalid", "--json"]));
    assert_eq!((run.status, &run.error()["field_errors"][0]["field"]), (2, &"api_key".into()));
}

#[cfg(unix)]
#[test]
fn ctrl_c_in_the_middle_still_deletes_the_factor() {
    use std::{
        io::{BufRead, BufReader, read_to_string},
        process::{Command, Stdio},
    };

    let emulator = emulator();
    emulator.inject(Operation::GetFactor, Fault::hang(), 1);
    let mut command = program_for(&emulator, &["demo", "--json"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // It reads the factor, which hangs, right after it has printed the code.
    assert!(lines.by_ref().take(2).last().unwrap().unwrap().contains(r#""step":"code""#));
    assert!(Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status().unwrap().success());
    assert!(lines.next().unwrap().unwrap().contains(r#""step":"delete""#));
    let errors = read_to_string(child.stderr.take().unwrap()).unwrap();
    assert!(errors.contains(r#""kind":"cancelled""#), "{errors}");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(emulator.factors().is_empty());
}
