//! The arguments of `enroll`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::examples;

#[derive(Subcommand)]
pub(crate) enum EnrollKind {
    /// An authenticator app: shows the QR code, the address in it and the secret, this once
    #[command(after_help = examples::ENROLL_TOTP)]
    Totp(TotpArgs),
    /// A phone that receives codes as text messages
    #[command(after_help = examples::ENROLL_SMS)]
    Sms {
        /// The phone in E.164 form, such as +15555555555
        #[arg(long, value_name = "NUMBER")]
        phone_number: String,
        #[command(flatten)]
        owner: Owner,
    },
    /// Codes that you deliver yourself
    #[command(after_help = examples::ENROLL_GENERIC_OTP)]
    GenericOtp {
        #[command(flatten)]
        owner: Owner,
    },
}

#[derive(Args)]
pub(crate) struct TotpArgs {
    /// Your product or company, as the authenticator app shows it
    #[arg(long, value_name = "NAME")]
    pub(crate) issuer: String,
    /// Whose factor it is, as the authenticator app shows it
    #[arg(long, value_name = "NAME")]
    pub(crate) user: String,
    #[command(flatten)]
    pub(crate) owner: Owner,
    /// Also write the QR code into this file, a PNG image that only you can read
    #[arg(long, value_name = "FILE")]
    pub(crate) qr_png: Option<PathBuf>,
    /// Overwrite the file if it exists
    #[arg(long, requires = "qr_png")]
    pub(crate) force: bool,
}

#[derive(Args)]
pub(crate) struct Owner {
    /// The WorkOS user to enrol the factor for, user_…
    #[arg(long, value_name = "ID")]
    pub(crate) user_id: Option<String>,
}
