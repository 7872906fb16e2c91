//! Who is in a conversation: the rows that follow from a merged commit, and the lines that say so.

use hudhud_base::{AccountId, Timestamp};
use hudhud_mls::{Group, Member};
use hudhud_store::{
    accounts,
    conversations::ConversationKind,
    members::{self, MemberRow},
    receipts::{self, ReceiptRow},
};
use hudhud_wire::Entry;

use crate::conversation::Conversation;
use crate::conversation::notice::Notice;
use crate::conversation::policy::Policy;
use crate::turn::Step;
use crate::turn::damage::Damage;

/// What a commit changed about who is in a group.
struct Difference {
    added: Vec<AccountId>,
    gone: Vec<AccountId>,
    promoted: Vec<AccountId>,
    demoted: Vec<AccountId>,
}

impl Conversation<'_, '_> {
    /// The members' rows as the group has them.
    pub(crate) fn keep_members(&mut self, group: &Group, policy: &Policy) -> Step {
        self.write_members(group.members(), policy)
    }

    fn write_members(&mut self, members: Vec<Member>, policy: &Policy) -> Step {
        let rows: Vec<_> = members
            .into_iter()
            .map(|member| MemberRow {
                conversation: self.row.id,
                device: member.device,
                account: member.account,
                leaf: member.leaf,
                account_key: member.account_key.to_vec(),
                control_key: member.control_key.to_vec(),
                admin: policy.is_admin(&member.account),
            })
            .collect();
        self.note_who_is_new(&rows)?;
        Ok(members::replace_all(self.turn.db, self.row.id, &rows)?)
    }

    /// Whoever comes into a group where this device is already has nothing of what was said until now,
    /// however far they say to have read. In a direct conversation a mark of the other says that they
    /// have answered once: there it is not set before they have.
    fn note_who_is_new(&self, rows: &[MemberRow]) -> Step {
        let before = members::accounts_of(self.turn.db, self.row.id)?;
        if before.is_empty() || self.row.kind == ConversationKind::Direct {
            return Ok(());
        }
        for new in rows.iter().filter(|row| !before.contains(&row.account)) {
            let mark = ReceiptRow::unheard(self.row.id, new.account, self.row.cursor);
            receipts::upsert(self.turn.db, &mark)?;
        }
        Ok(())
    }

    pub(crate) fn refresh_members(&mut self) -> Step<Policy> {
        let (members, policy) = self.with_group(|group, _| (group.members(), Policy::of(group)))?;
        let policy = policy.ok_or_else(|| self.damaged(Damage::PolicyUnreadable))?;
        self.write_members(members, &policy)?;
        Ok(policy)
    }

    /// After a merged commit: rows, title, and a line for each thing that changed. `before` is who
    /// was in the group until then.
    pub(crate) fn group_changed(
        &mut self,
        entry: &Entry,
        by: AccountId,
        before: &[Member],
    ) -> Step {
        // The rows still say who was an admin before.
        let rows_before = members::list(self.turn.db, self.row.id)?;
        let policy = self.refresh_members()?;
        let now = members::list(self.turn.db, self.row.id)?;
        let difference = difference(before, &rows_before, &now);
        if !difference.added.is_empty() {
            // Who has just come has heard nobody.
            self.row.profile_told = Timestamp(0);
        }
        let leaving = self.turn.memory.leaving.remove(&self.row.id);
        let leaving = leaving.unwrap_or_default();
        let (left, removed): (Vec<_>, Vec<_>) = difference
            .gone
            .iter()
            .copied()
            .partition(|account| leaving.contains(account));
        for account in &difference.gone {
            receipts::delete(self.turn.db, self.row.id, account)?;
        }
        for account in &removed {
            // Who still shares another conversation with them did not part from them.
            if !self.turn.is_met(account)? {
                self.turn.take_back_capability(account)?;
            }
        }
        let is_group = self.row.kind == ConversationKind::Group;
        let renamed =
            (self.row.title != policy.title() && is_group).then(|| policy.title().to_owned());
        if let Some(title) = &renamed {
            self.row.title.clone_from(title);
        }
        let ends = !self.turn.goes_on_elsewhere(&self.row)?;
        let notices = [
            some_of(difference.added).map(Notice::Added),
            some_of(removed).map(Notice::Removed),
            some_of(left).map(Notice::Left),
            renamed.map(Notice::Renamed),
            some_of(difference.promoted).map(Notice::Promoted),
            some_of(difference.demoted).map(Notice::Demoted),
        ];
        for notice in notices.into_iter().flatten() {
            // A direct conversation begins without a word about it; that it has ended is said.
            if is_group || (ends && matches!(notice, Notice::Left(_))) {
                self.line_of(entry, by, &notice)?;
            }
        }
        self.turn.inquire_members(&self.row)?;
        self.changed();
        Ok(())
    }

    /// Titles a direct conversation with the other person's name, as far as it is known.
    pub(crate) fn name_direct(&mut self, peer: &AccountId) -> Step {
        let name = accounts::by_id(self.turn.db, peer)?.and_then(|account| account.name);
        if let Some(name) = name
            && self.row.kind == ConversationKind::Direct
            && self.row.title != name
        {
            self.row.title = name;
            self.save()?;
        }
        Ok(())
    }
}

fn difference(before: &[Member], rows_before: &[MemberRow], now: &[MemberRow]) -> Difference {
    let added: Vec<_> = now
        .iter()
        .filter(|member| before.iter().all(|old| old.account != member.account))
        .map(|member| member.account)
        .collect();
    let gone = before
        .iter()
        .filter(|old| now.iter().all(|member| old.account != member.account))
        .map(|old| old.account)
        .collect();
    let was_admin = |account| {
        rows_before
            .iter()
            .any(|row| row.admin && row.account == account)
    };
    let promoted = now
        .iter()
        .filter(|member| {
            member.admin && !was_admin(member.account) && !added.contains(&member.account)
        })
        .map(|member| member.account)
        .collect();
    let demoted = now
        .iter()
        .filter(|member| !member.admin && was_admin(member.account))
        .map(|member| member.account)
        .collect();
    Difference {
        added,
        gone,
        promoted,
        demoted,
    }
}

fn some_of(accounts: Vec<AccountId>) -> Option<Vec<AccountId>> {
    (!accounts.is_empty()).then_some(accounts)
}
