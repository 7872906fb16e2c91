//! One row of the table: a median with its spread beside a goal.

use std::fmt;

/// What was measured, in several rounds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    /// The moment.
    pub(crate) name: &'static str,
    /// At most this.
    pub(crate) goal: f64,
    /// Of goal and values.
    pub(crate) unit: &'static str,
    /// One for each round.
    pub(crate) values: Vec<f64>,
}

impl Figure {
    /// The middle one; of an even number, the greater of the two in the middle.
    fn median(&self) -> f64 {
        quantile(&self.values, 0.5)
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name, goal, unit, ..
        } = self;
        let least = quantile(&self.values, 0.0);
        let most = quantile(&self.values, 1.0);
        let median = self.median();
        let verdict = if median <= *goal { "met" } else { "missed" };
        let rounds = self.values.len();
        write!(
            f,
            "| {name} | {goal} {unit} | {median:.1} {unit} | {least:.1} to {most:.1} | {rounds} | {verdict} |"
        )
    }
}

/// The value below which this part of the values lies; 0 if there are none.
pub(crate) fn quantile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (part * sorted.len() as f64).floor() as usize;
    let last = sorted.len().saturating_sub(1);
    sorted.get(place.min(last)).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_a_value_that_was_measured() {
        let values = [5.0, 1.0, 3.0, 2.0, 4.0];
        assert_eq!(quantile(&values, 0.0), 1.0);
        assert_eq!(quantile(&values, 0.5), 3.0);
        assert_eq!(quantile(&values, 0.95), 5.0);
        assert_eq!(quantile(&[], 0.5), 0.0);
    }
}
