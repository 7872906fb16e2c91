//! Proving to be an account, changing its device list, and reading its records.

use bytes::Bytes;
use hudhud_base::{AccountId, DeviceId, Generation, LogAddress};
use hudhud_crypto::identity::{device_id, device_list_hash};
use hudhud_crypto::signature::verify;
use hudhud_wire::{
    AUTHENTICATE_LABEL, Account, AccountUpdate, CapabilityHashes, DeviceList, ListPlace,
    OwnAccount, RefusalCode, Reply, authenticate_bytes,
};

use crate::decision::LinkChange;
use crate::directory::{Authenticated, Listed, check_inbox_key, checked_list};
use crate::record::{AccountRecord, FormerListRecord, GenerationRecord};
use crate::refusal::{Answer, refuse};
use crate::step::Step;
use crate::table;

impl Step<'_> {
    pub(crate) fn authenticate(
        &mut self,
        account: &AccountId,
        device_key: &[u8; 32],
        signature: &[u8; 64],
    ) -> Answer<Reply> {
        let Some(record) = self.load::<AccountRecord>(&table::account(account))? else {
            return refuse(RefusalCode::NoSuchAccount);
        };
        let list = self.stored_list(&record)?;
        let link = self.memory.sessions.get(&self.session);
        let Some(link) = link.and_then(|link| link.account.as_ref()) else {
            return refuse(RefusalCode::WrongLink);
        };
        // The challenge of this link and this host: a signature is of no use anywhere else.
        let signed = authenticate_bytes(&link.challenge, account, &self.memory.config.host);
        if !list.devices.contains(device_key)
            || !verify(device_key, AUTHENTICATE_LABEL, &signed, signature)
        {
            return refuse(RefusalCode::BadSignature);
        }
        // Only now: a stranger is not told what the operator thinks of somebody.
        if record.is_suspended {
            return refuse(RefusalCode::Suspended);
        }
        let proved = LinkChange::Proved(*account, *device_key);
        self.changes.link.push(proved);
        Ok(Reply::Done)
    }

    pub(crate) fn update_account(&mut self, update: &AccountUpdate) -> Answer<Reply> {
        let found = self.authenticated()?;
        check_inbox_key(&update.inbox_key)?;
        // Wanted together: a decision is made again for each set of facts that it misses.
        let devices: Vec<DeviceId> = found.list.devices.iter().map(device_id).collect();
        let pools = devices.iter().map(|device| table::pool(&found.id, device));
        let generation = table::generation(&found.record.inbox, Generation(0));
        self.need(pools.chain([generation]).collect::<Vec<_>>())?;
        self.renew_inbox(&found.record.inbox, &update.inbox_hashes)?;
        // A resend: the same list would no longer follow what is now here.
        let record = &found.record;
        if record.device_list == update.device_list && record.inbox_key == update.inbox_key {
            return Ok(Reply::Done);
        }
        self.replace_list(found, update)
    }

    fn replace_list(&mut self, found: Authenticated, update: &AccountUpdate) -> Answer<Reply> {
        let Authenticated {
            id,
            mut record,
            list: former,
            ..
        } = found;
        record.inbox_key = update.inbox_key.clone();
        let named = Listed {
            account_key: &record.account_key,
            inbox: &record.inbox,
            inbox_key: &record.inbox_key,
        };
        // Against the new key: list and key change together or not at all.
        let list = checked_list(&update.device_list, &named)?;
        self.follow(&id, &former, (&list, &record.device_list))?;
        record.device_list = update.device_list.clone();
        // Nobody may be given a package of a device that is not to be added any more.
        let removed = former
            .devices
            .iter()
            .filter(|key| !list.devices.contains(key));
        let removed: Vec<DeviceId> = removed.map(device_id).collect();
        let pools = self.pools(&id, &removed)?;
        for (device, pool) in removed.iter().zip(pools) {
            if let Some(pool) = pool {
                self.delete_pool(&id, device, &pool);
            }
        }
        self.save(table::account(&id), &record);
        Ok(Reply::Done)
    }

    /// Puts a list behind the former one, whose bytes stand beside it.
    fn follow(
        &mut self,
        id: &AccountId,
        former: &DeviceList,
        (list, former_bytes): (&DeviceList, &Bytes),
    ) -> Answer<()> {
        if list.follows(former, &device_list_hash(former_bytes)) {
            let key = table::device_list(id, former.version);
            self.save(key, &FormerListRecord(former_bytes.clone()));
            Ok(())
        } else if list.era > former.era && list.version == 1 {
            // Nobody asks for what led to a list of another era.
            for version in 1..former.version {
                self.delete(table::device_list(id, version));
            }
            Ok(())
        } else {
            refuse(RefusalCode::Stale)
        }
    }

    /// Gives an inbox other capabilities. It has one generation for ever: nothing is sealed under it.
    fn renew_inbox(&mut self, inbox: &LogAddress, hashes: &CapabilityHashes) -> Answer<()> {
        let key = table::generation(inbox, Generation(0));
        let record = self.load_existing::<GenerationRecord>(&key)?;
        if record.hashes != *hashes {
            let hashes = *hashes;
            self.save(key, &GenerationRecord { hashes, ..record });
        }
        Ok(())
    }

    pub(crate) fn own_account(&mut self) -> Answer<Reply> {
        let Authenticated {
            id, record, list, ..
        } = self.authenticated()?;
        let devices: Vec<DeviceId> = list.devices.iter().map(device_id).collect();
        let pools = self.pools(&id, &devices)?;
        let left = pools.into_iter().map(|pool| {
            let left = pool.map_or(0, |pool| pool.one_time.len());
            u32::try_from(left).unwrap_or(u32::MAX)
        });
        let key_packages = devices.into_iter().zip(left).collect();
        Ok(Reply::OwnAccount(OwnAccount {
            device_list: record.device_list,
            name: record.name.map(|(name, _)| name),
            key_packages,
            inbox: record.inbox,
        }))
    }

    /// The public records of an account, with the device lists behind the one at `known`.
    pub(crate) fn account(&mut self, account: AccountId, known: ListPlace) -> Answer<Reply> {
        let Some(record) = self.load::<AccountRecord>(&table::account(&account))? else {
            return refuse(RefusalCode::NoSuchAccount);
        };
        let newest = self.stored_list(&record)?;
        // To whom nothing of this era is known, the newest list says everything.
        let follows = known.era == newest.era && known.version > 0;
        let missed = if follows {
            known.version.saturating_add(1)..newest.version
        } else {
            0..0
        };
        let keys = missed.map(|version| table::device_list(&account, version));
        let keys: Vec<_> = keys.collect();
        let mut device_lists = Vec::with_capacity(keys.len() + 1);
        for former in self.load_all::<FormerListRecord>(&keys)? {
            match former {
                Some(FormerListRecord(list)) => device_lists.push(list),
                // Every list of an era is kept while the era lasts.
                None => return self.damaged(),
            }
        }
        device_lists.push(record.device_list);
        Ok(Reply::Account(Box::new(Account {
            device_lists,
            inbox_key: record.inbox_key,
            name: record.name,
        })))
    }
}
