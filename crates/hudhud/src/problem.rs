//! What went wrong, as a person and a program are told: one sentence that says what to do, a stable
//! code, and an exit status.

use hudhud_base::{HostUrlError, RefusalCode};
use hudhud_client::{LockKind, OpenError, Standstill, StoreOpenError, UnlockError, WaitError};
use hudhud_dialogue::{Access, AskError, CommandError, Failure, Trouble};

use crate::arguments::Language;
use crate::status::Status;
use crate::words::{Phrase, fill};

/// Why a command did not do what it was asked for.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) status: Status,
    /// Stable: programs rely on it.
    pub(crate) code: &'static str,
    /// The code of what is behind it, where that is something else.
    pub(crate) reason: Option<&'static str>,
    phrase: Phrase,
    arguments: Vec<String>,
    /// What it means for what was asked for.
    then: Option<Phrase>,
}

impl Problem {
    pub(crate) const fn new(status: Status, code: &'static str, phrase: Phrase) -> Self {
        Self {
            status,
            code,
            reason: None,
            phrase,
            arguments: Vec::new(),
            then: None,
        }
    }

    /// Fills the sentence's next placeholder.
    pub(crate) fn with(mut self, argument: impl std::fmt::Display) -> Self {
        self.arguments
            .push(crate::sanitise::plain(&argument.to_string()));
        self
    }

    /// Fills it if nothing was filled in so far: what is known further out.
    pub(crate) fn about(self, argument: impl std::fmt::Display) -> Self {
        if self.arguments.is_empty() {
            self.with(argument)
        } else {
            self
        }
    }

    pub(crate) fn sentence(&self, language: Language) -> String {
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        let mut sentence = fill(self.phrase.text(language), &arguments);
        if let Some(then) = self.then {
            sentence.push(' ');
            sentence.push_str(then.text(language));
        }
        sentence
    }

    /// What is shown may be old: why it could not be made current is the reason.
    pub(crate) fn not_current(self) -> Self {
        if self.status == Status::Waiting {
            return Self::new(Status::Waiting, "not-current", Phrase::NotCurrent);
        }
        Self {
            code: "not-current",
            reason: Some(self.code),
            then: Some(Phrase::NotCurrent),
            ..self
        }
    }

    /// Somebody was not found in time, and so nothing was done; the code says why.
    pub(crate) fn nothing_done(self, name: &str) -> Self {
        if self.status == Status::Waiting {
            return Self::new(Status::NoNetwork, "not-looked-up", Phrase::NotLookedUp).with(name);
        }
        Self {
            then: Some(Phrase::NothingDone),
            ..self
        }
    }

    /// What was asked for is kept, and goes on the next time: why it has not happened is the reason.
    pub(crate) fn kept(self) -> Self {
        if self.status == Status::Waiting {
            return self;
        }
        Self {
            status: Status::Waiting,
            code: "waiting",
            reason: Some(self.code),
            then: Some(Phrase::Kept),
            ..self
        }
    }

    /// The same, said in other words.
    pub(crate) fn put(mut self, phrase: Phrase) -> Self {
        self.phrase = phrase;
        self
    }

    /// The same about one of several that something was to be done for, with its name before the sentence.
    pub(crate) fn of_one(self, name: &str, language: Language) -> Self {
        let sentence = self.sentence(language);
        Self {
            arguments: Vec::new(),
            then: None,
            ..self
        }
        .put(Phrase::OfOne)
        .with(name)
        .with(sentence)
    }

    /// A file that was named on the command line.
    pub(crate) fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::new(Status::Data, "file-unreadable", Phrase::FileUnreadable)
            .with(path.display())
            .with(error)
    }

    pub(crate) const fn not_signed_up() -> Self {
        Self::new(Status::NotSignedUp, "not-signed-up", Phrase::NotSignedUp)
    }

    pub(crate) fn no_such_person(name: &str) -> Self {
        Self::new(Status::NoSuchPerson, "no-such-person", Phrase::NoSuchPerson).with(name)
    }
}

/// The code of the problem of which an invitation is the way out.
pub(crate) const INVITATION: &str = "invitation";

impl From<CommandError> for Problem {
    fn from(error: CommandError) -> Self {
        use CommandError as E;
        let new = Self::new;
        match error {
            E::NotSignedUp => Self::not_signed_up(),
            E::AlreadySignedUp => new(Status::Failed, "already-signed-up", Phrase::AlreadySignedUp),
            E::NoSuchConversation => new(
                Status::NotFound,
                "no-such-conversation",
                Phrase::NoSuchConversation,
            ),
            E::NoSuchMessage => new(Status::NotFound, "no-such-message", Phrase::NoSuchMessage),
            E::Deleted => new(Status::NotFound, "message-deleted", Phrase::MessageDeleted),
            E::NotReady => new(Status::NotAllowed, "not-ready", Phrase::NotReady),
            E::NotAMember => new(Status::NoSuchPerson, "not-a-member", Phrase::NotAMember),
            E::NotActive => new(Status::NotAllowed, "not-active", Phrase::NotActive),
            E::NotOver => new(Status::NotAllowed, "not-over", Phrase::NotOver),
            E::NotARequest => new(Status::NotAllowed, "not-a-request", Phrase::NotARequest),
            E::NotAGroup => new(Status::NotAllowed, "not-a-group", Phrase::NotAGroup),
            E::NotAllowed => new(Status::NotAllowed, "not-allowed", Phrase::NotAllowed),
            E::NotAHost => new(Status::Usage, "not-a-host", Phrase::NotAnAddress),
            E::NotAnInvitation => new(Status::Usage, "not-an-invitation", Phrase::NotAnInvitation),
            E::NotYours => new(Status::NotAllowed, "not-yours", Phrase::NotYours),
            E::Empty => new(Status::TooLong, "empty", Phrase::Empty),
            E::TooLong { limit_bytes } => {
                new(Status::TooLong, "too-long", Phrase::TooLong).with(limit_bytes)
            }
            E::TooManyReactions => new(
                Status::Usage,
                "too-many-reactions",
                Phrase::TooManyReactions,
            ),
            E::TooMuchAttached => new(
                Status::TooLong,
                "too-much-attached",
                Phrase::TooMuchAttached,
            ),
            E::NotAPicture => new(
                Status::Usage,
                "not-a-profile-picture",
                Phrase::NotAProfilePicture,
            ),
            E::NotAnEmoji => new(Status::Usage, "not-an-emoji", Phrase::NotAnEmoji),
            E::TooMany { limit } => new(Status::TooLong, "too-many", Phrase::TooMany).with(limit),
            E::Blocked => new(Status::NotAllowed, "blocked", Phrase::Blocked),
            E::Yourself => new(Status::NotAllowed, "yourself", Phrase::Yourself),
        }
    }
}

impl From<AskError> for Problem {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Refused(error) => error.into(),
            AskError::Full => Self::new(Status::Data, "disk-full", Phrase::DiskFull),
            AskError::Database => {
                Self::new(Status::Data, "database-failed", Phrase::DatabaseFailed)
            }
            AskError::Closed => Self::new(Status::Locked, "closed", Phrase::LenderGone),
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NoSuchName | Failure::NoSuchAccount => {
                Self::new(Status::NoSuchPerson, "no-such-person", Phrase::NoSuchPerson)
            }
            Failure::Refused(code) => code.into(),
            Failure::Forged => Self::new(Status::Failed, "forged", Phrase::Forged),
            Failure::OtherHost => Self::new(Status::Failed, "other-host", Phrase::OtherHost),
            Failure::NotAllowed => Self::new(Status::NotAllowed, "not-allowed", Phrase::NotAllowed),
            Failure::NoControl => Self::new(Status::NotAllowed, "no-control", Phrase::NoControl),
            Failure::TooMany => Self::new(Status::TooLong, "too-many", Phrase::TooManyPeople),
            Failure::InviteUnusable => {
                Self::new(Status::Failed, "invite-unusable", Phrase::InviteUnusable)
            }
            Failure::Yourself => Self::new(Status::NotAllowed, "yourself", Phrase::Yourself),
        }
    }
}

impl From<RefusalCode> for Problem {
    fn from(code: RefusalCode) -> Self {
        use RefusalCode as R;
        let name = |code, phrase| Self::new(Status::Name, code, phrase);
        let refused =
            |word: &str| Self::new(Status::Refused, "refused", Phrase::HostRefused).with(word);
        match code {
            R::NameTaken => name("name-taken", Phrase::NameTaken),
            R::NameMalformed => name("name-malformed", Phrase::NameMalformed),
            R::NameReserved => name("name-reserved", Phrase::NameReserved),
            R::NameImitates => name("name-imitates", Phrase::NameImitates),
            R::Invitation => Self::new(Status::Refused, INVITATION, Phrase::WrongInvitation),
            R::Suspended => Self::new(Status::Refused, "suspended", Phrase::Suspended),
            R::NoSuchAccount | R::NoSuchName => {
                Self::new(Status::NoSuchPerson, "no-such-person", Phrase::NoSuchPerson)
            }
            R::Full | R::Storage => Self::new(Status::Refused, "host-full", Phrase::HostFull),
            R::Busy | R::Rate => Self::new(Status::Refused, "host-busy", Phrase::HostBusy),
            R::Version => Self::new(Status::Refused, "version", Phrase::HostVersion),
            R::Malformed => refused("malformed"),
            R::WrongLink => refused("wrong link"),
            R::NotAuthenticated => refused("not authenticated"),
            R::Forbidden => refused("forbidden"),
            R::NoSuchLog => refused("no such log"),
            R::NoSuchHandle => refused("no such handle"),
            R::Conflict => refused("conflict"),
            R::Head => refused("head"),
            R::Generation => refused("generation"),
            R::Gone => refused("gone"),
            R::TooLarge => refused("too large"),
            R::Quota => refused("quota"),
            R::Payment => refused("payment"),
            R::BadSignature => refused("bad signature"),
            R::Stale => refused("stale"),
            R::Exists => refused("exists"),
            R::TooMany => refused("too many"),
        }
    }
}

impl From<WaitError> for Problem {
    fn from(error: WaitError) -> Self {
        match error {
            WaitError::Failed(failure) => failure.into(),
            WaitError::GivenUp => Self::new(Status::NotAllowed, "given-up", Phrase::GivenUp),
            WaitError::Late(standstill) => standstill.into(),
            WaitError::Ask(error) => error.into(),
        }
    }
}

impl From<Standstill> for Problem {
    fn from(standstill: Standstill) -> Self {
        let no_network = |code, phrase| Self::new(Status::NoNetwork, code, phrase);
        if standstill.connected {
            return Self::new(Status::Waiting, "waiting", Phrase::Waiting);
        }
        match standstill.trouble {
            None | Some(Trouble::Unreachable | Trouble::Broken | Trouble::Malformed) => {
                no_network("no-network", Phrase::NoNetwork)
            }
            Some(Trouble::Untrusted) => no_network("untrusted", Phrase::Untrusted),
            Some(Trouble::Expired) => no_network("expired", Phrase::CertificateExpired),
            Some(Trouble::OtherName) => no_network("other-name", Phrase::CertificateOtherName),
            Some(Trouble::NoTls) => no_network("no-tls", Phrase::NoTls),
            Some(Trouble::PlainNotAllowed) => {
                no_network("plain-not-allowed", Phrase::PlainNotAllowed)
            }
            Some(Trouble::NotAHost) => no_network("not-a-host", Phrase::NotAHost),
            Some(Trouble::Busy) => Self::new(Status::Refused, "host-busy", Phrase::HostBusy),
        }
    }
}

impl From<OpenError> for Problem {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Directory { path, source } => {
                let what = format!("{}: {source}", path.display());
                Self::new(Status::Data, "unusable", Phrase::Unusable).with(what)
            }
            OpenError::Unlock(error) => error.into(),
            OpenError::Store(error) => error.into(),
            OpenError::Tls(error) => {
                Self::new(Status::Usage, "file-unreadable", Phrase::FileUnreadable)
                    .with("--ca")
                    .with(error)
            }
            OpenError::NoEntropy => Self::new(Status::Failed, "no-entropy", Phrase::NoEntropy),
        }
    }
}

impl From<UnlockError> for Problem {
    fn from(error: UnlockError) -> Self {
        let sentence = error.to_string();
        match error {
            UnlockError::File { path, source } => Self::file(&path, &source),
            UnlockError::Record { .. } | UnlockError::RecordMissing { .. } => {
                Self::new(Status::Data, "key-record", Phrase::RecordDamaged).with(sentence)
            }
            UnlockError::KeyFile { .. } => Self::new(
                Status::WrongPassphrase,
                "wrong-passphrase",
                Phrase::WrongPassphrase,
            ),
            UnlockError::OtherLock { wanted } => {
                let phrase = match wanted {
                    LockKind::Passphrase => Phrase::WantsPassphrase,
                    LockKind::KeyFile => Phrase::WantsKeyFile,
                };
                Self::new(Status::WrongPassphrase, "other-lock", phrase)
            }
        }
    }
}

impl From<StoreOpenError> for Problem {
    fn from(error: StoreOpenError) -> Self {
        use StoreOpenError as E;
        match error {
            E::WrongKey => Self::new(
                Status::WrongPassphrase,
                "wrong-passphrase",
                Phrase::WrongPassphrase,
            ),
            E::NewerVersion { found, known } => {
                Self::new(Status::Newer, "newer-version", Phrase::Newer)
                    .with(found)
                    .with(known)
            }
            E::Locked => Self::new(Status::Locked, "locked", Phrase::Locked),
            E::Unreadable | E::Sqlite(_) => {
                Self::new(Status::Data, "unusable", Phrase::Unusable).with(error)
            }
            E::NotADatabase => Self::new(Status::Data, "not-a-database", Phrase::NotADatabase),
            E::Full => Self::new(Status::Data, "disk-full", Phrase::DiskFull),
        }
    }
}

impl Problem {
    /// What keeps this account from being treated as any other by its host, if anything does.
    pub(crate) const fn of_access(access: Access) -> Option<Self> {
        match access {
            Access::Open => None,
            Access::Suspended => Some(Self::new(
                Status::Refused,
                "suspended",
                Phrase::OwnSuspended,
            )),
            Access::Unknown => Some(Self::new(
                Status::Refused,
                "account-unknown",
                Phrase::OwnUnknown,
            )),
        }
    }

    /// An address that is none.
    pub(crate) fn address(text: &str, error: HostUrlError) -> Self {
        Self::new(Status::Usage, "bad-address", Phrase::BadAddress)
            .with(text)
            .with(error)
    }
}
