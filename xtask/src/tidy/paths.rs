//! Files that documents and comments name must exist.
//!
//! Looked at are the targets of links and the words in backticks that begin with one of our
//! folders, in documents; and words that begin with `docs/`, in Rust comments.

use super::source::Source;
use crate::violation::Violation;

const FOLDERS: [&str; 6] = ["crates/", "docs/", "fuzz/", "xtask/", ".ci/", ".cargo/"];

/// `exists` is asked about paths relative to the root.
pub(crate) fn check(source: &Source, exists: impl Fn(&str) -> bool) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (number, line) in source.lines() {
        for path in named_in(source, line) {
            if !exists(&path) {
                let message = format!("names {path}, which does not exist");
                violations.push(Violation::new(&source.path, number, message));
            }
        }
    }
    violations
}

fn named_in(source: &Source, line: &str) -> Vec<String> {
    if source.path.ends_with(".md") {
        let directory = source
            .path
            .rsplit_once('/')
            .map_or("", |(directory, _)| directory);
        let mut paths = linked(line, directory);
        paths.extend(quoted(line));
        return paths;
    }
    if source.path.ends_with(".rs") {
        let Some((_, comment)) = line.split_once("//") else {
            return Vec::new();
        };
        return comment
            .split(|letter: char| letter.is_whitespace() || "`()[],;:\"".contains(letter))
            .map(|word| word.trim_end_matches('.'))
            .filter(|word| word.starts_with("docs/") && is_plain(word))
            .map(str::to_owned)
            .collect();
    }
    Vec::new()
}

/// Targets of links that lead to files.
fn linked(line: &str, directory: &str) -> Vec<String> {
    let targets = line
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    targets
        .map(|target| target.split('#').next().unwrap_or_default())
        .filter(|target| !target.is_empty() && !target.contains(':'))
        .map(|target| resolved(directory, target))
        .collect()
}

/// Words in backticks that begin with one of our folders.
fn quoted(line: &str) -> Vec<String> {
    line.split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder)) && is_plain(word))
        .map(|word| word.trim_end_matches('/').to_owned())
        .collect()
}

/// No pattern and no placeholder; `NNNN` stands for any number.
fn is_plain(word: &str) -> bool {
    let marks = |letter: char| letter.is_whitespace() || "*<>{}…$".contains(letter);
    !word.contains(marks) && !word.contains("NNNN")
}

fn resolved(directory: &str, target: &str) -> String {
    let mut parts: Vec<&str> = directory
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(path: &str, text: &str) -> Vec<String> {
        let source = Source::new(path, text.to_owned()).unwrap();
        let exists = |path: &str| ["docs/spec/wire.md", "README.md"].contains(&path);
        check(&source, exists)
            .into_iter()
            .map(|violation| violation.message)
            .collect()
    }

    #[test]
    fn a_link_to_a_file_that_is_gone_is_found() {
        let text = "[wire](wire.md#frames) [home](../../README.md) [web](https://example.org)";
        assert_eq!(missing("docs/spec/README.md", text), [""; 0]);
        let gone = missing("docs/spec/README.md", "[logs](logs.md)");
        assert_eq!(gone, ["names docs/spec/logs.md, which does not exist"]);
    }

    #[test]
    fn a_quoted_path_that_is_gone_is_found() {
        assert_eq!(
            missing("README.md", "`crates/gone/src` `crates/*/src` `cargo run`").len(),
            1
        );
    }

    #[test]
    fn a_comment_that_names_a_missing_page_is_found() {
        let comment = |page: &str| format!("{} As docs/spec/{page} says.\nfn f() {{}}", "//");
        assert_eq!(missing("a.rs", &comment("wire.md")), [""; 0]);
        assert_eq!(missing("a.rs", &comment("gone.md")).len(), 1);
    }
}
