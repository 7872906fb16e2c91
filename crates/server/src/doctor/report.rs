//! What a look over a host found.

use std::fmt;

use serde::Serialize;

/// How one check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Finding {
    /// As it should be.
    Ok,
    /// It serves, but somebody should look.
    Warn,
    /// It does not serve, or must not.
    Fail,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at.
    pub subject: &'static str,
    /// How it is.
    pub finding: Finding,
    /// What was found, and what to do about it.
    pub detail: String,
}

/// All checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// In the order they were made.
    pub checks: Vec<Check>,
}

impl Report {
    /// The worst finding.
    #[must_use]
    pub fn worst(&self) -> Finding {
        self.checks
            .iter()
            .map(|check| check.finding)
            .max()
            .unwrap_or(Finding::Ok)
    }

    /// 0: serves (warnings included); 1: something failed.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        u8::from(self.worst() == Finding::Fail)
    }

    /// The report as one JSON object.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::json!({ "worst": self.worst(), "checks": self.checks }).to_string()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for check in &self.checks {
            let finding = match check.finding {
                Finding::Ok => "ok  ",
                Finding::Warn => "warn",
                Finding::Fail => "FAIL",
            };
            writeln!(f, "{finding}  {:<14} {}", check.subject, check.detail)?;
        }
        Ok(())
    }
}
