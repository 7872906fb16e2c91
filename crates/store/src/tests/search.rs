//! Finding words in every script.

use hudhud_base::{ConversationId, MessageRow, Timestamp};

use super::sample::{self, store_with_conversation, write};
use crate::messages::{self, MessageKind, StoredMessage};
use crate::{Store, conversations, search};

/// A store with these messages, their entries numbered from 1.
fn store_with(bodies: &[&str]) -> (Store, ConversationId) {
    let (mut store, conversation) = store_with_conversation();
    write(&mut store, |db| {
        (1..).zip(bodies).try_for_each(|(seq, body)| {
            messages::insert(db, &sample::message(conversation, seq, body)).map(drop)
        })
    })
    .unwrap();
    (store, conversation)
}

/// The bodies that a query finds, newest first.
fn found(store: &Store, query: &str) -> Vec<String> {
    let hits = search::messages(store.reader().db(), query, None, None, 100).unwrap();
    hits.into_iter().map(|hit| hit.row.body).collect()
}

#[test]
fn substrings_prefixes_and_whole_words_are_found_newest_first() {
    let (store, _) = store_with(&["The hoopoe flies", "A HOOPOE", "hoop", "nothing"]);
    assert_eq!(found(&store, "hoopoe"), ["A HOOPOE", "The hoopoe flies"]);
    assert_eq!(
        found(&store, "hoop"),
        ["hoop", "A HOOPOE", "The hoopoe flies"]
    );
    assert_eq!(found(&store, "oopo"), ["A HOOPOE", "The hoopoe flies"]);
    assert_eq!(found(&store, "owl"), Vec::<String>::new());
}

#[test]
fn what_was_found_stands_where_its_words_are_shown() {
    let body = r"> **a** \*b ||hoopoe||";
    let (store, _) = store_with(&[body]);
    let hits = search::messages(store.reader().db(), "hoopoe", None, None, 100).unwrap();
    assert_eq!(hits[0].highlights.first(), Some(&(5..11)));
    assert_eq!(hudhud_text::plain(body).chars().count(), 11);
}

#[test]
fn every_word_has_to_match_in_any_order() {
    let (store, _) = store_with(&["red and green", "green grass", "red is it"]);
    assert_eq!(found(&store, "green red"), ["red and green"]);
    assert_eq!(found(&store, "  red   is "), ["red is it"]);
    assert_eq!(found(&store, "re gr"), ["green grass", "red and green"]);
}

#[test]
fn arabic_is_found_however_it_is_typed() {
    let (store, _) = store_with(&["السَّلَامُ عَلَيْكُم يا أحمد", "مدرسة ٱلنور ٢٠٢٦"]);
    for query in ["السلام", "سلام", "احمد", "أَحْمَد", "عليكم السلام", "يا"]
    {
        assert_eq!(found(&store, query), ["السَّلَامُ عَلَيْكُم يا أحمد"], "{query}");
    }
    for query in ["مدرسه", "النور", "2026", "۲۰۲۶", "درس"] {
        assert_eq!(found(&store, query), ["مدرسة ٱلنور ٢٠٢٦"], "{query}");
    }
}

#[test]
fn chinese_japanese_and_korean_are_found_from_one_character_on() {
    let (store, _) = store_with(&["今天天气很好", "こんにちは世界", "안녕하세요"]);
    for query in ["天", "天气", "天气很", "今天天气很好"] {
        assert_eq!(found(&store, query), ["今天天气很好"], "{query}");
    }
    assert_eq!(found(&store, "世界"), ["こんにちは世界"]);
    assert_eq!(found(&store, "하세요"), ["안녕하세요"]);
    assert_eq!(found(&store, "界世"), Vec::<String>::new());
}

#[test]
fn nothing_that_is_typed_is_syntax() {
    let texts = [
        "say \"cheese\" now",
        "a* b",
        "NEAR(x y)",
        "50%_off",
        "c:\\path",
        "it's",
        "(a) OR (b)",
        "-minus ^caret",
        "norm : word",
        "AND NOT OR",
        "{brace}",
        "'; DROP TABLE messages; --",
    ];
    let (store, _) = store_with(&texts);
    for text in texts {
        assert_eq!(found(&store, text), [text], "{text}");
    }
    for query in [
        "\"", "\"\"", "*", "(", ")", "^", ":", "-", "+", "%", "_", "'", "\\", "\0",
    ] {
        let expected: Vec<&str> = texts
            .into_iter()
            .rev()
            .filter(|text| query != "\0" && query.chars().all(|sign| text.contains(sign)))
            .filter(|text| text.contains(query))
            .collect();
        assert_eq!(found(&store, query), expected, "{query:?}");
    }
    assert_eq!(found(&store, "off AND cheese"), Vec::<String>::new());
    assert_eq!(found(&store, "cheese*"), Vec::<String>::new());
    assert_eq!(found(&store, "\"cheese\""), ["say \"cheese\" now"]);
}

#[test]
fn a_query_without_a_word_finds_nothing() {
    let (store, _) = store_with(&["text"]);
    for query in ["", "   ", "\u{200b}", "\u{64b}", "\n"] {
        assert_eq!(found(&store, query), Vec::<String>::new(), "{query:?}");
    }
}

#[test]
fn a_long_query_is_cut_and_not_refused() {
    let (store, _) = store_with(&["word"]);
    assert_eq!(found(&store, &"word ".repeat(5_000)), ["word"]);
    assert_eq!(found(&store, &"w".repeat(100_000)), Vec::<String>::new());
}

#[test]
fn highlights_are_characters_of_the_original_body() {
    let (store, _) = store_with(&["يا أحمد: السَّلام, سلام", "🌿🌿 Hoopoe hoop"]);
    let highlights = |query: &str| -> Vec<(usize, usize)> {
        let hits = search::messages(store.reader().db(), query, None, None, 1).unwrap();
        let places = hits.into_iter().flat_map(|hit| hit.highlights);
        places.map(|place| (place.start, place.end)).collect()
    };
    assert_eq!(highlights("hoop oe"), [(3, 9), (10, 14)]);
    assert_eq!(highlights("احمد"), [(3, 7)]);
    assert_eq!(highlights("سلام"), [(11, 17), (19, 23)]);
}

#[test]
fn a_search_can_be_kept_to_one_conversation_and_continued() {
    let (mut store, first) = store_with(&["hoopoe 1", "hoopoe 2", "hoopoe 3"]);
    let second = write(&mut store, |db| {
        let second = conversations::insert(db, &sample::conversation(2))?;
        messages::insert(db, &sample::message(second, 1, "hoopoe elsewhere"))?;
        Ok(second)
    })
    .unwrap();
    let reader = store.reader();
    for query in ["hoopoe", "ho"] {
        let hits = |conversation, before, limit| -> Vec<(MessageRow, String)> {
            search::messages(reader.db(), query, conversation, before, limit)
                .unwrap()
                .into_iter()
                .map(|hit| (hit.row.id, hit.row.body))
                .collect()
        };
        assert_eq!(hits(None, None, 9).len(), 4);
        assert_eq!(
            hits(Some(second), None, 9),
            [(MessageRow(4), "hoopoe elsewhere".to_owned())]
        );
        let page = hits(Some(first), None, 2);
        assert_eq!(
            page,
            [
                (MessageRow(3), "hoopoe 3".to_owned()),
                (MessageRow(2), "hoopoe 2".to_owned())
            ]
        );
        assert_eq!(
            hits(Some(first), Some(MessageRow(2)), 2),
            [(MessageRow(1), "hoopoe 1".to_owned())]
        );
        assert_eq!(hits(None, Some(MessageRow(1)), 9), []);
    }
}

#[test]
fn a_large_conversation_is_searched_like_a_small_one() {
    let (mut store, small) = store_with(&["hoopoe one", "hoopoe two"]);
    let large = write(&mut store, |db| {
        conversations::insert(db, &sample::conversation(2))
    })
    .unwrap();
    write(&mut store, |db| {
        (1..=3_000).try_for_each(|seq| {
            let body = if seq % 1_000 == 0 {
                "a hoopoe here"
            } else {
                "owl"
            };
            messages::insert(db, &sample::message(large, seq, body)).map(drop)
        })
    })
    .unwrap();
    let reader = store.reader();
    let count = |query: &str, conversation| {
        search::messages(reader.db(), query, conversation, None, 100)
            .unwrap()
            .len()
    };
    for query in ["hoopoe", "ho", "oo po"] {
        assert_eq!(count(query, Some(large)), 3, "{query}");
        assert_eq!(count(query, Some(small)), 2, "{query}");
        assert_eq!(count(query, None), 5, "{query}");
    }
    let hits = search::messages(reader.db(), "hoopoe he", Some(large), None, 2).unwrap();
    let seqs: Vec<_> = hits
        .iter()
        .filter_map(|hit| hit.row.seq)
        .map(|seq| seq.0)
        .collect();
    assert_eq!(seqs, [3_000, 2_000]);
}

#[test]
fn an_edited_message_is_found_by_its_new_words_only() {
    let (mut store, conversation) = store_with(&["before"]);
    let row = messages::last(store.reader().db(), conversation)
        .unwrap()
        .unwrap();
    write(&mut store, |db| {
        messages::edit(db, row.id, "after", Timestamp(1))
    })
    .unwrap();
    assert_eq!(found(&store, "before"), Vec::<String>::new());
    assert_eq!(found(&store, "after"), ["after"]);
    let row = messages::last(store.reader().db(), conversation)
        .unwrap()
        .unwrap();
    let third = StoredMessage {
        body: "third".to_owned(),
        ..row
    };
    write(&mut store, |db| messages::update(db, &third)).unwrap();
    assert_eq!(found(&store, "after"), Vec::<String>::new());
    assert_eq!(found(&store, "third"), ["third"]);
}

#[test]
fn system_lines_are_not_searched() {
    let (mut store, conversation) = store_with_conversation();
    let line = StoredMessage {
        kind: MessageKind::System,
        ..sample::message(conversation, 1, "joined")
    };
    write(&mut store, |db| messages::insert(db, &line)).unwrap();
    assert_eq!(found(&store, "joined"), Vec::<String>::new());
}

/// Rows of the index's own tables in which a trigram of the canary stands.
fn traces(store: &Store) -> u64 {
    let sql = "SELECT (SELECT count(*) FROM search_content WHERE instr(c0, 'zqxj') > 0)
        + (SELECT count(*) FROM search_data WHERE instr(block, CAST('zqx' AS BLOB)) > 0)
        + (SELECT count(*) FROM messages WHERE instr(body, 'zqxj') > 0)";
    store.reader().db().value(sql, []).unwrap().unwrap()
}

#[test]
fn a_message_that_is_gone_leaves_no_trace_in_the_index() {
    let (mut store, conversation) = store_with(&["one zqxj", "two", "three"]);
    assert_eq!(traces(&store), 3);
    let first = messages::page(store.reader().db(), conversation, None, 9).unwrap()[0].id;
    write(&mut store, |db| messages::mark_deleted(db, first)).unwrap();
    assert_eq!(traces(&store), 0);
    assert_eq!(found(&store, "zqxj"), Vec::<String>::new());

    let again = StoredMessage {
        message_id: sample::message_id(77),
        ..sample::message(conversation, 9, "four zqxj")
    };
    let again = write(&mut store, |db| messages::insert(db, &again)).unwrap();
    assert_eq!(traces(&store), 3);
    write(&mut store, |db| messages::delete(db, again)).unwrap();
    assert_eq!(traces(&store), 0);
    assert_eq!(found(&store, "two"), ["two"]);
    let index_is_sound = store
        .reader()
        .db()
        .batch("BEGIN; INSERT INTO search (search) VALUES ('integrity-check'); ROLLBACK;");
    assert_eq!(index_is_sound, Ok(()));
}
