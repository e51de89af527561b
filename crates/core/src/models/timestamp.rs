//! Points in time, as the wire writes them.

/// A point in time: the type of the `jiff` crate.
pub use jiff::Timestamp;

/// The wire's form of a point in time: RFC 3339 in UTC with milliseconds.
///
/// ```
/// let timestamp: workos_mfa::Timestamp = "2026-01-15T13:00:00+01:00".parse()?;
/// assert_eq!(workos_mfa::models::timestamp_to_wire(timestamp), "2026-01-15T12:00:00.000Z");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn timestamp_to_wire(timestamp: Timestamp) -> String {
    format!("{timestamp:.3}")
}
