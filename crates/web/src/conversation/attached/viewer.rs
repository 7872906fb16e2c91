//! One photo over the whole window, and the others of its message before and after it.

use hudhud_dialogue::{AttachmentKind, AttachmentState, AttachmentView};
use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::KeyboardEvent;

use super::access::{described, save};
use super::photo::{Shown, shown};
use crate::conversation::open::{Open, Overlay, Place};
use crate::dom;
use crate::html::{div, figure, img};
use crate::parts::{self, Icon};
use crate::words::{count, key};

/// What is looked at, among the photos of its message.
#[derive(Debug, Clone, Copy)]
struct Viewing {
    open: Open,
    place: Place,
    photos: Memo<Vec<AttachmentView>>,
}

pub(in crate::conversation) fn view(open: Open, place: Place) -> AnyView {
    let Some(message) = open.app.window.message(place.message) else {
        return ().into_any();
    };
    let photos = Memo::new(move |_| {
        let photos = message.try_with(|message| {
            let all = message.attached.iter().filter(|_| !message.deleted);
            let photos = all.filter(|one| one.about.kind == AttachmentKind::Photo);
            photos.cloned().collect::<Vec<_>>()
        });
        photos.unwrap_or_default()
    });
    let viewing = Viewing {
        open,
        place,
        photos,
    };
    // What was taken back, or let go of, is not looked at any longer.
    Effect::new(move |_| {
        if viewing.at().is_none() {
            viewing.close();
        }
    });
    let body = div()
        .class("viewer")
        .on(ev::keydown, move |event| viewing.key(&event))
        .child((viewing.bar(), viewing.picture()))
        .into_any();
    parts::dialog("viewer", viewing.title(), move || viewing.close(), body)
}

impl Viewing {
    fn close(self) {
        self.open.overlay.set(Overlay::Nothing);
    }

    /// Which of the photos it is.
    fn at(self) -> Option<usize> {
        self.photos
            .with(|photos| photos.iter().position(|one| one.part == self.place.part))
    }

    fn many(self) -> usize {
        self.photos.with(Vec::len)
    }

    fn go(self, by: isize) {
        let next = untrack(|| self.at()).and_then(|at| at.checked_add_signed(by));
        let part = self
            .photos
            .with_untracked(|photos| Some(photos.get(next?)?.part));
        if let Some(part) = part {
            let place = Place { part, ..self.place };
            self.open.overlay.set(Overlay::Photo(place));
        }
    }

    fn key(self, event: &KeyboardEvent) {
        let forth = if dom::is_right_to_left() { -1 } else { 1 };
        match event.key().as_str() {
            "ArrowRight" => self.go(forth),
            "ArrowLeft" => self.go(-forth),
            _ => return,
        }
        event.prevent_default();
    }

    fn title(self) -> Signal<String> {
        let words = self.open.app.words;
        Signal::derive(move || match (self.at(), self.many()) {
            (Some(at), all @ 2..) => words.with(
                "viewer-title-of",
                &[("at", count(at as u64 + 1)), ("all", count(all as u64))],
            ),
            (Some(_) | None, _) => words.text("viewer-title"),
        })
    }

    fn bar(self) -> AnyView {
        let app = self.open.app;
        let step = move |part, shape, label, by| {
            let label = app.say(label);
            (self.many() > 1).then(|| parts::icon_button(part, shape, label, move || self.go(by)))
        };
        let close = move || self.close();
        let keep = move || save(self.open, self.place);
        div()
            .class("viewer-bar")
            .child((
                parts::icon_button("viewer-close", Icon::Close, app.say("close"), close),
                div().class("viewer-space"),
                move || step("viewer-before", Icon::Back, key("viewer-before"), -1),
                move || step("viewer-after", Icon::Back, key("viewer-after"), 1),
                parts::icon_button(
                    "viewer-save",
                    Icon::Download,
                    app.say("attached-save"),
                    keep,
                ),
            ))
            .into_any()
    }

    fn picture(self) -> AnyView {
        let app = self.open.app;
        let here = Memo::new(move |_| Some(AttachmentState::Here));
        let shown = shown(app, self.place, here);
        let words = self.photos.with_untracked(|photos| {
            let mut all = photos.iter();
            let one = all.find(|one| one.part == self.place.part);
            one.map(|one| described(app, one)).unwrap_or_default()
        });
        let picture = move || match shown.get() {
            Shown::At(address) => img()
                .attr("src", address)
                .attr("alt", words.clone())
                .into_any(),
            Shown::Nothing => parts::icon(Icon::Photo),
            Shown::NoPicture => parts::icon(Icon::File),
        };
        figure().class("viewer-figure").child(picture).into_any()
    }
}
