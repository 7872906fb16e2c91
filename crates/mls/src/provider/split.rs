//! The message secrets of a group, taken apart so that a message rewrites only what it changes.
//!
//! The library keeps the secrets of the current epoch and of past ones in one value, and writes it
//! whole for every message that is sent or opened. Most of it is the past, which hardly
//! ever changes. Here every past epoch is a record of its own. The library's types are private; the
//! value is taken apart while it serialises itself, by the names of its fields. A value of another
//! shape is refused, so that a change of the library cannot go unnoticed.

mod refuse;

use std::fmt;

use serde::Serialize;
use serde::ser::{self, Impossible, SerializeSeq, SerializeStruct, Serializer};
use zeroize::Zeroizing;

use super::codec;
use crate::records::RecordsError;
use refuse::{refuse, refuse_all_but_struct_and_seq_and_u64};

/// The field that holds past epochs.
const PAST: &str = "past_epoch_trees";
/// The field of a past epoch that holds its number.
const EPOCH: &str = "epoch";

/// A value's bytes.
pub(super) type Bytes = Zeroizing<Vec<u8>>;

/// The message secrets in parts. Joined they are the value as [`codec`] writes it.
#[derive(Default)]
pub(super) struct Parts {
    /// What stands before the past epochs.
    pub(super) before: Bytes,
    /// Past epochs in the library's order; without bytes where they were not wanted.
    pub(super) past: Vec<(u64, Option<Bytes>)>,
    /// What stands after them: the current epoch.
    pub(super) after: Bytes,
}

impl Parts {
    /// Takes a value apart; only those past epochs are serialised that `wanted` names.
    pub(super) fn take(
        value: &impl Serialize,
        wanted: impl Fn(u64) -> bool,
    ) -> Result<Self, RecordsError> {
        value
            .serialize(Whole { wanted: &wanted })
            .map_err(|Shape| RecordsError::Unreadable)
    }

    /// Joins the parts of a value whose past epochs all have their bytes.
    pub(super) fn join(before: &[u8], past: &[Bytes], after: &[u8]) -> Result<Bytes, RecordsError> {
        let mut bytes = Zeroizing::new(before.to_vec());
        let length = u32::try_from(past.len()).map_err(|_| RecordsError::Unreadable)?;
        codec::write_array_length(&mut bytes, length);
        past.iter().for_each(|epoch| bytes.extend_from_slice(epoch));
        bytes.extend_from_slice(after);
        Ok(bytes)
    }
}

/// The value is not of the shape that it is to be taken apart by.
#[derive(Debug)]
struct Shape;

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the library's message secrets have another shape")
    }
}

impl std::error::Error for Shape {}

impl ser::Error for Shape {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl From<RecordsError> for Shape {
    fn from(_: RecordsError) -> Self {
        Self
    }
}

/// What a serializer here comes to.
trait Answer {
    type Answer;
}

/// Takes the whole value: a struct.
struct Whole<'a> {
    wanted: &'a dyn Fn(u64) -> bool,
}

/// The fields of the whole value.
struct Fields<'a> {
    wanted: &'a dyn Fn(u64) -> bool,
    seen_past: bool,
    parts: Parts,
}

impl Answer for Whole<'_> {
    type Answer = Parts;
}

impl<'a> Serializer for Whole<'a> {
    type SerializeSeq = Impossible<Parts, Shape>;
    type SerializeStruct = Fields<'a>;

    refuse_all_but_struct_and_seq_and_u64!();

    refuse! {
        serialize_u64(u64) -> Self::Ok;
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
    }

    fn serialize_struct(self, _: &'static str, fields: usize) -> Result<Fields<'a>, Shape> {
        let mut parts = Parts::default();
        let fields = u32::try_from(fields).map_err(|_| Shape)?;
        codec::write_map_length(&mut parts.before, fields);
        Ok(Fields {
            wanted: self.wanted,
            seen_past: false,
            parts,
        })
    }
}

impl SerializeStruct for Fields<'_> {
    type Ok = Parts;
    type Error = Shape;

    fn serialize_field<T: ?Sized + Serialize>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Shape> {
        let bytes = if self.seen_past {
            &mut self.parts.after
        } else {
            &mut self.parts.before
        };
        codec::write(bytes, name)?;
        if name == PAST {
            // Its name stays with what stands before, its value does not: `join` puts a list of the
            // epochs in its place.
            self.seen_past = true;
            self.parts.past = value.serialize(Past {
                wanted: self.wanted,
                epochs: Vec::new(),
            })?;
            Ok(())
        } else {
            Ok(codec::write(bytes, value)?)
        }
    }

    fn end(self) -> Result<Parts, Shape> {
        // Without the field the library keeps past epochs somewhere else, and they would be lost.
        if self.seen_past {
            Ok(self.parts)
        } else {
            Err(Shape)
        }
    }
}

/// Takes the past epochs: a sequence.
struct Past<'a> {
    wanted: &'a dyn Fn(u64) -> bool,
    epochs: Vec<(u64, Option<Bytes>)>,
}

impl Answer for Past<'_> {
    type Answer = Vec<(u64, Option<Bytes>)>;
}

impl Serializer for Past<'_> {
    type SerializeSeq = Self;
    type SerializeStruct = Impossible<Self::Ok, Shape>;

    refuse_all_but_struct_and_seq_and_u64!();

    refuse! {
        serialize_u64(u64) -> Self::Ok;
        serialize_struct(&'static str, usize) -> Self::SerializeStruct;
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Shape> {
        Ok(self)
    }
}

impl SerializeSeq for Past<'_> {
    type Ok = Vec<(u64, Option<Bytes>)>;
    type Error = Shape;

    fn serialize_element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Shape> {
        // Twice over the same value: only its number says whether the rest of it is wanted.
        let epoch = value.serialize(Number { epoch: None })?;
        let bytes = if (self.wanted)(epoch) {
            let mut bytes = Zeroizing::new(Vec::new());
            codec::write(&mut bytes, value)?;
            Some(bytes)
        } else {
            None
        };
        self.epochs.push((epoch, bytes));
        Ok(())
    }

    fn end(self) -> Result<Self::Ok, Shape> {
        Ok(self.epochs)
    }
}

/// Reads the number of one past epoch and looks at nothing else in it.
struct Number {
    epoch: Option<u64>,
}

impl Answer for Number {
    type Answer = u64;
}

impl Serializer for Number {
    type SerializeSeq = Impossible<u64, Shape>;
    type SerializeStruct = Self;

    refuse_all_but_struct_and_seq_and_u64!();

    refuse! {
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
    }

    fn serialize_u64(self, number: u64) -> Result<u64, Shape> {
        Ok(number)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Shape> {
        Ok(self)
    }
}

impl SerializeStruct for Number {
    type Ok = u64;
    type Error = Shape;

    fn serialize_field<T: ?Sized + Serialize>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Shape> {
        if name == EPOCH {
            self.epoch = Some(value.serialize(Self { epoch: None })?);
        }
        Ok(())
    }

    fn end(self) -> Result<u64, Shape> {
        self.epoch.ok_or(Shape)
    }
}
