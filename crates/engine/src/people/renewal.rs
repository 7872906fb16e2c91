//! Own keys by age: key packages and the inbox's key are made anew, and the former ones are kept as
//! long as something that was sealed to them may still be on its way (docs/spec/accounts.md, Renewal).

use std::collections::BTreeSet;

use bytes::Bytes;
use hudhud_base::{RequestId, Timestamp};
use hudhud_crypto::inbox::InboxSecret;
use hudhud_mls::{forget_key_packages, key_packages};
use hudhud_store::{Secret, settings};
use hudhud_wire::{
    AccountUpdate, ClientFrame, Refusal, RefusalCode, Request, decode_client, encode_client,
};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::api::Link;
use crate::turn::damage::Damage;
use crate::turn::links;
use crate::turn::own::{Own, random};
use crate::turn::pending::Pending;
use crate::turn::record::{self, Secret32};
use crate::turn::{Step, Turn};

const DAY_MS: u64 = 86_400_000;
/// Milliseconds after which key packages and inbox key are made anew: thirty days.
const RENEW_MS: u64 = 30 * DAY_MS;
/// Milliseconds for which former keys are kept: as long as others may use what they looked up or took
/// before, thirty days, and as long as a letter waits at the host, ninety.
const FORMER_MS: u64 = 120 * DAY_MS;

const FORMER_INBOX: &str = "former-inbox-keys";
const FORMER_PACKAGES: &str = "former-key-packages";
/// Where the exact bytes of a publication are kept until it is answered: only the same bytes again are
/// recognised as the same.
const PUBLICATION: &str = "key-packages-renewal";

/// A key that entries of the inbox were sealed to.
#[derive(Debug, Encode, Decode)]
struct FormerInbox {
    #[n(0)]
    replaced_ms: u64,
    #[n(1)]
    seed: Secret32,
}

/// Key packages that others may have been given.
#[derive(Debug, Encode, Decode)]
struct FormerPackages {
    #[n(0)]
    replaced_ms: u64,
    /// As the MLS crate names them.
    #[n(1)]
    names: Vec<ByteVec>,
}

fn is_kept(replaced_ms: u64, now: Timestamp) -> bool {
    now.since_ms(Timestamp(replaced_ms)) < FORMER_MS
}

fn names_of(sets: &[FormerPackages]) -> BTreeSet<Vec<u8>> {
    let names = sets.iter().flat_map(|set| &set.names);
    names.map(|name| name.to_vec()).collect()
}

impl Turn<'_> {
    /// Whether the account's link is wanted for something of this.
    pub(crate) fn renewal_is_due(&self, own: &Own) -> bool {
        self.memory.packages_due || own.row.update_due || self.keys_are_old(own)
    }

    fn keys_are_old(&self, own: &Own) -> bool {
        self.age_ms(own.row.keys_renewed) >= RENEW_MS
    }

    /// What is to be done on the account's link, if it is there: what is old is made anew, the host is told
    /// what it does not know yet, and asked how many key packages are left.
    pub(crate) fn tend_account(&mut self) -> Step {
        let Some(own) = self.own_if_any()?.filter(|own| own.row.signed_up) else {
            return Ok(());
        };
        let link = links::account(&own.row.host);
        if !self.is_ready(&link) {
            return Ok(());
        }
        if self.keys_are_old(&own) {
            self.renew_packages()?;
            self.renew_inbox_key(&own)?;
        }
        self.publish_renewed(&link)?;
        self.tell_account(&link)?;
        // Last: what was said before counts.
        if self.memory.packages_due {
            self.memory.packages_due = false;
            self.request(&link, Request::OwnAccount, Pending::OwnAccount);
        }
        Ok(())
    }

    /// Makes all key packages anew. The former ones may have been taken and not used yet.
    fn renew_packages(&mut self) -> Step {
        let sets: Vec<FormerPackages> = self.kept(FORMER_PACKAGES)?;
        let (mut kept, ended): (Vec<_>, Vec<_>) = sets
            .into_iter()
            .partition(|set| is_kept(set.replaced_ms, self.now));
        let present = self
            .with_context(|context| {
                forget_key_packages(context, &names_of(&ended))?;
                key_packages(context)
            })?
            .map_err(|_| Damage::KeyPackageNotMade)?;
        let known = names_of(&kept);
        let replaced = present.into_iter().filter(|name| !known.contains(name));
        kept.push(FormerPackages {
            replaced_ms: self.now.0,
            names: replaced.map(ByteVec::from).collect(),
        });
        settings::put(self.db, FORMER_PACKAGES, &record::encode(&kept))?;
        let packages = self.make_key_packages(self.config.key_packages, true)?;
        let frame = encode_client(&ClientFrame {
            id: RequestId(1),
            request: Request::PublishKeyPackages(packages),
        });
        Ok(settings::put(self.db, PUBLICATION, &frame)?)
    }

    /// Publishes what was made anew and is not known to have arrived.
    fn publish_renewed(&mut self, link: &Link) -> Step {
        if self.memory.is_pending(link, &Pending::RenewPackages) {
            return Ok(());
        }
        let kept = settings::read(self.db, PUBLICATION)?;
        if let Some(frame) =
            kept.and_then(|bytes| decode_client(Bytes::copy_from_slice(&bytes)).ok())
        {
            self.request(link, frame.request, Pending::RenewPackages);
        }
        Ok(())
    }

    pub(crate) fn packages_renewed(&mut self) -> Step {
        settings::delete(self.db, PUBLICATION)?;
        self.key_packages_are(self.config.key_packages)
    }

    /// The host does not take the renewed key packages: those that it has serve until the next time.
    pub(crate) fn packages_not_renewed(&mut self) -> Step {
        settings::delete(self.db, PUBLICATION)?;
        self.memory.packages_due = true;
        Ok(())
    }

    fn renew_inbox_key(&mut self, own: &Own) -> Step {
        let mut former: Vec<FormerInbox> = self.kept(FORMER_INBOX)?;
        former.retain(|key| is_kept(key.replaced_ms, self.now));
        former.push(FormerInbox {
            replaced_ms: self.now.0,
            seed: Secret32(*own.row.inbox_secret.as_bytes()),
        });
        settings::put(self.db, FORMER_INBOX, &record::encode(&former))?;
        let seed: [u8; 32] = random(self.rng);
        let list = own.next_list(&InboxSecret::from_seed(seed).public());
        let now = self.now;
        self.update_own(|row| {
            row.inbox_secret = Secret::new(seed);
            row.device_list = list;
            row.keys_renewed = now;
            row.update_due = true;
        })
    }

    /// The keys that letters in the own inbox may be sealed to, the present one first.
    pub(crate) fn inbox_keys(&mut self) -> Step<Vec<InboxSecret>> {
        let own = self.own()?;
        let former: Vec<FormerInbox> = self.kept(FORMER_INBOX)?;
        let seeds = former.iter().rev().map(|key| key.seed.0);
        let present = *own.row.inbox_secret.as_bytes();
        let all = std::iter::once(present).chain(seeds);
        Ok(all.map(InboxSecret::from_seed).collect())
    }

    fn kept<T>(&self, setting: &str) -> Step<Vec<T>>
    where
        T: for<'b> Decode<'b, ()>,
    {
        let kept = settings::read(self.db, setting)?;
        Ok(kept
            .and_then(|bytes| record::decode(&bytes))
            .unwrap_or_default())
    }

    /// What the host is to know of the account.
    fn account_update(&mut self) -> Step<AccountUpdate> {
        let own = self.own()?;
        Ok(AccountUpdate {
            device_list: Bytes::from(own.row.device_list.clone()),
            inbox_key: Bytes::from(own.inbox.public()),
            inbox_hashes: own.inbox_hashes(),
        })
    }

    /// Tells the host how the account stands, if it does not know yet.
    fn tell_account(&mut self, link: &Link) -> Step {
        if !self.own()?.row.update_due {
            return Ok(());
        }
        let update = self.account_update()?;
        let pending = Pending::UpdateAccount(Box::new(update.clone()));
        if !self.memory.is_pending(link, &pending) {
            self.request(link, Request::UpdateAccount(update), pending);
        }
        Ok(())
    }

    /// The host has taken what it was told. If more has changed since, that is under way.
    pub(crate) fn account_told(&mut self, told: &AccountUpdate) -> Step {
        if self.account_update()? != *told {
            return Ok(());
        }
        self.update_own(|row| row.update_due = false)?;
        self.spread_telling()
    }

    /// The link that comes up next says it again.
    pub(crate) fn account_not_told(
        &mut self,
        link: &Link,
        told: &AccountUpdate,
        refusal: &Refusal,
    ) -> Step {
        if refusal.code == RefusalCode::Stale && self.account_update()? == *told {
            // The host was set back, or this device was: another chain begins.
            let list = self.own()?.first_list_of_next_era();
            self.update_own(|row| row.device_list = list)?;
        }
        self.out.close.push(link.clone());
        Ok(())
    }
}
