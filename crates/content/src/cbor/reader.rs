//! Reads items strictly: shortest heads, definite lengths, keys in order, nothing left over.
//!
//! A length is compared with what is left of the input before anything is made for it, so memory
//! is bounded by the input.

use super::{major, simple};
use crate::DecodeError;

/// Levels of arrays, maps and tags in an arbitrary item, of which the caller may have used some.
const LEVELS: u32 = 4;

/// What is left of the input.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(input: &'a [u8]) -> Self {
        Self(input)
    }

    /// Everything must have been read.
    pub(crate) fn finish(self) -> Result<(), DecodeError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(DecodeError::TrailingBytes)
        }
    }

    pub(crate) fn unsigned(&mut self) -> Result<u64, DecodeError> {
        self.expect(major::UNSIGNED)
    }

    /// An unsigned integer that fits a narrower type.
    pub(crate) fn narrow<T: TryFrom<u64>>(&mut self) -> Result<T, DecodeError> {
        T::try_from(self.unsigned()?).map_err(|_| DecodeError::UnexpectedItem)
    }

    pub(crate) fn bool(&mut self) -> Result<bool, DecodeError> {
        match self.byte()? {
            byte if byte == major::SIMPLE << 5 | simple::FALSE => Ok(false),
            byte if byte == major::SIMPLE << 5 | simple::TRUE => Ok(true),
            _ => Err(DecodeError::UnexpectedItem),
        }
    }

    /// Takes a null if that is what comes next.
    pub(crate) fn null(&mut self) -> bool {
        match self.0 {
            [first, rest @ ..] if *first == major::SIMPLE << 5 | simple::NULL => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], DecodeError> {
        let len = self.expect(major::BYTES)?;
        self.take(len)
    }

    /// A byte string of exactly `N` bytes.
    pub(crate) fn array_of_bytes<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        self.bytes()?
            .try_into()
            .map_err(|_| DecodeError::UnexpectedItem)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, DecodeError> {
        let len = self.expect(major::TEXT)?;
        self.text_of(len)
    }

    /// The head of an array: how many items follow, at most `most`.
    pub(crate) fn array(&mut self, most: usize) -> Result<usize, DecodeError> {
        let items = self.expect(major::ARRAY)?;
        self.count(items, most)
    }

    /// The head of an array that has exactly `items`.
    pub(crate) fn array_of(&mut self, items: usize) -> Result<(), DecodeError> {
        if self.array(usize::MAX)? == items {
            Ok(())
        } else {
            Err(DecodeError::UnexpectedItem)
        }
    }

    /// The head of a map: how many pairs follow, at most `most`.
    pub(crate) fn map(&mut self, most: usize) -> Result<usize, DecodeError> {
        let pairs = self.expect(major::MAP)?;
        self.count(pairs, most)
    }

    /// An integer or a text: the two kinds of extension keys.
    pub(crate) fn key(&mut self) -> Result<Result<i64, &'a str>, DecodeError> {
        let (kind, argument) = self.head()?;
        let integer = || i64::try_from(argument).map_err(|_| DecodeError::UnexpectedItem);
        match kind {
            major::UNSIGNED => integer().map(Ok),
            // RFC 8949 §3.1: -1 - argument, which is what all its bits turned over are.
            major::NEGATIVE => integer().map(|value| Ok(!value)),
            major::TEXT => self.text_of(argument).map(Err),
            _ => Err(DecodeError::UnexpectedItem),
        }
    }

    /// The bytes of one item of any type, checked throughout. `used` levels lie around it.
    pub(crate) fn item(&mut self, used: u32) -> Result<&'a [u8], DecodeError> {
        let before = self.0;
        self.skip(used)?;
        Ok(&before[..before.len() - self.0.len()])
    }

    fn skip(&mut self, used: u32) -> Result<(), DecodeError> {
        let first = *self.0.first().ok_or(DecodeError::Truncated)?;
        // Not by `head`: what follows here is a float and not a number in its shortest form.
        if first >> 5 == major::SIMPLE {
            return self.skip_simple();
        }
        let (kind, argument) = self.head()?;
        if kind >= major::ARRAY && used == LEVELS {
            return Err(DecodeError::TooDeep);
        }
        match kind {
            major::BYTES => self.take(argument).map(drop),
            major::TEXT => self.text_of(argument).map(drop),
            major::ARRAY => {
                (0..self.count(argument, usize::MAX)?).try_for_each(|_| self.skip(used + 1))
            }
            major::MAP => self.skip_map(argument, used + 1),
            major::TAG => self.skip_tagged(argument, used + 1),
            // Integers are all head.
            _ => Ok(()),
        }
    }

    fn skip_map(&mut self, pairs: u64, used: u32) -> Result<(), DecodeError> {
        let mut previous: Option<&[u8]> = None;
        for _ in 0..self.count(pairs, usize::MAX)? {
            let kind = *self.0.first().ok_or(DecodeError::Truncated)? >> 5;
            if kind > major::TEXT {
                return Err(DecodeError::UnexpectedItem);
            }
            let key = self.item(used)?;
            // In the order of their bytes (RFC 8949 §4.2.1), so that an equal one stands beside it.
            if previous.is_some_and(|previous| previous >= key) {
                return Err(DecodeError::NotDeterministic);
            }
            previous = Some(key);
            self.skip(used)?;
        }
        Ok(())
    }

    /// Tags 2 and 3 are big integers: one that fits a plain integer has a shorter form.
    fn skip_tagged(&mut self, tag: u64, used: u32) -> Result<(), DecodeError> {
        if tag == 2 || tag == 3 {
            let value = self.bytes()?;
            let shortest = value.len() > 8 && value[0] != 0;
            return if shortest {
                Ok(())
            } else {
                Err(DecodeError::NotDeterministic)
            };
        }
        self.skip(used)
    }

    fn skip_simple(&mut self) -> Result<(), DecodeError> {
        match self.byte()? & 0x1f {
            0..=simple::UNDEFINED => Ok(()),
            // Values below 32 have no place in two bytes (RFC 8949 §3.3).
            simple::ONE_BYTE if self.byte()? >= 32 => Ok(()),
            simple::HALF => {
                let half = self.fixed::<2>()?;
                // 0x7e00 stands for every NaN.
                let nan = half[0] & 0x7c == 0x7c && (half[0] & 0x03 != 0 || half[1] != 0);
                deterministic(!nan || half == [0x7e, 0x00])
            }
            simple::SINGLE => {
                let single = f32::from_be_bytes(self.fixed()?);
                deterministic(!single.is_nan() && !fits_half(single))
            }
            simple::DOUBLE => {
                let double = f64::from_be_bytes(self.fixed()?);
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "whether it loses is the question"
                )]
                let single = double as f32;
                deterministic(!double.is_nan() && f64::from(single).to_bits() != double.to_bits())
            }
            _ => Err(DecodeError::NotDeterministic),
        }
    }

    fn expect(&mut self, kind: u8) -> Result<u64, DecodeError> {
        match self.head()? {
            (found, argument) if found == kind => Ok(argument),
            _ => Err(DecodeError::UnexpectedItem),
        }
    }

    /// Major type and argument, the argument in its shortest form.
    fn head(&mut self) -> Result<(u8, u64), DecodeError> {
        let first = self.byte()?;
        let (argument, smallest) = match first & 0x1f {
            small @ 0..=23 => (u64::from(small), 0),
            24 => (u64::from(self.byte()?), 24),
            25 => (u64::from(u16::from_be_bytes(self.fixed()?)), 0x100),
            26 => (u64::from(u32::from_be_bytes(self.fixed()?)), 0x1_0000),
            27 => (u64::from_be_bytes(self.fixed()?), 0x1_0000_0000),
            _ => return Err(DecodeError::NotDeterministic),
        };
        deterministic(argument >= smallest).map(|()| (first >> 5, argument))
    }

    /// An array or map of `claimed` items: each takes a byte at least.
    fn count(&self, claimed: u64, most: usize) -> Result<usize, DecodeError> {
        let count = usize::try_from(claimed).map_err(|_| DecodeError::Truncated)?;
        if count > self.0.len() {
            return Err(DecodeError::Truncated);
        }
        if count > most {
            Err(DecodeError::TooLong)
        } else {
            Ok(count)
        }
    }

    fn text_of(&mut self, len: u64) -> Result<&'a str, DecodeError> {
        std::str::from_utf8(self.take(len)?).map_err(|_| DecodeError::InvalidText)
    }

    fn take(&mut self, len: u64) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = usize::try_from(len)
            .ok()
            .and_then(|len| self.0.split_at_checked(len))
            .ok_or(DecodeError::Truncated)?;
        self.0 = rest;
        Ok(taken)
    }

    fn fixed<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(DecodeError::Truncated)?;
        self.0 = rest;
        Ok(*taken)
    }

    fn byte(&mut self) -> Result<u8, DecodeError> {
        self.fixed().map(|[byte]| byte)
    }
}

fn deterministic(is: bool) -> Result<(), DecodeError> {
    if is {
        Ok(())
    } else {
        Err(DecodeError::NotDeterministic)
    }
}

/// Whether a number that is not NaN has a half-precision form. The smallest normal half is 2^-14;
/// below it, halves are the multiples of 2^-24.
fn fits_half(value: f32) -> bool {
    let magnitude = value.abs();
    if magnitude.is_infinite() || magnitude == 0.0 {
        return true;
    }
    if magnitude < 6.103_515_6e-5 {
        return (magnitude * 16_777_216.0).fract() == 0.0;
    }
    // Above, it keeps 10 of the 23 bits behind the leading one: the other 13 have to be zero.
    magnitude <= 65_504.0 && value.to_bits() & 0x1fff == 0
}
