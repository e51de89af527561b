//! Points in time: aware `datetime`s in UTC.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDateTime, PyDelta, PyTzInfo};

pub(super) fn to_python(py: Python<'_>, timestamp: Timestamp) -> PyResult<Bound<'_, PyDateTime>> {
    let utc = TimeZone::UTC.to_datetime(timestamp);
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    PyDateTime::new(
        py,
        i32::from(utc.year()),
        part(utc.month()),
        part(utc.day()),
        part(utc.hour()),
        part(utc.minute()),
        part(utc.second()),
        u32::try_from(utc.subsec_nanosecond() / 1000).unwrap_or_default(),
        Some(&*PyTzInfo::utc(py)?),
    )
}

pub(super) fn from_python(moment: &Bound<'_, PyDateTime>) -> PyResult<Timestamp> {
    let py = moment.py();
    if moment.getattr("tzinfo")?.is_none() {
        return Err(PyValueError::new_err("a datetime without a time zone is ambiguous; use timezone.utc"));
    }
    let epoch = to_python(py, Timestamp::UNIX_EPOCH)?;
    let microsecond = PyDelta::new(py, 0, 0, 1, false)?;
    let microseconds: i64 = moment.sub(epoch)?.floor_div(microsecond)?.extract()?;
    Timestamp::from_microsecond(microseconds).map_err(|error| PyValueError::new_err(error.to_string()))
}
