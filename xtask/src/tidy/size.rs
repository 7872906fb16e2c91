//! How long files and functions are, tests apart.
//!
//! A file's measure is its product lines. A function's is its lines from `fn` to the closing brace
//! that hold code: blank lines and comments are free.

use std::collections::BTreeMap;

use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

use super::source::{Part, Source};

/// Lines of one file at most.
pub(crate) const FILE_LINES: usize = 500;
/// Lines that nine of ten files have at most.
pub(crate) const NINE_IN_TEN_LINES: usize = 280;
/// Lines of one function at most.
pub(crate) const FUNCTION_LINES: usize = 70;
/// Arguments of one function at most, `self` included.
pub(crate) const FUNCTION_ARGUMENTS: usize = 5;

/// Written by a program, in an order of its own: nobody reads it, and nobody can split it.
const GENERATED: &str = "crates/wire/src/generated.rs";

/// Everything over its budget, by a name that survives other edits.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Measures {
    /// Path to lines.
    pub(crate) files: BTreeMap<String, usize>,
    /// Lines that nine of ten files have at most, if that is too many.
    pub(crate) nine_in_ten: Option<usize>,
    /// `path: function` to lines.
    pub(crate) functions: BTreeMap<String, usize>,
    /// `path: function` to arguments.
    pub(crate) arguments: BTreeMap<String, usize>,
    /// Crate to the number of its files that are in circles.
    pub(crate) circles: BTreeMap<String, usize>,
}

/// What exceeds a budget.
pub(crate) fn measure(sources: &[Source]) -> Measures {
    let mut measures = Measures::default();
    let mut lengths = Vec::new();
    let product = sources.iter().filter(|source| source.part == Part::Product);
    for source in product.filter(|source| source.path != GENERATED) {
        let lines = source
            .lines()
            .filter(|(line, _)| source.is_product_line(*line))
            .count();
        lengths.push(lines);
        if lines > FILE_LINES {
            measures.files.insert(source.path.clone(), lines);
        }
        if let Some(file) = &source.ast {
            let code: Vec<_> = source.text.lines().map(holds_code).collect();
            Functions {
                source,
                code,
                measures: &mut measures,
            }
            .visit_file(file);
        }
    }
    measures.nine_in_ten = nine_in_ten(lengths).filter(|&lines| lines > NINE_IN_TEN_LINES);
    measures
}

/// The 90th percentile: the shortest length that at least nine of ten do not exceed.
fn nine_in_ten(mut lengths: Vec<usize>) -> Option<usize> {
    lengths.sort_unstable();
    let rank = (lengths.len() * 9).div_ceil(10);
    lengths.get(rank.checked_sub(1)?).copied()
}

fn holds_code(line: &str) -> bool {
    let trimmed = line.trim();
    !trimmed.is_empty() && !trimmed.starts_with("//")
}

struct Functions<'a> {
    source: &'a Source,
    code: Vec<bool>,
    measures: &'a mut Measures,
}

impl Functions<'_> {
    fn lines(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let first = signature.fn_token.span().start().line;
        let last = block.brace_token.span.close().end().line;
        let lines = self
            .code
            .iter()
            .take(last)
            .skip(first - 1)
            .filter(|code| **code)
            .count();
        if self.source.is_product_line(first) && lines > FUNCTION_LINES {
            self.measures.functions.insert(self.name(signature), lines);
        }
    }

    fn arguments(&mut self, signature: &syn::Signature) {
        let line = signature.fn_token.span().start().line;
        let arguments = signature.inputs.len();
        if self.source.is_product_line(line) && arguments > FUNCTION_ARGUMENTS {
            self.measures
                .arguments
                .insert(self.name(signature), arguments);
        }
    }

    fn name(&self, signature: &syn::Signature) -> String {
        format!("{}: {}", self.source.path, signature.ident)
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.lines(&item.sig, &item.block);
        self.arguments(&item.sig);
        visit::visit_item_fn(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        for member in &item.items {
            if let syn::ImplItem::Fn(function) = member {
                self.lines(&function.sig, &function.block);
                // A trait's signature is counted where the trait is ours, and not where it is not.
                if item.trait_.is_none() {
                    self.arguments(&function.sig);
                }
            }
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        self.arguments(&item.sig);
        if let Some(block) = &item.default {
            self.lines(&item.sig, block);
        }
        visit::visit_trait_item_fn(self, item);
    }
}

#[cfg(test)]
mod tests {
    use super::super::planted;
    use super::*;

    const PATH: &str = "crates/host/src/append.rs";

    #[test]
    fn a_file_over_its_budget_is_measured_without_its_tests() {
        let product = "// line\n".repeat(FILE_LINES);
        let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "\n".repeat(500));
        let fits = planted(PATH, &format!("{product}{tests}"));
        assert_eq!(measure(&[fits]).files, [].into());
        let over = planted(PATH, &format!("{product}// one more\n{tests}"));
        assert_eq!(measure(&[over]).files[PATH], FILE_LINES + 1);
    }

    #[test]
    fn a_generated_file_has_no_budget() {
        let long = planted(GENERATED, &"// line\n".repeat(FILE_LINES + 1));
        assert_eq!(measure(&[long]), Measures::default());
    }

    #[test]
    fn one_file_in_ten_may_be_longer_and_two_may_not() {
        let files = |long: usize| -> Vec<_> {
            let file = |index: usize| {
                let longer = usize::from(index < long);
                planted(PATH, &"// line\n".repeat(NINE_IN_TEN_LINES + longer))
            };
            (0..10).map(file).collect()
        };
        assert_eq!(measure(&files(1)).nine_in_ten, None);
        assert_eq!(measure(&files(2)).nine_in_ten, Some(NINE_IN_TEN_LINES + 1));
    }

    #[test]
    fn a_function_over_its_budget_is_measured_without_blanks_and_comments() {
        let body = "    step();\n".repeat(FUNCTION_LINES - 1);
        let text = format!("fn long() {{\n    // why\n\n{body}}}\n");
        let measures = measure(&[planted(PATH, &text)]);
        assert_eq!(
            measures.functions[&format!("{PATH}: long")],
            FUNCTION_LINES + 1
        );
    }

    #[test]
    fn a_method_with_too_many_arguments_is_found() {
        let text = "impl A { fn f(&self, a: u8, b: u8, c: u8, d: u8, e: u8) {} }";
        assert_eq!(
            measure(&[planted(PATH, text)]).arguments[&format!("{PATH}: f")],
            6
        );
    }

    #[test]
    fn the_signature_of_a_trait_counts_at_the_trait_and_not_where_it_is_implemented() {
        let method = "fn f(&self, a: u8, b: u8, c: u8, d: u8, e: u8)";
        let theirs = planted(PATH, &format!("impl Theirs for A {{ {method} {{}} }}"));
        assert_eq!(measure(&[theirs]), Measures::default());
        let ours = planted(PATH, &format!("trait Ours {{ {method}; }}"));
        assert_eq!(measure(&[ours]).arguments.len(), 1);
    }
}
