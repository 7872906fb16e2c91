//! What is over a budget today, with its exact measure. An entry may only shrink, and goes when its
//! subject is within the budget again.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use serde::Deserialize;

use super::circles::CIRCLE_FILES;
use super::size::{FILE_LINES, FUNCTION_ARGUMENTS, FUNCTION_LINES, Measures, NINE_IN_TEN_LINES};
use crate::violation::Violation;

const FILE: &str = "xtask/ratchet.toml";

/// The file's tables; each maps a subject to its measure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ratchet {
    #[serde(default)]
    files: BTreeMap<String, usize>,
    nine_in_ten: Option<usize>,
    #[serde(default)]
    functions: BTreeMap<String, usize>,
    #[serde(default)]
    arguments: BTreeMap<String, usize>,
    #[serde(default)]
    circles: BTreeMap<String, usize>,
}

impl Ratchet {
    pub(crate) fn load(root: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(root.join(FILE))
            .with_context(|| format!("could not read {FILE}"))?;
        toml::from_str(&text).with_context(|| format!("{FILE} is not valid"))
    }

    /// Every measure that grew, is new, or shrank without its entry.
    pub(crate) fn check(&self, found: &Measures) -> Vec<Violation> {
        let mut violations = Vec::new();
        for (kept, found, unit) in [
            (
                &self.files,
                &found.files,
                Unit {
                    name: "lines",
                    budget: FILE_LINES,
                },
            ),
            (
                &self.functions,
                &found.functions,
                Unit {
                    name: "lines",
                    budget: FUNCTION_LINES,
                },
            ),
            (
                &self.arguments,
                &found.arguments,
                Unit {
                    name: "arguments",
                    budget: FUNCTION_ARGUMENTS,
                },
            ),
            (
                &self.circles,
                &found.circles,
                Unit {
                    name: "files in circles",
                    budget: CIRCLE_FILES,
                },
            ),
        ] {
            compare(kept, found, &unit, &mut violations);
        }
        let whole = |lines: Option<usize>| {
            let subject = "the workspace".to_owned();
            lines.map(|lines| (subject, lines)).into_iter().collect()
        };
        let unit = Unit {
            name: "lines or fewer in nine of ten files",
            budget: NINE_IN_TEN_LINES,
        };
        let (kept, found) = (whole(self.nine_in_ten), whole(found.nine_in_ten));
        compare(&kept, &found, &unit, &mut violations);
        violations
    }
}

struct Unit {
    name: &'static str,
    budget: usize,
}

fn compare(
    kept: &BTreeMap<String, usize>,
    found: &BTreeMap<String, usize>,
    unit: &Unit,
    out: &mut Vec<Violation>,
) {
    let Unit { name, budget } = unit;
    for (subject, &measure) in found {
        let path = subject.split(": ").next().unwrap_or(subject);
        match kept.get(subject) {
            None => {
                let message =
                    format!("{subject} has {measure} {name}, at most {budget} are allowed");
                out.push(Violation::new(path, 1, message));
            }
            Some(&before) if measure > before => {
                let message = format!("{subject} grew from {before} to {measure} {name}");
                out.push(Violation::new(path, 1, message));
            }
            Some(&before) if measure < before => {
                let message = format!("{subject} shrank to {measure} {name}: write it down here");
                out.push(Violation::new(FILE, 1, message));
            }
            Some(_) => {}
        }
    }
    for subject in kept.keys().filter(|subject| !found.contains_key(*subject)) {
        let message = format!("{subject} is within its budget: take its entry away");
        out.push(Violation::new(FILE, 1, message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measures(lines: usize) -> Measures {
        Measures {
            files: [("a.rs".to_owned(), lines)].into(),
            ..Measures::default()
        }
    }

    fn ratchet(lines: usize) -> Ratchet {
        Ratchet {
            files: [("a.rs".to_owned(), lines)].into(),
            ..Ratchet::default()
        }
    }

    #[test]
    fn what_is_over_its_budget_and_not_written_down_fails() {
        assert_eq!(Ratchet::default().check(&measures(900)).len(), 1);
        assert_eq!(ratchet(900).check(&measures(900)), []);
    }

    #[test]
    fn a_crate_with_more_files_in_circles_than_are_written_down_fails() {
        let measures = |files| Measures {
            circles: [("host".to_owned(), files)].into(),
            ..Measures::default()
        };
        let kept: Ratchet = toml::from_str("[circles]\nhost = 3").unwrap();
        assert_eq!(kept.check(&measures(3)), []);
        assert_eq!(kept.check(&measures(4)).len(), 1);
        assert_eq!(kept.check(&measures(2)).len(), 1);
        assert_eq!(kept.check(&Measures::default()).len(), 1);
        assert_eq!(Ratchet::default().check(&measures(2)).len(), 1);
    }

    #[test]
    fn the_length_of_nine_in_ten_files_may_not_grow() {
        let measures = |lines| Measures {
            nine_in_ten: lines,
            ..Measures::default()
        };
        let kept: Ratchet = toml::from_str("nine_in_ten = 300").unwrap();
        assert_eq!(kept.check(&measures(Some(300))), []);
        assert_eq!(kept.check(&measures(Some(301))).len(), 1);
        assert_eq!(kept.check(&measures(Some(299))).len(), 1);
        assert_eq!(kept.check(&measures(None)).len(), 1);
        assert_eq!(Ratchet::default().check(&measures(Some(300))).len(), 1);
    }

    #[test]
    fn a_measure_may_not_grow_and_its_entry_must_follow_it_down() {
        assert!(
            ratchet(900).check(&measures(901))[0]
                .message
                .contains("grew")
        );
        assert!(
            ratchet(900).check(&measures(899))[0]
                .message
                .contains("shrank")
        );
        assert!(
            ratchet(900).check(&Measures::default())[0]
                .message
                .contains("take its entry")
        );
    }
}
