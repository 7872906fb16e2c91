//! Reads the code of every module: from which file to which there is an arrow.

use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

use super::imports::of_product;
use super::locals::{Locals, part_of};
use super::modules::{Key, Modules};
use super::reader::{Arrows, Reader};
use super::sight::Sight;
use super::types::Types;
use super::written::{self, Type};
use crate::tidy::source;

/// All arrows of one library or program, added to those that are known.
pub(super) fn add(modules: &Modules<'_>, arrows: &mut Arrows) {
    let types = Types::of(modules);
    for (id, module) in modules.iter() {
        let mut reader = Reader {
            sight: Sight {
                modules,
                types: &types,
                module: id,
                owner: None,
                locals: Locals::default(),
            },
            file: module.file,
            arrows,
        };
        for import in &module.imports {
            reader.import(&import.path, import.line, import.public);
        }
        for item in of_product(module.content) {
            // The module has a turn of its own.
            if !matches!(item, syn::Item::Mod(_)) {
                reader.visit_item(item);
            }
        }
    }
}

impl Reader<'_> {
    fn scoped(&mut self, read: impl FnOnce(&mut Self)) {
        let mark = self.sight.locals.mark();
        read(self);
        self.sight.locals.forget(mark);
    }

    fn function(&mut self, signature: &syn::Signature, block: Option<&syn::Block>) {
        self.scoped(|reader| {
            reader.visit_signature(signature);
            for input in &signature.inputs {
                reader.parameter(input);
            }
            if let Some(block) = block {
                reader.visit_block(block);
            }
        });
    }

    fn parameter(&mut self, input: &syn::FnArg) {
        match input {
            syn::FnArg::Receiver(_) => {
                let owner = self.sight.owner.clone().map(Type::Ours);
                self.sight.locals.bind("self", owner);
            }
            syn::FnArg::Typed(typed) => {
                let found = self.sight.written(&typed.ty);
                self.sight.locals.pattern(&typed.pat, found);
            }
        }
    }

    fn within(&mut self, owner: Option<Key>, read: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.sight.owner, owner);
        read(self);
        self.sight.owner = before;
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !source::is_for_tests(source::attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    /// Counted with the module's other imports.
    fn visit_item_use(&mut self, _: &'ast syn::ItemUse) {}

    /// Says who may see something, not what it uses.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_item_impl(&mut self, block: &'ast syn::ItemImpl) {
        let owner =
            match written::type_of(self.sight.modules, self.sight.module, None, &block.self_ty) {
                Some(Type::Ours(owner)) => Some(owner),
                Some(Type::Maybe(_) | Type::Foreign) | None => None,
            };
        self.within(owner, |reader| visit::visit_item_impl(reader, block));
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        let owner = (self.sight.module, item.ident.to_string());
        self.within(Some(owner), |reader| visit::visit_item_trait(reader, item));
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig, Some(&item.block));
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !source::is_for_tests(&item.attrs) {
            self.function(&item.sig, Some(&item.block));
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        self.function(&item.sig, item.default.as_ref());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            let line = path.span().start().line;
            self.named(&written::names(path), line);
        }
        visit::visit_path(self, path);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let receiver = self.sight.type_of(&call.receiver);
        let line = call.method.span().start().line;
        self.call(receiver, &call.method.to_string(), line);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.visit_path(&item.path);
        let list = Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated;
        match item.parse_body_with(list) {
            Ok(list) => list
                .iter()
                .for_each(|expression| self.visit_expr(expression)),
            Err(_) => self.tokens(item.tokens.clone()),
        }
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        self.scoped(|reader| visit::visit_block(reader, block));
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        visit::visit_local(self, local);
        let value = local.init.as_ref();
        let found = value.and_then(|value| self.sight.type_of(&value.expr));
        self.sight.locals.pattern(&local.pat, found);
        if let syn::Pat::Type(typed) = &local.pat {
            let found = self.sight.written(&typed.ty);
            self.sight.locals.pattern(&typed.pat, found);
        }
    }

    fn visit_expr_let(&mut self, condition: &'ast syn::ExprLet) {
        visit::visit_expr_let(self, condition);
        let found = self.sight.type_of(&condition.expr);
        self.sight.locals.pattern(&condition.pat, found);
    }

    fn visit_expr_if(&mut self, expression: &'ast syn::ExprIf) {
        self.scoped(|reader| visit::visit_expr_if(reader, expression));
    }

    fn visit_expr_while(&mut self, expression: &'ast syn::ExprWhile) {
        self.scoped(|reader| visit::visit_expr_while(reader, expression));
    }

    fn visit_expr_for_loop(&mut self, expression: &'ast syn::ExprForLoop) {
        self.scoped(|reader| {
            let found = part_of(reader.sight.type_of(&expression.expr));
            reader.sight.locals.pattern(&expression.pat, found);
            visit::visit_expr_for_loop(reader, expression);
        });
    }

    fn visit_expr_match(&mut self, expression: &'ast syn::ExprMatch) {
        self.visit_expr(&expression.expr);
        let found = self.sight.type_of(&expression.expr);
        for arm in &expression.arms {
            self.scoped(|reader| {
                reader.sight.locals.pattern(&arm.pat, found.clone());
                reader.visit_arm(arm);
            });
        }
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        self.scoped(|reader| {
            for input in &closure.inputs {
                reader.sight.locals.pattern(input, None);
                if let syn::Pat::Type(typed) = input {
                    let found = reader.sight.written(&typed.ty);
                    reader.sight.locals.pattern(&typed.pat, found);
                }
            }
            visit::visit_expr_closure(reader, closure);
        });
    }
}
