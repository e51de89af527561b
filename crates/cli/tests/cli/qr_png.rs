use std::{fs, path::PathBuf};

use crate::{
    server::{Server, reply},
    support::{decoded, emulator, program, run, run_for, value},
};

const ENROLL: [&str; 7] = ["enroll", "totp", "--issuer", "Foo Corp", "--user", "alan", "--qr-png"];

/// A folder for one test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> String {
        self.0.join("qr.png").to_str().unwrap().to_owned()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn scanned_file(path: &str) -> String {
    let mut decoder = png::Decoder::new(std::io::BufReader::new(fs::File::open(path).unwrap()));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    let width = frame.width as usize;
    let samples = frame.line_size / width;
    decoded(width, frame.height as usize, |x, y| pixels[y * frame.line_size + x * samples])
}

#[test]
fn the_file_says_what_the_uri_says_and_only_its_owner_can_read_it() {
    let (emulator, folder) = (emulator(), Folder::new("written"));
    let file = folder.file();
    let out = run_for(&emulator, &[&ENROLL[..], &[&file]].concat()).success();
    assert_eq!(scanned_file(&file), value(&out, "uri"));
    assert!(out.contains(&format!("The QR code is in {file}")), "{out}");
    assert_eq!(folder.names(), ["qr.png"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_file_that_exists_is_overwritten_by_force_only() {
    let (emulator, folder) = (emulator(), Folder::new("force"));
    let file = folder.file();
    fs::write(&file, "precious").unwrap();
    let refused = run_for(&emulator, &[&ENROLL[..], &[&file, "--json"]].concat());
    let error = refused.error();
    assert_eq!((refused.status, &error["field_errors"][0]["field"]), (2, &"qr_png".into()));
    assert!(error["message"].as_str().unwrap().contains("--force"), "{error}");
    assert_eq!((emulator.total_requests(), fs::read_to_string(&file).unwrap().as_str()), (0, "precious"));

    let factor = run_for(&emulator, &[&ENROLL[..], &[&file, "--json", "--force"]].concat()).json();
    assert_eq!(scanned_file(&file), factor["totp"]["uri"]);
}

#[test]
fn a_file_that_can_not_be_written_costs_no_enrolment() {
    let (emulator, folder) = (emulator(), Folder::new("unwritable"));
    let missing = folder.0.join("missing/qr.png").to_str().unwrap().to_owned();
    for path in [missing.as_str(), folder.0.to_str().unwrap(), ""] {
        let run = run_for(&emulator, &[&ENROLL[..], &[path, "--force"]].concat());
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{path}");
        assert!(run.err.starts_with("error: "), "{}", run.err);
    }
    assert_eq!(emulator.total_requests(), 0);
    assert!(folder.names().is_empty());
}

#[test]
fn a_failed_enrolment_leaves_no_file() {
    let (emulator, folder) = (emulator(), Folder::new("failed"));
    let run = run_for(&emulator, &[&ENROLL[..], &[&folder.file(), "--api-key", "sk_wrong"]].concat());
    assert_eq!(run.status, 4);
    assert!(folder.names().is_empty());
}

#[test]
fn if_the_file_can_not_be_written_after_the_enrolment_the_secret_is_printed_all_the_same() {
    let folder = Folder::new("late");
    let file = folder.file();
    let in_the_meantime = file.clone();
    let server = Server::start(move |_| {
        fs::write(in_the_meantime, "precious").unwrap();
        reply(
            "201 Created",
            r#"{"object":"authentication_factor","id":"auth_factor_1","type":"totp","totp":{"issuer":"Foo Corp","user":"alan","uri":"otpauth://totp/Foo%20Corp:alan?secret=JBSWY3DPEHPK3PXP&issuer=Foo%20Corp"},"created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:00.000Z"}"#,
        )
    });
    let run =
        run(program(&ENROLL).arg(&file).env("WORKOS_API_KEY", "sk_a").env("WORKOS_BASE_URL", &server.url));
    server.request();
    assert_eq!(run.status, 1);
    assert_eq!(value(&run.out, "secret"), "JBSWY3DPEHPK3PXP");
    assert!(run.err.contains("auth_factor_1 is enrolled") && run.err.contains("--force"), "{}", run.err);
    assert!(!run.err.contains("JBSWY3DPEHPK3PXP"), "{}", run.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), "precious");
}
