//! This device as a whole: how far it has caught up, what it holds, whom it knows.

use std::collections::BTreeSet;

use hudhud_base::AccountId;
use hudhud_engine::{ConversationId, KEY_PACKAGES_SETTING, Person};
use hudhud_store::conversations::{self, ConversationState};
use hudhud_store::{Db, StoreError, messages, own, settings};
use hudhud_wire::DeviceList;

use super::Contact;
use super::people::{self, People};
use crate::client::{AskError, Client};
use crate::driver::Down;

/// How far this device has caught up with its hosts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reach {
    /// Some link is up.
    pub connected: bool,
    /// Why a link is not.
    pub trouble: Option<Down>,
    /// The own inbox has been read to its end.
    pub inbox_read: bool,
    /// Conversations that have read all their host has.
    pub caught_up: BTreeSet<ConversationId>,
    /// Conversations that are open.
    pub open: Vec<ConversationId>,
}

impl Reach {
    /// Whether everything there is has been read.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.inbox_read && self.open.iter().all(|id| self.caught_up.contains(id))
    }
}

/// What is kept on this device, and what the host is known to keep for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Holdings {
    /// Devices in the account's signed list.
    pub devices: u32,
    /// Key packages at the host, as last heard.
    pub key_packages: u32,
    /// Logs of this device's conversations.
    pub logs: u32,
    /// Messages on this device.
    pub messages: u64,
    /// Bytes of the database.
    pub bytes: u64,
}

impl Client {
    /// How far this device has caught up.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn reach(&self) -> Result<Reach, AskError> {
        self.look(|store, progress| {
            let reader = store.reader();
            let open = conversations::ids_with_state(reader.db(), ConversationState::Active)?;
            Ok(Reach {
                connected: progress.any_up,
                trouble: progress.trouble,
                inbox_read: progress.inbox_read,
                caught_up: progress.caught_up.clone(),
                open,
            })
        })
        .await?
        .map_err(|error: StoreError| error.into())
    }

    /// What is kept here and at the host.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn holdings(&self) -> Result<Holdings, AskError> {
        self.view(holdings).await
    }

    /// At most `limit` people met whose name begins with `prefix`, those first with whom something
    /// happened last.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn known(&self, prefix: String, limit: u32) -> Result<Vec<Contact>, AskError> {
        self.view(move |db| people::known(db, &prefix, limit)).await
    }

    /// These people, in this order.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn contacts(&self, accounts: Vec<AccountId>) -> Result<Vec<Contact>, AskError> {
        self.view(move |db| {
            let mut people = People::new(db)?;
            accounts
                .iter()
                .map(|account| people.contact(account))
                .collect()
        })
        .await
    }

    /// Whether this device has blocked somebody.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn is_blocked(&self, account: AccountId) -> Result<bool, AskError> {
        self.view(move |db| people::is_blocked(db, &account)).await
    }

    /// The direct conversation with somebody that has not ended, if there is one.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn direct_with(&self, person: Person) -> Result<Option<ConversationId>, AskError> {
        self.view(move |db| {
            let Some(account) = people::account_of_person(db, &person)? else {
                return Ok(None);
            };
            let row = conversations::by_peer(db, &account)?;
            Ok(row.map(|row| row.id))
        })
        .await
    }
}

fn holdings(db: &Db) -> Result<Holdings, StoreError> {
    let list = own::load(db)?.and_then(|row| DeviceList::parse(&row.device_list).ok());
    let devices = list.map_or(0, |list| list.devices.len());
    let packages = settings::read(db, KEY_PACKAGES_SETTING)?;
    let key_packages = packages.and_then(|bytes| Some(u32::from_le_bytes(bytes.try_into().ok()?)));
    let logs = conversations::ids_with_state(db, ConversationState::Active)?.len();
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    Ok(Holdings {
        devices: count(devices),
        key_packages: key_packages.unwrap_or_default(),
        logs: count(logs),
        messages: messages::count(db)?,
        bytes: db.bytes()?,
    })
}
