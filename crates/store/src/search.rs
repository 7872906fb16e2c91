//! Finding messages by what they say: substrings in any script, over the normalised text.
//!
//! Words of three and more characters go through an index of trigrams. Shorter ones, among them
//! most Chinese and Japanese words, are looked for in the newest messages one by one.

use std::ops::Range;

use rusqlite::types::Value;

use crate::db::Db;
use crate::error::StoreError;
use crate::messages::{self, MessageRow};
use crate::normalise::{Aligned, normalise};

/// Characters of the shortest word that the index can find.
const INDEXED_CHARS: usize = 3;
/// Words of a query that count; later ones are ignored.
const QUERY_WORDS: usize = 16;
/// Newest messages that are looked through when every word is too short for the index.
const SHORT_WORD_MESSAGES: i64 = 50_000;

/// A message that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The message.
    pub row: MessageRow,
    /// Where the words stand in its body, in characters (not bytes), in order and apart.
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
    conversation: Option<i64>,
    before: Option<i64>,
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
            let highlights = highlights(&row.body, &words);
            hits.push(Hit { row, highlights });
        }
    }
    Ok(hits)
}

/// Numbers of the messages that hold every word.
fn ids(
    db: &Db,
    words: &[&str],
    conversation: Option<i64>,
    (before, limit): (Option<i64>, u32),
) -> Result<Vec<i64>, StoreError> {
    let (indexed, short): (Vec<&str>, Vec<&str>) = words
        .iter()
        .partition(|word| word.chars().nth(INDEXED_CHARS - 1).is_some());
    // The cross join keeps the index outside: it gives its rows in the order that is asked for.
    let mut sql = String::from(
        "SELECT messages.id FROM search CROSS JOIN messages ON messages.id = search.rowid
         WHERE search.rowid < ?1 AND (?2 IS NULL OR messages.conversation = ?2)",
    );
    let mut parameters = vec![
        Value::Integer(before.unwrap_or(i64::MAX)),
        conversation.map_or(Value::Null, Value::Integer),
    ];
    let mut bind = |sql: &mut String, condition: &str, value: Value| {
        parameters.push(value);
        sql.push_str(&condition.replace('?', &format!("?{}", parameters.len())));
    };
    if indexed.is_empty() {
        let newest: i64 = db
            .value("SELECT rowid FROM search ORDER BY rowid DESC LIMIT 1", [])?
            .unwrap_or(0);
        let oldest = before.unwrap_or(i64::MAX).min(newest) - SHORT_WORD_MESSAGES;
        bind(&mut sql, " AND search.rowid > ?", Value::Integer(oldest));
    } else {
        let quoted: Vec<String> = indexed
            .iter()
            .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
            .collect();
        bind(
            &mut sql,
            " AND search MATCH ?",
            Value::Text(quoted.join(" ")),
        );
    }
    for word in short {
        bind(
            &mut sql,
            " AND instr(search.norm, ?) > 0",
            Value::Text(word.to_owned()),
        );
    }
    bind(
        &mut sql,
        " ORDER BY search.rowid DESC LIMIT ?",
        Value::Integer(limit.into()),
    );
    db.values(&sql, rusqlite::params_from_iter(parameters))
}

/// Every place of every word, as characters of `body`; places that touch are one.
fn highlights(body: &str, words: &[&str]) -> Vec<Range<usize>> {
    let aligned = Aligned::of(body);
    let mut found: Vec<Range<usize>> = words
        .iter()
        .flat_map(|word| aligned.places_of(word))
        .collect();
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

/// Makes a message's words findable.
pub(crate) fn add(db: &Db, id: i64, body: &str) -> Result<(), StoreError> {
    db.write(
        "INSERT INTO search (rowid, norm) VALUES (?1, ?2)",
        rusqlite::params![id, normalise(body)],
    )
    .map(drop)
}

/// Makes a message's words unfindable and overwrites them.
pub(crate) fn remove(db: &Db, id: i64) -> Result<(), StoreError> {
    db.write("DELETE FROM search WHERE rowid = ?1", [id])
        .map(drop)
}
