//! Who may change what: a pure function of the policy before a commit and what the commit does.

use hudhud_base::{AccountId, LogAddress, Seq, limits};

use crate::conversation::policy::{Policy, PolicyKind};

/// What a commit does, seen from the policy before it.
#[derive(Debug, Default)]
pub(crate) struct Change<'a> {
    /// By a Remove proposal; people who leave by themselves are not counted here.
    pub(crate) removed: usize,
    /// The policy after it, if it changes the policy.
    pub(crate) policy: Option<&'a Policy>,
    pub(crate) rotates: bool,
    /// Where it stands in the log.
    pub(crate) at: Seq,
    /// In which log it stands.
    pub(crate) log: Option<LogAddress>,
    /// Whose devices are in the group before it and after it, in the order of their leaves.
    pub(crate) staying: &'a [AccountId],
    /// Whose devices come in by it.
    pub(crate) joining: &'a [AccountId],
}

impl Policy {
    /// Whether `committer` may do this.
    pub(crate) fn allows(&self, committer: &AccountId, change: &Change<'_>) -> bool {
        let devices_after = change.staying.len() + change.joining.len();
        let direct_full = self.kind() == PolicyKind::Direct && devices_after > 2;
        let admin = self.is_admin(committer);
        let adds = !change.joining.is_empty();
        let may_add = !adds || admin || self.members_may_add();
        let privileged = change.removed > 0 || change.rotates;
        let rotation_due = change.removed == 0 || change.rotates;
        // Who adds nobody is not held to it: also a conversation too full can get smaller.
        !(direct_full && adds)
            && may_add
            && (admin || !privileged)
            && rotation_due
            && devices_after <= limits::GROUP_DEVICES
            && self.becomes(change, admin)
    }

    /// Whether the policy may become what it does.
    fn becomes(&self, change: &Change<'_>, admin: bool) -> bool {
        let after = change.policy.unwrap_or(self);
        // Of its place only the log changes, and only with the generation: who may not read on would
        // find the next log, and who sleeps would not be told that this one has ended.
        let moves = admin && change.rotates && after.moves_on_from(self, change.at);
        let settles = admin
            && change
                .log
                .is_some_and(|log| after.settles_in(self, log, change.at));
        if !after.is_at_the_place_of(self) && !moves && !settles {
            return false;
        }
        if admin {
            let there =
                |account| change.staying.contains(account) || change.joining.contains(account);
            // A role goes with its holder, or whoever lets them in again gives it back.
            after.admins().iter().all(there)
        } else {
            // Who carries out the leaves of others takes their roles, and changes nothing else.
            *after == self.changed(Vec::new(), change.staying).1
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::policy::edit::Edit;

    const ALICE: AccountId = AccountId([1; 32]);
    const BOB: AccountId = AccountId([2; 32]);
    const CAROL: AccountId = AccountId([3; 32]);
    const ALL: [AccountId; 3] = [ALICE, BOB, CAROL];

    fn group() -> Policy {
        let host = "h.example".parse().unwrap();
        Policy::group("Garden", &ALICE, &host, LogAddress([9; 32]))
    }

    fn with(policy: &Policy, edit: Edit) -> Policy {
        policy.changed(vec![edit], &ALL).1
    }

    fn change<'a>(policy: Option<&'a Policy>, staying: &'a [AccountId]) -> Change<'a> {
        Change {
            policy,
            staying,
            ..Change::default()
        }
    }

    #[test]
    fn a_member_adds_but_does_not_remove_rename_or_rotate() {
        let policy = group();
        let renamed = with(&policy, Edit::Title("Other".into()));
        let adds = Change {
            joining: &[CAROL],
            ..change(None, &ALL[..2])
        };
        assert!(policy.allows(&BOB, &adds));
        let removes = Change {
            removed: 1,
            rotates: true,
            ..change(None, &ALL[..2])
        };
        assert!(!policy.allows(&BOB, &removes));
        assert!(!policy.allows(&BOB, &change(Some(&renamed), &ALL)));
        let rotates = Change {
            rotates: true,
            ..change(None, &ALL)
        };
        assert!(!policy.allows(&BOB, &rotates));
        assert!(policy.allows(&ALICE, &removes) && policy.allows(&ALICE, &rotates));
        assert!(policy.allows(&ALICE, &change(Some(&renamed), &ALL)));
    }

    #[test]
    fn a_removal_without_a_rotation_is_not_valid_even_from_an_admin() {
        let removes = Change {
            removed: 1,
            ..change(None, &ALL[..2])
        };
        assert!(!group().allows(&ALICE, &removes));
    }

    #[test]
    fn a_direct_conversation_never_gets_a_third_device() {
        let policy = Policy::direct(&"h.example".parse().unwrap(), LogAddress([9; 32]));
        let adds = Change {
            joining: &[CAROL],
            ..change(None, &ALL[..2])
        };
        assert!(!policy.allows(&ALICE, &adds));
    }

    #[test]
    fn nobody_makes_a_group_another_kind_or_takes_it_to_another_host() {
        let host = "h.example".parse().unwrap();
        let log = LogAddress([9; 32]);
        let other = "other.example".parse().unwrap();
        let abroad = Policy::group("Garden", &ALICE, &other, log);
        let elsewhere = with(&abroad, Edit::Move(LogAddress([7; 32]), Seq(9)));
        let direct = Policy::direct(&host, log);
        for after in [abroad, elsewhere, direct] {
            let moves = Change {
                rotates: true,
                at: Seq(8),
                ..change(Some(&after), &ALL)
            };
            assert!(!group().allows(&ALICE, &moves), "{after:?}");
        }
    }

    #[test]
    fn an_admin_moves_a_group_to_a_log_that_goes_on_behind_the_commit() {
        let at = Seq(100);
        let moves = |log, first| with(&group(), Edit::Move(LogAddress([log; 32]), Seq(first)));
        let allows = |who, rotates, after: &Policy| {
            let change = Change {
                rotates,
                at,
                ..change(Some(after), &ALL)
            };
            group().allows(who, &change)
        };
        let furthest = at.0 + limits::MOVE_GAP;
        for first in [101, furthest] {
            assert!(allows(&ALICE, true, &moves(7, first)), "{first}");
            assert!(!allows(&BOB, true, &moves(7, first)), "{first}");
            assert!(!allows(&ALICE, false, &moves(7, first)), "{first}");
        }
        // An entry of both logs would have one position, or there would soon be none left.
        for first in [1, 100, furthest + 1] {
            assert!(!allows(&ALICE, true, &moves(7, first)), "{first}");
        }
    }

    #[test]
    fn who_goes_takes_no_role_along() {
        let both = with(&group(), Edit::Appoint(BOB));
        let stripped = with(&both, Edit::Dismiss(BOB));
        let gone = [ALICE, CAROL];
        let removes = |policy| Change {
            removed: 1,
            rotates: true,
            ..change(policy, &gone)
        };
        assert!(!both.allows(&ALICE, &removes(None)));
        assert!(both.allows(&ALICE, &removes(Some(&stripped))));
        // Bob has left by himself: whoever commits it has to say so, and may say no more.
        let more = with(&stripped, Edit::Appoint(CAROL));
        assert!(!both.allows(&CAROL, &change(None, &gone)));
        assert!(both.allows(&CAROL, &change(Some(&stripped), &gone)));
        assert!(!both.allows(&CAROL, &change(Some(&more), &gone)));
    }

    #[test]
    fn when_no_admin_stays_the_first_leaf_is_one() {
        let left = [BOB, CAROL];
        let heir = group().changed(Vec::new(), &left).1;
        assert_eq!(heir.admins(), [BOB]);
        let usurped = with(&heir, Edit::Appoint(CAROL));
        let usurped = with(&usurped, Edit::Dismiss(BOB));
        assert!(group().allows(&CAROL, &change(Some(&heir), &left)));
        assert!(!group().allows(&CAROL, &change(Some(&usurped), &left)));
    }
}
