//! Which encodings the reader takes, and which it refuses.

use super::{Reader, Writer};
use crate::DecodeError;

fn item(bytes: &[u8]) -> Result<(), DecodeError> {
    let mut reader = Reader::new(bytes);
    reader.item(0)?;
    reader.finish()
}

#[test]
fn integers_are_read_as_they_were_written() {
    for value in [
        0,
        23,
        24,
        255,
        256,
        65_535,
        65_536,
        u64::from(u32::MAX),
        1 << 32,
        u64::MAX,
    ] {
        let mut writer = Writer::default();
        writer.unsigned(value);
        let bytes = writer.into_bytes();
        assert_eq!(Reader::new(&bytes).unsigned(), Ok(value));
        assert_eq!(item(&bytes), Ok(()));
    }
    for value in [0, -1, -24, -25, -18_517, i64::MIN, i64::MAX] {
        let mut writer = Writer::default();
        writer.integer(value);
        assert_eq!(Reader::new(&writer.into_bytes()).key(), Ok(Ok(value)));
    }
}

#[test]
fn only_the_shortest_form_is_taken() {
    for bytes in [
        &[0x18, 23][..],
        &[0x19, 0, 255],
        &[0x1a, 0, 0, 255, 255],
        &[0x1b, 0, 0, 0, 0, 255, 255, 255, 255],
        &[0x58, 1, 0],
        &[0x78, 1, b'a'],
        &[0x98, 1, 0],
        &[0xb8, 1, 0, 0],
        &[0xd8, 1, 0],
        &[0xf8, 31],
        // 1.0 as single and as double; a NaN with a payload; NaN and infinity too long.
        &[0xfa, 0x3f, 0x80, 0, 0],
        &[0xfb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0],
        &[0xf9, 0x7e, 1],
        &[0xfa, 0x7f, 0xc0, 0, 0],
        &[0xfb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0],
        // The smallest half, 2^-24, as single.
        &[0xfa, 0x33, 0x80, 0, 0],
        // Big integers that fit a plain one.
        &[0xc2, 0x41, 1],
        &[0xc3, 0x49, 0, 1, 1, 1, 1, 1, 1, 1, 1],
    ] {
        assert_eq!(
            item(bytes),
            Err(DecodeError::NotDeterministic),
            "{bytes:02x?}"
        );
    }
}

#[test]
fn floats_tags_and_simple_values_in_their_shortest_form_are_taken() {
    for bytes in [
        &[0xf9, 0x3c, 0][..],
        &[0xf9, 0x7e, 0],
        &[0xf9, 0x7c, 0],
        &[0xf8, 32],
        &[0xf4],
        &[0xf7],
        // 2^-25, 65505 and 0.1 as double need their length.
        &[0xfa, 0x33, 0, 0, 0],
        &[0xfa, 0x47, 0x7f, 0xe1, 0],
        &[0xfb, 0x3f, 0xb9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a],
        &[0xc2, 0x49, 1, 0, 0, 0, 0, 0, 0, 0, 0],
        &[0xd8, 32, 0x61, b'a'],
        &[0xa2, 0, 0, 0x20, 0],
    ] {
        assert_eq!(item(bytes), Ok(()), "{bytes:02x?}");
    }
}

#[test]
fn indefinite_lengths_and_reserved_heads_are_refused() {
    for first in [0x5f, 0x7f, 0x9f, 0xbf, 0xff, 0x1c, 0x1e, 0x3d, 0xfc] {
        assert_eq!(
            item(&[first, 0xff]),
            Err(DecodeError::NotDeterministic),
            "{first:02x}"
        );
    }
}

#[test]
fn keys_out_of_order_or_twice_are_refused() {
    assert_eq!(
        item(&[0xa2, 1, 0, 0, 0]),
        Err(DecodeError::NotDeterministic)
    );
    assert_eq!(
        item(&[0xa2, 1, 0, 1, 0]),
        Err(DecodeError::NotDeterministic)
    );
    assert_eq!(item(&[0xa1, 0x80, 0]), Err(DecodeError::UnexpectedItem));
}

#[test]
fn a_length_beyond_the_input_is_refused_before_anything_is_made_for_it() {
    for major in [2_u8, 3, 4, 5] {
        let bytes = [
            major << 5 | 27,
            0xff,
            0xff,
            0xff,
            0xff,
            0xff,
            0xff,
            0xff,
            0xff,
        ];
        assert_eq!(item(&bytes), Err(DecodeError::Truncated));
    }
}

#[test]
fn four_levels_are_taken_and_five_refused() {
    assert_eq!(item(&[0x81, 0x81, 0x81, 0x81, 0]), Ok(()));
    assert_eq!(
        item(&[0x81, 0x81, 0x81, 0x81, 0x80]),
        Err(DecodeError::TooDeep)
    );
    assert_eq!(
        item(&[0x81, 0xa1, 0, 0xc1, 0xc1, 0xc1]),
        Err(DecodeError::TooDeep)
    );
}

#[test]
fn text_must_be_utf_8() {
    assert_eq!(item(&[0x61, 0xff]), Err(DecodeError::InvalidText));
}

/// Numbers that look random and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        // Xorshift (Marsaglia, 2003): good enough to reach every branch.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// An item as another library writes it.
fn foreign(chance: &mut Chance, depth: u32, out: &mut minicbor::Encoder<Vec<u8>>) {
    let kinds = if depth < 3 { 8 } else { 6 };
    let sizes = [1, 24, 256, 65_536, u64::MAX];
    match chance.below(kinds) {
        0 => {
            let below = sizes[chance.below(5) as usize];
            out.u64(chance.below(below)).unwrap();
        }
        1 => {
            out.i64(-1 - chance.below(1 << 40) as i64).unwrap();
        }
        2 => {
            out.bytes(&vec![7; chance.below(300) as usize]).unwrap();
        }
        3 => {
            out.str(&"ك".repeat(chance.below(40) as usize)).unwrap();
        }
        4 => {
            out.bool(chance.below(2) == 0).unwrap();
        }
        5 => {
            out.null().unwrap();
        }
        6 => {
            let items = chance.below(5);
            out.array(items).unwrap();
            (0..items).for_each(|_| foreign(chance, depth + 1, out));
        }
        _ => {
            let pairs = chance.below(5);
            out.map(pairs).unwrap();
            for key in 0..pairs {
                out.u64(key * 11).unwrap();
                foreign(chance, depth + 1, out);
            }
        }
    }
}

#[test]
fn what_another_library_writes_is_read_and_what_is_read_is_cbor_to_it() {
    let mut chance = Chance(0x5eed);
    let mut taken = 0;
    for _ in 0..4_000 {
        let mut out = minicbor::Encoder::new(Vec::new());
        foreign(&mut chance, 0, &mut out);
        let mut bytes = out.into_writer();
        assert_eq!(item(&bytes), Ok(()), "{bytes:02x?}");
        let at = chance.below(bytes.len() as u64) as usize;
        bytes[at] ^= 1 << chance.below(8);
        if item(&bytes).is_ok() {
            taken += 1;
            let mut other = minicbor::Decoder::new(&bytes);
            other.skip().unwrap();
            assert_eq!(other.position(), bytes.len(), "{bytes:02x?}");
        }
    }
    assert!(taken > 500, "only {taken} of those that were changed");
}
