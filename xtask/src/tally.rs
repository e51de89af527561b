//! Counting tests over runners that each report in their own way.

use std::process::ExitStatus;

/// How many tests passed, failed and were left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
    /// The names of what failed, as far as the runner tells them.
    pub(crate) failures: Vec<String>,
}

impl Tally {
    pub(crate) fn one(name: &str, passed: bool) -> Self {
        let failures = if passed { Vec::new() } else { vec![name.to_owned()] };
        Self { passed: u64::from(passed), failed: u64::from(!passed), skipped: 0, failures }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.failures.extend(other.failures);
    }

    /// Reads a line of `cargo test`.
    pub(crate) fn read_cargo(&mut self, line: &str) {
        if let Some(counts) = line.strip_prefix("test result: ") {
            for part in counts.split([';', '.']) {
                self.read_count(part.trim());
            }
        } else if let Some(name) =
            line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED"))
        {
            self.failures.push(name.to_owned());
        }
    }

    /// Reads a line of a runner of ours: `FAILED what` for each failure, and at the end `N passed, N failed`, with `, N skipped` if
    /// there were any.
    pub(crate) fn read_ours(&mut self, line: &str) {
        if let Some(name) = line.strip_prefix("FAILED ") {
            self.failures.push(name.to_owned());
        } else if line.contains(" passed, ") && line.split(", ").all(|part| count(part).is_some()) {
            line.split(", ").for_each(|part| self.read_count(part));
        }
    }

    /// Makes sure that a runner that broke down shows: one that could not be built or was killed counts nothing itself.
    pub(crate) fn ended(mut self, runner: &str, status: ExitStatus) -> Self {
        if !status.success() && self.failed == 0 {
            self.add(Self::one(&format!("{runner} ended with {status}"), false));
        } else if status.success() && self == Self::default() {
            self.add(Self::one(&format!("{runner} ran no test"), false));
        }
        self
    }

    fn read_count(&mut self, part: &str) {
        match count(part) {
            Some((n, "passed")) => self.passed += n,
            Some((n, "failed")) => self.failed += n,
            Some((n, "ignored" | "skipped")) => self.skipped += n,
            _ => {}
        }
    }
}

fn count(part: &str) -> Option<(u64, &str)> {
    let (number, what) = part.split_once(' ')?;
    Some((number.parse().ok()?, what))
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn counts_what_cargo_test_prints() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test retry::never_twice ... ok",
            "test retry::budget ... FAILED",
            "test result: FAILED. 12 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.31s",
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        ] {
            tally.read_cargo(line);
        }
        let failures = vec!["retry::budget".to_owned()];
        assert_eq!(tally, Tally { passed: 15, failed: 1, skipped: 2, failures });
    }

    #[test]
    fn counts_what_our_runners_print() {
        let mut tally = Tally::default();
        for line in [
            "FAILED retry/never-twice (rust)",
            "it passed, so to say",
            "119 passed, 1 failed",
            "4 passed, 0 failed, 2 skipped",
        ] {
            tally.read_ours(line);
        }
        let failures = vec!["retry/never-twice (rust)".to_owned()];
        assert_eq!(tally, Tally { passed: 123, failed: 1, skipped: 2, failures });
    }

    #[cfg(unix)]
    #[test]
    fn a_runner_that_breaks_down_or_runs_nothing_is_a_failure() {
        use std::os::unix::process::ExitStatusExt as _;
        use std::process::ExitStatus;

        let (good, bad) = (ExitStatus::from_raw(0), ExitStatus::from_raw(101 << 8));
        assert_eq!(Tally::default().ended("x", bad).failed, 1);
        assert_eq!(Tally::default().ended("x", good).failed, 1);
        assert_eq!(Tally::one("a", false).ended("x", bad).failed, 1);
        assert_eq!(Tally::one("a", true).ended("x", bad).failed, 1);
        assert_eq!(Tally::one("a", true).ended("x", good), Tally::one("a", true));
    }
}
