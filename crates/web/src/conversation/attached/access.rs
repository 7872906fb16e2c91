//! Having what is attached: from the host, from the worker, and as a file for the person.

use hudhud_dialogue::page::{Ask, Problem, Reply};
use hudhud_dialogue::{AttachmentState, AttachmentView, Command};

use crate::conversation::open::Place;
use crate::state::App;
use crate::words::key;

/// What somebody is told about an attachment that is not here, or not yet there.
pub(super) fn state_key(state: AttachmentState) -> Option<&'static str> {
    match state {
        AttachmentState::Here => None,
        AttachmentState::Leaving => Some(key("attached-leaving")),
        AttachmentState::There => Some(key("attached-there")),
        AttachmentState::Coming => Some(key("attached-coming")),
        AttachmentState::Gone => Some(key("attached-gone")),
        AttachmentState::Damaged => Some(key("attached-damaged")),
        AttachmentState::Unsent => Some(key("attached-unsent")),
    }
}

/// Whether its bytes are on this device.
pub(super) const fn is_here(state: AttachmentState) -> bool {
    matches!(
        state,
        AttachmentState::Here | AttachmentState::Leaving | AttachmentState::Unsent
    )
}

/// Asks the host for it.
pub(super) fn fetch(app: App, place: Place) {
    let Place { message, part } = place;
    app.request(Command::FetchAttached { message, part });
}

/// What is in it, from the worker.
pub(super) struct Opened {
    pub(super) name: String,
    pub(super) picture: Option<String>,
    pub(super) bytes: Vec<u8>,
}

pub(super) async fn opened(app: App, place: Place) -> Result<Opened, Problem> {
    let Place { message, part } = place;
    let reply = app.ask(Ask::OpenAttached { message, part }).await?;
    let Reply::Attached {
        name,
        picture,
        bytes,
    } = reply
    else {
        return Err(Problem::CLOSED);
    };
    Ok(Opened {
        name,
        picture,
        bytes,
    })
}

/// Hands it to the person as a file.
pub(super) fn save(app: App, place: Place) {
    leptos::task::spawn_local(async move {
        match opened(app, place).await {
            Ok(opened) => {
                let _ = crate::dom::download(&opened.name, &opened.bytes);
            }
            // The browser has cleared it away: the host may still have it.
            Err(Problem::AttachmentNotHere) => fetch(app, place),
            Err(problem) => app.tell(problem),
        }
    });
}

/// What a picture is called for those who do not see it.
pub(super) fn described(app: App, attached: &AttachmentView) -> String {
    if attached.about.description.is_empty() {
        app.words.text("attached-photo")
    } else {
        attached.about.description.clone()
    }
}
