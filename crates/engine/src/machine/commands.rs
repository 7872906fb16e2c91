//! Commands: each is checked before anything changes.

use hudhud_base::{AccountId, ConversationId, limits};
use hudhud_store::{
    conversations::{self, ConversationRow, Kind},
    members,
};

use crate::api::{Answer, Command, CommandError};
use crate::conversation::commit::account_bytes;
use crate::turn::{Step, Turn};
use crate::work::intent::IntentKind;

impl Turn<'_> {
    pub(crate) fn command(&mut self, command: Command) -> Step {
        let answer = match command {
            Command::SignUp { host, name } => self.begin_sign_up(&host, name),
            Command::ClaimName { name } => self.begin_claim(name),
            Command::Start { person } => self.start(person),
            Command::CreateGroup { title, members } => self.create_group(&title, members),
            Command::Send {
                conversation,
                body,
                reply_to,
            } => self.send(conversation, &body, reply_to),
            Command::Edit { message, body } => self.edit(message, &body),
            Command::Delete { message } => self.delete(message),
            Command::Resend { message } => self.resend(message),
            Command::Discard { message } => self.discard(message),
            Command::React { message, emoji } => self.react(message, &emoji),
            Command::Unreact { message, emoji } => self.unreact(message, &emoji),
            Command::MarkRead {
                conversation,
                up_to,
            } => self.mark_read(conversation, up_to),
            Command::Typing { conversation } => self.typing(conversation),
            Command::Draft { conversation, text } => self.draft(conversation, text),
            Command::Accept { conversation } => self.accept(conversation),
            Command::Decline { conversation } => self.decline(conversation),
            Command::Block { account } => self.block(&account),
            Command::Unblock { account } => self.unblock(&account),
            Command::Rename {
                conversation,
                title,
            } => self.rename(conversation, &title),
            Command::AddMembers {
                conversation,
                members,
            } => {
                let row = self.group_in_use(conversation)?;
                let there = members::list(self.db, row.id)?.len();
                if there + members.len() > limits::HYBRID_GROUP_DEVICES {
                    return Err(CommandError::TooMany {
                        limit: limits::HYBRID_GROUP_DEVICES,
                    }
                    .into());
                }
                self.add_members(row.id, members)
            }
            Command::RemoveMember {
                conversation,
                account,
            } => {
                let row = self.led_group(conversation, &account)?;
                self.intend(&row, &IntentKind::Remove(account_bytes(&account)))
            }
            Command::Promote {
                conversation,
                account,
            } => {
                let row = self.led_group(conversation, &account)?;
                self.intend(&row, &IntentKind::Promote(account_bytes(&account)))
            }
            Command::Leave { conversation } => self.leave(conversation),
        }?;
        self.out.answer = Some(Ok(answer));
        Ok(())
    }

    fn intend(&mut self, row: &ConversationRow, kind: &IntentKind) -> Step<Answer> {
        let intent = self.insert_intent(Some(row.id), kind)?;
        self.drive(row.id)?;
        Ok(Answer::Intent(intent))
    }

    fn group_in_use(&mut self, conversation: ConversationId) -> Step<ConversationRow> {
        let row = self.writable(conversation)?;
        if row.kind == Kind::Group {
            Ok(row)
        } else {
            Err(CommandError::NotAGroup.into())
        }
    }

    /// A group in which this account may do to another member what only admins may.
    fn led_group(
        &mut self,
        conversation: ConversationId,
        account: &AccountId,
    ) -> Step<ConversationRow> {
        let row = self.group_in_use(conversation)?;
        let own = self.own()?.account;
        if *account == own {
            return Err(CommandError::Yourself.into());
        }
        let members = members::list(self.db, row.id)?;
        let is_admin = members
            .iter()
            .any(|member| member.account == own && member.admin);
        if members.iter().all(|member| member.account != *account) {
            return Err(CommandError::NotAMember.into());
        }
        if is_admin {
            Ok(row)
        } else {
            Err(CommandError::NotAllowed.into())
        }
    }

    fn rename(&mut self, conversation: ConversationId, title: &str) -> Step<Answer> {
        let row = self.group_in_use(conversation)?;
        let title = title.trim();
        if title.is_empty() {
            return Err(CommandError::Empty.into());
        }
        if title.len() > limits::TITLE_BYTES {
            return Err(CommandError::TooLong {
                limit_bytes: limits::TITLE_BYTES,
            }
            .into());
        }
        let own = self.own()?.account;
        if !members::list(self.db, row.id)?
            .iter()
            .any(|member| member.account == own && member.admin)
        {
            return Err(CommandError::NotAllowed.into());
        }
        self.intend(&row, &IntentKind::Rename(title.to_owned()))
    }

    pub(crate) fn leave(&mut self, conversation: ConversationId) -> Step<Answer> {
        let row = self.writable(conversation)?;
        if self.has_intent(row.id, &IntentKind::Leave)? {
            return Ok(Answer::Done);
        }
        self.intend(&row, &IntentKind::Leave)
    }

    fn draft(&mut self, conversation: ConversationId, text: String) -> Step<Answer> {
        let mut row = self.row(conversation)?;
        if text.len() > limits::MESSAGE_BYTES {
            return Err(CommandError::TooLong {
                limit_bytes: limits::MESSAGE_BYTES,
            }
            .into());
        }
        if row.draft != text {
            row.draft = text;
            conversations::update(self.db, &row)?;
            self.conversation_changed(row.id);
        }
        Ok(Answer::Done)
    }
}
