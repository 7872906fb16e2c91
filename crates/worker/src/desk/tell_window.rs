//! Telling the page what changed in the messages that it shows.

use std::collections::BTreeSet;

use hudhud_base::{ConversationId, MessageRow};
use hudhud_dialogue::MessageState;
use hudhud_dialogue::page::{News, WindowChange};

use super::changes::Changes;
use super::glimpse;
use super::state::{Desk, OrGone};
use super::window::ToldWindow;

/// Changes to the messages shown that are told one by one; the page reads more anew.
const WINDOW_CHANGES: usize = 120;
/// Messages of the window that are compared when events were lost.
const COMPARED: u32 = 500;

impl Desk {
    pub(super) async fn tell_window(&mut self, changes: &Changes) -> OrGone {
        let Some(conversation) = self.window.as_ref().map(|window| window.conversation) else {
            return Ok(());
        };
        let named = changes.appeared.len().saturating_add(changes.changed.len());
        let told = if changes.all || named > WINDOW_CHANGES {
            self.compare_window(conversation).await?
        } else {
            self.change_window(conversation, changes).await?
        };
        if told.is_empty() {
            return Ok(());
        }
        self.tell(News::Window {
            conversation,
            changes: told,
        })
        .await
    }

    /// The messages that events named, and those that a receipt has moved on.
    async fn change_window(
        &mut self,
        conversation: ConversationId,
        changes: &Changes,
    ) -> OrGone<Vec<WindowChange>> {
        let moved = if changes.conversations.contains(&conversation) {
            self.further(conversation).await?
        } else {
            Vec::new()
        };
        let Some(window) = &self.window else {
            return Ok(Vec::new());
        };
        let mut ids: BTreeSet<MessageRow> = changes.appeared.clone();
        for id in &changes.changed {
            ids.extend(window.quoting(*id));
            // Also one that the page does not have: it may have come from another conversation.
            ids.insert(*id);
        }
        ids.extend(moved);
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.client.messages_named(ids.iter().copied().collect());
        let found = found.await;
        let Some(found) = self.or_behind(found)? else {
            return Ok(Vec::new());
        };
        let there: BTreeSet<MessageRow> = found.iter().map(|message| message.id).collect();
        let Some(window) = &mut self.window else {
            return Ok(Vec::new());
        };
        let gone = ids.iter().filter(|id| !there.contains(id));
        let mut told: Vec<WindowChange> = gone.filter_map(|id| window.gone(*id)).collect();
        for mut message in found {
            let appeared = changes.appeared.contains(&message.id);
            glimpse::quoted(&mut message);
            told.extend(window.take(message, appeared));
        }
        Ok(with_one_count(told))
    }

    /// Own messages that have come further than the page knows. Receipts name no messages.
    async fn further(&mut self, conversation: ConversationId) -> OrGone<Vec<MessageRow>> {
        let Some((first, last)) = self.window.as_ref().and_then(ToldWindow::on_the_way) else {
            return Ok(Vec::new());
        };
        let states = self.client.states(conversation, first, last).await;
        let states = self.or_behind(states)?.unwrap_or_default();
        let Some(window) = &self.window else {
            return Ok(Vec::new());
        };
        let further = |(id, state): &(MessageRow, MessageState)| window.is_further(*id, *state);
        Ok(states
            .into_iter()
            .filter(further)
            .map(|(id, _)| id)
            .collect())
    }

    /// Compares all that is shown with what is there.
    async fn compare_window(&mut self, conversation: ConversationId) -> OrGone<Vec<WindowChange>> {
        let Some(window) = &self.window else {
            return Ok(Vec::new());
        };
        let before = window.first().saturating_sub(1);
        let read = self
            .client
            .window_after(conversation, before, COMPARED)
            .await;
        let Some(read) = self.or_behind(read)? else {
            return Ok(Vec::new());
        };
        let Some(window) = &mut self.window else {
            return Ok(Vec::new());
        };
        let known = read.messages.iter().filter(|one| window.has(one.id));
        let new = read.messages.len() - known.count();
        if !read.to_end && (window.is_at_end() || window.len() >= COMPARED as usize)
            || new > WINDOW_CHANGES
        {
            self.window = None;
            return Ok(vec![WindowChange::Reload]);
        }
        let found: BTreeSet<MessageRow> = read.messages.iter().map(|one| one.id).collect();
        let last = read.messages.last().map_or(i64::MIN, |last| last.position);
        let read_to = if read.to_end { i64::MAX } else { last };
        let gone = window.missing(&found, read_to);
        let mut told: Vec<WindowChange> =
            gone.into_iter().filter_map(|id| window.gone(id)).collect();
        for message in glimpse::window(read).messages {
            let appeared = !window.has(message.id);
            told.extend(window.take(message, appeared));
        }
        Ok(with_one_count(told))
    }
}

/// Of several counts only the last one says something.
fn with_one_count(changes: Vec<WindowChange>) -> Vec<WindowChange> {
    let is_count = |change: &WindowChange| matches!(change, WindowChange::Below(_));
    let last = changes
        .iter()
        .rev()
        .find(|change| is_count(change))
        .cloned();
    let mut kept: Vec<WindowChange> = changes
        .into_iter()
        .filter(|change| !is_count(change))
        .collect();
    kept.extend(last);
    kept
}
