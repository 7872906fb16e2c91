//! The picture that one shows of oneself: chosen, cut to a square, made small, or taken away.

use crate::html::{div, input, label, span};
use hudhud_base::limits::{PROFILE_PICTURE_BYTES, PROFILE_PICTURE_SIDE};
use hudhud_dialogue::Command;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement};

use super::rows::hint;
use crate::dom;
use crate::parts::{self, Look, Size};
use crate::state::App;
use crate::words::key;

/// The picture as it is, and ways to another one or none.
pub(super) fn view(app: App) -> AnyView {
    let own = Memo::new(move |_| app.account.get().map(|account| account.person));
    let busy = RwSignal::new(false);
    let shows = Memo::new(move |_| {
        own.with(|own| {
            own.as_ref()
                .is_some_and(|own| own.profile.picture.is_some())
        })
    });
    let face = move || own.get().map(|own| parts::avatar(app, &own, Size::Huge));
    let change = move |picture| {
        leptos::task::spawn_local(async move {
            let ended = app.complete(Command::Picture { picture }).await;
            let _ = busy.try_set(false);
            match ended {
                Ok(_) => {
                    app.toasts.say(app.words.text("picture-changed"));
                }
                Err(problem) => app.tell(problem),
            }
        });
    };
    let chosen = move |file: File| {
        busy.set(true);
        leptos::task::spawn_local(async move {
            match cut(&file).await {
                Some(bytes) => change(Some(bytes)),
                None => {
                    let _ = busy.try_set(false);
                    app.toasts.say(app.words.text("picture-unreadable"));
                }
            }
        });
    };
    let remove = move || {
        shows.get().then(|| {
            parts::button(
                "picture-remove",
                Look::Quiet,
                app.say("picture-remove"),
                move || change(None),
            )
        })
    };
    div()
        .class("stack")
        .child((
            div().class("own-picture").child((
                face,
                div()
                    .class("section-actions")
                    .child((choose(app, busy, chosen), remove)),
            )),
            hint(app, key("picture-hint")),
        ))
        .into_any()
}

/// A button that asks the browser for a file. The field itself has the focus, and looks like nothing.
fn choose(app: App, busy: RwSignal<bool>, chosen: impl Fn(File) + 'static) -> AnyView {
    let text = move || {
        app.words.text(if busy.get() {
            key("details-working")
        } else {
            key("picture-choose")
        })
    };
    let picked = move |event: web_sys::Event| {
        let field = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(field) = field else {
            return;
        };
        let file = field.files().and_then(|files| files.get(0));
        // The same file can be chosen again.
        field.set_value("");
        if let Some(file) = file.filter(|_| !busy.get_untracked()) {
            chosen(file);
        }
    };
    label()
        .class("button file-button")
        .child((
            input()
                .class("visually-hidden")
                .attr("type", "file")
                .attr("accept", "image/jpeg,image/png,image/webp")
                .attr("data-part", "picture-file")
                .on(ev::change, picked),
            span().child(text),
        ))
        .into_any()
}

/// The middle of the picture in a file, made small; `None`: the browser cannot read it.
async fn cut(file: &File) -> Option<Vec<u8>> {
    let hudhud = dom::property(&dom::window(), "hudhud");
    #[expect(clippy::cast_precision_loss, reason = "a limit far below 2^53")]
    let most = PROFILE_PICTURE_BYTES as f64;
    let about = [file.into(), PROFILE_PICTURE_SIDE.into(), most.into()];
    let promise = dom::call(&hudhud, "cutFace", &about)?;
    let bytes = JsFuture::from(promise.dyn_into::<js_sys::Promise>().ok()?).await;
    Some(bytes.ok()?.dyn_into::<js_sys::Uint8Array>().ok()?.to_vec())
}
