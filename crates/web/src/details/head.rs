//! The head of the details: what it is called and who can read it; and for one person, how to be
//! certain who it is, and blocking.

use crate::html::{bdi, div, h2, p, section};
use hudhud_dialogue::{Command, ConversationKind, Hearing, PersonView};
use leptos::prelude::*;

use super::pane::{Action, Pane, is_active};
use crate::parts::{self, Icon, Look, Size};
use crate::state::App;
use crate::{people, share};

/// Picture, title, address or number of members, and the sentence with the lock.
pub(super) fn view(pane: Pane) -> AnyView {
    let app = pane.app;
    let shown = Memo::new(move |_| {
        pane.details.with(|details| {
            let details = details.as_ref()?;
            let view = &details.conversation;
            Some((
                view.id,
                view.title.clone(),
                view.peer.clone(),
                view.kind == ConversationKind::Group && details.admin && is_active(details),
            ))
        })
    });
    let title = move || {
        pane.details.with(|details| {
            details
                .as_ref()
                .map(|details| people::shown_title(app.words, &details.conversation))
        })
    };
    let picture = move || {
        let (id, title, peer, _) = shown.get()?;
        Some(match peer {
            Some(peer) => parts::avatar(app, &peer, Size::Huge),
            None => parts::group_avatar(id, &title, Size::Huge),
        })
    };
    let under = move || {
        let (_, _, peer, _) = shown.get()?;
        let address = people::address(&peer?)?;
        Some(
            p().class("details-address")
                .child(bdi().attr("dir", "ltr").child(address)),
        )
    };
    let calls_themselves = move || called_hint(app, shown.get()?.2.as_ref()?);
    let rename = move || {
        let (.., may) = shown.get()?;
        may.then(|| {
            parts::icon_button(
                "rename",
                Icon::Pencil,
                app.say("details-rename"),
                move || {
                    pane.action.set(Some(Action::Rename));
                },
            )
        })
    };
    div()
        .class("details-head")
        .child((
            picture,
            div().class("details-name").child((
                h2().attr("data-part", "details-title")
                    .child(bdi().child(title)),
                rename,
            )),
            under,
            calls_themselves,
            parts::lock(app),
        ))
        .into_any()
}

/// That nobody checks what they call themselves, if they do.
fn called_hint(app: App, peer: &PersonView) -> Option<AnyView> {
    people::beside(app.words, peer)?;
    let hint = p().class("hint").attr("data-part", "called-hint");
    Some(hint.child(app.say("details-called-hint")).into_any())
}

/// What there is about one person.
pub(super) fn person(pane: Pane) -> AnyView {
    let shown = Memo::new(move |_| {
        pane.details.with(|details| {
            let details = details.as_ref()?;
            let blocked = details.conversation.hearing == Hearing::Blocked;
            Some((details.conversation.peer.clone()?, blocked))
        })
    });
    let view = move || {
        let (peer, blocked) = shown.get()?;
        Some((account(pane, &peer), block(pane, peer, blocked)))
    };
    view.into_any()
}

/// The account as digits to compare: the one thing that makes certain who somebody is.
fn account(pane: Pane, person: &PersonView) -> AnyView {
    let app = pane.app;
    section()
        .class("section")
        .child((
            h2().class("section-title")
                .child(app.say("details-account")),
            person
                .name
                .is_none()
                .then(|| p().class("hint").child(app.say("details-without-name"))),
            p().class("digits").attr("data-part", "account").child(
                bdi()
                    .attr("dir", "ltr")
                    .child(people::digits(person.account)),
            ),
            p().class("hint").child(app.say("details-account-hint")),
            div()
                .class("section-actions")
                .child(share::copy_button(app, person.account.to_string())),
        ))
        .into_any()
}

fn block(pane: Pane, person: PersonView, blocked: bool) -> AnyView {
    let app = pane.app;
    let view = if blocked {
        let name = people::name(app.words, &person);
        let account = person.account;
        crate::html::view((
            p().class("hint").child(app.say("details-blocked")),
            parts::button(
                "unblock",
                Look::Usual,
                app.say("details-unblock"),
                move || {
                    let ask = Command::Unblock { account };
                    let name = name.clone();
                    leptos::task::spawn_local(async move {
                        match app.complete(ask).await {
                            Ok(_) => {
                                let said = [("name", name.into())];
                                app.toasts.say(app.words.with("details-unblocked", &said));
                                pane.look();
                            }
                            Err(problem) => app.tell(problem),
                        }
                    });
                },
            ),
        ))
    } else {
        parts::button(
            "block",
            Look::QuietDanger,
            app.say("details-block"),
            move || {
                pane.action.set(Some(Action::Block(person.clone())));
            },
        )
    };
    section().class("section").child(view).into_any()
}
