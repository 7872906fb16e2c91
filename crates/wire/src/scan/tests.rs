//! The budget of fields, on a grammar whose own bounds would never stop.

use hudhud_base::limits;

use super::grammar::{Field, Form, Message};
use super::{DecodeError, scan};

static EMPTY: Message = Message {
    name: "Empty",
    fields: &[],
};

static FLOOD: Message = Message {
    name: "Flood",
    fields: &[
        Field {
            number: 1,
            name: "Flood.messages",
            form: Form::Messages(usize::MAX, &EMPTY),
        },
        Field {
            number: 2,
            name: "Flood.numbers",
            form: Form::PackedU32(usize::MAX),
        },
    ],
};

#[test]
fn a_frame_has_as_many_messages_as_allowed_and_no_more() {
    let most = [0x0a, 0].repeat(limits::FRAME_FIELDS);
    assert_eq!(scan(&most, &FLOOD), Ok(()));
    let more = [0x0a, 0].repeat(limits::FRAME_FIELDS + 1);
    assert_eq!(scan(&more, &FLOOD), Err(DecodeError::TooManyFields));
}

#[test]
fn packed_numbers_count_as_fields() {
    // The key of the list is a field too; 8192 is 0x40 in the second byte.
    let length = [0x80, 0x40];
    let numbers = [&[0x12][..], &length, &vec![1; limits::FRAME_FIELDS]].concat();
    assert_eq!(scan(&numbers, &FLOOD), Err(DecodeError::TooManyFields));
}
