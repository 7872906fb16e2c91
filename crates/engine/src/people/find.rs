//! Finding people: a name to an account, an account to its public records and a key package.
//!
//! Everything asked here is asked on an anonymous link. What the host answers is believed only as
//! far as the account's own signatures carry it.

use hudhud_base::{AccountId, ConversationId, DeviceId, IntentId};
use hudhud_crypto::identity::{account_id, device_id};
use hudhud_crypto::signature::verify;
use hudhud_store::{
    accounts::{self, AccountRow, Standing},
    intents::{self, IntentRow},
};
use hudhud_wire::{
    Account, Capability, DEVICE_LIST_LABEL, DeviceKeyPackage, DeviceList, Refusal, RefusalCode,
    Request,
};

use crate::api::{Failure, Link};
use crate::people::account::{is_passing, name_is_signed};
use crate::turn::memory::{AccountOrName, Pending};
use crate::turn::{Step, Turn};
use crate::work::intent::{Absent, IntentKind, Target};

/// Milliseconds to wait before asking again for what a host could not do just now, at least.
const RETRY_MS: u64 = 2_000;

impl Turn<'_> {
    /// What is known of an account, as a row to change.
    pub(crate) fn account_row(&mut self, account: AccountId, host: &str) -> Step<AccountRow> {
        Ok(
            accounts::by_id(self.db, &account)?.unwrap_or_else(|| AccountRow {
                account,
                account_key: None,
                host: host.to_owned(),
                name: None,
                inbox: None,
                inbox_key: None,
                inbox_write: None,
                device_list: None,
                standing: Standing::Stranger,
                refreshed: hudhud_base::Timestamp(0),
            }),
        )
    }

    pub(crate) fn standing(&mut self, account: &AccountId) -> Step<Standing> {
        Ok(accounts::by_id(self.db, account)?.map_or(Standing::Stranger, |row| row.standing))
    }

    /// Asks for the next thing that is missing of each target; true when nothing is.
    fn find_all(&mut self, intent: IntentId, targets: &[Target], packages: bool) -> Step<bool> {
        let mut found = true;
        for target in targets {
            found &= self.find_one(intent, target, packages)?;
        }
        Ok(found)
    }

    fn find_one(&mut self, intent: IntentId, target: &Target, packages: bool) -> Step<bool> {
        if target.absent.is_some() {
            return Ok(true);
        }
        let link = Self::anonymous(&target.host);
        let (asked, request, pending, payable) = match (target.account(), &target.name) {
            (None, None) => return Ok(true),
            (None, Some(name)) => (
                AccountOrName::Name(name.clone()),
                Request::ResolveName { name: name.clone() },
                Pending::Name {
                    intent,
                    name: name.clone(),
                },
                false,
            ),
            (Some(account), _) if !target.fresh => (
                AccountOrName::Account(account),
                Request::GetAccount { account },
                Pending::Account { intent, account },
                false,
            ),
            (Some(account), _) if packages && target.key_package.is_none() => {
                let write = accounts::by_id(self.db, &account)?.and_then(|row| row.inbox_write);
                let take = hudhud_base::EntryId(target.take);
                let write = write.map(|write| Capability(*write.as_bytes()));
                (
                    AccountOrName::Packages(account),
                    Request::TakeKeyPackages {
                        account,
                        take,
                        write,
                        payment: None,
                    },
                    Pending::Packages { intent, account },
                    true,
                )
            }
            (Some(_), _) => return Ok(true),
        };
        if self.is_ready(&link) && self.memory.asked.insert((intent, asked)) {
            if payable {
                self.request_payable(&link, request, pending);
            } else {
                self.request(&link, request, pending);
            }
        }
        Ok(false)
    }

    /// Finds the people of an `Add`; true when every one has a key package.
    pub(crate) fn find_for(&mut self, row: IntentRow) -> Step<bool> {
        match IntentKind::of(&row) {
            Some(IntentKind::Add(targets)) => self.find_all(row.id, &targets, true),
            Some(_) | None => Ok(true),
        }
    }

    /// Finds the person of a `Start`; then the direct conversation begins.
    pub(crate) fn pump_start(&mut self, mut row: IntentRow) -> Step {
        let Some(IntentKind::Start(target)) = IntentKind::of(&row) else {
            return Ok(());
        };
        if !self.find_all(row.id, std::slice::from_ref(&target), false)? {
            return Ok(());
        }
        let Some(account) = target.account() else {
            return Ok(());
        };
        if account == self.own()?.account {
            return self.end_intent(Some(row.id), Some(Failure::Yourself));
        }
        if self.standing(&account)? == Standing::Blocked {
            return self.end_intent(Some(row.id), Some(Failure::NotAllowed));
        }
        if let Some(existing) = self.direct_with(&account)? {
            row.conversation = Some(existing.id);
            intents::update(self.db, &row)?;
            return self.end_intent(Some(row.id), None);
        }
        let conversation = self.create_direct(account)?;
        row.conversation = Some(conversation);
        self.save_intent(&mut row, &IntentKind::Add(vec![target]))?;
        self.find_for(row)?;
        Ok(())
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
        if let IntentKind::Start(target) = &mut kind {
            change(target);
        } else if let IntentKind::Add(targets) = &mut kind {
            targets
                .iter_mut()
                .filter(|target| matches(target))
                .for_each(change);
        }
        self.save_intent(&mut row, &kind)
    }

    pub(crate) fn name_found(
        &mut self,
        link: &Link,
        (intent, asked): (IntentId, String),
        account: AccountId,
    ) -> Step {
        // The signature is checked when the account's key is known: the records carry it again.
        self.memory
            .asked
            .remove(&(intent, AccountOrName::Name(asked.clone())));
        let own = self.own()?.account;
        let host = link.host.clone();
        if account == own {
            let whom = AccountOrName::Name(asked);
            return self.not_found(intent, (&host, &whom), Failure::Yourself);
        }
        let row = self.account_row(account, &host)?;
        accounts::upsert(self.db, &row)?;
        self.change_targets(
            intent,
            |target| target.host == host && target.name.as_ref() == Some(&asked),
            |target| target.set_account(account),
        )?;
        self.pump_intents()
    }

    /// Checks an account's public records and keeps them; `None` if they are not its own.
    fn verified(
        &mut self,
        link: &Link,
        account: AccountId,
        found: &Account,
    ) -> Step<Option<AccountRow>> {
        let genuine = account_id(&found.account_key) == account
            && DeviceList::parse(&found.device_list).is_ok_and(|list| {
                list.account_key == found.account_key
                    && verify(
                        &found.account_key,
                        DEVICE_LIST_LABEL,
                        &list.signed_bytes(),
                        &list.signature,
                    )
            });
        let domain = self
            .memory
            .links
            .get(link)
            .map(|state| state.domain.clone())
            .unwrap_or_default();
        let named = found.name.as_ref().is_none_or(|(name, signature)| {
            name_is_signed(&found.account_key, name, &domain, signature)
        });
        if !genuine || !named {
            return Ok(None);
        }
        let now = self.now;
        let mut row = self.account_row(account, &link.host)?;
        row.account_key = Some(found.account_key.to_vec());
        row.name = found.name.as_ref().map(|(name, _)| name.clone());
        row.inbox = Some(found.inbox);
        row.inbox_key = Some(found.inbox_key.to_vec());
        row.device_list = Some(found.device_list.to_vec());
        row.refreshed = now;
        accounts::upsert(self.db, &row)?;
        Ok(Some(row))
    }

    pub(crate) fn account_found(
        &mut self,
        link: &Link,
        intent: IntentId,
        account: AccountId,
        found: &Account,
    ) -> Step {
        self.memory
            .asked
            .remove(&(intent, AccountOrName::Account(account)));
        if self.verified(link, account, found)?.is_none() {
            let whom = AccountOrName::Account(account);
            return self.not_found(intent, (&link.host, &whom), Failure::Forged);
        }
        self.change_targets(
            intent,
            |target| target.account() == Some(account),
            |target| target.fresh = true,
        )?;
        self.pump_intents()
    }

    /// The records of somebody who wrote to us: their name may be shown now.
    pub(crate) fn inquiry_answered(
        &mut self,
        link: &Link,
        conversation: ConversationId,
        account: AccountId,
        found: &Account,
    ) -> Step {
        if self.verified(link, account, found)?.is_some() {
            self.name_direct(conversation, &account)?;
            self.conversation_changed(conversation);
        }
        Ok(())
    }

    pub(crate) fn packages_found(
        &mut self,
        link: &Link,
        intent: IntentId,
        account: AccountId,
        packages: &[DeviceKeyPackage],
    ) -> Step {
        self.memory
            .asked
            .remove(&(intent, AccountOrName::Packages(account)));
        let keys = self.device_keys(&account)?;
        // One device an account: its first listed one that answers.
        let package = packages.iter().find(|package| {
            keys.iter().any(|key| device_id(key) == package.device)
                && hudhud_mls::KeyPackage::parse(&package.key_package, &account, &keys).is_ok()
        });
        let Some(package) = package else {
            let whom = AccountOrName::Packages(account);
            return self.not_found(intent, (&link.host, &whom), Failure::Forged);
        };
        let bytes = package.key_package.to_vec();
        self.change_targets(
            intent,
            |target| target.account() == Some(account),
            |target| target.key_package = Some(bytes.clone()),
        )?;
        self.pump_intents()
    }

    /// The device keys in an account's signed list, as last read.
    pub(crate) fn device_keys(&mut self, account: &AccountId) -> Step<Vec<[u8; 32]>> {
        let list = accounts::by_id(self.db, account)?.and_then(|row| row.device_list);
        Ok(list
            .and_then(|bytes| DeviceList::parse(&bytes).ok())
            .map_or_else(Vec::new, |list| list.devices))
    }

    pub(crate) fn finding_refused(
        &mut self,
        intent: IntentId,
        asked: (&str, &AccountOrName),
        refusal: &Refusal,
    ) -> Step {
        if is_passing(refusal.code) {
            return self.postpone_intent(intent, u64::from(refusal.retry_after_ms));
        }
        let failure = if refusal.code == RefusalCode::NoSuchName {
            Failure::NoSuchName
        } else if refusal.code == RefusalCode::NoSuchAccount {
            Failure::NoSuchAccount
        } else {
            Failure::Refused(refusal.code)
        };
        self.not_found(intent, asked, failure)
    }

    /// Somebody will not be found. Others of the same intent are added without them.
    fn not_found(
        &mut self,
        intent: IntentId,
        (host, whom): (&str, &AccountOrName),
        failure: Failure,
    ) -> Step {
        let Some(mut row) = intents::by_id(self.db, intent)? else {
            return Ok(());
        };
        let conversation = row.conversation;
        match (IntentKind::of(&row), Absent::of(failure)) {
            (Some(IntentKind::Add(mut targets)), Some(absent)) => {
                let found = |target: &&mut Target| match whom {
                    AccountOrName::Name(name) => {
                        target.host == host && target.name.as_ref() == Some(name)
                    }
                    AccountOrName::Account(account) | AccountOrName::Packages(account) => {
                        target.account() == Some(*account)
                    }
                };
                let those = targets.iter_mut().filter(found);
                those.for_each(|target| target.absent = Some(absent));
                let hope = targets.iter().any(|target| target.absent.is_none());
                let kind = IntentKind::Add(targets);
                self.save_intent(&mut row, &kind)?;
                if hope {
                    return self.pump_intents();
                }
                self.intent_fulfilled(intent, &kind)?;
            }
            (_, _) => self.end_intent(Some(intent), Some(failure))?,
        }
        match conversation {
            Some(conversation) => self.abandon_if_alone(conversation),
            None => Ok(()),
        }
    }

    pub(crate) fn postpone_intent(&mut self, intent: IntentId, at_least_ms: u64) -> Step {
        if let Some(mut row) = intents::by_id(self.db, intent)? {
            row.attempts = row.attempts.saturating_add(1);
            row.not_before = self
                .now
                .plus_ms(self.jittered(at_least_ms.max(RETRY_MS), row.attempts));
            intents::update(self.db, &row)?;
        }
        Ok(())
    }

    /// A waiting time that grows with the attempts and is spread over its second half.
    pub(crate) fn jittered(&mut self, base_ms: u64, attempts: u32) -> u64 {
        let ceiling = base_ms
            .saturating_mul(1_u64 << attempts.min(7))
            .min(300_000);
        let half = ceiling / 2;
        half.saturating_add(self.rng.next_u64() % half.max(1))
    }

    pub(crate) fn device_of(key: &[u8; 32]) -> DeviceId {
        device_id(key)
    }
}
