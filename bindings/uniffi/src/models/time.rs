//! Points in time.

use std::time::SystemTime;

use workos_mfa::Timestamp;

/// The same point in time, as each language has its own type for.
pub(super) fn system_time(timestamp: Timestamp) -> SystemTime {
    let distance = timestamp.as_duration().unsigned_abs();
    let time = if timestamp < Timestamp::UNIX_EPOCH {
        SystemTime::UNIX_EPOCH.checked_sub(distance)
    } else {
        SystemTime::UNIX_EPOCH.checked_add(distance)
    };
    // Every timestamp lies within the years -9999 to 9999, which every system's clock can count.
    time.unwrap_or(SystemTime::UNIX_EPOCH)
}

/// For descriptions, as the wire has it.
pub(super) fn shown(time: SystemTime) -> String {
    Timestamp::try_from(time).map(workos_mfa::models::timestamp_to_wire).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{shown, system_time};

    #[test]
    fn before_and_after_1970() {
        for text in ["2026-01-15T12:00:00.123Z", "1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00.000Z"] {
            assert_eq!(shown(system_time(text.parse().unwrap())), text);
        }
    }
}
