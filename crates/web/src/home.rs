//! The screen of an open device: the list, and what was chosen from it.

use leptos::html;
use leptos::prelude::{
    AnyView, ClassAttribute as _, CustomAttribute as _, ElementChild as _, Get as _, IntoAny as _,
    Memo,
};

use crate::route::Route;
use crate::state::App;
use crate::{conversation, details, settings};

/// The panes.
pub(crate) fn view(app: App) -> AnyView {
    let route = app.router.route;
    let pane = move || match route.get() {
        Route::Home => "list",
        Route::Details(_) => "details",
        _ => "main",
    };
    let details = move || matches!(route.get(), Route::Details(_)).then_some("");
    let main = Memo::new(move |_| match route.get() {
        // Details lie beside the conversation, which stays as it is.
        Route::Details(id) => Route::Conversation { id, at: None },
        other => other,
    });
    let beside = Memo::new(move |_| match route.get() {
        Route::Details(id) => Some(id),
        _ => None,
    });
    html::div()
        .class("app")
        .attr("data-pane", pane)
        .attr("data-details", details)
        .child((
            html::aside().class("pane list"),
            html::main()
                .class("pane main")
                .child(move || match main.get() {
                    Route::Conversation { id, at } => conversation::pane(app, id, at),
                    Route::Settings(part) => settings::pane(app, part),
                    _ => ().into_any(),
                }),
            move || {
                beside.get().map(|id| {
                    html::aside()
                        .class("pane details")
                        .child(details::pane(app, id))
                        .into_any()
                })
            },
        ))
        .into_any()
}
