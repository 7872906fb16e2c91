//! Who somebody is, as far as this device knows.

use std::collections::BTreeMap;

use hudhud_base::AccountId;
use hudhud_crypto::identity::account_id;
use hudhud_crypto::signature::SigningKey;
use hudhud_dialogue::{AccountView, Person, PersonView, ProfileView};
use hudhud_store::accounts::{self, AccountRow, Standing};
use hudhud_store::own::{self, OwnRow};
use hudhud_store::{Db, StoreError, profiles};

/// The people met in one look at the store, each read once.
pub(super) struct People<'a> {
    db: &'a Db,
    own: Option<AccountView>,
    seen: BTreeMap<AccountId, PersonView>,
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
        self.own.as_ref().map(|own| own.person.account)
    }

    pub(super) fn view(&mut self, account: &AccountId) -> Result<PersonView, StoreError> {
        if let Some(own) = &self.own
            && own.person.account == *account
        {
            return Ok(own.person.clone());
        }
        if let Some(person) = self.seen.get(account) {
            return Ok(person.clone());
        }
        let (name, host) = accounts::name_and_host(self.db, account)?.unwrap_or_default();
        let person = self.other(*account, name, host)?;
        self.seen.insert(*account, person.clone());
        Ok(person)
    }

    fn other(
        &self,
        account: AccountId,
        name: Option<String>,
        host: String,
    ) -> Result<PersonView, StoreError> {
        let own_host = self.own.as_ref().map(|own| own.person.host.as_str());
        Ok(PersonView {
            account,
            name,
            foreign: !host.is_empty() && own_host != Some(host.as_str()),
            host,
            own: false,
            profile: self.profile(&account)?,
        })
    }

    fn profile(&self, account: &AccountId) -> Result<ProfileView, StoreError> {
        let Some(row) = profiles::of(self.db, account)? else {
            return Ok(ProfileView::default());
        };
        Ok(ProfileView {
            ambiguous: profiles::is_shared(self.db, &row)?,
            picture: row.picture,
            name: row.name,
        })
    }

    fn views(&self, rows: Vec<AccountRow>) -> Result<Vec<PersonView>, StoreError> {
        let view = |row: AccountRow| self.other(row.account, row.name, row.host);
        rows.into_iter().map(view).collect()
    }
}

/// This device's account, if it has one.
pub(super) fn own_account(db: &Db) -> Result<Option<AccountView>, StoreError> {
    own::load(db)?.map(|row| account_of(db, row)).transpose()
}

fn account_of(db: &Db, row: OwnRow) -> Result<AccountView, StoreError> {
    let account = account_id(&SigningKey::from_seed(row.account_seed.as_bytes()).public());
    let profile = profiles::of(db, &account)?;
    Ok(AccountView {
        person: PersonView {
            account,
            name: row.name,
            host: row.host,
            foreign: false,
            own: true,
            profile: ProfileView {
                ambiguous: false,
                picture: profile.as_ref().and_then(|row| row.picture),
                name: profile.map(|row| row.name).unwrap_or_default(),
            },
        },
        wanted_name: row.wanted_name,
        domain: row.domain,
        signed_up: row.signed_up,
        access: row.access,
    })
}

/// Everybody this device has blocked.
pub(super) fn blocked(db: &Db) -> Result<Vec<PersonView>, StoreError> {
    let rows = accounts::list_by_standing(db, Standing::Blocked)?;
    People::new(db)?.views(rows)
}

/// At most `limit` people met whose name begins with `prefix`, the lately active first.
pub(super) fn known(db: &Db, prefix: &str, limit: u32) -> Result<Vec<PersonView>, StoreError> {
    let rows = accounts::named_like(db, prefix, limit)?;
    People::new(db)?.views(rows)
}

/// Whether this device has blocked somebody.
pub(super) fn is_blocked(db: &Db, account: &AccountId) -> Result<bool, StoreError> {
    Ok(accounts::standing(db, account)? == Some(Standing::Blocked))
}

/// The account that somebody is known by on this device.
pub(super) fn account_of_person(db: &Db, person: &Person) -> Result<Option<AccountId>, StoreError> {
    Ok(match person {
        Person::Account(account) => Some(*account),
        Person::Name { name, .. } => {
            let rows = accounts::named_like(db, name, u32::MAX)?;
            let like = People::new(db)?.views(rows)?;
            let found = like.into_iter().find(|known| known.is(person));
            found.map(|known| known.account)
        }
    })
}
