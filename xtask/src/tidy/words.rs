//! Words that have no place in this repository: promises of later work, marks of machines, and
//! addresses that mean nothing to a reader.

use super::source::Source;
use crate::violation::Violation;

/// Written in pieces, so that this file does not contain what it looks for.
const ANYWHERE: [&str; 13] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("to", "do!("),
    concat!("unimple", "mented!("),
    concat!("(to be ", "written)"),
    concat!("issue ", "#"),
    concat!("Chat", "GPT"),
    concat!("Clau", "de"),
    concat!("AI-", "generated"),
    concat!("/wo", "rk/"),
    concat!("crates.io", "/api"),
    concat!("index.", "crates.io"),
];

/// Followed by a colon at the beginning of a comment or a line of prose.
const HEADINGS: [&str; 2] = [concat!("pro", "mpt:"), concat!("/tmp/", "bash_jobs")];

/// One violation for each place.
pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (number, line) in source.lines() {
        let anywhere = ANYWHERE.iter().filter(|word| line.contains(**word));
        let lowercase = line.to_lowercase();
        let headings = HEADINGS.iter().filter(|word| lowercase.contains(**word));
        for word in anywhere.chain(headings) {
            let message = format!("`{word}` has no place here");
            violations.push(Violation::new(&source.path, number, message));
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_where_it_is_planted() {
        for word in ANYWHERE.iter().chain(&HEADINGS) {
            let text = format!("fine\nnot {word} fine\n");
            let source = Source::new("docs/page.md", text).unwrap();
            let violations = check(&source);
            assert!(
                violations.iter().any(|violation| violation.line == 2),
                "{word}"
            );
        }
    }

    #[test]
    fn ordinary_prose_passes() {
        let text = "A session key is a key. Prompt delivery is measured.\n".to_owned();
        assert_eq!(check(&Source::new("docs/page.md", text).unwrap()), []);
    }
}
