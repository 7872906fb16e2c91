//! What lies over the page and is answered first: the browser's own `dialog`, which keeps the focus
//! inside, makes the rest inert, and is closed by Escape.

use crate::html;
use leptos::ev;
use leptos::prelude::{
    AnyView, Effect, Get as _, GetUntracked as _, IntoAny as _, NodeRef, Signal, on_cleanup,
};
use leptos::web_sys::Element;

use super::button::{Look, button};
use crate::dom;
use crate::state::App;

/// A dialog, shown as long as it is in the document. `close` is asked for by Escape and by a press
/// outside; whoever shows the dialog takes it out of the document then. The focus returns to where
/// it was.
pub(crate) fn dialog(
    part: &'static str,
    title: Signal<String>,
    close: impl Fn() + Copy + 'static,
    body: AnyView,
) -> AnyView {
    let node: NodeRef<leptos::html::Dialog> = NodeRef::new();
    let before = leptos::prelude::StoredValue::new_local(dom::focused());
    Effect::new(move |_| {
        if let Some(dialog) = node.get()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
        }
    });
    on_cleanup(move || {
        use leptos::prelude::GetValue as _;
        if let Some(element) = before.try_get_value().flatten() {
            dom::give_focus_back(element);
        }
    });
    html::dialog()
        .node_ref(node)
        .class("dialog")
        .attr("data-part", part)
        .attr("aria-labelledby", "dialog-title")
        .on(ev::keydown, move |event| {
            // What is typed here does not move anything behind.
            event.stop_propagation();
            if event.key() == "Escape" {
                event.prevent_default();
                close();
            }
        })
        // Where the press begins counts: a text that is marked may end outside.
        .on(ev::pointerdown, move |event| {
            if let Some(dialog) = node.get_untracked()
                && event.target() == event.current_target()
                && !holds(
                    &dialog,
                    f64::from(event.client_x()),
                    f64::from(event.client_y()),
                )
            {
                close();
            }
        })
        .child((
            html::h2()
                .id("dialog-title")
                .class("dialog-title")
                .child(title),
            html::div().class("dialog-body").child(body),
        ))
        .into_any()
}

/// Whether a point of the window is inside; what lies round a dialog is the dialog's too.
fn holds(dialog: &Element, x: f64, y: f64) -> bool {
    let own = dialog.get_bounding_client_rect();
    (own.left()..=own.right()).contains(&x) && (own.top()..=own.bottom()).contains(&y)
}

/// A question before something of weight.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question {
    pub(crate) part: &'static str,
    pub(crate) title: Signal<String>,
    /// What follows from a yes.
    pub(crate) text: Signal<String>,
    /// The word for yes: a verb.
    pub(crate) yes: Signal<String>,
    /// How much the yes warns.
    pub(crate) look: Look,
}

/// The question in a dialog. `answer` is called once, with `true` for yes.
pub(crate) fn confirm(
    app: App,
    question: Question,
    answer: impl Fn(bool) + Copy + 'static,
) -> AnyView {
    let body = html::div()
        .child((
            html::p().child(question.text),
            html::div().class("dialog-actions").child((
                button("no", Look::Usual, app.say("cancel"), move || answer(false)),
                button("yes", question.look, question.yes, move || answer(true)),
            )),
        ))
        .into_any();
    dialog(question.part, question.title, move || answer(false), body)
}
