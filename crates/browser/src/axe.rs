//! Whether people who see, hear or move otherwise can use a screen: axe-core, run in the page.
//!
//! The script is not ours and not in the repository: `cargo xtask test` fetches it once. It is handed
//! to the browser by the driver, so that the page's own policy against foreign scripts stays in force.

use std::path::PathBuf;

use anyhow::Context as _;
use serde::Deserialize;
use serde_json::json;

use crate::page::Page;

/// Where the script lies, below the directory that holds what was built.
const PLACE: &str = "axe-core/axe.min.js";

/// Another place.
const SCRIPT_VARIABLE: &str = "HUDHUD_AXE";

const RUN: &str = "
async () => {
    const results = await axe.run(document, { resultTypes: ['violations'] });
    return results.violations.map(rule => ({
        rule: rule.id,
        help: rule.help,
        places: rule.nodes.map(node => node.html.slice(0, 200) + ' | ' + node.failureSummary),
    }));
}";

/// What axe-core objects to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Finding {
    /// The rule, by axe-core's name.
    pub rule: String,
    /// What it asks for.
    pub help: String,
    /// The elements, and why each fails.
    pub places: Vec<String>,
}

/// The script.
#[derive(Debug)]
pub struct Axe(String);

impl Axe {
    /// Reads the script.
    ///
    /// # Errors
    ///
    /// It was never fetched.
    pub fn load() -> anyhow::Result<Self> {
        let path = place()?;
        let script = std::fs::read_to_string(&path)
            .with_context(|| format!("could not read {}", path.display()))?;
        Ok(Self(script))
    }

    /// Everything wrong with what a page shows now.
    ///
    /// # Errors
    ///
    /// The page does not let it run.
    pub async fn examine(&self, page: &Page) -> anyhow::Result<Vec<Finding>> {
        let is_there: bool = page.evaluate("typeof axe !== 'undefined'").await?;
        if !is_there {
            let load = format!("{};true", self.0);
            let _loaded: bool = page.evaluate(&load).await?;
        }
        page.call(RUN, json!([])).await
    }
}

fn place() -> anyhow::Result<PathBuf> {
    if let Some(given) = std::env::var_os(SCRIPT_VARIABLE) {
        return Ok(given.into());
    }
    let own = std::env::current_exe()?;
    let mut candidates = own.ancestors().map(|directory| directory.join(PLACE));
    candidates.find(|path| path.is_file()).with_context(|| {
        format!("axe-core is not here: `cargo xtask test` fetches it, or name its axe.min.js in {SCRIPT_VARIABLE}")
    })
}
