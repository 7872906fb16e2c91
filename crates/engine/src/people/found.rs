//! What came of looking for somebody, and what it leads to.

use hudhud_base::{AccountId, ConversationId, IntentId};
use hudhud_crypto::identity::{account_id, device_id};
use hudhud_mls::KeyPackage;
use hudhud_store::conversations::{self, ConversationKind};
use hudhud_store::{accounts, intents};
use hudhud_wire::{DeviceKeyPackage, Refusal, RefusalCode};

use crate::api::{Failure, Link};
use crate::people::names::FoundName;
use crate::people::records::Told;
use crate::turn::pending::AccountOrName;
use crate::turn::retry::is_passing;
use crate::turn::{Step, Turn};
use crate::work::intent::{Absent, IntentKind, Target};

/// What an answer about somebody leads to.
#[must_use]
pub(crate) enum Found {
    /// Nothing now.
    Nothing,
    /// Intents may go on.
    More,
    /// Nobody is left to be found: the intent has ended, and this was its conversation.
    NobodyLeft(Option<ConversationId>),
}

impl Turn<'_> {
    pub(crate) fn name_found(
        &mut self,
        link: &Link,
        intent: IntentId,
        name: String,
        found: &FoundName,
    ) -> Step<Found> {
        let asked = AccountOrName::Name(name.clone());
        self.memory.asked.remove(&(intent, asked.clone()));
        let own = self.own()?.account;
        let host = link.host.clone();
        let account = account_id(&found.account_key);
        if !found.is_of(&name, &self.domain_of(link)) {
            return self.not_found(intent, &host, &asked, Failure::Forged);
        }
        if account == own {
            return self.not_found(intent, &host, &asked, Failure::Yourself);
        }
        let row = self.account_row(account, &host)?;
        accounts::upsert(self.db, &row)?;
        self.change_targets(
            intent,
            |target| target.host == host && target.name.as_ref() == Some(&name),
            |target| target.set_account(account),
        )?;
        Ok(Found::More)
    }

    pub(crate) fn account_found(
        &mut self,
        link: &Link,
        intent: IntentId,
        account: AccountId,
        told: Told,
    ) -> Step<Found> {
        let asked = AccountOrName::Account(account);
        self.memory.asked.remove(&(intent, asked.clone()));
        if !told.is_good() {
            return self.not_found(intent, &link.host, &asked, Failure::Forged);
        }
        self.change_targets(
            intent,
            |target| target.account() == Some(account),
            |target| target.fresh = true,
        )?;
        Ok(Found::More)
    }

    pub(crate) fn packages_found(
        &mut self,
        link: &Link,
        intent: IntentId,
        account: AccountId,
        packages: &[DeviceKeyPackage],
    ) -> Step<Found> {
        let asked = AccountOrName::Packages(account);
        self.memory.asked.remove(&(intent, asked.clone()));
        let keys = self.device_keys(&account)?;
        // One device an account: its first listed one that answers.
        let package = packages.iter().find(|package| {
            keys.iter().any(|key| device_id(key) == package.device)
                && KeyPackage::parse(&package.key_package, &account, &keys).is_ok()
        });
        let Some(package) = package else {
            return self.not_found(intent, &link.host, &asked, Failure::Forged);
        };
        let bytes = package.key_package.to_vec();
        self.change_targets(
            intent,
            |target| target.account() == Some(account),
            |target| target.key_package = Some(bytes.clone()),
        )?;
        Ok(Found::More)
    }

    pub(crate) fn finding_refused(
        &mut self,
        link: &Link,
        intent: IntentId,
        asked: AccountOrName,
        refusal: &Refusal,
    ) -> Step<Found> {
        self.memory.asked.remove(&(intent, asked.clone()));
        if is_passing(refusal.code) {
            self.postpone_refused(intent, refusal)?;
            return Ok(Found::Nothing);
        }
        if let AccountOrName::Packages(account) = &asked
            && refusal.code == RefusalCode::Forbidden
            && self.forget_capability(account)?
        {
            // Asked again, and paid for as by a stranger.
            return Ok(Found::More);
        }
        let failure = if refusal.code == RefusalCode::NoSuchName {
            Failure::NoSuchName
        } else if refusal.code == RefusalCode::NoSuchAccount {
            Failure::NoSuchAccount
        } else {
            Failure::Refused(refusal.code)
        };
        self.not_found(intent, &link.host, &asked, failure)
    }

    /// Changes the targets of an intent that match.
    fn change_targets(
        &mut self,
        intent: IntentId,
        matches: impl Fn(&Target) -> bool,
        change: impl Fn(&mut Target),
    ) -> Step {
        let Some(mut row) = intents::by_id(self.db, intent)? else {
            return Ok(());
        };
        let Some(mut kind) = IntentKind::of(&row) else {
            return Ok(());
        };
        // A `Start` has one target, and nothing else was asked for it.
        if let IntentKind::Start(target, _) = &mut kind {
            change(target);
        } else if let IntentKind::Add(targets) = &mut kind {
            targets
                .iter_mut()
                .filter(|target| matches(target))
                .for_each(change);
        }
        self.save_intent(&mut row, &kind)
    }

    /// Somebody will not be found. Others of the same intent are added without them.
    fn not_found(
        &mut self,
        intent: IntentId,
        host: &str,
        asked: &AccountOrName,
        failure: Failure,
    ) -> Step<Found> {
        let Some(mut row) = intents::by_id(self.db, intent)? else {
            return Ok(Found::Nothing);
        };
        match (IntentKind::of(&row), Absent::of(failure)) {
            (Some(IntentKind::Add(mut targets)), Some(absent)) => {
                let those = targets
                    .iter_mut()
                    .filter(|target| is_about(target, host, asked));
                those.for_each(|target| target.absent = Some(absent));
                let hope = targets.iter().any(|target| target.absent.is_none());
                let kind = IntentKind::Add(targets);
                self.save_intent(&mut row, &kind)?;
                if hope {
                    return Ok(Found::More);
                }
                // A group is there without them; a direct conversation is nothing without the other.
                if self.is_direct(row.conversation)? {
                    self.intent_failed(intent, failure)?;
                } else {
                    self.intent_fulfilled(intent, &kind)?;
                }
            }
            (_, _) => self.intent_failed(intent, failure)?,
        }
        Ok(Found::NobodyLeft(row.conversation))
    }

    fn is_direct(&self, conversation: Option<ConversationId>) -> Step<bool> {
        let Some(conversation) = conversation else {
            return Ok(false);
        };
        let row = conversations::by_id(self.db, conversation)?;
        Ok(row.is_some_and(|row| row.kind == ConversationKind::Direct))
    }
}

/// Whether a question to a host was about this person.
fn is_about(target: &Target, host: &str, asked: &AccountOrName) -> bool {
    match asked {
        AccountOrName::Name(name) => target.host == host && target.name.as_ref() == Some(name),
        AccountOrName::Account(account) | AccountOrName::Packages(account) => {
            target.account() == Some(*account)
        }
    }
}
