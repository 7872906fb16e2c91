//! What stands in a line, as elements: words as they look, code, mentions, links, and what is hidden
//! until somebody asks for it.

use crate::html::{a, bdi, button, code, em, p, s, span, strong};
use hudhud_text::{Caution, Kind, Link, Span, Style};
use leptos::ev;
use leptos::prelude::*;

use super::open::{Open, Overlay};
use crate::parts::{self, Look};
use crate::route::Route;
use crate::state::App;

/// What stands in a line, in order.
pub(super) fn views(open: Open, spans: &[Span]) -> Vec<AnyView> {
    spans
        .chunk_by(|one, next| is_hidden(one) == is_hidden(next))
        .flat_map(|group| match group {
            [first, ..] if is_hidden(first) => vec![spoiler(open, group)],
            _ => group.iter().map(|span| styled(open, span)).collect(),
        })
        .collect()
}

const fn is_hidden(span: &Span) -> bool {
    span.look.has(Style::Hidden)
}

/// What is hidden. It keeps its place, so that nothing moves when it is shown, and who cannot see is
/// told that there is something, not what.
fn spoiler(open: Open, spans: &[Span]) -> AnyView {
    let app = open.app;
    let shown = RwSignal::new(false);
    let spans = spans.to_vec();
    crate::html::view(move || {
        if shown.get() {
            let node: NodeRef<leptos::html::Span> = NodeRef::new();
            // The button that had the focus is gone.
            Effect::new(move |_| {
                if let Some(node) = node.get() {
                    let _ = node.focus();
                }
            });
            span()
                .node_ref(node)
                .class("spoiler")
                .attr("data-part", "spoiler-shown")
                .attr("tabindex", "-1")
                .child(
                    spans
                        .iter()
                        .map(|span| styled(open, span))
                        .collect::<Vec<_>>(),
                )
                .into_any()
        } else {
            let text: String = spans.iter().map(|span| span.text.as_str()).collect();
            // Not a button of the browser: that is a box, and would not go on in the next line.
            span()
                .attr("role", "button")
                .attr("tabindex", "0")
                .class("spoiler hidden")
                .attr("data-part", "spoiler")
                .attr("aria-label", app.say("spoiler-show"))
                .attr("title", app.say("spoiler-show"))
                .on(ev::click, move |_| shown.set(true))
                .on(ev::keydown, move |event| {
                    if matches!(event.key().as_str(), "Enter" | " ") {
                        event.prevent_default();
                        event.stop_propagation();
                        shown.set(true);
                    }
                })
                .child(span().attr("aria-hidden", "true").child(text))
                .into_any()
        }
    })
}

fn styled(open: Open, span: &Span) -> AnyView {
    let mut view = one(open, span);
    if span.look.has(Style::Struck) {
        view = s().child(view).into_any();
    }
    if span.look.has(Style::Italic) {
        view = em().child(view).into_any();
    }
    if span.look.has(Style::Bold) {
        view = strong().child(view).into_any();
    }
    view
}

fn one(open: Open, part: &Span) -> AnyView {
    let app = open.app;
    let inside = part.text.clone();
    match &part.kind {
        Kind::Words => inside.into_any(),
        Kind::Code => code().attr("dir", "ltr").child(inside).into_any(),
        Kind::Mention => {
            let name = part.text.trim_start_matches('@').to_owned();
            button()
                .attr("type", "button")
                .class("mention")
                .attr("data-part", "mention")
                .on(ev::click, move |_| app.go(Route::Person(name.clone())))
                .child(bdi().child(inside))
                .into_any()
        }
        Kind::Link(to) if leads_where_it_says(to) => {
            let shown = bdi().attr("dir", "ltr").child(inside).into_any();
            link(app, to, "", shown, || {})
        }
        Kind::Named(to) if leads_where_it_says(to) => {
            let to = to.clone();
            button()
                .attr("type", "button")
                .attr("role", "link")
                .class("named-link")
                .attr("data-part", "named-link")
                .attr("title", to.href.clone())
                .on(ev::click, move |_| {
                    open.overlay.set(Overlay::Leave(to.clone()))
                })
                .child(bdi().child(inside))
                .into_any()
        }
        Kind::Link(_) | Kind::Named(_) => inside.into_any(),
    }
}

/// Whether the browser would go to the host that is shown. It is asked, because it is the one who goes.
fn leads_where_it_says(to: &Link) -> bool {
    let asked = web_sys::Url::new(&to.href).map(|url| url.hostname());
    match (&to.host, asked) {
        (Some(host), Ok(asked)) => *host == asked,
        (None, Ok(_)) => true,
        (_, Err(_)) => false,
    }
}

/// A link of this very app leads there within it: in a tab of its own it could not be opened.
fn link(
    app: App,
    to: &Link,
    class: &'static str,
    inside: AnyView,
    gone: impl Fn() + 'static,
) -> AnyView {
    let own = Route::of_address(&to.href);
    a().attr("href", to.href.clone())
        .class(class)
        .on(ev::click, move |event| {
            gone();
            if let Some(route) = own.clone() {
                event.prevent_default();
                app.go(route);
            }
        })
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer nofollow")
        .attr("data-part", "link")
        .attr("title", to.href.clone())
        .child(inside)
        .into_any()
}

/// Asks before a link is followed whose words do not say where it leads.
pub(super) fn leave(open: Open, to: &Link) -> AnyView {
    let app = open.app;
    let close = move || open.overlay.set(Overlay::Nothing);
    let care = to.caution.as_ref().map(|caution| {
        p().attr("data-part", "link-care")
            .child(warning(app, caution))
    });
    // The browser follows the link after this, also one that is no longer shown.
    let follow = link(
        app,
        to,
        "button primary",
        app.say("leave-yes").into_any(),
        close,
    );
    let body = crate::html::view((
        p().child(app.say("leave-text")),
        p().class("leave-address")
            .child(bdi().attr("dir", "ltr").child(to.href.clone())),
        care,
        crate::html::div().class("dialog-actions").child((
            parts::button("no", Look::Usual, app.say("cancel"), close),
            follow,
        )),
    ));
    parts::dialog("leave", app.say("leave-title"), close, body)
}

/// What there is to know about a link.
pub(super) fn warning(app: App, caution: &Caution) -> String {
    match caution {
        Caution::Imitates(like) => app
            .words
            .with("link-imitates", &[("host", like.clone().into())]),
        Caution::Mixed => app.words.text("link-mixed"),
        Caution::Disguised => app.words.text("link-disguised"),
    }
}
