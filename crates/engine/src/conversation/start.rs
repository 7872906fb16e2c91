//! Beginning to talk: with one person who has to be found first, or with several in a group.

use hudhud_base::{AccountId, ConversationId, limits};
use hudhud_store::{
    accounts::Standing,
    conversations::{self, ConversationRow},
    intents::{self, IntentRow},
};

use crate::api::{Answer, CommandError, Failure, Person};
use crate::conversation::is_in_use;
use crate::conversation::policy::checked_title;
use crate::conversation::say::check_body;
use crate::turn::{Step, Turn};
use crate::work::intent::{Absent, IntentKind, Target};

impl Turn<'_> {
    /// Begins a direct conversation. The intent is to be moved on.
    pub(crate) fn start(&mut self, person: Person) -> Step<Answer> {
        self.begin(person, None)
    }

    /// The same, and these are the first words.
    pub(crate) fn greet(&mut self, person: Person, body: String) -> Step<Answer> {
        check_body(&body)?;
        self.begin(person, Some(body))
    }

    fn begin(&mut self, person: Person, words: Option<String>) -> Step<Answer> {
        let own = self.own()?;
        if let Person::Account(account) = &person {
            if *account == own.account {
                return Err(CommandError::Yourself.into());
            }
            if self.standing(account)? == Standing::Blocked {
                return Err(CommandError::Blocked.into());
            }
        }
        let target = self.target(person, &own.row.host)?;
        let intent = self.insert_intent(None, &IntentKind::Start(target, words))?;
        Ok(Answer::Intent(intent))
    }

    /// Begins a group and adds people to it. The intent is to be moved on.
    pub(crate) fn start_group(&mut self, title: &str, people: Vec<Person>) -> Step<Answer> {
        let title = checked_title(title)?;
        if people.len() >= limits::HYBRID_GROUP_DEVICES {
            return Err(CommandError::TooMany {
                limit: limits::HYBRID_GROUP_DEVICES - 1,
            }
            .into());
        }
        let conversation = self.create_group(title)?;
        self.add_people(conversation, people)
    }

    /// Adds people to a conversation, each once. The intent is to be moved on.
    pub(crate) fn add_people(
        &mut self,
        conversation: ConversationId,
        people: Vec<Person>,
    ) -> Step<Answer> {
        let own = self.own()?;
        let mut targets: Vec<Target> = Vec::new();
        for person in people {
            let is_own = person == Person::Account(own.account);
            let mut target = self.target(person, &own.row.host)?;
            // Told with those who cannot be found, so that it keeps nobody else out.
            target.absent = is_own.then_some(Absent::Yourself);
            let again = targets.iter().any(|other| {
                other.host == target.host
                    && other.name == target.name
                    && other.account() == target.account()
            });
            if !again {
                targets.push(target);
            }
        }
        let intent = self.insert_intent(Some(conversation), &IntentKind::Add(targets))?;
        Ok(Answer::Began {
            intent,
            conversation,
        })
    }

    /// The direct conversation with somebody that is in use, if there is one.
    pub(crate) fn direct_with(&mut self, peer: &AccountId) -> Step<Option<ConversationRow>> {
        Ok(conversations::by_peer(self.db, peer)?)
    }

    /// Finds the person of a `Start`; then the direct conversation begins.
    pub(crate) fn pump_start(&mut self, mut row: IntentRow) -> Step {
        let Some(IntentKind::Start(target, words)) = IntentKind::of(&row) else {
            return Ok(());
        };
        if !self.find_account(row.id, &target)? {
            return Ok(());
        }
        let Some(account) = target.account() else {
            return Ok(());
        };
        if account == self.own()?.account {
            return self.intent_failed(row.id, Failure::Yourself);
        }
        // A name may turn out to be somebody who is blocked.
        if self.standing(&account)? == Standing::Blocked {
            return self.intent_failed(row.id, Failure::NotAllowed);
        }
        if let Some(existing) = self.direct_with(&account)? {
            row.conversation = Some(existing.id);
            intents::update(self.db, &row)?;
            return match words {
                // They have asked first: that is to be answered before anything is said.
                Some(_) if !is_in_use(&existing) => self.intent_failed(row.id, Failure::NotAllowed),
                Some(words) => {
                    self.send(existing.id, &words, None)?;
                    self.intent_done(row.id)
                }
                None => self.intent_done(row.id),
            };
        }
        let conversation = self.create_direct(account)?;
        row.conversation = Some(conversation);
        // The same intent goes on under the same number: it is done when the person is in.
        self.save_intent(&mut row, &IntentKind::Add(vec![target]))?;
        if let Some(words) = words {
            self.send(conversation, &words, None)?;
        }
        self.find_for(&row)?;
        Ok(())
    }
}
