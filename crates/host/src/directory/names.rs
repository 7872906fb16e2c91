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

/// A name that an account may have.
#[derive(Debug)]
pub(crate) struct Claim {
    form: NameForm,
    name: String,
    signature: [u8; 64],
    /// The name it had.
    former: Option<NameForm>,
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
        former: Option<&str>,
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
        if self.memory.reserved.contains(&form.skeleton) {
            return refuse(RefusalCode::NameReserved);
        }
        let today = self.now.day();
        let holder = self.load::<NameRecord>(&table::name(&form.folded))?;
        if holder.is_some_and(|holder| bars(&holder, account, today)) {
            return refuse(RefusalCode::NameTaken);
        }
        let holder = self.load::<NameRecord>(&table::skeleton(&form.skeleton_key()))?;
        if holder.is_some_and(|holder| bars(&holder, account, today)) {
            return refuse(RefusalCode::NameImitates);
        }
        let former = former.and_then(|name| NameForm::parse(name).ok());
        Ok(Claim {
            form,
            name: name.to_owned(),
            signature,
            former,
        })
    }

    /// Gives an account its name, and frees the former one; what it is called from now on.
    pub(crate) fn write_claim(&mut self, account: &AccountId, claim: Claim) -> (String, [u8; 64]) {
        if let Some(former) = &claim.former {
            self.free(account, former);
        }
        let held = NameRecord {
            account: *account,
            freed: None,
        };
        self.save(table::name(&claim.form.folded), &held);
        self.save(table::skeleton(&claim.form.skeleton_key()), &held);
        (claim.name, claim.signature)
    }

    fn free(&mut self, account: &AccountId, form: &NameForm) {
        let freed = NameRecord {
            account: *account,
            freed: Some(self.now.day()),
        };
        self.save(table::name(&form.folded), &freed);
        self.save(table::skeleton(&form.skeleton_key()), &freed);
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
        let former = record.name.as_ref().map(|(name, _)| name.as_str());
        let claim = self.check_claim((&id, &record.account_key), name, signature, former)?;
        record.name = Some(self.write_claim(&id, claim));
        self.save(table::account(&id), &record);
        Ok(Reply::Done)
    }

    pub(crate) fn release_name(&mut self) -> Answer<Reply> {
        let Authenticated { id, mut record, .. } = self.authenticated()?;
        let Some((name, _)) = record.name.take() else {
            return Ok(Reply::Done);
        };
        if let Ok(form) = NameForm::parse(&name) {
            self.free(&id, &form);
        }
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
        }) = holder
        else {
            return refuse(RefusalCode::NoSuchName);
        };
        let record = self.load_existing::<AccountRecord>(&table::account(&account))?;
        match record.name {
            Some((name, signature)) => Ok(Reply::Name {
                account,
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
