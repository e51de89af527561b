//! What was measured, beside what was to be reached.

use std::io::Write as _;

use serde::Serialize;

/// How a value is written.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unit {
    Ratio,
    Milliseconds,
    Megabytes,
    PerSecond,
}

/// One measurement.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) value: f64,
    /// The quartiles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) spread: Option<(f64, f64)>,
    pub(crate) unit: Unit,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at_most: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at_least: Option<f64>,
    pub(crate) note: String,
}

impl Row {
    /// `None` without a target.
    fn met(&self) -> Option<bool> {
        match (self.at_most, self.at_least) {
            (None, None) => None,
            (most, least) => Some(
                most.is_none_or(|most| self.value <= most) && least.is_none_or(|least| self.value >= least),
            ),
        }
    }
}

/// The rows so far. As a table they are printed as they come: a run takes minutes.
pub(crate) struct Report {
    table: bool,
    rows: Vec<Row>,
}

impl Report {
    pub(crate) fn new(table: bool) -> Self {
        Self { table, rows: Vec::new() }
    }

    pub(crate) fn add(&mut self, row: Row) {
        if self.table {
            if self.rows.is_empty() {
                print(&line("", "measured", "quartiles", "target", "", ""));
            }
            print(&table_line(&row));
        }
        self.rows.push(row);
    }

    pub(crate) fn finish(&self) -> serde_json::Result<()> {
        if !self.table {
            #[derive(Serialize)]
            struct Judged<'a> {
                #[serde(flatten)]
                row: &'a Row,
                #[serde(skip_serializing_if = "Option::is_none")]
                met: Option<bool>,
            }
            let rows: Vec<_> = self.rows.iter().map(|row| Judged { row, met: row.met() }).collect();
            print(&serde_json::to_string_pretty(&rows)?);
        }
        Ok(())
    }

    pub(crate) fn all_met(&self) -> bool {
        self.rows.iter().all(|row| row.met() != Some(false))
    }
}

fn table_line(row: &Row) -> String {
    let write = |value: f64| match row.unit {
        Unit::Ratio => format!("{value:.3}"),
        Unit::Milliseconds => format!("{value:.2} ms"),
        Unit::Megabytes => format!("{value:.2} MB"),
        Unit::PerSecond => format!("{value:.0}/s"),
    };
    let target = match (row.at_most, row.at_least) {
        (Some(most), _) => format!("<= {}", write(most)),
        (_, Some(least)) => format!(">= {}", write(least)),
        _ => String::new(),
    };
    let spread =
        row.spread.map(|(low, high)| format!("{} - {}", write(low), write(high))).unwrap_or_default();
    let verdict = match row.met() {
        Some(true) => "met",
        Some(false) => "NOT MET",
        None => "",
    };
    line(&row.name, &write(row.value), &spread, &target, verdict, &row.note)
}

fn line(name: &str, value: &str, spread: &str, target: &str, verdict: &str, note: &str) -> String {
    format!("{name:<26} {value:>10}  {spread:<20} {target:<12} {verdict:<8} {note}").trim_end().to_owned()
}

fn print(text: &str) {
    // Whoever closed the pipe does not want the rest.
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::{Report, Row, Unit};

    fn row(value: f64, at_most: Option<f64>, at_least: Option<f64>) -> Row {
        Row {
            name: "x".to_owned(),
            value,
            spread: None,
            unit: Unit::Ratio,
            at_most,
            at_least,
            note: String::new(),
        }
    }

    #[test]
    fn a_target_is_met_on_its_edge_and_missed_beyond() {
        assert_eq!(row(1.05, Some(1.05), None).met(), Some(true));
        assert_eq!(row(1.06, Some(1.05), None).met(), Some(false));
        assert_eq!(row(5000.0, None, Some(5000.0)).met(), Some(true));
        assert_eq!(row(4999.0, None, Some(5000.0)).met(), Some(false));
        assert_eq!(row(9.0, None, None).met(), None);
    }

    #[test]
    fn one_miss_is_a_miss_and_no_target_is_none() {
        let mut report = Report::new(false);
        report.add(row(9.0, None, None));
        assert!(report.all_met());
        report.add(row(2.0, Some(1.0), None));
        assert!(!report.all_met());
    }
}
