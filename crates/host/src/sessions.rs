//! Links and the handles open on them: the memory an idle client costs, so every byte counts.

use std::collections::BTreeMap;

use hudhud_base::{AccountId, Generation, Handle};
use hudhud_wire::{LinkKind, Rights};

use crate::SessionId;
use crate::lately::Lately;
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
    pub(crate) lately: Lately,
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
