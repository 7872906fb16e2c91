//! Rust files that no target reaches.

use super::source::{Part, Source};
use crate::violation::Violation;

/// One violation for each file that is compiled into nothing.
pub(crate) fn check(sources: &[Source]) -> Vec<Violation> {
    sources
        .iter()
        .filter(|source| source.ast.is_some() && source.part == Part::Nothing)
        .map(|source| Violation::new(&source.path, 1, "no `mod` reaches this file"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_nothing_declares_is_found() {
        let mut orphan = super::super::planted("crates/host/src/orphan.rs", "//! Lost.\n");
        assert_eq!(check(std::slice::from_ref(&orphan)), []);
        orphan.part = Part::Nothing;
        assert_eq!(check(&[orphan]).len(), 1);
    }
}
