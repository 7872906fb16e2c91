//! The variables of a function, and of which types they are.

use super::written::Type;

/// The variables in sight, innermost last.
#[derive(Default)]
pub(super) struct Locals(Vec<(String, Option<Type>)>);

impl Locals {
    pub(super) fn knows(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    pub(super) fn bind(&mut self, name: &str, found: Option<Type>) {
        self.0.push((name.to_owned(), found));
    }

    pub(super) fn of(&self, name: &str) -> Option<Type> {
        let mut inner = self.0.iter().rev();
        inner.find(|(known, _)| known == name)?.1.clone()
    }

    pub(super) fn mark(&self) -> usize {
        self.0.len()
    }

    /// Away with what was bound since the mark.
    pub(super) fn forget(&mut self, mark: usize) {
        self.0.truncate(mark);
    }

    /// Binds the variables of a pattern that is matched with a value of a type.
    pub(super) fn pattern(&mut self, pattern: &syn::Pat, found: Option<Type>) {
        if let syn::Pat::Ident(ident) = pattern {
            let name = ident.ident.to_string();
            // A name in capitals is a constant or a variant, which matches and binds nothing.
            if !name.starts_with(char::is_uppercase) {
                self.bind(&name, found);
            }
        } else if let syn::Pat::Reference(inner) = pattern {
            self.pattern(&inner.pat, found);
        } else if let syn::Pat::Paren(inner) = pattern {
            self.pattern(&inner.pat, found);
        } else if let syn::Pat::Type(inner) = pattern {
            self.pattern(&inner.pat, None);
        } else if let syn::Pat::TupleStruct(parts) = pattern {
            let inner = match found {
                Some(Type::Maybe(inner)) if opens(&parts.path) => Some(*inner),
                other => part_of(other),
            };
            for part in &parts.elems {
                self.pattern(part, inner.clone());
            }
        } else if let syn::Pat::Tuple(parts) = pattern {
            let inner = part_of(found);
            for part in &parts.elems {
                self.pattern(part, inner.clone());
            }
        } else if let syn::Pat::Slice(parts) = pattern {
            let inner = part_of(found);
            for part in &parts.elems {
                self.pattern(part, inner.clone());
            }
        } else if let syn::Pat::Struct(parts) = pattern {
            let inner = part_of(found);
            for part in &parts.fields {
                self.pattern(&part.pat, inner.clone());
            }
        } else if let syn::Pat::Or(cases) = pattern {
            for case in &cases.cases {
                self.pattern(case, found.clone());
            }
        }
    }
}

/// Parts of another crate's value are another crate's; of others they are not known.
pub(super) fn part_of(whole: Option<Type>) -> Option<Type> {
    whole.filter(|whole| *whole == Type::Foreign)
}

fn opens(path: &syn::Path) -> bool {
    path.is_ident("Some") || path.is_ident("Ok")
}
