//! Requests: accepting, declining, blocking; and joining by an invitation that was accepted.

use hudhud_base::{AccountId, ConversationId, IntentId, Seq};
use hudhud_mls::{Group, JoinError};
use hudhud_store::{
    Secret,
    accounts::{self, Standing},
    conversations::{self, ConversationRow, ConversationState, Kind},
    generations::{self, GenerationRow},
    intents::IntentRow,
};

use crate::api::{Answer, CommandError, Failure, TurnError};
use crate::conversation::policy::{Policy, PolicyKind};
use crate::inbox::letter::{GenerationRecord, Matter, WelcomeAt, WelcomeParts};
use crate::turn::record;
use crate::turn::{Step, Turn};
use crate::work::blob::Fetched;
use crate::work::intent::IntentKind;

impl Turn<'_> {
    fn requested(&mut self, conversation: ConversationId) -> Step<ConversationRow> {
        let row = self.row(conversation)?;
        if row.state != ConversationState::Request {
            return Err(CommandError::NotARequest.into());
        }
        Ok(row)
    }

    pub(crate) fn accept(&mut self, conversation: ConversationId) -> Step<Answer> {
        let row = self.requested(conversation)?;
        if let Some(inviter) = row.inviter.filter(|_| row.kind == Kind::Direct) {
            self.set_standing(&inviter, Standing::Contact)?;
        }
        if !self.has_intent(row.id, &IntentKind::Accept)? {
            self.insert_intent(Some(row.id), &IntentKind::Accept)?;
        }
        let intent = self.open_intent_in(row.id, &IntentKind::Accept)?;
        self.pump_intents()?;
        Ok(Answer::Intent(intent))
    }

    fn open_intent_in(
        &mut self,
        conversation: ConversationId,
        kind: &IntentKind,
    ) -> Step<IntentId> {
        hudhud_store::intents::list(self.db, conversation)?
            .into_iter()
            .rfind(|row| {
                row.kind == kind.code() && row.state == hudhud_store::intents::IntentState::Open
            })
            .map(|row| row.id)
            .ok_or_else(|| TurnError::Damaged.into())
    }

    pub(crate) fn decline(&mut self, conversation: ConversationId) -> Step<Answer> {
        let row = self.requested(conversation)?;
        conversations::forget(self.db, row.id)?;
        self.conversation_changed(row.id);
        Ok(Answer::Done)
    }

    pub(crate) fn block(&mut self, account: &AccountId) -> Step<Answer> {
        if *account == self.own()?.account {
            return Err(CommandError::Yourself.into());
        }
        self.set_standing(account, Standing::Blocked)?;
        for row in conversations::with_state(self.db, ConversationState::Request)? {
            if row.inviter == Some(*account) {
                conversations::forget(self.db, row.id)?;
                self.conversation_changed(row.id);
            }
        }
        // Who is not to be heard of again is not left listening either.
        if let Some(row) = self.direct_with(account)? {
            self.leave(row.id)?;
        }
        Ok(Answer::Done)
    }

    pub(crate) fn unblock(&mut self, account: &AccountId) -> Step<Answer> {
        self.set_standing(account, Standing::Stranger)?;
        Ok(Answer::Done)
    }

    pub(crate) fn set_standing(&mut self, account: &AccountId, standing: Standing) -> Step {
        let host = self.own()?.row.host.clone();
        let mut row = self.account_row(*account, &host)?;
        row.standing = standing;
        Ok(accounts::upsert(self.db, &row)?)
    }

    /// Joins, once Welcome and tree are here.
    pub(crate) fn pump_accept(&mut self, intent: IntentRow) -> Step {
        let Some(row) = intent
            .conversation
            .map(|id| conversations::by_id(self.db, id))
            .transpose()?
            .flatten()
        else {
            return self.end_intent(Some(intent.id), Some(Failure::InviteUnusable));
        };
        let matter = row.invite.as_deref().and_then(record::decode::<Matter>);
        let Some(Matter::Invite {
            generation,
            welcome,
            home,
            ..
        }) = matter
        else {
            return self.cannot_join(&row, intent.id);
        };
        let parts = match self.parts_here(&row, &welcome)? {
            Parts::Here(parts) => parts,
            Parts::Waiting => return Ok(()),
            Parts::Lost => return self.cannot_join(&row, intent.id),
        };
        let joined =
            self.with_context(|context| Group::join(context, &parts.welcome, Some(&parts.tree)));
        let joined = match joined {
            Ok(joined) => joined,
            Err(JoinError::Storage(_) | JoinError::Bug) => return Err(TurnError::Damaged.into()),
            Err(
                JoinError::AlreadyMember
                | JoinError::NoSuchKeyPackage
                | JoinError::NoTree
                | JoinError::Invalid,
            ) => {
                return self.cannot_join(&row, intent.id);
            }
        };
        let policy = Policy::decode(joined.group.policy());
        let genuine = policy.as_ref().is_some_and(|policy| {
            joined.group.id() == row.group_id.as_slice()
                && Some(joined.sender.account) == row.inviter
                && policy.log() == row.log
                && (policy.kind == PolicyKind::Direct) == (row.kind == Kind::Direct)
                && (policy.kind == PolicyKind::Group || joined.group.members().len() == 2)
        });
        let (Some(policy), true) = (policy, genuine) else {
            self.with_context(|context| joined.group.delete(context))
                .map_err(|_| TurnError::Damaged)?;
            return self.cannot_join(&row, intent.id);
        };
        self.enter(row, joined.group, (&policy, &generation))?;
        self.memory.hosts.insert(home);
        self.end_intent(Some(intent.id), None)
    }

    fn enter(
        &mut self,
        row: ConversationRow,
        group: Group,
        (policy, generation): (&Policy, &GenerationRecord),
    ) -> Step {
        let title = if row.kind == Kind::Group {
            policy.title.clone()
        } else {
            row.title.clone()
        };
        let row = ConversationRow {
            state: ConversationState::Active,
            title,
            invite: None,
            ..row
        };
        conversations::update(self.db, &row)?;
        self.take_generation(&row, generation)?;
        self.keep_members(&row, &group, policy)?;
        self.memory.keep_group(row.id, group);
        self.memory.hosts.insert(row.host.clone());
        // A key package has been used up.
        self.memory.packages_due = true;
        if let Some(peer) = row.peer {
            self.name_direct(row.id, &peer)?;
        }
        self.inquire_members(&row)?;
        if row.kind == Kind::Group {
            self.joined_line(&row)?;
        }
        self.conversation_changed(row.id);
        self.open_conversation(&row)
    }

    pub(crate) fn take_generation(
        &mut self,
        row: &ConversationRow,
        record: &GenerationRecord,
    ) -> Step {
        generations::upsert(
            self.db,
            &GenerationRow {
                conversation: row.id,
                generation: record.generation(),
                read: Secret::new(record.read.0),
                write: Secret::new(record.write.0),
                control: record
                    .control
                    .as_ref()
                    .map(|control| Secret::new(control.0)),
                log_key: Secret::new(record.log_key.0),
                first_seq: record.first_seq().max(Seq(1)),
                ended_seq: None,
            },
        )?;
        Ok(())
    }

    /// Looks up the names of members that are not known yet.
    pub(crate) fn inquire_members(&mut self, row: &ConversationRow) -> Step {
        let own = self.own()?.account;
        for member in hudhud_store::members::list(self.db, row.id)? {
            if member.account == own {
                continue;
            }
            let mut account = self.account_row(member.account, &row.host)?;
            if account.account_key.is_none() {
                account.account_key = Some(member.account_key);
                accounts::upsert(self.db, &account)?;
            }
            if account.name.is_none() {
                self.inquire(row.id, &member.account)?;
            }
        }
        Ok(())
    }

    fn cannot_join(&mut self, row: &ConversationRow, intent: IntentId) -> Step {
        self.end_intent(Some(intent), Some(Failure::InviteUnusable))?;
        let row = ConversationRow {
            state: ConversationState::Failed,
            invite: None,
            ..row.clone()
        };
        conversations::update(self.db, &row)?;
        self.conversation_changed(row.id);
        Ok(())
    }

    pub(crate) fn parts_here(&mut self, row: &ConversationRow, at: &WelcomeAt) -> Step<Parts> {
        let blob = match at {
            WelcomeAt::Here(parts) => return Ok(Parts::Here(parts.clone())),
            WelcomeAt::Blob(blob) => blob,
        };
        Ok(match self.fetched(blob, &row.host, Some(row.id))? {
            Fetched::Here(bytes) => {
                record::decode::<WelcomeParts>(&bytes).map_or(Parts::Lost, Parts::Here)
            }
            Fetched::Waiting(_) => Parts::Waiting,
            Fetched::Lost => Parts::Lost,
        })
    }
}

/// Welcome and tree, wherever they were.
pub(crate) enum Parts {
    Here(WelcomeParts),
    Waiting,
    Lost,
}
