//! The rules of accounts, names and key packages (docs/spec/accounts.md).

mod account;
mod key_packages;
pub(crate) mod name_form;
mod names;
mod sign_up;

pub(crate) use names::is_free;

use bytes::Bytes;
use hudhud_base::{AccountId, DeviceId, LogAddress};
use hudhud_crypto::identity::{device_id, inbox_key_hash};
use hudhud_crypto::signature::verify;
use hudhud_wire::bounds::INBOX_KEY_BYTES;
use hudhud_wire::{DEVICE_LIST_LABEL, DeviceList, RefusalCode};

use crate::record::AccountRecord;
use crate::refusal::{Answer, refuse};
use crate::step::Step;
use crate::table;

/// The account that a link has proved to be, and its records.
#[derive(Debug)]
pub(crate) struct Authenticated {
    pub(crate) id: AccountId,
    pub(crate) device: DeviceId,
    pub(crate) record: AccountRecord,
    pub(crate) list: DeviceList,
}

impl Step<'_> {
    /// The account and device key that the link has proved.
    pub(crate) fn proved(&self) -> Option<(AccountId, [u8; 32])> {
        let link = self.memory.sessions.get(&self.session)?;
        link.account.as_ref()?.proved
    }

    /// Who asks. A device that has left the list since it proved itself is nobody.
    pub(crate) fn authenticated(&mut self) -> Answer<Authenticated> {
        let Some((id, device_key)) = self.proved() else {
            return refuse(RefusalCode::NotAuthenticated);
        };
        let Some(record) = self.load::<AccountRecord>(&table::account(&id))? else {
            // The operator has removed it since the link proved itself.
            return refuse(RefusalCode::NoSuchAccount);
        };
        if record.is_suspended {
            return refuse(RefusalCode::Suspended);
        }
        let list = self.stored_list(&record)?;
        // Asked with each request, not only when the link proved itself: it may outlast its device.
        if list.devices.contains(&device_key) {
            Ok(Authenticated {
                id,
                device: device_id(&device_key),
                record,
                list,
            })
        } else {
            refuse(RefusalCode::NotAuthenticated)
        }
    }

    pub(crate) fn stored_list(&mut self, record: &AccountRecord) -> Answer<DeviceList> {
        DeviceList::parse(&record.device_list).or_else(|_| self.damaged())
    }
}

/// What a device list has to say of its account.
struct Listed<'a> {
    account_key: &'a [u8; 32],
    inbox: &'a LogAddress,
    inbox_key: &'a Bytes,
}

/// A device list that the account's key has signed, and that names the account's own inbox.
fn checked_list(bytes: &Bytes, listed: &Listed<'_>) -> Answer<DeviceList> {
    let Ok(list) = DeviceList::parse(bytes) else {
        return refuse(RefusalCode::Malformed);
    };
    let genuine = list.account_key == *listed.account_key
        && list.signer == list.account_key
        && verify(
            &list.signer,
            DEVICE_LIST_LABEL,
            &list.signed_bytes(),
            &list.signature,
        );
    if !genuine {
        return refuse(RefusalCode::BadSignature);
    }
    // Others write to what the list names: it must be what this host has.
    let inbox_key_hash = inbox_key_hash(listed.inbox_key);
    if list.inbox == *listed.inbox && list.inbox_key_hash == inbox_key_hash {
        Ok(list)
    } else {
        refuse(RefusalCode::Malformed)
    }
}

fn check_inbox_key(key: &Bytes) -> Answer<()> {
    match key.len() {
        0 => refuse(RefusalCode::Malformed),
        length if length > INBOX_KEY_BYTES => refuse(RefusalCode::TooLarge),
        _ => Ok(()),
    }
}
