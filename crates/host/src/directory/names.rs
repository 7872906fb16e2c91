//! Claiming, giving up and resolving names.

use hudhud_base::{AccountId, Day};
use hudhud_crypto::signature::verify;
use hudhud_logstore::Key;
use hudhud_wire::{NAME_LABEL, RefusalCode, Reply, name_bytes};

use crate::directory::Authenticated;
use crate::directory::name_form::NameForm;
use crate::record::{AccountRecord, NameRecord};
use crate::refusal::{Answer, refuse};
use crate::step::Step;
use crate::table;

/// Days for which a name that was given up is kept from everybody else.
pub(crate) const QUARANTINE_DAYS: u32 = 30;

/// Days for which a name must have been held to be kept from others when it is given up. Before that
/// hardly anybody knows it, and nobody is misled.
pub(crate) const HELD_DAYS: u32 = 3;

/// A name that an account may have.
#[derive(Debug)]
pub(crate) struct Claim {
    form: NameForm,
    name: String,
    signature: [u8; 64],
    /// Since when it has it: before today, if it takes a name back.
    since: Day,
}

impl NameForm {
    /// Where it is remembered who has a name, and a name that looks like it.
    pub(crate) fn keys(&self) -> [Key; 2] {
        [
            table::name(&self.folded),
            table::skeleton(&self.skeleton_key()),
        ]
    }
}

impl Step<'_> {
    /// Whether an account may have a name now.
    pub(crate) fn check_claim(
        &mut self,
        (account, account_key): (&AccountId, &[u8; 32]),
        name: &str,
        signature: [u8; 64],
    ) -> Answer<Claim> {
        let Ok(form) = NameForm::parse(name) else {
            return refuse(RefusalCode::NameMalformed);
        };
        // Before anything is verified, which would otherwise be done twice.
        self.need(form.keys())?;
        let signed = name_bytes(name, account, &self.memory.config.host);
        if !verify(account_key, NAME_LABEL, &signed, &signature) {
            return refuse(RefusalCode::BadSignature);
        }
        // By its look, so that nobody imitates the host either.
        if self.memory.reserved.contains(&form.skeleton) {
            return refuse(RefusalCode::NameReserved);
        }
        let today = self.now.day();
        let holder = self.load::<NameRecord>(&table::name(&form.folded))?;
        if holder.is_some_and(|holder| bars(&holder, account, today)) {
            return refuse(RefusalCode::NameTaken);
        }
        let own = holder.filter(|holder| holder.account == *account);
        let holder = self.load::<NameRecord>(&table::skeleton(&form.skeleton_key()))?;
        if holder.is_some_and(|holder| bars(&holder, account, today)) {
            return refuse(RefusalCode::NameImitates);
        }
        Ok(Claim {
            form,
            name: name.to_owned(),
            signature,
            since: own.map_or(today, |own| own.since),
        })
    }

    /// Gives an account its name; what it is called from now on.
    pub(crate) fn write_claim(&mut self, account: &AccountId, claim: Claim) -> (String, [u8; 64]) {
        let held = NameRecord {
            account: *account,
            since: claim.since,
            freed: None,
        };
        self.save(table::name(&claim.form.folded), &held);
        self.save(table::skeleton(&claim.form.skeleton_key()), &held);
        (claim.name, claim.signature)
    }

    /// What giving up the name of an account, and keeping none but that from others, looks at.
    fn kept_keys(record: &AccountRecord) -> impl Iterator<Item = Key> + use<> {
        let had = record.name.as_ref().map(|(name, _)| name);
        let names = had.into_iter().chain(&record.kept_name);
        let forms: Vec<_> = names
            .filter_map(|name| NameForm::parse(name).ok())
            .collect();
        forms.into_iter().flat_map(|form| form.keys())
    }

    /// Takes its name from an account. Who had it for some days keeps it from others, and then gives
    /// up the one that was kept before: nobody keeps more than one.
    pub(crate) fn give_up(
        &mut self,
        account: &AccountId,
        record: &mut AccountRecord,
    ) -> Answer<()> {
        self.need(Self::kept_keys(record))?;
        let Some((name, _)) = record.name.take() else {
            return Ok(());
        };
        let Ok(form) = NameForm::parse(&name) else {
            return Ok(());
        };
        let today = self.now.day();
        let held = self.load::<NameRecord>(&table::name(&form.folded))?;
        let since = held.map_or(today, |held| held.since);
        if today.0.saturating_sub(since.0) < HELD_DAYS {
            self.forget(&form);
            return self.keep_skeleton(record, &form);
        }
        if let Some(kept) = record.kept_name.replace(name) {
            self.forget_kept(account, &kept)?;
        }
        let freed = NameRecord {
            account: *account,
            since,
            freed: Some(today),
        };
        self.save(table::name(&form.folded), &freed);
        self.save(table::skeleton(&form.skeleton_key()), &freed);
        Ok(())
    }

    /// A name that is kept from others may look like one that was just forgotten: their skeleton is
    /// one record, and nobody may imitate what is kept.
    fn keep_skeleton(&mut self, record: &AccountRecord, forgotten: &NameForm) -> Answer<()> {
        let kept = record.kept_name.as_ref();
        let kept = kept.and_then(|name| NameForm::parse(name).ok());
        if let Some(kept) = kept.filter(|kept| kept.skeleton == forgotten.skeleton)
            && let Some(freed) = self.load::<NameRecord>(&table::name(&kept.folded))?
        {
            self.save(table::skeleton(&kept.skeleton_key()), &freed);
        }
        Ok(())
    }

    /// Lets everybody have a name that was kept for an account, if it still is.
    fn forget_kept(&mut self, account: &AccountId, name: &str) -> Answer<()> {
        let Ok(form) = NameForm::parse(name) else {
            return Ok(());
        };
        for key in form.keys() {
            let kept = self.load::<NameRecord>(&key)?;
            if kept.is_some_and(|kept| kept.account == *account && kept.freed.is_some()) {
                self.delete(key);
            }
        }
        Ok(())
    }

    fn forget(&mut self, form: &NameForm) {
        form.keys().into_iter().for_each(|key| self.delete(key));
    }

    pub(crate) fn claim_name(&mut self, name: &str, signature: [u8; 64]) -> Answer<Reply> {
        let own = self.proved().map(|(id, _)| table::account(&id));
        let form = NameForm::parse(name).ok();
        let keys = form.iter().flat_map(NameForm::keys).chain(own);
        self.need(keys)?;
        let Authenticated { id, mut record, .. } = self.authenticated()?;
        if record.name.as_ref().is_some_and(|(own, _)| own == name) {
            return Ok(Reply::Done);
        }
        let claim = self.check_claim((&id, &record.account_key), name, signature)?;
        // Another spelling of the same name is the same name.
        let had = record.name.as_ref();
        let had = had.and_then(|(name, _)| NameForm::parse(name).ok());
        // Before the new one is written: both may look alike, and then its skeleton must be the one
        // left.
        if had.is_none_or(|had| had.folded != claim.form.folded) {
            self.give_up(&id, &mut record)?;
        }
        record.name = Some(self.write_claim(&id, claim));
        self.save(table::account(&id), &record);
        Ok(Reply::Done)
    }

    pub(crate) fn release_name(&mut self) -> Answer<Reply> {
        let Authenticated { id, mut record, .. } = self.authenticated()?;
        if record.name.is_none() {
            return Ok(Reply::Done);
        }
        self.give_up(&id, &mut record)?;
        self.save(table::account(&id), &record);
        Ok(Reply::Done)
    }

    pub(crate) fn resolve_name(&mut self, name: &str) -> Answer<Reply> {
        let Ok(form) = NameForm::parse(name) else {
            return refuse(RefusalCode::NoSuchName);
        };
        let holder = self.load::<NameRecord>(&table::name(&form.folded))?;
        let Some(NameRecord {
            account,
            freed: None,
            ..
        }) = holder
        else {
            return refuse(RefusalCode::NoSuchName);
        };
        let record = self.load_existing::<AccountRecord>(&table::account(&account))?;
        // As its owner wrote it: that is what the signature covers.
        match record.name {
            Some((name, signature)) => Ok(Reply::Name {
                account_key: record.account_key,
                signature,
                name,
            }),
            None => self.damaged(),
        }
    }
}

/// Whether a name that somebody holds, or held lately, is out of `account`'s reach.
fn bars(holder: &NameRecord, account: &AccountId, today: Day) -> bool {
    holder.account != *account && holder.freed.is_none_or(|freed| !is_free(freed, today))
}

/// Whether the quarantine of a name freed on a day is over.
pub(crate) fn is_free(freed: Day, today: Day) -> bool {
    freed.0.saturating_add(QUARANTINE_DAYS) <= today.0
}
