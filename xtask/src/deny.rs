//! `cargo xtask deny`: what the dependencies may be, by `deny.toml`.

use crate::step::{say, succeed};
use crate::{prerequisite, workspace};

/// Licences, bans and sources must pass. Advisories need a database that has to be downloaded: they
/// must pass where it can be, and are left out, with a line that says so, where it cannot.
pub(crate) fn perform() -> anyhow::Result<()> {
    prerequisite::cargo_tool("deny")?;
    succeed(workspace::cargo()?.args(["deny", "check", "licenses", "bans", "sources"]))?;
    let fetched = workspace::cargo()?.args(["deny", "fetch", "db"]).output()?;
    if !fetched.status.success() {
        say(format_args!(
            "warning: the advisory database is out of reach; advisories unchecked"
        ));
        return Ok(());
    }
    succeed(workspace::cargo()?.args(["deny", "check", "--disable-fetch", "advisories"]))
}
