//! The files that are checked, each with what the checks need to know about it.
//!
//! Taken are the files git tracks, and those it would track. A Rust file is product or test code by
//! the way the compiler reaches it: from which target, and whether through a `#[cfg(test)]` module.

use std::collections::BTreeMap;
use std::path::Path;

use cargo_metadata::{Metadata, TargetKind};
use syn::spanned::Spanned as _;

use crate::layers::Floor;
use crate::violation::Violation;
use crate::workspace;

/// The ends of names of files that hold text of ours.
const TEXT_ENDS: [&str; 9] = [
    ".rs", ".md", ".toml", ".proto", ".sql", ".sh", ".yml", ".ci/run", ".service",
];

/// All files under check.
pub(crate) struct Tree {
    /// In the order of their paths.
    pub(crate) sources: Vec<Source>,
    /// Rust files that are no Rust.
    pub(crate) unparsable: Vec<Violation>,
    /// Of each of our crates, the first files of its library and its programs.
    pub(crate) roots: BTreeMap<String, Vec<String>>,
}

/// One file.
pub(crate) struct Source {
    /// Relative to the root, with `/`.
    pub(crate) path: String,
    /// All of it.
    pub(crate) text: String,
    /// Parsed, if it is Rust.
    pub(crate) ast: Option<syn::File>,
    /// Of the crate it belongs to.
    pub(crate) floor: Option<Floor>,
    /// How the compiler reaches it.
    pub(crate) part: Part,
    /// Lines of test modules and test functions in it, first to last.
    test_lines: Vec<(usize, usize)>,
}

/// What a Rust file is compiled into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// A library or a program.
    Product,
    /// Tests, examples or benchmarks only.
    Test,
    /// Nothing, or it is not Rust.
    Nothing,
}

impl Tree {
    pub(crate) fn load(
        root: &Path,
        metadata: &Metadata,
        floors: &BTreeMap<String, Floor>,
    ) -> anyhow::Result<Self> {
        let mut sources = Vec::new();
        let mut unparsable = Vec::new();
        let is_text = |path: &String| TEXT_ENDS.iter().any(|end| path.ends_with(end));
        for path in workspace::tracked_files(root)?.into_iter().filter(is_text) {
            // A file that was deleted a moment ago is no violation.
            let Ok(text) = std::fs::read_to_string(root.join(&path)) else {
                continue;
            };
            match Source::new(&path, text) {
                Ok(source) => sources.push(source),
                Err(error) => unparsable.push(Violation::new(
                    path,
                    error.span().start().line,
                    format!("does not parse: {error}"),
                )),
            }
        }
        let mut tree = Self {
            sources,
            unparsable,
            roots: BTreeMap::new(),
        };
        tree.assign_floors(root, metadata, floors);
        tree.assign_parts(root, metadata);
        Ok(tree)
    }

    fn assign_floors(
        &mut self,
        root: &Path,
        metadata: &Metadata,
        floors: &BTreeMap<String, Floor>,
    ) {
        for package in workspace::members(metadata) {
            let Some(directory) = package.manifest_path.parent() else {
                continue;
            };
            let Ok(directory) = directory.strip_prefix(root) else {
                continue;
            };
            let prefix = format!("{directory}/");
            let floor = floors
                .get(workspace::short_name(package.name.as_str()))
                .copied();
            for source in &mut self.sources {
                if source.path.starts_with(&prefix) {
                    source.floor = floor;
                }
            }
        }
    }

    fn assign_parts(&mut self, root: &Path, metadata: &Metadata) {
        let mut parts = BTreeMap::new();
        for package in workspace::members(metadata) {
            for target in &package.targets {
                let Ok(path) = target.src_path.strip_prefix(root) else {
                    continue;
                };
                let for_tests = target.kind.iter().any(|kind| {
                    [TargetKind::Test, TargetKind::Example, TargetKind::Bench].contains(kind)
                });
                let part = if for_tests { Part::Test } else { Part::Product };
                // A build script is compiled into neither, and names neither.
                if !for_tests && !target.kind.contains(&TargetKind::CustomBuild) {
                    let name = workspace::short_name(package.name.as_str()).to_owned();
                    let roots = self.roots.entry(name).or_default();
                    roots.push(path.to_string());
                }
                self.follow(path.as_str(), part, ModuleRoot::Yes, &mut parts);
            }
        }
        for source in &mut self.sources {
            let part = parts.get(&source.path).copied();
            source.part = part.unwrap_or(Part::Nothing);
        }
    }

    /// Marks a file and all modules it declares.
    fn follow(
        &self,
        path: &str,
        part: Part,
        module_root: ModuleRoot,
        parts: &mut BTreeMap<String, Part>,
    ) {
        if parts.get(path).is_some_and(|&known| known <= part) {
            return;
        }
        parts.insert(path.to_owned(), part);
        let source = self.sources.iter().find(|source| source.path == path);
        let Some(file) = source.and_then(|source| source.ast.as_ref()) else {
            return;
        };
        let mut declared = Vec::new();
        declared_modules(
            &file.items,
            &Places::of(path, module_root),
            part,
            &mut declared,
        );
        for (child, part) in declared {
            self.follow(&child, part, ModuleRoot::No, parts);
        }
    }
}

/// Whether a file's modules lie beside it, or in a folder of its name.
#[derive(Clone, Copy)]
pub(crate) enum ModuleRoot {
    Yes,
    No,
}

/// The folders in which the modules that a file declares are looked up.
pub(crate) struct Places {
    /// Where a `path` attribute starts.
    directory: String,
    /// Where a plain name does.
    folder: String,
}

impl Places {
    pub(crate) fn of(path: &str, module_root: ModuleRoot) -> Self {
        let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
        let folder = match module_root {
            ModuleRoot::Yes => directory.to_owned(),
            ModuleRoot::No => format!("{directory}/{}", name.trim_end_matches(".rs")),
        };
        Self {
            directory: directory.to_owned(),
            folder,
        }
    }

    /// Inside a module that is written out where it is declared.
    pub(crate) fn inside(&self, module: &syn::ItemMod) -> Self {
        let path = format!("{}/{}", self.folder, module.ident);
        Self {
            directory: path.clone(),
            folder: path,
        }
    }

    /// The file of a module that is only declared.
    pub(crate) fn file_of(&self, module: &syn::ItemMod) -> String {
        match path_attribute(&module.attrs) {
            Some(named) => format!("{}/{named}", self.directory),
            None => format!("{}/{}.rs", self.folder, module.ident),
        }
    }
}

fn declared_modules(
    items: &[syn::Item],
    places: &Places,
    part: Part,
    out: &mut Vec<(String, Part)>,
) {
    for item in items {
        let syn::Item::Mod(module) = item else {
            continue;
        };
        let part = if is_for_tests(&module.attrs) {
            Part::Test
        } else {
            part
        };
        match &module.content {
            Some((_, inner)) => declared_modules(inner, &places.inside(module), part, out),
            None => out.push((places.file_of(module), part)),
        }
    }
}

/// The value of `#[path = "…"]`.
fn path_attribute(attributes: &[syn::Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| {
        let pair = attribute.meta.require_name_value().ok()?;
        if let syn::Expr::Lit(literal) = &pair.value
            && let syn::Lit::Str(text) = &literal.lit
        {
            return pair.path.is_ident("path").then(|| text.value());
        }
        None
    })
}

impl Source {
    pub(crate) fn new(path: &str, text: String) -> Result<Self, syn::Error> {
        let ast = if path.ends_with(".rs") {
            Some(syn::parse_file(&text)?)
        } else {
            None
        };
        let mut test_lines = Vec::new();
        if let Some(file) = &ast {
            find_test_lines(&file.items, &mut test_lines);
        }
        let path = path.to_owned();
        Ok(Self {
            path,
            text,
            ast,
            floor: None,
            part: Part::Nothing,
            test_lines,
        })
    }

    /// Whether this line, counted from 1, belongs to the product.
    pub(crate) fn is_product_line(&self, line: usize) -> bool {
        self.part == Part::Product
            && !self
                .test_lines
                .iter()
                .any(|&(first, last)| (first..=last).contains(&line))
    }

    /// Whether the file belongs to one of the crates that have no clock, entropy, threads or I/O.
    pub(crate) fn is_pure(&self) -> bool {
        matches!(self.floor, Some(Floor::Number(0..=3)))
    }

    /// Numbered from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }
}

fn find_test_lines(items: &[syn::Item], out: &mut Vec<(usize, usize)>) {
    for item in items {
        if is_for_tests(attributes(item)) {
            let span = item.span();
            out.push((span.start().line, span.end().line));
        } else if let syn::Item::Mod(module) = item
            && let Some((_, inner)) = &module.content
        {
            find_test_lines(inner, out);
        }
    }
}

/// Of the items that are given to tests alone in practice.
pub(crate) fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    if let syn::Item::Mod(module) = item {
        &module.attrs
    } else if let syn::Item::Fn(function) = item {
        &function.attrs
    } else if let syn::Item::Impl(block) = item {
        &block.attrs
    } else if let syn::Item::Use(import) = item {
        &import.attrs
    } else {
        &[]
    }
}

/// `#[cfg(test)]` or `#[test]`.
pub(crate) fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        if attribute.path().is_ident("test") {
            return true;
        }
        let condition = attribute.parse_args::<syn::Path>();
        attribute.path().is_ident("cfg") && condition.is_ok_and(|path| path.is_ident("test"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        let sources = files
            .iter()
            .map(|(path, text)| Source::new(path, (*text).to_owned()).unwrap());
        Tree {
            sources: sources.collect(),
            unparsable: Vec::new(),
            roots: BTreeMap::new(),
        }
    }

    #[test]
    fn modules_are_followed_beside_a_root_and_below_others() {
        let tree = tree(&[
            ("a/src/lib.rs", "mod send; #[cfg(test)] mod world;"),
            ("a/src/send.rs", "mod retry { mod timer; }"),
            ("a/src/send/retry/timer.rs", ""),
            ("a/src/world.rs", "mod deep;"),
            ("a/src/world/deep.rs", ""),
        ]);
        let mut parts = BTreeMap::new();
        tree.follow("a/src/lib.rs", Part::Product, ModuleRoot::Yes, &mut parts);
        assert_eq!(parts["a/src/send/retry/timer.rs"], Part::Product);
        assert_eq!(parts["a/src/world/deep.rs"], Part::Test);
    }

    #[test]
    fn a_module_with_a_path_of_its_own_is_followed() {
        let tree = tree(&[
            (
                "a/tests/host.rs",
                "#[path = \"host/append.rs\"] mod append;",
            ),
            ("a/tests/host/append.rs", ""),
        ]);
        let mut parts = BTreeMap::new();
        tree.follow("a/tests/host.rs", Part::Test, ModuleRoot::Yes, &mut parts);
        assert_eq!(parts["a/tests/host/append.rs"], Part::Test);
    }

    #[test]
    fn lines_of_test_modules_are_not_product_lines() {
        let mut source = Source::new(
            "a/src/lib.rs",
            "fn one() {}\n#[cfg(test)]\nmod tests {\n}\nfn two() {}\n".to_owned(),
        )
        .unwrap();
        source.part = Part::Product;
        let product: Vec<_> = (1..=5)
            .filter(|&line| source.is_product_line(line))
            .collect();
        assert_eq!(product, [1, 5]);
    }
}
