//! Frames of a host: each answer to whoever asked, each push to whoever follows.

use hudhud_base::{AccountId, ConversationId};
use hudhud_store::members;
use hudhud_wire::{Account, Refusal, Reply, ServerFrame};

use crate::api::Link;
use crate::link::payment::Answered;
use crate::people::names::FoundName;
use crate::people::records::Told;
use crate::turn::pending::{AccountOrName, Pending};
use crate::turn::retry::is_passing;
use crate::turn::{Step, Turn};

impl Turn<'_> {
    pub(crate) fn frame(&mut self, link: &Link, frame: ServerFrame) -> Step {
        // A frame that was under way when the link went down, or before this machine began.
        if !self.memory.links.contains_key(link) {
            return Ok(());
        }
        match frame {
            ServerFrame::Reply { id, reply } => match self.take_answer(link, id, reply) {
                Answered::Paying => Ok(()),
                Answered::For(pending, Reply::Refused(refusal)) => {
                    self.refused(link, pending, &refusal)
                }
                Answered::For(pending, reply) => {
                    let fits = self.answer(link, pending.clone(), reply)?;
                    if !fits {
                        // It was no answer: what was asked may be asked again.
                        self.forget(pending);
                    }
                    self.close_unless(link, fits);
                    Ok(())
                }
                Answered::Unasked => {
                    self.close_unless(link, false);
                    Ok(())
                }
            },
            ServerFrame::Entries(entries) => self.pushed(link, &entries),
            ServerFrame::Ended { handle, seq, .. } => self.generation_ended(link, handle, seq),
            ServerFrame::Lagging { handle, from } => self.lagging(link, handle, from),
            ServerFrame::Signalled { handle, body } => self.signalled(link, handle, &body),
            ServerFrame::GoAway { .. } => {
                self.out.close.push(link.clone());
                Ok(())
            }
        }
    }

    /// An answer that does not fit its question: the host is broken, and so is this link.
    fn close_unless(&mut self, link: &Link, fits: bool) {
        if !fits {
            self.out.close.push(link.clone());
        }
    }

    /// Hands an answer on; false if it does not fit the question.
    fn answer(&mut self, link: &Link, pending: Pending, reply: Reply) -> Step<bool> {
        match pending {
            Pending::Hello
            | Pending::Authenticate
            | Pending::SignUp
            | Pending::ClaimName
            | Pending::PublishPackages
            | Pending::RenewPackages
            | Pending::UpdateAccount(_)
            | Pending::OwnAccount => self.account_answer(link, &pending, reply),
            Pending::Open(_)
            | Pending::Live(_)
            | Pending::Append { .. }
            | Pending::CreateLog { .. }
            | Pending::CreateNext { .. }
            | Pending::CreateReplacement { .. } => self.log_answer(link, pending, reply),
            Pending::Name { .. }
            | Pending::Account { .. }
            | Pending::Inquire { .. }
            | Pending::Packages { .. }
            | Pending::Deliver { .. } => self.people_answer(link, pending, reply),
            // Whatever is said to it, nobody waits for it.
            Pending::Nothing => Ok(true),
            // Taken off before an answer comes here.
            Pending::Payable { .. } | Pending::Puzzle { .. } => Ok(false),
        }
    }

    fn account_answer(&mut self, link: &Link, pending: &Pending, reply: Reply) -> Step<bool> {
        match (pending, reply) {
            (Pending::Hello, Reply::Welcome(welcome)) => self.welcomed(link, welcome)?,
            (Pending::Authenticate, Reply::Done) => self.authenticated(link)?,
            (Pending::SignUp, Reply::Done) => self.signed_up(link)?,
            (Pending::ClaimName, Reply::Done) => self.name_claimed()?,
            (Pending::PublishPackages, Reply::Done) => {}
            (Pending::RenewPackages, Reply::Done) => self.packages_renewed()?,
            (Pending::UpdateAccount(told), Reply::Done) => self.account_told(told)?,
            (Pending::OwnAccount, Reply::OwnAccount(own)) => self.own_account_is(link, &own)?,
            (_, _) => return Ok(false),
        }
        Ok(true)
    }

    fn log_answer(&mut self, link: &Link, pending: Pending, reply: Reply) -> Step<bool> {
        match (pending, reply) {
            (Pending::Live(_), Reply::Done) => {}
            (Pending::Open(owners), Reply::Opened(logs)) => {
                for (owner, opened) in owners.into_iter().zip(logs) {
                    self.opened(link, owner, &opened)?;
                }
            }
            (
                Pending::Append {
                    conversation,
                    outbox,
                },
                Reply::Appended(appended),
            ) => self.appended(link, conversation, outbox, &appended)?,
            (Pending::CreateLog { conversation }, Reply::Done) => {
                self.log_answered(conversation, None)?;
            }
            (
                Pending::CreateNext {
                    conversation,
                    outbox,
                },
                Reply::Done,
            ) => self.next_log_answered(conversation, outbox, None)?,
            (Pending::CreateReplacement { conversation }, Reply::Done) => {
                self.replacement_answered(conversation, None)?;
            }
            (_, _) => return Ok(false),
        }
        Ok(true)
    }

    fn people_answer(&mut self, link: &Link, pending: Pending, reply: Reply) -> Step<bool> {
        let found = match (pending, reply) {
            (
                Pending::Name { intent, name },
                Reply::Name {
                    account_key,
                    signature,
                    name: found,
                },
            ) => {
                let found = FoundName {
                    account_key,
                    name: found,
                    signature,
                };
                self.name_found(link, intent, name, &found)?
            }
            (Pending::Account { intent, account }, Reply::Account(found)) => {
                let told = self.told_of(link, account, &found)?;
                self.account_found(link, intent, account, told)?
            }
            (Pending::Packages { intent, account }, Reply::KeyPackages(packages)) => {
                self.packages_found(link, intent, account, &packages)?
            }
            (
                Pending::Inquire {
                    conversation,
                    account,
                },
                Reply::Account(found),
            ) => {
                if self.told_of(link, account, &found)?.is_good() {
                    self.name_shown(conversation, &account)?;
                } else {
                    self.asked_in_vain(account)?;
                    self.seal_what_waited(&account)?;
                }
                return Ok(true);
            }
            (Pending::Deliver { delivery }, Reply::Appended(_)) => {
                self.delivered(delivery)?;
                return Ok(true);
            }
            (_, _) => return Ok(false),
        };
        self.go_on(found)?;
        Ok(true)
    }

    /// The name of somebody who is in a conversation, or wrote to us, may be shown now.
    fn name_shown(&mut self, conversation: Option<ConversationId>, account: &AccountId) -> Step {
        let Some(id) = conversation else {
            return Ok(());
        };
        if let Some(mut conversation) = self.conversation(id)? {
            conversation.name_direct(account)?;
        }
        self.conversation_changed(id);
        Ok(())
    }

    /// Keeps what a host says of an account. What contradicts what is known is shown wherever the
    /// account is met.
    fn told_of(&mut self, link: &Link, account: AccountId, found: &Account) -> Step<Told> {
        let told = self.keep_records(link, account, found)?;
        if told.is_good() {
            self.seal_what_waited(&account)?;
        }
        if let Told::Contradiction(list) = told {
            for row in self.live_conversations()? {
                if members::accounts_of(self.db, row.id)?.contains(&account) {
                    let mut conversation = self.view(row);
                    conversation.contradiction_line(account, &list)?;
                    conversation.changed();
                }
            }
        }
        Ok(told)
    }

    fn refused(&mut self, link: &Link, pending: Pending, refusal: &Refusal) -> Step {
        let (intent, asked) = match pending {
            Pending::Name { intent, name } => (intent, AccountOrName::Name(name)),
            Pending::Account { intent, account } => (intent, AccountOrName::Account(account)),
            Pending::Packages { intent, account } => (intent, AccountOrName::Packages(account)),
            Pending::Append {
                conversation,
                outbox,
            } => return self.append_refused(link, conversation, outbox, refusal),
            Pending::SignUp => return self.sign_up_refused(refusal),
            Pending::ClaimName => return self.claim_refused(refusal),
            Pending::RenewPackages => return self.packages_not_renewed(),
            Pending::UpdateAccount(told) => return self.account_not_told(link, &told, refusal),
            Pending::CreateLog { conversation } => {
                return self.log_answered(conversation, Some(refusal));
            }
            Pending::CreateNext {
                conversation,
                outbox,
            } => return self.next_log_answered(conversation, outbox, Some(refusal)),
            Pending::CreateReplacement { conversation } => {
                return self.replacement_answered(conversation, Some(refusal));
            }
            Pending::Deliver { delivery } => return self.delivery_refused(delivery, refusal),
            Pending::Live(owner) => return self.follow_refused(link, owner, refusal),
            // Without these a link is good for nothing.
            Pending::Hello | Pending::Authenticate => {
                self.out.close.push(link.clone());
                return Ok(());
            }
            Pending::Open(owners) => {
                let mut owners = owners.into_iter();
                return owners.try_for_each(|owner| self.nothing_opened(link, owner, refusal));
            }
            Pending::Inquire { account, .. } if !is_passing(refusal.code) => {
                self.asked_in_vain(account)?;
                return self.seal_what_waited(&account);
            }
            Pending::PublishPackages
            | Pending::OwnAccount
            | Pending::Inquire { .. }
            | Pending::Nothing
            | Pending::Payable { .. }
            | Pending::Puzzle { .. } => return Ok(()),
        };
        let found = self.finding_refused(link, intent, asked, refusal)?;
        self.go_on(found)
    }
}
