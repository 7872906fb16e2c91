//! What was measured: a median with its spread, beside a goal, and the table of all of it.

use std::fmt;
use std::time::Duration;

/// The values of several rounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The middle one; with an even number of rounds, the lower of the two in the middle.
    pub median: f64,
    /// The smallest.
    pub least: f64,
    /// The greatest.
    pub most: f64,
    /// Rounds.
    pub rounds: usize,
}

impl Spread {
    /// Of values in any order; `None` if there are none.
    #[must_use]
    pub fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let (least, most) = (values.first().copied()?, values.last().copied()?);
        let median = values.get((values.len() - 1) / 2).copied()?;
        Some(Self {
            median,
            least,
            most,
            rounds: values.len(),
        })
    }
}

/// The median of values in any order; no number of none.
pub(crate) fn median(values: Vec<f64>) -> f64 {
    Spread::of(values).map_or(f64::NAN, |spread| spread.median)
}

/// So many milliseconds.
pub(crate) fn milliseconds(taken: Duration) -> f64 {
    taken.as_secs_f64() * 1000.0
}

/// So many bytes in mebibytes.
#[expect(
    clippy::cast_precision_loss,
    reason = "bytes that a machine has are exact in 53 bits"
)]
pub(crate) fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// What a figure is held against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Goal {
    /// More is better.
    AtLeast(f64),
    /// Less is better.
    AtMost(f64),
}

impl Goal {
    /// Whether a value reaches it.
    #[must_use]
    pub fn met(self, value: f64) -> bool {
        match self {
            Self::AtLeast(bound) => value >= bound,
            Self::AtMost(bound) => value <= bound,
        }
    }
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it is.
    pub name: String,
    /// What it is counted in.
    pub unit: &'static str,
    /// What was found.
    pub spread: Spread,
    /// What was hoped for.
    pub goal: Option<Goal>,
    /// Against what bounds it in this run, as text.
    pub ratio: String,
}

/// Rows in the order in which they were measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Heading of the column that compares.
    against: &'static str,
    figures: Vec<Figure>,
}

impl Table {
    /// An empty table whose last column compares with `against`.
    #[must_use]
    pub const fn new(against: &'static str) -> Self {
        Self {
            against,
            figures: Vec::new(),
        }
    }

    /// Adds a row without comparison; nothing if there are no values.
    pub fn add(&mut self, name: &str, unit: &'static str, values: Vec<f64>, goal: Option<Goal>) {
        self.add_with_ratio((name, unit), values, goal, |_| String::new());
    }

    /// Adds a row; `ratio` makes the comparison from the median.
    pub fn add_with_ratio(
        &mut self,
        (name, unit): (&str, &'static str),
        values: Vec<f64>,
        goal: Option<Goal>,
        ratio: impl FnOnce(f64) -> String,
    ) {
        if let Some(spread) = Spread::of(values) {
            self.figures.push(Figure {
                name: name.to_owned(),
                unit,
                spread,
                goal,
                ratio: ratio(spread.median),
            });
        }
    }

    /// The rows.
    #[must_use]
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }
}

/// In Markdown, with columns that line up.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["figure", "median", "spread", "unit", "goal", self.against];
        let mut rows = vec![head.map(str::to_owned)];
        rows.extend(self.figures.iter().map(cells));
        let widths: Vec<usize> = (0..head.len())
            .map(|column| {
                let cells = rows.iter().filter_map(|row| row.get(column));
                cells
                    .map(|cell| cell.chars().count())
                    .max()
                    .unwrap_or_default()
            })
            .collect();
        for (number, row) in rows.iter().enumerate() {
            for (cell, width) in row.iter().zip(&widths) {
                write!(f, "| {cell:<width$} ")?;
            }
            writeln!(f, "|")?;
            if number == 0 {
                for width in &widths {
                    write!(f, "|{}", "-".repeat(width + 2))?;
                }
                writeln!(f, "|")?;
            }
        }
        Ok(())
    }
}

fn cells(figure: &Figure) -> [String; 6] {
    let spread = figure.spread;
    let goal = match figure.goal {
        None => String::new(),
        Some(goal) => {
            let (sign, bound) = match goal {
                Goal::AtLeast(bound) => ("≥", bound),
                Goal::AtMost(bound) => ("≤", bound),
            };
            let met = if goal.met(spread.median) {
                "met"
            } else {
                "missed"
            };
            format!("{sign} {}: {met}", number(bound))
        }
    };
    let range = if spread.rounds > 1 {
        format!("{}-{}", number(spread.least), number(spread.most))
    } else {
        "one round".to_owned()
    };
    [
        figure.name.clone(),
        number(spread.median),
        range,
        figure.unit.to_owned(),
        goal,
        figure.ratio.clone(),
    ]
}

/// A number with three significant digits or none behind the point, and thousands apart.
pub(crate) fn number(value: f64) -> String {
    let places = if value.abs() >= 100.0 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else if value.abs() >= 1.0 {
        2
    } else {
        3
    };
    let plain = format!("{value:.places$}");
    let (whole, rest) = match plain.split_once('.') {
        Some((whole, rest)) => (whole, format!(".{rest}")),
        None => (plain.as_str(), String::new()),
    };
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        let left = whole.len() - at;
        if at > 0 && left.is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + &rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_rounds_stands_between_the_least_and_the_most() {
        let spread = Spread::of(vec![3.0, 1.0, 9.0, 2.0, 4.0]).unwrap();
        assert_eq!((spread.least, spread.median, spread.most), (1.0, 3.0, 9.0));
        assert_eq!(Spread::of(vec![1.0, 2.0]).unwrap().median, 1.0);
        assert_eq!(Spread::of(Vec::new()), None);
    }

    #[test]
    fn numbers_are_short_and_grouped() {
        let shown = [0.1234, 1.5, 31.44, 999.6, 60_000.0, 1_234_567.0].map(number);
        assert_eq!(
            shown,
            ["0.123", "1.50", "31.4", "1,000", "60,000", "1,234,567"]
        );
    }

    #[test]
    fn a_table_says_whether_a_goal_was_met() {
        let mut table = Table::new("ratio");
        table.add("fast", "1/s", vec![10.0], Some(Goal::AtLeast(5.0)));
        table.add("slow", "ms", vec![10.0, 12.0], Some(Goal::AtMost(5.0)));
        table.add("nothing", "ms", Vec::new(), None);
        let text = table.to_string();
        assert!(text.contains("≥ 5.00: met"), "{text}");
        assert!(text.contains("≤ 5.00: missed"), "{text}");
        assert!(text.contains("10.0-12.0"), "{text}");
        assert!(!text.contains("nothing"), "{text}");
    }
}
