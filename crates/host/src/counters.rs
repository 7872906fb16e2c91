//! What the machine counts: doings, never people.

use std::collections::BTreeMap;

use hudhud_wire::{RefusalCode, Reply, Request, ServerFrame};

/// A copy of the machine's counts at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counters {
    /// Requests decided since the start, by kind.
    pub requests: BTreeMap<&'static str, u64>,
    /// Decisions made since the start, with those that were made again or for trial, to name what is
    /// to be looked up: at most some for each request.
    pub decisions: u64,
    /// Refusals among requests, by code.
    pub refusals: BTreeMap<&'static str, u64>,
    /// Entries appended since the start, delivered ones included.
    pub entries_appended: u64,
    /// Entries pushed to followers since the start.
    pub entries_pushed: u64,
    /// Tickets that failed since the start.
    pub tickets_failed: u64,
    /// Records found damaged since the start.
    pub records_damaged: u64,
    /// Links that are connected.
    pub sessions: usize,
    /// Handles that are open, over all links.
    pub handles: usize,
    /// Logs that are open on at least one link.
    pub logs_open: usize,
    /// Handles that follow.
    pub followers: usize,
    /// Log heads held in memory.
    pub logs_hot: usize,
    /// Tickets not yet durable.
    pub tickets_pending: usize,
}

/// The counts that only grow.
#[derive(Debug)]
pub(crate) struct Tallies {
    requests: [u64; REQUESTS.len()],
    refusals: [u64; REFUSALS.len()],
    pub(crate) entries_appended: u64,
    pub(crate) entries_pushed: u64,
    pub(crate) tickets_failed: u64,
    pub(crate) records_damaged: u64,
}

impl Default for Tallies {
    fn default() -> Self {
        Self {
            requests: [0; REQUESTS.len()],
            refusals: [0; REFUSALS.len()],
            entries_appended: 0,
            entries_pushed: 0,
            tickets_failed: 0,
            records_damaged: 0,
        }
    }
}

impl Tallies {
    pub(crate) fn request(&mut self, request: &Request) {
        if let Some(count) = self.requests.get_mut(request_number(request)) {
            *count += 1;
        }
    }

    pub(crate) fn reply(&mut self, reply: &ServerFrame) {
        if let ServerFrame::Reply {
            reply: Reply::Refused(refusal),
            ..
        } = reply
        {
            self.refusal(refusal.code);
        }
    }

    fn refusal(&mut self, code: RefusalCode) {
        let at = REFUSALS.iter().position(|(other, _)| *other == code);
        if let Some(count) = at.and_then(|at| self.refusals.get_mut(at)) {
            *count += 1;
        }
    }

    pub(crate) fn counters(&self) -> Counters {
        let refusals = REFUSALS.iter().map(|(_, name)| *name).zip(self.refusals);
        Counters {
            requests: REQUESTS.into_iter().zip(self.requests).collect(),
            refusals: refusals.collect(),
            entries_appended: self.entries_appended,
            entries_pushed: self.entries_pushed,
            tickets_failed: self.tickets_failed,
            records_damaged: self.records_damaged,
            ..Counters::default()
        }
    }
}

const REQUESTS: [&str; 23] = [
    "hello",
    "authenticate",
    "ping",
    "get_puzzle",
    "create",
    "open",
    "close",
    "append",
    "read",
    "live",
    "pause",
    "signal",
    "erase",
    "deliver",
    "sign_up",
    "update_account",
    "claim_name",
    "release_name",
    "publish_key_packages",
    "own_account",
    "resolve_name",
    "get_account",
    "take_key_packages",
];

const fn request_number(request: &Request) -> usize {
    match request {
        Request::Hello { .. } => 0,
        Request::Authenticate { .. } => 1,
        Request::Ping => 2,
        Request::GetPuzzle => 3,
        Request::Create(_) => 4,
        Request::Open(_) => 5,
        Request::Close(_) => 6,
        Request::Append(_) => 7,
        Request::Read { .. } => 8,
        Request::Live { .. } => 9,
        Request::Pause { .. } => 10,
        Request::Signal { .. } => 11,
        Request::Erase { .. } => 12,
        Request::Deliver(_) => 13,
        Request::SignUp(_) => 14,
        Request::UpdateAccount { .. } => 15,
        Request::ClaimName { .. } => 16,
        Request::ReleaseName => 17,
        Request::PublishKeyPackages(_) => 18,
        Request::OwnAccount => 19,
        Request::ResolveName { .. } => 20,
        Request::GetAccount { .. } => 21,
        Request::TakeKeyPackages { .. } => 22,
    }
}

const REFUSALS: [(RefusalCode, &str); 29] = [
    (RefusalCode::Malformed, "malformed"),
    (RefusalCode::Version, "version"),
    (RefusalCode::WrongLink, "wrong_link"),
    (RefusalCode::NotAuthenticated, "not_authenticated"),
    (RefusalCode::Forbidden, "forbidden"),
    (RefusalCode::NoSuchLog, "no_such_log"),
    (RefusalCode::NoSuchHandle, "no_such_handle"),
    (RefusalCode::Conflict, "conflict"),
    (RefusalCode::Head, "head"),
    (RefusalCode::Generation, "generation"),
    (RefusalCode::Gone, "gone"),
    (RefusalCode::TooLarge, "too_large"),
    (RefusalCode::Quota, "quota"),
    (RefusalCode::Rate, "rate"),
    (RefusalCode::Payment, "payment"),
    (RefusalCode::Full, "full"),
    (RefusalCode::Busy, "busy"),
    (RefusalCode::NameTaken, "name_taken"),
    (RefusalCode::NameMalformed, "name_malformed"),
    (RefusalCode::NameReserved, "name_reserved"),
    (RefusalCode::NameImitates, "name_imitates"),
    (RefusalCode::NoSuchAccount, "no_such_account"),
    (RefusalCode::NoSuchName, "no_such_name"),
    (RefusalCode::BadSignature, "bad_signature"),
    (RefusalCode::Stale, "stale"),
    (RefusalCode::Storage, "storage"),
    (RefusalCode::Exists, "exists"),
    (RefusalCode::TooMany, "too_many"),
    (RefusalCode::Invitation, "invitation"),
];
