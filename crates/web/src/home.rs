//! The screen of an open device: the list at the start, what was chosen from it beside, details at
//! the end; on narrow screens one of them at a time.

mod banners;
mod connection;
mod empty;
mod found;
mod keys;
mod list;
mod new;
mod new_group;
mod person;
mod preview;
mod requests;
mod row;
mod row_menu;
mod switcher;
mod ways;

use crate::html;
use leptos::ev;
use leptos::prelude::*;

use crate::route::Route;
use crate::state::{App, Layout};
use crate::{conversation, details, dom, keyboard, settings};

/// Which pane a narrow screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pane {
    List,
    Main,
    Details,
}

impl Pane {
    const fn of(route: &Route) -> Self {
        match route {
            Route::Home | Route::Requests | Route::Archive | Route::New | Route::NewGroup => {
                Self::List
            }
            Route::Conversation { .. }
            | Route::Settings(_)
            | Route::Person(_)
            | Route::Keyboard => Self::Main,
            Route::Details(_) => Self::Details,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Main => "main",
            Self::Details => "details",
        }
    }
}

/// The panes.
pub(crate) fn view(app: App) -> AnyView {
    let route = app.router.route;
    let pane = Memo::new(move |_| route.with(Pane::of));
    let beside = Memo::new(move |_| {
        if let Route::Details(id) = route.get() {
            Some(id)
        } else {
            None
        }
    });
    let switching = RwSignal::new(false);
    listen(app, switching);
    keep_focus(app);
    // What stands alone is the main thing of the page.
    let role = move |which: Pane, beside: &'static str| {
        if app.layout.get() == Layout::Narrow && pane.get() == which {
            "main"
        } else {
            beside
        }
    };
    html::div()
        .class("app")
        .attr("data-pane", move || pane.get().name())
        .attr("data-details", move || beside.get().map(|_| ""))
        .child((
            html::header()
                .class("visually-hidden")
                .child(html::h1().child(app.say("app-name"))),
            html::div()
                .class("pane list")
                .attr("role", move || role(Pane::List, "navigation"))
                .attr("data-part", "list-pane")
                .attr("aria-label", move || app.words.text("list-label"))
                .child((
                    connection::line(app),
                    move || list_pane(app),
                    banners::view(app),
                )),
            html::div()
                .class("pane main")
                .attr("role", move || {
                    let shown = app.layout.get() != Layout::Narrow || pane.get() == Pane::Main;
                    shown.then_some("main")
                })
                .attr("data-part", "main-pane")
                .child((
                    // Where the list is out of sight, this says it.
                    move || (app.layout.get() == Layout::Narrow).then(|| connection::line(app)),
                    main_pane(app),
                )),
            move || {
                beside.get().map(|id| {
                    html::div()
                        .class("pane details")
                        .attr("role", move || role(Pane::Details, "complementary"))
                        .attr("aria-label", move || app.words.text("details-title"))
                        .attr("data-part", "details-pane")
                        .child(details::pane(app, id))
                })
            },
            move || switching.get().then(|| switcher::dialog(app, switching)),
            row_menu::view(app),
        ))
        .into_any()
}

/// What stands in the list's pane.
fn list_pane(app: App) -> AnyView {
    let place = Memo::new(move |_| match app.router.route.get() {
        Route::Requests => Some(Route::Requests),
        Route::Archive => Some(Route::Archive),
        Route::New => Some(Route::New),
        Route::NewGroup => Some(Route::NewGroup),
        Route::Home
        | Route::Conversation { .. }
        | Route::Details(_)
        | Route::Settings(_)
        | Route::Person(_)
        | Route::Keyboard => None,
    });
    html::view(move || match place.get() {
        Some(Route::Requests) => requests::pane(app),
        Some(Route::Archive) => list::archive(app),
        Some(Route::New) => new::pane(app),
        Some(Route::NewGroup) => new_group::pane(app),
        Some(_) | None => list::pane(app),
    })
}

/// What stands in the main pane. It stays while something is done in the list's pane.
fn main_pane(app: App) -> AnyView {
    let place = Memo::new(move |before: Option<&Route>| {
        let narrow = app.layout.get() == Layout::Narrow;
        match app.router.route.get() {
            Route::Details(id) => match before {
                // The conversation stays as it is while its details lie beside it.
                Some(Route::Conversation { id: open, at }) if *open == id => {
                    Route::Conversation { id, at: *at }
                }
                Some(_) | None => Route::Conversation { id, at: None },
            },
            Route::Requests | Route::Archive | Route::New | Route::NewGroup if !narrow => {
                before.cloned().unwrap_or(Route::Home)
            }
            Route::Requests | Route::Archive | Route::New | Route::NewGroup => Route::Home,
            other @ (Route::Home
            | Route::Conversation { .. }
            | Route::Settings(_)
            | Route::Person(_)
            | Route::Keyboard) => other,
        }
    });
    html::view(move || match place.get() {
        Route::Conversation { id, at } => conversation::pane(app, id, at),
        Route::Settings(part) => settings::pane(app, part),
        Route::Person(name) => person::pane(app, name),
        Route::Keyboard => keyboard::pane(app),
        Route::Home
        | Route::Details(_)
        | Route::Requests
        | Route::Archive
        | Route::New
        | Route::NewGroup => empty::main(app),
    })
}

/// What had the focus may go with its pane: then the focus goes to where one came from.
fn keep_focus(app: App) {
    Effect::new(move |before: Option<Route>| {
        let now = app.router.route.get();
        if let Some(left) = before.filter(|before| *before != now) {
            // Whoever closes a conversation stands at its row, whatever else gives a focus back in this
            // moment. Whoever chose in the list stays there.
            let closed = left.conversation().filter(|_| now == Route::Home);
            let closed = closed.filter(|_| !is_in_list());
            // The ways back to what was left, then whatever is there.
            let from = match (&left, left.conversation()) {
                (Route::Details(_), _) => Some("[data-part=open-details]".to_owned()),
                // Whoever sent the first words writes on, also where a keyboard covers what is read.
                (Route::Person(_), _) => Some("[data-part=write]".to_owned()),
                (_, Some(id)) => Some(format!(".pane.list .row[data-conversation='{id}']")),
                (_, None) => None,
            };
            request_animation_frame(move || {
                let lost =
                    dom::is_focus_lost() || dom::focused().is_some_and(|now| !dom::is_shown(&now));
                let row = closed.and_then(row::in_list).filter(dom::is_shown);
                if let Some(row) = row {
                    let _ = row.focus();
                } else if lost {
                    let places = from.into_iter().chain(dom::PLACES.map(str::to_owned));
                    let mut shown = places.flat_map(|at| dom::all(&at)).filter(dom::is_shown);
                    if let Some(place) = shown.next() {
                        let _ = place.focus();
                    }
                }
            });
        }
        now
    });
}

/// Whether something of the list has the focus.
fn is_in_list() -> bool {
    let list = dom::focused().and_then(|now| now.closest(".pane.list").ok().flatten());
    list.is_some()
}

/// Escape goes one step back; Ctrl or ⌘ with K finds a conversation. A dialog, a menu or a text
/// that has its own use for Escape keeps it by `prevent_default`.
fn listen(app: App, switching: RwSignal<bool>) {
    let listener = window_event_listener(ev::keydown, move |event| {
        let command = event.ctrl_key() || event.meta_key();
        if command && !event.alt_key() && event.code() == "KeyK" {
            event.prevent_default();
            switching.update(|open| *open = !*open);
        } else if event.key() == "Escape"
            && !command
            && !event.default_prevented()
            && !event.is_composing()
        {
            event.prevent_default();
            app.router.up();
        }
    });
    on_cleanup(move || listener.remove());
}
