//! The list of names or emoji that can complete what is typed, moved through by arrow keys while
//! the field keeps the focus.

use crate::html::{bdi, div, span};
use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::KeyboardEvent;

use super::complete::{Token, TokenKind, token};
use super::emoji;
use crate::conversation::Open;
use crate::parts::{self, Size};
use crate::people;
use hudhud_dialogue::PersonView;
use hudhud_text::folded_name;

/// At most so many are offered.
const OFFERED: usize = 7;

/// What was chosen, and what it takes the place of, in UTF-16 units.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) text: String,
}

/// One that is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Offer {
    Person(PersonView),
    Emoji { emoji: &'static str, name: String },
}

/// The list. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Completion {
    open: Open,
    token: RwSignal<Option<Token>>,
    offers: Memo<Vec<Offer>>,
    at: RwSignal<usize>,
}

impl Completion {
    /// Nothing is completed.
    pub(super) fn new(open: Open) -> Self {
        let token: RwSignal<Option<Token>> = RwSignal::new(None);
        let offers = Memo::new(move |_| {
            token.with(|token| match token {
                None => Vec::new(),
                Some(token) => offers(open, token),
            })
        });
        Self {
            open,
            token,
            offers,
            at: RwSignal::new(0),
        }
    }

    /// Something was typed, or the cursor moved.
    pub(super) fn look(self, text: &str, caret: u32) {
        let found = token(text, caret);
        if self.token.with_untracked(|known| *known != found) {
            self.at.set(0);
            self.token.set(found);
        }
    }

    /// Offers nothing any more.
    pub(super) fn close(self) {
        if self.token.try_with_untracked(Option::is_some) == Some(true) {
            self.token.set(None);
        }
    }

    /// The `id` of the offer that the arrow keys are at.
    pub(super) fn active(self) -> Option<String> {
        let any = self.offers.with(|offers| !offers.is_empty());
        any.then(|| format!("completion-{}", self.at.get()))
    }

    /// A key pressed in the field; what it chose, if it did.
    pub(super) fn key(self, event: &KeyboardEvent) -> Option<Choice> {
        let many = self.offers.with_untracked(Vec::len);
        if many == 0 {
            return None;
        }
        let at = self.at.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.at.set((at + 1) % many),
            "ArrowUp" => self.at.set((at + many - 1) % many),
            "Escape" => self.close(),
            "Enter" | "Tab" if !event.shift_key() => {
                event.prevent_default();
                return self.choice(at);
            }
            _ => return None,
        }
        event.prevent_default();
        None
    }

    fn choice(self, at: usize) -> Option<Choice> {
        let token = self.token.get_untracked()?;
        let text = self.offers.with_untracked(|offers| match offers.get(at)? {
            Offer::Person(person) => people::address(person).map(|address| format!("{address} ")),
            Offer::Emoji { emoji, .. } => Some((*emoji).to_owned()),
        })?;
        Some(Choice {
            from: token.from,
            to: token.to,
            text,
        })
    }

    /// The list, while there is something to offer.
    pub(super) fn view(self, choose: impl Fn(Choice) + Copy + Send + Sync + 'static) -> AnyView {
        let app = self.open.app;
        crate::html::view(move || {
            let offers = self.offers.get();
            if offers.is_empty() {
                return ().into_any();
            }
            let rows: Vec<AnyView> = offers
                .into_iter()
                .enumerate()
                .map(|(index, offer)| self.row(index, offer, choose))
                .collect();
            div()
                .id("completion")
                .class("completion")
                .attr("role", "listbox")
                .attr("data-part", "completion")
                .attr("aria-label", app.say("completion-label"))
                .child(rows)
                .into_any()
        })
    }

    fn row(
        self,
        index: usize,
        offer: Offer,
        choose: impl Fn(Choice) + Copy + Send + Sync + 'static,
    ) -> AnyView {
        let app = self.open.app;
        let inside = match offer {
            Offer::Person(person) => crate::html::view((
                parts::avatar(app, &person, Size::Tiny),
                bdi().child(people::shown(app.words, &person)),
                parts::handle(app, &person),
            )),
            Offer::Emoji { emoji, name } => crate::html::view((
                span().class("completion-emoji").child(emoji),
                span().child(name),
            )),
        };
        div()
            .id(format!("completion-{index}"))
            .class("completion-row")
            .attr("role", "option")
            .attr("data-choice", "")
            .attr("aria-selected", move || {
                if self.at.get() == index {
                    "true"
                } else {
                    "false"
                }
            })
            .on(ev::pointerdown, |event| event.prevent_default())
            .on(ev::click, move |_| {
                if let Some(choice) = self.choice(index) {
                    choose(choice);
                }
            })
            .child(inside)
            .into_any()
    }
}

fn offers(open: Open, token: &Token) -> Vec<Offer> {
    match token.kind {
        TokenKind::Name => {
            let prefix = folded_name(&token.prefix);
            let begins = |name: &str| folded_name(name).starts_with(&prefix);
            open.members.with(|members| {
                members
                    .iter()
                    .filter(|person| !person.own)
                    .filter(|person| {
                        let name = person.name.as_deref().unwrap_or("");
                        let mut words = person.profile.name.split_whitespace();
                        !name.is_empty() && (begins(name) || words.any(begins))
                    })
                    .take(OFFERED)
                    .cloned()
                    .map(Offer::Person)
                    .collect()
            })
        }
        TokenKind::Emoji => emoji::found(&token.prefix)
            .take(OFFERED)
            .map(|found| Offer::Emoji {
                emoji: found.emoji,
                name: found.name(open.app.words.language()).to_owned(),
            })
            .collect(),
    }
}
