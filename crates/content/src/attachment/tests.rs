//! Attachments there and back, and everything that is not quite one.

use std::collections::BTreeMap;

use super::*;
use crate::mimi::{Disposition, Extension, ExternalPart, MimiContent, NestedPart, Part};
use crate::{EncodeError, Envelope, Message, MessageId};
use hudhud_base::Timestamp;

const SALT: [u8; 16] = [9; 16];

fn photo() -> Attachment {
    Attachment {
        blob: BlobId([0xab; 32]),
        key: AttachmentKey([2; 32]),
        prefix: [3; 19],
        hash: [4; 32],
        size: 300_000,
        lead: 5_000,
        kind: AttachmentKind::Photo,
        media_type: "image/jpeg".to_owned(),
        name: String::new(),
        description: "a hoopoe".to_owned(),
        size_in_dots: Some((2560, 1920)),
        thumbhash: vec![5; 21],
    }
}

fn file() -> Attachment {
    Attachment {
        blob: BlobId([0xcd; 32]),
        lead: 0,
        kind: AttachmentKind::File,
        media_type: "application/pdf".to_owned(),
        name: "زيارة.pdf".to_owned(),
        description: String::new(),
        size_in_dots: None,
        thumbhash: Vec::new(),
        ..photo()
    }
}

fn message(body: &str, attachments: Vec<Attachment>) -> Message {
    Message::Attached {
        body: body.to_owned(),
        reply_to: None,
        attachments,
    }
}

fn encoded(message: Message) -> Result<Vec<u8>, EncodeError> {
    let envelope = Envelope {
        sent: Timestamp(1_700_000_000_000),
        seen: None,
        profile: None,
        forwarded: None,
        message,
    };
    envelope.encode(SALT)
}

fn received(content: &MimiContent) -> Message {
    Envelope::decode(&content.encode()).unwrap().0.message
}

/// A message's content, with something changed in the first attachment's part.
fn with_part(change: impl FnOnce(&mut ExternalPart)) -> MimiContent {
    let bytes = encoded(message("", vec![photo()])).unwrap();
    let mut content = MimiContent::decode(&bytes).unwrap();
    let Part::External(part) = &mut content.nested_part.part else {
        panic!("one attachment is one part")
    };
    change(part);
    content
}

/// The same, with other things said of it.
fn with_said(attached: Extension) -> MimiContent {
    let mut content = with_part(|_| ());
    content.extensions.insert(ATTACHED, attached);
    content
}

fn is_unsupported(content: &MimiContent) -> bool {
    let unsupported = Message::Unsupported {
        media_type: "image/jpeg".to_owned(),
        fallback: Some("a hoopoe".to_owned()),
    };
    received(content) == unsupported
}

#[test]
fn photos_and_files_are_received_as_they_were_sent_with_words_and_without() {
    let answer = Message::Attached {
        body: "*both*".to_owned(),
        reply_to: Some(MessageId([1; 32])),
        attachments: vec![photo(), file()],
    };
    for message in [
        message("", vec![photo()]),
        message("look", vec![photo()]),
        message("", vec![file(), photo()]),
        message("all of it", vec![file(); ATTACHMENTS]),
        answer,
    ] {
        let bytes = encoded(message.clone()).unwrap();
        let (envelope, salt) = Envelope::decode(&bytes).unwrap();
        assert_eq!((envelope.message, salt), (message, SALT));
    }
}

#[test]
fn a_photo_with_words_keeps_its_encoding() {
    let bytes = encoded(message("look", vec![photo()])).unwrap();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, KEPT);
}

const KEPT: &str = concat!(
    "875009090909090909090909090909090909f640f6f6a23948541b0000018bcfe56800394857818202a60000",
    "01190a0002190780045505050505050505050505050505050505050505050507582004040404040404040404",
    "040404040404040404040404040404040404040404040819138885016003028285016001781e746578742f6d",
    "61726b646f776e3b76617269616e743d47464d2d4d494d49446c6f6f6b8f0460026a696d6167652f6a706567",
    "784c6875646875643a626c6f623a616261626162616261626162616261626162616261626162616261626162",
    "61626162616261626162616261626162616261626162616261626162616261626162001a000493e019f5b258",
    "2002020202020202020202020202020202020202020202020202020202020202025303030303030303030303",
    "030303030303030303400040686120686f6f706f6560",
);

#[test]
fn no_part_of_another_form_is_an_attachment_and_none_is_lost_without_a_name() {
    let long = "x".repeat(MEDIA_TYPE_BYTES + 1);
    let changes: [&dyn Fn(&mut ExternalPart); 12] = [
        &|part| part.url = "https://tracker.example/x".to_owned(),
        &|part| part.url = part.url.replace("ab", "AB"),
        &|part| part.url.push('0'),
        &|part| part.url.truncate(70),
        &|part| part.key.truncate(31),
        &|part| part.nonce.push(0),
        &|part| part.encryption = 1,
        &|part| part.aad.push(0),
        &|part| part.expires = 1,
        &|part| part.hash_algorithm = 1,
        &|part| part.content_hash.push(1),
        &|part| part.size = BLOB_BYTES + 1,
    ];
    for (number, change) in changes.iter().enumerate() {
        assert!(is_unsupported(&with_part(change)), "{number}");
    }
    let named = with_part(|part| part.content_type.clone_from(&long));
    assert_eq!(
        received(&named),
        Message::Unsupported {
            media_type: long,
            fallback: Some("a hoopoe".to_owned())
        }
    );
}

#[test]
fn wrong_numbers_flags_and_things_said_of_nothing_make_no_attachment() {
    let said = |index: u64, pairs: &[(u64, u64)], hash: usize| {
        let pairs = pairs.to_vec();
        Extension::build(move |writer| {
            writer.array(1);
            writer.array(2);
            writer.unsigned(index);
            writer.map(pairs.len() + 1);
            for (key, value) in pairs.iter().filter(|(key, _)| *key < 7) {
                writer.unsigned(*key);
                writer.unsigned(*value);
            }
            writer.unsigned(7);
            writer.bytes(&vec![4; hash]);
            for (key, value) in pairs.iter().filter(|(key, _)| *key > 7) {
                writer.unsigned(*key);
                writer.unsigned(*value);
            }
        })
    };
    let good = [(0, 0), (1, 2560), (2, 1920), (8, 5000)];
    let taken = received(&with_said(said(0, &good, 32)));
    assert!(matches!(taken, Message::Attached { .. }), "{taken:?}");
    for (index, pairs, hash) in [
        (1, &good[..], 32),
        (0, &good, 31),
        // No kind, no lead, one side, no side, too wide, too many dots, a long lead, a flag.
        (0, &[(1, 2560), (2, 1920), (8, 5000)], 32),
        (0, &[(0, 0), (1, 2560), (2, 1920)], 32),
        (0, &[(0, 0), (1, 2560), (8, 5000)], 32),
        (0, &[(0, 0), (8, 5000)], 32),
        (0, &[(0, 0), (1, 0), (2, 1920), (8, 5000)], 32),
        (0, &[(0, 0), (1, 16_385), (2, 1), (8, 5000)], 32),
        (0, &[(0, 0), (1, 16_384), (2, 16_384), (8, 5000)], 32),
        (0, &[(0, 0), (1, 1 << 33), (2, 1), (8, 5000)], 32),
        (0, &[(0, 0), (1, 2560), (2, 1920), (8, 49_153)], 32),
        (0, &[(0, 0), (1, 2560), (2, 1920), (6, 2), (8, 5000)], 32),
    ] {
        assert!(
            is_unsupported(&with_said(said(index, pairs, hash))),
            "{index} {pairs:?} {hash}"
        );
    }
    let nothing = with_said(Extension::build(|writer| writer.array(0)));
    assert!(is_unsupported(&nothing));
    let text = with_said(Extension::build(|writer| writer.text("x")));
    assert!(is_unsupported(&text));
    let mut missing = with_part(|_| ());
    missing.extensions = BTreeMap::new();
    assert!(is_unsupported(&missing));
}

#[test]
fn what_a_later_version_plays_is_a_file_to_this_one() {
    let voice = Extension::build(|writer| {
        writer.array(1);
        writer.array(2);
        writer.unsigned(0);
        writer.map(5);
        writer.unsigned(0);
        writer.unsigned(4);
        writer.unsigned(3);
        writer.unsigned(2_500);
        writer.unsigned(5);
        writer.bytes(&[1; 40]);
        writer.unsigned(7);
        writer.bytes(&[4; 32]);
        writer.unsigned(8);
        writer.unsigned(0);
    });
    let Message::Attached { attachments, .. } = received(&with_said(voice)) else {
        panic!("it can be kept")
    };
    assert_eq!(attachments[0].kind, AttachmentKind::File);
}

#[test]
fn an_edit_carries_no_attachments_and_an_album_nothing_else() {
    let mut edit = with_part(|_| ());
    edit.replaces = Some(MessageId([1; 32]));
    assert!(is_unsupported(&edit));
    let bytes = encoded(message("look", vec![photo()])).unwrap();
    let mut album = MimiContent::decode(&bytes).unwrap();
    let Part::Multi { parts, .. } = &mut album.nested_part.part else {
        panic!("words and a photo are two parts")
    };
    parts.push(NestedPart {
        disposition: Disposition::RENDER,
        language: String::new(),
        part: Part::Null,
    });
    let taken = received(&album);
    assert!(matches!(taken, Message::Unsupported { .. }), "{taken:?}");
}

#[test]
fn what_no_receiver_would_take_is_not_sent() {
    let refused = |body: &str, attachments| encoded(message(body, attachments)).err();
    let beyond = Some(EncodeError::AttachmentsTooLong);
    assert_eq!(refused("", Vec::new()), beyond);
    assert_eq!(refused("", vec![file(); ATTACHMENTS + 1]), beyond);
    assert_eq!(
        refused(&"x".repeat(CAPTION_BYTES + 1), vec![file()]),
        beyond
    );
    let mut described = photo();
    described.description = "x".repeat(DESCRIPTION_BYTES + 1);
    assert_eq!(refused("", vec![described]), beyond);
    let mut without = photo();
    without.size_in_dots = None;
    assert_eq!(refused("", vec![without]), beyond);
}

#[test]
fn what_fits_no_entry_is_refused_before_it_is_sealed() {
    let longest = Attachment {
        media_type: "x".repeat(MEDIA_TYPE_BYTES),
        name: "x".repeat(FILE_NAME_BYTES),
        description: "x".repeat(DESCRIPTION_BYTES),
        thumbhash: vec![0; THUMBHASH_BYTES],
        size: BLOB_BYTES,
        ..photo()
    };
    let caption = "x".repeat(CAPTION_BYTES);
    let bytes = encoded(message(&caption, vec![longest; ATTACHMENTS]));
    assert_eq!(bytes, Err(EncodeError::AttachmentsTooLong));
}

#[test]
fn a_cut_album_is_refused_and_a_flipped_bit_never_goes_unseen() {
    let bytes = encoded(message("look", vec![photo(), file()])).unwrap();
    for len in 0..bytes.len() {
        assert!(Envelope::decode(&bytes[..len]).is_err());
    }
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        if let Ok(content) = MimiContent::decode(&flipped) {
            assert_eq!(content.encode(), flipped);
        }
        let _ = Envelope::decode(&flipped);
    }
}

#[test]
fn a_key_is_not_printed() {
    assert!(!format!("{:?}", photo()).contains("2, 2"));
}
