//! Looks a host over without serving: what is well, what will hurt, what stops it.
//!
//! Changes nothing: what opening does to a store is done to a likeness of its files.

mod checks;
mod report;

use crate::clock::system_time;
use crate::config::Config;
pub use report::{Check, Finding, Report};

/// Makes every check.
#[must_use]
pub fn doctor(config: &Config) -> Report {
    let mut checks = vec![checks::configuration(config)];
    checks.extend(checks::data_directory(config));
    checks.push(checks::disk(config));
    checks.push(checks::certificate(config, system_time()));
    checks.push(checks::port(config.listen));
    checks.push(checks::open_files());
    checks.push(checks::clock(config, system_time()));
    Report { checks }
}
