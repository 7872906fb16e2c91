//! Names of files and modules: none that says nothing, and no `mod.rs`.

use super::source::Source;
use crate::violation::Violation;

const EMPTY_NAMES: [&str; 8] = [
    "common", "core", "helper", "helpers", "manager", "misc", "util", "utils",
];

/// Looks at each part of a Rust file's path, and at its inline modules.
pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let Some(file) = &source.ast else {
        return Vec::new();
    };
    let mut violations = Vec::new();
    for part in source.path.trim_end_matches(".rs").split('/') {
        if EMPTY_NAMES.contains(&part) {
            violations.push(Violation::new(
                &source.path,
                1,
                format!("`{part}` names nothing"),
            ));
        }
    }
    if source.path.ends_with("/mod.rs") {
        violations.push(Violation::new(
            &source.path,
            1,
            "write `foo.rs` beside `foo/`",
        ));
    }
    for item in &file.items {
        if let syn::Item::Mod(module) = item
            && EMPTY_NAMES.contains(&module.ident.to_string().as_str())
        {
            let line = module.ident.span().start().line;
            let message = format!("`{}` names nothing", module.ident);
            violations.push(Violation::new(&source.path, line, message));
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::super::planted;
    use super::*;

    #[test]
    fn empty_names_are_found_in_paths_and_modules() {
        assert_eq!(check(&planted("crates/host/src/utils.rs", "")).len(), 1);
        assert_eq!(check(&planted("crates/core/src/lib.rs", "")).len(), 1);
        assert_eq!(
            check(&planted("crates/host/src/lib.rs", "mod helpers {}")).len(),
            1
        );
        assert_eq!(
            check(&planted("crates/host/src/append.rs", "mod head {}")),
            []
        );
    }

    #[test]
    fn a_mod_rs_is_found() {
        assert_eq!(
            check(&planted("crates/host/src/append/mod.rs", "")).len(),
            1
        );
    }
}
