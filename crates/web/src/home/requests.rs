//! What strangers began: who they are, from where, why they are here, and the three answers.

use crate::html;
use hudhud_base::{AccountId, ConversationId};
use hudhud_dialogue::{Command, ConversationKind, ConversationView, PersonView};
use leptos::prelude::*;

use crate::declining::decline;
use crate::dom;
use crate::first_contact::{opening, origin};
use crate::parts::{Icon, Look, Size, bar, button, conversation_avatar, each, empty, icon};
use crate::people;
use crate::route::Route;
use crate::state::App;

pub(super) fn pane(app: App) -> AnyView {
    let ids = Signal::derive(move || app.list.requests.get());
    let none = Memo::new(move |_| app.list.requests.with(Vec::is_empty));
    html::view((
        bar(
            app,
            app.say("requests-title"),
            move || {
                app.router.up();
            },
            ().into_any(),
        ),
        html::div()
            .class("scroll")
            .attr("data-part", "requests-list")
            .child((
                move || {
                    none.get().then(|| {
                        empty(
                            Icon::Tray,
                            app.say("requests-none-title"),
                            app.say("requests-none-text"),
                            ().into_any(),
                        )
                    })
                },
                move || {
                    (!none.get()).then(|| {
                        html::p()
                            .class("hint requests-hint")
                            .child(app.say("requests-hint"))
                    })
                },
                each(
                    ids,
                    |id| *id,
                    move |id| match app.list.row(id) {
                        Some(row) => card(app, id, row),
                        None => ().into_any(),
                    },
                ),
            )),
    ))
}

/// A name may be known only after the request, and what is said of it with it. The buttons stay the same: one
/// that was made anew between a press and its end would not be pressed, and would lose the focus.
fn card(app: App, id: ConversationId, row: ArcRwSignal<ConversationView>) -> AnyView {
    let view = RwSignal::from(row);
    let account = Memo::new(move |_| view.with(|view| who(view).map(|who| who.account)));
    let answered = RwSignal::new(false);
    html::article()
        .class("card request")
        .attr("data-part", "request")
        .attr("data-conversation", id.to_string())
        .child((
            move || view.with(|view| said(app, view)),
            html::div().class("request-actions").child((
                button(
                    "accept",
                    Look::Primary,
                    app.say("request-accept"),
                    move || {
                        if !answered.get_untracked() {
                            answered.set(true);
                            accept(app, id, answered);
                        }
                    },
                ),
                button(
                    "decline",
                    Look::Usual,
                    app.say("request-decline"),
                    move || decline(app, id),
                ),
                move || {
                    account.get().map(|account| {
                        button(
                            "block",
                            Look::QuietDanger,
                            app.say("request-block"),
                            move || block(app, account),
                        )
                    })
                },
            )),
        ))
        .into_any()
}

/// Who began it.
fn who(view: &ConversationView) -> Option<&PersonView> {
    view.inviter.as_ref().or(view.peer.as_ref())
}

/// What stands under what they call themselves: their name, whatever is above it. Its line is there before it is.
fn handle(app: App, who: &PersonView) -> Option<String> {
    people::address(who).or_else(|| people::beside(app.words, who))
}

/// What there is to read before one answers. What comes late has its room from the start: whoever is about to
/// press *Accept* must not press something else.
fn said(app: App, view: &ConversationView) -> AnyView {
    let who = who(view);
    html::view((
        html::div().class("request-head").child((
            conversation_avatar(app, view, Size::Usual),
            html::div().class("row-body").child((
                html::h2()
                    .class("row-title")
                    .child(html::bdi().child(people::shown_title(app.words, view))),
                html::span()
                    .class("row-text handle request-handle")
                    .attr("data-part", "handle")
                    .child(
                        html::bdi()
                            .attr("dir", "ltr")
                            .child(who.and_then(|who| handle(app, who))),
                    ),
                why(app, view, who),
                html::p().class("hint").child(origin(app, view)),
            )),
        )),
        opening(app, view),
        who.and_then(|who| warning(app, who)),
    ))
}

fn accept(app: App, id: ConversationId, answered: RwSignal<bool>) {
    leptos::task::spawn_local(async move {
        match app.complete(Command::Accept { conversation: id }).await {
            Ok(_) => app.go(Route::Conversation { id, at: None }),
            Err(problem) => {
                let _ = answered.try_set(false);
                app.tell(problem);
            }
        }
    });
}

/// Blocks who asked, which takes their requests away: what stands in the place of one then is somebody else's.
fn block(app: App, account: AccountId) {
    leptos::task::spawn_local(async move {
        let ask = Command::Block { account };
        if let Err(problem) = app.complete(ask).await {
            app.tell(problem);
            return;
        }
        dom::find_focus_soon();
        app.toasts.offer(
            app.words.text("request-blocked"),
            app.words.text("undo"),
            move || {
                app.request(Command::Unblock { account });
            },
        );
    });
}

/// Why it is here. Whose it is stands above it: a name that comes late would make another line of it.
fn why(app: App, view: &ConversationView, who: Option<&PersonView>) -> AnyView {
    let line = html::p().class("request-why");
    match view.kind {
        ConversationKind::Direct => line.child(app.say("request-direct")).into_any(),
        ConversationKind::Group => {
            let who = who.map(|who| people::name(app.words, who));
            let who = ("who", who.unwrap_or_default().into());
            line.attr("data-lines", "2")
                .child(app.words.with("request-group-from", &[who]))
                .into_any()
        }
    }
}

/// A stranger who is called like somebody known, or looks so.
fn warning(app: App, who: &PersonView) -> Option<AnyView> {
    let known = app.list.every().into_iter().find_map(|view| {
        let peer = view
            .peer
            .filter(|peer| peer.account != who.account && !peer.own)?;
        (view.state == hudhud_dialogue::ConversationState::Active
            && people::can_be_taken_for(who, &peer))
        .then_some(peer)
    })?;
    let text = app.words.with(
        "request-resembles",
        &[("name", people::called(app.words, &known).into())],
    );
    Some(
        html::p()
            .class("banner care")
            .attr("data-part", "resembles")
            .child((icon(Icon::Alert), html::span().child(text)))
            .into_any(),
    )
}
