//! The own inbox: every entry in order, opened, and erased at the host once it has been read.

use bytes::Bytes;
use hudhud_base::{RunningHash, Seq, Timestamp};
use hudhud_crypto::inbox::{self, InboxSecret};
use hudhud_wire::{Entries, Entry, EntryBody, Request};

use crate::api::Link;
use crate::inbox::letter::{self, Letter};
use crate::log::chain::hash_after;
use crate::turn::links::LogEnd;
use crate::turn::own::Own;
use crate::turn::pending::{LogOwner, Pending};
use crate::turn::{Step, Turn};

/// Milliseconds for which a host that says it was set back makes nothing anew.
const SET_BACK_MS: u64 = 86_400_000;

/// A letter, and what it came in.
pub(crate) struct CameIn {
    pub(crate) letter: Letter,
    pub(crate) seq: Seq,
    pub(crate) sealed: Bytes,
}

/// What some entries of the inbox hold, and where reading stands after them.
#[must_use]
pub(crate) struct ReadInbox {
    /// In the order of the log.
    pub(crate) letters: Vec<CameIn>,
    cursor: Seq,
    hash: RunningHash,
    /// Entries that need not lie at the host any more.
    read: Vec<Seq>,
}

impl Turn<'_> {
    /// The host says where the inbox ends. If that is before what was read, it was set back, and what
    /// comes from now on stands at numbers that were used before.
    pub(crate) fn hold_inbox_to(&mut self, end: LogEnd) -> Step {
        let own = self.own()?;
        if end.seq < own.row.inbox_cursor {
            // A host that was set back gives the key packages once more that it had given: all are made anew,
            // though not each time that a host says so.
            let renews = self.age_ms(own.row.keys_renewed) >= SET_BACK_MS;
            self.update_own(|row| {
                row.inbox_cursor = end.seq;
                row.inbox_hash = end.hash;
                if renews {
                    row.keys_renewed = Timestamp(0);
                }
            })?;
        }
        Ok(())
    }

    /// Opens entries of the inbox. Nothing is kept before [`Turn::keep_inbox_read`].
    pub(crate) fn read_inbox(&mut self, entries: &Entries) -> Step<ReadInbox> {
        let (own, keys) = (self.own()?, self.inbox_keys()?);
        let (mut cursor, mut hash) = (own.row.inbox_cursor, Some(own.row.inbox_hash));
        let (mut letters, mut read) = (Vec::new(), Vec::new());
        for entry in &entries.entries {
            if entry.seq <= cursor {
                continue;
            }
            // A gap breaks the chain.
            hash = hash
                .filter(|_| entry.seq == cursor.next())
                .map(|before| hash_after(&before, entry));
            cursor = entry.seq;
            letters.extend(open_letter(&own, &keys, entry));
            // Of a tombstone nothing is left to be erased.
            if matches!(entry.body, EntryBody::Sealed(_)) {
                read.push(entry.seq);
            }
        }
        Ok(ReadInbox {
            letters,
            // What is missing at the end has expired.
            cursor: cursor.max(Seq(entries.next.0.saturating_sub(1))),
            hash: hash.unwrap_or(RunningHash::EMPTY),
            read,
        })
    }

    /// Keeps how far the inbox was read, and erases what has been; true if all of it was.
    pub(crate) fn keep_inbox_read(&mut self, link: &Link, read: ReadInbox) -> Step<bool> {
        self.update_own(|row| {
            row.inbox_cursor = read.cursor;
            row.inbox_hash = read.hash;
        })?;
        let log = self
            .memory
            .open_log(link, LogOwner::Inbox)
            .map(|log| (log.handle, log.known_next));
        let Some((handle, known_next)) = log else {
            return Ok(false);
        };
        for seq in read.read {
            let erase = Request::Erase {
                handle,
                seq,
                secret: None,
            };
            // Nobody waits for the answer: what is not erased expires.
            self.request(link, erase, Pending::Nothing);
        }
        Ok(known_next <= read.cursor.next())
    }
}

/// The letter in an entry, if it is one to this account.
fn open_letter(own: &Own, keys: &[InboxSecret], entry: &Entry) -> Option<CameIn> {
    let EntryBody::Sealed(sealed) = &entry.body else {
        return None;
    };
    let address = &own.row.inbox_address.0;
    let opened = keys
        .iter()
        .find_map(|key| inbox::open(key, address, sealed).ok())?;
    let letter = letter::read(&opened, &own.account, entry.minute)?;
    (letter.from != own.account).then(|| CameIn {
        letter,
        seq: entry.seq,
        sealed: sealed.clone(),
    })
}
