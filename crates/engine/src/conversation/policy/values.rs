//! The values of the components, and what an edit makes of each.

use hudhud_base::{AccountId, HostName, LogAddress, Seq, limits};
use minicbor::{Decode, Encode};

use crate::conversation::policy::edit::Edit;
use crate::turn::record::{self, Bytes32, HostText};

/// The rules that a group is held to. A client that does not know a group's does not come in.
const PROFILE: u32 = 1;
/// The members' right to add people.
const MAY_ADD: u32 = 1;

/// Two people, or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub(crate) enum PolicyKind {
    #[n(0)]
    Direct,
    #[n(1)]
    Group,
}

/// What a component says.
pub(crate) trait Value: for<'b> Decode<'b, ()> + Encode<()> {
    /// Whether members can go by it.
    fn is_sound(&self) -> bool;

    /// Makes a change; nothing if it changes nothing, or cannot be.
    fn edit(&mut self, edit: &Edit) -> Option<()>;
}

/// Where a group is, and by which rules.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Place {
    #[n(0)]
    kind: PolicyKind,
    #[n(1)]
    host: HostText,
    #[n(2)]
    log: Bytes32,
    #[n(3)]
    profile: u32,
    /// Where the log's first entry stands.
    #[cbor(n(4), with = "record::seq")]
    first: Seq,
}

impl Place {
    pub(crate) fn new(kind: PolicyKind, host: &HostName, log: LogAddress) -> Self {
        Self {
            kind,
            host: HostText(host.clone()),
            log: Bytes32(log.0),
            profile: PROFILE,
            first: Seq(1),
        }
    }

    pub(crate) fn kind(&self) -> PolicyKind {
        self.kind
    }

    pub(crate) fn host(&self) -> &HostName {
        &self.host.0
    }

    pub(crate) fn log(&self) -> LogAddress {
        LogAddress(self.log.0)
    }

    pub(crate) fn first(&self) -> Seq {
        self.first
    }

    /// Whether this is the place `before`, but for the log.
    fn is_of_another_log(&self, before: &Self) -> bool {
        let there = Self {
            log: self.log,
            first: self.first,
            ..before.clone()
        };
        *self == there && self.log != before.log
    }

    /// Whether this is what the place `before` becomes when its log was replaced by one that has an entry
    /// at `at`.
    pub(crate) fn settles(&self, before: &Self, at: Seq) -> bool {
        self.is_of_another_log(before) && self.first <= at
    }

    /// Whether this is what the place `before` becomes by going to another log, with a commit that
    /// stands at `at`: all positions run on.
    pub(crate) fn continues(&self, before: &Self, at: Seq) -> bool {
        let gap = self.first.0.checked_sub(at.0);
        self.is_of_another_log(before)
            && gap.is_some_and(|gap| (1..=limits::MOVE_GAP).contains(&gap))
    }
}

impl Value for Place {
    fn is_sound(&self) -> bool {
        self.profile == PROFILE && (1..=limits::FIRST_SEQ_MAX).contains(&self.first.0)
    }

    fn edit(&mut self, edit: &Edit) -> Option<()> {
        let Edit::Move(log, first) = edit else {
            return None;
        };
        let changes = self.log.0 != log.0;
        self.log = Bytes32(log.0);
        self.first = *first;
        (changes && self.is_sound()).then_some(())
    }
}

/// What a group shows of itself.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Card {
    #[n(0)]
    title: String,
}

impl Card {
    pub(crate) fn new(title: &str) -> Self {
        Self {
            title: title.to_owned(),
        }
    }

    pub(crate) fn title(&self) -> &str {
        &self.title
    }
}

impl Value for Card {
    fn is_sound(&self) -> bool {
        self.title.len() <= limits::TITLE_BYTES
    }

    fn edit(&mut self, edit: &Edit) -> Option<()> {
        let Edit::Title(title) = edit else {
            return None;
        };
        let changes = self.title != *title;
        self.title.clone_from(title);
        (changes && self.is_sound()).then_some(())
    }
}

/// Who may what.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Roles {
    /// In the order in which they were appointed, which is that of their rank.
    #[n(0)]
    admins: Vec<Bytes32>,
    /// What every member may: bits.
    #[n(1)]
    members: u32,
}

impl Roles {
    pub(crate) fn new(founder: &AccountId) -> Self {
        Self {
            admins: vec![Bytes32(founder.0)],
            members: MAY_ADD,
        }
    }

    pub(crate) fn is_admin(&self, account: &AccountId) -> bool {
        self.admins.contains(&Bytes32(account.0))
    }

    pub(crate) fn admins(&self) -> impl Iterator<Item = AccountId> {
        self.admins.iter().map(|admin| AccountId(admin.0))
    }

    pub(crate) fn members_may_add(&self) -> bool {
        self.members & MAY_ADD != 0
    }
}

impl Value for Roles {
    fn is_sound(&self) -> bool {
        let mut sorted = self.admins.clone();
        sorted.sort_unstable();
        sorted.dedup();
        (1..=limits::GROUP_ADMINS).contains(&self.admins.len())
            && sorted.len() == self.admins.len()
            && self.members & !MAY_ADD == 0
    }

    fn edit(&mut self, edit: &Edit) -> Option<()> {
        match edit {
            Edit::Appoint(account) => {
                let room = self.admins.len() < limits::GROUP_ADMINS;
                let fits = room && !self.is_admin(account);
                fits.then(|| self.admins.push(Bytes32(account.0)))
            }
            Edit::Dismiss(account) => {
                let there = self.is_admin(account);
                self.admins.retain(|admin| admin.0 != account.0);
                there.then_some(())
            }
            Edit::Title(_) | Edit::Move(..) => None,
        }
    }
}

/// A value that these bytes are the one spelling of: nothing is read past that it does not say.
pub(crate) fn decode_exactly<'b, T: Decode<'b, ()> + Encode<()>>(bytes: &'b [u8]) -> Option<T> {
    record::decode(bytes).filter(|value| record::encode(value) == bytes)
}

/// What edits make of a value.
pub(crate) fn edited<T: Value>(bytes: &[u8], edits: &[Edit]) -> Option<Vec<u8>> {
    let mut value: T = decode_exactly(bytes)?;
    for edit in edits {
        value.edit(edit)?;
    }
    value.is_sound().then(|| record::encode(&value))
}
