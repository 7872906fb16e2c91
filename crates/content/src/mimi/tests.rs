//! The draft's examples, and what the decoder refuses.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::*;
use crate::DecodeError;
use crate::cbor::Writer;

/// Name, encoding and stated id.
type Example = (String, Vec<u8>, Option<MessageId>);

/// The draft's examples; `None`, said aloud, where they are not at hand.
fn examples() -> Option<Vec<Example>> {
    let folder = std::env::var_os("HUDHUD_VECTORS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors"),
        PathBuf::from,
    );
    let folder = folder.join("mimi-content");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: no vectors at {}", folder.display());
        return None;
    };
    let mut examples: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "cbor")
        })
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let notation = std::fs::read_to_string(path.with_extension("edn")).unwrap();
            (name, std::fs::read(&path).unwrap(), stated_id(&notation))
        })
        // Not content: what a receiver derives.
        .filter(|(name, ..)| name != "implied-original")
        .collect();
    examples.sort();
    Some(examples)
}

/// The id in the comment at the beginning.
fn stated_id(notation: &str) -> Option<MessageId> {
    let start = notation.find("# message ID = h'")? + "# message ID = h'".len();
    let quoted = notation[start..].split('\'').next()?;
    let digits: Vec<u8> = quoted
        .chars()
        .filter_map(|digit| digit.to_digit(16))
        .map(|digit| u8::try_from(digit).unwrap())
        .collect();
    let bytes: Vec<u8> = digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect();
    bytes.try_into().ok().map(MessageId)
}

fn plain() -> MimiContent {
    MimiContent {
        salt: [1; 16],
        replaces: Some(MessageId([2; 32])),
        topic_id: b"topic".to_vec(),
        expires: Some(Expiration::AfterRead(60)),
        in_reply_to: Some(MessageId([3; 32])),
        extensions: BTreeMap::from([
            (
                ExtensionKey::Integer(7),
                Extension::build(|writer| writer.unsigned(1)),
            ),
            (
                ExtensionKey::Integer(-7),
                Extension::build(|writer| writer.text("x")),
            ),
            (
                ExtensionKey::Text("name".to_owned()),
                Extension::build(|writer| writer.map(0)),
            ),
        ]),
        nested_part: multi(vec![null(), external()]),
    }
}

fn null() -> NestedPart {
    NestedPart {
        disposition: Disposition::RENDER,
        language: "en".to_owned(),
        part: Part::Null,
    }
}

fn multi(parts: Vec<NestedPart>) -> NestedPart {
    let semantics = PartSemantics::ProcessAll;
    NestedPart {
        part: Part::Multi { semantics, parts },
        ..null()
    }
}

fn external() -> NestedPart {
    let part = ExternalPart {
        content_type: "video/mp4".to_owned(),
        url: "https://example.com/x".to_owned(),
        expires: 1,
        size: 1 << 40,
        encryption: 1,
        key: vec![1; 16],
        nonce: vec![2; 12],
        aad: Vec::new(),
        hash_algorithm: 1,
        content_hash: vec![3; 32],
        description: "a film".to_owned(),
        filename: "x.mp4".to_owned(),
    };
    NestedPart {
        part: Part::External(Box::new(part)),
        ..null()
    }
}

fn nested(levels: u32) -> NestedPart {
    (1..levels).fold(null(), |inner, _| multi(vec![inner, null()]))
}

#[test]
fn every_example_of_the_draft_is_read_and_written_byte_for_byte() {
    let Some(examples) = examples() else { return };
    assert!(examples.len() >= 14, "{} examples", examples.len());
    for (name, bytes, _) in examples {
        let content = MimiContent::decode(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(content.encode(), bytes, "{name}");
    }
}

#[test]
fn every_example_has_the_id_that_the_draft_states() {
    let Some(examples) = examples() else { return };
    for (name, bytes, stated) in examples {
        let Some(stated) = stated else { continue };
        let content = MimiContent::decode(&bytes).unwrap();
        let uri = |key| {
            content
                .extensions
                .get(&key)
                .and_then(Extension::as_text)
                .unwrap()
        };
        let sender = uri(ExtensionKey::SENDER_URI);
        let room = uri(ExtensionKey::ROOM_URI);
        let id = MessageId::of(sender, room, &bytes, &content.salt).unwrap();
        assert_eq!(id.to_string(), stated.to_string(), "{name}");
    }
}

#[test]
fn content_with_every_field_is_read_as_it_was_written() {
    let content = plain();
    assert_eq!(MimiContent::decode(&content.encode()), Ok(content));
}

#[test]
fn content_cut_anywhere_is_refused() {
    let bytes = plain().encode();
    for len in 0..bytes.len() {
        assert!(MimiContent::decode(&bytes[..len]).is_err(), "{len} bytes");
    }
}

#[test]
fn content_with_a_flipped_bit_is_refused_or_is_other_content_in_its_one_encoding() {
    let bytes = plain().encode();
    let original = MimiContent::decode(&bytes).unwrap();
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        if let Ok(content) = MimiContent::decode(&flipped) {
            assert_ne!(content, original, "bit {bit}");
            assert_eq!(content.encode(), flipped, "bit {bit}");
        }
    }
}

#[test]
fn bytes_after_the_content_are_refused() {
    let mut bytes = plain().encode();
    bytes.push(0);
    assert_eq!(MimiContent::decode(&bytes), Err(DecodeError::TrailingBytes));
}

#[test]
fn extensions_out_of_order_are_refused() {
    let bytes = MimiContent {
        extensions: BTreeMap::new(),
        ..plain()
    }
    .encode();
    let map = bytes.iter().rposition(|byte| *byte == 0xa0).unwrap();
    let with = |extensions: &[u8]| [&bytes[..map], extensions, &bytes[map + 1..]].concat();
    assert!(MimiContent::decode(&with(&[0xa2, 1, 0, 2, 0])).is_ok());
    assert!(MimiContent::decode(&with(&[0xa2, 1, 0, 0x20, 0])).is_ok());
    for unordered in [
        &[0xa2, 2, 0, 1, 0][..],
        &[0xa2, 1, 0, 1, 0],
        &[0xa2, 0x20, 0, 1, 0],
        &[0xa2, 0x61, b'a', 0, 0x20, 0],
        &[0xa2, 0x62, b'a', b'a', 0, 0x61, b'b', 0],
    ] {
        assert_eq!(
            MimiContent::decode(&with(unordered)),
            Err(DecodeError::NotDeterministic)
        );
    }
    let empty_key = with(&[0xa1, 0x60, 0]);
    assert_eq!(
        MimiContent::decode(&empty_key),
        Err(DecodeError::UnexpectedItem)
    );
    let inexact_key = with(&[0xa1, 0x1b, 0, 0x20, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(
        MimiContent::decode(&inexact_key),
        Err(DecodeError::UnexpectedItem)
    );
    let deep = with(&[0xa1, 1, 0x81, 0x81, 0x81, 0x80]);
    assert_eq!(MimiContent::decode(&deep), Err(DecodeError::TooDeep));
}

#[test]
fn parts_nest_four_levels_and_no_deeper() {
    let four = MimiContent {
        nested_part: nested(4),
        ..plain()
    };
    assert_eq!(MimiContent::decode(&four.encode()), Ok(four));
    let five = MimiContent {
        nested_part: nested(5),
        ..plain()
    };
    assert_eq!(
        MimiContent::decode(&five.encode()),
        Err(DecodeError::TooDeep)
    );
}

#[test]
fn what_exceeds_a_limit_is_refused() {
    let parts = |count| MimiContent {
        nested_part: multi(vec![null(); count]),
        ..plain()
    };
    assert_eq!(
        MimiContent::decode(&parts(PARTS + 1).encode()),
        Err(DecodeError::TooLong)
    );
    assert_eq!(
        MimiContent::decode(&parts(1).encode()),
        Err(DecodeError::UnexpectedItem)
    );
    let many = (0..=EXTENSIONS as i64)
        .map(|key| (ExtensionKey::Integer(key), Extension::build(Writer::null)))
        .collect();
    let many = MimiContent {
        extensions: many,
        ..plain()
    };
    assert_eq!(
        MimiContent::decode(&many.encode()),
        Err(DecodeError::TooLong)
    );
    let long = MimiContent {
        topic_id: vec![0; CONTENT_BYTES],
        ..plain()
    };
    assert_eq!(
        MimiContent::decode(&long.encode()),
        Err(DecodeError::TooLong)
    );
}

#[test]
fn an_id_depends_on_sender_conversation_content_and_salt() {
    let id = |sender, conversation, content: &[u8], salt| {
        MessageId::of(sender, conversation, content, &[salt; 16]).unwrap()
    };
    let one = id("a", "b", b"c", 1);
    assert_eq!(one.0[0], 1);
    for other in [
        id("x", "b", b"c", 1),
        id("a", "x", b"c", 1),
        id("a", "b", b"x", 1),
        id("a", "b", b"c", 2),
    ] {
        assert_ne!(one, other);
    }
    assert_ne!(id("ab", "", b"c", 1), id("a", "b", b"c", 1));
    let long = "x".repeat(65_536);
    assert_eq!(
        MessageId::of(&long, "b", b"c", &[1; 16]),
        Err(crate::UriTooLong)
    );
}
