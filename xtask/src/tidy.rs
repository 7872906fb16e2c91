//! `cargo xtask tidy`: the rules of STYLE.md that a program can check.
//!
//! Each check is a function from sources to violations in a module of its own, with a test that
//! plants a violation. What the compiler or clippy already enforces is not repeated here.

mod circles;
mod dead;
mod manifest;
mod names;
mod paths;
pub(crate) mod planted;
mod purity;
mod ratchet;
mod rooms;
mod shape;
mod size;
pub(crate) mod source;
mod twins;
mod unused;
mod words;

use std::path::Path;

use anyhow::Context as _;
use cargo_metadata::Metadata;

use crate::step::say;
use crate::violation::{self, Violation};
use crate::{layers, workspace};
use circles::Circles;
use source::Tree;

/// Check the budgets and conventions of STYLE.md
#[derive(Default, clap::Args)]
pub(crate) struct Tidy {
    /// Print which files are in circles, and what would open these
    #[arg(long)]
    circles: bool,
}

impl Tidy {
    /// Checks, or tells about circles.
    pub(crate) fn perform(self) -> anyhow::Result<()> {
        if self.circles {
            return print_circles();
        }
        perform()
    }
}

/// All files, each with what the checks need to know about it.
pub(crate) fn load(root: &Path, metadata: &Metadata) -> anyhow::Result<Tree> {
    let floors = layers::table()?.floors;
    Tree::load(root, metadata, &floors)
}

fn print_circles() -> anyhow::Result<()> {
    let tree = load(&workspace::root()?, &workspace::metadata()?)?;
    for (name, circles) in Circles::of(&tree) {
        say(format_args!("{name}: {} files in circles", circles.files()));
        say(format_args!("{}", circles.report()));
    }
    Ok(())
}

/// Fails with every violation.
pub(crate) fn perform() -> anyhow::Result<()> {
    let root = workspace::root()?;
    let metadata = workspace::metadata()?;
    let tree = load(&root, &metadata)?;
    let ratchet = ratchet::Ratchet::load(&root)?;
    let mut violations = check(&tree, &ratchet, &root);
    let shared = std::fs::read_to_string(root.join("Cargo.toml"))
        .context("could not read the workspace's manifest")?;
    let lints = manifest::Lints::of_workspace(&shared)?;
    let (mut dependencies, mut manifests) = (Vec::new(), Vec::new());
    for package in workspace::members(&metadata) {
        let path = package
            .manifest_path
            .strip_prefix(&root)
            .unwrap_or(&package.manifest_path);
        let text = std::fs::read_to_string(&package.manifest_path)
            .with_context(|| format!("could not read {path}"))?;
        violations.extend(manifest::check(
            path.as_str(),
            package.name.as_str(),
            &text,
            &lints,
        ));
        dependencies.push(unused::Dependencies::of(package, path.as_str()));
        manifests.push(text);
    }
    violations.extend(unused::check(&tree.sources, &dependencies));
    violations.extend(unused::check_shared(&shared, &manifests)?);
    violation::report(violations)
}

fn check(tree: &Tree, ratchet: &ratchet::Ratchet, root: &Path) -> Vec<Violation> {
    let mut violations = tree.unparsable.clone();
    violations.extend(dead::check(&tree.sources));
    let mut measures = size::measure(&tree.sources);
    let circles = Circles::of(tree);
    measures.circles = Circles::measure(&circles);
    violations.extend(rooms::check(&circles));
    violations.extend(ratchet.check(&measures));
    violations.extend(twins::check(&tree.sources));
    violations.extend(planted::check(&tree.sources));
    for source in &tree.sources {
        violations.extend(words::check(source));
        violations.extend(names::check(source));
        violations.extend(shape::check(source));
        violations.extend(purity::check(source));
        violations.extend(paths::check(source, |path| root.join(path).exists()));
    }
    violations
}

/// A source for tests: product code of a crate on floor 3.
#[cfg(test)]
fn planted(path: &str, text: &str) -> source::Source {
    let mut source = source::Source::new(path, text.to_owned()).unwrap();
    source.floor = Some(layers::Floor::Number(3));
    source.part = source::Part::Product;
    source
}
