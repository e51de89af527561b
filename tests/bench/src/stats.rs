//! The middle of a handful of measurements, and how far they lie apart.

/// A sorted sample that has at least one value.
pub(crate) struct Sample(Vec<f64>);

impl Sample {
    /// `None` if there is no value.
    pub(crate) fn new(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        (!values.is_empty()).then_some(Self(values))
    }

    pub(crate) fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// The quarters below and above the middle half: single rounds that something else disturbed don't show.
    pub(crate) fn quartiles(&self) -> (f64, f64) {
        (self.quantile(0.25), self.quantile(0.75))
    }

    /// Between two values, their weighted mean.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index into a small sample"
    )]
    fn quantile(&self, part: f64) -> f64 {
        let position = part * (self.0.len() - 1) as f64;
        let below = self.0.get(position.floor() as usize).copied().unwrap_or(f64::NAN);
        let above = self.0.get(position.ceil() as usize).copied().unwrap_or(f64::NAN);
        below + (above - below) * position.fract()
    }
}

#[cfg(test)]
mod tests {
    use super::Sample;

    #[test]
    fn the_median_of_an_even_sample_lies_between_the_two_in_the_middle() {
        let sample = Sample::new(vec![4.0, 1.0, 3.0, 2.0]).unwrap();
        assert!((sample.median() - 2.5).abs() < 1e-9);
    }

    #[test]
    fn an_outlier_moves_neither_median_nor_quartiles_far() {
        let sample = Sample::new(vec![1.0, 1.0, 1.0, 1.0, 100.0]).unwrap();
        assert!((sample.median() - 1.0).abs() < 1e-9);
        assert!((sample.quartiles().1 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn there_is_no_middle_of_nothing() {
        assert!(Sample::new(Vec::new()).is_none());
    }
}
