//! Who is writing, and where, until they have not been heard of for six seconds.

use hudhud_base::{AccountId, ConversationId};
use std::collections::BTreeMap;
use std::time::Duration;

use hudhud_dialogue::PersonView;
use leptos::prelude::{RwSignal, Set as _, Update as _, With as _, WithUntracked as _};

use crate::dom;

/// How long somebody counts as writing after they were heard of.
const LASTS: Duration = Duration::from_secs(6);

/// Who is writing. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Typing {
    /// For each conversation, everybody with the time until which they count, in milliseconds.
    writers: RwSignal<BTreeMap<ConversationId, Vec<(PersonView, u64)>>>,
}

impl Typing {
    pub(crate) fn new() -> Self {
        Self {
            writers: RwSignal::new(BTreeMap::new()),
        }
    }

    /// Those who are writing there.
    pub(crate) fn people(self, conversation: ConversationId) -> Vec<PersonView> {
        self.writers.with(|writers| {
            writers
                .get(&conversation)
                .map(|people| people.iter().map(|(person, _)| person.clone()).collect())
                .unwrap_or_default()
        })
    }

    /// Somebody is writing.
    pub(crate) fn heard(self, conversation: ConversationId, person: PersonView) {
        let until_ms = dom::now_ms() + LASTS.as_millis() as u64;
        self.writers.update(|writers| {
            let people = writers.entry(conversation).or_default();
            people.retain(|(known, _)| known.account != person.account);
            people.push((person, until_ms));
        });
        leptos::prelude::set_timeout(move || self.forget(), LASTS + Duration::from_millis(50));
    }

    /// Their message has come: they are no longer writing.
    pub(crate) fn done(self, conversation: ConversationId, account: AccountId) {
        let known = self.writers.with_untracked(|writers| {
            writers
                .get(&conversation)
                .is_some_and(|people| people.iter().any(|(known, _)| known.account == account))
        });
        if known {
            self.writers.update(|writers| {
                if let Some(people) = writers.get_mut(&conversation) {
                    people.retain(|(known, _)| known.account != account);
                }
            });
        }
    }

    /// Nobody is writing.
    pub(crate) fn clear(self) {
        self.writers.update(BTreeMap::clear);
    }

    fn forget(self) {
        let now_ms = dom::now_ms();
        let kept = self.writers.with_untracked(|writers| {
            let mut kept = writers.clone();
            for people in kept.values_mut() {
                people.retain(|(_, until_ms)| *until_ms > now_ms);
            }
            kept.retain(|_, people| !people.is_empty());
            kept
        });
        if self.writers.with_untracked(|writers| *writers != kept) {
            self.writers.set(kept);
        }
    }
}
