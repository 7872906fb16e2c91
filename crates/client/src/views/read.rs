//! The queries of every interface.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use hudhud_base::{ConversationId, MessageRow, Timestamp};
use hudhud_dialogue::{
    AccountView, AskError, ConversationState, ConversationView, HitView, MemberView, MessageView,
    PersonView,
};
use hudhud_store::{
    Db, StoreError, conversations, deliveries, intents, members, messages, outbox, search,
};

use super::Waiting;
use super::joins;
use super::people::{self, People};
use crate::client::Client;
use crate::question::Question;

/// Messages in one page at most.
const PAGE: u32 = 500;

impl Client {
    /// This device's account; `None` before the first sign-up.
    ///
    /// # Errors
    /// [`AskError::Database`], [`AskError::Closed`]; so for every view.
    pub async fn account(&self) -> Result<Option<AccountView>, AskError> {
        self.view(Question::Account, people::own_account).await
    }

    /// At most `limit` conversations, the most recently active first, after the one given.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn conversations(
        &self,
        after: Option<(Timestamp, ConversationId)>,
        limit: u32,
    ) -> Result<Vec<ConversationView>, AskError> {
        self.view(Question::Conversations(after, limit), move |db| {
            joins::conversations(db, conversations::list(db, after, limit)?)
        })
        .await
    }

    /// One conversation.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn conversation(
        &self,
        id: ConversationId,
    ) -> Result<Option<ConversationView>, AskError> {
        self.view(Question::Conversation(id), move |db| {
            let rows = conversations::by_id(db, id)?.into_iter().collect();
            Ok(joins::conversations(db, rows)?.pop())
        })
        .await
    }

    /// Those of these conversations that there are, in this order.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn conversations_named(
        &self,
        ids: Vec<ConversationId>,
    ) -> Result<Vec<ConversationView>, AskError> {
        self.view(Question::ConversationsNamed(ids.clone()), move |db| {
            let mut rows = Vec::with_capacity(ids.len());
            for id in ids {
                rows.extend(conversations::by_id(db, id)?);
            }
            joins::conversations(db, rows)
        })
        .await
    }

    /// Conversations that others began and that wait for an answer, oldest first.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn requests(&self) -> Result<Vec<ConversationView>, AskError> {
        self.view(Question::Requests, |db| {
            joins::conversations(
                db,
                conversations::with_state(db, ConversationState::Request)?,
            )
        })
        .await
    }

    /// Everybody this device has blocked.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn blocked(&self) -> Result<Vec<PersonView>, AskError> {
        self.view(Question::Blocked, people::blocked).await
    }

    /// The last `limit` messages (500 at most) before a position, or at the end; the newest last.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn messages(
        &self,
        conversation: ConversationId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<MessageView>, AskError> {
        self.view(Question::Messages(conversation, before, limit), move |db| {
            let rows = messages::page(db, conversation, before, limit.min(PAGE))?;
            joins::page(db, &mut People::new(db)?, rows)
        })
        .await
    }

    /// The first `limit` messages (500 at most) after a position; the newest last.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn messages_after(
        &self,
        conversation: ConversationId,
        position: i64,
        limit: u32,
    ) -> Result<Vec<MessageView>, AskError> {
        self.view(
            Question::MessagesAfter(conversation, position, limit),
            move |db| {
                let rows = messages::after(db, conversation, position, limit.min(PAGE))?;
                joins::page(db, &mut People::new(db)?, rows)
            },
        )
        .await
    }

    /// One message.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn message(&self, id: MessageRow) -> Result<Option<MessageView>, AskError> {
        self.view(Question::Message(id), move |db| {
            let rows = messages::by_id(db, id)?.into_iter().collect();
            Ok(joins::page(db, &mut People::new(db)?, rows)?.pop())
        })
        .await
    }

    /// Those of these messages that there are, in this order.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn messages_named(&self, ids: Vec<MessageRow>) -> Result<Vec<MessageView>, AskError> {
        self.view(Question::MessagesNamed(ids.clone()), move |db| {
            let mut rows = Vec::with_capacity(ids.len());
            for id in ids {
                rows.extend(messages::by_id(db, id)?);
            }
            joins::scattered(db, &mut People::new(db)?, rows)
        })
        .await
    }

    /// Who is in a conversation, by name; each account once, however many devices it has.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn members(&self, conversation: ConversationId) -> Result<Vec<MemberView>, AskError> {
        self.view(Question::Members(conversation), move |db| {
            let mut people = People::new(db)?;
            let mut admins = BTreeMap::new();
            for row in members::list(db, conversation)? {
                *admins.entry(row.account).or_insert(false) |= row.admin;
            }
            let mut found = Vec::new();
            for (account, admin) in admins {
                let person = people.view(&account)?;
                found.push(MemberView { person, admin });
            }
            found.sort_by(|a, b| a.person.name.cmp(&b.person.name));
            Ok(found)
        })
        .await
    }

    /// Messages that hold every word, newest first, at most `limit`.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn search(
        &self,
        query: String,
        conversation: Option<ConversationId>,
        before: Option<MessageRow>,
        limit: u32,
    ) -> Result<Vec<HitView>, AskError> {
        self.view(
            Question::Search(query.clone(), conversation, before, limit),
            move |db| {
                let hits = search::messages(db, &query, conversation, before, limit.min(PAGE))?;
                let (rows, highlights): (Vec<_>, Vec<_>) = hits
                    .into_iter()
                    .map(|hit| (hit.row, hit.highlights))
                    .unzip();
                let messages = joins::scattered(db, &mut People::new(db)?, rows)?;
                let places = places(db, &messages)?;
                let hit = |(message, highlights): (MessageView, Vec<Range<usize>>)| HitView {
                    place: places
                        .get(&message.conversation)
                        .cloned()
                        .unwrap_or_default(),
                    message,
                    highlights: highlights.iter().map(characters).collect(),
                };
                Ok(messages.into_iter().zip(highlights).map(hit).collect())
            },
        )
        .await
    }

    /// What waits for the network.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn waiting(&self) -> Result<Waiting, AskError> {
        self.view(Question::Waiting, waiting).await
    }
}

/// From one character to before another.
fn characters(range: &Range<usize>) -> (u32, u32) {
    let number = |place| u32::try_from(place).unwrap_or(u32::MAX);
    (number(range.start), number(range.end))
}

/// What the conversations of these messages are called.
fn places(
    db: &Db,
    messages: &[MessageView],
) -> Result<BTreeMap<ConversationId, String>, StoreError> {
    let ids: BTreeSet<ConversationId> = messages.iter().map(|one| one.conversation).collect();
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        rows.extend(conversations::by_id(db, id)?);
    }
    let found = joins::conversations(db, rows)?;
    Ok(found.iter().map(|view| (view.id, view.place())).collect())
}

pub(crate) fn waiting(db: &Db) -> Result<Waiting, StoreError> {
    Ok(Waiting {
        outbox: outbox::count(db)?,
        intents: intents::count_open(db)?,
        deliveries: deliveries::count(db)?,
    })
}
