//! How a Rust file begins and what it never contains: every file says what it is, nothing is
//! unsafe, and no lint is switched off without a reason that the compiler watches.

use proc_macro2::{Spacing, TokenStream, TokenTree};

use super::source::Source;
use crate::violation::Violation;

/// Test code included.
pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let Some(file) = &source.ast else {
        return Vec::new();
    };
    let mut violations = Vec::new();
    if !source.text.starts_with("//!") {
        let message = "begin with `//!`: what the file owns, and what it does not";
        violations.push(Violation::new(&source.path, 1, message));
    }
    if file
        .attrs
        .iter()
        .any(|attribute| attribute.path().is_ident("allow"))
    {
        violations.push(Violation::new(&source.path, 1, ALLOW_MESSAGE));
    }
    if let Ok(tokens) = source.text.parse::<TokenStream>() {
        scan(tokens, source, &mut violations);
    }
    if source.path == UNCHECKED_CALL
        && let Some(first) = violations.iter().position(|one| one.message == UNSAFE)
    {
        violations.remove(first);
    }
    violations
}

/// The one file that may say `unsafe`, once (docs/decisions/0008-the-browser-platform.md).
const UNCHECKED_CALL: &str = "crates/opfs/src/pool.rs";

const UNSAFE: &str = "no unsafe code";

const ALLOW_MESSAGE: &str = "write `#[expect(lint, reason = \"…\")]` instead of allow";

fn scan(tokens: TokenStream, source: &Source, out: &mut Vec<Violation>) {
    let mut after_hash = false;
    for token in tokens {
        let mut hash = false;
        match token {
            TokenTree::Ident(ident) => {
                if ident == "unsafe" {
                    let line = ident.span().start().line;
                    out.push(Violation::new(&source.path, line, UNSAFE));
                }
            }
            TokenTree::Punct(punct) => {
                hash = punct.as_char() == '#' && punct.spacing() == Spacing::Alone;
            }
            TokenTree::Group(group) => {
                if after_hash && first_ident(group.stream()).as_deref() == Some("allow") {
                    let line = group.span().start().line;
                    out.push(Violation::new(&source.path, line, ALLOW_MESSAGE));
                }
                scan(group.stream(), source, out);
            }
            TokenTree::Literal(_) => {}
        }
        after_hash = hash;
    }
}

fn first_ident(tokens: TokenStream) -> Option<String> {
    match tokens.into_iter().next()? {
        TokenTree::Ident(ident) => Some(ident.to_string()),
        TokenTree::Group(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::planted;
    use super::*;

    #[test]
    fn a_file_without_a_module_doc_is_found() {
        assert_eq!(
            check(&planted("a.rs", "/// Something.\nfn f() {}\n")).len(),
            1
        );
        assert_eq!(check(&planted("a.rs", "//! Something.\nfn f() {}\n")), []);
    }

    #[test]
    fn a_lint_that_is_switched_off_is_found() {
        let text = "//! Doc.\n#[allow(dead_code)]\nfn f() {}\n";
        let violations = check(&planted("a.rs", text));
        assert_eq!(violations[0].line, 2);
        let whole = "//! Doc.\n#![allow(dead_code)]\nfn f() {}\n";
        assert_eq!(check(&planted("a.rs", whole)).len(), 1);
    }

    #[test]
    fn unsafe_code_is_found_inside_a_macro_too() {
        let text = "//! Doc.\nmacro_rules! m { () => { unsafe { f() } } }\n";
        assert_eq!(check(&planted("a.rs", text)).len(), 1);
    }

    #[test]
    fn one_file_may_be_unsafe_in_one_place() {
        let once = "//! Doc.\nfn f() { unsafe { g() } }\n";
        let twice = format!("{once}fn h() {{ unsafe {{ g() }} }}\n");
        assert_eq!(check(&planted(UNCHECKED_CALL, once)), []);
        assert_eq!(check(&planted(UNCHECKED_CALL, &twice)).len(), 1);
    }
}
