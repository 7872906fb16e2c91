//! `cargo xtask layers`: the dependency tables in ARCHITECTURE.md against what cargo resolves.
//!
//! Three tables, each a fenced block: `layers` (floors and edges between our crates), `confined`
//! (which outside crates may be named where) and `unreachable` (what must not be reached, directly
//! or through others). An edge that is not listed, or listed and gone, is a violation.

mod graph;
mod rules;
mod table;

pub(crate) use table::{Floor, Table};

use anyhow::Context as _;

use crate::{violation, workspace};

const DOCUMENT: &str = "ARCHITECTURE.md";

/// The tables as they stand in ARCHITECTURE.md.
pub(crate) fn table() -> anyhow::Result<Table> {
    let path = workspace::root()?.join(DOCUMENT);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("could not read {}", path.display()))?;
    Table::parse(&text).with_context(|| format!("{DOCUMENT} has no valid tables"))
}

/// Fails with every difference.
pub(crate) fn perform() -> anyhow::Result<()> {
    let table = table()?;
    let graph = graph::Graph::from_metadata(&workspace::metadata()?)?;
    violation::report(rules::check(&table, &graph, DOCUMENT))
}
