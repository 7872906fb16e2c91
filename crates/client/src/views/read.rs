//! The queries: rows joined into views.

use std::collections::BTreeMap;

use hudhud_base::Timestamp;
use hudhud_engine::{ConversationId, MessageRow, Notice};
use hudhud_store::conversations::{self, ConversationRow, ConversationState};
use hudhud_store::messages::{self, MessageKind, MessageRow as Row};
use hudhud_store::{Db, StoreError, deliveries, intents, members, outbox, reactions, search};

use super::people::{self, People};
use super::{
    Account, Contact, Conversation, Hit, Member, Message, Quote, Quoted, Reaction, Waiting,
};
use crate::client::{AskError, Client};

/// Messages in one page at most.
const PAGE: u32 = 500;

impl Client {
    /// This device's account; `None` before the first sign-up.
    ///
    /// # Errors
    /// [`AskError::Database`], [`AskError::Closed`]; so for every view.
    pub async fn account(&self) -> Result<Option<Account>, AskError> {
        self.view(people::own_account).await
    }

    /// At most `limit` conversations, the most recently active first, after the one given.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn conversations(
        &self,
        after: Option<(Timestamp, ConversationId)>,
        limit: u32,
    ) -> Result<Vec<Conversation>, AskError> {
        self.view(move |db| {
            let after = after.map(|(last_activity, id)| (last_activity, id.0));
            let rows = conversations::list(db, after, limit)?;
            let mut people = People::new(db)?;
            rows.into_iter()
                .map(|row| conversation(db, &mut people, row))
                .collect()
        })
        .await
    }

    /// One conversation.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn conversation(&self, id: ConversationId) -> Result<Option<Conversation>, AskError> {
        self.view(move |db| {
            let row = conversations::by_id(db, id.0)?;
            let mut people = People::new(db)?;
            row.map(|row| conversation(db, &mut people, row))
                .transpose()
        })
        .await
    }

    /// Conversations that others began and that wait for an answer, oldest first.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn requests(&self) -> Result<Vec<Conversation>, AskError> {
        self.view(|db| {
            let rows = conversations::with_state(db, ConversationState::Request)?;
            let mut people = People::new(db)?;
            rows.into_iter()
                .map(|row| conversation(db, &mut people, row))
                .collect()
        })
        .await
    }

    /// Everybody this device has blocked.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn blocked(&self) -> Result<Vec<Contact>, AskError> {
        self.view(people::blocked).await
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
    ) -> Result<Vec<Message>, AskError> {
        self.view(move |db| {
            let rows = messages::page(db, conversation.0, before, limit.min(PAGE))?;
            joined(db, &mut People::new(db)?, rows)
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
    ) -> Result<Vec<Message>, AskError> {
        self.view(move |db| {
            let rows = messages::after(db, conversation.0, position, limit.min(PAGE))?;
            joined(db, &mut People::new(db)?, rows)
        })
        .await
    }

    /// One message.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn message(&self, id: MessageRow) -> Result<Option<Message>, AskError> {
        self.view(move |db| {
            let rows = messages::by_id(db, id.0)?.into_iter().collect();
            Ok(joined(db, &mut People::new(db)?, rows)?.pop())
        })
        .await
    }

    /// Who is in a conversation, by name; each account once, however many devices it has.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn members(&self, conversation: ConversationId) -> Result<Vec<Member>, AskError> {
        self.view(move |db| {
            let mut people = People::new(db)?;
            let mut admins = BTreeMap::new();
            for row in members::list(db, conversation.0)? {
                *admins.entry(row.account).or_insert(false) |= row.admin;
            }
            let mut found = Vec::new();
            for (account, admin) in admins {
                let own = people.is_own(&account);
                found.push(Member {
                    contact: people.contact(&account)?,
                    admin,
                    own,
                });
            }
            found.sort_by(|a, b| a.contact.name.cmp(&b.contact.name));
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
    ) -> Result<Vec<Hit>, AskError> {
        self.view(move |db| {
            let conversation = conversation.map(|id| id.0);
            let hits = search::messages(
                db,
                &query,
                conversation,
                before.map(|id| id.0),
                limit.min(PAGE),
            )?;
            let mut people = People::new(db)?;
            let mut found = Vec::with_capacity(hits.len());
            for hit in hits {
                let highlights = hit.highlights;
                let message = joined(db, &mut people, vec![hit.row])?.pop();
                found.extend(message.map(|message| Hit {
                    message,
                    highlights,
                }));
            }
            Ok(found)
        })
        .await
    }

    /// What waits for the network.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn waiting(&self) -> Result<Waiting, AskError> {
        self.view(waiting).await
    }
}

pub(crate) fn waiting(db: &Db) -> Result<Waiting, StoreError> {
    let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    Ok(Waiting {
        outbox: outbox::count(db)?,
        intents: count(intents::open_all(db)?.len()),
        deliveries: count(deliveries::list(db)?.len()),
    })
}

fn conversation(
    db: &Db,
    people: &mut People<'_>,
    row: ConversationRow,
) -> Result<Conversation, StoreError> {
    let last = messages::last(db, row.id)?.into_iter().collect();
    Ok(Conversation {
        id: ConversationId(row.id),
        kind: row.kind,
        state: row.state,
        title: row.title,
        peer: row
            .peer
            .map(|account| people.contact(&account))
            .transpose()?,
        inviter: row
            .inviter
            .map(|account| people.contact(&account))
            .transpose()?,
        unread: row.unread,
        last: joined(db, people, last)?.pop(),
        draft: row.draft,
        last_activity: row.last_activity,
    })
}

/// Rows with their senders, quotes and reactions.
fn joined(db: &Db, people: &mut People<'_>, rows: Vec<Row>) -> Result<Vec<Message>, StoreError> {
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let mut marks = Vec::new();
        for reaction in reactions::for_messages(db, row.conversation, &[row.message_id])? {
            marks.push(Reaction {
                own: people.is_own(&reaction.account),
                contact: people.contact(&reaction.account)?,
                emoji: reaction.emoji,
            });
        }
        let reply_to = match row.reply_to {
            None => None,
            Some(target) => Some(quote(db, people, row.conversation, &target)?),
        };
        let notice = match row.kind {
            MessageKind::System => Notice::decode(&row.body),
            MessageKind::Text | MessageKind::Unsupported => None,
        };
        found.push(Message {
            people: about(people, notice.as_ref())?,
            notice,
            id: MessageRow(row.id),
            conversation: ConversationId(row.conversation),
            position: row.position,
            own: people.is_own(&row.sender),
            sender: people.contact(&row.sender)?,
            kind: row.kind,
            body: row.body,
            reply_to,
            sent: row.sent,
            state: row.state,
            edited: row.edited.is_some(),
            deleted: row.deleted,
            reactions: marks,
        });
    }
    Ok(found)
}

/// Whom a notice is about.
fn about(people: &mut People<'_>, notice: Option<&Notice>) -> Result<Vec<Contact>, StoreError> {
    let accounts = match notice {
        Some(
            Notice::Added(accounts)
            | Notice::Removed(accounts)
            | Notice::Left(accounts)
            | Notice::Promoted(accounts),
        ) => accounts.as_slice(),
        Some(
            Notice::Renamed(_)
            | Notice::Joined
            | Notice::Unreadable
            | Notice::Missed
            | Notice::Rejoined,
        )
        | None => &[],
    };
    accounts
        .iter()
        .map(|account| people.contact(account))
        .collect()
}

fn quote(
    db: &Db,
    people: &mut People<'_>,
    conversation: i64,
    target: &[u8; 32],
) -> Result<Quote, StoreError> {
    let row = messages::by_message_id(db, conversation, target)?;
    let message = match row {
        None => None,
        Some(row) => Some(Quoted {
            id: MessageRow(row.id),
            sender: people.contact(&row.sender)?,
            body: row.body,
        }),
    };
    Ok(Quote { message })
}
