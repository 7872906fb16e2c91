//! The conversation that is looked at: its head, its messages, and what can be done with one.
//!
//! `pane` puts it together. `log` holds the list and what is loaded, `scroll` where it stands,
//! `rows` what surrounds each message, `message` one of them. Writing is the composer's.

mod body;
mod delivery;
mod head;
mod log;
mod message;
mod notice;
mod overlay;
mod press;
mod quote;
mod reactions;
mod rows;
mod scroll;
mod standing;

use std::time::Duration;

use crate::html::{div, section};
use hudhud_dialogue::{Ask, ConversationKind, ConversationView, MessageView, PersonView, Reply};
use leptos::prelude::*;

use crate::composer;
use crate::search;
use crate::state::App;

pub(crate) use body::excerpt;
use overlay::Overlay;
pub(crate) use overlay::edit;
pub(crate) use quote::of as quoted;

/// How long a message that was jumped to stands out.
const FLASH: Duration = Duration::from_millis(1_600);

/// What is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Writing {
    /// A message.
    Fresh,
    /// An answer to this one.
    Reply(Box<MessageView>),
    /// Another text for this own one.
    Edit(Box<MessageView>),
}

/// A message that was sent and is not among the worker's yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pending {
    /// Never given twice.
    pub(crate) key: u32,
    /// What it says.
    pub(crate) body: String,
    /// When it was sent.
    pub(crate) sent_ms: u64,
    /// Its number, once the worker has given it one.
    pub(crate) message: Option<i64>,
}

/// Where the list is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Jump {
    /// To this message, which stands out for a moment.
    Message(i64),
    /// To the newest.
    End,
}

/// One open conversation. A small handle of signals: copy it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Open {
    /// The page.
    pub(crate) app: App,
    /// Which.
    pub(crate) id: i64,
    /// Its line in the list.
    pub(crate) view: Memo<Option<ConversationView>>,
    /// Everybody in it, as far as is known by now.
    pub(crate) members: Memo<Vec<PersonView>>,
    /// What is being written.
    pub(crate) writing: RwSignal<Writing>,
    /// What was sent and is not among the messages yet.
    pub(crate) pending: RwSignal<Vec<Pending>>,
    /// Where the list is to go. Whoever sets it is not told whether it got there.
    pub(crate) jump: RwSignal<Option<Jump>>,
    /// Whether it is searched in.
    pub(crate) searching: RwSignal<bool>,
    /// The message that stands out.
    flash: RwSignal<Option<i64>>,
    /// The message that the arrow keys are at.
    current: RwSignal<Option<i64>>,
    /// The one message that the Tab key reaches: where the arrow keys are, else the newest.
    reached: Memo<Option<i64>>,
    /// What lies over the list.
    overlay: RwSignal<Overlay>,
}

impl Open {
    fn new(app: App, id: i64) -> Self {
        let view = Memo::new(move |_| {
            // The row may come after the pane, and moves between the two lists.
            app.list.order.track();
            app.list.requests.track();
            app.list.row(id).map(|row| row.get())
        });
        let members = Memo::new(move |_| {
            app.details.with(|details| {
                details
                    .as_ref()
                    .filter(|details| details.conversation.id == id)
                    .map(|details| {
                        let people = details.members.iter();
                        people.map(|member| member.person.clone()).collect()
                    })
                    .unwrap_or_default()
            })
        });
        let current = RwSignal::new(None);
        let reached = Memo::new(move |_| {
            let current = current.get();
            app.shown.entries.with(|entries| {
                let there = current.filter(|id| entries.iter().any(|entry| entry.id == *id));
                there.or_else(|| entries.last().map(|last| last.id))
            })
        });
        Self {
            app,
            id,
            view,
            members,
            current,
            reached,
            writing: RwSignal::new(Writing::Fresh),
            pending: RwSignal::new(Vec::new()),
            jump: RwSignal::new(None),
            searching: RwSignal::new(false),
            flash: RwSignal::new(None),
            overlay: RwSignal::new(Overlay::Nothing),
        }
    }

    /// Whether it is a group.
    pub(crate) fn is_group(self) -> bool {
        self.view.with(|view| {
            view.as_ref()
                .is_some_and(|view| view.kind == ConversationKind::Group)
        })
    }

    /// Lets a message stand out for a moment.
    fn stand_out(self, message: i64) {
        self.flash.set(Some(message));
        set_timeout(
            move || {
                if self.flash.try_get_untracked().flatten() == Some(message) {
                    self.flash.set(None);
                }
            },
            FLASH,
        );
    }

    /// Asks for the members; the news about them come by themselves then.
    fn look(self) {
        let app = self.app;
        leptos::task::spawn_local(async move {
            let ask = Ask::Details {
                conversation: self.id,
            };
            if let Ok(Reply::Details(details)) = app.ask(ask).await {
                app.details.set(Some(details));
            }
        });
    }

    /// Stops watching, unless another conversation is watched in its place by now.
    fn left(self) {
        let app = self.app;
        set_timeout(
            move || {
                let place = app
                    .router
                    .route
                    .with_untracked(|route| route.conversation());
                if place.is_none() && app.shown.conversation.get_untracked() == Some(self.id) {
                    app.shown.clear();
                    leptos::task::spawn_local(async move {
                        let _ = app.ask(Ask::Unwatch).await;
                    });
                }
            },
            Duration::ZERO,
        );
    }
}

/// The pane of a conversation, round a message if one is named. It watches it as long as it stands.
pub(crate) fn pane(app: App, id: i64, at: Option<i64>) -> AnyView {
    let open = Open::new(app, id);
    open.look();
    on_cleanup(move || open.left());
    let searching = move || open.searching.get().then(|| search::within(open));
    section()
        .class("conversation")
        .attr("data-part", "conversation")
        .attr("data-conversation", id.to_string())
        .child((
            head::view(open),
            div()
                .class("conversation-body")
                .child((log::view(open, at), searching)),
            standing::foot(open, move || composer::view(open)),
            overlay::view(open),
        ))
        .into_any()
}

/// Host and members do not agree about what was said there.
pub(crate) fn disagreement(app: App, id: i64) {
    if app
        .router
        .route
        .with_untracked(|route| route.conversation())
        == Some(id)
    {
        app.toasts.say(app.words.text("conversation-disagreement"));
    }
}
