//! How much room the device takes, how much the browser gives, and whether it has promised to keep
//! what is there.

use crate::html::{div, p};
use hudhud_dialogue::page::{Ask, Held, Reply};
use leptos::prelude::*;
use leptos::web_sys::StorageManager;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::super::rows::hint;
use crate::dom;
use crate::parts::{self, Look};
use crate::state::App;
use crate::words::{count, key};

/// What the browser says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Room {
    /// Bytes in use by this site, and the most it may use.
    used: Option<(u64, u64)>,
    /// Whether it has promised not to clear them by itself.
    persisted: bool,
}

pub(super) fn view(app: App) -> AnyView {
    let held: RwSignal<Option<Held>> = RwSignal::new(None);
    let room: RwSignal<Option<Room>> = RwSignal::new(None);
    leptos::task::spawn_local(async move {
        if let Ok(Reply::Held(known)) = app.ask(Ask::Held).await {
            let _ = held.try_set(Some(known));
        }
        let _ = room.try_set(Some(look().await));
    });
    let here = move || {
        let held = held.get()?;
        let size = app.words.bytes(held.holdings.bytes);
        let said = [
            ("messages", count(held.holdings.messages)),
            ("size", size.into()),
        ];
        Some(
            p().attr("data-part", "storage-here")
                .child(app.words.with("data-storage-here", &said)),
        )
    };
    let site = move || {
        let (used, quota) = room.get()?.used?;
        Some(share(app, used, quota))
    };
    let kept = move || {
        if app.in_memory.get() {
            return Some(hint(app, key("data-memory")));
        }
        room.get().map(|known| promise(app, room, known.persisted))
    };
    div()
        .class("stack storage")
        .child((here, site, kept))
        .into_any()
}

/// How much of what the browser gives is used.
fn share(app: App, used: u64, quota: u64) -> AnyView {
    let label = Signal::derive(move || {
        let said = [
            ("used", app.words.bytes(used).into()),
            ("quota", app.words.bytes(quota).into()),
        ];
        app.words.with("data-storage-used", &said)
    });
    let percent = u32::try_from(used.saturating_mul(100) / quota.max(1)).unwrap_or(100);
    crate::html::view((
        parts::progress(label, Signal::stored(percent.min(100))),
        p().class("hint").child(label),
    ))
}

fn promise(app: App, room: RwSignal<Option<Room>>, persisted: bool) -> AnyView {
    if persisted {
        return hint(app, key("data-persisted"));
    }
    let ask = move || {
        leptos::task::spawn_local(async move {
            let agreed = match manager().map(|manager| manager.persist()) {
                Some(Ok(promise)) => JsFuture::from(promise)
                    .await
                    .is_ok_and(|value| value.is_truthy()),
                Some(Err(_)) | None => false,
            };
            if !agreed {
                app.toasts.say(app.words.text("data-persist-refused"));
            }
            let _ = room.try_set(Some(look().await));
        });
    };
    crate::html::view((
        p().class("hint").child(app.say("data-not-persisted")),
        div().class("section-actions").child(parts::button(
            "persist",
            Look::Usual,
            app.say("data-persist"),
            ask,
        )),
    ))
}

fn manager() -> Option<StorageManager> {
    // Only there where the page came over TLS or from this machine.
    dom::property(&dom::window().navigator(), "storage")
        .dyn_into()
        .ok()
}

async fn look() -> Room {
    let Some(manager) = manager() else {
        return Room::default();
    };
    let settled = |promise: Result<js_sys::Promise, JsValue>| async move {
        JsFuture::from(promise.ok()?).await.ok()
    };
    let bytes = |estimate: &JsValue, name: &str| dom::property(estimate, name).as_f64();
    let used = settled(manager.estimate()).await.and_then(|estimate| {
        Some((
            bytes(&estimate, "usage")? as u64,
            bytes(&estimate, "quota")? as u64,
        ))
    });
    let persisted = settled(manager.persisted())
        .await
        .is_some_and(|value| value.is_truthy());
    Room { used, persisted }
}
