//! Deterministic CBOR (RFC 8949 §4.2.1), and no other: the reader accepts exactly what the writer
//! would have written.

mod reader;
mod writer;

pub(crate) use reader::Reader;
pub(crate) use writer::Writer;

/// Major types (RFC 8949 §3.1).
mod major {
    pub(super) const UNSIGNED: u8 = 0;
    pub(super) const NEGATIVE: u8 = 1;
    pub(super) const BYTES: u8 = 2;
    pub(super) const TEXT: u8 = 3;
    pub(super) const ARRAY: u8 = 4;
    pub(super) const MAP: u8 = 5;
    pub(super) const TAG: u8 = 6;
    pub(super) const SIMPLE: u8 = 7;
}

/// Values of the major type `SIMPLE`.
mod simple {
    pub(super) const FALSE: u8 = 20;
    pub(super) const TRUE: u8 = 21;
    pub(super) const NULL: u8 = 22;
    pub(super) const UNDEFINED: u8 = 23;
    pub(super) const ONE_BYTE: u8 = 24;
    pub(super) const HALF: u8 = 25;
    pub(super) const SINGLE: u8 = 26;
    pub(super) const DOUBLE: u8 = 27;
}

#[cfg(test)]
mod tests;
