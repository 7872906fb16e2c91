//! What answers cost in bytes: before a request is decided, at most; afterwards, about.
//!
//! A few bytes can ask for many. So whoever owns a link charges it for what its requests may be
//! answered with before they are decided, and a turn stops before it has decided too much.

use hudhud_base::limits;
use hudhud_wire::{Entries, Entry, Refusal, Reply, Request, ServerFrame};

use crate::run::body_bytes;

/// A checked signature, in records that are read.
const SIGNATURE_WORK: usize = 32;
/// An answer that has nothing of variable length in it but short names.
const SHORT: usize = 768;
/// An entry without its body.
const ENTRY: usize = 192;
/// A log in the answer to `Open`.
const OPENED: usize = 128;
/// A device's package without its bytes.
const PACKAGE: usize = 64;
/// One device list.
const LIST: usize = limits::DEVICE_LIST_BYTES;
/// A device list, an inbox key of [`crate::directory`] at most, and what stands beside them.
const ACCOUNT: usize = LIST + 4096;

/// What a request costs at most, known from its form alone, before anything is done for it.
#[derive(Debug, Clone, Copy)]
struct Cost {
    /// Bytes with which it is answered, what leaves behind the answer included.
    answer_bytes: usize,
    /// Records that are read for it, about.
    work: usize,
}

impl Cost {
    const fn short(work: usize) -> Self {
        Self {
            answer_bytes: SHORT,
            work,
        }
    }

    /// So many entries, with bodies of so many bytes.
    const fn entries(entries: usize, body_bytes: usize) -> Self {
        Self {
            answer_bytes: body_bytes + entries * ENTRY,
            work: entries,
        }
    }

    /// What follows an account's record, and so many device lists more.
    const fn account(lists: usize) -> Self {
        Self {
            answer_bytes: SHORT + ACCOUNT + lists * LIST,
            work: 2,
        }
    }
}

/// The one table of what requests cost.
fn cost(request: &Request) -> Cost {
    match request {
        Request::Live { .. } => Cost::entries(4 * limits::READ_ENTRIES, limits::LIVE_BYTES),
        Request::Read { .. } => Cost::entries(limits::READ_ENTRIES, limits::READ_BYTES),
        // A refused ordered entry brings those that it missed.
        Request::Append(append) if append.expected_head.is_some() => {
            Cost::entries(limits::READ_ENTRIES, limits::READ_BYTES)
        }
        Request::Append(_) | Request::Deliver(_) => Cost::short(8),
        // A head and a generation are read for each, and three capabilities hashed.
        Request::Open(logs) => Cost {
            answer_bytes: SHORT + logs.len().min(limits::OPEN_BATCH) * OPENED,
            work: 4 * logs.len().clamp(1, limits::OPEN_BATCH),
        },
        Request::Close(handles) => Cost::short(1 + handles.len() / 16),
        Request::TakeKeyPackages { .. } => Cost {
            answer_bytes: SHORT + limits::DEVICES * (limits::KEY_PACKAGE_BYTES + PACKAGE),
            work: 2 * limits::DEVICES,
        },
        Request::GetAccount { known, .. } if known.version > 0 => {
            let behind = limits::DEVICE_LISTS.saturating_sub(known.version);
            Cost::account(usize::try_from(behind).unwrap_or(usize::MAX))
        }
        Request::OwnAccount | Request::GetAccount { .. } => Cost::account(0),
        Request::Authenticate { .. } | Request::ClaimName { .. } => Cost::short(SIGNATURE_WORK),
        Request::UpdateAccount { .. } => Cost::short(2 * SIGNATURE_WORK),
        Request::SignUp(_) => Cost::short(3 * SIGNATURE_WORK + 2 * limits::KEY_PACKAGES),
        Request::PublishKeyPackages(_) => Cost::short(2 * limits::KEY_PACKAGES),
        Request::Create(_) | Request::Erase { .. } | Request::Signal { .. } => Cost::short(4),
        Request::Hello { .. }
        | Request::Ping
        | Request::GetPuzzle
        | Request::Pause { .. }
        | Request::ReleaseName
        | Request::ResolveName { .. } => Cost::short(2),
    }
}

/// Bytes with which a request is answered at most, what leaves behind the answer included; never
/// more than [`limits::ANSWER_BYTES`].
#[must_use]
pub fn answer_bytes_at_most(request: &Request) -> usize {
    cost(request).answer_bytes
}

/// Bytes that are looked up for a request, or answered to it, whichever is more.
pub(crate) fn decision_bytes_at_most(request: &Request) -> usize {
    if matches!(request, Request::Erase { .. }) {
        // An entry is looked at whole before it is known whether whoever asks may erase it.
        limits::ENTRY_BYTES + ENTRY
    } else {
        answer_bytes_at_most(request)
    }
}

/// What deciding a request takes, about, counted in records that are read: a signature that is checked
/// counts as [`SIGNATURE_WORK`] of them.
#[must_use]
pub fn work_at_most(request: &Request) -> usize {
    cost(request).work
}

/// Whether nothing comes of a request but its answer: if there is nobody to be answered, it need not
/// be decided.
#[must_use]
pub fn only_asks(request: &Request) -> bool {
    match request {
        Request::Hello { .. }
        | Request::Authenticate { .. }
        | Request::Ping
        | Request::GetPuzzle
        | Request::Open(_)
        | Request::Close(_)
        | Request::Read { .. }
        | Request::Live { .. }
        | Request::Pause { .. }
        | Request::OwnAccount
        | Request::ResolveName { .. }
        | Request::GetAccount { .. } => true,
        Request::Create(_)
        | Request::Append(_)
        | Request::Signal { .. }
        | Request::Erase { .. }
        | Request::Deliver(_)
        | Request::SignUp(_)
        | Request::UpdateAccount { .. }
        | Request::ClaimName { .. }
        | Request::ReleaseName
        | Request::PublishKeyPackages(_)
        | Request::TakeKeyPackages { .. } => false,
    }
}

/// Bytes of a frame, about, and not less than it holds.
pub(crate) fn frame_bytes(frame: &ServerFrame) -> usize {
    match frame {
        ServerFrame::Reply { reply, .. } => reply_bytes(reply),
        ServerFrame::Entries(entries) => run_bytes(entries),
        ServerFrame::Ended { .. }
        | ServerFrame::Lagging { .. }
        | ServerFrame::Signalled { .. }
        | ServerFrame::GoAway { .. } => SHORT,
    }
}

fn reply_bytes(reply: &Reply) -> usize {
    match reply {
        Reply::Entries(entries) => run_bytes(entries),
        Reply::Refused(refusal) => SHORT + missed_bytes(refusal),
        Reply::Opened(logs) => SHORT + logs.len() * OPENED,
        Reply::KeyPackages(packages) => {
            let packages = packages.iter();
            SHORT
                + packages
                    .map(|one| one.key_package.len() + PACKAGE)
                    .sum::<usize>()
        }
        Reply::Account(account) => {
            SHORT + ACCOUNT + account.device_lists.len().saturating_sub(1) * LIST
        }
        Reply::OwnAccount(_) => SHORT + ACCOUNT,
        Reply::Welcome(_)
        | Reply::Done
        | Reply::Puzzle(_)
        | Reply::Appended(_)
        | Reply::Name { .. } => SHORT,
    }
}

fn missed_bytes(refusal: &Refusal) -> usize {
    refusal.missed.iter().map(entry_bytes).sum()
}

fn run_bytes(run: &Entries) -> usize {
    run.entries.iter().map(entry_bytes).sum()
}

fn entry_bytes(entry: &Entry) -> usize {
    ENTRY + body_bytes(entry)
}

const _: () = assert!(
    limits::LIVE_BYTES + 4 * limits::READ_ENTRIES * ENTRY <= limits::ANSWER_BYTES,
    "the dearest request is within the limit"
);
