//! Who is in a conversation: the rows that follow from a merged commit, and the lines that say so.

use hudhud_base::{AccountId, ConversationId, MessageRow, Minute, Seq};
use hudhud_crypto::identity::body_hash;
use hudhud_mls::{Group, Member};
use hudhud_store::{
    accounts,
    conversations::{self, ConversationRow, ConversationState, Kind},
    intents,
    members::{self, MemberRow},
    messages::{self, MessageKind, MessageState, StoredMessage},
    outbox::{self, OutboxRow},
    receipts,
};
use hudhud_wire::Entry;

use crate::api::{self, Event, TurnError};
use crate::conversation::hear::Taken;
use crate::conversation::notice::Notice;
use crate::conversation::policy::Policy;
use crate::turn::memory::LogOwner;
use crate::turn::{Step, Turn};
use crate::work::intent::IntentKind;

/// Milliseconds that others leave a holder of control to commit a leave.
const OTHERS_COMMIT_LEAVES_AFTER_MS: u64 = 30_000;

impl Turn<'_> {
    /// The members' rows as the group has them.
    pub(crate) fn keep_members(
        &mut self,
        row: &ConversationRow,
        group: &Group,
        policy: &Policy,
    ) -> Step {
        self.write_members(row, group.members(), policy)
    }

    fn write_members(
        &mut self,
        row: &ConversationRow,
        members: Vec<Member>,
        policy: &Policy,
    ) -> Step {
        let rows: Vec<_> = members
            .into_iter()
            .map(|member| MemberRow {
                conversation: row.id,
                device: member.device,
                account: member.account,
                leaf: member.leaf,
                account_key: member.account_key.to_vec(),
                control_key: member.control_key.to_vec(),
                admin: policy.is_admin(&member.account),
            })
            .collect();
        Ok(members::replace_all(self.db, row.id, &rows)?)
    }

    pub(crate) fn refresh_members(&mut self, row: &ConversationRow) -> Step<Policy> {
        let (members, policy) = self.with_group(row, |group, _| {
            (group.members(), Policy::decode(group.policy()))
        })?;
        let policy = policy.ok_or(TurnError::Damaged)?;
        self.write_members(row, members, &policy)?;
        Ok(policy)
    }

    /// After a merged commit: rows, title, and a line for each thing that changed.
    pub(crate) fn group_changed(
        &mut self,
        row: &mut ConversationRow,
        entry: &Entry,
        (by, before): (AccountId, &[Member]),
    ) -> Step {
        let admins: Vec<_> = members::list(self.db, row.id)?
            .into_iter()
            .filter(|member| member.admin)
            .map(|member| member.account)
            .collect();
        let policy = self.refresh_members(row)?;
        let now = members::list(self.db, row.id)?;
        let added: Vec<_> = now
            .iter()
            .filter(|member| before.iter().all(|old| old.account != member.account))
            .map(|member| member.account)
            .collect();
        let gone: Vec<_> = before
            .iter()
            .filter(|old| now.iter().all(|member| old.account != member.account))
            .map(|old| old.account)
            .collect();
        let leaving = self.memory.leaving.remove(&row.id).unwrap_or_default();
        let (left, removed): (Vec<_>, Vec<_>) = gone
            .iter()
            .copied()
            .partition(|account| leaving.contains(account));
        for account in &gone {
            receipts::delete(self.db, row.id, account)?;
        }
        let promoted: Vec<_> = now
            .iter()
            .filter(|member| {
                member.admin
                    && !admins.contains(&member.account)
                    && !added.contains(&member.account)
            })
            .map(|member| member.account)
            .collect();
        let renamed =
            (row.title != policy.title && row.kind == Kind::Group).then(|| policy.title.clone());
        if let Some(title) = &renamed {
            row.title.clone_from(title);
        }
        let notice = [
            some_of(added).map(Notice::Added),
            some_of(removed).map(Notice::Removed),
            some_of(left).map(Notice::Left),
            renamed.map(Notice::Renamed),
            some_of(promoted).map(Notice::Promoted),
        ];
        for notice in notice.into_iter().flatten() {
            // A direct conversation begins without a word about it.
            if row.kind == Kind::Group {
                self.notice(row, entry, by, &notice)?;
            }
        }
        self.inquire_members(row)?;
        self.conversation_changed(row.id);
        Ok(())
    }

    pub(crate) fn system_line(
        &mut self,
        row: &ConversationRow,
        entry: &Entry,
        notice: &Notice,
    ) -> Step {
        let own = self.own()?.account;
        self.notice(row, entry, own, notice)
    }

    fn notice(
        &mut self,
        row: &ConversationRow,
        entry: &Entry,
        by: AccountId,
        notice: &Notice,
    ) -> Step {
        self.line(row, (by, &entry.id.0), (entry.seq, entry.minute), notice)
    }

    /// Where this device came in: what was said before is not here.
    pub(crate) fn joined_line(&mut self, row: &ConversationRow) -> Step {
        let own = self.own()?.account;
        let what = [row.log.0.as_slice(), &row.cursor.0.to_be_bytes()].concat();
        let at = (row.cursor, self.now.minute());
        self.line(row, (own, &what), at, &Notice::Joined)
    }

    /// Up to the cursor, messages expired before they were read here. Between two lines that say so
    /// stands something else: one is enough for gaps that follow each other.
    pub(crate) fn missed_line(&mut self, row: &ConversationRow, minute: Minute) -> Step {
        let newest = messages::page(self.db, row.id, None, 1)?.pop();
        let said = Notice::Missed.encode();
        if newest.is_some_and(|newest| newest.kind == MessageKind::System && newest.body == said) {
            return Ok(());
        }
        let own = self.own()?.account;
        let what = [row.log.0.as_slice(), &row.cursor.0.to_be_bytes()].concat();
        self.line(row, (own, &what), (row.cursor, minute), &Notice::Missed)
    }

    /// Nobody let this device in again.
    pub(crate) fn unanswered_line(&mut self, row: &ConversationRow) -> Step {
        let own = self.own()?.account;
        let what = [row.log.0.as_slice(), &row.cursor.0.to_be_bytes()].concat();
        let at = (row.cursor, self.now.minute());
        self.line(row, (own, &what), at, &Notice::Unanswered)
    }

    /// A line that nobody wrote; `what` tells it from others, so that it is said once.
    fn line(
        &mut self,
        row: &ConversationRow,
        (by, what): (AccountId, &[u8]),
        (seq, minute): (Seq, Minute),
        notice: &Notice,
    ) -> Step {
        let body = notice.encode();
        let message_id = body_hash(&[what, body.as_bytes()].concat());
        if messages::by_sender_and_id(self.db, row.id, &by, &message_id)?.is_some() {
            return Ok(());
        }
        let message = messages::insert(
            self.db,
            &StoredMessage {
                id: MessageRow(0),
                conversation: row.id,
                position: 0,
                message_id,
                sender: by,
                kind: MessageKind::System,
                body,
                reply_to: None,
                sent: minute.start(),
                seq: Some(seq),
                minute: Some(minute),
                state: MessageState::Received,
                edited: None,
                deleted: false,
            },
        )?;
        self.event(Event::Message {
            conversation: row.id,
            message: message,
        });
        Ok(())
    }

    /// A member asked to leave: somebody commits it before anything else is said.
    pub(crate) fn somebody_leaves(&mut self, row: &ConversationRow, leaf: u32) -> Step {
        let member = self.with_group(row, |group, _| group.member(leaf))?;
        if let Some(member) = member {
            self.memory
                .leaving
                .entry(row.id)
                .or_default()
                .insert(member.account);
        }
        let first = self.holds_control(row)?;
        let wait = if first {
            self.jittered(1_000, 0)
        } else {
            self.jittered(OTHERS_COMMIT_LEAVES_AFTER_MS, 1)
        };
        let later = self.now.plus_ms(wait);
        self.insert_intent_later(Some(row.id), &IntentKind::CommitLeaves, later)?;
        Ok(())
    }

    /// Our leave came back: for us it is over.
    pub(crate) fn we_left(&mut self, row: &mut ConversationRow, out: &OutboxRow) -> Step<Taken> {
        outbox::delete(self.db, out.id)?;
        self.end_intent(out.intent, None)?;
        self.over(row, ConversationState::Left)
    }

    pub(crate) fn we_were_removed(
        &mut self,
        row: &mut ConversationRow,
        entry: &Entry,
        by: &AccountId,
    ) -> Step<Taken> {
        let own = self.own()?.account;
        self.notice(row, entry, *by, &Notice::Removed(vec![own]))?;
        let taken = self.over(row, ConversationState::Removed)?;
        if row.invite.is_some() {
            conversations::update(self.db, row)?;
            self.invited_again(row.clone())?;
            if let Some(now) = conversations::by_id(self.db, row.id)? {
                *row = now;
            }
        }
        Ok(taken)
    }

    /// Ends a conversation on this device: what waited to be sent will not be.
    fn over(&mut self, row: &mut ConversationRow, state: ConversationState) -> Step<Taken> {
        row.state = state;
        row.receipt_due = None;
        for out in outbox::list(self.db, row.id)? {
            if let Some(message) = out
                .message
                .map(|id| messages::by_id(self.db, id))
                .transpose()?
                .flatten()
            {
                messages::update(
                    self.db,
                    &StoredMessage {
                        state: MessageState::Failed,
                        ..message
                    },
                )?;
                self.message_changed(row.id, out.message.unwrap_or_default());
            }
            outbox::delete(self.db, out.id)?;
        }
        for intent in intents::list(self.db, row.id)? {
            if matches!(
                intent.state,
                intents::IntentState::Open | intents::IntentState::Staged
            ) {
                self.end_intent(Some(intent.id), Some(api::Failure::NotAllowed))?;
            }
        }
        // The group may not be in memory; left in the store, it would bar the way back in.
        let kept = self.memory.take_group(row.id);
        self.with_context(|context| {
            let group = match kept {
                Some(group) => Some(group),
                None => Group::load(context, &row.group_id)?,
            };
            group.map_or(Ok(()), |group| group.delete(context))
        })
        .map_err(|_| TurnError::Damaged)?;
        self.conversation_changed(row.id);
        Ok(Taken::Over)
    }

    /// Titles a direct conversation with the other person's name, as far as it is known.
    pub(crate) fn name_direct(&mut self, conversation: ConversationId, peer: &AccountId) -> Step {
        let name = accounts::by_id(self.db, peer)?.and_then(|account| account.name);
        if let (Some(name), Some(mut row)) = (name, conversations::by_id(self.db, conversation)?)
            && row.kind == Kind::Direct
            && row.title != name
        {
            row.title = name;
            conversations::update(self.db, &row)?;
        }
        Ok(())
    }

    /// The host no longer has everything that was not read.
    pub(crate) fn fell_behind(&mut self, link: &api::Link, owner: LogOwner, first: Seq) -> Step {
        let last_gone = Seq(first.0.saturating_sub(1));
        let LogOwner::Conversation(conversation) = owner else {
            self.update_own(|row| row.inbox_cursor = last_gone)?;
            // Read from what is left.
            self.out.close.push(link.clone());
            return Ok(());
        };
        let Some(mut row) = conversations::by_id(self.db, conversation)? else {
            return Ok(());
        };
        let head = self
            .memory
            .open_log(link, owner)
            .map(|log| log.ordered_head);
        if head.is_none_or(|head| head > row.ordered_head) {
            // Handshakes are gone: the group went on without us.
            return self.fell_out_of_step_now(conversation);
        }
        // Only messages are gone: say so, and read on.
        self.missed(&mut row, last_gone, self.now.minute())?;
        conversations::update(self.db, &row)?;
        self.open_conversation(&row)
    }
}

fn some_of(accounts: Vec<AccountId>) -> Option<Vec<AccountId>> {
    (!accounts.is_empty()).then_some(accounts)
}
