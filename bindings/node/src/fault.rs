//! Faults for the emulator, as JavaScript describes them.

use std::time::Duration;

use napi::{Error, Result};
use serde::Deserialize;
use workos_mfa_emulator::{Fault, Operation};

/// A fault. `src-ts/testing.ts` has the same as a discriminated union.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct WantedFault {
    kind: Kind,
    status: Option<u16>,
    bytes: Option<usize>,
    delay_ms: Option<f64>,
    #[serde(default)]
    headers: Vec<(String, String)>,
    body: Option<String>,
    takes_effect: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Status,
    Delay,
    Hang,
    ResetBeforeReading,
    ResetAfterReading,
    CutBody,
    StallBody,
    Garbage,
}

impl WantedFault {
    pub(crate) fn into_fault(self) -> Result<Fault> {
        let bytes = self.bytes.unwrap_or_default();
        let mut fault = match self.kind {
            Kind::Status => Fault::status(
                self.status.ok_or_else(|| Error::from_reason("a fault of kind `status` needs a status"))?,
            ),
            Kind::Delay => Fault::delay(Duration::ZERO),
            Kind::Hang => Fault::hang(),
            Kind::ResetBeforeReading => Fault::reset_before_reading(),
            Kind::ResetAfterReading => Fault::reset_after_reading(),
            Kind::CutBody => Fault::cut_body(bytes),
            Kind::StallBody => Fault::stall_body(bytes),
            Kind::Garbage => Fault::garbage(),
        };
        if let Some(delay) = self.delay_ms {
            let delay = Duration::try_from_secs_f64(delay / 1000.0)
                .map_err(|_| Error::from_reason("delayMs must be a number of milliseconds"))?;
            fault = fault.delayed(delay);
        }
        for (name, value) in self.headers {
            fault = fault.header(name, value);
        }
        if let Some(body) = self.body {
            fault = fault.body(body);
        }
        if let Some(takes_effect) = self.takes_effect {
            fault = fault.takes_effect(takes_effect);
        }
        Ok(fault)
    }
}

/// `enrollFactor` and so on, as the client's methods are called.
pub(crate) fn operation(name: &str) -> Result<Operation> {
    match name {
        "enrollFactor" => Ok(Operation::EnrollFactor),
        "getFactor" => Ok(Operation::GetFactor),
        "deleteFactor" => Ok(Operation::DeleteFactor),
        _ => Err(Error::from_reason(format!(
            "there is no operation {name}; there are enrollFactor, getFactor and deleteFactor"
        ))),
    }
}
