//! The foot of a conversation: the composer, or why there is none and what can be done.

use crate::html::{div, p};
use hudhud_base::AccountId;
use hudhud_dialogue::{
    Command, ConversationKind, ConversationState, ConversationView, Hearing, MessageState, Person,
};
use leptos::prelude::*;

use super::open::Open;
use crate::declining::decline;
use crate::parts::{self, Look};
use crate::route::Route;
use crate::words::key;
use crate::{first_contact, met, people, share};

/// What the foot is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Foot {
    Nothing,
    Composer,
    /// The composer under a sentence.
    Composing(&'static str),
    Request,
    Blocked,
    /// It is over, and why.
    Over(&'static str),
    /// The same with somebody to whom one can write again.
    OverWith(&'static str, AccountId),
}

/// The foot; `composer` is shown where something can be written.
pub(super) fn view(open: Open, composer: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    let foot = Memo::new(move |_| {
        open.view
            .with(|view| view.as_ref().map_or(Foot::Nothing, of))
    });
    // The composer stays while only the sentence above it changes.
    let writable =
        Memo::new(move |_| foot.with(|foot| matches!(foot, Foot::Composer | Foot::Composing(_))));
    let above = move || match foot.get() {
        Foot::Nothing | Foot::Composer => ().into_any(),
        Foot::Composing(key) | Foot::Over(key) => sentence(open, key),
        Foot::Request => request(open),
        Foot::Blocked => unblock(open),
        Foot::OverWith(key, account) => again(open, key, account),
    };
    div()
        .class("foot-bar")
        .child((
            above,
            move || writable.get().then(&composer),
            move || (!writable.get()).then(|| unsent(open)),
        ))
        .into_any()
}

fn of(view: &ConversationView) -> Foot {
    // Blocking leaves the conversation: that it was blocked says more.
    if view.hearing == Hearing::Blocked && view.state != ConversationState::Request {
        return Foot::Blocked;
    }
    let over = |key| match (view.kind, &view.peer) {
        (ConversationKind::Direct, Some(peer)) => Foot::OverWith(key, peer.account),
        (ConversationKind::Direct, None) | (ConversationKind::Group, _) => Foot::Over(key),
    };
    match view.state {
        ConversationState::Request => Foot::Request,
        ConversationState::Active if waits(view) => Foot::Composing(key("foot-waiting")),
        ConversationState::Active => Foot::Composer,
        ConversationState::Creating => Foot::Composing(key("foot-creating")),
        ConversationState::OutOfStep => Foot::Composing(key("foot-out-of-step")),
        ConversationState::Left => over(key("foot-left")),
        ConversationState::Removed => over(key("foot-removed")),
        ConversationState::Deserted => over(key("foot-deserted")),
        ConversationState::Failed => over(key("foot-failed")),
    }
}

/// Whether something was said that the other person has yet to accept.
fn waits(view: &ConversationView) -> bool {
    view.hearing == Hearing::Unanswered
        && view
            .last
            .as_ref()
            .is_some_and(|last| last.sender.own && last.state == MessageState::Sent)
}

fn sentence(open: Open, key: &'static str) -> AnyView {
    p().class("foot-sentence")
        .attr("role", "status")
        .attr("data-part", "foot-sentence")
        .child(open.app.say(key))
        .into_any()
}

/// What was being written when it ended: it may be wanted elsewhere.
fn unsent(open: Open) -> AnyView {
    let app = open.app;
    let draft = Memo::new(move |_| {
        open.view.with(|view| {
            let draft = view.as_ref().map(|view| view.draft.clone());
            draft.filter(|draft| !draft.trim().is_empty())
        })
    });
    let discard = move || {
        app.request(Command::Draft {
            conversation: open.id,
            text: String::new(),
        });
    };
    crate::html::view(move || {
        let draft = draft.get()?;
        Some(
            div()
                .class("foot-draft")
                .attr("data-part", "foot-draft")
                .child((
                    p().class("hint").child(app.say("foot-draft")),
                    p().class("foot-draft-text")
                        .attr("dir", "auto")
                        .attr("tabindex", "0")
                        .child(draft.clone()),
                    div().class("request-acts").child((
                        share::copy_button(app, draft.clone()),
                        parts::button(
                            "draft-discard",
                            Look::QuietDanger,
                            app.say("foot-draft-discard"),
                            discard,
                        ),
                    )),
                )),
        )
    })
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
            move || {
                open.view
                    .with(|view| first_contact::opening(app, view.as_ref()?))
            },
            p().class("hint").child(move || {
                open.view
                    .with(|view| Some(first_contact::origin(app, view.as_ref()?)))
            }),
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

/// It is over, and one can begin anew: what was said goes along.
fn again(open: Open, key: &'static str, account: AccountId) -> AnyView {
    let app = open.app;
    let press = move || met::write_to(app, Ok(Person::Account(account)));
    div()
        .class("request")
        .child((
            p().class("request-text")
                .attr("role", "status")
                .attr("data-part", "foot-sentence")
                .child(app.say(key)),
            parts::button("write-again", Look::Usual, app.say("foot-again"), press),
        ))
        .into_any()
}
