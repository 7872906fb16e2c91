//! The modules of one library or program, and which of them a path leads to.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::imports::{Import, imports, of_product};
use crate::tidy::source::{ModuleRoot, Part, Places, Source, Tree};

/// One library or program, without its tests.
pub(super) struct Modules<'a> {
    /// The root comes first.
    all: Vec<Module<'a>>,
    /// Answers that were found: what a name leads to in a module, as the last of a path or not.
    known: RefCell<BTreeMap<(usize, String, bool), Option<Target>>>,
}

/// One module; several lie in one file where they are written out.
pub(super) struct Module<'a> {
    /// Its path.
    pub(super) file: &'a str,
    /// What stands in it.
    pub(super) content: &'a [syn::Item],
    /// All `use` in it, those inside functions too.
    pub(super) imports: Vec<Import>,
    parent: Option<usize>,
    children: BTreeMap<String, usize>,
    items: BTreeMap<String, &'a syn::Item>,
}

/// An item: the module it stands in, and its name.
pub(super) type Key = (usize, String);

/// Where a path leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Module(usize),
    Item(Key),
}

impl<'a> Modules<'a> {
    /// Everything that the compiler reaches from `root` when it makes no tests.
    pub(super) fn of(tree: &'a Tree, root: &str) -> Self {
        let mut modules = Self {
            all: Vec::new(),
            known: RefCell::default(),
        };
        if let Some(source) = tree.sources.iter().find(|source| source.path == root) {
            modules.file(tree, source, ModuleRoot::Yes, None);
        }
        modules
    }

    fn file(
        &mut self,
        tree: &'a Tree,
        source: &'a Source,
        module_root: ModuleRoot,
        parent: Option<usize>,
    ) -> Option<usize> {
        let file = source.ast.as_ref()?;
        let places = Places::of(&source.path, module_root);
        let here = Place {
            tree,
            file: &source.path,
            places,
        };
        (source.part == Part::Product).then(|| self.module(&here, &file.items, parent))
    }

    fn module(
        &mut self,
        place: &Place<'a>,
        content: &'a [syn::Item],
        parent: Option<usize>,
    ) -> usize {
        let id = self.all.len();
        self.all.push(Module {
            file: place.file,
            content,
            imports: imports(content),
            parent,
            children: BTreeMap::new(),
            items: named(content),
        });
        for item in of_product(content) {
            let syn::Item::Mod(module) = item else {
                continue;
            };
            let child = if let Some((_, inner)) = &module.content {
                let inside = Place {
                    tree: place.tree,
                    file: place.file,
                    places: place.places.inside(module),
                };
                Some(self.module(&inside, inner, Some(id)))
            } else {
                let path = place.places.file_of(module);
                let source = place.tree.sources.iter().find(|source| source.path == path);
                source.and_then(|source| self.file(place.tree, source, ModuleRoot::No, Some(id)))
            };
            if let Some(child) = child {
                self.all[id]
                    .children
                    .insert(module.ident.to_string(), child);
            }
        }
        id
    }

    /// All of them, each with the number by which others know it.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Module<'a>)> {
        self.all.iter().enumerate()
    }

    /// The path of a module's file.
    pub(super) fn file_of(&self, module: usize) -> &'a str {
        self.all[module].file
    }

    /// The item itself, unless a macro made it.
    pub(super) fn item(&self, key: &Key) -> Option<&'a syn::Item> {
        self.all[key.0].items.get(&key.1).copied()
    }

    /// Whether one module lies within another, at any depth.
    pub(super) fn is_within(&self, module: usize, outer: usize) -> bool {
        let mut above = Some(module);
        while let Some(one) = above {
            if one == outer {
                return true;
            }
            above = self.all[one].parent;
        }
        false
    }

    /// Where a path leads that stands in a module, and how many of its names that took. Paths into
    /// other crates lead nowhere.
    pub(super) fn resolve(&self, from: usize, path: &[String]) -> Option<(Target, usize)> {
        let mut at = Target::Module(from);
        let mut used = 0;
        while let (Target::Module(module), Some(name)) = (&at, path.get(used)) {
            let (module, last) = (*module, used + 1 == path.len());
            at = match name.as_str() {
                "crate" => Target::Module(0),
                "self" => Target::Module(module),
                "super" => Target::Module(self.all[module].parent?),
                name => self.lookup(module, name, last)?,
            };
            used += 1;
        }
        Some((at, used))
    }

    fn lookup(&self, module: usize, name: &str, last: bool) -> Option<Target> {
        let question = (module, name.to_owned(), last);
        if let Some(known) = self.known.borrow().get(&question) {
            return known.clone();
        }
        // Imports may lead in a circle, or back to this name: then they lead nowhere.
        self.known.borrow_mut().insert(question.clone(), None);
        let found = self.look(module, name, last);
        self.known.borrow_mut().insert(question, found.clone());
        found
    }

    /// A function and a module may share a name: the last name of a path is the function's.
    fn look(&self, module: usize, name: &str, last: bool) -> Option<Target> {
        let here = &self.all[module];
        let item = || {
            let found = here.items.contains_key(name);
            found.then(|| Target::Item((module, name.to_owned())))
        };
        let child = || here.children.get(name).map(|&child| Target::Module(child));
        let import = || {
            let mut imports = here.imports.iter().filter(|import| import.name == name);
            imports.find_map(|import| self.imported(module, import))
        };
        let found = if last {
            item().or_else(import).or_else(child)
        } else {
            child().or_else(item).or_else(import)
        };
        found.or_else(|| {
            let mut globs = here.imports.iter().filter(|import| import.name == "*");
            globs.find_map(|glob| match self.imported(module, glob)? {
                Target::Module(opened) => self.lookup(opened, name, last),
                Target::Item(_) => None,
            })
        })
    }

    /// What a `use` leads to. What is not found in a module of ours was made by a macro there.
    fn imported(&self, module: usize, import: &Import) -> Option<Target> {
        if let Some((target, _)) = self.resolve(module, &import.path) {
            return Some(target);
        }
        let (name, above) = import.path.split_last()?;
        // A path of one name, or of names that are not ours, leads into another crate.
        match self.resolve(module, above)?.0 {
            Target::Module(made_in) if !above.is_empty() => {
                Some(Target::Item((made_in, name.clone())))
            }
            Target::Module(_) | Target::Item(_) => None,
        }
    }
}

/// Where the content of a module is read.
struct Place<'a> {
    tree: &'a Tree,
    file: &'a str,
    places: Places,
}

fn named(content: &[syn::Item]) -> BTreeMap<String, &syn::Item> {
    let mut items = BTreeMap::new();
    for item in of_product(content) {
        if let Some(name) = name_of(item) {
            items.insert(name.to_string(), item);
        }
    }
    items
}

fn name_of(item: &syn::Item) -> Option<&syn::Ident> {
    if let syn::Item::Macro(item) = item {
        return item.ident.as_ref();
    }
    Some(if let syn::Item::Fn(item) = item {
        &item.sig.ident
    } else if let syn::Item::Struct(item) = item {
        &item.ident
    } else if let syn::Item::Enum(item) = item {
        &item.ident
    } else if let syn::Item::Trait(item) = item {
        &item.ident
    } else if let syn::Item::Type(item) = item {
        &item.ident
    } else if let syn::Item::Const(item) = item {
        &item.ident
    } else if let syn::Item::Static(item) = item {
        &item.ident
    } else if let syn::Item::Union(item) = item {
        &item.ident
    } else {
        return None;
    })
}
