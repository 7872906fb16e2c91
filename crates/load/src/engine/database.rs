//! A device's database with much in it: searching, listing, opening.

use std::path::Path;

use anyhow::{Context as _, ensure};
use hudhud_base::{
    AccountId, ConversationId, Generation, LogAddress, MessageRow, Minute, RunningHash, Seq,
    Timestamp,
};
use hudhud_store::conversations::{
    self, ConversationKind, ConversationRow, ConversationState, Doubt,
};
use hudhud_store::messages::{self, MessageKind, MessageState, StoredMessage};
use hudhud_store::{Store, reactions, search};

use super::clocks::Cost;
use crate::random::Random;

const KEY: [u8; 32] = [6; 32];
const HOST: &str = "https://localhost";
/// Rows of one transaction while the database is filled.
const ROWS_PER_TRANSACTION: u32 = 5_000;
const WORDS_PER_MESSAGE: u32 = 12;
/// Messages for each different word: with the above, a word stands in about sixty messages.
const MESSAGES_PER_WORD: u32 = 5;
/// Messages on a screen, and hits of a search.
const PAGE: u32 = 50;

/// A filled database on disk.
pub(super) struct Database {
    store: Store,
    conversations: Vec<ConversationId>,
    /// Different words that messages are made of.
    words: u32,
    random: Random,
}

impl Database {
    /// Fills a new database: so many conversations, and so many messages spread over them.
    pub(super) fn fill(path: &Path, conversations: u32, messages: u32) -> anyhow::Result<Self> {
        let mut store = Store::open(path, &KEY)?;
        let state = ConversationState::Active;
        let ids = fill(&mut store, state, (conversations, messages))?;
        drop(store);
        // Opened anew, so that nothing of the filling is in memory.
        Ok(Self {
            store: Store::open(path, &KEY)?,
            conversations: ids,
            words: words_of(messages),
            random: Random::new(12),
        })
    }

    /// Searches all messages for a word that stands in about sixty of them.
    pub(super) fn search(&mut self) -> anyhow::Result<Cost> {
        let query = word(self.random.below(self.words));
        let reader = self.store.reader();
        let (cost, hits) = Cost::of(|| search::messages(reader.db(), &query, None, None, PAGE));
        ensure!(!hits?.is_empty(), "a word of many messages was not found");
        Ok(cost)
    }

    /// The list of conversations, each with its last message.
    pub(super) fn list(&mut self) -> anyhow::Result<Cost> {
        let limit = u32::try_from(self.conversations.len())?;
        let reader = self.store.reader();
        let (cost, found) = Cost::of(|| {
            let rows = conversations::list(reader.db(), None, limit)?;
            let lasts = rows.iter().map(|row| messages::last(reader.db(), row.id));
            lasts.collect::<Result<Vec<_>, _>>()
        });
        ensure!(found?.len() == self.conversations.len(), "some are missing");
        Ok(cost)
    }

    /// A conversation with the newest of its messages and their reactions.
    pub(super) fn open(&mut self) -> anyhow::Result<Cost> {
        let count = u32::try_from(self.conversations.len())?;
        let chosen = usize::try_from(self.random.below(count))?;
        let id = *self.conversations.get(chosen).context("no conversation")?;
        let reader = self.store.reader();
        let (cost, found) = Cost::of(|| {
            conversations::by_id(reader.db(), id)?;
            let rows = messages::page(reader.db(), id, None, PAGE)?;
            for row in &rows {
                reactions::for_messages(reader.db(), id, &[row.message_id])?;
            }
            Ok::<_, hudhud_store::StoreError>(rows)
        });
        ensure!(!found?.is_empty(), "a conversation is empty");
        Ok(cost)
    }
}

/// Adds so many conversations in this state, and so many messages spread over them.
pub(crate) fn fill(
    store: &mut Store,
    state: ConversationState,
    (conversations, messages): (u32, u32),
) -> anyhow::Result<Vec<ConversationId>> {
    let mut random = Random::new(11);
    let words = words_of(messages);
    let mut ids = Vec::new();
    let transaction = store.begin()?;
    for number in 0..conversations {
        let row = conversation(number, state);
        ids.push(conversations::insert(transaction.db(), &row)?);
    }
    transaction.commit()?;
    let mut number = 0;
    while number < messages {
        let end = (number + ROWS_PER_TRANSACTION).min(messages);
        let transaction = store.begin()?;
        for number in number..end {
            let chosen = ids.get(usize::try_from(number % conversations.max(1))?);
            let chosen = *chosen.context("no conversation")?;
            let seq = Seq(u64::from(number / conversations.max(1)) + 1);
            let body = text(words, &mut random);
            let row = message((chosen, seq), number, body);
            messages::insert(transaction.db(), &row)?;
        }
        transaction.commit()?;
        number = end;
    }
    Ok(ids)
}

fn words_of(messages: u32) -> u32 {
    (messages / MESSAGES_PER_WORD).max(1)
}

fn word(number: u32) -> String {
    // Letters that spread, so that words share few runs of three.
    let mut left = number.wrapping_mul(2_654_435_761);
    let mut word = String::new();
    for _ in 0..6 {
        let letter = u8::try_from(left % 26).unwrap_or_default();
        word.push(char::from(b'a' + letter));
        left /= 26;
    }
    word
}

fn bytes<const N: usize>(number: u32) -> [u8; N] {
    let mut bytes = [0; N];
    for (byte, from) in bytes.iter_mut().zip(number.to_be_bytes()) {
        *byte = from;
    }
    bytes
}

fn conversation(number: u32, state: ConversationState) -> ConversationRow {
    ConversationRow {
        id: ConversationId(0),
        group_id: bytes::<32>(number).to_vec(),
        kind: ConversationKind::Group,
        state,
        title: word(number),
        peer: None,
        host: HOST.to_owned(),
        log: LogAddress(bytes(number)),
        generation: Generation(0),
        cursor: Seq(0),
        running_hash: Some(RunningHash::EMPTY),
        ordered_head: Seq(0),
        last_activity: Timestamp(u64::from(number)),
        read_seq: Seq(0),
        delivered_sent_seq: Seq(0),
        read_sent_seq: Seq(0),
        receipt_due: None,
        unread: 0,
        draft: String::new(),
        invite: None,
        inviter: None,
        log_created: true,
        doubt: Doubt::Unfounded,
        leaf_renewed: Timestamp(u64::from(number)),
        profile_told: Timestamp(0),
    }
}

fn text(words: u32, random: &mut Random) -> String {
    let words = (0..WORDS_PER_MESSAGE).map(|_| word(random.below(words)));
    words.collect::<Vec<_>>().join(" ")
}

fn message((conversation, seq): (ConversationId, Seq), number: u32, body: String) -> StoredMessage {
    StoredMessage {
        id: MessageRow(0),
        conversation,
        position: 0,
        message_id: bytes(number),
        sender: AccountId([3; 32]),
        kind: MessageKind::Text,
        body,
        reply_to: None,
        sent: Timestamp(u64::from(number)),
        seq: Some(seq),
        minute: Some(Minute(number / 60)),
        state: MessageState::Received,
        edited: None,
        deleted: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filled_database_finds_lists_and_opens() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("device.db");
        let mut database = Database::fill(&path, 5, 4_000).unwrap();
        database.list().unwrap();
        database.open().unwrap();
        let reader = database.store.reader();
        let row = messages::last(reader.db(), database.conversations[0])
            .unwrap()
            .unwrap();
        let word = row.body.split(' ').next().unwrap();
        let hits = search::messages(reader.db(), word, None, None, PAGE).unwrap();
        assert!(hits.iter().any(|hit| hit.row.id == row.id));
    }
}
