//! Every statement of the crate is run once and its plan looked at: those over tables that grow
//! with use must not walk through them or sort.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use hudhud_base::{ConversationId, MessageRow, Minute, Seq, Timestamp};
use rusqlite::Connection;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use super::sample::{self, OWN, PEER};
use crate::messages::MessageState;
use crate::profiles::ProfileRow;
use crate::{
    Db, StoreError, attachments, conversations, deliveries, forwards, intents, members, messages,
    outbox, reactions,
};
use crate::{Store, generations, migrations, profiles, receipts, records, search};

fn exercise_messages(db: &Db, conversation: ConversationId) -> Result<(), StoreError> {
    let id = messages::insert(db, &sample::queued(conversation, 1, "some text"))?;
    messages::set_sent(db, id, Seq(1), Minute(1))?;
    messages::edit(db, id, "other text", Timestamp(1))?;
    messages::by_message_id(db, conversation, &[0; 32])?;
    messages::by_sender_and_id(db, conversation, &PEER, &[0; 32])?;
    messages::page(db, conversation, None, 9)?;
    messages::after(db, conversation, 0, 9)?;
    messages::last(db, conversation)?;
    messages::count_unread(db, conversation, Seq(0), &OWN)?;
    messages::set_state_between(db, conversation, &OWN, (Seq(0), Seq(1)), MessageState::Read)?;
    messages::first_unread(db, conversation, Seq(0), &OWN)?;
    messages::states(db, conversation, 0, 9)?;
    for query in ["text", "te", "other te"] {
        search::messages(db, query, Some(conversation), None, 9)?;
        search::messages(db, query, None, None, 9)?;
    }
    reactions::add(db, &sample::reaction(conversation, 1, "🌿", 2))?;
    reactions::for_messages(db, conversation, &[[0; 32]])?;
    reactions::between(db, conversation, 0, 9)?;
    reactions::by_reaction_id(db, conversation, &[0; 32])?;
    reactions::remove_by_reaction_id(db, conversation, &PEER, &[0; 32])?;
    attachments::put(db, &sample::attachment(conversation, id, 1))?;
    attachments::by_file(db, &hudhud_base::BlobId([1; 32]))?;
    attachments::by_part(db, id, 1)?;
    attachments::of_message(db, id)?;
    attachments::between(db, conversation, 0, 9)?;
    attachments::kept_bytes(db)?;
    attachments::sealed_from(db, &hudhud_base::BlobId([91; 32]))?;
    forwards::put(db, &sample::forward(id))?;
    forwards::of(db, id)?;
    forwards::between(db, conversation, 0, 9)?;
    messages::mark_deleted(db, id)?;
    messages::delete(db, id)
}

fn exercise_the_rest(db: &Db, conversation: ConversationId) -> Result<(), StoreError> {
    records::put(db, b"key", b"value")?;
    records::read(db, b"key")?;
    records::scan_prefix(db, b"key")?;
    records::scan_prefix(db, b"\xff")?;
    records::delete(db, b"key")?;
    conversations::list(db, None, 9)?;
    conversations::list(db, Some((Timestamp(1), ConversationId(1))), 9)?;
    conversations::by_group_id(db, b"id")?;
    conversations::by_peer(db, &PEER)?;
    conversations::receipt_due_before(db, Timestamp(1))?;
    conversations::earliest_receipt_due(db)?;
    generations::latest(db, conversation)?;
    generations::list(db, conversation)?;
    receipts::list(db, conversation)?;
    profiles::of(db, &PEER)?;
    profiles::put_picture(db, &PEER, Some(vec![1]))?;
    profiles::picture(db, &PEER)?;
    profiles::put_picture(db, &PEER, None)?;
    profiles::with_looks(db, "looks", 9)?;
    let row = ProfileRow::named(PEER, Timestamp(1), "looks".to_owned());
    profiles::is_shared(db, &row)?;
    outbox::next(db, conversation)?;
    outbox::waiting_for(db, MessageRow(1))?;
    outbox::anything_waits(db, conversation)?;
    outbox::list(db, conversation)?;
    outbox::by_entry(db, conversation, &hudhud_base::EntryId([0; 16]))?;
    outbox::next_due(db, Timestamp(0))?;
    intents::open_all(db)?;
    intents::open_of(db, conversation)?;
    intents::next_due(db, Timestamp(1))?;
    members::count(db, conversation)?;
    deliveries::due(db, Timestamp(1))?;
    deliveries::next_due(db, Timestamp(0))?;
    conversations::forget(db, conversation)
}

fn plan(db: &Db, sql: &str) -> Vec<String> {
    let mut statement = db
        .connection()
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap();
    let mut rows = statement.raw_query();
    let mut steps = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        steps.push(row.get::<_, String>("detail").unwrap());
    }
    steps
}

/// A walk through a whole table, unless in the order of an index, where a limit can end it.
fn is_slow(step: &str) -> bool {
    let walks = step.starts_with("SCAN ") && !step.contains(" INDEX ");
    // The full-text index answers for itself: its plan names the constraint it was given.
    let walks = walks && !step.starts_with("SCAN search VIRTUAL TABLE");
    walks || step.contains("TEMP B-TREE") || step.contains("AUTOMATIC")
}

/// Conditions that leave so few rows that sorting them costs nothing.
const FEW_ROWS: [&str; 4] = [
    // To the messages of a page.
    "AND target IN (",
    "AND target = ?2 ORDER BY id",
    "AND message_id = ?2 ORDER BY id",
    // The hits in a small conversation.
    "FROM messages CROSS JOIN search",
];

#[test]
fn no_statement_walks_through_a_growing_table_or_sorts() {
    let seen: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let mut connection = Connection::open_in_memory().unwrap();
    migrations::apply(&mut connection, 0).unwrap();
    let collected = Arc::clone(&seen);
    let collect = move |event: TraceEvent<'_>| {
        // Statements of triggers come as comments.
        if let TraceEvent::Stmt(_, sql) = event
            && !sql.starts_with("--")
        {
            collected.lock().unwrap().insert(sql.to_owned());
        }
    };
    connection
        .trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(collect))
        .unwrap();
    let db = Db::new(connection);
    db.batch("BEGIN").unwrap();
    let conversation = conversations::insert(&db, &sample::conversation(1)).unwrap();
    exercise_messages(&db, conversation).unwrap();
    exercise_the_rest(&db, conversation).unwrap();
    db.batch("COMMIT").unwrap();

    let mut statements = seen.lock().unwrap().clone();
    statements.retain(|sql| !matches!(sql.as_str(), "BEGIN" | "COMMIT"));
    assert!(
        statements.len() > 40,
        "only {} statements were seen",
        statements.len()
    );
    let store = Store::in_memory();
    let reader = store.reader();
    for sql in &statements {
        let steps = plan(reader.db(), sql);
        let few = FEW_ROWS.iter().any(|condition| sql.contains(condition));
        let slow = |step: &&String| is_slow(step) && !few;
        assert_eq!(steps.iter().find(slow), None, "{sql}\n{steps:#?}");
    }
    let pages = statements
        .iter()
        .filter(|sql| sql.contains("ORDER BY position"));
    for sql in pages {
        let steps = plan(reader.db(), sql);
        assert!(
            steps
                .iter()
                .all(|step| step.contains("messages_by_position")),
            "{steps:?}"
        );
    }
}

#[test]
fn a_slow_plan_is_recognised() {
    let store = Store::in_memory();
    let reader = store.reader();
    for sql in [
        "SELECT id FROM messages WHERE body = 'text'",
        "SELECT id FROM messages WHERE conversation = 1 ORDER BY sent",
    ] {
        assert!(
            plan(reader.db(), sql).iter().any(|step| is_slow(step)),
            "{sql}"
        );
    }
}
