//! Links and the handles open on them: the memory an idle client costs, so every byte counts.

use std::collections::BTreeMap;

use hudhud_base::{AccountId, Generation, Handle, Timestamp, limits};
use hudhud_wire::{LinkKind, Rights};

use crate::SessionId;
use crate::logs::LogRef;

/// A link.
#[derive(Debug, Default)]
pub(crate) struct Session {
    /// `None` before `Hello`.
    pub(crate) link: Option<LinkKind>,
    /// Broke the rules: nothing more is decided for it.
    pub(crate) closing: bool,
    /// Requests whose answers wait for a ticket.
    pub(crate) in_flight: u16,
    /// Account links only.
    pub(crate) account: Option<Box<AccountLink>>,
    pub(crate) handles: Handles,
}

/// Who is on an account link.
#[derive(Debug)]
pub(crate) struct AccountLink {
    /// As told in `Welcome`.
    pub(crate) challenge: [u8; 32],
    /// The account and device key that were proved.
    pub(crate) proved: Option<(AccountId, [u8; 32])>,
}

/// An open log on a link. It keeps no capability: what was shown was checked when it was opened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OpenHandle {
    pub(crate) handle: Handle,
    pub(crate) log: LogRef,
    /// Whose capabilities were shown.
    pub(crate) generation: Generation,
    /// The last signal, cut to 32 bits of milliseconds; 0 if there was none.
    signalled_ms: u32,
    /// When its bucket of plain entries will be full again, cut like the signals' time.
    full_ms: u32,
    rights: u8,
}

impl OpenHandle {
    pub(crate) fn new(handle: Handle, log: LogRef, generation: Generation, rights: Rights) -> Self {
        let bit = |set: bool, bit: u8| if set { bit } else { 0 };
        let rights = bit(rights.read, 1) | bit(rights.write, 2) | bit(rights.control, 4);
        Self {
            handle,
            log,
            generation,
            signalled_ms: 0,
            full_ms: 0,
            rights,
        }
    }

    pub(crate) const fn rights(&self) -> Rights {
        Rights {
            read: self.rights & 1 != 0,
            write: self.rights & 2 != 0,
            control: self.rights & 4 != 0,
        }
    }

    /// Milliseconds until the next signal is allowed.
    pub(crate) const fn signal_wait_ms(&self, now: Timestamp) -> u32 {
        if self.signalled_ms == 0 {
            return 0;
        }
        // Wraps: of a clock that was set back it makes a long time, and nobody waits for it.
        let since = cut_ms(now).wrapping_sub(self.signalled_ms) as u64;
        limits::SIGNAL_INTERVAL_MS.saturating_sub(since) as u32
    }

    pub(crate) fn signalled(&mut self, now: Timestamp) {
        // 0 says that there was none.
        self.signalled_ms = cut_ms(now).max(1);
    }
}

impl OpenHandle {
    /// Milliseconds that are missing from the bucket of plain entries.
    fn missing_ms(&self, now: Timestamp) -> u64 {
        let missing = u64::from(self.full_ms.wrapping_sub(cut_ms(now)));
        // A time that is past looks far ahead; none is farther ahead than a bucket is large.
        if missing > FULL_MS { 0 } else { missing }
    }

    /// Milliseconds until plain entries of so many bytes may be appended, if it is too early.
    pub(crate) fn plain_wait_ms(&self, bytes: u64, now: Timestamp) -> Option<u64> {
        let after = self.missing_ms(now).saturating_add(cost_ms(bytes));
        after.checked_sub(FULL_MS).filter(|wait| *wait > 0)
    }

    pub(crate) fn wrote(&mut self, bytes: u64, now: Timestamp) {
        let after = self.missing_ms(now).saturating_add(cost_ms(bytes));
        // Bounded, because more than a whole bucket ahead would look like a time that is past.
        let full = now.plus_ms(after.min(FULL_MS));
        self.full_ms = cut_ms(full);
    }
}

/// Milliseconds after which an empty bucket of plain entries is full.
const FULL_MS: u64 = limits::PLAIN_BURST_BYTES / limits::PLAIN_BYTES_PER_MS;

/// What plain entries of so many bytes take of the bucket. Nothing is free.
const fn cost_ms(bytes: u64) -> u64 {
    bytes / limits::PLAIN_BYTES_PER_MS + 1
}

const fn cut_ms(now: Timestamp) -> u32 {
    (now.0 & 0xffff_ffff) as u32
}

/// The handles of one link, sorted by number.
#[derive(Debug, Default)]
pub(crate) struct Handles(Vec<OpenHandle>);

impl Handles {
    /// Where a handle stands, or where it would.
    fn place(&self, handle: Handle) -> Result<usize, usize> {
        // Clients number handles one after another, so most stand as far behind the first as their
        // number says: one look instead of a search through memory that nothing else touches.
        let first = self.0.first().map_or(0, |open| open.handle.0);
        let guess = handle.0.wrapping_sub(first) as usize;
        if self.0.get(guess).is_some_and(|open| open.handle == handle) {
            return Ok(guess);
        }
        self.0.binary_search_by_key(&handle, |open| open.handle)
    }

    pub(crate) fn find(&self, handle: Handle) -> Option<&OpenHandle> {
        self.0.get(self.place(handle).ok()?)
    }

    pub(crate) fn find_mut(&mut self, handle: Handle) -> Option<&mut OpenHandle> {
        let at = self.place(handle).ok()?;
        self.0.get_mut(at)
    }

    /// Adds a handle whose number is free; grows by eighths, because most links never grow again.
    pub(crate) fn insert(&mut self, open: OpenHandle) {
        if let Err(at) = self.place(open.handle) {
            if self.0.len() == self.0.capacity() {
                self.0.reserve_exact(4.max(self.0.len() / 8));
            }
            self.0.insert(at, open);
        }
    }

    pub(crate) fn remove(&mut self, handle: Handle) -> Option<OpenHandle> {
        let at = self.place(handle).ok()?;
        Some(self.0.remove(at))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &OpenHandle> {
        self.0.iter()
    }
}

/// Every link.
pub(crate) type Sessions = BTreeMap<SessionId, Session>;
