//! What the pure floors (0 to 3) never name: clocks, entropy, threads, globals, async, the
//! environment, and hash maps, whose order differs between runs.

use proc_macro2::{TokenStream, TokenTree};

use super::source::Source;
use crate::violation::Violation;

/// Idents that are refused wherever they stand.
const WORDS: [&str; 11] = [
    "HashMap",
    "HashSet",
    "async",
    "await",
    "SystemTime",
    "Instant",
    "OnceLock",
    "OnceCell",
    "LazyLock",
    "thread_local",
    "thread_rng",
];

/// Modules of the standard library, refused after `std ::`, alone or in a list.
const STD_MODULES: [&str; 5] = ["env", "fs", "net", "process", "thread"];

/// The client's database is a file: its crate alone may name `std::fs`.
const MAY_NAME_FILES: &str = "crates/store/";

/// The map that shows no order is made of one that has none to rely on
/// (docs/decisions/0054-a-map-whose-order-nobody-can-see.md).
const MAY_NAME_HASH_MAPS: &str = "crates/logstore/src/unordered.rs";

/// Product code of floors 0 to 3 only.
pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let mut violations = Vec::new();
    // A build script runs on the developer's machine, not in the product.
    if source.is_pure()
        && !source.path.ends_with("/build.rs")
        && let Ok(tokens) = source.text.parse::<TokenStream>()
    {
        scan(tokens, After::Anything, source, &mut violations);
    }
    violations
}

/// What stood before a token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Anything,
    Std,
    StdColons,
}

fn scan(tokens: TokenStream, first: After, source: &Source, out: &mut Vec<Violation>) {
    let mut after = first;
    for token in tokens {
        after = match token {
            TokenTree::Ident(ident) => {
                let text = ident.to_string();
                let excused = match text.as_str() {
                    "fs" => source.path.starts_with(MAY_NAME_FILES),
                    "HashMap" => source.path == MAY_NAME_HASH_MAPS,
                    _ => false,
                };
                let std_module = after == After::StdColons && STD_MODULES.contains(&text.as_str());
                let refused = (WORDS.contains(&text.as_str()) || std_module) && !excused;
                let line = ident.span().start().line;
                if refused && source.is_product_line(line) {
                    let message = format!("`{text}` has no place on floors 0 to 3");
                    out.push(Violation::new(&source.path, line, message));
                }
                if text == "std" {
                    After::Std
                } else {
                    After::Anything
                }
            }
            TokenTree::Punct(punct) => match (punct.as_char(), after) {
                (':', After::Std | After::StdColons) => After::StdColons,
                // In `std::{env, fmt}` every name of the list comes after `std ::`.
                (',', _) => first,
                _ => After::Anything,
            },
            TokenTree::Group(group) => {
                let inner = if after == After::StdColons {
                    After::StdColons
                } else {
                    After::Anything
                };
                scan(group.stream(), inner, source, out);
                After::Anything
            }
            TokenTree::Literal(_) => After::Anything,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::super::planted;
    use super::*;
    use crate::layers::Floor;

    const PATH: &str = "crates/host/src/append.rs";

    #[test]
    fn one_file_may_name_a_hash_map() {
        let text = "use std::collections::HashMap;\n";
        assert_eq!(check(&planted(MAY_NAME_HASH_MAPS, text)), []);
        assert_eq!(check(&planted(PATH, text)).len(), 1);
    }

    #[test]
    fn each_refused_name_is_found_in_product_code() {
        for text in [
            "use std::collections::HashMap;",
            "fn f() { let now = std::time::Instant::now(); }",
            "fn f() { std::time::SystemTime::now(); }",
            "use std::{env, fmt};",
            "use std::thread;",
            "async fn f() {}",
            "static LAST: std::sync::OnceLock<u8> = std::sync::OnceLock::new();",
        ] {
            assert!(!check(&planted(PATH, text)).is_empty(), "{text}");
        }
    }

    #[test]
    fn other_names_pass() {
        let text = "use std::{collections::BTreeMap, fmt}; fn env() { process(); }";
        assert_eq!(check(&planted(PATH, text)), []);
    }

    #[test]
    fn files_are_named_by_the_store_alone() {
        let text = "use std::fs;";
        assert_eq!(check(&planted("crates/store/src/open.rs", text)), []);
        assert_eq!(
            check(&planted("crates/logstore/src/memory.rs", text)).len(),
            1
        );
    }

    #[test]
    fn tests_and_shells_may_name_them() {
        let text = "#[cfg(test)]\nmod tests {\n use std::collections::HashMap;\n}\n";
        assert_eq!(check(&planted(PATH, text)), []);
        let mut shell = planted(PATH, "use std::thread;");
        shell.floor = Some(Floor::Number(4));
        assert_eq!(check(&shell), []);
    }
}
