//! A photo: as much room as it will take from the first moment on, then the photo.

use hudhud_dialogue::page::Problem;
use hudhud_dialogue::{AttachmentState, AttachmentView};
use leptos::ev;
use leptos::prelude::*;

use super::access::{described, fetch, is_here, opened, save, state_said};
use super::placeholder::bitmap;
use crate::conversation::open::{Open, Overlay, Place};
use crate::dom;
use crate::html::{button, img, span};
use crate::parts::{self, Icon};
use crate::state::App;

/// What is there to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    Nothing,
    /// At an address of this page alone.
    At(String),
    /// It is no picture after all: it can be kept, as any file.
    NoPicture,
}

/// The picture of a place as long as the view is shown that asks for it.
pub(super) fn shown(
    app: App,
    place: Place,
    state: Memo<Option<AttachmentState>>,
) -> RwSignal<Shown> {
    let shown = RwSignal::new(Shown::Nothing);
    let asked = StoredValue::new(false);
    Effect::new(move |_| {
        if !state.get().is_some_and(is_here) || asked.get_value() {
            return;
        }
        asked.set_value(true);
        leptos::task::spawn_local(async move {
            let found = match opened(app, place).await {
                Ok(opened) => match opened.picture {
                    Some(kind) => dom::address_of(&opened.bytes, &kind).map(Shown::At),
                    None => Some(Shown::NoPicture),
                },
                Err(Problem::AttachmentNotHere) => {
                    // The browser has cleared it away: the host may still have it.
                    let _ = asked.try_set_value(false);
                    fetch(app, place);
                    None
                }
                Err(_) => Some(Shown::NoPicture),
            };
            let Some(found) = found else {
                return;
            };
            if let Some(Shown::At(unseen)) = shown.try_set(found) {
                // Whoever asked is gone.
                dom::give_up_address(&unseen);
            }
        });
    });
    on_cleanup(move || {
        if let Some(Shown::At(address)) = shown.try_get_untracked() {
            dom::give_up_address(&address);
        }
    });
    shown
}

pub(super) fn view(open: Open, place: Place, attached: Memo<Option<AttachmentView>>) -> AnyView {
    let app = open.app;
    let state = Memo::new(move |_| attached.with(|one| Some(one.as_ref()?.state)));
    let shown = shown(app, place, state);
    let description = move || {
        attached.with(|one| {
            one.as_ref()
                .map(|one| described(app, one))
                .unwrap_or_default()
        })
    };
    let sides = attached.with_untracked(|one| one.as_ref()?.about.size_in_dots);
    let (width, height) = sides.unwrap_or((4, 3));
    let placeholder = attached.with_untracked(|one| bitmap(&one.as_ref()?.about.thumbhash));
    let placeholder = placeholder.and_then(|bitmap| dom::address_of(&bitmap, "image/bmp"));
    let address = placeholder.clone();
    on_cleanup(move || {
        if let Some(address) = &address {
            dom::give_up_address(address);
        }
    });
    let press = move |_| match shown.get_untracked() {
        Shown::At(_) => open.overlay.set(Overlay::Photo(place)),
        Shown::NoPicture => save(open, place),
        Shown::Nothing => fetch(app, place),
    };
    button()
        .attr("type", "button")
        .class("photo")
        .attr("data-part", "photo")
        .attr("data-shown", move || {
            matches!(shown.get(), Shown::At(_)).then_some("")
        })
        .style(("--width", width.to_string()))
        .style(("--height", height.to_string()))
        .on(ev::click, press)
        .child((
            span().class("visually-hidden").child(description),
            placeholder.map(picture),
            move || match shown.get() {
                Shown::At(address) => picture(address),
                Shown::Nothing => parts::icon(match state.get() {
                    Some(AttachmentState::There) => Icon::Download,
                    Some(_) | None => Icon::Photo,
                }),
                Shown::NoPicture => parts::icon(Icon::File),
            },
            move || {
                let said = state_said(app, place, state.get()?)?;
                Some(
                    span()
                        .class("photo-state")
                        .attr("data-part", "photo-state")
                        .child(said),
                )
            },
        ))
        .into_any()
}

/// What is seen in it is said of the whole.
fn picture(address: String) -> AnyView {
    img()
        .attr("src", address)
        .attr("alt", "")
        .attr("draggable", "false")
        .attr("decoding", "async")
        .into_any()
}
