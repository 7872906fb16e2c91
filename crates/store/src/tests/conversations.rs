//! Conversations, generations and what goes with them.

use hudhud_base::{ConversationId, Timestamp};

use super::sample::{self, OWN, PEER, store_with_conversation, write};
use crate::arrangements::{self, Arrangement};
use crate::conversations::{self, ConversationKind, ConversationRow, ConversationState, Doubt};
use crate::{Store, StoreError, blobs, deliveries, generations, intents, kept, members, messages};
use crate::{outbox, reactions, receipts, search};

#[test]
fn a_conversation_comes_back_whole_with_and_without_its_optional_columns() {
    let mut store = Store::in_memory();
    let full = sample::conversation(1);
    let bare = ConversationRow {
        kind: ConversationKind::Group,
        state: ConversationState::OutOfStep,
        peer: None,
        running_hash: None,
        receipt_due: None,
        invite: None,
        inviter: None,
        log_created: false,
        doubt: Doubt::Unfounded,
        leaf_renewed: Timestamp(0),
        profile_told: Timestamp(0),
        ..sample::conversation(2)
    };
    for row in [full, bare] {
        let id = write(&mut store, |db| conversations::insert(db, &row)).unwrap();
        let expected = ConversationRow { id, ..row };
        let reader = store.reader();
        assert_eq!(
            conversations::by_id(reader.db(), id),
            Ok(Some(expected.clone()))
        );
        assert_eq!(
            conversations::by_group_id(reader.db(), &expected.group_id),
            Ok(Some(expected.clone()))
        );
    }
    let reader = store.reader();
    assert_eq!(
        conversations::by_group_id(reader.db(), b"unknown"),
        Ok(None)
    );
}

#[test]
fn an_arrangement_is_kept_until_its_conversation_goes() {
    let (mut store, id) = store_with_conversation();
    assert_eq!(
        arrangements::of(store.reader().db(), id),
        Ok(Arrangement::default())
    );
    let arranged = Arrangement {
        muted_until: Some(Timestamp(17)),
        pinned: true,
        archived: false,
        unread: true,
    };
    let later = Arrangement {
        pinned: false,
        archived: true,
        ..arranged
    };
    for arranged in [arranged, later] {
        write(&mut store, |db| arrangements::put(db, id, &arranged)).unwrap();
        assert_eq!(arrangements::of(store.reader().db(), id), Ok(arranged));
    }
    write(&mut store, |db| conversations::forget(db, id)).unwrap();
    assert_eq!(
        arrangements::of(store.reader().db(), id),
        Ok(Arrangement::default())
    );
}

#[test]
fn clearing_leaves_what_waits_to_be_sent_and_what_stands_elsewhere() {
    let (mut store, id) = store_with_conversation();
    let other = write(&mut store, |db| {
        let other = conversations::insert(db, &sample::conversation(2))?;
        for conversation in [id, other] {
            messages::insert(db, &sample::message(conversation, 1, "hoopoe"))?;
            messages::insert(db, &sample::queued(conversation, 2, "queued"))?;
            reactions::add(db, &sample::reaction(conversation, 1, "🌿", 3))?;
        }
        Ok(other)
    })
    .unwrap();
    let gone = write(&mut store, |db| messages::clear(db, id)).unwrap();
    assert_eq!(gone.len(), 1);
    let left = |conversation| {
        let rows = messages::page(store.reader().db(), conversation, None, 9).unwrap();
        rows.into_iter().map(|row| row.body).collect::<Vec<_>>()
    };
    assert_eq!(left(id), ["queued"]);
    assert_eq!(left(other), ["hoopoe", "queued"]);
    let found = |conversation| {
        let reader = store.reader();
        let hits = search::messages(reader.db(), "hoopoe", Some(conversation), None, 9).unwrap();
        let targets = [sample::message_id(1)];
        let marks = reactions::for_messages(reader.db(), conversation, &targets).unwrap();
        (hits.len(), marks.len())
    };
    assert_eq!((found(id), found(other)), ((0, 0), (1, 1)));
}

#[test]
fn a_conversation_is_updated_and_a_missing_one_is_an_error() {
    let (mut store, id) = store_with_conversation();
    let changed = ConversationRow {
        id,
        unread: 77,
        title: "new".to_owned(),
        ..sample::conversation(1)
    };
    write(&mut store, |db| conversations::update(db, &changed)).unwrap();
    assert_eq!(
        conversations::by_id(store.reader().db(), id),
        Ok(Some(changed.clone()))
    );
    let missing = ConversationRow {
        id: ConversationId(id.0 + 1),
        group_id: b"other".to_vec(),
        ..changed
    };
    assert_eq!(
        write(&mut store, |db| conversations::update(db, &missing)),
        Err(StoreError::Missing)
    );
}

#[test]
fn two_conversations_of_one_group_are_refused() {
    let (mut store, _) = store_with_conversation();
    let twice = write(&mut store, |db| {
        conversations::insert(db, &sample::conversation(1))
    });
    assert_eq!(twice, Err(StoreError::Constraint));
}

#[test]
fn conversations_are_listed_by_activity_page_by_page() {
    let mut store = Store::in_memory();
    let activity = [5, 9, 5, 1, 5, 7];
    write(&mut store, |db| {
        (0_u8..)
            .zip(activity)
            .try_for_each(|(number, last_activity)| {
                let row = ConversationRow {
                    last_activity: Timestamp(last_activity),
                    ..sample::conversation(number)
                };
                conversations::insert(db, &row).map(drop)
            })
    })
    .unwrap();
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = conversations::list(store.reader().db(), before, 2).unwrap();
        let Some(last) = page.last() else { break };
        assert!(page.len() <= 2);
        before = Some((last.last_activity, last.id));
        seen.extend(page.iter().map(|row| (row.last_activity.0, row.id.0)));
    }
    assert_eq!(seen, [(9, 2), (7, 6), (5, 5), (5, 3), (5, 1), (1, 4)]);
}

#[test]
fn the_direct_conversation_with_a_peer_is_the_newest_that_has_not_ended() {
    use ConversationState::{Active, Creating, Failed, Left, OutOfStep, Removed, Request};
    let mut store = Store::in_memory();
    let mut newest = None;
    for (number, state) in (0..).zip([Creating, Request, OutOfStep, Active, Left, Removed, Failed])
    {
        let row = ConversationRow {
            state,
            ..sample::conversation(number)
        };
        let id = write(&mut store, |db| conversations::insert(db, &row)).unwrap();
        if matches!(state, Creating | Request | Active | OutOfStep) {
            newest = Some(id);
        }
        let found = conversations::by_peer(store.reader().db(), &PEER).unwrap();
        assert_eq!(found.map(|row| row.id), newest, "after {state:?}");
    }
    let group = ConversationRow {
        kind: ConversationKind::Group,
        ..sample::conversation(50)
    };
    write(&mut store, |db| conversations::insert(db, &group)).unwrap();
    let found = conversations::by_peer(store.reader().db(), &PEER).unwrap();
    assert_eq!(found.map(|row| row.id), newest);
    assert_eq!(conversations::by_peer(store.reader().db(), &OWN), Ok(None));
}

#[test]
fn conversations_are_found_by_state_and_by_due_receipt() {
    let mut store = Store::in_memory();
    let due = [Some(30), None, Some(10), Some(20)];
    write(&mut store, |db| {
        (0_u8..).zip(due).try_for_each(|(number, due)| {
            let state = if number < 2 {
                ConversationState::Left
            } else {
                ConversationState::Active
            };
            let receipt_due = due.map(Timestamp);
            let row = ConversationRow {
                state,
                receipt_due,
                ..sample::conversation(number)
            };
            conversations::insert(db, &row).map(drop)
        })
    })
    .unwrap();
    let reader = store.reader();
    let db = reader.db();
    let ids = |rows: Vec<ConversationRow>| rows.iter().map(|row| row.id.0).collect::<Vec<_>>();
    assert_eq!(
        ids(conversations::with_state(db, ConversationState::Left).unwrap()),
        [1, 2]
    );
    assert_eq!(
        ids(conversations::with_state(db, ConversationState::Failed).unwrap()),
        []
    );
    assert_eq!(
        ids(conversations::receipt_due_before(db, Timestamp(20)).unwrap()),
        [3, 4]
    );
    assert_eq!(
        ids(conversations::receipt_due_before(db, Timestamp(9)).unwrap()),
        []
    );
    assert_eq!(
        conversations::earliest_receipt_due(db),
        Ok(Some(Timestamp(10)))
    );
    assert_eq!(
        conversations::earliest_receipt_due(Store::in_memory().reader().db()),
        Ok(None)
    );
}

#[test]
fn forgetting_a_conversation_takes_everything_that_belongs_to_it() {
    let (mut store, stays) = store_with_conversation();
    let gone = write(&mut store, |db| {
        conversations::insert(db, &sample::conversation(2))
    })
    .unwrap();
    write(&mut store, |db| {
        for (conversation, number) in [(stays, 1_u8), (gone, 2)] {
            generations::upsert(db, &sample::generation(conversation, 0))?;
            members::insert(db, &sample::member(conversation, PEER, 0))?;
            let message = messages::insert(db, &sample::message(conversation, 1, "hoopoe"))?;
            reactions::add(db, &sample::reaction(conversation, 1, "🌿", 2))?;
            receipts::upsert(db, &sample::receipt(conversation, PEER, 1, 1))?;
            let intent = intents::insert(db, &sample::intent(Some(conversation), 0))?;
            let outgoing = outbox::OutboxRow {
                message: Some(message),
                intent: Some(intent),
                ..sample::outgoing(conversation, number)
            };
            outbox::insert(db, &outgoing)?;
            deliveries::insert(
                db,
                &deliveries::DeliveryRow {
                    conversation: Some(conversation),
                    ..sample::delivery(number)
                },
            )?;
            blobs::insert(db, &sample::blob(conversation, number))?;
            kept::put(db, conversation, number, b"kept")?;
        }
        conversations::forget(db, gone)
    })
    .unwrap();
    let reader = store.reader();
    for table in [
        "conversations",
        "generations",
        "members",
        "messages",
        "search",
        "reactions",
        "receipts",
        "intents",
        "outbox",
        "deliveries",
        "blobs",
        "kept",
    ] {
        let rows: Option<u64> = reader
            .db()
            .value(&format!("SELECT count(*) FROM {table}"), [])
            .unwrap();
        assert_eq!(rows, Some(1), "rows of {table}");
    }
    assert_eq!(store.check(), Ok(()));
}

#[test]
fn the_number_of_a_forgotten_conversation_is_not_given_again() {
    let (mut store, first) = store_with_conversation();
    let second = write(&mut store, |db| {
        conversations::forget(db, first)?;
        conversations::insert(db, &sample::conversation(1))
    });
    assert!(second.unwrap() > first);
}
