//! Functions with equal bodies: one of them should go.

use std::collections::HashMap;

use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

use super::source::{Part, Source};
use crate::violation::Violation;

/// Lines of a body from which on an equal one is no coincidence.
const BODY_LINES: usize = 12;

/// Compares the product's bodies by their tokens: layout and comments do not make a difference.
pub(crate) fn check(sources: &[Source]) -> Vec<Violation> {
    let mut bodies = Vec::new();
    for source in sources.iter().filter(|source| source.part == Part::Product) {
        if let Some(file) = &source.ast {
            Bodies {
                source,
                found: &mut bodies,
            }
            .visit_file(file);
        }
    }
    let mut first_place: HashMap<&syn::Block, &Body<'_>> = HashMap::new();
    let mut violations = Vec::new();
    for body in &bodies {
        if let Some(twin) = first_place.get(body.block) {
            let message = format!(
                "`{}` has the same body as `{}` ({}:{})",
                body.name, twin.name, twin.path, twin.line
            );
            violations.push(Violation::new(body.path, body.line, message));
        } else {
            first_place.insert(body.block, body);
        }
    }
    violations
}

struct Body<'a> {
    block: &'a syn::Block,
    name: String,
    path: &'a str,
    line: usize,
}

struct Bodies<'a, 'b> {
    source: &'a Source,
    found: &'b mut Vec<Body<'a>>,
}

impl<'a> Bodies<'a, '_> {
    fn body(&mut self, signature: &syn::Signature, block: &'a syn::Block) {
        let span = block.span();
        let line = signature.ident.span().start().line;
        let lines = span.end().line - span.start().line + 1;
        if lines >= BODY_LINES && self.source.is_product_line(line) {
            let name = signature.ident.to_string();
            self.found.push(Body {
                block,
                name,
                path: &self.source.path,
                line,
            });
        }
    }
}

impl<'a> Visit<'a> for Bodies<'a, '_> {
    fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
        self.body(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'a syn::ImplItemFn) {
        self.body(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }
}

#[cfg(test)]
mod tests {
    use super::super::planted;
    use super::*;

    fn function(name: &str, lines: usize) -> String {
        format!("fn {name}() {{\n{}}}\n", "    step(1);\n".repeat(lines))
    }

    #[test]
    fn equal_long_bodies_are_found_across_files() {
        let one = planted("a.rs", &function("one", 10));
        let two = planted("b.rs", &format!("// Elsewhere.\n{}", function("two", 10)));
        let violations = check(&[one, two]);
        assert_eq!(violations.len(), 1);
        assert_eq!(
            (violations[0].path.as_str(), violations[0].line),
            ("b.rs", 2)
        );
    }

    #[test]
    fn short_or_different_bodies_pass() {
        let short = [
            planted("a.rs", &function("one", 9)),
            planted("b.rs", &function("two", 9)),
        ];
        assert_eq!(check(&short), []);
        let longer = [
            planted("a.rs", &function("one", 10)),
            planted("b.rs", &function("two", 11)),
        ];
        assert_eq!(check(&longer), []);
    }
}
