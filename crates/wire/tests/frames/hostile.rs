//! Frames that no honest peer sends, written by hand.

use bytes::Bytes;
use hudhud_base::limits;
use hudhud_wire::{DecodeError, decode_client, decode_server};

fn client(bytes: &[u8]) -> Result<hudhud_wire::ClientFrame, DecodeError> {
    decode_client(Bytes::copy_from_slice(bytes))
}

/// A number in its shortest form.
fn varint(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push(u8::try_from(value & 0x7f).unwrap() | 0x80);
        value >>= 7;
    }
    bytes.push(u8::try_from(value).unwrap());
    bytes
}

/// A length-delimited field.
fn field(number: usize, content: &[u8]) -> Vec<u8> {
    [
        varint(number << 3 | 2),
        varint(content.len()),
        content.to_vec(),
    ]
    .concat()
}

/// A request with id 1.
fn request(number: usize, body: &[u8]) -> Vec<u8> {
    [vec![0x08, 1], field(number, body)].concat()
}

const PING: [u8; 4] = [0x08, 1, 0x22, 0];

#[test]
fn a_ping_is_four_bytes() {
    assert!(client(&PING).is_ok());
}

#[test]
fn nothing_is_not_a_frame() {
    assert_eq!(
        client(&[]),
        Err(DecodeError::Missing("ClientFrame.request"))
    );
    assert_eq!(
        client(&[0x08, 1]),
        Err(DecodeError::Missing("ClientFrame.body"))
    );
    assert_eq!(
        decode_server(Bytes::new()),
        Err(DecodeError::Missing("ServerFrame.body"))
    );
}

#[test]
fn a_frame_of_too_many_bytes_is_refused_unread() {
    assert_eq!(
        client(&vec![0; limits::FRAME_BYTES + 1]),
        Err(DecodeError::FrameTooLong)
    );
}

#[test]
fn a_length_beyond_the_frame_is_refused() {
    let huge = [0x08, 1, 0x6a, 0xff, 0xff, 0xff, 0xff, 0x0f];
    assert_eq!(
        client(&huge),
        Err(DecodeError::Truncated("ClientFrame.append"))
    );
    let largest = [&[0x08, 1, 0x6a][..], &[0xff; 9], &[1]].concat();
    assert_eq!(
        client(&largest),
        Err(DecodeError::Truncated("ClientFrame.append"))
    );
}

#[test]
fn a_flood_of_empty_messages_is_refused() {
    let logs = [0x0a, 0].repeat(100_000);
    assert_eq!(
        client(&request(11, &logs)),
        Err(DecodeError::Count("Open.logs"))
    );
}

#[test]
fn deep_nesting_is_refused_where_the_schema_ends() {
    let mut nested = Vec::new();
    while nested.len() < 100_000 {
        nested = field(1, &nested);
    }
    assert_eq!(
        client(&request(11, &nested)),
        Err(DecodeError::WireType("OpenLog.handle"))
    );
}

#[test]
fn a_field_may_not_stand_twice() {
    assert_eq!(
        client(&[0x08, 1, 0x08, 1, 0x22, 0]),
        Err(DecodeError::Duplicate("ClientFrame.request"))
    );
    let twice = [field(1, &[7; 32]), field(1, &[7; 32])].concat();
    assert_eq!(
        client(&request(37, &twice)),
        Err(DecodeError::Duplicate("GetAccount.account"))
    );
}

#[test]
fn a_frame_has_one_body() {
    assert_eq!(
        client(&[0x08, 1, 0x22, 0, 0x22, 0]),
        Err(DecodeError::Duplicate("ClientFrame.ping"))
    );
    assert_eq!(
        client(&[0x08, 1, 0x22, 0, 0x2a, 0]),
        Err(DecodeError::Unfitting("ClientFrame.get_puzzle"))
    );
}

#[test]
fn fields_stand_in_order() {
    assert_eq!(
        client(&[0x22, 0, 0x08, 1]),
        Err(DecodeError::Order("ClientFrame.request"))
    );
}

#[test]
fn unknown_fields_are_refused() {
    assert_eq!(
        client(&request(9, &[])),
        Err(DecodeError::UnknownField("ClientFrame"))
    );
    assert_eq!(
        client(&request(4, &[0x08, 1])),
        Err(DecodeError::UnknownField("Ping"))
    );
    assert_eq!(
        client(&[0x00, 1]),
        Err(DecodeError::UnknownField("ClientFrame"))
    );
}

#[test]
fn wrong_wire_types_are_refused() {
    for wire_type in [1, 2, 3, 4, 5, 6, 7] {
        let bytes = [0x08 | wire_type, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(
            client(&bytes),
            Err(DecodeError::WireType("ClientFrame.request"))
        );
    }
    assert_eq!(
        client(&[0x08, 1, 0x20, 0]),
        Err(DecodeError::WireType("ClientFrame.ping"))
    );
    assert_eq!(
        client(&request(12, &[0x08, 5])),
        Err(DecodeError::WireType("Close.handles"))
    );
}

#[test]
fn numbers_have_their_shortest_form_and_their_range() {
    let id = |bytes: &[u8]| client(&[&[0x08], bytes, &[0x22, 0]].concat());
    let wrong = Err(DecodeError::Number("ClientFrame.request"));
    assert!(id(&[0xff, 0xff, 0xff, 0xff, 0x0f]).is_ok());
    assert_eq!(id(&[0x80, 0x80, 0x80, 0x80, 0x10]), wrong, "2^32");
    assert_eq!(id(&[0x81, 0x00]), wrong, "1 in two bytes");
    assert_eq!(id(&[0x80; 11]), wrong, "a number without an end");
    assert_eq!(id(&[&[0xff; 9][..], &[0x02]].concat()), wrong, "2^64");
    assert_eq!(
        client(&[0x88, 0x00, 1]),
        Err(DecodeError::Number("ClientFrame")),
        "a key in two bytes"
    );
}

#[test]
fn defaults_are_left_out() {
    assert_eq!(
        client(&[0x08, 0, 0x22, 0]),
        Err(DecodeError::Default("ClientFrame.request"))
    );
    assert_eq!(
        client(&request(36, &field(1, &[]))),
        Err(DecodeError::Default("ResolveName.name"))
    );
    assert_eq!(
        client(&request(12, &field(1, &[]))),
        Err(DecodeError::Default("Close.handles"))
    );
}

#[test]
fn enums_have_known_values() {
    let hello = |link: u8| client(&request(2, &[0x08, 1, 0x10, 1, 0x18, link]));
    assert!(hello(4).is_ok());
    assert_eq!(hello(5), Err(DecodeError::UnknownValue("Hello.link")));
    assert_eq!(
        client(&request(2, &[0x08, 1, 0x10, 1])),
        Err(DecodeError::Missing("Hello.link"))
    );
    let negative = [&[0x08, 1, 0x10, 1, 0x18][..], &[0xff; 9], &[1]].concat();
    assert_eq!(
        client(&request(2, &negative)),
        Err(DecodeError::Number("Hello.link"))
    );
}

#[test]
fn identifiers_have_their_length() {
    let account = |length: usize| client(&request(37, &field(1, &vec![7; length])));
    assert!(account(32).is_ok());
    assert_eq!(account(31), Err(DecodeError::Length("GetAccount.account")));
    assert_eq!(account(33), Err(DecodeError::Length("GetAccount.account")));
    assert_eq!(
        client(&request(37, &[])),
        Err(DecodeError::Missing("GetAccount.account"))
    );
}

#[test]
fn texts_are_unicode() {
    assert_eq!(
        client(&request(36, &field(1, &[0xff, 0xfe]))),
        Err(DecodeError::Utf8("ResolveName.name"))
    );
}

#[test]
fn an_open_log_is_not_refused_as_well() {
    let log = [vec![0x10, 6], vec![0x18, 5]].concat();
    let opened = Bytes::from(request(10, &field(1, &log)));
    assert_eq!(
        decode_server(opened),
        Err(DecodeError::Unfitting("OpenedLog.refusal"))
    );
}

#[test]
fn errors_repeat_nothing_of_the_peer() {
    let error = client(&request(36, &field(1, &[0xff, 0xfe]))).unwrap_err();
    assert_eq!(error.to_string(), "ResolveName.name: is not UTF-8");
}
