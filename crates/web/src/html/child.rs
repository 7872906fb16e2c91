//! What can stand in an element: text, elements, views, several of these, or none.

use leptos::prelude::{AnyView, Get as _, IntoAny as _, Memo, Signal};

/// What can be put into an element.
pub(crate) trait IntoChildren {
    fn add_to(self, children: &mut Vec<AnyView>);
}

/// One view of it, whatever it is.
pub(crate) fn view(of: impl IntoChildren) -> AnyView {
    let mut children = Vec::with_capacity(1);
    of.add_to(&mut children);
    if children.len() > 1 {
        return children.into_any();
    }
    children.pop().unwrap_or_else(|| ().into_any())
}

impl IntoChildren for AnyView {
    fn add_to(self, children: &mut Vec<AnyView>) {
        children.push(self);
    }
}

impl IntoChildren for String {
    fn add_to(self, children: &mut Vec<AnyView>) {
        children.push(self.into_any());
    }
}

impl IntoChildren for &'static str {
    fn add_to(self, children: &mut Vec<AnyView>) {
        children.push(self.into_any());
    }
}

impl<C: IntoChildren> IntoChildren for Option<C> {
    /// What is not there has a place too.
    fn add_to(self, children: &mut Vec<AnyView>) {
        children.push(self.map_or_else(|| ().into_any(), view));
    }
}

impl<C: IntoChildren> IntoChildren for Vec<C> {
    /// One child, so that those beside it keep their places.
    fn add_to(self, children: &mut Vec<AnyView>) {
        let parts: Vec<AnyView> = self.into_iter().map(view).collect();
        children.push(parts.into_any());
    }
}

impl<C: IntoChildren, F: Fn() -> C + Send + 'static> IntoChildren for F {
    fn add_to(self, children: &mut Vec<AnyView>) {
        let read: Box<dyn Fn() -> AnyView + Send> = Box::new(move || view(self()));
        children.push(read.into_any());
    }
}

impl IntoChildren for Signal<String> {
    fn add_to(self, children: &mut Vec<AnyView>) {
        (move || self.get()).add_to(children);
    }
}

impl IntoChildren for Memo<String> {
    fn add_to(self, children: &mut Vec<AnyView>) {
        (move || self.get()).add_to(children);
    }
}

macro_rules! tuples {
    ($($part:ident)*) => {
        impl<$($part: IntoChildren),*> IntoChildren for ($($part,)*) {
            #[expect(non_snake_case, reason = "a part is named as its type")]
            fn add_to(self, children: &mut Vec<AnyView>) {
                let ($($part,)*) = self;
                $($part.add_to(children);)*
            }
        }
    };
}

tuples! { A B }
tuples! { A B C }
tuples! { A B C D }
tuples! { A B C D E }
tuples! { A B C D E F }
tuples! { A B C D E F G }
tuples! { A B C D E F G H }
