//! What a group has agreed about itself: its place, its card, and who has which role.
//!
//! Every member has the same in the group's components (docs/spec/conversations.md, Policy). Commits
//! change them by differences; whether one may is in `rights`.

pub(crate) mod edit;
pub(crate) mod rights;
mod values;

use hudhud_base::{AccountId, HostName, LogAddress, Seq, limits};
use hudhud_mls::{Components, Group, Update};
use hudhud_store::conversations::ConversationKind;

use crate::api::CommandError;
use crate::conversation::policy::edit::{CARD, Edit, PLACE, ROLES};
use crate::conversation::policy::values::{Card, Place, Roles, Value as _, decode_exactly};
use crate::turn::record;

pub(crate) use values::PolicyKind;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Policy {
    place: Place,
    /// What only groups have: a direct conversation has no title, and both may everything.
    group: Option<(Card, Roles)>,
}

/// What a difference makes of a component's value: for the group's own state, and pure.
pub(crate) fn apply(component: u16, value: Option<&[u8]>, difference: &[u8]) -> Option<Vec<u8>> {
    let edits = edit::decode(component, difference)?;
    let value = value?;
    match component {
        PLACE => values::edited::<Place>(value, &edits),
        CARD => values::edited::<Card>(value, &edits),
        ROLES => values::edited::<Roles>(value, &edits),
        _ => None,
    }
}

impl Policy {
    /// A direct conversation, whose log is there.
    pub(crate) fn direct(host: &HostName, log: LogAddress) -> Self {
        Self {
            place: Place::new(PolicyKind::Direct, host, log),
            group: None,
        }
    }

    /// A group that somebody begins.
    pub(crate) fn group(
        title: &str,
        founder: &AccountId,
        host: &HostName,
        log: LogAddress,
    ) -> Self {
        Self {
            place: Place::new(PolicyKind::Group, host, log),
            group: Some((Card::new(title), Roles::new(founder))),
        }
    }

    /// The policy of a group as it is now.
    pub(crate) fn of(group: &Group) -> Option<Self> {
        Self::decode(&group.components())
    }

    /// The policy in these components, if they are exactly those of one.
    pub(crate) fn decode(components: &Components) -> Option<Self> {
        let place: Place = decode_exactly(components.get(&PLACE)?)?;
        let group = match place.kind() {
            PolicyKind::Direct => None,
            PolicyKind::Group => Some((
                decode_exactly::<Card>(components.get(&CARD)?)?,
                decode_exactly::<Roles>(components.get(&ROLES)?)?,
            )),
        };
        let policy = Self { place, group };
        // A component more is one that this version cannot judge by.
        (policy.components().len() == components.len() && policy.is_sound()).then_some(policy)
    }

    pub(crate) fn components(&self) -> Components {
        let mut components = Components::from([(PLACE, record::encode(&self.place))]);
        if let Some((card, roles)) = &self.group {
            components.insert(CARD, record::encode(card));
            components.insert(ROLES, record::encode(roles));
        }
        components
    }

    fn is_sound(&self) -> bool {
        self.place.is_sound()
            && self
                .group
                .as_ref()
                .is_none_or(|(card, roles)| card.is_sound() && roles.is_sound())
    }

    pub(crate) fn kind(&self) -> PolicyKind {
        self.place.kind()
    }

    /// What a conversation's row says of the kind.
    pub(crate) fn row_kind(&self) -> ConversationKind {
        match self.kind() {
            PolicyKind::Direct => ConversationKind::Direct,
            PolicyKind::Group => ConversationKind::Group,
        }
    }

    /// The title; of a direct conversation none.
    pub(crate) fn title(&self) -> &str {
        self.group.as_ref().map_or("", |(card, _)| card.title())
    }

    pub(crate) fn host(&self) -> &HostName {
        self.place.host()
    }

    pub(crate) fn log(&self) -> LogAddress {
        self.place.log()
    }

    /// Where the log's first entry stands.
    pub(crate) fn first(&self) -> Seq {
        self.place.first()
    }

    /// Whether a member may remove others and hold control.
    pub(crate) fn is_admin(&self, account: &AccountId) -> bool {
        self.group
            .as_ref()
            .is_none_or(|(_, roles)| roles.is_admin(account))
    }

    pub(crate) fn members_may_add(&self) -> bool {
        self.group
            .as_ref()
            .is_none_or(|(_, roles)| roles.members_may_add())
    }

    /// Whether two policies are of one kind, at one log.
    pub(crate) fn is_at_the_place_of(&self, other: &Self) -> bool {
        self.place == other.place
    }

    /// Whether this policy is at another log, which goes on where a commit at `at` left the log of the
    /// one `before`.
    pub(crate) fn moves_on_from(&self, before: &Self, at: Seq) -> bool {
        self.place.continues(&before.place, at)
    }

    /// Whether this policy names the log in which a commit at `at` stands, and the one `before` a lost one.
    pub(crate) fn settles_in(&self, before: &Self, log: LogAddress, at: Seq) -> bool {
        self.log() == log && self.place.settles(&before.place, at)
    }

    /// Admins in the order of their rank; of a direct conversation none.
    pub(crate) fn admins(&self) -> Vec<AccountId> {
        self.group
            .as_ref()
            .map_or_else(Vec::new, |(_, roles)| roles.admins().collect())
    }

    /// Whether there is room for one admin more.
    pub(crate) fn takes_admins(&self) -> bool {
        self.admins().len() < limits::GROUP_ADMINS
    }

    fn edit(&mut self, edit: &Edit) -> Option<()> {
        match (edit.component(), &mut self.group) {
            (PLACE, _) => self.place.edit(edit),
            (CARD, Some((card, _))) => card.edit(edit),
            (ROLES, Some((_, roles))) => roles.edit(edit),
            (_, _) => None,
        }
    }

    /// What a commit has to change so that these edits are made and nobody has a role who is not among
    /// the `staying` (in the order of their leaves); and the policy after it.
    pub(crate) fn changed(&self, wanted: Vec<Edit>, staying: &[AccountId]) -> (Vec<Edit>, Self) {
        let mut after = self.clone();
        let mut edits = Vec::new();
        // What has happened meanwhile, or can never, is left out.
        let mut make = |after: &mut Self, edit: Edit| {
            if after.edit(&edit).is_some() {
                edits.push(edit);
            }
        };
        for edit in wanted {
            make(&mut after, edit);
        }
        for admin in after.admins() {
            if !staying.contains(&admin) {
                make(&mut after, Edit::Dismiss(admin));
            }
        }
        // Roles without an admin are not sound, and nobody could remove anybody.
        if let (PolicyKind::Group, true, Some(heir)) =
            (self.kind(), after.admins().is_empty(), staying.first())
        {
            make(&mut after, Edit::Appoint(*heir));
        }
        (edits, after)
    }
}

/// Edits as a commit carries them: one difference for each component.
pub(crate) fn updates(edits: &[Edit]) -> Vec<Update> {
    [PLACE, CARD, ROLES]
        .into_iter()
        .filter_map(|component| {
            let of: Vec<_> = edits
                .iter()
                .filter(|edit| edit.component() == component)
                .collect();
            (!of.is_empty()).then(|| Update {
                component,
                difference: edit::encode(&of),
            })
        })
        .collect()
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

    fn garden() -> Policy {
        let host = "h.example".parse().unwrap();
        Policy::group("Garden", &ALICE, &host, LogAddress([9; 32]))
    }

    fn with(policy: &Policy, edit: Edit) -> Policy {
        policy.changed(vec![edit], &[ALICE, BOB]).1
    }

    /// The components as members have them after these differences.
    fn applied(policy: &Policy, updates: &[Update]) -> Option<Components> {
        let mut components = policy.components();
        for update in updates {
            let value = components.get(&update.component).map(Vec::as_slice);
            let after = apply(update.component, value, &update.difference)?;
            components.insert(update.component, after);
        }
        Some(components)
    }

    #[test]
    fn a_policy_reads_back_as_it_was_written() {
        let direct = Policy::direct(&"localhost:8440".parse().unwrap(), LogAddress([9; 32]));
        let group = with(
            &with(&garden(), Edit::Appoint(BOB)),
            Edit::Title("حديقة".into()),
        );
        for policy in [direct, group] {
            assert_eq!(Policy::decode(&policy.components()), Some(policy));
        }
    }

    #[test]
    fn whoever_applies_a_difference_comes_to_the_same_policy() {
        let wanted = vec![
            Edit::Move(LogAddress([7; 32]), Seq(300)),
            Edit::Title("Orchard".into()),
            Edit::Appoint(BOB),
            Edit::Dismiss(ALICE),
        ];
        let (edits, after) = garden().changed(wanted, &[ALICE, BOB]);
        let updates = updates(&edits);
        assert_eq!(updates.len(), 3);
        let components = applied(&garden(), &updates).unwrap();
        assert_eq!(Policy::decode(&components), Some(after));
    }

    #[test]
    fn a_new_title_is_a_few_bytes_whatever_else_is_agreed() {
        let updates = updates(&[Edit::Title("Orchard".into())]);
        assert_eq!(updates[0].difference.len(), 12);
    }

    #[test]
    fn a_component_more_or_less_is_no_policy() {
        let mut more = garden().components();
        more.insert(0x8505, vec![0x80]);
        assert_eq!(Policy::decode(&more), None);
        for component in [PLACE, CARD, ROLES] {
            let mut less = garden().components();
            less.remove(&component);
            assert_eq!(Policy::decode(&less), None);
        }
    }

    #[test]
    fn a_value_in_another_spelling_is_no_policy() {
        for component in [PLACE, CARD, ROLES] {
            let mut longer = garden().components();
            longer.get_mut(&component).unwrap().push(0);
            assert_eq!(Policy::decode(&longer), None, "bytes after it");
            let mut more = garden().components();
            let value = more.get_mut(&component).unwrap();
            // One field more than this version knows.
            value[0] += 1;
            value.push(0);
            assert_eq!(Policy::decode(&more), None, "a field more");
        }
    }

    #[test]
    fn a_difference_that_changes_nothing_or_cannot_be_is_refused() {
        let long = "x".repeat(limits::TITLE_BYTES + 1);
        for edit in [
            Edit::Title("Garden".into()),
            Edit::Title(long),
            Edit::Appoint(ALICE),
            Edit::Dismiss(BOB),
            // Nobody would be left to remove anyone.
            Edit::Dismiss(ALICE),
            Edit::Move(LogAddress([9; 32]), Seq(7)),
            Edit::Move(LogAddress([7; 32]), Seq(0)),
            Edit::Move(LogAddress([7; 32]), Seq(limits::FIRST_SEQ_MAX + 1)),
        ] {
            let updates = updates(std::slice::from_ref(&edit));
            assert_eq!(applied(&garden(), &updates), None, "{edit:?}");
        }
        for bytes in [&b""[..], &[0x80], &[0x81], &[0x9f, 0xff]] {
            let value = garden().components()[&CARD].clone();
            assert_eq!(apply(CARD, Some(&value), bytes), None);
        }
        let title = updates(&[Edit::Title("Orchard".into())])
            .remove(0)
            .difference;
        for component in [PLACE, ROLES, 0x8505] {
            let value = garden().components().remove(&component);
            assert_eq!(apply(component, value.as_deref(), &title), None);
        }
        assert_eq!(apply(CARD, None, &title), None);
    }

    #[test]
    fn a_group_has_at_most_so_many_admins() {
        let mut policy = garden();
        for n in 1..limits::GROUP_ADMINS {
            let account = AccountId([100 + u8::try_from(n).unwrap(); 32]);
            assert!(policy.takes_admins());
            assert!(policy.edit(&Edit::Appoint(account)).is_some());
        }
        assert!(!policy.takes_admins());
        assert!(policy.edit(&Edit::Appoint(BOB)).is_none());
        let bytes: usize = policy.components().values().map(Vec::len).sum();
        assert!(bytes < limits::GROUP_STATE_BYTES, "{bytes}");
    }

    #[test]
    fn who_goes_has_no_role_and_somebody_always_has_one() {
        let both = with(&garden(), Edit::Appoint(BOB));
        let carol = AccountId([3; 32]);
        let after = |policy: &Policy, staying: &[AccountId]| policy.changed(Vec::new(), staying).1;
        assert_eq!(after(&both, &[ALICE, BOB]), both);
        assert_eq!(after(&both, &[BOB, carol]).admins(), [BOB]);
        assert_eq!(after(&both, &[carol]).admins(), [carol]);
    }
}
