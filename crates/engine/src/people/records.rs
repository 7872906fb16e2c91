//! What is known of other accounts. What a host says of one is believed only as far as the account's
//! own signatures carry it.

use hudhud_base::AccountId;
use hudhud_crypto::identity::{device_list_hash, inbox_key_hash};
use hudhud_store::accounts::{self, AccountRow, Standing};
use hudhud_store::conversations::{self, ConversationState};
use hudhud_store::members;
use hudhud_wire::{Account, DeviceList, ListPlace};

use crate::api::Link;
use crate::people::lists::{Shown, judge};
use crate::people::names::name_is_signed;
use crate::turn::{Step, Turn};

/// What a host says of an account, against what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// It holds, and is kept.
    Kept,
    /// It was true once: what is known is newer.
    Nothing,
    /// It is not what the account has signed.
    Forged,
    /// The account has signed it, and what is known as well: the hash of the list that was not taken.
    Contradiction([u8; 32]),
}

impl Told {
    /// Whether what is known of the account now may be used.
    pub(crate) fn is_good(self) -> bool {
        matches!(self, Self::Kept | Self::Nothing)
    }
}

impl Turn<'_> {
    /// What is known of an account, as a row to change.
    pub(crate) fn account_row(&mut self, account: AccountId, host: &str) -> Step<AccountRow> {
        Ok(
            accounts::by_id(self.db, &account)?.unwrap_or_else(|| AccountRow {
                account,
                account_key: None,
                host: host.to_owned(),
                name: None,
                looks: None,
                inbox: None,
                inbox_key: None,
                inbox_write: None,
                inbox_given: false,
                tell_at: None,
                device_list: None,
                contradiction: None,
                standing: Standing::Stranger,
                refreshed: hudhud_base::Timestamp(0),
            }),
        )
    }

    pub(crate) fn standing(&mut self, account: &AccountId) -> Step<Standing> {
        Ok(accounts::standing(self.db, account)?.unwrap_or(Standing::Stranger))
    }

    /// Whether a conversation in which somebody is as well is in use.
    pub(crate) fn is_met(&self, account: &AccountId) -> Step<bool> {
        for id in members::conversations_with(self.db, account)? {
            let row = conversations::by_id(self.db, id)?;
            // Who is asked back keeps who was there, and is not among them.
            let is_in_use =
                |state: ConversationState| !state.is_over() && state != ConversationState::Request;
            if row.is_some_and(|row| is_in_use(row.state)) {
                return Ok(true);
            }
        }
        Ok(false)
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

    /// Where the device list stands that is known of an account.
    pub(crate) fn known_list(&self, account: &AccountId) -> Step<ListPlace> {
        let list = accounts::by_id(self.db, account)?.and_then(|row| row.device_list);
        let list = list.and_then(|bytes| DeviceList::parse(&bytes).ok());
        Ok(list.map_or_else(ListPlace::default, |list| list.place()))
    }

    /// Notes that a host was asked about an account and said nothing that can be kept: whoever waits for
    /// a name does not wait longer.
    pub(crate) fn asked_in_vain(&mut self, account: AccountId) -> Step {
        let Some(mut row) = accounts::by_id(self.db, &account)? else {
            return Ok(());
        };
        row.refreshed = self.now;
        Ok(accounts::upsert(self.db, &row)?)
    }

    /// Checks what a host says of an account and keeps what holds of it.
    pub(crate) fn keep_records(
        &mut self,
        link: &Link,
        account: AccountId,
        found: &Account,
    ) -> Step<Told> {
        let domain = self.domain_of(link);
        let mut row = self.account_row(account, &link.host)?;
        let list = match judge(&account, row.device_list.as_deref(), &found.device_lists) {
            Shown::Holds(list) => list,
            Shown::Older => return Ok(Told::Nothing),
            Shown::Forged => return Ok(Told::Forged),
            Shown::Contradicts(list) => return self.keep_contradiction(row, list.to_vec()),
        };
        let named = found.name.as_ref().is_none_or(|(name, signature)| {
            name_is_signed(&list.account_key, name, &domain, signature)
        });
        // Nothing but the list says where somebody is written to, and under which key.
        if !named || inbox_key_hash(&found.inbox_key) != list.inbox_key_hash {
            return Ok(Told::Forged);
        }
        row.account_key = Some(list.account_key.to_vec());
        row.name = found.name.as_ref().map(|(name, _)| name.clone());
        let looks = row.name.as_deref().map(hudhud_text::skeleton);
        let looks_change = looks != row.looks;
        row.looks = looks;
        row.inbox = Some(list.inbox);
        row.inbox_key = Some(found.inbox_key.to_vec());
        row.device_list = Some(list.encode().to_vec());
        row.refreshed = self.now;
        accounts::upsert(self.db, &row)?;
        if let Some(looks) = row.looks.filter(|_| looks_change) {
            self.looks_changed(&looks)?;
        }
        Ok(Told::Kept)
    }

    /// Two lists of an account cannot both be true. The one that was known goes on to hold, and the
    /// first other one is kept for whoever wants to see it.
    fn keep_contradiction(&mut self, mut row: AccountRow, list: Vec<u8>) -> Step<Told> {
        let told = Told::Contradiction(device_list_hash(&list));
        if row.contradiction.is_none() {
            row.contradiction = Some(list);
            accounts::upsert(self.db, &row)?;
        }
        Ok(told)
    }
}
