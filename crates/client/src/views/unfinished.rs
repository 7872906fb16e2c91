//! What waits for the network, one thing after the other: for somebody who wants to know, to give it
//! up, or to have it tried again.

use hudhud_base::{AccountId, ConversationId, IntentId, MessageRow};
use hudhud_dialogue::{AskError, ConversationView, MessageView, PersonView};
use hudhud_engine::{Wish, is_receipt};
use hudhud_store::intents::{self, IntentRow};
use hudhud_store::outbox::{self, OutboxClass, OutboxRow};
use hudhud_store::{Db, StoreError, conversations, deliveries, messages};
use serde::{Deserialize, Serialize};

use super::joins;
use super::people::People;
use crate::client::Client;
use crate::question::Question;

/// Something that the network has not taken yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfinished {
    /// What it is.
    pub what: What,
    /// Where it belongs, if anywhere.
    pub conversation: Option<ConversationView>,
    /// Whether it can be given up: nothing of it may have left.
    pub may_be_cancelled: bool,
}

/// What waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// An own message.
    Message(Box<MessageView>),
    /// An edit or a reaction: something said about what is there.
    Change,
    /// How far this device has received and read, which nobody asked it to say.
    Receipt,
    /// What was asked for, and the people it is about.
    Wish {
        /// Its number.
        intent: IntentId,
        /// What was asked for.
        wish: Wish,
        /// Those of them who are named by account.
        people: Vec<PersonView>,
    },
    /// A letter to somebody's inbox: without it they do not know that they were invited.
    Letter(PersonView),
}

impl Client {
    /// Everything that waits for the network: what was asked for, then messages, then letters.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn unfinished(&self) -> Result<Vec<Unfinished>, AskError> {
        self.view(Question::Unfinished, unfinished).await
    }
}

fn unfinished(db: &Db) -> Result<Vec<Unfinished>, StoreError> {
    let mut people = People::new(db)?;
    let mut found = Vec::new();
    for row in intents::open_all(db)? {
        found.extend(wish(db, &mut people, &row, true)?);
    }
    for conversation in outbox::conversations_with_rows(db)? {
        for row in outbox::list(db, conversation)? {
            found.push(entry(db, &mut people, &row)?);
        }
    }
    for row in deliveries::list(db)? {
        found.push(Unfinished {
            what: What::Letter(people.view(&row.account)?),
            conversation: place(db, row.conversation)?,
            may_be_cancelled: false,
        });
    }
    Ok(found)
}

fn entry(db: &Db, people: &mut People<'_>, row: &OutboxRow) -> Result<Unfinished, StoreError> {
    let intent = match row.intent.filter(|_| row.class == OutboxClass::Ordered) {
        Some(intent) => intents::by_id(db, intent)?,
        None => None,
    };
    if let Some(intent) = intent
        && let Some(found) = wish(db, people, &intent, false)?
    {
        return Ok(found);
    }
    let message = match row.message {
        Some(message) => view_of(db, people, message)?,
        None => None,
    };
    let may_be_cancelled = message.is_some() && row.sealed.is_none();
    let what = match message {
        Some(message) => What::Message(Box::new(message)),
        None if row.class == OutboxClass::Plain && is_receipt(&row.content) => What::Receipt,
        None => What::Change,
    };
    Ok(Unfinished {
        what,
        conversation: place(db, Some(row.conversation))?,
        may_be_cancelled,
    })
}

fn view_of(
    db: &Db,
    people: &mut People<'_>,
    message: MessageRow,
) -> Result<Option<MessageView>, StoreError> {
    let rows = messages::by_id(db, message)?.into_iter().collect();
    Ok(joins::scattered(db, people, rows)?.pop())
}

fn wish(
    db: &Db,
    people: &mut People<'_>,
    row: &IntentRow,
    is_open: bool,
) -> Result<Option<Unfinished>, StoreError> {
    let Some((wish, may_be_cancelled)) = Wish::of(row) else {
        return Ok(None);
    };
    let accounts: Vec<AccountId> = match &wish {
        Wish::Remove(account) | Wish::Promote(account) | Wish::Demote(account) => vec![*account],
        Wish::Begin(person) => account_of(person).into_iter().collect(),
        Wish::Add(all) => all.iter().filter_map(account_of).collect(),
        Wish::SignUp
        | Wish::ClaimName
        | Wish::Rename(_)
        | Wish::Leave
        | Wish::Accept
        | Wish::Upkeep => Vec::new(),
    };
    let view = |account| people.view(account);
    let people = accounts.iter().map(view).collect::<Result<_, _>>()?;
    Ok(Some(Unfinished {
        what: What::Wish {
            intent: row.id,
            wish,
            people,
        },
        conversation: place(db, row.conversation)?,
        may_be_cancelled: may_be_cancelled && is_open,
    }))
}

const fn account_of(person: &hudhud_dialogue::Person) -> Option<AccountId> {
    match person {
        hudhud_dialogue::Person::Account(account) => Some(*account),
        hudhud_dialogue::Person::Name { .. } => None,
    }
}

fn place(db: &Db, id: Option<ConversationId>) -> Result<Option<ConversationView>, StoreError> {
    let Some(id) = id else {
        return Ok(None);
    };
    let rows = conversations::by_id(db, id)?.into_iter().collect();
    Ok(joins::conversations(db, rows)?.pop())
}
