//! Lists whose items keep their place in the document as long as their key is there.

use std::hash::Hash;

use leptos::prelude::{AnyView, For, ForProps, Get as _, IntoAny as _, Signal};

/// A view for each item; an item whose key stays is moved, not made anew.
pub(crate) fn each<T, K>(
    items: Signal<Vec<T>>,
    key: impl Fn(&T) -> K + Clone + Send + Sync + 'static,
    view: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    K: Eq + Hash + Send + Sync + leptos::tachys::view::keyed::SerializableKey + 'static,
{
    For(ForProps::builder()
        .each(move || items.get())
        .key(key)
        .children(view)
        .build())
    .into_any()
}
