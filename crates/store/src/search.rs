//! Finding messages by what they say: substrings in any script, over the normalised text.
//!
//! Words of three and more characters go through an index of trigrams. Shorter ones, among them
//! most Chinese and Japanese words, are looked for in the newest messages one by one, and so is
//! every word in a small conversation.

use std::ops::Range;

use hudhud_base::{ConversationId, MessageRow};
use rusqlite::params;
use rusqlite::types::Value;

use crate::db::Db;
use crate::error::StoreError;
use crate::field::Bound;
use crate::messages::{self, StoredMessage};
use crate::normalise::{Aligned, normalise};

/// Characters of the shortest word that the index can find.
const INDEXED_CHARS: usize = 3;
/// Words of a query that count; later ones are ignored.
const QUERY_WORDS: usize = 16;
/// Newest messages that are looked through when every word is too short for the index.
const SHORT_WORD_MESSAGES: i64 = 50_000;

/// Messages of a conversation that is looked through one by one.
const SMALL_CONVERSATION: i64 = 2_000;

/// A message that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The message.
    pub row: StoredMessage,
    /// Where the words stand in its plain text (`hudhud_text::plain`), in characters (not bytes), in
    /// order and apart.
    pub highlights: Vec<Range<usize>>,
}

/// At most `limit` text messages that hold every word of `query`, newest arrival first, of one
/// conversation or all, beginning below the message number `before`. Nothing in `query` is syntax.
///
/// # Errors
/// What SQLite says.
pub fn messages(
    db: &Db,
    query: &str,
    conversation: Option<ConversationId>,
    before: Option<MessageRow>,
    limit: u32,
) -> Result<Vec<Hit>, StoreError> {
    let query = normalise(query);
    let words: Vec<&str> = query.split_whitespace().take(QUERY_WORDS).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let mut hits = Vec::new();
    for id in ids(db, &words, conversation, (before, limit))? {
        if let Some(row) = messages::by_id(db, id)? {
            let highlights = highlights(&hudhud_text::searchable(&row.body), &words);
            hits.push(Hit { row, highlights });
        }
    }
    Ok(hits)
}

/// Numbers of the messages that hold every word.
fn ids(
    db: &Db,
    words: &[&str],
    conversation: Option<ConversationId>,
    (before, limit): (Option<MessageRow>, u32),
) -> Result<Vec<MessageRow>, StoreError> {
    // A trigram index knows no word of fewer characters than its pieces have.
    let (indexed, short): (Vec<&str>, Vec<&str>) = words
        .iter()
        .partition(|word| word.chars().nth(INDEXED_CHARS - 1).is_some());
    let below = before.map_or(i64::MAX, |before| before.0);
    let mut query;
    // The cross joins keep the planner from turning around which side is walked through.
    if let Some(conversation) = conversation
        && is_small(db, conversation)?
    {
        query = Query::from("messages CROSS JOIN search ON search.rowid = messages.id");
        query.and("messages.conversation = ?", Value::Integer(conversation.0));
        query.and_holds(&indexed);
    } else {
        query = Query::from("search CROSS JOIN messages ON messages.id = search.rowid");
        if let Some(conversation) = conversation {
            query.and("messages.conversation = ?", Value::Integer(conversation.0));
        }
        if indexed.is_empty() {
            // Nothing narrows the search down, so it ends somewhere. Numbers with gaps between them
            // make it look through fewer messages, never more.
            let oldest = newest(db)?.min(below) - SHORT_WORD_MESSAGES;
            query.and("search.rowid > ?", Value::Integer(oldest));
        } else {
            query.and("search MATCH ?", Value::Text(as_phrases(&indexed)));
        }
    }
    query.and_holds(&short);
    // Of `search`, as in the order below; in `messages` the number is the same.
    query.and("search.rowid < ?", Value::Integer(below));
    query.end(
        "ORDER BY search.rowid DESC LIMIT ?",
        Value::Integer(limit.into()),
    );
    db.values(&query.sql, rusqlite::params_from_iter(query.parameters))
}

/// A query for numbers of messages, put together from fixed pieces; values are parameters.
struct Query {
    sql: String,
    parameters: Vec<Value>,
}

impl Query {
    fn from(tables: &'static str) -> Self {
        Self {
            sql: format!("SELECT messages.id FROM {tables} WHERE TRUE"),
            parameters: Vec::new(),
        }
    }

    fn and(&mut self, condition: &'static str, value: Value) {
        self.sql.push_str(" AND");
        self.end(condition, value);
    }

    fn and_holds(&mut self, words: &[&str]) {
        for word in words {
            self.and("instr(search.norm, ?) > 0", Value::Text((*word).to_owned()));
        }
    }

    fn end(&mut self, piece: &'static str, value: Value) {
        self.sql.push(' ');
        self.sql.push_str(piece);
        self.parameters.push(value);
    }
}

/// The words as phrases of the index's query language, in which nothing inside quotes is syntax.
fn as_phrases(words: &[&str]) -> String {
    let quoted: Vec<String> = words
        .iter()
        .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
        .collect();
    quoted.join(" ")
}

/// Whether a conversation is looked through faster than the index names its hits of all
/// conversations.
fn is_small(db: &Db, conversation: ConversationId) -> Result<bool, StoreError> {
    let beyond: Option<i64> = db.value(
        "SELECT position FROM messages WHERE conversation = ?1 ORDER BY position
         LIMIT 1 OFFSET ?2",
        params![Bound(&conversation), SMALL_CONVERSATION],
    )?;
    Ok(beyond.is_none())
}

/// Number of the newest message that is searched; 0 if there is none.
fn newest(db: &Db) -> Result<i64, StoreError> {
    db.value("SELECT rowid FROM search ORDER BY rowid DESC LIMIT 1", [])
        .map(Option::unwrap_or_default)
}

/// Every place of every word, as characters of `body`; places that touch are one.
fn highlights(body: &str, words: &[&str]) -> Vec<Range<usize>> {
    let aligned = Aligned::of(body);
    let mut found: Vec<Range<usize>> = words
        .iter()
        .flat_map(|word| aligned.places_of(word))
        .collect();
    // By where they begin, so that each can only touch the one before it.
    found.sort_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}
