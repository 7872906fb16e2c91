//! What is named and called at the places of one module, as arrows to other files.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::modules::{Key, Target};
use super::sight::{self, Sight};
use super::written::{self, Type};

/// From one file to another, with what makes it.
pub(super) type Arrows = BTreeMap<(String, String), Arrow>;

/// Why a file needs another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Arrow {
    /// Places at which it does.
    pub(super) count: usize,
    /// The first of them.
    pub(super) line: usize,
    /// What is named or called there.
    pub(super) what: String,
}

/// Reads the code of one module.
pub(super) struct Reader<'a> {
    pub(super) sight: Sight<'a>,
    pub(super) file: &'a str,
    pub(super) arrows: &'a mut Arrows,
}

impl Reader<'_> {
    fn arrow(&mut self, to: &str, line: usize, what: impl FnOnce() -> String) {
        if to == self.file {
            return;
        }
        let between = (self.file.to_owned(), to.to_owned());
        let arrow = self.arrows.entry(between).or_insert_with(|| Arrow {
            count: 0,
            line,
            what: what(),
        });
        arrow.count += 1;
    }

    /// A parent that hands out what its children hold does not use it by that.
    pub(super) fn import(&mut self, path: &[String], line: usize, public: bool) {
        let Some((Target::Item((module, name)), _)) =
            self.sight.modules.resolve(self.sight.module, path)
        else {
            return;
        };
        if !(public && self.sight.modules.is_within(module, self.sight.module)) {
            self.arrow(self.sight.modules.file_of(module), line, || name);
        }
    }

    /// A path in code: an item, and perhaps a method of it.
    pub(super) fn named(&mut self, path: &[String], line: usize) {
        let (first, rest) = match path {
            [] => return,
            [one] if self.sight.locals.knows(one) => return,
            [first, rest @ ..] => (first, rest),
        };
        if first == "Self" {
            if let (Some(owner), Some(name)) = (self.sight.owner.clone(), rest.first()) {
                self.method(&owner, name, line);
            }
            return;
        }
        let Some((Target::Item(key), used)) = self.sight.modules.resolve(self.sight.module, path)
        else {
            return;
        };
        let (module, item) = &key;
        self.arrow(self.sight.modules.file_of(*module), line, || item.clone());
        if let (Some(Type::Ours(owner)), Some(name)) = (
            written::aliased(self.sight.modules, key.clone()),
            path.get(used),
        ) {
            self.method(&owner, name, line);
        }
    }

    fn method(&mut self, owner: &Key, name: &str, line: usize) {
        if let Some(method) = self.sight.types.method_of(owner, name) {
            self.arrow(method.file, line, || format!("{}::{name}", owner.1));
        }
    }

    /// A call on a value whose type may be unknown.
    pub(super) fn call(&mut self, receiver: Option<Type>, name: &str, line: usize) {
        match receiver {
            Some(Type::Ours(owner)) => self.method(&owner, name, line),
            Some(Type::Maybe(_) | Type::Foreign) => {}
            None => {
                if let Some(owner) = sight::only_owner(self.sight.types, name) {
                    let owner = owner.clone();
                    self.method(&owner, name, line);
                }
            }
        }
    }

    /// Inside a macro that is no list of expressions: paths, and calls on what is not known.
    pub(super) fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let (mut colons, mut dot, mut line) = (0, false, 0);
        let mut called: Option<(String, usize)> = None;
        for token in tokens {
            let is_call = matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
            if let Some((name, line)) = called.take().filter(|_| is_call) {
                self.call(None, &name, line);
            }
            match token {
                TokenTree::Ident(ident) if dot => {
                    called = Some((ident.to_string(), ident.span().start().line));
                    dot = false;
                }
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.named(&std::mem::take(&mut path), line);
                        line = ident.span().start().line;
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Punct(punct) => {
                    self.named(&std::mem::take(&mut path), line);
                    (colons, dot) = (0, punct.as_char() == '.');
                }
                TokenTree::Group(group) => {
                    self.named(&std::mem::take(&mut path), line);
                    (colons, dot) = (0, false);
                    self.tokens(group.stream());
                }
                TokenTree::Literal(_) => (colons, dot) = (0, false),
            }
        }
        self.named(&path, line);
    }
}
