//! The conversation that is looked at, as all its parts share it: what is being written, where the
//! list is to go, what lies over it. It shows nothing.

use hudhud_base::{ConversationId, MessageRow};
use std::time::Duration;

use hudhud_dialogue::page::{Ask, Reply};
use hudhud_dialogue::{ConversationKind, ConversationView, MessageView, PersonView};
use leptos::prelude::*;

use crate::composer::picks::Picks;
use crate::dom;
use crate::state::App;

/// How long a message that was jumped to stands out.
const FLASH: Duration = Duration::from_millis(1_600);

/// Where a message is written.
const COMPOSER: &str = "[data-part='write']";

/// What is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Writing {
    Fresh,
    Reply(Box<MessageView>),
    /// Another text for this own one.
    Edit(Box<MessageView>),
}

/// A message that was sent and is not among the worker's yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pending {
    /// Never given twice.
    pub(crate) key: u32,
    pub(crate) body: String,
    pub(crate) sent_ms: u64,
    /// Its number, once the worker has given it one.
    pub(crate) message: Option<MessageRow>,
}

/// One attachment of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) message: MessageRow,
    pub(super) part: u32,
}

/// Where the list is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Jump {
    /// To this message, which stands out for a moment.
    Message(MessageRow),
    End,
}

/// A point in the window, in CSS pixels.
pub(super) type Point = Option<(i32, i32)>;

/// What lies over the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Overlay {
    Nothing,
    /// What can be done with a message.
    Menu {
        message: MessageRow,
        at: Point,
    },
    React {
        message: MessageRow,
        at: Point,
    },
    Delete(MessageRow),
    /// When a message was sent, and who reacted.
    Times(MessageRow),
    /// One photo, over everything.
    Photo(Place),
    /// Whether to save something that is run when it is opened.
    Program {
        place: Place,
        name: String,
    },
    /// Where a message is forwarded to.
    Forward(MessageRow),
    /// Whether to follow a link whose words say something else.
    Leave(hudhud_text::Link),
}

/// One open conversation. A small handle of signals: copy it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Open {
    pub(crate) app: App,
    /// Its number.
    pub(crate) id: ConversationId,
    /// Its line in the list.
    pub(crate) view: Memo<Option<ConversationView>>,
    /// Everybody in it, as far as is known by now.
    pub(crate) members: Memo<Vec<PersonView>>,
    /// What is being written.
    pub(crate) writing: RwSignal<Writing>,
    /// What was sent and is not among the messages yet.
    pub(crate) pending: RwSignal<Vec<Pending>>,
    /// What was chosen to be attached.
    pub(crate) picks: Picks,
    /// Where the list is to go. Whoever sets it is not told whether it got there.
    pub(crate) jump: RwSignal<Option<Jump>>,
    /// Whether it is searched in.
    pub(crate) searching: RwSignal<bool>,
    /// The message that stands out.
    pub(super) flash: RwSignal<Option<MessageRow>>,
    /// The message that the arrow keys are at.
    pub(super) current: RwSignal<Option<MessageRow>>,
    /// The one message that the Tab key reaches: where the arrow keys are, else the newest.
    pub(super) reached: Memo<Option<MessageRow>>,
    /// What lies over the list.
    pub(super) overlay: RwSignal<Overlay>,
}

/// A conversation's line in the list, wherever in it that stands.
pub(super) fn row_of(app: App, id: ConversationId) -> Memo<Option<ConversationView>> {
    Memo::new(move |_| {
        // The row may come after the pane, and moves between the lists.
        app.list.order.track();
        app.list.requests.track();
        app.list.archive.track();
        app.list.row(id).map(|row| row.get())
    })
}

impl Open {
    pub(super) fn new(app: App, id: ConversationId) -> Self {
        let view = row_of(app, id);
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
            app.window.entries.with(|entries| {
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
            picks: Picks::new(),
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
    pub(super) fn stand_out(self, message: MessageRow) {
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

    /// The `tabindex` of a message: the Tab key reaches one of them.
    pub(super) fn tab_stop(self, message: MessageRow) -> &'static str {
        if self.reached.get() == Some(message) {
            "0"
        } else {
            "-1"
        }
    }

    /// Begins an answer.
    pub(super) fn reply(self, message: &MessageView) {
        if message.deleted || message.unsupported {
            return;
        }
        self.writing.set(Writing::Reply(Box::new(message.clone())));
        dom::focus_soon(COMPOSER);
    }

    /// Begins to change an own message.
    pub(crate) fn edit(self, message: &MessageView) {
        self.writing.set(Writing::Edit(Box::new(message.clone())));
        dom::focus_soon(COMPOSER);
    }

    /// Whether this message is being changed.
    pub(super) fn is_editing(self, message: MessageRow) -> bool {
        self.writing.with(|writing| match writing {
            Writing::Edit(edited) => edited.id == message,
            Writing::Fresh | Writing::Reply(_) => false,
        })
    }

    /// Goes to a message of this conversation.
    pub(crate) fn go_to(self, message: MessageRow) {
        self.jump.set(Some(Jump::Message(message)));
    }

    /// Asks for the members; the news about them come by themselves then.
    pub(super) fn look(self) {
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
    pub(super) fn left(self) {
        let app = self.app;
        set_timeout(
            move || {
                let place = app
                    .router
                    .route
                    .with_untracked(|route| route.conversation());
                if place.is_none() && app.window.conversation.get_untracked() == Some(self.id) {
                    app.window.clear();
                    leptos::task::spawn_local(async move {
                        let _ = app.ask(Ask::Unwatch).await;
                    });
                }
            },
            Duration::ZERO,
        );
    }
}
