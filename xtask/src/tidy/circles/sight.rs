//! Of which type the values inside a function are, as far as that can be told without a compiler.

use super::locals::{Locals, part_of};
use super::modules::{Key, Modules, Target};
use super::types::Types;
use super::written::{self, TRANSPARENT, Type};

/// Methods that hand on what they were called on.
const SAME: [&str; 14] = [
    "as_deref",
    "as_deref_mut",
    "as_mut",
    "as_ref",
    "borrow",
    "borrow_mut",
    "clone",
    "context",
    "map_err",
    "ok",
    "ok_or",
    "ok_or_else",
    "take",
    "with_context",
];
/// Methods that take a value out of an `Option` or a `Result`.
const TAKEN_OUT: [&str; 6] = [
    "expect",
    "unwrap",
    "unwrap_or",
    "unwrap_or_default",
    "unwrap_or_else",
    "get_or_insert_with",
];

/// Methods of other crates' types whose result may be of any type.
const MADE_OF_ANYTHING: [&str; 6] = ["collect", "into", "parse", "sum", "try_into", "product"];

/// Names of methods of the standard library and its like: on a value of unknown type, a call of one
/// of these tells nothing.
const STANDARD: &str = "\
abs all and and_then any append as_bytes as_deref as_mut as_path as_ref as_slice as_str back \
back_mut binary_search blur borrow borrow_mut build bytes capacity ceil chain chars \
checked_add checked_sub chunks clear click clone cloned close cmp collect concat contains \
contains_key copied copy_from_slice count cycle dedup display drain drop elapsed ends_with \
entry enumerate eq err error escape exists expect extend fill filter filter_map find find_map \
finish first first_mut flat_map flatten flush fmt focus fold for_each from front get get_mut \
get_or_insert_with hash id insert insert_str inspect into into_inner into_iter \
is_char_boundary is_dir is_empty is_err is_file is_none is_ok is_some iter iter_mut join keys \
kill kind last last_mut len lines load lock map map_err map_or map_or_else max max_by \
max_by_key metadata min min_by min_by_key name next next_back nth ok ok_or ok_or_else open or \
or_default or_else or_insert or_insert_with parse partition peek peekable poll poll_flush \
poll_read poll_shutdown poll_write pop pop_back pop_front position product push push_back \
push_front push_str range read read_exact read_to_end read_to_string recv remove repeat \
replace reserve resize retain rev rsplit saturating_add saturating_sub seek send set set_len \
shrink_to_fit signum skip skip_while sort sort_by sort_by_key sort_unstable spawn splice split \
split_at split_first split_last split_off split_once starts_with status step_by store \
strip_prefix strip_suffix style sum swap take take_while then then_some to_bytes to_owned \
to_string to_vec trim truncate try_from try_into try_recv try_send unwrap unwrap_or \
unwrap_or_default unwrap_or_else unzip update values values_mut wait windows with \
with_capacity wrapping_add write write_all write_fmt write_str zip";

/// The only type with a method of a name that is not the standard library's.
pub(super) fn only_owner<'a>(types: &'a Types<'_>, name: &str) -> Option<&'a Key> {
    types
        .only_owner(name)
        .filter(|_| !STANDARD.split(' ').any(|standard| standard == name))
}

/// What can be seen at one place in a module.
pub(super) struct Sight<'a> {
    pub(super) modules: &'a Modules<'a>,
    pub(super) types: &'a Types<'a>,
    pub(super) module: usize,
    /// What `Self` is.
    pub(super) owner: Option<Key>,
    pub(super) locals: Locals,
}

impl Sight<'_> {
    /// A type as it is written here.
    pub(super) fn written(&self, written: &syn::Type) -> Option<Type> {
        written::type_of(self.modules, self.module, self.owner.as_ref(), written)
    }

    /// The type of an expression, where it can be told.
    pub(super) fn type_of(&self, expression: &syn::Expr) -> Option<Type> {
        if let syn::Expr::Path(path) = expression {
            self.of_value(&written::names(&path.path))
        } else if let syn::Expr::Reference(inner) = expression {
            self.type_of(&inner.expr)
        } else if let syn::Expr::Paren(inner) = expression {
            self.type_of(&inner.expr)
        } else if let syn::Expr::Unary(inner) = expression {
            self.type_of(&inner.expr)
        } else if let syn::Expr::Await(inner) = expression {
            self.type_of(&inner.base)
        } else if let syn::Expr::Try(inner) = expression {
            taken_out(self.type_of(&inner.expr)?)
        } else if let syn::Expr::Struct(made) = expression {
            written::named_type(self.modules, self.module, self.owner.as_ref(), &made.path)
        } else if let syn::Expr::Field(field) = expression {
            self.of_field(field)
        } else if let syn::Expr::MethodCall(call) = expression {
            self.of_method(call)
        } else if let syn::Expr::Call(call) = expression {
            self.of_call(call)
        } else if let syn::Expr::Tuple(parts) = expression {
            written::holding(parts.elems.iter().map(|part| self.type_of(part)))
        } else if let syn::Expr::Index(place) = expression {
            part_of(self.type_of(&place.expr))
        } else if let syn::Expr::Lit(_) = expression {
            Some(Type::Foreign)
        } else {
            None
        }
    }

    fn of_value(&self, names: &[String]) -> Option<Type> {
        if let [variable] = names
            && self.locals.knows(variable)
        {
            return self.locals.of(variable);
        }
        if names.first()? == "Self" {
            return None;
        }
        let Some((target, _)) = self.modules.resolve(self.module, names) else {
            return Some(Type::Foreign);
        };
        let Target::Item(key) = target else {
            return None;
        };
        let item = self.modules.item(&key)?;
        if let syn::Item::Const(constant) = item {
            written::type_of(self.modules, key.0, None, &constant.ty)
        } else {
            matches!(item, syn::Item::Enum(_)).then_some(Type::Ours(key))
        }
    }

    fn of_field(&self, field: &syn::ExprField) -> Option<Type> {
        let owner = match self.type_of(&field.base)? {
            Type::Ours(owner) => owner,
            Type::Foreign => return Some(Type::Foreign),
            Type::Maybe(_) => return None,
        };
        let name = match &field.member {
            syn::Member::Named(ident) => ident.to_string(),
            syn::Member::Unnamed(index) => index.index.to_string(),
        };
        self.types.field(&owner, &name).cloned()
    }

    fn of_method(&self, call: &syn::ExprMethodCall) -> Option<Type> {
        let name = call.method.to_string();
        let receiver = self.type_of(&call.receiver);
        let owner = match &receiver {
            Some(Type::Ours(owner)) => Some(owner),
            Some(Type::Maybe(_) | Type::Foreign) => None,
            None => only_owner(self.types, &name),
        };
        if let Some(method) = owner.and_then(|owner| self.types.method_of(owner, &name)) {
            return method.returns.clone();
        }
        if SAME.contains(&name.as_str()) {
            return receiver;
        }
        if TAKEN_OUT.contains(&name.as_str()) {
            return taken_out(receiver?);
        }
        if MADE_OF_ANYTHING.contains(&name.as_str()) || receiver != Some(Type::Foreign) {
            return None;
        }
        written::holding(call.args.iter().map(|argument| self.type_of(argument)))
    }

    /// What a function of another crate makes of what it is given.
    fn of_foreign(&self, names: &[String], call: &syn::ExprCall) -> Option<Type> {
        if let [variable] = names
            && self.locals.knows(variable)
        {
            return None;
        }
        let mut arguments = call.args.iter().map(|argument| self.type_of(argument));
        let last = names.last()?.as_str();
        let wraps = names.len() > 1 && TRANSPARENT.contains(&names[names.len() - 2].as_str());
        match last {
            "Some" | "Ok" => Some(Type::Maybe(Box::new(arguments.next()??))),
            "new" | "pin" | "clone" if wraps => arguments.next()?,
            _ => written::holding(arguments),
        }
    }

    fn of_call(&self, call: &syn::ExprCall) -> Option<Type> {
        let syn::Expr::Path(path) = &*call.func else {
            return None;
        };
        let names = written::names(&path.path);
        let (owner, method) = if names.first().is_some_and(|name| name == "Self") {
            (self.owner.clone()?, names.get(1)?)
        } else if let Some((target, used)) = self.modules.resolve(self.module, &names) {
            let Target::Item(key) = target else {
                return None;
            };
            let Some(method) = names.get(used) else {
                // A function, or the constructor of a struct.
                return match self.modules.item(&key) {
                    Some(syn::Item::Struct(_)) => Some(Type::Ours(key)),
                    _ => self.types.returned_by(&key).cloned(),
                };
            };
            match written::aliased(self.modules, key)? {
                Type::Ours(owner) => (owner, method),
                Type::Maybe(_) | Type::Foreign => return None,
            }
        } else {
            return self.of_foreign(&names, call);
        };
        match self.types.method_of(&owner, method) {
            Some(found) => found.returns.clone(),
            // A variant of an enum.
            None => matches!(self.modules.item(&owner), Some(syn::Item::Enum(_)))
                .then_some(Type::Ours(owner)),
        }
    }
}

fn taken_out(found: Type) -> Option<Type> {
    match found {
        Type::Maybe(inner) => Some(*inner),
        Type::Foreign => Some(Type::Foreign),
        Type::Ours(_) => None,
    }
}
