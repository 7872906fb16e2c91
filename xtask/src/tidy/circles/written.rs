//! Which type is meant where one is written in code.

use super::modules::{Key, Modules, Target};

/// Aliases of aliases that are followed.
const ALIASES_MAX: usize = 8;

/// A type, as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Type {
    /// One of ours, or a trait of ours.
    Ours(Key),
    /// In `Option` or `Result`.
    Maybe(Box<Self>),
    /// Another crate's.
    Foreign,
}

/// The item of ours that a path names.
pub(super) fn item_of(modules: &Modules<'_>, id: usize, path: &syn::Path) -> Option<Key> {
    if path.leading_colon.is_some() {
        return None;
    }
    match modules.resolve(id, &names(path))?.0 {
        Target::Item(key) => Some(key),
        Target::Module(_) => None,
    }
}

pub(super) fn names(path: &syn::Path) -> Vec<String> {
    let segments = path.segments.iter();
    segments.map(|segment| segment.ident.to_string()).collect()
}

/// A type as it is written in a module, where `Self` is `owner`. References and boxes are seen
/// through.
pub(super) fn type_of(
    modules: &Modules<'_>,
    id: usize,
    owner: Option<&Key>,
    written: &syn::Type,
) -> Option<Type> {
    if let syn::Type::Reference(reference) = written {
        return type_of(modules, id, owner, &reference.elem);
    }
    if let syn::Type::Paren(inner) = written {
        return type_of(modules, id, owner, &inner.elem);
    }
    if let syn::Type::Path(path) = written {
        return named_type(modules, id, owner, &path.path);
    }
    let bounds = if let syn::Type::TraitObject(object) = written {
        &object.bounds
    } else if let syn::Type::ImplTrait(one) = written {
        &one.bounds
    } else if let syn::Type::Tuple(parts) = written {
        return holding(
            parts
                .elems
                .iter()
                .map(|part| type_of(modules, id, owner, part)),
        );
    } else if let syn::Type::Slice(slice) = written {
        return holding([type_of(modules, id, owner, &slice.elem)].into_iter());
    } else if let syn::Type::Array(array) = written {
        return holding([type_of(modules, id, owner, &array.elem)].into_iter());
    } else {
        return Some(Type::Foreign);
    };
    let mut traits = bounds.iter().filter_map(|bound| {
        if let syn::TypeParamBound::Trait(bound) = bound {
            return item_of(modules, id, &bound.path);
        }
        None
    });
    Some(traits.next().map_or(Type::Foreign, Type::Ours))
}

/// Of something that holds others: another crate's if all of these are, else unknown, because what
/// is taken out of it may be ours.
pub(super) fn holding(parts: impl Iterator<Item = Option<Type>>) -> Option<Type> {
    let mut parts = parts;
    parts
        .all(|part| part == Some(Type::Foreign))
        .then_some(Type::Foreign)
}

/// Through which one calls what is in them.
pub(super) const TRANSPARENT: [&str; 7] =
    ["Box", "Rc", "Arc", "Pin", "Ref", "RefMut", "MutexGuard"];

pub(super) fn named_type(
    modules: &Modules<'_>,
    id: usize,
    owner: Option<&Key>,
    path: &syn::Path,
) -> Option<Type> {
    let segment = path.segments.last()?;
    if segment.ident == "Self" {
        return owner.cloned().map(Type::Ours);
    }
    let inner = || {
        let arguments = match &segment.arguments {
            syn::PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
            syn::PathArguments::None | syn::PathArguments::Parenthesized(_) => None,
        };
        let types = arguments.into_iter().flatten().filter_map(|argument| {
            if let syn::GenericArgument::Type(inner) = argument {
                return Some(inner);
            }
            None
        });
        types.map(|inner| type_of(modules, id, owner, inner))
    };
    let Some(key) = item_of(modules, id, path) else {
        let name = segment.ident.to_string();
        return match name.as_str() {
            name if TRANSPARENT.contains(&name) => inner().next()?,
            "Option" | "Result" => inner().next()?.map(|inner| Type::Maybe(Box::new(inner))),
            _ => holding(inner()),
        };
    };
    aliased(modules, key).map(|found| match found {
        // As where `Step<T>` stands for `Result<T, Stop>`.
        Type::Maybe(whole) => Type::Maybe(inner().next().flatten().map_or(whole, Box::new)),
        Type::Ours(_) | Type::Foreign => found,
    })
}

/// What an item is as a type: itself, or what it is another name for.
pub(super) fn aliased(modules: &Modules<'_>, key: Key) -> Option<Type> {
    followed(modules, key, ALIASES_MAX)
}

fn followed(modules: &Modules<'_>, key: Key, steps: usize) -> Option<Type> {
    let steps = steps.checked_sub(1)?;
    let Some(syn::Item::Type(alias)) = modules.item(&key) else {
        return Some(Type::Ours(key));
    };
    let syn::Type::Path(path) = &*alias.ty else {
        return Some(Type::Foreign);
    };
    match item_of(modules, key.0, &path.path) {
        Some(next) => followed(modules, next, steps),
        None => named_type(modules, key.0, None, &path.path),
    }
}
