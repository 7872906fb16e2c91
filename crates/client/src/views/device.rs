//! This device as a whole: how far it has caught up, what it holds, whom it knows.

use std::collections::BTreeSet;

use hudhud_base::{AccountId, ConversationId};
use hudhud_dialogue::{
    Answer, AskError, Command, CommandError, ConversationState, Holdings, Person, PersonView,
    Trouble,
};
use hudhud_engine::KEY_PACKAGES_SETTING;
use hudhud_store::{Db, StoreError, conversations, messages, own, profiles, settings};
use hudhud_wire::DeviceList;
use serde::{Deserialize, Serialize};

use super::people::{self, People};
use crate::client::Client;
use crate::question::Question;

/// How far this device has caught up with its hosts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reach {
    /// Some link is up.
    pub connected: bool,
    /// Why a link is not.
    pub trouble: Option<Trouble>,
    /// The own inbox has been read to its end, or the host keeps it closed.
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

impl Client {
    /// How far this device has caught up.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn reach(&self) -> Result<Reach, AskError> {
        self.look(Question::Reach, |store, progress| {
            let reader = store.reader();
            let open = conversations::ids_with_state(reader.db(), ConversationState::Active)?;
            Ok(Reach {
                connected: progress.any_up,
                trouble: progress.trouble,
                inbox_read: progress.inbox_read || progress.is_inbox_closed,
                caught_up: progress.caught_up.clone(),
                open,
            })
        })
        .await
    }

    /// What is kept here and at the host.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn holdings(&self) -> Result<Holdings, AskError> {
        self.view(Question::Holdings, holdings).await
    }

    /// At most `limit` people met whose name begins with `prefix`, those first with whom something
    /// happened last.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn known(&self, prefix: String, limit: u32) -> Result<Vec<PersonView>, AskError> {
        self.view(Question::Known(prefix.clone(), limit), move |db| {
            people::known(db, &prefix, limit)
        })
        .await
    }

    /// These people, in this order.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn people(&self, accounts: Vec<AccountId>) -> Result<Vec<PersonView>, AskError> {
        self.view(Question::People(accounts.clone()), move |db| {
            let mut people = People::new(db)?;
            let view = |account| people.view(account);
            accounts.iter().map(view).collect()
        })
        .await
    }

    /// The picture that somebody shows, a small JPEG.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn picture(&self, account: AccountId) -> Result<Option<Vec<u8>>, AskError> {
        self.view(Question::Picture(account), move |db| {
            profiles::picture(db, &account)
        })
        .await
    }

    /// What was being written to somebody with whom there is no conversation, if anything was.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn first_words(&self, to: String) -> Result<Option<String>, AskError> {
        self.view(Question::FirstWords(to.clone()), move |db| {
            hudhud_engine::first_words(db, &to)
        })
        .await
    }

    /// Begins the direct conversation with somebody, unless it is there already.
    ///
    /// # Errors
    /// [`AskError`]; [`CommandError::Yourself`] at once, if that is how this device is called.
    pub async fn start(&self, person: Person) -> Result<Answer, AskError> {
        match self.direct(person.clone()).await? {
            Direct::Own => Err(CommandError::Yourself.into()),
            Direct::There(conversation) => Ok(Answer::There(conversation)),
            Direct::New => self.command(Command::Start { person }).await,
        }
    }

    pub(crate) async fn direct(&self, person: Person) -> Result<Direct, AskError> {
        self.view(Question::Direct(person.clone()), move |db| {
            direct_with(db, &person)
        })
        .await
    }
}

/// What there is with somebody.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Direct {
    Own,
    There(ConversationId),
    New,
}

fn direct_with(db: &Db, person: &Person) -> Result<Direct, StoreError> {
    if people::own_account(db)?.is_some_and(|own| own.person.is(person)) {
        return Ok(Direct::Own);
    }
    let Some(account) = people::account_of_person(db, person)? else {
        return Ok(Direct::New);
    };
    let row = conversations::by_peer(db, &account)?;
    Ok(row.map_or(Direct::New, |row| Direct::There(row.id)))
}

fn holdings(db: &Db) -> Result<Holdings, StoreError> {
    let list = own::load(db)?.and_then(|row| DeviceList::parse(&row.device_list).ok());
    let devices = list.map_or(0, |list| list.devices.len());
    let packages = settings::read(db, KEY_PACKAGES_SETTING)?;
    let key_packages =
        packages.and_then(|bytes| Some(u32::from_le_bytes(bytes.as_slice().try_into().ok()?)));
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
