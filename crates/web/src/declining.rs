//! Declining a request. It goes out of sight at once and is forgotten a little later: until then a press
//! brings it back.

use std::time::Duration;

use hudhud_base::ConversationId;
use hudhud_dialogue::Command;
use leptos::prelude::{StoredValue, UpdateValue as _, set_timeout, window_event_listener_untyped};

use crate::dom;
use crate::state::App;

/// So long it can be undone, unless the page is left: what was said to be declined then is.
const UNDO: Duration = Duration::from_secs(10);

/// Declines a request.
pub(crate) fn decline(app: App, conversation: ConversationId) {
    if !app.list.hide(conversation, true) {
        return;
    }
    // Its card goes, and the button with it.
    dom::find_focus_soon();
    app.toasts.offer_for(
        UNDO,
        app.words.text("request-declined"),
        app.words.text("undo"),
        move || {
            app.list.hide(conversation, false);
        },
    );
    let finish = move || finish(app, conversation);
    // Some browsers end the worker before it hears what the second of these tells it.
    let leaving = ["beforeunload", "pagehide"]
        .map(|event| window_event_listener_untyped(event, move |_| finish()));
    let leaving = StoredValue::new_local(Some(leaving));
    set_timeout(
        move || {
            finish();
            leaving.update_value(|leaving| {
                for handle in leaving.take().into_iter().flatten() {
                    handle.remove();
                }
            });
        },
        UNDO,
    );
}

fn finish(app: App, conversation: ConversationId) {
    if app.list.hide(conversation, false) {
        app.request(Command::Decline { conversation });
    }
}

/// Declines for good what can still be undone: the device is about to close.
pub(crate) fn finish_all(app: App) {
    for conversation in app.list.declined() {
        if app.list.hide(conversation, false) {
            leptos::task::spawn_local(async move {
                // How it ends is told to nobody who is still there.
                let _ = app.ask(Command::Decline { conversation }).await;
            });
        }
    }
}
