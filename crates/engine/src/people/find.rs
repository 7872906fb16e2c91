//! Finding people: a name to an account, an account to its public records and a key package.
//!
//! Everything asked here is asked on links that name no conversation, one thing after the other for each person.

use hudhud_base::{AccountId, EntryId, IntentId};
use hudhud_store::{accounts, intents::IntentRow};
use hudhud_wire::{Capability, Request};

use crate::api::Person;
use crate::turn::links;
use crate::turn::own::random;
use crate::turn::pending::{AccountOrName, Pending};
use crate::turn::{Step, Turn};
use crate::work::intent::{IntentKind, Target};

/// What is asked next about one person.
struct Question {
    asked: AccountOrName,
    request: Request,
    pending: Pending,
    /// The host may want to be paid for it.
    payable: bool,
}

impl Turn<'_> {
    /// Somebody to be found, of whom nothing was asked yet.
    pub(crate) fn target(&mut self, person: Person, own_home: &str) -> Step<Target> {
        let take = random(self.rng);
        let home = match &person {
            Person::Name { .. } => own_home.to_owned(),
            Person::Account(account) => self.home_of(account, own_home)?,
        };
        Ok(Target::new(person, home, take))
    }

    /// Finds the people of an `Add`, their key packages too; true when nothing is left to ask.
    pub(crate) fn find_for(&mut self, row: &IntentRow) -> Step<bool> {
        match IntentKind::of(row) {
            Some(IntentKind::Add(targets)) => {
                let mut found = true;
                // All of them, not up to the first who is missing: the answers come together.
                for target in &targets {
                    found &= self.find_one(row.id, target, true)?;
                }
                Ok(found)
            }
            Some(_) | None => Ok(true),
        }
    }

    /// Finds the person of a `Start`; true when their account is known.
    pub(crate) fn find_account(&mut self, intent: IntentId, target: &Target) -> Step<bool> {
        self.find_one(intent, target, false)
    }

    fn find_one(&mut self, intent: IntentId, target: &Target, packages: bool) -> Step<bool> {
        let Some(question) = self.question(intent, target, packages)? else {
            return Ok(true);
        };
        let link = links::people(&target.host);
        self.memory.people.wants(target.host.clone());
        // What was asked and not answered is not asked twice.
        if self.is_ready(&link) && self.memory.asked.insert((intent, question.asked)) {
            if question.payable {
                self.request_payable(&link, question.request, question.pending);
            } else {
                self.request(&link, question.request, question.pending);
            }
        }
        Ok(false)
    }

    /// What is missing of somebody, as a question; `None` if nothing is.
    fn question(
        &mut self,
        intent: IntentId,
        target: &Target,
        packages: bool,
    ) -> Step<Option<Question>> {
        if target.absent.is_some() {
            return Ok(None);
        }
        Ok(match (target.account(), &target.name) {
            (None, None) => None,
            (None, Some(name)) => Some(Question {
                asked: AccountOrName::Name(name.clone()),
                request: Request::ResolveName { name: name.clone() },
                pending: Pending::Name {
                    intent,
                    name: name.clone(),
                },
                payable: false,
            }),
            // Also of somebody who is known: their devices may be others by now.
            (Some(account), _) if !target.fresh => Some(Question {
                asked: AccountOrName::Account(account),
                request: Request::GetAccount {
                    account,
                    known: self.known_list(&account)?,
                },
                pending: Pending::Account { intent, account },
                payable: false,
            }),
            (Some(account), _) if packages && target.key_package.is_none() => {
                Some(self.packages_question(intent, account, target)?)
            }
            (Some(_), _) => None,
        })
    }

    fn packages_question(
        &mut self,
        intent: IntentId,
        account: AccountId,
        target: &Target,
    ) -> Step<Question> {
        // Who let us write to their inbox does not want to be paid.
        let write = accounts::by_id(self.db, &account)?.and_then(|row| row.inbox_write);
        Ok(Question {
            asked: AccountOrName::Packages(account),
            request: Request::TakeKeyPackages {
                account,
                take: EntryId(target.take),
                write: write.map(|write| Capability(*write.as_bytes())),
                payment: None,
            },
            pending: Pending::Packages { intent, account },
            payable: true,
        })
    }
}
