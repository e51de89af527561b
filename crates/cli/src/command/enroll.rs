//! `enroll`

use workos_mfa::{EnrollFactor, EnrolledFactor, EnrolledTotp, qr};

use crate::args::{EnrollKind, TotpArgs};
use crate::failure::Failure;
use crate::qr_file::QrFile;
use crate::session::{Reply, Session};
use crate::terminal::{Console, describe, drawn, line};

pub(super) async fn run(kind: EnrollKind, session: Session<'_>) -> Result<(), Failure> {
    match kind {
        EnrollKind::Totp(arguments) => totp(arguments, session).await,
        EnrollKind::Sms { phone_number, owner } => {
            enroll(EnrollFactor::sms(phone_number), owner.user_id, None, session).await
        }
        EnrollKind::GenericOtp { owner } => {
            enroll(EnrollFactor::generic_otp(), owner.user_id, None, session).await
        }
    }
}

async fn totp(arguments: TotpArgs, session: Session<'_>) -> Result<(), Failure> {
    let TotpArgs { issuer, user, owner, qr_png, force } = arguments;
    let file = qr_png.map(|path| QrFile::prepare(&path, force)).transpose();
    let file = file.map_err(|message| Failure::argument("qr_png", message))?;
    enroll(EnrollFactor::totp(issuer, user), owner.user_id, file, session).await
}

async fn enroll(
    mut request: EnrollFactor,
    user_id: Option<String>,
    file: Option<QrFile>,
    mut session: Session<'_>,
) -> Result<(), Failure> {
    if let Some(id) = user_id {
        request = request.user_id(id);
    }
    let Reply { factor, json } = session.enroll(request).await?;
    let console = session.console;
    // The secret comes once, so it is printed first, whatever happens to the file.
    console.print(&if console.json() { json } else { in_words(&factor, console) });
    let saved = file.map_or(Ok(()), |file| save(&factor, &file, console));
    console.finish().map_err(|problem| {
        let message = format!(
            "{} is enrolled, but the output can't be written: {problem}. If you don't have its secret, delete it with `workos-mfa delete {}`",
            factor.id, factor.id
        );
        Failure::output(message, Some(factor.id.as_str()))
    })?;
    saved
}

fn in_words(factor: &EnrolledFactor, console: &Console) -> String {
    let mut text = format!("Enrolled.\n\n{}", describe(factor));
    if let Some(totp) = &factor.totp {
        let uri = line("uri", totp.uri.expose());
        let secret = line("secret", totp.secret.expose());
        text.push_str(&format!(
            "\n\n{}\n\n{uri}\n{secret}\n\nThe QR code, the uri and the secret are shown this once. Each of them lets anyone make the codes: hand\nthem to their owner only, and keep none of them.",
            scannable(totp, console, "Enter the secret by hand; next time, widen the terminal or use --qr-png.")
        ));
    }
    text
}

/// The QR code, or why there is none and what to do `instead`.
pub(super) fn scannable(totp: &EnrolledTotp, console: &Console, instead: &str) -> String {
    let Ok(matrix) = qr::matrix(totp.uri.expose()) else {
        return format!("The uri is too long for a QR code.\n{instead}");
    };
    match drawn(&matrix, console.columns()) {
        Ok(code) => format!("Scan this with an authenticator app:\n\n{code}"),
        Err(columns) => {
            format!("The QR code needs {columns} columns, and this terminal has fewer.\n{instead}")
        }
    }
}

fn save(factor: &EnrolledFactor, file: &QrFile, console: &Console) -> Result<(), Failure> {
    let failed = |problem: String| {
        let message = format!("{} is enrolled and its data are printed, but {problem}", factor.id);
        Failure::output(message, Some(factor.id.as_str()))
    };
    let Some(totp) = &factor.totp else {
        return Err(failed("the server sent no QR code".to_owned()));
    };
    // A server that sends another kind of image still sends what is in it.
    let image = totp.qr_png().ok().map_or_else(|| qr::png(totp.uri.expose()), Ok);
    file.write(&image.map_err(|problem| failed(problem.to_string()))?).map_err(failed)?;
    console.say(&format!("\nThe QR code is in {}, which only you can read.", file.path().display()));
    Ok(())
}
