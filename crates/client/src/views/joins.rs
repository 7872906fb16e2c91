//! Rows joined into views: a page of messages, or a list of conversations, in as few statements as
//! there are kinds of rows.

use std::collections::BTreeMap;

use hudhud_engine::{ConversationId, MessageRow, Notice};
use hudhud_store::conversations::ConversationRow;
use hudhud_store::messages::{self, MessageKind, StoredMessage};
use hudhud_store::reactions::{self, ReactionRow};
use hudhud_store::{Db, StoreError};

use super::people::People;
use super::{Contact, Conversation, Message, Quote, Quoted, Reaction};

/// Conversations with their people and their last messages.
pub(super) fn conversations(
    db: &Db,
    rows: Vec<ConversationRow>,
) -> Result<Vec<Conversation>, StoreError> {
    let mut people = People::new(db)?;
    rows.into_iter()
        .map(|row| conversation(db, &mut people, row))
        .collect()
}

fn conversation(
    db: &Db,
    people: &mut People<'_>,
    row: ConversationRow,
) -> Result<Conversation, StoreError> {
    let last = messages::last(db, row.id)?.into_iter().collect();
    let mut contact =
        |account: Option<_>| account.map(|account| people.contact(&account)).transpose();
    Ok(Conversation {
        id: row.id,
        kind: row.kind,
        state: row.state,
        title: row.title,
        peer: contact(row.peer)?,
        inviter: contact(row.inviter)?,
        unread: row.unread,
        last: page(db, people, last)?.pop(),
        draft: row.draft,
        last_activity: row.last_activity,
    })
}

/// Messages that stand one after the other in one conversation, with their senders, quotes and
/// reactions.
pub(super) fn page(
    db: &Db,
    people: &mut People<'_>,
    rows: Vec<StoredMessage>,
) -> Result<Vec<Message>, StoreError> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return Ok(Vec::new());
    };
    let found = reactions::between(db, first.conversation, first.position, last.position)?;
    let mut marks: BTreeMap<[u8; 32], Vec<ReactionRow>> = BTreeMap::new();
    for reaction in found {
        marks.entry(reaction.target).or_default().push(reaction);
    }
    let mut joined = Vec::with_capacity(rows.len());
    for row in rows {
        let reactions = marks.get(&row.message_id).map_or(&[][..], Vec::as_slice);
        joined.push(message(db, people, (row, reactions))?);
    }
    Ok(joined)
}

/// Messages from anywhere, each on its own.
pub(super) fn scattered(
    db: &Db,
    people: &mut People<'_>,
    rows: Vec<StoredMessage>,
) -> Result<Vec<Message>, StoreError> {
    let mut joined = Vec::with_capacity(rows.len());
    for row in rows {
        let reactions = reactions::for_messages(db, row.conversation, &[row.message_id])?;
        joined.push(message(db, people, (row, &reactions))?);
    }
    Ok(joined)
}

fn message(
    db: &Db,
    people: &mut People<'_>,
    (row, marks): (StoredMessage, &[ReactionRow]),
) -> Result<Message, StoreError> {
    let mut reactions = Vec::with_capacity(marks.len());
    for mark in marks {
        reactions.push(Reaction {
            own: people.is_own(&mark.account),
            contact: people.contact(&mark.account)?,
            emoji: mark.emoji.clone(),
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
    Ok(Message {
        people: about(people, notice.as_ref())?,
        notice,
        id: row.id,
        conversation: row.conversation,
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
        reactions,
    })
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
            | Notice::Rejoined
            | Notice::Unanswered,
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
    conversation: ConversationId,
    target: &[u8; 32],
) -> Result<Quote, StoreError> {
    let row = messages::by_message_id(db, conversation, target)?;
    let message = match row {
        None => None,
        Some(row) => Some(Quoted {
            id: row.id,
            sender: people.contact(&row.sender)?,
            body: row.body,
        }),
    };
    Ok(Quote { message })
}
