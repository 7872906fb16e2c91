//! Every message there and back, what later versions may send, and what is refused.

use std::collections::BTreeMap;

use hudhud_base::Minute;
use hudhud_base::limits::{
    DISPLAY_NAME_BYTES, FORWARDED_TIMES, MESSAGE_BYTES, PROFILE_PICTURE_BYTES, TIME_MAX_MS,
};

use super::*;
use crate::mimi::{
    Disposition, Extension, ExternalPart, MimiContent, NestedPart, Part, PartSemantics,
};
use crate::{DecodeError, EncodeError, MessageStatus, STATUS_MESSAGES};

const SALT: [u8; 16] = [9; 16];
const PICTURE: [u8; 3] = [0xff, 0xd8, 0xff];
const TARGET: MessageId = MessageId([1; 32]);

fn envelope(message: Message) -> Envelope {
    let seen = Some((Seq(300), RunningHash([4; 32])));
    Envelope {
        sent: Timestamp(1_700_000_000_000),
        seen,
        profile: None,
        forwarded: None,
        message,
    }
}

fn introduced(name: &str) -> Envelope {
    let changed = Timestamp(1_700_000_000_001);
    Envelope {
        profile: Some(Profile {
            changed,
            name: name.to_owned(),
            picture: Some(PICTURE.to_vec()).filter(|_| name == "Layla"),
        }),
        ..envelope(text("Hello"))
    }
}

fn passed_on(name: &str) -> Envelope {
    Envelope {
        forwarded: Some(Forwarded {
            name: name.to_owned(),
            sent: Minute(28_333_333),
            times: FORWARDED_TIMES,
        }),
        ..envelope(text("Hello"))
    }
}

fn text(body: &str) -> Message {
    Message::Text {
        body: body.to_owned(),
        reply_to: None,
    }
}

fn report() -> StatusReport {
    let messages = vec![
        (TARGET, MessageStatus::Read),
        (MessageId([2; 32]), MessageStatus::Unknown(200)),
    ];
    StatusReport {
        delivered: Seq(70_000),
        read: Seq(12),
        messages,
    }
}

fn every_message() -> Vec<Message> {
    vec![
        text("Hello"),
        text(""),
        Message::Text {
            body: "čau\n*ahoj*".to_owned(),
            reply_to: Some(TARGET),
        },
        Message::Edit {
            target: TARGET,
            body: "Hello!".to_owned(),
        },
        Message::Delete { target: TARGET },
        Message::Reaction {
            target: TARGET,
            emoji: "👍🏽".to_owned(),
        },
        Message::Unreact { target: TARGET },
        Message::Status(StatusReport::default()),
        Message::Status(report()),
    ]
}

fn single(disposition: Disposition, content_type: &str, content: &[u8]) -> NestedPart {
    let part = Part::Single {
        content_type: content_type.to_owned(),
        content: content.to_vec(),
    };
    NestedPart {
        disposition,
        language: String::new(),
        part,
    }
}

fn rendered(content_type: &str, content: &[u8]) -> NestedPart {
    single(Disposition::RENDER, content_type, content)
}

fn multi(semantics: PartSemantics, parts: Vec<NestedPart>) -> NestedPart {
    NestedPart {
        part: Part::Multi { semantics, parts },
        ..rendered("", b"")
    }
}

fn picture() -> NestedPart {
    let part = ExternalPart {
        content_type: "image/png".to_owned(),
        url: "https://example.com/x".to_owned(),
        expires: 0,
        size: 1,
        encryption: 0,
        key: Vec::new(),
        nonce: Vec::new(),
        aad: Vec::new(),
        hash_algorithm: 0,
        content_hash: Vec::new(),
        description: String::new(),
        filename: "cat.png".to_owned(),
    };
    NestedPart {
        part: Part::External(Box::new(part)),
        ..rendered("", b"")
    }
}

fn content(nested_part: NestedPart) -> MimiContent {
    MimiContent {
        salt: SALT,
        replaces: None,
        topic_id: Vec::new(),
        expires: None,
        in_reply_to: None,
        extensions: BTreeMap::new(),
        nested_part,
    }
}

fn received(content: &MimiContent) -> Result<Message, DecodeError> {
    Envelope::decode(&content.encode()).map(|(envelope, _)| envelope.message)
}

fn unsupported(media_type: &str, fallback: Option<&str>) -> Result<Message, DecodeError> {
    let fallback = fallback.map(str::to_owned);
    Ok(Message::Unsupported {
        media_type: media_type.to_owned(),
        fallback,
    })
}

#[test]
fn every_message_is_received_as_it_was_sent() {
    for message in every_message() {
        let envelope = envelope(message);
        let bytes = envelope.encode(SALT).unwrap();
        assert_eq!(Envelope::decode(&bytes), Ok((envelope, SALT)));
    }
    let unseen = Envelope {
        sent: Timestamp(0),
        seen: None,
        profile: None,
        forwarded: None,
        message: text("first"),
    };
    let envelopes = [unseen, introduced("ليلى حدّاد"), introduced("")];
    for envelope in envelopes
        .into_iter()
        .chain([passed_on("Layla"), passed_on("")])
    {
        let bytes = envelope.encode(SALT).unwrap();
        assert_eq!(Envelope::decode(&bytes), Ok((envelope, SALT)));
    }
}

#[test]
fn every_message_keeps_its_encoding() {
    let encoded: Vec<String> = every_message()
        .into_iter()
        .map(|message| envelope(message).encode(SALT).unwrap())
        .map(|bytes| bytes.iter().map(|byte| format!("{byte:02x}")).collect())
        .collect();
    assert_eq!(
        encoded[0],
        "875009090909090909090909090909090909f640f6f6a23948541b0000018bcfe568003948558219012c5820040404040404040404040404040404040404040404040404040404040404040485016001781e746578742f6d61726b646f776e3b76617269616e743d47464d2d4d494d494548656c6c6f"
    );
    assert_eq!(
        encoded[2],
        "875009090909090909090909090909090909f640f658200101010101010101010101010101010101010101010101010101010101010101a23948541b0000018bcfe568003948558219012c5820040404040404040404040404040404040404040404040404040404040404040485016001781e746578742f6d61726b646f776e3b76617269616e743d47464d2d4d494d494bc48d61750a2a61686f6a2a"
    );
    assert_eq!(
        encoded[3],
        "8750090909090909090909090909090909095820010101010101010101010101010101010101010101010101010101010101010140f6f6a23948541b0000018bcfe568003948558219012c5820040404040404040404040404040404040404040404040404040404040404040485016001781e746578742f6d61726b646f776e3b76617269616e743d47464d2d4d494d494648656c6c6f21"
    );
    assert_eq!(
        encoded[4],
        "8750090909090909090909090909090909095820010101010101010101010101010101010101010101010101010101010101010140f6f6a23948541b0000018bcfe568003948558219012c5820040404040404040404040404040404040404040404040404040404040404040483016000"
    );
    assert_eq!(
        encoded[5],
        "875009090909090909090909090909090909f640f658200101010101010101010101010101010101010101010101010101010101010101a23948541b0000018bcfe568003948558219012c58200404040404040404040404040404040404040404040404040404040404040404850260017818746578742f706c61696e3b636861727365743d7574662d3848f09f918df09f8fbd"
    );
    assert_eq!(
        encoded[6],
        "8750090909090909090909090909090909095820010101010101010101010101010101010101010101010101010101010101010140f6f6a23948541b0000018bcfe568003948558219012c5820040404040404040404040404040404040404040404040404040404040404040483026000"
    );
    assert_eq!(
        encoded[8],
        "875009090909090909090909090909090909f640f6f6a33948541b0000018bcfe568003948558219012c58200404040404040404040404040404040404040404040404040404040404040404394856821a000111700c85006001781f6170706c69636174696f6e2f6d696d692d6d6573736167652d737461747573584a82825820010101010101010101010101010101010101010101010101010101010101010102825820020202020202020202020202020202020202020202020202020202020202020218c8"
    );
}

#[test]
fn a_profile_keeps_its_encoding_and_is_bounded() {
    let encoded = introduced("Layla").encode(SALT).unwrap();
    let hex: String = encoded.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        hex,
        "875009090909090909090909090909090909f640f6f6a33948541b0000018bcfe568003948558219012c5820040404040404040404040404040404040404040404040404040404040404040439485e831b0000018bcfe56801654c61796c6143ffd8ff85016001781e746578742f6d61726b646f776e3b76617269616e743d47464d2d4d494d494548656c6c6f"
    );
    let long = "x".repeat(DISPLAY_NAME_BYTES + 1);
    assert_eq!(
        introduced(&long).encode(SALT),
        Err(EncodeError::TextTooLong)
    );
    let mut too_long = content(rendered("text/plain", b"hi"));
    let profile = Extension::build(|writer| {
        writer.array(3);
        writer.unsigned(1);
        writer.text(&long);
        writer.bytes(&[]);
    });
    too_long.extensions.insert(PROFILE, profile);
    assert_eq!(received(&too_long), Err(DecodeError::TooLong));
    let large = vec![0; PROFILE_PICTURE_BYTES + 1];
    let profile = Extension::build(|writer| {
        writer.array(3);
        writer.unsigned(1);
        writer.text("Layla");
        writer.bytes(&large);
    });
    too_long.extensions.insert(PROFILE, profile);
    assert_eq!(received(&too_long), Err(DecodeError::TooLong));
    let mut introduced = introduced("Layla");
    if let Some(profile) = &mut introduced.profile {
        profile.picture = Some(large);
    }
    assert_eq!(introduced.encode(SALT), Err(EncodeError::PictureTooLong));
}

#[test]
fn what_is_said_of_a_forward_keeps_its_encoding_and_is_bounded() {
    let encoded = passed_on("Layla").encode(SALT).unwrap();
    let hex: String = encoded.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        hex,
        "875009090909090909090909090909090909f640f6f6a33948541b0000018bcfe568003948558219012c5820040404040404040404040404040404040404040404040404040404040404040439485b83654c61796c611a01b055151903e885016001781e746578742f6d61726b646f776e3b76617269616e743d47464d2d4d494d494548656c6c6f"
    );
    let long = "x".repeat(DISPLAY_NAME_BYTES + 1);
    assert_eq!(passed_on(&long).encode(SALT), Err(EncodeError::TextTooLong));
    let said = |name: &str, minute: u64, times: u64| {
        let mut said = content(rendered("text/plain", b"hi"));
        let forwarded = Extension::build(|writer| {
            writer.array(3);
            writer.text(name);
            writer.unsigned(minute);
            writer.unsigned(times);
        });
        said.extensions.insert(FORWARDED, forwarded);
        received(&said)
    };
    let last = TIME_MAX_MS / 60_000;
    let most = u64::from(FORWARDED_TIMES);
    assert_eq!(said("Layla", last, most), Ok(text("hi")));
    assert_eq!(said(&long, last, most), Err(DecodeError::TooLong));
    for (minute, times) in [(last + 1, 1), (1 << 32, 1), (last, 0), (last, most + 1)] {
        let refused = Err(DecodeError::UnexpectedItem);
        assert_eq!(said("Layla", minute, times), refused);
    }
    let mut shorter = content(rendered("text/plain", b"hi"));
    let forwarded = Extension::build(|writer| {
        writer.array(2);
        writer.text("Layla");
        writer.unsigned(1);
    });
    shorter.extensions.insert(FORWARDED, forwarded);
    assert_eq!(received(&shorter), Err(DecodeError::UnexpectedItem));
}

#[test]
fn a_cut_message_is_refused_and_a_flipped_bit_never_goes_unseen() {
    let envelopes = every_message().into_iter().map(envelope);
    for envelope in envelopes.chain([introduced("Layla"), passed_on("Layla")]) {
        let bytes = envelope.encode(SALT).unwrap();
        for len in 0..bytes.len() {
            assert!(Envelope::decode(&bytes[..len]).is_err());
        }
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            if let Ok(content) = MimiContent::decode(&flipped) {
                assert_eq!(content.encode(), flipped);
            }
            // Must not panic, whatever it says.
            let _ = Envelope::decode(&flipped);
        }
    }
}

#[test]
fn what_no_receiver_would_accept_is_not_sent() {
    let refused = |message| envelope(message).encode(SALT).err();
    let long = "x".repeat(MESSAGE_BYTES + 1);
    assert_eq!(refused(text(&long)), Some(EncodeError::TextTooLong));
    assert_eq!(
        refused(Message::Edit {
            target: TARGET,
            body: long.clone()
        }),
        Some(EncodeError::TextTooLong)
    );
    assert_eq!(
        refused(Message::Reaction {
            target: TARGET,
            emoji: "no".to_owned()
        }),
        Some(EncodeError::NotAnEmoji)
    );
    let messages = vec![(TARGET, MessageStatus::Read); STATUS_MESSAGES + 1];
    let report = StatusReport {
        messages,
        ..StatusReport::default()
    };
    assert_eq!(
        refused(Message::Status(report)),
        Some(EncodeError::TooManyMessages)
    );
    let unknown = Message::Unsupported {
        media_type: String::new(),
        fallback: None,
    };
    assert_eq!(refused(unknown), Some(EncodeError::Unsupported));
    assert!(envelope(text(&long[1..])).encode(SALT).is_ok());
}

#[test]
fn plain_text_and_markdown_of_any_variant_are_text() {
    for content_type in [
        "text/plain",
        "text/plain;charset=utf-8",
        "Text/Plain; Charset=\"UTF-8\"",
        "text/markdown",
        "text/markdown;variant=GFM-MIMI",
        "text/markdown; charset=UTF-8; variant=CommonMark",
    ] {
        assert_eq!(
            received(&content(rendered(content_type, b"hi"))),
            Ok(text("hi")),
            "{content_type}"
        );
    }
}

#[test]
fn what_this_version_does_not_know_is_kept_with_its_text() {
    let html = "text/html;charset=utf-8";
    let latin = "text/plain;charset=iso-8859-1";
    assert_eq!(
        received(&content(rendered(html, b"<p>"))),
        unsupported(html, None)
    );
    assert_eq!(
        received(&content(rendered(latin, b"\xe9"))),
        unsupported(latin, None)
    );
    assert_eq!(
        received(&content(picture())),
        unsupported("image/png", Some("cat.png"))
    );
    let nothing = NestedPart {
        part: Part::Null,
        ..rendered("", b"")
    };
    assert_eq!(received(&content(nothing)), unsupported("", None));
    let both = || vec![rendered("text/plain", b"look"), picture()];
    for semantics in [PartSemantics::ProcessAll, PartSemantics::SingleUnit] {
        let album = content(multi(semantics, both()));
        assert_eq!(received(&album), unsupported("image/png", Some("look")));
    }
    let mut changed = content(picture());
    changed.replaces = Some(TARGET);
    assert_eq!(
        received(&changed),
        unsupported("image/png", Some("cat.png"))
    );
}

#[test]
fn of_alternatives_the_text_is_taken() {
    let poll = rendered("application/x-poll", b"\x01");
    let choice = multi(
        PartSemantics::ChooseOne,
        vec![poll.clone(), rendered("text/plain", b"Lunch?")],
    );
    assert_eq!(received(&content(choice.clone())), Ok(text("Lunch?")));
    let mut edit = content(choice);
    edit.replaces = Some(TARGET);
    assert_eq!(
        received(&edit),
        Ok(Message::Edit {
            target: TARGET,
            body: "Lunch?".to_owned()
        })
    );
    let without = content(multi(PartSemantics::ChooseOne, vec![poll, picture()]));
    assert_eq!(
        received(&without),
        unsupported("application/x-poll", Some("cat.png"))
    );
}

#[test]
fn a_reaction_that_is_no_emoji_or_has_no_target_is_kept_as_text() {
    let plain = "text/plain;charset=utf-8";
    let mut word = content(single(Disposition::REACTION, plain, b"yes"));
    word.in_reply_to = Some(TARGET);
    assert_eq!(received(&word), unsupported(plain, Some("yes")));
    let lost = content(single(Disposition::REACTION, plain, "👍".as_bytes()));
    assert_eq!(received(&lost), unsupported(plain, Some("👍")));
}

#[test]
fn text_beyond_the_limit_or_not_in_utf_8_is_refused() {
    let long = content(rendered("text/plain", &vec![b'x'; MESSAGE_BYTES + 1]));
    assert_eq!(received(&long), Err(DecodeError::TooLong));
    let broken = content(rendered("text/plain", b"\xff"));
    assert_eq!(received(&broken), Err(DecodeError::InvalidText));
}

#[test]
fn a_malformed_extension_of_ours_is_refused() {
    for key in [SENT, SEEN, PROFILE] {
        let mut malformed = content(rendered("text/plain", b"hi"));
        malformed
            .extensions
            .insert(key, Extension::build(|writer| writer.text("x")));
        assert_eq!(received(&malformed), Err(DecodeError::UnexpectedItem));
    }
    let mut malformed = content(rendered("application/mimi-message-status", &[0x80]));
    malformed
        .extensions
        .insert(PROGRESS, Extension::build(|writer| writer.array(0)));
    assert_eq!(received(&malformed), Err(DecodeError::UnexpectedItem));
}

#[test]
fn a_report_is_bounded_and_strict() {
    let report =
        |bytes: &[u8]| received(&content(rendered("application/mimi-message-status", bytes)));
    assert_eq!(
        report(&[0x80]),
        Ok(Message::Status(StatusReport::default()))
    );
    assert_eq!(report(&[0x80, 0]), Err(DecodeError::TrailingBytes));
    assert_eq!(report(&[0x81]), Err(DecodeError::Truncated));
    let many = [&[0x99, 0x04, 0x01][..], &[0; 2000]].concat();
    assert_eq!(report(&many), Err(DecodeError::TooLong));
}

#[test]
fn the_example_report_of_the_status_draft_is_read() {
    let ids = [
        (
            "017ce54837404c3696e0c747b985cb172716d0ed0a3d249ca63ace7d82a096f4",
            2,
        ),
        (
            "015354973c2b65ca937bf1e035ae53a5ab80e947afa43d46920d4202e5cc0b27",
            2,
        ),
        (
            "018d825adf9f6be00dcafc5704c4102f5022e74219d0b603e4ba7622654042af",
            0,
        ),
        (
            "01e59db8173939facc2c8a4a0f0ae8d0c7a11a81239626630c9464a8d6717a03",
            3,
        ),
    ];
    let mut bytes = vec![0x84];
    for (id, status) in ids {
        bytes.extend_from_slice(&[0x82, 0x58, 0x20]);
        bytes.extend((0..32).map(|at| u8::from_str_radix(&id[at * 2..at * 2 + 2], 16).unwrap()));
        bytes.push(status);
    }
    let Ok(Message::Status(report)) = received(&content(rendered(
        "application/mimi-message-status",
        &bytes,
    ))) else {
        panic!("the example is a report")
    };
    let statuses: Vec<_> = report.messages.iter().map(|(_, status)| *status).collect();
    use MessageStatus::{Expired, Read, Unread};
    assert_eq!(statuses, [Read, Read, Unread, Expired]);
    assert_eq!(report.messages[0].0.to_string(), ids[0].0);
}
