//! Messages: order, paging, states, unread counts.

use hudhud_base::{MessageRow, Minute, Seq, Timestamp};

use super::sample::{self, OWN, message_id, store_with_conversation, write};
use crate::messages::{self, MessageKind, MessageState, StoredMessage};
use crate::{Store, StoreError, conversations, reactions};

fn bodies(rows: &[StoredMessage]) -> Vec<&str> {
    rows.iter().map(|row| row.body.as_str()).collect()
}

fn insert(store: &mut Store, row: &StoredMessage) -> MessageRow {
    write(store, |db| messages::insert(db, row)).unwrap()
}

#[test]
fn a_message_comes_back_whole() {
    let (mut store, conversation) = store_with_conversation();
    for row in [
        sample::message(conversation, 5, "one"),
        sample::queued(conversation, 6, "two"),
    ] {
        let id = insert(&mut store, &row);
        let found = messages::by_id(store.reader().db(), id).unwrap().unwrap();
        assert_eq!(
            found,
            StoredMessage {
                id,
                position: found.position,
                ..row.clone()
            }
        );
        let db = store.reader();
        let db = db.db();
        let by_message_id = messages::by_message_id(db, conversation, &row.message_id);
        assert_eq!(by_message_id, Ok(Some(found.clone())));
        let by_sender = messages::by_sender_and_id(db, conversation, &row.sender, &row.message_id);
        assert_eq!(by_sender, Ok(Some(found)));
    }
}

#[test]
fn a_sender_has_one_message_of_an_id_and_another_may_have_the_same() {
    let (mut store, conversation) = store_with_conversation();
    let first = insert(&mut store, &sample::message(conversation, 1, "first"));
    let twice = StoredMessage {
        seq: Some(Seq(2)),
        ..sample::message(conversation, 1, "again")
    };
    assert_eq!(
        write(&mut store, |db| messages::insert(db, &twice)),
        Err(StoreError::Constraint)
    );
    insert(
        &mut store,
        &StoredMessage {
            sender: OWN,
            ..twice
        },
    );
    let found = messages::by_message_id(store.reader().db(), conversation, &message_id(1));
    assert_eq!(found.unwrap().map(|row| row.id), Some(first));
}

#[test]
fn logged_messages_stand_in_the_order_of_the_log_and_queued_ones_after_them() {
    let (mut store, conversation) = store_with_conversation();
    insert(
        &mut store,
        &sample::queued(conversation, 101, "queued first"),
    );
    insert(&mut store, &sample::message(conversation, 7, "seven"));
    insert(
        &mut store,
        &sample::queued(conversation, 102, "queued second"),
    );
    insert(&mut store, &sample::message(conversation, 3, "three"));
    let all = messages::page(store.reader().db(), conversation, None, 10).unwrap();
    assert_eq!(
        bodies(&all),
        ["three", "seven", "queued first", "queued second"]
    );
    let last = messages::last(store.reader().db(), conversation).unwrap();
    assert_eq!(last.map(|row| row.body), Some("queued second".to_owned()));
}

#[test]
fn a_queued_message_moves_to_its_entry_when_it_is_sent() {
    let (mut store, conversation) = store_with_conversation();
    let queued = insert(&mut store, &sample::queued(conversation, 100, "mine"));
    insert(&mut store, &sample::message(conversation, 9, "nine"));
    write(&mut store, |db| {
        messages::set_sent(db, queued, Seq(8), Minute(77))
    })
    .unwrap();
    insert(&mut store, &sample::message(conversation, 10, "ten"));
    let all = messages::page(store.reader().db(), conversation, None, 10).unwrap();
    assert_eq!(bodies(&all), ["mine", "nine", "ten"]);
    let sent = &all[0];
    assert_eq!(
        (sent.seq, sent.minute, sent.state),
        (Some(Seq(8)), Some(Minute(77)), MessageState::Sent)
    );
}

#[test]
fn being_sent_twice_neither_moves_a_message_nor_lowers_its_state() {
    let (mut store, conversation) = store_with_conversation();
    let id = insert(&mut store, &sample::queued(conversation, 100, "mine"));
    write(&mut store, |db| {
        messages::set_sent(db, id, Seq(8), Minute(77))?;
        messages::set_state_between(db, conversation, &OWN, (Seq(0), Seq(8)), MessageState::Read)
    })
    .unwrap();
    let before = messages::by_id(store.reader().db(), id).unwrap();
    write(&mut store, |db| {
        messages::set_sent(db, id, Seq(8), Minute(77))
    })
    .unwrap();
    assert_eq!(messages::by_id(store.reader().db(), id).unwrap(), before);
    assert_eq!(before.unwrap().state, MessageState::Read);
    assert_eq!(
        write(&mut store, |db| messages::set_sent(
            db,
            MessageRow(id.0 + 1),
            Seq(8),
            Minute(77)
        )),
        Err(StoreError::Missing)
    );
}

#[test]
fn several_messages_of_one_entry_stand_in_the_order_of_arrival() {
    let (mut store, conversation) = store_with_conversation();
    for (number, body) in [(1, "first"), (2, "second"), (3, "third")] {
        let row = StoredMessage {
            message_id: message_id(number),
            ..sample::message(conversation, 5, body)
        };
        insert(&mut store, &row);
    }
    insert(&mut store, &sample::message(conversation, 6, "next entry"));
    let all = messages::page(store.reader().db(), conversation, None, 10).unwrap();
    assert_eq!(bodies(&all), ["first", "second", "third", "next entry"]);
    let after = messages::after(store.reader().db(), conversation, all[0].position, 1).unwrap();
    assert_eq!(bodies(&after), ["second"]);
    let after = messages::position_after(Seq(5));
    let after = messages::after(store.reader().db(), conversation, after, 9).unwrap();
    assert_eq!(bodies(&after), ["next entry"]);
}

#[test]
fn a_sequence_number_that_no_log_reaches_is_refused() {
    let (mut store, conversation) = store_with_conversation();
    for seq in [1 << 50, u64::MAX] {
        let row = StoredMessage {
            seq: Some(Seq(seq)),
            ..sample::message(conversation, 1, "far")
        };
        assert_eq!(
            write(&mut store, |db| messages::insert(db, &row)),
            Err(StoreError::Constraint)
        );
    }
    let row = StoredMessage {
        seq: Some(Seq((1 << 50) - 1)),
        ..sample::message(conversation, 1, "far")
    };
    insert(&mut store, &row);
    insert(&mut store, &sample::queued(conversation, 2, "queued"));
    let all = messages::page(store.reader().db(), conversation, None, 10).unwrap();
    assert_eq!(bodies(&all), ["far", "queued"]);
}

#[test]
fn twenty_thousand_messages_are_paged_both_ways_without_a_gap() {
    let (mut store, conversation) = store_with_conversation();
    write(&mut store, |db| {
        (1..=20_000).try_for_each(|seq| {
            let row = StoredMessage {
                kind: MessageKind::System,
                ..sample::message(conversation, seq, "")
            };
            messages::insert(db, &row).map(drop)
        })
    })
    .unwrap();
    let reader = store.reader();
    let seqs = |rows: &[StoredMessage]| rows.iter().filter_map(|row| row.seq).collect::<Vec<_>>();

    let (mut backwards, mut before) = (Vec::new(), None);
    loop {
        let page = messages::page(reader.db(), conversation, before, 300).unwrap();
        let Some(first) = page.first() else { break };
        before = Some(first.position);
        backwards.extend(seqs(&page).into_iter().rev());
    }
    assert!(backwards.into_iter().eq((1..=20_000).rev().map(Seq)));

    let (mut forwards, mut position) = (Vec::new(), 0);
    loop {
        let page = messages::after(reader.db(), conversation, position, 300).unwrap();
        let Some(last) = page.last() else { break };
        position = last.position;
        forwards.extend(seqs(&page));
    }
    assert!(forwards.into_iter().eq((1..=20_000).map(Seq)));
}

#[test]
fn messages_of_other_conversations_do_not_show() {
    let (mut store, conversation) = store_with_conversation();
    let other = write(&mut store, |db| {
        conversations::insert(db, &sample::conversation(2))
    })
    .unwrap();
    insert(&mut store, &sample::message(conversation, 1, "here"));
    insert(&mut store, &sample::message(other, 1, "there"));
    let reader = store.reader();
    let db = reader.db();
    assert_eq!(
        bodies(&messages::page(db, other, None, 10).unwrap()),
        ["there"]
    );
    assert_eq!(
        bodies(&messages::after(db, other, 0, 10).unwrap()),
        ["there"]
    );
    assert_eq!(
        messages::last(db, other).unwrap().map(|row| row.body),
        Some("there".to_owned())
    );
    assert_eq!(messages::count_unread(db, other, Seq(0), &OWN), Ok(1));
}

#[test]
fn unread_are_messages_of_others_beyond_the_mark_that_are_still_there() {
    let (mut store, conversation) = store_with_conversation();
    let unsupported = MessageKind::Unsupported;
    for row in [
        sample::message(conversation, 1, "read"),
        sample::message(conversation, 2, "unread"),
        StoredMessage {
            sender: OWN,
            ..sample::message(conversation, 3, "mine")
        },
        StoredMessage {
            kind: MessageKind::System,
            ..sample::message(conversation, 4, "joined")
        },
        StoredMessage {
            deleted: true,
            ..sample::message(conversation, 5, "deleted")
        },
        StoredMessage {
            kind: unsupported,
            ..sample::message(conversation, 6, "unread too")
        },
        sample::queued(conversation, 7, "queued"),
    ] {
        insert(&mut store, &row);
    }
    let unread = |seq| messages::count_unread(store.reader().db(), conversation, Seq(seq), &OWN);
    assert_eq!(unread(0), Ok(3));
    assert_eq!(unread(1), Ok(2));
    assert_eq!(unread(2), Ok(1));
    assert_eq!(unread(6), Ok(0));
    assert_eq!(unread(u64::MAX), Ok(0));
}

#[test]
fn a_receipt_raises_own_messages_up_to_it_and_never_lowers_one() {
    use MessageState::{Delivered, Failed, Queued, Read, Received, Sent};
    let (mut store, conversation) = store_with_conversation();
    let own = |seq, state| StoredMessage {
        sender: OWN,
        state,
        ..sample::message(conversation, seq, "mine")
    };
    let rows = [
        own(1, Sent),
        own(2, Delivered),
        own(3, Read),
        own(4, Failed),
        sample::message(conversation, 5, "theirs"),
        own(6, Sent),
        sample::queued(conversation, 7, "queued"),
    ];
    for row in &rows {
        insert(&mut store, row);
    }
    let raise = |store: &mut Store, seq, state| {
        write(store, |db| {
            messages::set_state_between(db, conversation, &OWN, (Seq(0), Seq(seq)), state)
        })
    };
    let states = |store: &Store| -> Vec<MessageState> {
        let rows = messages::page(store.reader().db(), conversation, None, 10).unwrap();
        rows.iter().map(|row| row.state).collect()
    };
    assert_eq!(raise(&mut store, 5, Delivered), Ok(1));
    assert_eq!(
        states(&store),
        [Delivered, Delivered, Read, Failed, Received, Sent, Queued]
    );
    assert_eq!(raise(&mut store, 1, Read), Ok(1));
    assert_eq!(raise(&mut store, 6, Delivered), Ok(1));
    assert_eq!(raise(&mut store, 6, Sent), Ok(0));
    assert_eq!(raise(&mut store, 6, Queued), Ok(0));
    assert_eq!(
        states(&store),
        [Read, Delivered, Read, Failed, Received, Delivered, Queued]
    );
}

#[test]
fn an_edit_changes_the_text_and_nothing_else() {
    let (mut store, conversation) = store_with_conversation();
    let id = insert(&mut store, &sample::message(conversation, 1, "before"));
    let before = messages::by_id(store.reader().db(), id).unwrap().unwrap();
    write(&mut store, |db| {
        messages::edit(db, id, "after", Timestamp(9))
    })
    .unwrap();
    let after = messages::by_id(store.reader().db(), id).unwrap().unwrap();
    let expected = StoredMessage {
        body: "after".to_owned(),
        edited: Some(Timestamp(9)),
        ..before
    };
    assert_eq!(after, expected);
}

#[test]
fn a_message_that_was_taken_back_keeps_neither_text_nor_reactions() {
    let (mut store, conversation) = store_with_conversation();
    let id = insert(&mut store, &sample::message(conversation, 1, "regret"));
    write(&mut store, |db| {
        reactions::add(db, &sample::reaction(conversation, 1, "🌿", 9))?;
        reactions::add(db, &sample::reaction(conversation, 2, "🌿", 8))?;
        messages::mark_deleted(db, id)
    })
    .unwrap();
    let both = [1, 2].map(message_id);
    let left = reactions::for_messages(store.reader().db(), conversation, &both).unwrap();
    assert_eq!(left, [sample::reaction(conversation, 2, "🌿", 8)]);
    let row = messages::by_id(store.reader().db(), id).unwrap().unwrap();
    assert_eq!((row.deleted, row.body.as_str()), (true, ""));

    let whole = StoredMessage {
        body: "regret".to_owned(),
        ..row
    };
    write(&mut store, |db| messages::update(db, &whole)).unwrap();
    let row = messages::by_id(store.reader().db(), id).unwrap().unwrap();
    assert_eq!(row.body, "");
}

#[test]
fn a_message_is_updated_as_a_whole_and_a_missing_one_is_an_error() {
    let (mut store, conversation) = store_with_conversation();
    let id = insert(&mut store, &sample::queued(conversation, 1, "text"));
    let row = StoredMessage {
        id,
        ..sample::message(conversation, 4, "other")
    };
    write(&mut store, |db| messages::update(db, &row)).unwrap();
    let found = messages::by_id(store.reader().db(), id).unwrap().unwrap();
    assert_eq!(
        found,
        StoredMessage {
            position: found.position,
            ..row.clone()
        }
    );
    assert!(found.position <= messages::position_after(Seq(4)));
    let missing = StoredMessage {
        id: MessageRow(id.0 + 1),
        ..row
    };
    assert_eq!(
        write(&mut store, |db| messages::update(db, &missing)),
        Err(StoreError::Missing)
    );
    write(&mut store, |db| messages::delete(db, id)).unwrap();
    assert_eq!(messages::by_id(store.reader().db(), id), Ok(None));
    let gone = messages::by_message_id(store.reader().db(), conversation, &message_id(4));
    assert_eq!(gone, Ok(None));
}
