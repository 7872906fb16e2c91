//! The frame of every stored record: a version, the fields, four bytes of checksum.
//!
//! The checksum covers the key as well, so that a record that was damaged, cut or put in another's
//! place is noticed when it is read. It guards against rot, not against an adversary.

mod directory;
mod log;

use bytes::Bytes;
use hudhud_logstore::Key;

pub use directory::BlobRecord;
pub(crate) use directory::{
    AccountRecord, FormerListRecord, InvitationRecord, NameRecord, PackageRecord, PoolRecord,
    RemovedRecord, SpentRecord, TakeRecord, Taken,
};
pub(crate) use log::{
    EntryTrack, GenerationRecord, IdRecord, LogHead, Ordinals, Standing, StoredBody, StoredEntry,
    TrackRecord,
};

const CHECK_BYTES: usize = 4;

/// A stored record is not what was once written there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Damaged;

/// A record with a fixed layout.
pub(crate) trait Record: Sized {
    /// The first byte of the layout that is written.
    const VERSION: u8;

    /// Bytes of version and fields, about.
    fn size_hint(&self) -> usize {
        160
    }

    /// Appends the fields.
    fn write(&self, to: &mut Writer);

    /// Takes the fields; `None` if they do not fit.
    fn read(from: &mut Reader) -> Option<Self>;
}

/// The bytes of a record as they are stored under `key`.
pub(crate) fn encode<R: Record>(key: &Key, record: &R) -> Bytes {
    let mut writer = Writer(Vec::with_capacity(record.size_hint() + CHECK_BYTES));
    writer.u8(R::VERSION);
    record.write(&mut writer);
    let check = checksum(key, &writer.0);
    writer.0.extend_from_slice(&check);
    Bytes::from(writer.0)
}

/// The record that stands under `key`.
///
/// # Errors
/// [`Damaged`], whatever the damage is.
pub(crate) fn decode<R: Record>(key: &Key, bytes: &Bytes) -> Result<R, Damaged> {
    let length = bytes.len().checked_sub(CHECK_BYTES).ok_or(Damaged)?;
    let (fields, check) = bytes.split_at_checked(length).ok_or(Damaged)?;
    if checksum(key, fields) != check || fields.first() != Some(&R::VERSION) {
        return Err(Damaged);
    }
    let mut reader = Reader(bytes.slice(1..length));
    let record = R::read(&mut reader).ok_or(Damaged)?;
    // Bytes left over are another layout, and are not guessed at.
    if reader.0.is_empty() {
        Ok(record)
    } else {
        Err(Damaged)
    }
}

fn checksum(key: &Key, fields: &[u8]) -> [u8; CHECK_BYTES] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(
        &u16::try_from(key.as_bytes().len())
            .unwrap_or(u16::MAX)
            .to_be_bytes(),
    );
    // Behind its length, so that no byte can be counted to the key or to the fields.
    hasher.update(key.as_bytes());
    hasher.update(fields);
    let [a, b, c, d, ..] = *hasher.finalize().as_bytes();
    [a, b, c, d]
}

/// Fields one behind the other, numbers big-endian.
#[derive(Debug)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn u8(&mut self, value: u8) {
        self.0.push(value);
    }

    pub(crate) fn u32(&mut self, value: u32) {
        self.0.extend_from_slice(&value.to_be_bytes());
    }

    pub(crate) fn u64(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_be_bytes());
    }

    pub(crate) fn fixed(&mut self, value: &[u8]) {
        self.0.extend_from_slice(value);
    }

    /// Bytes behind their length.
    pub(crate) fn bytes(&mut self, value: &[u8]) {
        self.u32(u32::try_from(value.len()).unwrap_or(u32::MAX));
        self.fixed(value);
    }
}

/// The fields that are left.
#[derive(Debug)]
pub(crate) struct Reader(Bytes);

impl Reader {
    fn take(&mut self, length: usize) -> Option<Bytes> {
        (length <= self.0.len()).then(|| self.0.split_to(length))
    }

    pub(crate) fn fixed<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.as_ref().try_into().ok()
    }

    pub(crate) fn u8(&mut self) -> Option<u8> {
        self.fixed::<1>().map(|[byte]| byte)
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        self.fixed().map(u32::from_be_bytes)
    }

    pub(crate) fn u64(&mut self) -> Option<u64> {
        self.fixed().map(u64::from_be_bytes)
    }

    pub(crate) fn bytes(&mut self) -> Option<Bytes> {
        let length = usize::try_from(self.u32()?).ok()?;
        self.take(length)
    }

    pub(crate) fn rest(&mut self) -> Bytes {
        self.0.split_off(0)
    }
}

#[cfg(test)]
mod tests;
