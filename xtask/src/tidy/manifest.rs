//! What every crate's manifest must say, and what a crate may not be called.

use anyhow::Context as _;

use crate::violation::Violation;
use crate::workspace;

const EMPTY_NAMES: [&str; 6] = ["common", "core", "helpers", "manager", "util", "utils"];

/// The one crate with a call that the compiler cannot check
/// (docs/decisions/0008-the-browser-platform.md). It has the workspace's lints with one difference.
const UNCHECKED: &str = "hudhud-opfs";

/// The workspace's lints, as a manifest states them.
pub(crate) struct Lints(toml::Table);

impl Lints {
    /// Reads them from the workspace's manifest.
    pub(crate) fn of_workspace(text: &str) -> anyhow::Result<Self> {
        let manifest: toml::Table = toml::from_str(text)?;
        let lints = manifest
            .get("workspace")
            .and_then(|workspace| workspace.get("lints"))
            .and_then(toml::Value::as_table)
            .context("the workspace has no lints")?;
        Ok(Self(lints.clone()))
    }

    /// What [`UNCHECKED`] must state: `unsafe` is an error that can be expected in one place.
    fn with_unsafe_expected(&self) -> toml::Table {
        let mut lints = self.0.clone();
        if let Some(rust) = lints.get_mut("rust").and_then(toml::Value::as_table_mut) {
            rust.insert("unsafe_code".to_owned(), "deny".into());
        }
        lints
    }
}

/// Lints come from the workspace, and so do the version and the licence.
pub(crate) fn check(path: &str, name: &str, text: &str, lints: &Lints) -> Vec<Violation> {
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
    let own = manifest.get("lints").and_then(toml::Value::as_table);
    let good = if name == UNCHECKED {
        own == Some(&lints.with_unsafe_expected())
    } else {
        inherits("lints", None)
    };
    if !good {
        let wanted = if name == UNCHECKED {
            "its lints are the workspace's, with `unsafe_code = \"deny\"`"
        } else {
            "missing: `[lints] workspace = true`"
        };
        violations.push(Violation::new(path, 1, wanted));
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

    fn found(name: &str, text: &str) -> Vec<Violation> {
        let workspace =
            "[workspace.lints.rust]\nunsafe_code = \"forbid\"\nmissing_docs = \"warn\"\n";
        let lints = Lints::of_workspace(workspace).unwrap();
        check("Cargo.toml", name, text, &lints)
    }

    #[test]
    fn one_crate_may_expect_unsafe_and_nothing_else() {
        let own = "[lints.rust]\nunsafe_code = \"deny\"\nmissing_docs = \"warn\"\n";
        let stated = GOOD.replace("[lints]\nworkspace = true\n", own);
        assert_eq!(found("hudhud-opfs", &stated), []);
        assert_eq!(found("hudhud-host", &stated).len(), 1);
        let laxer = stated.replace("missing_docs", "unused_docs");
        assert_eq!(found("hudhud-opfs", &laxer).len(), 1);
    }

    #[test]
    fn a_manifest_without_the_workspace_lints_is_found() {
        assert_eq!(found("hudhud-host", GOOD), []);
        let bad = GOOD.replace("[lints]\nworkspace = true\n", "");
        assert_eq!(found("hudhud-host", &bad).len(), 1);
    }

    #[test]
    fn a_manifest_with_its_own_licence_is_found() {
        let bad = GOOD.replace("license.workspace = true", "license = \"MIT\"");
        assert_eq!(found("hudhud-host", &bad).len(), 1);
    }

    #[test]
    fn a_crate_with_an_empty_name_is_found() {
        assert_eq!(found("hudhud-core", GOOD).len(), 1);
    }
}
