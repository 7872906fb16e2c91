//! Who somebody is, as far as this device knows.

use std::collections::BTreeMap;

use hudhud_base::AccountId;
use hudhud_crypto::identity::account_id;
use hudhud_crypto::signature::SigningKey;
use hudhud_engine::Person;
use hudhud_store::accounts::{self, Standing};
use hudhud_store::own::{self, OwnRow};
use hudhud_store::{Db, StoreError};

use super::{Account, Contact};

/// The people met in one look at the store, each read once.
pub(super) struct People<'a> {
    db: &'a Db,
    own: Option<Account>,
    seen: BTreeMap<AccountId, Contact>,
}

impl<'a> People<'a> {
    pub(super) fn new(db: &'a Db) -> Result<Self, StoreError> {
        Ok(Self {
            db,
            own: own_account(db)?,
            seen: BTreeMap::new(),
        })
    }

    pub(super) fn own_account(&self) -> Option<AccountId> {
        self.own.as_ref().map(|own| own.contact.account)
    }

    pub(super) fn is_own(&self, account: &AccountId) -> bool {
        self.own
            .as_ref()
            .is_some_and(|own| own.contact.account == *account)
    }

    pub(super) fn contact(&mut self, account: &AccountId) -> Result<Contact, StoreError> {
        if let Some(own) = self
            .own
            .as_ref()
            .filter(|own| own.contact.account == *account)
        {
            return Ok(own.contact.clone());
        }
        if let Some(contact) = self.seen.get(account) {
            return Ok(contact.clone());
        }
        let (name, host) = accounts::name_and_host(self.db, account)?.unwrap_or_default();
        let contact = Contact {
            account: *account,
            name,
            host,
        };
        self.seen.insert(*account, contact.clone());
        Ok(contact)
    }
}

/// This device's account, if it has one.
pub(super) fn own_account(db: &Db) -> Result<Option<Account>, StoreError> {
    Ok(own::load(db)?.map(|row| account_of(&row)))
}

fn account_of(row: &OwnRow) -> Account {
    let account = account_id(&SigningKey::from_seed(row.account_seed.as_bytes()).public());
    Account {
        contact: Contact {
            account,
            name: row.name.clone(),
            host: row.host.clone(),
        },
        wanted_name: row.wanted_name.clone(),
        domain: row.domain.clone(),
        signed_up: row.signed_up,
    }
}

/// Everybody this device has blocked.
pub(super) fn blocked(db: &Db) -> Result<Vec<Contact>, StoreError> {
    let rows = accounts::list_by_standing(db, Standing::Blocked)?;
    Ok(rows.into_iter().map(contact_of).collect())
}

/// At most `limit` people met whose name begins with `prefix`, the lately active first.
pub(super) fn known(db: &Db, prefix: &str, limit: u32) -> Result<Vec<Contact>, StoreError> {
    let rows = accounts::named_like(db, prefix, limit)?;
    Ok(rows.into_iter().map(contact_of).collect())
}

/// Where one stands with somebody.
pub(super) fn is_blocked(db: &Db, account: &AccountId) -> Result<bool, StoreError> {
    let row = accounts::by_id(db, account)?;
    Ok(row.is_some_and(|row| row.standing == Standing::Blocked))
}

/// The account that somebody is known by on this device.
pub(super) fn account_of_person(db: &Db, person: &Person) -> Result<Option<AccountId>, StoreError> {
    Ok(match person {
        Person::Account(account) => Some(*account),
        Person::Name { name, host } => {
            let named = |row: &accounts::AccountRow| {
                let known = row.name.as_ref();
                row.host == *host
                    && known.is_some_and(|known| known.to_lowercase() == name.to_lowercase())
            };
            let like = accounts::named_like(db, name, u32::MAX)?;
            like.into_iter().find(named).map(|row| row.account)
        }
    })
}

fn contact_of(row: accounts::AccountRow) -> Contact {
    Contact {
        account: row.account,
        name: row.name,
        host: row.host,
    }
}
