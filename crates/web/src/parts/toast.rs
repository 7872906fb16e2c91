//! What is said in passing, at the lower edge.

use crate::html;
use leptos::prelude::{AnyView, Get as _, IntoAny as _, Signal};

use super::button::{Look, button, icon_button};
use super::each::each;
use super::icon::Icon;
use crate::state::App;
use crate::state::toasts::Toast;

/// All toasts. The region stands in the document from the beginning, so that it is read aloud.
pub(crate) fn toasts(app: App) -> AnyView {
    let shown = app.toasts.shown;
    html::div()
        .class("toasts")
        .attr("role", "status")
        .attr("aria-live", "polite")
        .attr("data-part", "toasts")
        .child(each(
            Signal::derive(move || shown.get()),
            |toast| toast.id,
            move |toast| one(app, toast),
        ))
        .into_any()
}

fn one(app: App, toast: Toast) -> AnyView {
    let id = toast.id;
    let action = toast.action.map(|(label, action)| {
        button(
            "toast-action",
            Look::Quiet,
            Signal::stored(label),
            move || {
                app.toasts.dismiss(id);
                action();
            },
        )
    });
    html::div()
        .class("toast")
        .attr("data-part", "toast")
        .child((
            // It runs as the interface does; the names in it are isolated by the words.
            html::span().child(toast.text),
            action,
            icon_button("toast-close", Icon::Close, app.say("close"), move || {
                app.toasts.dismiss(id);
            }),
        ))
        .into_any()
}
