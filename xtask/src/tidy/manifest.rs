//! What every crate's manifest must say, and what a crate may not be called.

use crate::violation::Violation;
use crate::workspace;

const EMPTY_NAMES: [&str; 6] = ["common", "core", "helpers", "manager", "util", "utils"];

/// Lints come from the workspace, and so do the version and the licence.
pub(crate) fn check(path: &str, name: &str, text: &str) -> Vec<Violation> {
    let mut violations = Vec::new();
    let manifest: toml::Table = match toml::from_str(text) {
        Ok(manifest) => manifest,
        Err(error) => return vec![Violation::new(path, 1, format!("does not parse: {error}"))],
    };
    let inherits = |table: &str, key: Option<&str>| {
        let value = manifest.get(table);
        let value = key.map_or(value, |key| value.and_then(|value| value.get(key)));
        value
            .and_then(|value| value.get("workspace"))
            .and_then(toml::Value::as_bool)
            == Some(true)
    };
    if !inherits("lints", None) {
        violations.push(Violation::new(
            path,
            1,
            "missing: `[lints] workspace = true`",
        ));
    }
    for key in ["version", "edition", "rust-version", "license"] {
        if !inherits("package", Some(key)) {
            violations.push(Violation::new(
                path,
                1,
                format!("missing: `{key}.workspace = true`"),
            ));
        }
    }
    if EMPTY_NAMES.contains(&workspace::short_name(name)) {
        violations.push(Violation::new(path, 1, format!("`{name}` names nothing")));
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "\
[package]
name = \"hudhud-host\"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true

[lints]
workspace = true
";

    #[test]
    fn a_manifest_without_the_workspace_lints_is_found() {
        assert_eq!(check("Cargo.toml", "hudhud-host", GOOD), []);
        let bad = GOOD.replace("[lints]\nworkspace = true\n", "");
        assert_eq!(check("Cargo.toml", "hudhud-host", &bad).len(), 1);
    }

    #[test]
    fn a_manifest_with_its_own_licence_is_found() {
        let bad = GOOD.replace("license.workspace = true", "license = \"MIT\"");
        assert_eq!(check("Cargo.toml", "hudhud-host", &bad).len(), 1);
    }

    #[test]
    fn a_crate_with_an_empty_name_is_found() {
        assert_eq!(check("Cargo.toml", "hudhud-core", GOOD).len(), 1);
    }
}
