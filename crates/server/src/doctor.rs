//! Looks a host over without serving: what is well, what will hurt, what stops it.
//!
//! Changes nothing, except that a store which was not closed cleanly is recovered when it is opened
//! for the integrity check, exactly as the next start would.

mod checks;
mod report;

use crate::config::Config;
pub use report::{Check, Finding, Report};

/// Makes every check.
#[must_use]
pub fn doctor(config: &Config) -> Report {
    let mut checks = vec![checks::configuration(config)];
    checks.extend(checks::data_directory(config));
    checks.push(checks::disk(config));
    checks.push(checks::certificate(config, checks::now()));
    checks.push(checks::port(config.listen));
    checks.push(checks::open_files());
    checks.push(checks::clock(checks::now()));
    Report { checks }
}
