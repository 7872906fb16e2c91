//! What oracles find, one after the other.

use crate::finding::{Finding, Oracle};

/// What oracles add to.
pub(crate) type Found = Vec<Finding>;

pub(crate) fn say(found: &mut Found, oracle: Oracle, what: String) {
    found.push(Finding { oracle, what });
}
