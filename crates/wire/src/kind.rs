//! Short names of requests, answers and pushes, for counting them.

use crate::{Reply, Request, ServerFrame};

impl Request {
    /// The request's kind, as the schema calls it. Says nothing about its contents.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Hello { .. } => "hello",
            Self::Authenticate { .. } => "authenticate",
            Self::Ping => "ping",
            Self::GetPuzzle => "get_puzzle",
            Self::Create(_) => "create",
            Self::Open(_) => "open",
            Self::Close(_) => "close",
            Self::Append(_) => "append",
            Self::Read { .. } => "read",
            Self::Live { .. } => "live",
            Self::Pause { .. } => "pause",
            Self::Signal { .. } => "signal",
            Self::Erase { .. } => "erase",
            Self::Deliver(_) => "deliver",
            Self::SignUp(_) => "sign_up",
            Self::UpdateAccount { .. } => "update_account",
            Self::ClaimName { .. } => "claim_name",
            Self::ReleaseName => "release_name",
            Self::PublishKeyPackages(_) => "publish_key_packages",
            Self::OwnAccount => "own_account",
            Self::ResolveName { .. } => "resolve_name",
            Self::GetAccount { .. } => "get_account",
            Self::TakeKeyPackages { .. } => "take_key_packages",
        }
    }
}

impl Reply {
    /// The answer's kind, as the schema calls it. Says nothing about its contents.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Welcome(_) => "welcome",
            Self::Done => "done",
            Self::Refused(_) => "refused",
            Self::Puzzle(_) => "puzzle",
            Self::Opened(_) => "opened",
            Self::Appended(_) => "appended",
            Self::Entries(_) => "entries",
            Self::OwnAccount(_) => "own_account_is",
            Self::Name { .. } => "name_is",
            Self::Account(_) => "account_is",
            Self::KeyPackages(_) => "key_packages",
        }
    }
}

impl ServerFrame {
    /// The frame's kind, as the schema calls it. Says nothing about its contents.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Reply { reply, .. } => reply.kind(),
            Self::Entries(_) => "entries",
            Self::Ended { .. } => "ended",
            Self::Lagging { .. } => "lagging",
            Self::Signalled { .. } => "signalled",
            Self::GoAway { .. } => "go_away",
        }
    }
}
