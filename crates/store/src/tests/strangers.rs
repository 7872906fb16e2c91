//! Who is known by a letter alone.

use hudhud_base::AccountId;

use super::sample::{self, write};
use crate::accounts::{self, AccountRow, Standing};
use crate::conversations::{self, ConversationRow};
use crate::deliveries::DeliveryRow;
use crate::messages::StoredMessage;
use crate::profiles::{self, ProfileRow};
use crate::reactions::ReactionRow;
use crate::{Store, deliveries, kept, members, messages, reactions, receipts};

fn stranger(number: u8) -> AccountRow {
    AccountRow {
        standing: Standing::Stranger,
        inbox_given: false,
        tell_at: None,
        ..sample::account(number)
    }
}

#[test]
fn whoever_is_in_anything_that_is_kept_is_not_alone() {
    let mut store = Store::in_memory();
    let id = |number| AccountId([number; 32]);
    write(&mut store, |db| {
        let talk = ConversationRow {
            peer: Some(id(10)),
            inviter: Some(id(11)),
            ..sample::conversation(1)
        };
        let talk = conversations::insert(db, &talk)?;
        members::replace_all(db, talk, &[sample::member(talk, id(12), 0)])?;
        receipts::upsert(db, &sample::receipt(talk, id(13), 1, 1))?;
        let reaction = sample::reaction(talk, 1, "🌱", 2);
        let account = id(14);
        reactions::add(
            db,
            &ReactionRow {
                account,
                ..reaction
            },
        )?;
        deliveries::insert(
            db,
            &DeliveryRow {
                account: id(15),
                ..sample::delivery(1)
            },
        )?;
        let said = StoredMessage {
            sender: id(16),
            ..sample::message(talk, 3, "said")
        };
        messages::insert(db, &said)?;
        (10..=18).try_for_each(|number| accounts::upsert(db, &stranger(number)))?;
        for (number, standing) in [(20, Standing::Contact), (21, Standing::Blocked)] {
            let known = AccountRow {
                standing,
                ..stranger(number)
            };
            accounts::upsert(db, &known)?;
        }
        let given = AccountRow {
            inbox_given: true,
            ..stranger(22)
        };
        accounts::upsert(db, &given)?;
        // Met in a group, and never heard of by letter.
        let met = AccountRow {
            inbox_write: None,
            ..stranger(23)
        };
        accounts::upsert(db, &met)
    })
    .unwrap();
    let db = store.reader();
    let alone = accounts::letter_writers_alone(db.db()).unwrap();
    assert_eq!(alone, [id(17), id(18)]);
    assert_eq!(accounts::letter_writers(db.db()), Ok(10));
}

#[test]
fn of_whoever_is_forgotten_nothing_is_left_and_others_stay() {
    let mut store = Store::in_memory();
    let ids = [3, 4].map(|number| AccountId([number; 32]));
    write(&mut store, |db| {
        for (number, id) in [3, 4].into_iter().zip(ids) {
            accounts::upsert(db, &stranger(number))?;
            let profile = ProfileRow::named(id, hudhud_base::Timestamp(1), "Basim".to_owned());
            profiles::put(db, &profile)?;
            profiles::put_picture(db, &id, Some(vec![number]))?;
        }
        accounts::forget(db, &ids[0])
    })
    .unwrap();
    let reader = store.reader();
    for (id, is_known) in ids.into_iter().zip([false, true]) {
        let known = accounts::by_id(reader.db(), &id).unwrap();
        assert_eq!(known.is_some(), is_known);
        let profile = profiles::of(reader.db(), &id).unwrap();
        assert_eq!(profile.is_some(), is_known);
        let picture = profiles::picture(reader.db(), &id).unwrap();
        assert_eq!(picture.is_some(), is_known);
    }
}

#[test]
fn what_is_kept_under_a_number_is_found_of_every_conversation() {
    let mut store = Store::in_memory();
    write(&mut store, |db| {
        for number in 1..=3 {
            let talk = conversations::insert(db, &sample::conversation(number))?;
            kept::put(db, talk, 6, &[number])?;
            kept::put(db, talk, 7, b"something else")?;
        }
        Ok(())
    })
    .unwrap();
    let found = kept::of_all(store.reader().db(), 6).unwrap();
    let found: Vec<&[u8]> = found.iter().map(|value| value.as_slice()).collect();
    assert_eq!(found, [[1], [2], [3]]);
}
