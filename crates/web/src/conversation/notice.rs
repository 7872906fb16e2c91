//! Lines about the conversation, in plain words. What is missing is said as it is: what, and what
//! can be done about it.

use hudhud_dialogue::{MessageView, NoticeView, PersonView};
use leptos::ev;
use leptos::html::{article, span};
use leptos::prelude::*;

use super::{Open, message};
use crate::people;
use crate::words::{Words, key};

/// So many people are named.
const NAMED: usize = 20;

/// The line.
pub(super) fn view(open: Open, id: i64, shown: RwSignal<MessageView>) -> AnyView {
    let app = open.app;
    let text = Memo::new(move |_| {
        shown.with(|message| {
            message
                .notice
                .as_ref()
                .map(|notice| say(app.words, &message.sender, notice))
                .unwrap_or_default()
        })
    });
    article()
        .class("notice")
        .attr("data-part", "notice")
        .attr("data-message", id.to_string())
        .attr("aria-label", move || text.get())
        .attr("tabindex", move || message::tab_stop(open, id))
        .on(ev::focus, move |_| open.current.set(Some(id)))
        .child(span().child(text))
        .into_any()
}

/// What a line says.
pub(crate) fn say(words: Words, who: &PersonView, notice: &NoticeView) -> String {
    let name = || people::name(words, who);
    let deed = |own: &'static str, other: &'static str, affected: &[PersonView]| {
        let named = affected.get(..NAMED.min(affected.len())).unwrap_or(&[]);
        let people = people::names(words, named);
        if who.own {
            words.with(own, &[("people", people.into())])
        } else {
            words.with(other, &[("who", name().into()), ("people", people.into())])
        }
    };
    let of_own = |people: &[PersonView]| matches!(people, [one] if one.own);
    match notice {
        NoticeView::Added(people) if of_own(people) && !who.own => {
            words.with("notice-added-you", &[("who", name().into())])
        }
        NoticeView::Added(people) => deed(key("notice-added-own"), key("notice-added"), people),
        NoticeView::Removed(people) if of_own(people) && !who.own => {
            words.with("notice-removed-you", &[("who", name().into())])
        }
        NoticeView::Removed(people) => {
            deed(key("notice-removed-own"), key("notice-removed"), people)
        }
        NoticeView::Left(people) if of_own(people) => words.text("notice-left-you"),
        NoticeView::Left(people) => words.with(
            "notice-left",
            &[("people", people::names(words, people).into())],
        ),
        NoticeView::Renamed(title) => {
            let title = hudhud_text::title(title);
            if who.own {
                words.with("notice-renamed-own", &[("title", title.into())])
            } else {
                words.with(
                    "notice-renamed",
                    &[("who", name().into()), ("title", title.into())],
                )
            }
        }
        NoticeView::Promoted(people) if of_own(people) && !who.own => {
            words.with("notice-promoted-you", &[("who", name().into())])
        }
        NoticeView::Promoted(people) => {
            deed(key("notice-promoted-own"), key("notice-promoted"), people)
        }
        NoticeView::Joined => words.text("notice-joined"),
        NoticeView::Unreadable => words.with("notice-unreadable", &[("who", name().into())]),
        NoticeView::Missed => words.text("notice-missed"),
        NoticeView::Rejoined => words.text("notice-rejoined"),
        NoticeView::Unanswered => words.text("notice-unanswered"),
        NoticeView::Unknown => words.text("notice-unknown"),
    }
}
