//! What is attached to messages, and what is left when they go.

use hudhud_base::{BlobId, MessageRow};

use super::sample::{self, store_with_conversation, write};
use crate::attachments::{self, AttachmentRow, AttachmentState, LeftBehind};
use crate::blobs::{self, BlobPlace, BlobRow};
use crate::outbox::{self, OutboxRow};
use crate::{Store, StoreError, conversations, forwards, messages};

#[test]
fn attachments_come_back_whole_and_in_order_and_are_changed_in_place() {
    let (mut store, conversation) = store_with_conversation();
    let message = write(&mut store, |db| {
        let message = messages::insert(db, &sample::message(conversation, 1, "two"))?;
        attachments::put(db, &sample::attachment(conversation, message, 2))?;
        attachments::put(db, &sample::attachment(conversation, message, 1))?;
        Ok(message)
    })
    .unwrap();
    let rows = [1, 2].map(|part| sample::attachment(conversation, message, part));
    let reader = store.reader();
    let db = reader.db();
    assert_eq!(attachments::of_message(db, message), Ok(rows.to_vec()));
    assert_eq!(
        attachments::between(db, conversation, 0, i64::MAX),
        Ok(rows.to_vec())
    );
    assert_eq!(
        attachments::by_part(db, message, 2),
        Ok(Some(rows[1].clone()))
    );
    assert_eq!(attachments::by_part(db, message, 3), Ok(None));
    assert_eq!(
        attachments::files(db),
        Ok(vec![BlobId([1; 32]), BlobId([2; 32])])
    );
    assert_eq!(attachments::kept_bytes(db), Ok(2_003));
    let from = BlobId([91; 32]);
    assert_eq!(attachments::sealed_from(db, &from), Ok(rows.to_vec()));
    let gone = AttachmentRow {
        state: AttachmentState::Gone,
        ..rows[0].clone()
    };
    write(&mut store, |db| attachments::put(db, &gone)).unwrap();
    let reader = store.reader();
    let found = attachments::by_file(reader.db(), &gone.file);
    assert_eq!(found, Ok(Some(gone)));
    assert_eq!(attachments::kept_bytes(reader.db()), Ok(1_002));
}

#[test]
fn whose_a_message_was_is_kept_as_long_as_its_words_are() {
    let (mut store, conversation) = store_with_conversation();
    let [one, two] = [1, 2].map(|number| {
        write(&mut store, |db| {
            let id = messages::insert(db, &sample::message(conversation, number, "mine"))?;
            forwards::put(db, &sample::forward(id))?;
            Ok(id)
        })
        .unwrap()
    });
    let rows = [one, two].map(sample::forward);
    let all = |store: &Store| {
        let (first, last) = (i64::MIN, i64::MAX);
        forwards::between(store.reader().db(), conversation, first, last).unwrap()
    };
    assert_eq!(all(&store), rows);
    write(&mut store, |db| messages::mark_deleted(db, one)).unwrap();
    let of = forwards::of(store.reader().db(), one);
    assert_eq!((of, all(&store)), (Ok(None), rows[1..].to_vec()));
    write(&mut store, |db| messages::delete(db, two)).unwrap();
    assert_eq!(all(&store), []);
    let nowhere = sample::forward(MessageRow(99));
    let refused = write(&mut store, |db| forwards::put(db, &nowhere));
    assert_eq!(refused, Err(StoreError::Constraint));
}

#[test]
fn nothing_is_attached_to_a_message_that_is_not_there_or_twice_at_one_place() {
    let (mut store, conversation) = store_with_conversation();
    let unknown = sample::attachment(conversation, MessageRow(99), 1);
    assert_eq!(
        write(&mut store, |db| attachments::put(db, &unknown)),
        Err(StoreError::Constraint)
    );
    let twice = write(&mut store, |db| {
        let message = messages::insert(db, &sample::message(conversation, 1, "one"))?;
        attachments::put(db, &sample::attachment(conversation, message, 1))?;
        let other = AttachmentRow {
            file: BlobId([9; 32]),
            ..sample::attachment(conversation, message, 1)
        };
        attachments::put(db, &other)
    });
    assert_eq!(twice, Err(StoreError::Constraint));
}

#[test]
fn whatever_way_a_message_goes_word_of_its_files_is_left_and_their_transfers_end() {
    let (mut store, conversation) = store_with_conversation();
    let messages = write(&mut store, |db| {
        (1..=3)
            .map(|number| {
                let row = sample::message(conversation, number, "with a photo");
                let message = messages::insert(db, &row)?;
                let part = u32::try_from(number).unwrap();
                attachments::put(db, &sample::attachment(conversation, message, part))?;
                let blob = BlobRow {
                    place: BlobPlace::File,
                    bytes: None,
                    ..sample::blob(conversation, u8::try_from(number).unwrap())
                };
                blobs::insert(db, &blob)?;
                Ok(message)
            })
            .collect::<Result<Vec<_>, StoreError>>()
    })
    .unwrap();
    let left = |store: &Store| {
        let rows = attachments::left_behind(store.reader().db()).unwrap();
        rows.into_iter()
            .map(|row| row.file.0[0])
            .collect::<Vec<_>>()
    };
    write(&mut store, |db| messages::mark_deleted(db, messages[0])).unwrap();
    assert_eq!(left(&store), [1]);
    write(&mut store, |db| messages::delete(db, messages[1])).unwrap();
    assert_eq!(left(&store), [1, 2]);
    write(&mut store, |db| conversations::forget(db, conversation)).unwrap();
    assert_eq!(left(&store), [1, 2, 3]);
    assert_eq!(blobs::transfers(store.reader().db()), Ok(vec![]));
    let row = sample::attachment(conversation, messages[0], 1);
    let first = attachments::left_behind(store.reader().db()).unwrap();
    let expected = LeftBehind {
        file: row.file,
        conversation,
        host: row.host,
        blob: row.blob,
        erase: row.erase,
    };
    assert_eq!(first.first(), Some(&expected));
    write(&mut store, |db| attachments::forget(db, &BlobId([1; 32]))).unwrap();
    assert_eq!(left(&store), [2, 3]);
}

#[test]
fn what_waits_for_attachments_is_passed_over_until_it_waits_no_more() {
    let (mut store, conversation) = store_with_conversation();
    let message = MessageRow(7);
    let waits = OutboxRow {
        waits_for: Some(message),
        ..sample::outgoing(conversation, 1)
    };
    let ids = write(&mut store, |db| {
        let first = outbox::insert(db, &waits)?;
        let second = outbox::insert(db, &sample::outgoing(conversation, 2))?;
        Ok([first, second])
    })
    .unwrap();
    let next = |store: &Store| {
        let next = outbox::next(store.reader().db(), conversation).unwrap();
        next.map(|row| row.id)
    };
    assert_eq!(next(&store), Some(ids[1]));
    assert_eq!(
        outbox::anything_waits(store.reader().db(), conversation),
        Ok(true)
    );
    let waiting = outbox::waiting_for(store.reader().db(), message).unwrap();
    let free = OutboxRow {
        waits_for: None,
        ..waiting[0].clone()
    };
    write(&mut store, |db| outbox::update(db, &free)).unwrap();
    assert_eq!(next(&store), Some(ids[0]));
    assert_eq!(
        outbox::anything_waits(store.reader().db(), conversation),
        Ok(false)
    );
}
