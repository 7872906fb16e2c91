//! What is told while it runs: figures go to the same place, in the order of their time.

use std::io::Write as _;

/// Prints one line.
pub(super) fn say(line: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}
