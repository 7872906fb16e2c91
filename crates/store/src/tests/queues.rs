//! What waits: outbox, intents, deliveries, blobs.

use hudhud_base::{EntryId, Timestamp};

use super::sample::{self, store_with_conversation, write};
use crate::blobs::{self, BlobDirection, BlobRow, BlobState, TransferRow};
use crate::deliveries::{self, DeliveryRow};
use crate::intents::{self, IntentRow, IntentState};
use crate::outbox::{self, OutboxClass, OutboxRow};
use crate::{Store, StoreError, conversations, messages};

#[test]
fn an_outgoing_entry_comes_back_whole_and_is_updated() {
    let (mut store, conversation) = store_with_conversation();
    let id = write(&mut store, |db| {
        outbox::insert(db, &sample::outgoing(conversation, 1))
    })
    .unwrap();
    let row = OutboxRow {
        id,
        ..sample::outgoing(conversation, 1)
    };
    assert_eq!(
        outbox::by_id(store.reader().db(), id),
        Ok(Some(row.clone()))
    );
    let changed = OutboxRow {
        class: OutboxClass::Ordered,
        entry: None,
        sealed: None,
        expected_head: None,
        rotation: None,
        blob: None,
        epoch: 77,
        ..row
    };
    write(&mut store, |db| outbox::update(db, &changed)).unwrap();
    assert_eq!(
        outbox::by_id(store.reader().db(), id),
        Ok(Some(changed.clone()))
    );
    write(&mut store, |db| outbox::delete(db, id)).unwrap();
    assert_eq!(
        write(&mut store, |db| outbox::update(db, &changed)),
        Err(StoreError::Missing)
    );
}

#[test]
fn ordered_entries_leave_before_plain_ones_and_older_ones_first() {
    let (mut store, conversation) = store_with_conversation();
    let other = write(&mut store, |db| {
        conversations::insert(db, &sample::conversation(2))
    })
    .unwrap();
    let ordered = |number| OutboxRow {
        class: OutboxClass::Ordered,
        ..sample::outgoing(conversation, number)
    };
    write(&mut store, |db| {
        outbox::insert(db, &sample::outgoing(other, 1))?;
        outbox::insert(db, &sample::outgoing(conversation, 9))?;
        outbox::insert(db, &sample::outgoing(conversation, 3))?;
        outbox::insert(db, &ordered(5))?;
        outbox::insert(db, &ordered(4))
    })
    .unwrap();
    let mut left = Vec::new();
    while let Some(row) = outbox::next(store.reader().db(), conversation).unwrap() {
        let listed = outbox::list(store.reader().db(), conversation).unwrap();
        assert_eq!(listed.first(), Some(&row));
        left.push(row.not_before.0);
        write(&mut store, |db| outbox::delete(db, row.id)).unwrap();
    }
    assert_eq!(left, [5, 4, 9, 3]);
}

#[test]
fn the_outbox_knows_its_entries_conversations_count_and_first_time() {
    let (mut store, conversation) = store_with_conversation();
    assert_eq!(
        outbox::next_due(store.reader().db(), Timestamp(0)),
        Ok(None)
    );
    let other = write(&mut store, |db| {
        conversations::insert(db, &sample::conversation(2))
    })
    .unwrap();
    write(&mut store, |db| {
        outbox::insert(db, &sample::outgoing(other, 30))?;
        outbox::insert(db, &sample::outgoing(conversation, 20))?;
        outbox::insert(db, &sample::outgoing(conversation, 40))
    })
    .unwrap();
    let reader = store.reader();
    let db = reader.db();
    assert_eq!(
        outbox::conversations_with_rows(db),
        Ok(vec![conversation, other])
    );
    assert_eq!(outbox::count(db), Ok(3));
    assert_eq!(outbox::next_due(db, Timestamp(0)), Ok(Some(Timestamp(20))));
    let found = outbox::by_entry(db, conversation, &EntryId([40; 16])).unwrap();
    assert_eq!(found.map(|row| row.not_before), Some(Timestamp(40)));
    assert_eq!(
        outbox::by_entry(db, conversation, &EntryId([30; 16])),
        Ok(None)
    );
}

#[test]
fn an_outgoing_entry_outlives_its_message_and_its_intent() {
    let (mut store, conversation) = store_with_conversation();
    let (id, message, intent) = write(&mut store, |db| {
        let message = messages::insert(db, &sample::queued(conversation, 1, "text"))?;
        let intent = intents::insert(db, &sample::intent(Some(conversation), 0))?;
        let row = OutboxRow {
            message: Some(message),
            intent: Some(intent),
            ..sample::outgoing(conversation, 1)
        };
        Ok((outbox::insert(db, &row)?, message, intent))
    })
    .unwrap();
    write(&mut store, |db| {
        messages::delete(db, message)?;
        intents::delete(db, intent)
    })
    .unwrap();
    let row = outbox::by_id(store.reader().db(), id).unwrap().unwrap();
    assert_eq!((row.message, row.intent), (None, None));
}

#[test]
fn the_next_intent_is_the_oldest_open_one_of_the_conversation() {
    let (mut store, conversation) = store_with_conversation();
    let done = IntentRow {
        state: IntentState::Done,
        ..sample::intent(Some(conversation), 1)
    };
    write(&mut store, |db| {
        intents::insert(db, &sample::intent(None, 0))?;
        intents::insert(db, &done)?;
        intents::insert(db, &sample::intent(Some(conversation), 2))?;
        intents::insert(db, &sample::intent(Some(conversation), 3))
    })
    .unwrap();
    let kinds = |rows: Vec<IntentRow>| rows.iter().map(|row| row.kind).collect::<Vec<_>>();
    let reader = store.reader();
    assert_eq!(kinds(intents::open_all(reader.db()).unwrap()), [0, 2, 3]);
    assert_eq!(
        kinds(intents::list(reader.db(), conversation).unwrap()),
        [1, 2, 3]
    );
    assert_eq!(
        kinds(intents::open_of(reader.db(), conversation).unwrap()),
        [2, 3]
    );
    let open = intents::open_of(reader.db(), conversation).unwrap();
    let next = open.into_iter().next().unwrap();
    assert_eq!(
        next,
        IntentRow {
            id: next.id,
            ..sample::intent(Some(conversation), 2)
        }
    );

    let staged = IntentRow {
        state: IntentState::Staged,
        ..next
    };
    write(&mut store, |db| intents::update(db, &staged)).unwrap();
    assert_eq!(
        intents::by_id(store.reader().db(), staged.id),
        Ok(Some(staged))
    );
    let open = intents::open_of(store.reader().db(), conversation).unwrap();
    assert_eq!(kinds(open), [3]);
}

#[test]
fn deliveries_are_due_in_the_order_of_their_times() {
    let mut store = Store::in_memory();
    assert_eq!(
        deliveries::next_due(store.reader().db(), Timestamp(0)),
        Ok(None)
    );
    write(&mut store, |db| {
        [30, 10, 20]
            .iter()
            .try_for_each(|number| deliveries::insert(db, &sample::delivery(*number)).map(drop))
    })
    .unwrap();
    let reader = store.reader();
    let db = reader.db();
    let times =
        |rows: Vec<DeliveryRow>| rows.iter().map(|row| row.not_before.0).collect::<Vec<_>>();
    assert_eq!(times(deliveries::due(db, Timestamp(20)).unwrap()), [10, 20]);
    assert_eq!(times(deliveries::due(db, Timestamp(9)).unwrap()), []);
    assert_eq!(times(deliveries::list(db).unwrap()), [30, 10, 20]);
    assert_eq!(
        deliveries::next_due(db, Timestamp(0)),
        Ok(Some(Timestamp(10)))
    );
}

#[test]
fn a_delivery_is_found_by_its_entry_updated_and_deleted() {
    let mut store = Store::in_memory();
    let id = write(&mut store, |db| {
        deliveries::insert(db, &sample::delivery(1))
    })
    .unwrap();
    let row = DeliveryRow {
        id,
        ..sample::delivery(1)
    };
    assert_eq!(
        deliveries::by_id(store.reader().db(), id),
        Ok(Some(row.clone()))
    );
    let changed = DeliveryRow {
        write: None,
        blob: None,
        attempts: 9,
        ..row
    };
    write(&mut store, |db| deliveries::update(db, &changed)).unwrap();
    assert_eq!(
        deliveries::by_id(store.reader().db(), id),
        Ok(Some(changed))
    );
    assert_eq!(
        write(&mut store, |db| deliveries::insert(
            db,
            &sample::delivery(1)
        )),
        Err(StoreError::Constraint)
    );
    write(&mut store, |db| deliveries::delete(db, id)).unwrap();
    assert_eq!(deliveries::by_id(store.reader().db(), id), Ok(None));
}

#[test]
fn blobs_wait_in_the_order_of_their_times() {
    let (mut store, conversation) = store_with_conversation();
    let blob = |number| sample::blob(conversation, number);
    let done = BlobRow {
        state: BlobState::Done,
        ..blob(5)
    };
    let down = BlobRow {
        direction: BlobDirection::Down,
        bytes: None,
        ..blob(10)
    };
    write(&mut store, |db| {
        [&blob(30), &down, &done]
            .into_iter()
            .try_for_each(|row| blobs::insert(db, row))
    })
    .unwrap();
    let transfers = blobs::transfers(store.reader().db()).unwrap();
    let expected = [&down, &blob(30)].map(|row| TransferRow {
        conversation,
        id: row.id,
        host: row.host.clone(),
        direction: row.direction,
        place: row.place,
        size: row.size,
        attempts: row.attempts,
        not_before: row.not_before,
    });
    assert_eq!(transfers, expected);

    let failed = BlobRow {
        state: BlobState::Failed,
        ..down
    };
    write(&mut store, |db| blobs::update(db, &failed)).unwrap();
    let left = blobs::transfers(store.reader().db()).unwrap();
    assert_eq!(left, expected[1..]);
    let transfer = failed.transfer();
    assert_eq!(
        blobs::by_id(store.reader().db(), &transfer),
        Ok(Some(failed))
    );
    let other = blob(30).transfer();
    write(&mut store, |db| blobs::delete(db, &other)).unwrap();
    assert_eq!(blobs::transfers(store.reader().db()), Ok(vec![]));
}

#[test]
fn two_conversations_may_know_a_blob_by_one_id() {
    let (mut store, first) = store_with_conversation();
    let second = write(&mut store, |db| {
        conversations::insert(db, &sample::conversation(2))
    });
    let second = second.unwrap();
    let (mine, theirs) = (sample::blob(first, 7), sample::blob(second, 7));
    write(&mut store, |db| {
        blobs::insert(db, &mine)?;
        blobs::insert(db, &theirs)?;
        blobs::delete(db, &mine.transfer())
    })
    .unwrap();
    let reader = store.reader();
    assert_eq!(blobs::by_id(reader.db(), &mine.transfer()), Ok(None));
    assert_eq!(
        blobs::by_id(reader.db(), &theirs.transfer()),
        Ok(Some(theirs))
    );
}
