//! The tables of ARCHITECTURE.md, parsed.
//!
//! ```text
//! floor 2: services
//!     mls: base crypto; tests: sim
//! ```
//! Comments begin with `#`. A name may end in `*`, which stands for any ending.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, bail};

/// A storey; arrows point to lower ones only. Automation stands beside the building.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Floor {
    /// Automation: nothing depends on it. It may name what its tables list, on any floor.
    Apart,
    /// Counted from 0, the words.
    Number(u8),
}

/// How one crate depends on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// In the product, build scripts included.
    Product,
    /// In tests only.
    Tests,
}

/// Everything the three tables say.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// Crate to floor.
    pub(crate) floors: BTreeMap<String, Floor>,
    /// From, to, kind, and the line that says so.
    pub(crate) edges: BTreeMap<(String, String, Kind), usize>,
    /// Outside crates and where they may be named.
    pub(crate) confined: Vec<Confined>,
    /// What must not be reached.
    pub(crate) unreachable: Vec<Unreachable>,
}

/// Outside crates that only some of ours may name.
#[derive(Debug)]
pub(crate) struct Confined {
    /// Patterns of outside crates.
    pub(crate) names: Vec<String>,
    /// Our crates that may name them.
    pub(crate) allowed: BTreeSet<String>,
    /// Whether tests may name them anywhere.
    pub(crate) tests_anywhere: bool,
}

/// Crates from which others must not be reachable.
#[derive(Debug)]
pub(crate) struct Unreachable {
    /// Ours, by short name.
    pub(crate) from: Vec<String>,
    /// Patterns; ours by short name, others by their own.
    pub(crate) to: Vec<String>,
}

impl Table {
    pub(crate) fn parse(document: &str) -> anyhow::Result<Self> {
        let mut table = Self::default();
        let mut block = None;
        let mut floor = None;
        for (index, raw) in document.lines().enumerate() {
            let number = index + 1;
            if let Some(fence) = raw.strip_prefix("```") {
                block = if block.is_none() {
                    Some(fence.trim())
                } else {
                    None
                };
                continue;
            }
            let line = raw.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let result = match block {
                Some("layers") => table.layers_line(line, number, &mut floor),
                Some("confined") => table.confined_line(line),
                Some("unreachable") => table.unreachable_line(line),
                Some(_) | None => Ok(()),
            };
            result.with_context(|| format!("line {number}: {line}"))?;
        }
        if table.floors.is_empty() {
            bail!("no block `layers`");
        }
        Ok(table)
    }

    fn layers_line(
        &mut self,
        line: &str,
        number: usize,
        floor: &mut Option<Floor>,
    ) -> anyhow::Result<()> {
        let (head, rest) = line.split_once(':').context("expected `name: …`")?;
        if let Some(storey) = head.strip_prefix("floor ") {
            *floor = Some(Floor::Number(
                storey.parse().context("expected a floor's number")?,
            ));
            return Ok(());
        }
        if head == "apart" {
            *floor = Some(Floor::Apart);
            return Ok(());
        }
        let floor = floor.context("a crate before the first floor")?;
        if self.floors.insert(head.to_owned(), floor).is_some() {
            bail!("{head} stands in the table twice");
        }
        let (product, tests) = rest.split_once("; tests:").unwrap_or((rest, ""));
        for (names, kind) in [(product, Kind::Product), (tests, Kind::Tests)] {
            for name in names.split_whitespace() {
                self.edges
                    .insert((head.to_owned(), name.to_owned(), kind), number);
            }
        }
        Ok(())
    }

    fn confined_line(&mut self, line: &str) -> anyhow::Result<()> {
        let (names, rest) = line.split_once(':').context("expected `names: crates`")?;
        let (allowed, tests) = rest.split_once("; tests:").unwrap_or((rest, ""));
        let tests_anywhere = match tests.trim() {
            "" => false,
            "anywhere" => true,
            other => bail!("tests: expected `anywhere`, found {other}"),
        };
        self.confined.push(Confined {
            names: words(names),
            allowed: words(allowed).into_iter().collect(),
            tests_anywhere,
        });
        Ok(())
    }

    fn unreachable_line(&mut self, line: &str) -> anyhow::Result<()> {
        let (from, to) = line.split_once(':').context("expected `crates: names`")?;
        self.unreachable.push(Unreachable {
            from: words(from),
            to: words(to),
        });
        Ok(())
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// Whether a name is what the pattern says; a `*` at its end stands for any ending.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => pattern == name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "\
words

```layers
floor 0: words
    base:
floor 3: machines
    host: base; tests: sim   # a remark
apart: automation
    xtask:
```
```confined
fast*: host
dice: host; tests: anywhere
```
```unreachable
host: mls
```
";

    #[test]
    fn floors_edges_and_rules_are_read_from_their_blocks() {
        let table = Table::parse(DOCUMENT).unwrap();
        assert_eq!(table.floors["base"], Floor::Number(0));
        assert_eq!(table.floors["xtask"], Floor::Apart);
        let edges: Vec<_> = table.edges.keys().cloned().collect();
        let edge = |to: &str, kind| ("host".to_owned(), to.to_owned(), kind);
        assert_eq!(
            edges,
            [edge("base", Kind::Product), edge("sim", Kind::Tests)]
        );
        assert!(!table.confined[0].tests_anywhere);
        assert!(table.confined[1].tests_anywhere);
        assert_eq!(table.unreachable[0].to, ["mls"]);
    }

    #[test]
    fn a_crate_listed_twice_is_refused() {
        let twice = DOCUMENT.replace("    xtask:", "    xtask:\n    base:");
        assert!(Table::parse(&twice).is_err());
    }

    #[test]
    fn a_document_without_the_table_is_refused() {
        assert!(Table::parse("nothing here").is_err());
    }

    #[test]
    fn a_star_stands_for_any_ending() {
        assert!(matches("openmls*", "openmls_traits"));
        assert!(!matches("openmls", "openmls_traits"));
    }
}
