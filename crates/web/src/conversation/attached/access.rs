//! Having what is attached: from the host, from the worker, and as a file for the person.

use hudhud_dialogue::page::{Ask, Problem, Reply};
use hudhud_dialogue::{AttachmentState, AttachmentView, Command};
use leptos::ev;
use leptos::prelude::*;

use crate::conversation::open::{Open, Overlay, Place};
use crate::html::button;
use crate::parts::dialog::Question;
use crate::parts::{self, Icon};
use crate::state::App;
use crate::words::{count, key};

/// What somebody is told about an attachment that is not here, or not yet there.
pub(super) fn state_said(app: App, place: Place, state: AttachmentState) -> Option<String> {
    let percent = app.window.percent(place.message, place.part);
    let so_far = match state {
        AttachmentState::Leaving => Some(key("attached-leaving-so-far")),
        AttachmentState::Coming => Some(key("attached-coming-so-far")),
        AttachmentState::Here
        | AttachmentState::There
        | AttachmentState::Gone
        | AttachmentState::Damaged
        | AttachmentState::Unsent => None,
    };
    match so_far.zip(percent) {
        Some((key, percent)) => {
            let percent = count(percent.into());
            Some(app.words.with(key, &[("percent", percent)]))
        }
        None => state_key(state).map(|key| app.words.text(key)),
    }
}

/// The same without how far it has come.
fn state_key(state: AttachmentState) -> Option<&'static str> {
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

/// A way to end what is under way, with how far that is around it. A message of which something has not
/// left is not sent at all then.
pub(super) fn stop(
    app: App,
    place: Place,
    (state, unsent): (Memo<Option<AttachmentState>>, Memo<bool>),
) -> AnyView {
    let Place { message, part } = place;
    let percent = move || app.window.percent(message, part).unwrap_or_default();
    crate::html::view(move || {
        let (label, command) = match state.get()? {
            AttachmentState::Leaving => {
                (key("attached-stop-sending"), Command::Discard { message })
            }
            // It is fetched to be passed on.
            AttachmentState::Coming if unsent.get() => {
                (key("attached-stop-sending"), Command::Discard { message })
            }
            AttachmentState::Coming => (
                key("attached-stop-loading"),
                Command::StopFetching { message, part },
            ),
            AttachmentState::Here
            | AttachmentState::There
            | AttachmentState::Gone
            | AttachmentState::Damaged
            | AttachmentState::Unsent => return None,
        };
        let label = app.say(label);
        Some(
            button()
                .attr("type", "button")
                .class("attached-stop")
                .attr("data-part", "attached-stop")
                .attr("aria-label", move || label.get())
                .attr("title", move || label.get())
                .style(("--percent", move || percent().to_string()))
                .on(ev::click, move |_| app.request(command.clone()))
                .child(parts::icon(Icon::Close)),
        )
    })
}

/// What is in it, from the worker.
pub(super) struct Opened {
    pub(super) name: String,
    pub(super) picture: Option<String>,
    /// Whether it is run when it is opened.
    pub(super) program: bool,
    pub(super) bytes: Vec<u8>,
}

pub(super) async fn opened(app: App, place: Place) -> Result<Opened, Problem> {
    let Place { message, part } = place;
    let reply = app.ask(Ask::OpenAttached { message, part }).await?;
    let Reply::Attached {
        name,
        picture,
        program,
        bytes,
    } = reply
    else {
        return Err(Problem::CLOSED);
    };
    Ok(Opened {
        name,
        picture,
        program,
        bytes,
    })
}

/// Hands it to the person as a file; a program only once they have said so.
pub(super) fn save(open: Open, place: Place) {
    let app = open.app;
    leptos::task::spawn_local(async move {
        match opened(app, place).await {
            Ok(opened) if opened.program => {
                let name = opened.name;
                // The conversation may be another one by now.
                let _ = open.overlay.try_set(Overlay::Program { place, name });
            }
            Ok(opened) => hand_over(&opened),
            // The browser has cleared it away: the host may still have it.
            Err(Problem::AttachmentNotHere) => fetch(app, place),
            Err(problem) => app.tell(problem),
        }
    });
}

fn hand_over(opened: &Opened) {
    // A browser that does not take it says so itself.
    let _ = crate::dom::download(&opened.name, &opened.bytes);
}

/// The question before a program is saved. It is opened anew then: nobody holds its bytes meanwhile.
pub(in crate::conversation) fn program(open: Open, place: Place, name: String) -> AnyView {
    let app = open.app;
    let text = Signal::derive(move || {
        let name = ("name", name.clone().into());
        app.words.with("program-text", &[name])
    });
    let question = Question {
        part: "program-dialog",
        title: app.say("program-title"),
        text,
        yes: app.say("attached-save"),
        look: parts::Look::Danger,
    };
    parts::confirm(app, question, move |yes| {
        open.overlay.set(Overlay::Nothing);
        if yes {
            leptos::task::spawn_local(async move {
                match opened(app, place).await {
                    Ok(opened) => hand_over(&opened),
                    Err(problem) => app.tell(problem),
                }
            });
        }
    })
}

/// What a picture is called for those who do not see it.
pub(super) fn described(app: App, attached: &AttachmentView) -> String {
    if attached.about.description.is_empty() {
        app.words.text("attached-photo")
    } else {
        attached.about.description.clone()
    }
}
