//! What a person asks of a group: it is kept as an intent, and becomes a commit when it can.

use hudhud_base::{AccountId, ConversationId, limits};
use hudhud_store::{conversations::ConversationKind, members};

use crate::api::{Answer, CommandError, Person};
use crate::conversation::Conversation;
use crate::conversation::policy::checked_title;
use crate::turn::record::Bytes32;
use crate::turn::{Step, Turn};
use crate::work::intent::IntentKind;

impl<'t> Turn<'t> {
    pub(crate) fn rename(&mut self, conversation: ConversationId, title: &str) -> Step<Answer> {
        let mut group = self.group_in_use(conversation)?;
        let title = checked_title(title)?;
        group.check_admin()?;
        group.intend(&IntentKind::Rename(title.to_owned()))
    }

    /// The intent is to be moved on.
    pub(crate) fn add_members(
        &mut self,
        conversation: ConversationId,
        people: Vec<Person>,
    ) -> Step<Answer> {
        let group = self.group_in_use(conversation)?;
        let there = members::list(group.turn.db, conversation)?.len();
        if there + people.len() > limits::HYBRID_GROUP_DEVICES {
            return Err(CommandError::TooMany {
                limit: limits::HYBRID_GROUP_DEVICES,
            }
            .into());
        }
        self.add_people(conversation, people)
    }

    pub(crate) fn remove_member(
        &mut self,
        conversation: ConversationId,
        account: &AccountId,
    ) -> Step<Answer> {
        let mut group = self.led_group(conversation, account)?;
        group.intend(&IntentKind::Remove(Bytes32(account.0)))
    }

    pub(crate) fn promote(
        &mut self,
        conversation: ConversationId,
        account: &AccountId,
    ) -> Step<Answer> {
        let mut group = self.led_group(conversation, account)?;
        group.intend(&IntentKind::Promote(Bytes32(account.0)))
    }

    pub(crate) fn demote(
        &mut self,
        conversation: ConversationId,
        account: &AccountId,
    ) -> Step<Answer> {
        let mut group = self.led_group(conversation, account)?;
        group.intend(&IntentKind::Demote(Bytes32(account.0)))
    }

    pub(crate) fn ask_to_leave(&mut self, conversation: ConversationId) -> Step<Answer> {
        let mut conversation = self.writable(conversation)?;
        let id = conversation.id();
        if conversation.turn.has_intent(id, &IntentKind::Leave)? {
            return Ok(Answer::Done);
        }
        conversation.intend(&IntentKind::Leave)
    }

    fn group_in_use(&mut self, conversation: ConversationId) -> Step<Conversation<'_, 't>> {
        let group = self.writable(conversation)?;
        if group.row.kind == ConversationKind::Group {
            Ok(group)
        } else {
            Err(CommandError::NotAGroup.into())
        }
    }

    /// A group in which this account may do to another member what only admins may.
    fn led_group(
        &mut self,
        conversation: ConversationId,
        account: &AccountId,
    ) -> Step<Conversation<'_, 't>> {
        let mut group = self.group_in_use(conversation)?;
        if *account == group.turn.own()?.account {
            return Err(CommandError::Yourself.into());
        }
        let members = members::list(group.turn.db, conversation)?;
        if members.iter().all(|member| member.account != *account) {
            return Err(CommandError::NotAMember.into());
        }
        group.check_admin()?;
        Ok(group)
    }
}

impl Conversation<'_, '_> {
    fn check_admin(&mut self) -> Step {
        let own = self.turn.own()?.account;
        let is_admin = members::list(self.turn.db, self.row.id)?
            .iter()
            .any(|member| member.account == own && member.admin);
        // So that the person hears it at once; the commit is held to the rules all the same.
        if is_admin {
            Ok(())
        } else {
            Err(CommandError::NotAllowed.into())
        }
    }

    fn intend(&mut self, kind: &IntentKind) -> Step<Answer> {
        let intent = self.turn.insert_intent(Some(self.row.id), kind)?;
        self.turn.drive(self.row.id)?;
        Ok(Answer::Intent(intent))
    }
}
