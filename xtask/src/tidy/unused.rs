//! Dependencies that nothing names.
//!
//! Looked for are the crate's name (as the manifest renames it) before `::` or after `use`, in any
//! source of the package: in the product for what the product depends on, in the build script for
//! what that depends on, anywhere for what tests depend on. That takes no tool besides the sources
//! that are read here anyway, and unlike one it tells a dependency of the product that tests alone
//! name. Not seen: a dependency whose name a module of ours has too.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use cargo_metadata::{DependencyKind, Package};
use proc_macro2::{TokenStream, TokenTree};

use super::source::{Part, Source};
use crate::violation::Violation;

/// Dependencies that are there for the features they switch on: package and name.
const FOR_FEATURES: [(&str, &str); 2] = [
    ("hudhud-worker", "getrandom_02"),
    ("hudhud-worker", "getrandom_03"),
];

/// Names that stand where a crate's does, in one kind of code.
type Named = BTreeMap<Kind, BTreeSet<String>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Product,
    BuildScript,
    Tests,
}

/// What one package depends on.
pub(crate) struct Dependencies {
    package: String,
    manifest: String,
    /// Names as code writes them.
    named: Vec<(String, Kind)>,
}

impl Dependencies {
    /// Its manifest lies at `manifest`, relative to the root.
    pub(crate) fn of(package: &Package, manifest: &str) -> Self {
        let named = package.dependencies.iter().map(|dependency| {
            let name = dependency.rename.as_ref().unwrap_or(&dependency.name);
            let kind = if dependency.kind == DependencyKind::Development {
                Kind::Tests
            } else if dependency.kind == DependencyKind::Build {
                Kind::BuildScript
            } else {
                Kind::Product
            };
            (name.replace('-', "_"), kind)
        });
        Self {
            package: package.name.to_string(),
            manifest: manifest.to_owned(),
            named: named.collect(),
        }
    }

    fn folder(&self) -> &str {
        self.manifest.trim_end_matches("Cargo.toml")
    }
}

/// Of every package, whose sources are those below its manifest and below no other.
pub(crate) fn check(sources: &[Source], packages: &[Dependencies]) -> Vec<Violation> {
    let mut named: BTreeMap<&str, Named> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.ast.is_some()) {
        let owner = packages
            .iter()
            .map(Dependencies::folder)
            .filter(|folder| source.path.starts_with(folder))
            .max_by_key(|folder| folder.len());
        if let Some(folder) = owner
            && let Ok(tokens) = source.text.parse()
        {
            scan(tokens, source, named.entry(folder).or_default());
        }
    }
    let nothing = Named::new();
    let mut violations = stale_exceptions(packages);
    for package in packages {
        let named = named.get(package.folder()).unwrap_or(&nothing);
        for (name, kind) in &package.named {
            let found = named.get(kind).is_some_and(|names| names.contains(name));
            let excused = FOR_FEATURES.contains(&(&package.package, name));
            if found == excused {
                let message = if found {
                    format!("`{name}` is named, and needs no exception")
                } else {
                    format!("nothing names `{name}`: take it away, or to where it is named")
                };
                violations.push(Violation::new(&package.manifest, 1, message));
            }
        }
    }
    violations
}

fn stale_exceptions(packages: &[Dependencies]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (package, name) in FOR_FEATURES {
        let owner = packages.iter().find(|one| one.package == package);
        if let Some(owner) = owner
            && !owner.named.iter().any(|(named, _)| named == name)
        {
            let message = format!("does not depend on `{name}`, which needs no exception");
            violations.push(Violation::new(&owner.manifest, 1, message));
        }
    }
    violations
}

/// What the workspace's manifest lists and no package's takes.
pub(crate) fn check_shared(shared: &str, manifests: &[String]) -> anyhow::Result<Vec<Violation>> {
    let shared: toml::Table = toml::from_str(shared)?;
    let listed = shared
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies"))
        .and_then(toml::Value::as_table)
        .context("the workspace has no dependencies")?;
    let mut taken = BTreeSet::new();
    for manifest in manifests {
        let manifest: toml::Table = toml::from_str(manifest)?;
        take(&manifest, &mut taken);
        let platforms = manifest.get("target").and_then(toml::Value::as_table);
        for platform in platforms.into_iter().flat_map(toml::Table::values) {
            platform
                .as_table()
                .into_iter()
                .for_each(|table| take(table, &mut taken));
        }
    }
    // Our own are listed whether another takes them or not: the list says where each lies.
    let unused = listed
        .iter()
        .filter(|(name, source)| !taken.contains(*name) && source.get("path").is_none());
    Ok(unused
        .map(|(name, _)| Violation::new("Cargo.toml", 1, format!("no package takes `{name}`")))
        .collect())
}

fn take(table: &toml::Table, taken: &mut BTreeSet<String>) {
    for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let names = table.get(kind).and_then(toml::Value::as_table);
        taken.extend(names.into_iter().flat_map(toml::Table::keys).cloned());
    }
}

fn scan(tokens: TokenStream, source: &Source, out: &mut Named) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let is_colon = |at: Option<usize>| matches!(at.and_then(|at| tokens.get(at)), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    let ident = |at: Option<usize>| match at.and_then(|at| tokens.get(at)) {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
        Some(TokenTree::Group(_) | TokenTree::Punct(_) | TokenTree::Literal(_)) | None => None,
    };
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(name) => {
                let before = at.checked_sub(1);
                // `crate::bytes::…` is a module of ours, `::bytes::…` is not.
                let inner = is_colon(before) && ident(at.checked_sub(3)).is_some();
                let opens = is_colon(Some(at + 1)) && is_colon(Some(at + 2));
                let brought = ident(before).is_some_and(|word| word == "use" || word == "crate");
                if (opens || brought) && !inner {
                    add(name, source, out);
                }
            }
            TokenTree::Group(group) => scan(group.stream(), source, out),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn add(name: &proc_macro2::Ident, source: &Source, out: &mut Named) {
    let kind = if source.path.ends_with("/build.rs") {
        Kind::BuildScript
    } else if source.part == Part::Product && source.is_product_line(name.span().start().line) {
        Kind::Product
    } else {
        Kind::Tests
    };
    out.entry(kind).or_default().insert(name.to_string());
}

#[cfg(test)]
mod tests {
    use super::super::planted;
    use super::*;

    fn found(text: &str, named: &[(&str, Kind)]) -> Vec<String> {
        let dependencies = Dependencies {
            package: "hudhud-host".to_owned(),
            manifest: "crates/host/Cargo.toml".to_owned(),
            named: named
                .iter()
                .map(|(name, kind)| ((*name).to_owned(), *kind))
                .collect(),
        };
        let violations = check(&[planted("crates/host/src/lib.rs", text)], &[dependencies]);
        violations
            .into_iter()
            .map(|violation| violation.message)
            .collect()
    }

    #[test]
    fn a_dependency_that_nothing_names_is_found() {
        for text in [
            "use bytes::Bytes;",
            "use {bytes::Bytes, other::Other};",
            "pub use bytes;",
            "fn f() -> ::bytes::Bytes { other!(x => bytes::Bytes::new()) }",
        ] {
            assert_eq!(found(text, &[("bytes", Kind::Product)]), [""; 0], "{text}");
        }
        for text in [
            "fn f() { let bytes = 1; }",
            "use crate::bytes::Bytes;",
            "// bytes::Bytes",
        ] {
            assert_eq!(found(text, &[("bytes", Kind::Product)]).len(), 1, "{text}");
        }
    }

    #[test]
    fn a_dependency_of_the_product_that_tests_alone_name_is_found() {
        let text = "#[cfg(test)]\nmod tests { use bytes::Bytes; }";
        assert_eq!(found(text, &[("bytes", Kind::Product)]).len(), 1);
        assert_eq!(found(text, &[("bytes", Kind::Tests)]), [""; 0]);
    }

    #[test]
    fn what_the_workspace_lists_and_no_package_takes_is_found() {
        let shared = "[workspace.dependencies]\none = \"1\"\ntwo = \"1\"\nthree = \"1\"\nours = { path = \"crates/ours\" }\n";
        let one = "[dependencies]\none.workspace = true\n".to_owned();
        let two = "[target.'cfg(unix)'.dev-dependencies]\ntwo.workspace = true\n".to_owned();
        let found = check_shared(shared, &[one, two]).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message, "no package takes `three`");
    }
}
