//! What the worker tells by itself, brought to the state and to who else is to know.

use hudhud_base::ConversationId;
use hudhud_dialogue::page::{ListChange, News, Unopened};
use leptos::prelude::{GetUntracked as _, Set as _, WithUntracked as _};

use crate::notify;
use crate::state::{App, Phase};
use crate::worker::Heard;

/// Takes in what a worker says. Answers to calls are the link's.
pub(crate) fn hear(app: App, heard: Heard) {
    match heard {
        Heard::News(news) => take_in(app, *news),
        Heard::OtherBuild => {
            app.update.set(true);
            app.stopped(Unopened::OtherBuild);
        }
    }
}

fn take_in(app: App, news: News) {
    match news {
        News::Ready | News::Reply { .. } => {}
        News::Account(account) => {
            let signed_up = account.signed_up;
            app.account.set(Some(account));
            if signed_up && app.phase.get_untracked() == Phase::FirstRun {
                app.phase.set(Phase::Introduction);
            }
        }
        News::Connection(connection) => app.connection.set(connection),
        News::List(changes) => {
            stopped_writing(app, &changes);
            app.list.apply(changes);
        }
        News::ListComplete => app.list.complete.set(true),
        News::Window {
            conversation,
            changes,
        } => app.window.apply(conversation, changes),
        News::Moved {
            conversation,
            moved,
        } => app.window.apply_moved(conversation, &moved),
        News::Details(details) => app.details.set(Some(details)),
        News::Typing {
            conversation,
            person,
        } => app.typing.heard(conversation, person),
        News::Notify(notification) => notify::heard(app, &notification),
        News::Disagreement { conversation } => disagreement(app, conversation),
        News::Intent(end) => app.intents.end(end),
        News::Stopped(why) => app.stopped(why),
    }
}

/// Whoever wrote the last message is no longer writing it.
fn stopped_writing(app: App, changes: &[ListChange]) {
    for change in changes {
        if let ListChange::Put(view) = change
            && let Some(message) = &view.last
        {
            app.typing.done(view.id, message.sender.account);
        }
    }
}

/// Host and members do not agree about what was said there: whoever looks at it is told.
fn disagreement(app: App, conversation: ConversationId) {
    let open = app
        .router
        .route
        .with_untracked(|route| route.conversation());
    if open == Some(conversation) {
        app.toasts.say(app.words.text("conversation-disagreement"));
    }
}
