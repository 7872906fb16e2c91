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

/// Bytes with which a request is answered at most, what leaves behind the answer included; never
/// more than [`limits::ANSWER_BYTES`].
#[must_use]
pub fn answer_bytes_at_most(request: &Request) -> usize {
    match request {
        Request::Live { .. } => limits::LIVE_BYTES + 4 * limits::READ_ENTRIES * ENTRY,
        Request::Read { .. } => limits::READ_BYTES + limits::READ_ENTRIES * ENTRY,
        // A refused ordered entry brings those that it missed.
        Request::Append(append) if append.expected_head.is_some() => {
            limits::READ_BYTES + limits::READ_ENTRIES * ENTRY
        }
        Request::Open(logs) => SHORT + logs.len().min(limits::OPEN_BATCH) * OPENED,
        Request::TakeKeyPackages { .. } => {
            SHORT + limits::DEVICES * (limits::KEY_PACKAGE_BYTES + PACKAGE)
        }
        Request::GetAccount { known, .. } if known.version > 0 => {
            let behind = limits::DEVICE_LISTS.saturating_sub(known.version);
            let behind = usize::try_from(behind).unwrap_or(usize::MAX);
            SHORT + ACCOUNT + behind * LIST
        }
        Request::OwnAccount | Request::GetAccount { .. } => SHORT + ACCOUNT,
        Request::Hello { .. }
        | Request::Authenticate { .. }
        | Request::Ping
        | Request::GetPuzzle
        | Request::Create(_)
        | Request::Close(_)
        | Request::Append(_)
        | Request::Pause { .. }
        | Request::Signal { .. }
        | Request::Erase { .. }
        | Request::Deliver(_)
        | Request::SignUp(_)
        | Request::UpdateAccount { .. }
        | Request::ClaimName { .. }
        | Request::ReleaseName
        | Request::PublishKeyPackages(_)
        | Request::ResolveName { .. } => SHORT,
    }
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
/// counts as [`SIGNATURE_WORK`] of them. Known from its form alone, before anything is done for it.
#[must_use]
pub fn work_at_most(request: &Request) -> usize {
    match request {
        // A head and a generation are read for each, and three capabilities hashed.
        Request::Open(logs) => 4 * logs.len().clamp(1, limits::OPEN_BATCH),
        Request::Close(handles) => 1 + handles.len() / 16,
        Request::Read { .. } => limits::READ_ENTRIES,
        Request::Live { .. } => 4 * limits::READ_ENTRIES,
        Request::Append(append) if append.expected_head.is_some() => limits::READ_ENTRIES,
        Request::Append(_) | Request::Deliver(_) => 8,
        Request::Authenticate { .. } | Request::ClaimName { .. } => SIGNATURE_WORK,
        Request::UpdateAccount { .. } => 2 * SIGNATURE_WORK,
        Request::SignUp(_) => 3 * SIGNATURE_WORK + 2 * limits::KEY_PACKAGES,
        Request::PublishKeyPackages(_) => 2 * limits::KEY_PACKAGES,
        Request::TakeKeyPackages { .. } => 2 * limits::DEVICES,
        Request::Create(_) | Request::Erase { .. } | Request::Signal { .. } => 4,
        Request::Hello { .. }
        | Request::Ping
        | Request::GetPuzzle
        | Request::Pause { .. }
        | Request::ReleaseName
        | Request::OwnAccount
        | Request::GetAccount { .. }
        | Request::ResolveName { .. } => 2,
    }
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
