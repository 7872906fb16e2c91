//! What is known of other accounts. What a host says of one is believed only as far as the account's
//! own signatures carry it.

use hudhud_base::AccountId;
use hudhud_crypto::identity::account_id;
use hudhud_crypto::signature::verify;
use hudhud_store::accounts::{self, AccountRow, Standing};
use hudhud_wire::{Account, DEVICE_LIST_LABEL, DeviceList};

use crate::api::Link;
use crate::people::names::name_is_signed;
use crate::turn::{Step, Turn};

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

    pub(crate) fn set_standing(&mut self, account: &AccountId, standing: Standing) -> Step {
        let host = self.own()?.row.host.clone();
        let mut row = self.account_row(*account, &host)?;
        row.standing = standing;
        Ok(accounts::upsert(self.db, &row)?)
    }

    /// The host of somebody who was met before; of anybody else the own one is asked.
    pub(crate) fn home_of(&self, account: &AccountId, own_home: &str) -> Step<String> {
        let known = accounts::by_id(self.db, account)?.map(|row| row.host);
        Ok(known
            .filter(|host| !host.is_empty())
            .unwrap_or_else(|| own_home.to_owned()))
    }

    /// The device keys in an account's signed list, as last read.
    pub(crate) fn device_keys(&mut self, account: &AccountId) -> Step<Vec<[u8; 32]>> {
        let list = accounts::by_id(self.db, account)?.and_then(|row| row.device_list);
        Ok(list
            .and_then(|bytes| DeviceList::parse(&bytes).ok())
            .map_or_else(Vec::new, |list| list.devices))
    }

    /// Checks an account's public records and keeps them; false if they are not its own.
    pub(crate) fn keep_verified(
        &mut self,
        link: &Link,
        account: AccountId,
        found: &Account,
    ) -> Step<bool> {
        let domain = self
            .memory
            .links
            .get(link)
            .map(|state| state.domain.clone())
            .unwrap_or_default();
        if !is_genuine(account, found, &domain) {
            return Ok(false);
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
        Ok(true)
    }
}

/// Whether the account's key signed everything that a host says of it.
fn is_genuine(account: AccountId, found: &Account, domain: &str) -> bool {
    let listed = DeviceList::parse(&found.device_list).is_ok_and(|list| {
        list.account_key == found.account_key
            && verify(
                &found.account_key,
                DEVICE_LIST_LABEL,
                &list.signed_bytes(),
                &list.signature,
            )
    });
    let named = found.name.as_ref().is_none_or(|(name, signature)| {
        name_is_signed(&found.account_key, name, domain, signature)
    });
    account_id(&found.account_key) == account && listed && named
}
