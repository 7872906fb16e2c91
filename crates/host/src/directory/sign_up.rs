//! Signing up: account, device list, inbox, key packages and name in one step.

use hudhud_base::{AccountId, Generation};
use hudhud_crypto::identity::{account_id, device_id};
use hudhud_crypto::puzzle::PaidFor;
use hudhud_crypto::signature::verify;
use hudhud_wire::{LogKind, PuzzleSolution, RefusalCode, Reply, SIGN_UP_LABEL, SignUp};

use crate::directory::name_form::NameForm;
use crate::directory::names::Claim;
use crate::directory::{Listed, check_inbox_key, checked_list};
use crate::log::create::NewLog;
use crate::puzzle::Payment;
use crate::record::{AccountRecord, PoolRecord, RemovedRecord};
use crate::refusal::{Answer, refuse};
use crate::step::Step;
use crate::{Registration, Space, table};

impl Step<'_> {
    pub(crate) fn sign_up(&mut self, sign_up: &SignUp) -> Answer<Reply> {
        let id = account_id(&sign_up.account_key);
        // Before anything is verified, which would otherwise be done twice.
        self.need_for_sign_up(&id, sign_up)?;
        let signed = sign_up.signed_bytes();
        let digest = *blake3::hash(&signed).as_bytes();
        // Before payment: a resend may come when its challenge pays no more.
        if let Some(known) = self.load::<AccountRecord>(&table::account(&id))? {
            let same = known.sign_up == digest;
            return if same {
                Ok(Reply::Done)
            } else {
                refuse(RefusalCode::Exists)
            };
        }
        let payment = self.check_registration(&id, sign_up.payment.as_ref())?;
        self.check_space(Space::Ample)?;
        // Signatures are the dearest to check, and only for who has paid.
        check_sign_up(sign_up, &signed)?;
        // Only now: a stranger is not told what the operator thinks of somebody.
        if self.load::<RemovedRecord>(&table::removed(&id))?.is_some() {
            return refuse(RefusalCode::Suspended);
        }
        // With several shards, a former attempt may have come as far as the inbox.
        let inbox = NewLog::new(LogKind::Inbox, sign_up.inbox_hashes);
        let made = self.is_made(&sign_up.inbox, &inbox)?;
        let claim = self.sign_up_claim(&id, sign_up)?;

        self.spend(payment);
        if !made {
            self.write_new_log(&sign_up.inbox, &inbox);
        }
        let name = claim.map(|claim| self.write_claim(&id, claim));
        let packages = &sign_up.key_packages;
        // A fresh pool: it is in one shard with the account, which is not there.
        self.write_packages(&id, packages, PoolRecord::default());
        let record = AccountRecord {
            account_key: sign_up.account_key,
            created: self.now.day(),
            sign_up: digest,
            inbox: sign_up.inbox,
            inbox_key: sign_up.inbox_key.clone(),
            device_list: sign_up.device_list.clone(),
            name,
            kept_name: None,
            is_suspended: false,
        };
        self.save(table::account(&id), &record);
        Ok(Reply::Done)
    }

    /// What lets somebody in.
    fn check_registration(
        &mut self,
        id: &AccountId,
        shown: Option<&PuzzleSolution>,
    ) -> Answer<Option<Payment>> {
        match self.memory.config.registration {
            Registration::Open => {
                let bits = self.memory.config.puzzle_bits.sign_up;
                self.check_payment(bits, shown, PaidFor::Account(id))
            }
            Registration::Invitation => self.check_invitation(shown),
            Registration::Closed => refuse(RefusalCode::Forbidden),
        }
    }

    fn need_for_sign_up(&mut self, id: &AccountId, sign_up: &SignUp) -> Answer<()> {
        let form = sign_up.name.as_ref();
        let form = form.and_then(|(name, _)| NameForm::parse(name).ok());
        let names = form.iter().flat_map(NameForm::keys);
        let inbox = self.made_keys(&sign_up.inbox, Generation(0));
        let shown = sign_up.payment.as_ref();
        let spent = Self::payment_key(shown).or_else(|| Self::invitation_key(shown));
        let own = [table::account(id), table::removed(id)];
        let own = own.into_iter().chain(spent);
        let keys: Vec<_> = own.chain(inbox).chain(names).collect();
        self.need(keys)
    }

    fn sign_up_claim(&mut self, id: &AccountId, sign_up: &SignUp) -> Answer<Option<Claim>> {
        let Some((name, signature)) = &sign_up.name else {
            return Ok(None);
        };
        self.check_claim((id, &sign_up.account_key), name, *signature)
            .map(Some)
    }
}

fn check_sign_up(sign_up: &SignUp, signed: &[u8]) -> Answer<()> {
    check_inbox_key(&sign_up.inbox_key)?;
    super::key_packages::check_packages(&sign_up.key_packages, 0)?;
    if !verify(
        &sign_up.account_key,
        SIGN_UP_LABEL,
        signed,
        &sign_up.signature,
    ) {
        return refuse(RefusalCode::BadSignature);
    }
    let named = Listed {
        account_key: &sign_up.account_key,
        inbox: &sign_up.inbox,
        inbox_key: &sign_up.inbox_key,
    };
    let list = checked_list(&sign_up.device_list, &named)?;
    let listed = list
        .devices
        .iter()
        .any(|key| device_id(key) == sign_up.key_packages.device);
    // Whoever looks the account up gets its lists from the first one on.
    if listed && list.version == 1 {
        Ok(())
    } else {
        refuse(RefusalCode::Malformed)
    }
}
