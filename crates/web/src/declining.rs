//! Declining a request. It goes out of sight at once and is forgotten a little later: until then a press
//! brings it back.

use std::time::Duration;

use hudhud_base::ConversationId;
use hudhud_dialogue::Command;
use leptos::prelude::set_timeout;

use crate::dom;
use crate::state::App;

/// So long it can be undone. A page that is closed meanwhile has declined nothing.
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
    set_timeout(
        move || {
            if app.list.hide(conversation, false) {
                app.request(Command::Decline { conversation });
            }
        },
        UNDO,
    );
}
