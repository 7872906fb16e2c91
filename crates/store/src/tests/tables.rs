//! Small tables, row by row.

use hudhud_base::{AccountId, ConversationId, Generation, RunningHash, Seq, Timestamp};

use zeroize::Zeroizing;

use super::sample::{self, OWN, PEER, store_with_conversation, write};
use crate::accounts::{self, AccountRow, Standing};
use crate::generations::{self, GenerationRow};
use crate::members::{self, MemberRow};
use crate::own::{self, OwnRow};
use crate::reactions::{self, ReactionRow};
use crate::receipts;
use crate::set_aside::{self, SetAsideRow};
use crate::{Part, Store, StoreError, hashes, records, settings};

#[test]
fn records_are_scanned_by_prefix_in_the_order_of_keys() {
    let mut store = Store::in_memory();
    let keys: [&[u8]; 7] = [
        b"",
        b"a",
        b"a\xff",
        b"a\xff\xff",
        b"b",
        b"\xff",
        b"\xff\xff\x01",
    ];
    write(&mut store, |db| {
        keys.iter().try_for_each(|key| records::put(db, key, key))
    })
    .unwrap();
    let found = |prefix: &[u8]| -> Vec<Vec<u8>> {
        let pairs = records::scan_prefix(store.reader().db(), prefix).unwrap();
        assert!(pairs.iter().all(|(key, value)| key == value));
        pairs.into_iter().map(|(key, _)| key).collect()
    };
    assert_eq!(found(b""), keys);
    assert_eq!(found(b"a"), keys[1..4]);
    assert_eq!(found(b"a\xff"), keys[2..4]);
    assert_eq!(found(b"\xff"), keys[5..]);
    assert_eq!(found(b"\xff\xff"), keys[6..]);
    assert_eq!(found(b"c"), Vec::<Vec<u8>>::new());
}

#[test]
fn a_record_is_overwritten_and_deleted() {
    let mut store = Store::in_memory();
    write(&mut store, |db| {
        records::put(db, b"key", b"one")?;
        records::put(db, b"key", b"two")?;
        records::put(db, b"gone", b"three")?;
        records::delete(db, b"gone")?;
        records::delete(db, b"never there")
    })
    .unwrap();
    let reader = store.reader();
    assert_eq!(
        records::read(reader.db(), b"key"),
        Ok(Some(b"two".to_vec()))
    );
    assert_eq!(records::read(reader.db(), b"gone"), Ok(None));
}

#[test]
fn the_own_row_is_one_and_comes_back_whole() {
    let mut store = Store::in_memory();
    assert_eq!(own::load(store.reader().db()), Ok(None));
    write(&mut store, |db| own::save(db, &sample::own())).unwrap();
    assert_eq!(own::load(store.reader().db()), Ok(Some(sample::own())));

    let changed = OwnRow {
        host: "wss://elsewhere.example".to_owned(),
        name: None,
        wanted_name: None,
        signed_up: false,
        inbox_cursor: Seq(99),
        inbox_hash: RunningHash::EMPTY,
        ..sample::own()
    };
    write(&mut store, |db| own::save(db, &changed)).unwrap();
    assert_eq!(own::load(store.reader().db()), Ok(Some(changed)));
}

#[test]
fn accounts_are_found_by_id_by_name_and_by_standing() {
    let mut store = Store::in_memory();
    let bare = AccountRow {
        account: AccountId([9; 32]),
        account_key: None,
        name: None,
        looks: None,
        inbox: None,
        inbox_key: None,
        inbox_write: None,
        inbox_given: false,
        tell_at: None,
        device_list: None,
        contradiction: None,
        standing: Standing::Blocked,
        ..sample::account(9)
    };
    let namesake = AccountRow {
        host: "wss://other.example".to_owned(),
        ..sample::account(3)
    };
    let namesake = AccountRow {
        name: sample::account(2).name,
        ..namesake
    };
    write(&mut store, |db| {
        [&sample::account(4), &sample::account(2), &namesake, &bare]
            .into_iter()
            .try_for_each(|row| accounts::upsert(db, row))
    })
    .unwrap();
    let reader = store.reader();
    let db = reader.db();
    assert_eq!(accounts::by_id(db, &bare.account), Ok(Some(bare.clone())));
    assert_eq!(accounts::by_id(db, &AccountId([99; 32])), Ok(None));
    assert_eq!(
        accounts::list_by_standing(db, Standing::Contact),
        Ok(vec![sample::account(2), namesake, sample::account(4)])
    );
    assert_eq!(
        accounts::list_by_standing(db, Standing::Blocked),
        Ok(vec![bare])
    );
}

#[test]
fn an_account_is_overwritten_and_deleted() {
    let mut store = Store::in_memory();
    let changed = AccountRow {
        standing: Standing::Blocked,
        name: None,
        ..sample::account(2)
    };
    write(&mut store, |db| {
        accounts::upsert(db, &sample::account(2))?;
        accounts::upsert(db, &changed)
    })
    .unwrap();
    assert_eq!(
        accounts::by_id(store.reader().db(), &changed.account),
        Ok(Some(changed.clone()))
    );
}

#[test]
fn generations_are_overwritten_found_and_listed() {
    let (mut store, conversation) = store_with_conversation();
    let open = GenerationRow {
        control: None,
        ended_seq: None,
        ..sample::generation(conversation, 300)
    };
    write(&mut store, |db| {
        generations::upsert(db, &sample::generation(conversation, 300))?;
        generations::upsert(db, &open)?;
        generations::upsert(db, &sample::generation(conversation, 2))
    })
    .unwrap();
    let reader = store.reader();
    let db = reader.db();
    let old = sample::generation(conversation, 2);
    assert_eq!(
        generations::by_number(db, conversation, Generation(2)),
        Ok(Some(old.clone()))
    );
    assert_eq!(
        generations::by_number(db, conversation, Generation(3)),
        Ok(None)
    );
    assert_eq!(
        generations::latest(db, conversation),
        Ok(Some(open.clone()))
    );
    assert_eq!(
        generations::list(db, conversation),
        Ok(vec![old, open.clone()])
    );
    write(&mut store, |db| {
        generations::delete(db, conversation, Generation(2))
    })
    .unwrap();
    assert_eq!(
        generations::list(store.reader().db(), conversation),
        Ok(vec![open])
    );
}

#[test]
fn members_are_replaced_as_a_whole() {
    let (mut store, conversation) = store_with_conversation();
    let rows = [
        sample::member(conversation, PEER, 2),
        sample::member(conversation, OWN, 0),
        sample::member(conversation, PEER, 1),
    ];
    write(&mut store, |db| {
        members::insert(db, &sample::member(conversation, AccountId([9; 32]), 9))?;
        members::replace_all(db, conversation, &rows)
    })
    .unwrap();
    let reader = store.reader();
    let db = reader.db();
    let leaves: Vec<u32> = members::list(db, conversation)
        .unwrap()
        .iter()
        .map(|row| row.leaf)
        .collect();
    assert_eq!(leaves, [0, 1, 2]);
    assert_eq!(members::accounts_of(db, conversation), Ok(vec![OWN, PEER]));
    assert_eq!(
        members::conversations_with(db, &PEER),
        Ok(vec![conversation])
    );
    assert_eq!(
        members::conversations_with(db, &AccountId([9; 32])),
        Ok(vec![])
    );
    assert_eq!(
        members::by_key(db, conversation, &rows[0].device),
        Ok(Some(rows[0].clone()))
    );
}

#[test]
fn members_of_another_conversation_or_named_twice_are_refused() {
    let (mut store, conversation) = store_with_conversation();
    let stranger = sample::member(ConversationId(conversation.0 + 1), PEER, 0);
    let twice = [
        sample::member(conversation, PEER, 0),
        sample::member(conversation, PEER, 0),
    ];
    for rows in [&[stranger][..], &twice[..]] {
        assert_eq!(
            write(&mut store, |db| members::replace_all(
                db,
                conversation,
                rows
            )),
            Err(StoreError::Constraint)
        );
    }
}

#[test]
fn one_member_is_updated_and_deleted() {
    let (mut store, conversation) = store_with_conversation();
    let row = sample::member(conversation, PEER, 0);
    let changed = MemberRow {
        leaf: 7,
        admin: false,
        ..row.clone()
    };
    write(&mut store, |db| {
        members::insert(db, &row)?;
        members::update(db, &changed)
    })
    .unwrap();
    let device = changed.device;
    assert_eq!(
        members::by_key(store.reader().db(), conversation, &device),
        Ok(Some(changed.clone()))
    );
    write(&mut store, |db| members::delete(db, conversation, &device)).unwrap();
    assert_eq!(
        write(&mut store, |db| members::update(db, &changed)),
        Err(StoreError::Missing)
    );
}

#[test]
fn reactions_come_in_the_order_of_targets_then_of_arrival() {
    let (mut store, conversation) = store_with_conversation();
    let own = ReactionRow {
        account: OWN,
        ..sample::reaction(conversation, 2, "👍", 12)
    };
    let rows = [
        sample::reaction(conversation, 2, "👍", 11),
        own,
        sample::reaction(conversation, 1, "🌿", 13),
        sample::reaction(conversation, 3, "🌿", 14),
    ];
    write(&mut store, |db| {
        rows.iter().try_for_each(|row| reactions::add(db, row))
    })
    .unwrap();
    let targets = [sample::message_id(1), sample::message_id(2)];
    let found = reactions::for_messages(store.reader().db(), conversation, &targets).unwrap();
    assert_eq!(found, [rows[2].clone(), rows[0].clone(), rows[1].clone()]);
}

#[test]
fn a_reaction_is_taken_back_by_whoever_gave_it() {
    let (mut store, conversation) = store_with_conversation();
    let row = sample::reaction(conversation, 1, "👍", 11);
    let again = ReactionRow {
        reaction_id: sample::message_id(12),
        ..row.clone()
    };
    write(&mut store, |db| {
        reactions::add(db, &row)?;
        reactions::add(db, &again)
    })
    .unwrap();
    let all = |store: &Store| {
        reactions::for_messages(store.reader().db(), conversation, &[row.target]).unwrap()
    };
    assert_eq!(all(&store).first(), Some(&again));
    assert_eq!(all(&store).len(), 1);
    let id = again.reaction_id;
    assert_eq!(
        reactions::by_reaction_id(store.reader().db(), conversation, &id),
        Ok(Some(again.clone()))
    );
    let by = |store: &mut Store, account| {
        write(store, |db| {
            reactions::remove_by_reaction_id(db, conversation, &account, &id)
        })
    };
    assert_eq!(by(&mut store, OWN), Ok(false));
    assert_eq!(by(&mut store, PEER), Ok(true));
    assert_eq!(all(&store), []);

    write(&mut store, |db| reactions::add(db, &again)).unwrap();
    let remove = |store: &mut Store, emoji| {
        write(store, |db| {
            reactions::remove(db, conversation, &row.target, &PEER, emoji)
        })
    };
    assert_eq!(remove(&mut store, "🌿"), Ok(false));
    assert_eq!(remove(&mut store, "👍"), Ok(true));
    assert_eq!(all(&store), []);
}

#[test]
fn receipts_only_move_forward() {
    let (mut store, conversation) = store_with_conversation();
    write(&mut store, |db| {
        receipts::upsert(db, &sample::receipt(conversation, PEER, 10, 5))?;
        receipts::upsert(db, &sample::receipt(conversation, PEER, 8, 7))?;
        receipts::upsert(db, &sample::receipt(conversation, PEER, 11, 6))
    })
    .unwrap();
    let found = receipts::by_account(store.reader().db(), conversation, &PEER);
    assert_eq!(found, Ok(Some(sample::receipt(conversation, PEER, 11, 7))));
}

#[test]
fn the_marks_of_each_account_are_listed_until_they_are_deleted() {
    let (mut store, conversation) = store_with_conversation();
    write(&mut store, |db| {
        receipts::upsert(db, &sample::receipt(conversation, PEER, 10, 2))?;
        receipts::upsert(db, &sample::receipt(conversation, OWN, 7, 6))
    })
    .unwrap();
    let listed = receipts::list(store.reader().db(), conversation).unwrap();
    assert_eq!(listed.len(), 2);
    write(&mut store, |db| receipts::delete(db, conversation, &OWN)).unwrap();
    assert_eq!(
        receipts::list(store.reader().db(), conversation),
        Ok(vec![sample::receipt(conversation, PEER, 10, 2)])
    );
}

#[test]
fn settings_are_read_overwritten_and_deleted() {
    let mut store = Store::in_memory();
    write(&mut store, |db| {
        settings::put(db, "theme", b"light")?;
        settings::put(db, "theme", b"dark")
    })
    .unwrap();
    assert_eq!(
        settings::read(store.reader().db(), "theme"),
        Ok(Some(Zeroizing::new(b"dark".to_vec())))
    );
    write(&mut store, |db| settings::delete(db, "theme")).unwrap();
    assert_eq!(settings::read(store.reader().db(), "theme"), Ok(None));
}

#[test]
fn what_was_set_aside_is_listed_and_the_oldest_go() {
    let (mut store, conversation) = store_with_conversation();
    let row = |conversation, seq| SetAsideRow {
        id: 0,
        conversation,
        seq: Seq(seq),
        reason: "a rule".to_owned(),
        since: Timestamp(1),
        entry: vec![7; 3],
    };
    let kept = u64::from(set_aside::KEPT);
    write(&mut store, |db| {
        set_aside::insert(db, &row(None, 1))?;
        (1..=kept + 2).try_for_each(|seq| set_aside::insert(db, &row(Some(conversation), seq)))
    })
    .unwrap();
    let reader = store.reader();
    let found = set_aside::list(reader.db(), Some(conversation)).unwrap();
    let seqs: Vec<_> = found.iter().map(|row| row.seq.0).collect();
    assert_eq!(seqs, (3..=kept + 2).collect::<Vec<_>>());
    let letters = set_aside::list(reader.db(), None).unwrap();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].entry, [7; 3]);
}

#[test]
fn hashes_are_found_replaced_and_the_oldest_go() {
    let (mut store, conversation) = store_with_conversation();
    let (one, two) = (RunningHash([1; 32]), RunningHash([2; 32]));
    // Numbers that no entry has do not count.
    let far = 1 << 20;
    write(&mut store, |db| {
        hashes::put(db, conversation, Seq(1), &one)?;
        hashes::put(db, conversation, Seq(2), &one)?;
        hashes::put(db, conversation, Seq(2), &two)?;
        for seq in far + 1..far + u64::from(hashes::KEPT) {
            hashes::put(db, conversation, Seq(seq), &one)?;
        }
        Ok(())
    })
    .unwrap();
    let at = |store: &Store, seq| hashes::at(store.reader().db(), conversation, Seq(seq));
    assert_eq!(at(&store, 1), Ok(Some(one)));
    assert_eq!(at(&store, 2), Ok(Some(two)));
    let last = far + u64::from(hashes::KEPT);
    write(&mut store, |db| {
        hashes::put(db, conversation, Seq(last), &two)
    })
    .unwrap();
    assert_eq!(at(&store, 1), Ok(None));
    assert_eq!(at(&store, 2), Ok(None));
    assert_eq!(at(&store, far + 1), Ok(Some(one)));
    assert_eq!(at(&store, last), Ok(Some(two)));
}

#[test]
fn a_part_that_is_undone_leaves_the_rest_of_its_transaction() {
    let mut store = Store::in_memory();
    assert!(matches!(
        Part::begin(store.reader().db()),
        Err(StoreError::NoTransaction)
    ));
    let transaction = store.begin().unwrap();
    let db = transaction.db();
    records::put(db, b"before", b"").unwrap();
    let outer = Part::begin(db).unwrap();
    records::put(db, b"kept", b"").unwrap();
    let inner = Part::begin(db).unwrap();
    records::put(db, b"undone", b"").unwrap();
    inner.undo().unwrap();
    outer.keep().unwrap();
    transaction.commit().unwrap();
    let keys = records::scan_prefix(store.reader().db(), b"").unwrap();
    let keys: Vec<_> = keys.into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, [b"before".to_vec(), b"kept".to_vec()]);
}
