//! What the types of a library or program have: methods and fields, and of which types these are.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::of_product;
use super::modules::{Key, Modules};
use super::written::{Type, item_of, type_of};
use crate::tidy::source;

/// A function in an `impl` block or in a trait.
#[derive(Debug)]
pub(super) struct Method<'a> {
    pub(super) file: &'a str,
    pub(super) returns: Option<Type>,
}

/// What is known about all types of one library or program.
#[derive(Default)]
pub(super) struct Types<'a> {
    methods: BTreeMap<Key, BTreeMap<String, Vec<Method<'a>>>>,
    /// The types that have a method of a name.
    owners: BTreeMap<String, BTreeSet<Key>>,
    fields: BTreeMap<(Key, String), Type>,
    returns: BTreeMap<Key, Type>,
    targets: BTreeMap<Key, Type>,
}

impl<'a> Types<'a> {
    pub(super) fn of(modules: &Modules<'a>) -> Self {
        let mut types = Self::default();
        for (id, module) in modules.iter() {
            for item in of_product(module.content) {
                if let syn::Item::Impl(block) = item {
                    types.block(modules, id, block);
                } else if let syn::Item::Trait(item) = item {
                    types.trait_methods(modules, id, item);
                } else if let syn::Item::Struct(item) = item {
                    types.struct_fields(modules, id, item);
                } else if let syn::Item::Fn(item) = item
                    && let Some(returns) = returned(modules, id, None, &item.sig)
                {
                    types
                        .returns
                        .insert((id, item.sig.ident.to_string()), returns);
                }
            }
        }
        types
    }

    fn block(&mut self, modules: &Modules<'a>, id: usize, block: &'a syn::ItemImpl) {
        let Some(Type::Ours(owner)) = type_of(modules, id, None, &block.self_ty) else {
            return;
        };
        if let Some((_, path, _)) = &block.trait_
            && item_of(modules, id, path).is_none()
        {
            // Another crate's trait: what it calls is not known. But `Deref` leads on.
            for member in &block.items {
                if let syn::ImplItem::Type(target) = member
                    && target.ident == "Target"
                    && let Some(found) = type_of(modules, id, Some(&owner), &target.ty)
                {
                    self.targets.insert(owner.clone(), found);
                }
            }
            return;
        }
        for member in &block.items {
            if let syn::ImplItem::Fn(function) = member
                && !source::is_for_tests(&function.attrs)
            {
                self.method(modules, id, &owner, &function.sig);
            }
        }
    }

    fn trait_methods(&mut self, modules: &Modules<'a>, id: usize, item: &syn::ItemTrait) {
        let owner = (id, item.ident.to_string());
        for member in &item.items {
            if let syn::TraitItem::Fn(function) = member {
                self.method(modules, id, &owner, &function.sig);
            }
        }
    }

    fn method(
        &mut self,
        modules: &Modules<'a>,
        id: usize,
        owner: &Key,
        signature: &syn::Signature,
    ) {
        let name = signature.ident.to_string();
        let owners = self.owners.entry(name.clone()).or_default();
        owners.insert(owner.clone());
        let method = Method {
            file: modules.file_of(id),
            returns: returned(modules, id, Some(owner), signature),
        };
        let named = self.methods.entry(owner.clone()).or_default();
        named.entry(name).or_default().push(method);
    }

    fn struct_fields(&mut self, modules: &Modules<'a>, id: usize, item: &syn::ItemStruct) {
        let owner = (id, item.ident.to_string());
        for (index, field) in item.fields.iter().enumerate() {
            let name = match &field.ident {
                Some(ident) => ident.to_string(),
                None => index.to_string(),
            };
            if let Some(found) = type_of(modules, id, Some(&owner), &field.ty) {
                self.fields.insert((owner.clone(), name), found);
            }
        }
    }

    /// The method that a call on a value of a type reaches, unless more than one file has it.
    pub(super) fn method_of(&self, owner: &Key, name: &str) -> Option<&Method<'a>> {
        let Some(found) = self.methods.get(owner).and_then(|named| named.get(name)) else {
            return match self.targets.get(owner)? {
                Type::Ours(target) if target != owner => self.method_of(target, name),
                Type::Ours(_) | Type::Maybe(_) | Type::Foreign => None,
            };
        };
        let (first, others) = found.split_first()?;
        let one_file = others.iter().all(|other| other.file == first.file);
        one_file.then_some(first)
    }

    /// The only type that has a method of this name.
    pub(super) fn only_owner(&self, name: &str) -> Option<&Key> {
        let mut owners = self.owners.get(name)?.iter();
        owners.next().filter(|_| owners.next().is_none())
    }

    pub(super) fn field(&self, owner: &Key, name: &str) -> Option<&Type> {
        let found = self.fields.get(&(owner.clone(), name.to_owned()));
        found.or_else(|| match self.targets.get(owner)? {
            Type::Ours(target) if target != owner => self.field(target, name),
            Type::Ours(_) | Type::Maybe(_) | Type::Foreign => None,
        })
    }

    /// What a function outside of `impl` blocks returns.
    pub(super) fn returned_by(&self, function: &Key) -> Option<&Type> {
        self.returns.get(function)
    }
}

fn returned(
    modules: &Modules<'_>,
    id: usize,
    owner: Option<&Key>,
    signature: &syn::Signature,
) -> Option<Type> {
    match &signature.output {
        syn::ReturnType::Default => None,
        syn::ReturnType::Type(_, written) => type_of(modules, id, owner, written),
    }
}
