//! The foot of a conversation: the composer, or why there is none and what can be done.

use crate::html::{div, p};
use hudhud_dialogue::{
    Command, ConversationKind, ConversationState, ConversationView, MessageState, NoticeView,
    PersonView,
};
use leptos::prelude::*;

use super::open::Open;
use crate::declining::decline;
use crate::parts::{self, Look};
use crate::people;
use crate::route::Route;
use crate::state::window::Entry;
use crate::words::key;

/// Whoever wrote more than this has other signs of whether it arrives.
const FIRST_WORDS: usize = 32;

/// What the foot is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Foot {
    Nothing,
    Composer,
    /// The composer under a sentence.
    Composing(&'static str),
    Request,
    Blocked,
    Sentence(&'static str),
}

/// The foot; `composer` is shown where something can be written.
pub(super) fn view(open: Open, composer: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    let app = open.app;
    let blocked = Memo::new(move |_| {
        app.details.with(|details| {
            details
                .as_ref()
                .is_some_and(|details| details.conversation.id == open.id && details.blocked)
        })
    });
    let waits = Memo::new(move |_| waits(open));
    let foot = Memo::new(move |_| {
        let (blocked, waits) = (blocked.get(), waits.get());
        let foot = open.view.with(|view| {
            view.as_ref()
                .map_or(Foot::Nothing, |view| of(view, blocked))
        });
        if foot == Foot::Composer && waits {
            Foot::Composing(key("foot-waiting"))
        } else {
            foot
        }
    });
    // The composer stays while only the sentence above it changes.
    let writable =
        Memo::new(move |_| foot.with(|foot| matches!(foot, Foot::Composer | Foot::Composing(_))));
    let above = move || match foot.get() {
        Foot::Nothing | Foot::Composer => ().into_any(),
        Foot::Composing(key) | Foot::Sentence(key) => sentence(open, key),
        Foot::Request => request(open),
        Foot::Blocked => unblock(open),
    };
    div()
        .class("foot-bar")
        .child((above, move || writable.get().then(&composer)))
        .into_any()
}

fn of(view: &ConversationView, blocked: bool) -> Foot {
    match view.state {
        ConversationState::Request => Foot::Request,
        // Blocking leaves the conversation: that it was blocked says more.
        ConversationState::Active | ConversationState::Left if blocked => Foot::Blocked,
        ConversationState::Active if is_alone(view) => Foot::Sentence(key("foot-alone")),
        ConversationState::Active => Foot::Composer,
        ConversationState::Creating => Foot::Composing(key("foot-creating")),
        ConversationState::OutOfStep => Foot::Composing(key("foot-out-of-step")),
        ConversationState::Left => Foot::Sentence(key("foot-left")),
        ConversationState::Removed => Foot::Sentence(key("foot-removed")),
        ConversationState::Failed => Foot::Sentence(key("foot-failed")),
    }
}

/// Whether nothing that was said here has reached the other person, who has said nothing either: they
/// have yet to accept.
fn waits(open: Open) -> bool {
    let began = open.view.with(|view| {
        view.as_ref()
            .is_some_and(|view| view.kind == ConversationKind::Direct && view.inviter.is_none())
    });
    let window = open.app.window;
    let whole = window.conversation.get() == Some(open.id)
        && window.from_start.get()
        && window.to_end.get();
    if !began || !whole {
        return false;
    }
    window.entries.with(|entries| {
        let said = entries.len() <= FIRST_WORDS
            && entries.iter().any(|entry| {
                entry
                    .message
                    .with(|message| message.state == MessageState::Sent)
            });
        let unheard = |entry: &Entry| {
            entry.message.with(|message| {
                message.sender.own
                    && !matches!(message.state, MessageState::Delivered | MessageState::Read)
            })
        };
        said && entries.iter().all(unheard)
    })
}

/// Whether the other person of a direct conversation has left it: nobody would read what is written.
fn is_alone(view: &ConversationView) -> bool {
    let last = view.last.as_ref().and_then(|last| last.notice.as_ref());
    let left = |who: &[PersonView]| {
        who.iter().any(|who| {
            view.peer
                .as_ref()
                .is_some_and(|peer| peer.account == who.account)
        })
    };
    view.kind == ConversationKind::Direct
        && matches!(last, Some(NoticeView::Left(who)) if left(who))
}

fn sentence(open: Open, key: &'static str) -> AnyView {
    p().class("foot-sentence")
        .attr("role", "status")
        .attr("data-part", "foot-sentence")
        .child(open.app.say(key))
        .into_any()
}

/// Somebody wrote first: nothing of this tells them anything until it is accepted.
fn request(open: Open) -> AnyView {
    let app = open.app;
    let conversation = open.id;
    let from = move || {
        open.view.with(|view| {
            view.as_ref().and_then(|view| {
                let who = view.inviter.as_ref().or(view.peer.as_ref())?;
                let name = people::called(app.words, who);
                let key = match view.kind {
                    ConversationKind::Direct => key("request-from"),
                    ConversationKind::Group => key("request-group-from"),
                };
                Some(app.words.with(key, &[("who", name.into())]))
            })
        })
    };
    let account = move || {
        open.view.with_untracked(|view| {
            let view = view.as_ref()?;
            let who = view.inviter.as_ref().or(view.peer.as_ref())?;
            Some(who.account)
        })
    };
    div()
        .class("request")
        .attr("data-part", "request")
        .child((
            p().class("request-text").child(from),
            p().class("hint").child(app.say("request-hint")),
            div().class("request-acts").child((
                parts::button(
                    "accept",
                    Look::Primary,
                    app.say("request-accept"),
                    move || {
                        app.request(Command::Accept { conversation });
                    },
                ),
                parts::button(
                    "decline",
                    Look::Usual,
                    app.say("request-decline"),
                    move || {
                        decline(app, conversation);
                        app.go(Route::Home);
                    },
                ),
                parts::button(
                    "block",
                    Look::QuietDanger,
                    app.say("request-block"),
                    move || {
                        if let Some(account) = account() {
                            app.request(Command::Block { account });
                            app.go(Route::Home);
                        }
                    },
                ),
            )),
        ))
        .into_any()
}

fn unblock(open: Open) -> AnyView {
    let app = open.app;
    let press = move || {
        let account = open
            .view
            .with_untracked(|view| view.as_ref()?.peer.as_ref().map(|peer| peer.account));
        if let Some(account) = account {
            app.request(Command::Unblock { account });
        }
    };
    div()
        .class("request")
        .attr("data-part", "blocked")
        .child((
            p().class("request-text").child(app.say("foot-blocked")),
            parts::button("unblock", Look::Usual, app.say("foot-unblock"), press),
        ))
        .into_any()
}
