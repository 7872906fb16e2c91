//! How a person hears of messages while they look elsewhere: the title, the icon of the tab, and
//! the browser's notifications, all from this page. It asks nobody else's server, and it decides
//! nothing about which messages are new: the worker says so.

mod icon;
mod sound;

use std::cell::RefCell;
use std::collections::BTreeMap;

use hudhud_base::{ConversationId, Timestamp};
use hudhud_dialogue::page::Notification as Heard;
use js_sys::Date;
use leptos::prelude::*;
use leptos::web_sys::{Notification, NotificationOptions, NotificationPermission, VisibilityState};
use wasm_bindgen::{JsCast as _, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use crate::dom;
use crate::people;
use crate::route::Route;
use crate::state::App;
use crate::state::preferences::{NotificationText, Sound};
use crate::words::{attached_key, count};

/// Graphemes of a message that a notification shows at most.
const BODY_GRAPHEMES: usize = 160;

/// Under this number stands the example: no conversation has it.
const EXAMPLE: ConversationId = ConversationId(0);

/// What stands on the screen, by conversation, with what happens on a click.
type Open = BTreeMap<ConversationId, (Notification, Closure<dyn FnMut()>)>;

thread_local! {
    static OPEN: RefCell<Open> = const { RefCell::new(BTreeMap::new()) };
}

/// Whether this browser can notify, and may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permission {
    /// It can not.
    Unsupported,
    /// The person has not been asked.
    Open,
    /// The person said no, in the browser.
    Denied,
    Granted,
}

impl Permission {
    /// As it stands now.
    pub(crate) fn now() -> Self {
        if dom::property(&dom::window(), "Notification").is_undefined() {
            return Self::Unsupported;
        }
        let given = Notification::permission();
        if given == NotificationPermission::Granted {
            Self::Granted
        } else if given == NotificationPermission::Denied {
            Self::Denied
        } else {
            Self::Open
        }
    }

    /// Asks the person, through the browser. Has to follow a click.
    pub(crate) async fn ask() -> Self {
        if Self::now() == Self::Open
            && let Ok(answer) = Notification::request_permission()
        {
            // However it ended, what holds now is what counts.
            let _ = JsFuture::from(answer).await;
        }
        Self::now()
    }
}

/// Keeps title and icon of the tab true for the life of the page, and takes away notifications of
/// a conversation that is opened.
pub(crate) fn start(app: App) {
    Effect::new(move |_| {
        let waiting = waiting(app);
        let title = if waiting == 0 {
            app.words.text("notify-title")
        } else {
            app.words
                .with("notify-unread", &[("count", count(u64::from(waiting)))])
        };
        // The marks that keep a number apart from the words are drawn as boxes in some title bars.
        dom::document().set_title(&title.replace(['\u{2068}', '\u{2069}'], ""));
    });
    let any = Memo::new(move |_| waiting(app) > 0);
    Effect::new(move |_| icon::show(any.get()));
    Effect::new(move |_| {
        if let Some(conversation) = app.router.route.with(Route::conversation) {
            close(conversation);
        }
    });
    let back = window_event_listener_untyped("focus", move |_| {
        if let Some(conversation) = app.router.route.with_untracked(Route::conversation) {
            close(conversation);
        }
    });
    on_cleanup(move || back.remove());
}

/// Messages not read, and first contacts not answered.
fn waiting(app: App) -> u32 {
    let requests = app.list.requests.with(Vec::len);
    app.list
        .unread
        .get()
        .saturating_add(u32::try_from(requests).unwrap_or(u32::MAX))
}

/// Tells of a message that came, if the person wants it told now and does not see it anyway.
pub(crate) fn heard(app: App, heard: &Heard) {
    let telling = app.preferences.telling.get_untracked();
    let hour = u8::try_from(Date::new_0().get_hours()).unwrap_or(0);
    let quiet = app
        .preferences
        .quiet_hours
        .get_untracked()
        .is_some_and(|hours| hours.holds(hour));
    let now = Timestamp(dom::now_ms());
    let row = app.list.row(heard.conversation);
    let muted = row.is_some_and(|row| row.with_untracked(|view| view.arranged.is_muted(now)));
    if quiet || muted || looked_at() {
        return;
    }
    if telling == NotificationText::Nothing {
        app.untold.set(true);
        return;
    }
    let body = if heard.request {
        String::new()
    } else if telling == NotificationText::Text {
        let line = hudhud_text::one_line(&heard.body, BODY_GRAPHEMES);
        match heard.attached {
            Some(kind) if line.is_empty() => app.words.text(attached_key(kind)),
            Some(_) | None => line,
        }
    } else {
        app.words.text("notify-no-text")
    };
    let to = if heard.request {
        Route::Requests
    } else {
        Route::Conversation {
            id: heard.conversation,
            at: None,
        }
    };
    show(
        app,
        heard.conversation,
        [&title(app, heard), &body],
        Some(to),
    );
}

/// Turns notifications on, if the person lets the browser, whose word this is.
pub(crate) async fn turn_on(app: App) -> Permission {
    let answer = Permission::ask().await;
    if answer == Permission::Granted {
        app.preferences.telling.set(NotificationText::Text);
    }
    answer
}

/// Shows one as an example.
pub(crate) fn example(app: App) {
    let title = app.words.text("notify-title");
    let body = app.words.text("notifications-try-body");
    show(app, EXAMPLE, [&title, &body], None);
}

fn title(app: App, heard: &Heard) -> String {
    let name = people::name(app.words, &heard.sender);
    if heard.request {
        app.words.with("notify-request", &[("name", name.into())])
    } else if heard.title.is_empty() {
        name
    } else {
        let title = hudhud_text::title(&heard.title);
        app.words.with(
            "notify-in-group",
            &[("name", name.into()), ("title", title.into())],
        )
    }
}

/// Whether the person has the page before them.
fn looked_at() -> bool {
    let document = dom::document();
    document.visibility_state() == VisibilityState::Visible && document.has_focus().unwrap_or(false)
}

/// Shows title and text under a number; a click leads somewhere.
fn show(app: App, number: ConversationId, [title, body]: [&str; 2], to: Option<Route>) {
    if Permission::now() != Permission::Granted {
        return;
    }
    let options = NotificationOptions::new();
    options.set_body(body);
    options.set_tag(&number.to_string());
    options.set_lang(app.preferences.language.get_untracked().tag());
    if let Some(icon) = icon::address() {
        options.set_icon(&icon);
    }
    // What is heard is chosen here, so that nobody hears two things.
    options.set_silent(Some(true));
    if app.preferences.sound.get_untracked() == Sound::On {
        sound::call();
    }
    // Some browsers give the permission and still let only a service worker notify.
    let Ok(notification) = Notification::new_with_options(title, &options) else {
        return;
    };
    let clicked = Closure::<dyn FnMut()>::new(move || {
        let _ = dom::window().focus();
        if let Some(to) = to.clone() {
            app.go(to);
        }
        // Not from within the closure that this drops.
        set_timeout(move || close(number), std::time::Duration::ZERO);
    });
    notification.set_onclick(Some(clicked.as_ref().unchecked_ref()));
    OPEN.with_borrow_mut(|open| open.insert(number, (notification, clicked)));
}

/// Takes all of them away.
pub(crate) fn close_all() {
    let open = OPEN.take();
    for (notification, _) in open.values() {
        notification.close();
    }
    // One may have been clicked, which is how it came to this.
    set_timeout(move || drop(open), std::time::Duration::ZERO);
}

fn close(number: ConversationId) {
    let closed = OPEN.with_borrow_mut(|open| open.remove(&number));
    if let Some((notification, _)) = closed {
        notification.close();
    }
}
