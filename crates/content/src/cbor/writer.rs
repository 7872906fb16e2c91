//! Writes items in their shortest form. The order of map keys is the caller's duty.

use super::{major, simple};

/// Bytes written so far.
#[derive(Debug, Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    pub(crate) fn unsigned(&mut self, value: u64) {
        self.head(major::UNSIGNED, value);
    }

    pub(crate) fn integer(&mut self, value: i64) {
        if value < 0 {
            self.head(major::NEGATIVE, !value.cast_unsigned());
        } else {
            self.head(major::UNSIGNED, value.cast_unsigned());
        }
    }

    pub(crate) fn bytes(&mut self, value: &[u8]) {
        self.head(major::BYTES, value.len() as u64);
        self.0.extend_from_slice(value);
    }

    pub(crate) fn text(&mut self, value: &str) {
        self.head(major::TEXT, value.len() as u64);
        self.0.extend_from_slice(value.as_bytes());
    }

    pub(crate) fn array(&mut self, items: usize) {
        self.head(major::ARRAY, items as u64);
    }

    pub(crate) fn map(&mut self, pairs: usize) {
        self.head(major::MAP, pairs as u64);
    }

    pub(crate) fn bool(&mut self, value: bool) {
        self.simple(if value { simple::TRUE } else { simple::FALSE });
    }

    pub(crate) fn null(&mut self) {
        self.simple(simple::NULL);
    }

    /// An item that is encoded already.
    pub(crate) fn raw(&mut self, item: &[u8]) {
        self.0.extend_from_slice(item);
    }

    fn simple(&mut self, value: u8) {
        self.0.push(major::SIMPLE << 5 | value);
    }

    fn head(&mut self, major: u8, argument: u64) {
        let major = major << 5;
        let bytes = argument.to_be_bytes();
        match argument {
            0..=23 => self.0.push(major | bytes[7]),
            24..=0xff => self.0.extend_from_slice(&[major | 24, bytes[7]]),
            0x100..=0xffff => {
                self.0.push(major | 25);
                self.0.extend_from_slice(&bytes[6..]);
            }
            0x1_0000..=0xffff_ffff => {
                self.0.push(major | 26);
                self.0.extend_from_slice(&bytes[4..]);
            }
            0x1_0000_0000.. => {
                self.0.push(major | 27);
                self.0.extend_from_slice(&bytes);
            }
        }
    }
}
