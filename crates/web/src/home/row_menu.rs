//! What can be done with a conversation in the list: a menu, and the questions before what cannot be
//! undone. The list is the person's own: nobody learns how they arrange it.

use std::time::Duration;

use crate::html;
use hudhud_base::Timestamp;
use hudhud_dialogue::{
    Arrange, Arrangement, Command, ConversationKind, ConversationState, ConversationView, Hearing,
};
use leptos::prelude::*;

use crate::dom;
use crate::parts::dialog::Question;
use crate::parts::{Icon, Item, Look, confirm, menu};
use crate::people;
use crate::route::Route;
use crate::state::App;
use crate::state::list::{Wish, Wished};
use crate::words::key;

const HOUR: Duration = Duration::from_secs(60 * 60);

/// What was asked for, wherever the row stands.
pub(super) fn view(app: App) -> AnyView {
    html::view(move || {
        let wished = app.list.wished.get()?;
        let view = app.list.row(wished.id)?.get_untracked();
        Some(match wished.wish {
            Wish::Menu => shown(app, wished, &view, things(app, wished, &view)),
            Wish::Mute => shown(app, wished, &view, spans(app, wished)),
            Wish::Clear => ask(
                app,
                &view,
                [
                    key("row-clear-title"),
                    key("row-clear-text"),
                    key("row-clear-yes"),
                ],
                Command::Clear {
                    conversation: view.id,
                },
            ),
            Wish::Leave => ask(
                app,
                &view,
                [
                    key("details-leave-title"),
                    key("details-leave-text"),
                    key("details-leave-submit"),
                ],
                Command::Leave {
                    conversation: view.id,
                },
            ),
            Wish::Block => {
                let account = view.peer.as_ref()?.account;
                ask(
                    app,
                    &view,
                    [
                        key("details-block-title"),
                        key("details-block-text"),
                        key("details-block"),
                    ],
                    Command::Block { account },
                )
            }
            Wish::Forget => ask(
                app,
                &view,
                [
                    key("row-forget-title"),
                    key("row-forget-text"),
                    key("row-forget-yes"),
                ],
                Command::Forget {
                    conversation: view.id,
                },
            ),
        })
    })
}

/// A menu outside the panes, so that it outlives a change of them: a region of its own.
fn shown(app: App, wished: Wished, view: &ConversationView, items: Vec<Item>) -> AnyView {
    let close = Callback::new(move |()| app.list.wished.set(None));
    html::section()
        .attr("aria-label", people::title(app.words, view))
        .child(menu("row-menu", items, Some(wished.at), close, None))
        .into_any()
}

/// One thing to do.
fn item(
    app: App,
    part: &'static str,
    icon: Icon,
    label: &'static str,
    action: impl Fn() + Send + Sync + 'static,
) -> Item {
    Item {
        part,
        icon,
        label: app.say(label),
        danger: false,
        action: Callback::new(move |()| action()),
    }
}

/// Everything that can be done with it now.
fn things(app: App, wished: Wished, view: &ConversationView) -> Vec<Item> {
    let arranged = view.arranged;
    let conversation = view.id;
    let arrange = move |arrange| {
        app.request(Command::Arrange {
            conversation,
            arrange,
        });
    };
    let wish = move |wish| app.list.wished.set(Some(Wished { wish, ..wished }));
    let pin = if arranged.pinned {
        key("row-unpin")
    } else {
        key("row-pin")
    };
    let mute = if arranged.is_muted(Timestamp(dom::now_ms())) {
        item(
            app,
            "row-unmute",
            Icon::Bell,
            key("row-unmute"),
            move || arrange(Arrange::Mute(None)),
        )
    } else {
        item(app, "row-mute", Icon::Muted, key("row-mute"), move || {
            wish(Wish::Mute)
        })
    };
    let mut items = vec![
        reading(app, view),
        item(app, "row-pin", Icon::Pin, pin, move || {
            arrange(Arrange::Pin(!arranged.pinned))
        }),
        mute,
        archiving(app, view),
    ];
    if view.last.is_some() {
        items.push(item(
            app,
            "row-clear",
            Icon::Bin,
            key("row-clear"),
            move || wish(Wish::Clear),
        ));
    }
    if let Some(peer) = view
        .peer
        .as_ref()
        .filter(|_| view.hearing == Hearing::Blocked)
    {
        let account = peer.account;
        items.push(item(
            app,
            "row-unblock",
            Icon::Person,
            key("foot-unblock"),
            move || app.request(Command::Unblock { account }),
        ));
    }
    if let Some((part, icon, label, end)) = ending(view) {
        let mut last = item(app, part, icon, label, move || wish(end));
        last.danger = true;
        items.push(last);
    }
    items
}

/// How this device comes out of it, if it can.
fn ending(view: &ConversationView) -> Option<(&'static str, Icon, &'static str, Wish)> {
    if view.state.is_over() {
        return Some(("row-forget", Icon::Bin, key("row-forget"), Wish::Forget));
    }
    match (view.state, view.kind) {
        (ConversationState::Active, ConversationKind::Group) => {
            Some(("row-leave", Icon::Back, key("row-leave"), Wish::Leave))
        }
        (ConversationState::Active, ConversationKind::Direct) if view.peer.is_some() => {
            Some(("row-block", Icon::Alert, key("row-block"), Wish::Block))
        }
        _ => None,
    }
}

/// Read or unread, whichever it is not.
fn reading(app: App, view: &ConversationView) -> Item {
    let conversation = view.id;
    if view.unread == 0 && !view.arranged.unread {
        return item(
            app,
            "row-mark-unread",
            Icon::Eye,
            key("row-mark-unread"),
            move || {
                app.request(Command::Arrange {
                    conversation,
                    arrange: Arrange::Unread(true),
                });
            },
        );
    }
    let last = view.last.as_ref().map(|last| last.id);
    item(
        app,
        "row-mark-read",
        Icon::Checks,
        key("row-mark-read"),
        move || {
            app.request(Command::Arrange {
                conversation,
                arrange: Arrange::Unread(false),
            });
            if let Some(last) = last {
                app.request(Command::MarkRead { conversation, last });
            }
        },
    )
}

/// Into the archive, with a way back; or out of it.
fn archiving(app: App, view: &ConversationView) -> Item {
    let conversation = view.id;
    let archive = move |archived| {
        app.request(Command::Arrange {
            conversation,
            arrange: Arrange::Archive(archived),
        });
    };
    if view.arranged.archived {
        return item(
            app,
            "row-unarchive",
            Icon::Archive,
            key("row-unarchive"),
            move || archive(false),
        );
    }
    item(
        app,
        "row-archive",
        Icon::Archive,
        key("row-archive"),
        move || {
            archive(true);
            app.toasts.offer(
                app.words.text("row-archived"),
                app.words.text("undo"),
                move || archive(false),
            );
        },
    )
}

/// For how long it can be muted.
fn spans(app: App, wished: Wished) -> Vec<Item> {
    let mute = move |until: Timestamp, said: &'static str| {
        let mute = move |until| {
            app.request(Command::Arrange {
                conversation: wished.id,
                arrange: Arrange::Mute(until),
            });
        };
        mute(Some(until));
        app.toasts
            .offer(app.words.text(said), app.words.text("undo"), move || {
                mute(None)
            });
    };
    let span = move |part, [label, said]: [&'static str; 2], span: Duration| {
        item(app, part, Icon::Clock, label, move || {
            let ms = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
            mute(Timestamp(dom::now_ms().saturating_add(ms)), said);
        })
    };
    vec![
        span(
            "mute-hour",
            [key("row-mute-hour"), key("row-muted-hour")],
            HOUR,
        ),
        span(
            "mute-eight",
            [key("row-mute-eight"), key("row-muted-eight")],
            8 * HOUR,
        ),
        span(
            "mute-days",
            [key("row-mute-days"), key("row-muted-days")],
            48 * HOUR,
        ),
        item(
            app,
            "mute-always",
            Icon::Muted,
            key("row-mute-always"),
            move || mute(Arrangement::ALWAYS, key("row-muted-always")),
        ),
    ]
}

/// A question, and what is done upon a yes.
fn ask(
    app: App,
    view: &ConversationView,
    [title, text, yes]: [&'static str; 3],
    command: Command,
) -> AnyView {
    let id = view.id;
    let name = people::title(app.words, view);
    let command = StoredValue::new(command);
    let question = Question {
        part: "row-question",
        title: Signal::derive(move || {
            let name = name.clone();
            // Either is what the conversation is called.
            let named = [("name", name.clone().into()), ("title", name.into())];
            app.words.with(title, &named)
        }),
        text: app.say(text),
        yes: app.say(yes),
        look: Look::Danger,
    };
    confirm(app, question, move |agreed| {
        let command = command.get_value();
        app.list.wished.set(None);
        if agreed {
            let open = app.router.route.with_untracked(Route::conversation);
            if matches!(command, Command::Forget { .. }) && open == Some(id) {
                app.go(Route::Home);
            }
            app.request(command);
        }
        dom::find_focus_soon();
    })
}
