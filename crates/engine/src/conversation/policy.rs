//! What a group has agreed about itself: kind, title, who holds control, where its log is.
//!
//! The policy is held in the GroupContext, so that every member sees the same one. Whether a commit
//! respects it is a pure function of the policy before, the commit, and its place in the log; all
//! honest clients decide alike (docs/spec/conversations.md, Where a commit may stand).

use hudhud_base::{AccountId, HostName, LogAddress, limits};
use hudhud_store::conversations::ConversationKind;
use minicbor::{Decode, Encode};

use crate::api::CommandError;
use crate::turn::record::{self, Bytes32, HostText};

/// Two people, or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub(crate) enum PolicyKind {
    #[n(0)]
    Direct,
    #[n(1)]
    Group,
}

impl PolicyKind {
    /// What a conversation's row says of it.
    pub(crate) fn of_row(self) -> ConversationKind {
        match self {
            Self::Direct => ConversationKind::Direct,
            Self::Group => ConversationKind::Group,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Policy {
    /// Of this layout; 1.
    #[n(0)]
    version: u8,
    #[n(1)]
    pub(crate) kind: PolicyKind,
    #[n(2)]
    pub(crate) title: String,
    /// Sorted, without repeats.
    #[n(3)]
    admins: Vec<Bytes32>,
    /// Members who are not admins may add people.
    #[n(4)]
    pub(crate) open_to_add: bool,
    /// Where the log lives.
    #[n(5)]
    host: HostText,
    #[n(6)]
    log: Bytes32,
}

/// What a commit does, seen from the policy before it.
#[derive(Debug, Default)]
pub(crate) struct Change<'a> {
    pub(crate) added: usize,
    /// By a Remove proposal; people who leave by themselves are not counted here.
    pub(crate) removed: usize,
    pub(crate) policy: Option<&'a Policy>,
    pub(crate) rotates: bool,
    /// Devices in the group once the commit is merged.
    pub(crate) devices_after: usize,
}

const VERSION: u8 = 1;

impl Policy {
    pub(crate) fn new(
        kind: PolicyKind,
        title: &str,
        admins: &[AccountId],
        host: &HostName,
        log: LogAddress,
    ) -> Self {
        let mut policy = Self {
            version: VERSION,
            kind,
            title: title.to_owned(),
            admins: Vec::new(),
            open_to_add: kind == PolicyKind::Group,
            host: HostText(host.clone()),
            log: Bytes32(log.0),
        };
        policy.set_admins(admins);
        policy
    }

    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let policy: Self = record::decode(bytes)?;
        let sorted = policy.admins.windows(2).all(|pair| pair[0] < pair[1]);
        let bounded = policy.title.len() <= limits::TITLE_BYTES
            && policy.admins.len() <= limits::GROUP_DEVICES;
        (policy.version == VERSION && sorted && bounded).then_some(policy)
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        record::encode(self)
    }

    pub(crate) fn log(&self) -> LogAddress {
        LogAddress(self.log.0)
    }

    pub(crate) fn host(&self) -> &HostName {
        &self.host.0
    }

    pub(crate) fn is_admin(&self, account: &AccountId) -> bool {
        self.admins.binary_search(&Bytes32(account.0)).is_ok()
    }

    pub(crate) fn with_title(&self, title: &str) -> Self {
        Self {
            title: title.to_owned(),
            ..self.clone()
        }
    }

    pub(crate) fn with_admin(&self, account: &AccountId) -> Self {
        let mut policy = self.clone();
        policy.admins.push(Bytes32(account.0));
        policy.admins.sort_unstable();
        policy.admins.dedup();
        policy
    }

    fn set_admins(&mut self, admins: &[AccountId]) {
        self.admins = admins.iter().map(|account| Bytes32(account.0)).collect();
        self.admins.sort_unstable();
        self.admins.dedup();
    }

    /// Whether `committer` may do this.
    pub(crate) fn allows(&self, committer: &AccountId, change: &Change<'_>) -> bool {
        let admin = self.is_admin(committer);
        let direct_full =
            self.kind == PolicyKind::Direct && change.devices_after > 2 && change.added > 0;
        let may_add = change.added == 0 || admin || self.open_to_add;
        // What may never change: which log the group lives on, and what kind of thing it is.
        let same_place = change.policy.is_none_or(|after| {
            after.kind == self.kind
                && after.log == self.log
                && after.host == self.host
                && !after.admins.is_empty()
        });
        let privileged = change.removed > 0 || change.policy.is_some() || change.rotates;
        let rotation_due = change.removed == 0 || change.rotates;
        !direct_full
            && may_add
            && same_place
            && (admin || !privileged)
            && rotation_due
            && change.devices_after <= limits::GROUP_DEVICES
    }
}

/// A title as a group may have it.
pub(crate) fn checked_title(title: &str) -> Result<&str, CommandError> {
    let title = title.trim();
    if title.is_empty() {
        return Err(CommandError::Empty);
    }
    if title.len() > limits::TITLE_BYTES {
        return Err(CommandError::TooLong {
            limit_bytes: limits::TITLE_BYTES,
        });
    }
    Ok(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: AccountId = AccountId([1; 32]);
    const BOB: AccountId = AccountId([2; 32]);

    fn group() -> Policy {
        Policy::new(
            PolicyKind::Group,
            "Garden",
            &[ALICE],
            &"h".parse().unwrap(),
            LogAddress([9; 32]),
        )
    }

    #[test]
    fn a_policy_reads_back_as_it_was_written() {
        let policy = group().with_admin(&BOB).with_title("حديقة");
        assert_eq!(Policy::decode(&policy.encode()), Some(policy));
    }

    #[test]
    fn a_policy_with_bytes_after_it_is_refused() {
        let mut bytes = group().encode();
        bytes.push(0);
        assert_eq!(Policy::decode(&bytes), None);
    }

    #[test]
    fn a_member_adds_but_does_not_remove_rename_or_rotate() {
        let policy = group();
        let renamed = policy.with_title("Other");
        let change = |added, removed, policy, rotates| Change {
            added,
            removed,
            policy,
            rotates,
            devices_after: 3,
        };
        assert!(policy.allows(&BOB, &change(1, 0, None, false)));
        assert!(!policy.allows(&BOB, &change(0, 1, None, true)));
        assert!(!policy.allows(&BOB, &change(0, 0, Some(&renamed), false)));
        assert!(!policy.allows(&BOB, &change(0, 0, None, true)));
        assert!(policy.allows(&ALICE, &change(0, 1, Some(&renamed), true)));
    }

    #[test]
    fn a_removal_without_a_rotation_is_not_valid_even_from_an_admin() {
        let change = Change {
            removed: 1,
            devices_after: 2,
            ..Change::default()
        };
        assert!(!group().allows(&ALICE, &change));
    }

    #[test]
    fn a_direct_conversation_never_gets_a_third_device() {
        let policy = Policy::new(
            PolicyKind::Direct,
            "",
            &[ALICE, BOB],
            &"h".parse().unwrap(),
            LogAddress([9; 32]),
        );
        assert!(!policy.allows(
            &ALICE,
            &Change {
                added: 1,
                devices_after: 3,
                ..Change::default()
            }
        ));
    }

    #[test]
    fn nobody_moves_a_group_to_another_log() {
        let elsewhere = Policy {
            log: Bytes32([7; 32]),
            ..group()
        };
        let change = Change {
            policy: Some(&elsewhere),
            devices_after: 2,
            ..Change::default()
        };
        assert!(!group().allows(&ALICE, &change));
    }
}
