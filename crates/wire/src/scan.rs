//! One pass over a frame's bytes before anything is allocated for it.
//!
//! It accepts exactly one encoding of each frame: known fields in ascending order, each at most
//! once unless repeated, defaults left out, numbers in their shortest form, lengths and counts
//! within their bounds. What the values mean is judged later, by `codec`.

mod grammar;
#[cfg(test)]
mod tests;

use hudhud_base::limits;

pub(crate) use grammar::{CLIENT_FRAME, SERVER_FRAME};
use grammar::{Field, Form, Message};

use crate::DecodeError;

/// The wire types of Protocol Buffers that the grammar uses.
const VARINT: u64 = 0;
const LENGTH_DELIMITED: u64 = 2;

/// Checks that `frame` is one message of the kind `grammar`.
///
/// Recursion ends with the grammar, whose deepest path has five messages.
pub(crate) fn scan(frame: &[u8], grammar: &'static Message) -> Result<(), DecodeError> {
    if frame.len() > limits::FRAME_BYTES {
        return Err(DecodeError::FrameTooLong);
    }
    let mut budget = Budget(limits::FRAME_FIELDS);
    message(frame, grammar, &mut budget)
}

/// Fields that the frame may still have.
struct Budget(usize);

impl Budget {
    fn spend(&mut self) -> Result<(), DecodeError> {
        self.0 = self.0.checked_sub(1).ok_or(DecodeError::TooManyFields)?;
        Ok(())
    }
}

/// Where a message's fields have got to: numbers only ascend, so that one position is enough to
/// know what was there already.
struct Progress {
    message: &'static Message,
    /// Index of the last field seen, and how often it was seen in a row.
    last: Option<(usize, usize)>,
    /// A member of the message's choice was there.
    chosen: bool,
}

impl Progress {
    const fn new(message: &'static Message) -> Self {
        Self {
            message,
            last: None,
            chosen: false,
        }
    }

    /// Accepts the field `number` as the next one.
    fn advance(&mut self, number: u64) -> Result<&'static Field, DecodeError> {
        // From the last field on, itself included: it may be a list that goes on.
        let fields = self.message.fields;
        let from = self.last.map_or(0, |(index, _)| index);
        let ahead = fields.get(from..).unwrap_or_default();
        let Some(steps) = ahead
            .iter()
            .position(|field| u64::from(field.number) == number)
        else {
            return Err(self.misplaced(number));
        };
        let field = ahead
            .get(steps)
            .ok_or(DecodeError::UnknownField(self.message.name))?;
        let index = from.saturating_add(steps);
        let seen = match self.last {
            Some((last, seen)) if last == index => seen.saturating_add(1),
            Some(_) | None => 1,
        };
        let allowed = field.form.count();
        if seen > allowed {
            return Err(if allowed == 1 {
                DecodeError::Duplicate(field.name)
            } else {
                DecodeError::Count(field.name)
            });
        }
        if let Form::Choice(_) = field.form {
            if self.chosen {
                return Err(DecodeError::Unfitting(field.name));
            }
            self.chosen = true;
        }
        self.last = Some((index, seen));
        Ok(field)
    }

    /// Why no field ahead has this number.
    fn misplaced(&self, number: u64) -> DecodeError {
        let behind = self
            .message
            .fields
            .iter()
            .find(|field| u64::from(field.number) == number);
        behind.map_or(DecodeError::UnknownField(self.message.name), |field| {
            DecodeError::Order(field.name)
        })
    }
}

fn message(
    mut bytes: &[u8],
    grammar: &'static Message,
    budget: &mut Budget,
) -> Result<(), DecodeError> {
    let mut progress = Progress::new(grammar);
    while !bytes.is_empty() {
        budget.spend()?;
        let key = varint(&mut bytes, grammar.name)?;
        let field = progress.advance(key >> 3)?;
        let expected = if field.form.is_number() {
            VARINT
        } else {
            LENGTH_DELIMITED
        };
        if key & 7 != expected {
            return Err(DecodeError::WireType(field.name));
        }
        if field.form.is_number() {
            number(varint(&mut bytes, field.name)?, field)?;
        } else {
            let length = varint(&mut bytes, field.name)?;
            content(take(&mut bytes, length, field.name)?, field, budget)?;
        }
    }
    Ok(())
}

/// Checks a number's range.
fn number(value: u64, field: &Field) -> Result<(), DecodeError> {
    let (default, highest) = match field.form {
        Form::U32 => (Some(0), u64::from(u32::MAX)),
        Form::U64 => (Some(0), u64::MAX),
        Form::OptionalU64 => (None, u64::MAX),
        // What enum values there are is checked where they are turned into types.
        Form::Enum => (Some(0), u64::from(u32::MAX >> 1)),
        Form::Flag => (Some(0), 1),
        Form::Bytes(_)
        | Form::Text(_)
        | Form::Message(_)
        | Form::Choice(_)
        | Form::Messages(..)
        | Form::ByteStrings { .. }
        | Form::PackedU32(_) => return Err(DecodeError::WireType(field.name)),
    };
    // One encoding of each frame: what has its default is left out.
    if default == Some(value) {
        return Err(DecodeError::Default(field.name));
    }
    if value > highest {
        return Err(DecodeError::Number(field.name));
    }
    Ok(())
}

/// Checks what stands in a length-delimited field.
fn content(bytes: &[u8], field: &Field, budget: &mut Budget) -> Result<(), DecodeError> {
    match field.form {
        Form::Bytes(most) => string(bytes, most, field),
        Form::Text(most) => {
            string(bytes, most, field)?;
            std::str::from_utf8(bytes)
                .map(|_| ())
                .map_err(|_| DecodeError::Utf8(field.name))
        }
        Form::ByteStrings { most, .. } => at_most(bytes, most, field),
        Form::Message(inner) | Form::Choice(inner) | Form::Messages(_, inner) => {
            message(bytes, inner, budget)
        }
        Form::PackedU32(most) => packed(bytes, most, field, budget),
        Form::U32 | Form::U64 | Form::OptionalU64 | Form::Enum | Form::Flag => {
            Err(DecodeError::WireType(field.name))
        }
    }
}

fn string(bytes: &[u8], most: usize, field: &Field) -> Result<(), DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Default(field.name));
    }
    at_most(bytes, most, field)
}

fn at_most(bytes: &[u8], most: usize, field: &Field) -> Result<(), DecodeError> {
    if bytes.len() > most {
        Err(DecodeError::Length(field.name))
    } else {
        Ok(())
    }
}

/// Numbers one after the other, without keys; each counts as a field.
fn packed(
    mut bytes: &[u8],
    most: usize,
    field: &Field,
    budget: &mut Budget,
) -> Result<(), DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Default(field.name));
    }
    let mut count = 0_usize;
    while !bytes.is_empty() {
        budget.spend()?;
        count = count.saturating_add(1);
        if count > most {
            return Err(DecodeError::Count(field.name));
        }
        if varint(&mut bytes, field.name)? > u64::from(u32::MAX) {
            return Err(DecodeError::Number(field.name));
        }
    }
    Ok(())
}

/// Takes `length` bytes off the front.
fn take<'a>(
    bytes: &mut &'a [u8],
    length: u64,
    name: &'static str,
) -> Result<&'a [u8], DecodeError> {
    let taken = usize::try_from(length)
        .ok()
        .and_then(|length| bytes.split_at_checked(length));
    let (taken, rest) = taken.ok_or(DecodeError::Truncated(name))?;
    *bytes = rest;
    Ok(taken)
}

/// Takes a number off the front: seven bits a byte, least significant first, in its shortest form.
fn varint(bytes: &mut &[u8], name: &'static str) -> Result<u64, DecodeError> {
    let mut value = 0_u64;
    let mut shift = 0_u32;
    loop {
        let (&byte, rest) = bytes.split_first().ok_or(DecodeError::Truncated(name))?;
        *bytes = rest;
        let bits = u64::from(byte & 0x7f);
        // The tenth byte has room for one bit of a u64.
        if shift == 63 && byte > 1 {
            return Err(DecodeError::Number(name));
        }
        value |= bits << shift;
        if byte & 0x80 == 0 {
            // A last byte that adds nothing: the number has a shorter form.
            if bits == 0 && shift > 0 {
                return Err(DecodeError::Number(name));
            }
            return Ok(value);
        }
        shift = shift.saturating_add(7);
    }
}
