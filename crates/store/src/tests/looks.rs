//! What an interface looks at: where reading goes on, how far messages have come, who is known.

use hudhud_base::{AccountId, Seq, Timestamp};

use super::sample::{self, OWN, PEER, store_with_conversation, write};
use crate::accounts::{self, AccountRow, Standing};
use crate::conversations::{self, ConversationRow, ConversationState};
use crate::messages::{self, MessageState};
use crate::profiles::{self, ProfileRow};
use crate::{Store, members, own, reactions};

#[test]
fn the_first_unread_message_is_the_first_that_is_counted() {
    let (mut store, conversation) = store_with_conversation();
    let ids = write(&mut store, |db| {
        (1..=4)
            .map(|seq| messages::insert(db, &sample::message(conversation, seq, "text")))
            .collect::<Result<Vec<_>, _>>()
    })
    .unwrap();
    write(&mut store, |db| messages::mark_deleted(db, ids[1])).unwrap();
    let reader = store.reader();
    let first = |read: u64| {
        let row = messages::first_unread(reader.db(), conversation, Seq(read), &OWN);
        row.unwrap().map(|row| row.id)
    };
    let count =
        |read: u64| messages::count_unread(reader.db(), conversation, Seq(read), &OWN).unwrap();
    assert_eq!((first(0), count(0)), (Some(ids[0]), 3));
    assert_eq!((first(1), count(1)), (Some(ids[2]), 2));
    assert_eq!((first(4), count(4)), (None, 0));
    let own = messages::first_unread(reader.db(), conversation, Seq(0), &PEER);
    assert!(own.unwrap().is_none());
}

#[test]
fn states_are_told_of_the_messages_between_two_positions() {
    let (mut store, conversation) = store_with_conversation();
    let (first, second) = write(&mut store, |db| {
        let first = messages::insert(db, &sample::queued(conversation, 1, "one"))?;
        let second = messages::insert(db, &sample::queued(conversation, 2, "two"))?;
        messages::set_sent(db, first, Seq(7), hudhud_base::Minute(1))?;
        Ok((first, second))
    })
    .unwrap();
    let reader = store.reader();
    let all = messages::states(reader.db(), conversation, 0, i64::MAX).unwrap();
    let expected = [(first, MessageState::Sent), (second, MessageState::Queued)];
    assert_eq!(all, expected);
    let place = messages::by_id(reader.db(), first)
        .unwrap()
        .unwrap()
        .position;
    let one = messages::states(reader.db(), conversation, place, place).unwrap();
    assert_eq!(one, expected[..1]);
    assert_eq!(messages::count(reader.db()).unwrap(), 2);
}

#[test]
fn reactions_are_found_for_a_stretch_of_messages() {
    let (mut store, conversation) = store_with_conversation();
    let positions = write(&mut store, |db| {
        let mut positions = Vec::new();
        for seq in 1..=3 {
            let row = sample::message(conversation, seq, "text");
            let id = messages::insert(db, &row)?;
            let row = messages::by_id(db, id)?.unwrap();
            let mut reaction = sample::reaction(conversation, seq, "🌿", 9);
            reaction.target = row.message_id;
            reactions::add(db, &reaction)?;
            positions.push((row.position, row.message_id));
        }
        Ok(positions)
    })
    .unwrap();
    let reader = store.reader();
    let between = |first: usize, last: usize| {
        let (first, last) = (positions[first].0, positions[last].0);
        let found = reactions::between(reader.db(), conversation, first, last).unwrap();
        found.into_iter().map(|row| row.target).collect::<Vec<_>>()
    };
    assert_eq!(between(0, 1), [positions[0].1, positions[1].1]);
    assert_eq!(between(2, 2), [positions[2].1]);
}

#[test]
fn people_are_known_by_the_beginning_of_their_names_the_lately_active_first() {
    let (mut store, conversation) = store_with_conversation();
    let named = |number: u8, name: &str| AccountRow {
        name: Some(name.to_owned()),
        ..sample::account(number)
    };
    write(&mut store, |db| {
        accounts::upsert(db, &named(2, "Basim"))?;
        accounts::upsert(db, &named(3, "basma"))?;
        accounts::upsert(db, &named(4, "dalia"))?;
        let blocked = AccountRow {
            standing: Standing::Blocked,
            ..named(5, "bashir")
        };
        accounts::upsert(db, &blocked)?;
        accounts::upsert(
            db,
            &AccountRow {
                name: None,
                ..sample::account(6)
            },
        )?;
        for (number, name) in [(4, "Dalia Al-Basri"), (5, "Bassam"), (6, "أحمد باسم")] {
            let name = name.to_owned();
            let row = ProfileRow::named(AccountId([number; 32]), Timestamp(1), name);
            profiles::put(db, &row)?;
        }
        members::insert(db, &sample::member(conversation, AccountId([3; 32]), 1))
    })
    .unwrap();
    let reader = store.reader();
    let accounts = |prefix: &str| {
        let rows = accounts::named_like(reader.db(), prefix, 9).unwrap();
        rows.into_iter()
            .map(|row| row.account.0[0])
            .collect::<Vec<_>>()
    };
    // By a word of what they call themselves, and not by what stands inside of one.
    assert_eq!(accounts("AL-bas"), [4]);
    assert_eq!(accounts("asri"), [0; 0]);
    assert_eq!(accounts("احمد"), [6]);
    assert_eq!(accounts("باسم"), [6]);
    assert_eq!(accounts("bassam"), [0; 0]);
    // What cannot be seen finds nobody, rather than everybody.
    assert_eq!(accounts("\u{200b}\u{64b}"), [0; 0]);
    let like = |prefix: &str| {
        let rows = accounts::named_like(reader.db(), prefix, 9).unwrap();
        rows.into_iter()
            .filter_map(|row| row.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(like("BAS"), ["basma", "Basim"]);
    assert_eq!(like(""), ["basma", "Basim", "dalia"]);
    assert_eq!(like("bashir"), [""; 0]);
    let found = accounts::name_and_host(reader.db(), &AccountId([4; 32])).unwrap();
    assert_eq!(found.unwrap().0.as_deref(), Some("dalia"));
}

#[test]
fn who_can_be_taken_for_somebody_else_is_known_by_either_name() {
    let mut store = Store::in_memory();
    let looks = |name: &str| hudhud_text::skeleton(name);
    let profile = |number: u8, name: &str| {
        ProfileRow::named(AccountId([number; 32]), Timestamp(1), name.to_owned())
    };
    write(&mut store, |db| {
        let named = AccountRow {
            looks: Some(looks("layla")),
            ..sample::account(2)
        };
        accounts::upsert(db, &named)?;
        profiles::put(db, &profile(2, "Layla"))?;
        profiles::put(db, &profile(3, "Basim"))?;
        profiles::put(db, &profile(4, ""))?;
        own::save(db, &sample::own())
    })
    .unwrap();
    let reader = store.reader();
    let shared = |number, name| profiles::is_shared(reader.db(), &profile(number, name)).unwrap();
    assert!(!shared(2, "Layla"));
    assert!(shared(9, "Iayla"));
    assert!(shared(9, "bаsim"));
    assert!(!shared(9, "Dalia"));
    assert!(!shared(9, ""));
    // The sample's own name.
    assert!(shared(9, "Salma"));
    let kept = profiles::of(reader.db(), &AccountId([3; 32])).unwrap();
    assert_eq!(kept, Some(profile(3, "Basim")));
    let somebody = AccountId([3; 32]);
    for picture in [Some(vec![1; 3]), Some(vec![2; 2]), None, None] {
        write(&mut store, |db| {
            profiles::put_picture(db, &somebody, picture.clone())
        })
        .unwrap();
        let reader = store.reader();
        assert_eq!(profiles::picture(reader.db(), &somebody), Ok(picture));
    }
}

#[test]
fn conversations_are_counted_by_state_and_by_host() {
    let (mut store, first) = store_with_conversation();
    let second = write(&mut store, |db| {
        let other = ConversationRow {
            state: ConversationState::Left,
            host: "https://else.example".to_owned(),
            last_activity: Timestamp(1),
            ..sample::conversation(2)
        };
        conversations::insert(db, &other)
    })
    .unwrap();
    let reader = store.reader();
    let row = conversations::by_id(reader.db(), first).unwrap().unwrap();
    let with_state = |state| conversations::ids_with_state(reader.db(), state).unwrap();
    assert_eq!(with_state(row.state), [first]);
    assert_eq!(with_state(ConversationState::Left), [second]);
    let at = |host: &str| conversations::ids_at(reader.db(), host).unwrap();
    assert_eq!(at("https://else.example"), [second]);
    assert_eq!(at(&row.host), [first]);
    assert!(reader.db().bytes().unwrap() > 0);
}
