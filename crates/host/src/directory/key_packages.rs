//! Key packages: one-time ones are given once, a last-resort one when none is left.
//!
//! A package that was given leaves its pool in that step; its bytes stay as long as the take's id is
//! remembered, so that a repeated take gets the same.

use hudhud_base::{AccountId, DeviceId, EntryId, Generation, limits};
use hudhud_crypto::identity::device_id;
use hudhud_crypto::puzzle::PaidFor;
use hudhud_wire::{
    Capability, DeviceKeyPackage, DeviceKeyPackages, PuzzleSolution, RefusalCode, Reply,
};

use crate::buckets::Rated;
use crate::directory::Authenticated;
use crate::puzzle::Payment;
use crate::record::{AccountRecord, PackageRecord, PoolRecord, TakeRecord, Taken};
use crate::refusal::{Answer, refuse};
use crate::step::Step;
use crate::table;

/// Former last-resort packages kept for repeated takes.
const RETIRED: usize = 8;

impl Step<'_> {
    pub(crate) fn publish_key_packages(&mut self, packages: &DeviceKeyPackages) -> Answer<Reply> {
        // Before it is known whether the device is still listed, so that one look-up serves both.
        if let Some((id, key)) = self.proved() {
            let pool = table::pool(&id, &device_id(&key));
            self.need([table::account(&id), pool])?;
        }
        let Authenticated { id, device, .. } = self.authenticated()?;
        if packages.device != device {
            return refuse(RefusalCode::Forbidden);
        }
        let pool = self
            .load::<PoolRecord>(&table::pool(&id, &device))?
            .unwrap_or_default();
        // Before they are counted: a resend would be too many beside itself.
        if pool.published == digest(packages) {
            return Ok(Reply::Done);
        }
        let present = if packages.last_resort.is_some() {
            0
        } else {
            pool.one_time.len()
        };
        check_packages(packages, present)?;
        self.check_space(crate::Space::Scarce)?;
        self.write_packages(&id, packages, pool);
        Ok(Reply::Done)
    }

    /// Adds packages that were found good. With a last-resort one a pool begins anew: what was
    /// published before is as old as the one that is replaced.
    pub(crate) fn write_packages(
        &mut self,
        account: &AccountId,
        packages: &DeviceKeyPackages,
        mut pool: PoolRecord,
    ) {
        let today = self.now.day();
        let device = packages.device;
        // The newest alone is known again; one before it would be added once more.
        pool.published = digest(packages);
        if packages.last_resort.is_some() {
            for ordinal in pool.one_time.drain(..) {
                self.delete(table::key_package(account, &device, ordinal));
            }
        }
        for package in &packages.one_time {
            let key = table::key_package(account, &device, pool.next);
            self.save(key, &PackageRecord(package.clone()));
            pool.one_time.push(pool.next);
            pool.next += 1;
        }
        if let Some(package) = &packages.last_resort {
            // A take that gave it may be repeated, so its bytes outlast it.
            pool.retired
                .extend(pool.last_resort.map(|ordinal| (ordinal, today)));
            let key = table::key_package(account, &device, pool.next);
            self.save(key, &PackageRecord(package.clone()));
            pool.last_resort = Some(pool.next);
            pool.next += 1;
        }
        let surplus = pool.retired.len().saturating_sub(RETIRED);
        let old = |(_, day): &(u64, hudhud_base::Day)| {
            day.0.saturating_add(limits::ENTRY_ID_DAYS) < today.0
        };
        let too_old = pool
            .retired
            .iter()
            .take_while(|retired| old(retired))
            .count();
        // Oldest first, so whichever reaches further covers the other.
        for (ordinal, _) in pool.retired.drain(..surplus.max(too_old)) {
            self.delete(table::key_package(account, &device, ordinal));
        }
        self.save(table::pool(account, &device), &pool);
    }

    /// What each device has left.
    pub(crate) fn pools(
        &mut self,
        account: &AccountId,
        devices: &[DeviceId],
    ) -> Answer<Vec<Option<PoolRecord>>> {
        let keys = devices.iter().map(|device| table::pool(account, device));
        let keys: Vec<_> = keys.collect();
        self.load_all(&keys)
    }

    /// A device has left the account.
    pub(crate) fn delete_pool(
        &mut self,
        account: &AccountId,
        device: &DeviceId,
        pool: &PoolRecord,
    ) {
        // What was taken is not in the pool any more: it goes with its take.
        let retired = pool.retired.iter().map(|(ordinal, _)| ordinal);
        for ordinal in pool.one_time.iter().chain(&pool.last_resort).chain(retired) {
            self.delete(table::key_package(account, device, *ordinal));
        }
        self.delete(table::pool(account, device));
    }

    pub(crate) fn take_key_packages(
        &mut self,
        account: &AccountId,
        take: &EntryId,
        write: Option<&Capability>,
        payment: Option<&PuzzleSolution>,
    ) -> Answer<Reply> {
        let key = table::take(account, take);
        let spent = Self::payment_key(payment);
        let keys = [key.clone(), table::account(account)];
        self.need(keys.into_iter().chain(spent))?;
        // Before payment: a repeated take was paid for.
        if let Some(known) = self.load::<TakeRecord>(&key)? {
            return self.given(account, &known.taken);
        }
        let Some(record) = self.load::<AccountRecord>(&table::account(account))? else {
            return refuse(RefusalCode::NoSuchAccount);
        };
        if record.is_suspended {
            return refuse(RefusalCode::Suspended);
        }
        let list = self.stored_list(&record)?;
        let devices: Vec<DeviceId> = list.devices.iter().map(device_id).collect();
        let inbox = write.map(|_| self.made_keys(&record.inbox, Generation(0)));
        let pools = devices.iter().map(|device| table::pool(account, device));
        let keys: Vec<_> = pools.chain(inbox.into_iter().flatten()).collect();
        self.need(keys)?;
        let payment = self.admit_take((account, &record), (write, payment), take)?;
        let mut changed = Vec::with_capacity(devices.len());
        let mut taken = Vec::with_capacity(devices.len());
        for (device, pool) in devices.iter().zip(self.pools(account, &devices)?) {
            // A device that has published nothing cannot be added, and does not keep the others
            // from it.
            let Some(mut pool) = pool else { continue };
            let one_time = (!pool.one_time.is_empty()).then(|| pool.one_time.remove(0));
            let Some(ordinal) = one_time.or(pool.last_resort) else {
                continue;
            };
            taken.push(Taken {
                device: *device,
                ordinal,
                last_resort: one_time.is_none(),
            });
            if one_time.is_some() {
                changed.push((device, pool));
            }
        }
        let reply = self.given(account, &taken)?;
        self.spend(payment);
        for (device, pool) in changed {
            self.save(table::pool(account, device), &pool);
        }
        let day = self.now.day();
        self.save(key, &TakeRecord { day, taken });
        Ok(reply)
    }

    /// What pays: the inbox's write capability, or a puzzle.
    fn admit_take(
        &mut self,
        (account, record): (&AccountId, &AccountRecord),
        (write, payment): (Option<&Capability>, Option<&PuzzleSolution>),
        take: &EntryId,
    ) -> Answer<Option<Payment>> {
        let Some(write) = write else {
            let bits = self.memory.config.puzzle_bits.deliver;
            return self.check_payment(bits, payment, PaidFor::Take(take));
        };
        let Some(head) = self.head(&record.inbox)? else {
            return self.damaged();
        };
        if !self.may_write(&record.inbox, &head, write)? {
            return refuse(RefusalCode::Forbidden);
        }
        // What costs nothing has a rate.
        self.take_one(Rated::Takes, account.0)?;
        Ok(None)
    }

    fn given(&mut self, account: &AccountId, taken: &[Taken]) -> Answer<Reply> {
        let keys = taken
            .iter()
            .map(|one| table::key_package(account, &one.device, one.ordinal));
        let keys: Vec<_> = keys.collect();
        let found = self.load_all::<PackageRecord>(&keys)?;
        // A device that has left since the first take has taken its last-resort package along.
        let given = taken.iter().zip(found).filter_map(|(one, found)| {
            let PackageRecord(key_package) = found?;
            Some(DeviceKeyPackage {
                device: one.device,
                key_package,
                last_resort: one.last_resort,
            })
        });
        Ok(Reply::KeyPackages(given.collect()))
    }
}

/// Whether so many packages of such a size may join `present` ones.
pub(crate) fn check_packages(packages: &DeviceKeyPackages, present: usize) -> Answer<()> {
    if packages.one_time.len() + present > limits::KEY_PACKAGES {
        return refuse(RefusalCode::TooMany);
    }
    let mut all = packages.one_time.iter().chain(&packages.last_resort);
    if all.any(|package| package.is_empty() || package.len() > limits::KEY_PACKAGE_BYTES) {
        return refuse(RefusalCode::TooLarge);
    }
    Ok(())
}

fn digest(packages: &DeviceKeyPackages) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for package in packages.one_time.iter().chain(&packages.last_resort) {
        hasher.update(&(package.len() as u64).to_be_bytes());
        hasher.update(package);
    }
    // One-time packages, the last of them for last resort, would hash the same without it.
    hasher.update(&[u8::from(packages.last_resort.is_some())]);
    *hasher.finalize().as_bytes()
}
