//! What the `use` declarations of a module bring in.

use syn::visit::{self, Visit};

use crate::tidy::source;

/// One name that a `use` brings in.
pub(super) struct Import {
    /// As it is called here; `*` for everything.
    pub(super) name: String,
    pub(super) path: Vec<String>,
    pub(super) line: usize,
    pub(super) public: bool,
}

/// Without what is made for tests alone.
pub(super) fn of_product(content: &[syn::Item]) -> impl Iterator<Item = &syn::Item> {
    content
        .iter()
        .filter(|item| !source::is_for_tests(source::attributes(item)))
}

/// All of a module's, those inside its functions too.
pub(super) fn imports(content: &[syn::Item]) -> Vec<Import> {
    let mut uses = Uses(Vec::new());
    for item in of_product(content) {
        if !matches!(item, syn::Item::Mod(_)) {
            uses.visit_item(item);
        }
    }
    uses.0
}

struct Uses(Vec<Import>);

impl Visit<'_> for Uses {
    fn visit_item_use(&mut self, item: &syn::ItemUse) {
        // A path that begins with `::` leads into another crate.
        if item.leading_colon.is_none() {
            let public = !matches!(item.vis, syn::Visibility::Inherited);
            brought(&item.tree, &mut Vec::new(), public, &mut self.0);
        }
    }

    fn visit_item_mod(&mut self, module: &syn::ItemMod) {
        // Inside a function; its own names are not seen.
        if !source::is_for_tests(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }
}

fn brought(tree: &syn::UseTree, above: &mut Vec<String>, public: bool, out: &mut Vec<Import>) {
    let mut add = |name: String, ident: Option<&syn::Ident>, line: usize| {
        let mut path = above.clone();
        // In `use api::{self}` the module itself is meant.
        path.extend(
            ident
                .filter(|ident| *ident != "self")
                .map(ToString::to_string),
        );
        let name = if name == "self" {
            path.last().cloned().unwrap_or(name)
        } else {
            name
        };
        out.push(Import {
            name,
            path,
            line,
            public,
        });
    };
    match tree {
        syn::UseTree::Path(path) => {
            above.push(path.ident.to_string());
            brought(&path.tree, above, public, out);
            above.pop();
        }
        syn::UseTree::Group(group) => {
            for tree in &group.items {
                brought(tree, above, public, out);
            }
        }
        syn::UseTree::Name(name) => {
            let line = name.ident.span().start().line;
            add(name.ident.to_string(), Some(&name.ident), line);
        }
        syn::UseTree::Rename(renamed) => {
            let line = renamed.ident.span().start().line;
            add(renamed.rename.to_string(), Some(&renamed.ident), line);
        }
        syn::UseTree::Glob(glob) => {
            let line = glob.star_token.spans[0].start().line;
            add("*".to_owned(), None, line);
        }
    }
}
