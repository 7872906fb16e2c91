//! Choosing what to attach: a button, a drop, a paste; and the sheet on which it is looked at before it
//! is sent.

use hudhud_base::limits::{ATTACHMENTS, CAPTION_BYTES, DESCRIPTION_BYTES};
use hudhud_dialogue::page::{Ask, Attaching, CHOSEN_BYTES, Problem, Reply};
use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::{self, DataTransfer, FileList, HtmlInputElement};
use wasm_bindgen::JsCast as _;

use super::field::Composer;
use super::picks::Picked;
use crate::conversation::{Jump, Open, Writing};
use crate::html::{bdi, button, div, img, input, label, li, span, ul};
use crate::parts::{self, Field, Icon, Look};
use crate::state::App;
use crate::words::{count, key};

/// Bytes in UTF-8 of one unit that a field counts, at most.
const UNIT_BYTES: usize = 4;
/// Formats that the browser draws, and that are sent as pictures.
const PICTURES: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "image/gif"];

/// Puts files on the sheet.
pub(crate) fn take(open: Open, files: &FileList) {
    let words = open.app.words;
    for index in 0..files.length() {
        let Some(file) = files.item(index) else {
            continue;
        };
        let picks = open.picks;
        if picks.all.with_untracked(Vec::len) >= ATTACHMENTS {
            open.app
                .toasts
                .say(words.with("attach-many", &[("limit", count(ATTACHMENTS as u64))]));
            return;
        }
        let is_picture = PICTURES.contains(&file.type_().as_str());
        #[expect(clippy::cast_precision_loss, reason = "a limit far below 2^53")]
        let is_long = file.size() > CHOSEN_BYTES as f64;
        if is_long && !is_picture {
            open.app.tell(Problem::FileTooLong);
            continue;
        }
        let key = picks.next.get_value();
        picks.next.set_value(key.wrapping_add(1));
        let address = is_picture.then(|| web_sys::Url::create_object_url_with_blob(&file).ok());
        picks.all.update(|all| {
            all.push(Picked {
                key,
                file,
                address: address.flatten(),
                as_file: ArcRwSignal::new(false),
                keeps_traces: ArcRwSignal::new(false),
                description: ArcRwSignal::new(String::new()),
            });
        });
    }
}

/// Takes the files of a paste or a drop. `false`: there are none.
pub(crate) fn take_from(open: Open, data: Option<DataTransfer>) -> bool {
    match data.and_then(|data| data.files()) {
        Some(files) if files.length() > 0 => {
            take(open, &files);
            true
        }
        Some(_) | None => false,
    }
}

/// The button, with the browser's own choice of files behind it.
pub(super) fn view(composer: Composer) -> AnyView {
    let open = composer.open;
    let app = open.app;
    let field: NodeRef<leptos::html::Input> = NodeRef::new();
    let chosen = move |event: web_sys::Event| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input {
            if let Some(files) = input.files() {
                take(open, &files);
            }
            // The same file may be chosen again.
            input.set_value("");
        }
    };
    crate::html::view((
        input()
            .node_ref(field)
            .attr("type", "file")
            .attr("multiple", "")
            .attr("hidden", "")
            .attr("data-part", "attach-input")
            .attr("tabindex", "-1")
            .attr("aria-hidden", "true")
            .on(ev::change, chosen),
        parts::icon_button(
            "attach",
            Icon::Attach,
            app.say("composer-attach"),
            move || {
                if let Some(field) = field.get_untracked() {
                    field.click();
                }
            },
        ),
        move || {
            let any = open.picks.all.with(|all| !all.is_empty());
            any.then(|| sheet(composer))
        },
    ))
}

/// What was chosen, as it will be sent.
fn sheet(composer: Composer) -> AnyView {
    let open = composer.open;
    let (app, picks) = (open.app, open.picks);
    let close = move || {
        if !picks.busy.get_untracked() {
            picks.clear();
            composer.focus();
        }
    };
    let send = move || send(composer);
    let rows = move || {
        let all = picks.all.get();
        all.into_iter()
            .map(|picked| row(open, &picked))
            .collect::<Vec<_>>()
    };
    let name = Signal::derive(move || {
        app.words.text(if picks.busy.get() {
            key("attach-sending")
        } else {
            key("composer-send")
        })
    });
    let ready = Signal::derive(move || !picks.busy.get());
    let caption = Field {
        longest: CAPTION_BYTES / UNIT_BYTES,
        ..Field::new("attach-caption", app.say("attach-caption"), picks.caption)
    };
    let body = div()
        .class("stack")
        .child((
            ul().class("picked").attr("data-part", "picked").child(rows),
            parts::field(caption, send),
            div().class("dialog-actions").child((
                parts::button("attach-cancel", Look::Usual, app.say("cancel"), close),
                parts::button_when("attach-send", Look::Primary, name, ready, send),
            )),
        ))
        .into_any();
    parts::dialog("attach-sheet", app.say("attach-title"), close, body)
}

fn row(open: Open, picked: &Picked) -> AnyView {
    let (app, key) = (open.app, picked.key);
    let name = picked.file.name();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a file's size is a whole number"
    )]
    let size = picked.file.size() as u64;
    let face = match &picked.address {
        Some(address) => img()
            .attr("src", address.clone())
            .attr("alt", "")
            .into_any(),
        None => parts::icon(Icon::File),
    };
    let choices = match &picked.address {
        Some(_) => choices(open, picked),
        None => said_of(open, &picked.file.type_()),
    };
    let remove = {
        let name = name.clone();
        Signal::derive(move || {
            app.words
                .with("attach-remove", &[("name", name.clone().into())])
        })
    };
    li().class("picked-row")
        .attr("data-part", "picked-row")
        .child((
            div().class("picked-face").child(face),
            div().class("picked-words").child((
                bdi().class("picked-name").child(name),
                span().class("hint").child(move || app.words.bytes(size)),
                choices,
            )),
            button()
                .attr("type", "button")
                .class("icon-button")
                .attr("data-part", "picked-remove")
                .attr("aria-label", remove)
                .on(ev::click, move |_| open.picks.remove(key))
                .child(parts::icon(Icon::Close)),
        ))
        .into_any()
}

/// What may be said of a photo, and how it is sent.
fn choices(open: Open, picked: &Picked) -> AnyView {
    let app = open.app;
    let (description, written) = (picked.description.clone(), picked.description.clone());
    let (as_file, keeps_traces) = (picked.as_file.clone(), picked.keeps_traces.clone());
    let described = format!("picked-description-{}", picked.key);
    crate::html::view((
        label()
            .class("visually-hidden")
            .attr("for", described.clone())
            .child(app.say("attach-describe")),
        input()
            .id(described)
            .class("input picked-description")
            .attr("data-part", "picked-description")
            .attr("type", "text")
            .attr("dir", "auto")
            .attr("maxlength", (DESCRIPTION_BYTES / UNIT_BYTES).to_string())
            .attr("placeholder", move || app.words.text("attach-describe"))
            .prop("value", move || description.get())
            .on(ev::input, move |event| {
                written.set(event_target_value(&event))
            }),
        choice("picked-as-file", app.say("attach-as-file"), &as_file),
        move || {
            let label = app.say("attach-keep-traces");
            as_file
                .get()
                .then(|| choice("picked-keep-traces", label, &keeps_traces))
        },
    ))
}

fn choice(part: &'static str, said: Signal<String>, is_chosen: &ArcRwSignal<bool>) -> AnyView {
    let (is_chosen, chosen) = (is_chosen.clone(), is_chosen.clone());
    label()
        .class("picked-choice")
        .child((
            input()
                .attr("type", "checkbox")
                .attr("data-part", part)
                .prop("checked", move || is_chosen.get())
                .on(ev::change, move |event| {
                    chosen.set(event_target_checked(&event))
                }),
            span().child(said),
        ))
        .into_any()
}

/// Of what a camera made and nobody here can clean, that it is sent as it is.
fn said_of(open: Open, media_type: &str) -> AnyView {
    let is_of_a_camera = media_type.starts_with("image/") || media_type.starts_with("video/");
    crate::html::view(is_of_a_camera.then(|| {
        span()
            .class("hint")
            .attr("data-part", "picked-as-it-is")
            .child(open.app.say("attach-as-it-is"))
    }))
}

fn send(composer: Composer) {
    let open = composer.open;
    let (app, picks) = (open.app, open.picks);
    if picks.busy.get_untracked() {
        return;
    }
    picks.busy.set(true);
    let reply_to = match open.writing.get_untracked() {
        Writing::Reply(message) => Some(message.id),
        Writing::Fresh | Writing::Edit(_) => None,
    };
    let body = hudhud_text::written(picks.caption.get_untracked().trim()).into_owned();
    let all = picks.all.get_untracked();
    leptos::task::spawn_local(async move {
        let mut sealed = Vec::with_capacity(all.len());
        let mut problem = None;
        for picked in &all {
            match seal(app, picked).await {
                Ok(number) => sealed.push(number),
                Err(why) => {
                    problem = Some(why);
                    break;
                }
            }
        }
        if problem.is_some() {
            app.request(Ask::DropSealed(sealed));
        } else {
            let ask = Ask::SendAttached(Attaching {
                conversation: open.id,
                body,
                reply_to,
                sealed,
            });
            problem = app.ask(ask).await.err();
        }
        let _ = picks.busy.try_set(false);
        match problem {
            Some(problem) => app.tell(problem),
            None => {
                let _ = picks.caption.try_set(String::new());
                picks.clear();
                if reply_to.is_some() {
                    let _ = open.writing.try_set(Writing::Fresh);
                }
                let _ = open.jump.try_set(Some(Jump::End));
                composer.focus();
            }
        }
    });
}

/// Hands one over to be sealed: no more than one of them is in memory.
async fn seal(app: App, picked: &Picked) -> Result<u32, Problem> {
    let chosen = picked.chosen().await.ok_or(Problem::FileNotKept)?;
    if chosen.bytes.len() as u64 > CHOSEN_BYTES {
        return Err(Problem::FileTooLong);
    }
    let Reply::Sealed(number) = app.ask(Ask::Seal(chosen)).await? else {
        return Err(Problem::CLOSED);
    };
    Ok(number)
}
