//! The emulator, for tests: `workos-mfa/testing`.

use std::time::{SystemTime, UNIX_EPOCH};

use napi::{Error, Result};
use napi_derive::napi;
use serde::{Deserialize, Serialize};
use workos_mfa::models::timestamp_to_wire;
use workos_mfa_emulator::{Emulator, StoredFactor, blocking, totp};

use crate::fault::{WantedFault, operation};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Options {
    host: Option<String>,
    port: Option<u16>,
    #[serde(default)]
    api_keys: Vec<String>,
    #[serde(default)]
    allow_remote: bool,
}

/// A stored factor as JavaScript shows it: without its secret.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Stored<'a> {
    id: &'a str,
    r#type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<&'a str>,
    created_at: String,
}

/// A running emulator, on a thread of its own.
#[napi]
pub struct NativeEmulator {
    running: Option<blocking::Emulator>,
}

#[napi]
impl NativeEmulator {
    /// Starts it; `options` is JSON.
    #[napi(constructor)]
    pub fn new(options: String) -> Result<Self> {
        let options: Options = serde_json::from_str(&options)
            .map_err(|error| Error::from_reason(format!("the emulator's options are wrong: {error}")))?;
        let mut builder = Emulator::builder().allow_remote(options.allow_remote);
        if let Some(host) = options.host {
            builder = builder.host(host);
        }
        if let Some(port) = options.port {
            builder = builder.port(port);
        }
        for key in options.api_keys {
            builder = builder.api_key(key);
        }
        let running = builder.start_on_thread().map_err(|error| Error::from_reason(error.to_string()))?;
        Ok(Self { running: Some(running) })
    }

    /// Where it is.
    #[napi]
    pub fn url(&self) -> Result<String> {
        Ok(self.running()?.url().to_owned())
    }

    /// The first key that passes.
    #[napi]
    pub fn api_key(&self) -> Result<String> {
        Ok(self.running()?.api_key().to_owned())
    }

    /// Lets the next `times` requests of an operation go wrong; `fault` is JSON.
    #[napi]
    pub fn inject(&self, name: String, fault: String, times: u32) -> Result<()> {
        let fault: WantedFault = serde_json::from_str(&fault)
            .map_err(|error| Error::from_reason(format!("this is not a fault: {error}")))?;
        self.running()?.inject(
            operation(&name)?,
            fault.into_fault()?,
            usize::try_from(times).unwrap_or(usize::MAX),
        );
        Ok(())
    }

    /// How many requests have arrived: of an operation, or in all.
    #[napi]
    pub fn requests(&self, name: Option<String>) -> Result<u32> {
        let running = self.running()?;
        let count = match name {
            Some(name) => running.requests(operation(&name)?),
            None => running.total_requests(),
        };
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// The factors that exist now, as JSON.
    #[napi]
    pub fn factors(&self) -> Result<String> {
        let factors = self.running()?.factors();
        let stored: Vec<Stored<'_>> = factors.iter().map(Stored::from).collect();
        serde_json::to_string(&stored).map_err(|error| Error::from_reason(error.to_string()))
    }

    /// Forgets factors, faults and counts.
    #[napi]
    pub fn reset(&self) -> Result<()> {
        self.running()?.reset();
        Ok(())
    }

    /// Stops it; the port is free when this returns. Done twice, it does nothing.
    #[napi]
    pub fn stop(&mut self) {
        self.running = None;
    }

    fn running(&self) -> Result<&blocking::Emulator> {
        self.running.as_ref().ok_or_else(|| Error::from_reason("the emulator is stopped"))
    }
}

impl<'a> From<&'a StoredFactor> for Stored<'a> {
    fn from(factor: &'a StoredFactor) -> Self {
        Self {
            id: &factor.id,
            r#type: &factor.factor_type,
            user_id: factor.user_id.as_deref(),
            phone_number: factor.phone_number.as_deref(),
            created_at: timestamp_to_wire(factor.created_at),
        }
    }
}

/// The code that an authenticator app shows for a secret, now or at a time in seconds since 1970.
#[napi]
#[cfg_attr(test, allow(dead_code, reason = "napi exports nothing from a test build"))]
pub(crate) fn totp_code(secret: String, unix_seconds: Option<f64>) -> Result<String> {
    let seconds = match unix_seconds {
        // Fractions of a second decide nothing; what is no time at all is taken for the beginning of time.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "`as` saturates, which is what is wanted"
        )]
        Some(seconds) => seconds as u64,
        None => SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs(),
    };
    totp::code(&secret, seconds).map_err(|error| Error::from_reason(error.to_string()))
}
