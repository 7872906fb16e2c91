//! Finding: conversations by what they are called, people by name, messages by their words.

use hudhud_base::{ConversationId, MessageRow};
use hudhud_dialogue::HitView;

use super::editor::Editor;

/// Conversations shown of those found.
const CONVERSATIONS: usize = 20;
/// Letters from which on messages are looked for.
const LETTERS: usize = 2;

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Find {
    Conversation(ConversationId),
    /// Somebody to write to, as they were typed.
    Person(String),
    Message(ConversationId, MessageRow),
}

/// A search that goes on.
#[derive(Debug, Default)]
pub(crate) struct Search {
    pub(crate) editor: Editor,
    /// The last search that was asked for.
    number: u64,
    hits: Vec<HitView>,
    chosen: usize,
}

impl Search {
    /// The words were changed: which messages are to be looked for.
    pub(crate) fn changed(&mut self) -> Option<(String, u64)> {
        self.chosen = 0;
        self.number += 1;
        let words = self.editor.text().trim().to_owned();
        if words.chars().count() < LETTERS || words.starts_with('@') {
            self.hits.clear();
            return None;
        }
        Some((words, self.number))
    }

    /// What a search found, unless another has begun.
    pub(crate) fn found(&mut self, number: u64, hits: Vec<HitView>) {
        if number == self.number {
            self.hits = hits;
        }
    }

    pub(crate) fn hits(&self) -> &[HitView] {
        &self.hits
    }

    pub(crate) const fn chosen(&self) -> usize {
        self.chosen
    }

    pub(crate) fn step(&mut self, by: isize, count: usize) {
        let last = count.saturating_sub(1);
        self.chosen = self.chosen.saturating_add_signed(by).min(last);
    }

    /// All that can be chosen, of conversations with these names.
    pub(crate) fn finds(&self, names: impl Iterator<Item = (ConversationId, String)>) -> Vec<Find> {
        let words = self.editor.text().trim().to_lowercase();
        let fits = |name: &str| name.to_lowercase().contains(&words);
        let named = names.filter(|(_, name)| fits(name)).take(CONVERSATIONS);
        let mut found: Vec<Find> = named.map(|(id, _)| Find::Conversation(id)).collect();
        if words.starts_with('@') && words.len() > 1 {
            found.push(Find::Person(self.editor.text().trim().to_owned()));
        }
        let hits = self.hits.iter();
        found.extend(hits.map(|hit| Find::Message(hit.message.conversation, hit.message.id)));
        found
    }
}
