//! Rows joined into views: a page of messages, or a list of conversations, in as few statements as
//! there are kinds of rows.

use std::collections::BTreeMap;

use hudhud_base::{ConversationId, MessageRow};
use hudhud_dialogue::{
    AttachmentView, ConversationKind, ConversationState, ConversationView, ForwardedView, Hearing,
    MessageView, NoticeView, QuoteView, ReactionView, RequestView,
};
use hudhud_engine::{decode_notice, opening_of_invitation};
use hudhud_store::arrangements;
use hudhud_store::attachments::{self, AttachmentRow};
use hudhud_store::conversations::ConversationRow;
use hudhud_store::forwards::{self, ForwardRow};
use hudhud_store::messages::{self, MessageKind, StoredMessage};
use hudhud_store::reactions::{self, ReactionRow};
use hudhud_store::{Db, StoreError, members, receipts};

use super::people::{self, People};

/// Conversations with their people and their last messages.
pub(super) fn conversations(
    db: &Db,
    rows: Vec<ConversationRow>,
) -> Result<Vec<ConversationView>, StoreError> {
    let mut people = People::new(db)?;
    rows.into_iter()
        .map(|row| conversation(db, &mut people, row))
        .collect()
}

fn conversation(
    db: &Db,
    people: &mut People<'_>,
    row: ConversationRow,
) -> Result<ConversationView, StoreError> {
    let last = messages::last(db, row.id)?.into_iter().collect();
    let hearing = hearing(db, &row)?;
    let waits = row.state == ConversationState::Request;
    let request = waits.then(|| request(db, &row)).transpose()?;
    // Of what somebody has ended nothing waits for them.
    let ended = hearing == Hearing::Blocked || row.state == ConversationState::Left;
    let mut arranged = arrangements::of(db, row.id)?;
    arranged.unread &= !ended;
    let mut person = |account: Option<_>| account.map(|account| people.view(&account)).transpose();
    Ok(ConversationView {
        id: row.id,
        kind: row.kind,
        state: row.state,
        title: row.title,
        peer: person(row.peer)?,
        inviter: person(row.inviter)?,
        hearing,
        request,
        doubt: row.doubt,
        unread: if ended { 0 } else { row.unread },
        last: page(db, people, last)?.pop(),
        draft: row.draft,
        last_activity: row.last_activity,
        arranged,
    })
}

/// What is known of a request before it is answered.
fn request(db: &Db, row: &ConversationRow) -> Result<RequestView, StoreError> {
    let opening = row.invite.as_deref().and_then(opening_of_invitation);
    let together = match &row.inviter {
        Some(inviter) => members::together(db, inviter)?,
        None => None,
    };
    Ok(RequestView {
        opening: opening.unwrap_or_default(),
        together,
    })
}

/// Whether the other person of a direct conversation hears what is said. Whoever has been heard there
/// has a row among the receipts.
fn hearing(db: &Db, row: &ConversationRow) -> Result<Hearing, StoreError> {
    let Some(peer) = row.peer.filter(|_| row.kind == ConversationKind::Direct) else {
        return Ok(Hearing::Open);
    };
    if people::is_blocked(db, &peer)? {
        return Ok(Hearing::Blocked);
    }
    let began = row.inviter.is_none() && !row.state.is_over();
    Ok(
        if began && receipts::by_account(db, row.id, &peer)?.is_none() {
            Hearing::Unanswered
        } else {
            Hearing::Open
        },
    )
}

/// What stands beside a message in other tables.
struct Beside {
    reactions: Vec<ReactionRow>,
    attached: Vec<AttachmentRow>,
    forwarded: Option<ForwardRow>,
}

/// Messages that stand one after the other in one conversation, with their senders, quotes and
/// reactions.
pub(super) fn page(
    db: &Db,
    people: &mut People<'_>,
    rows: Vec<StoredMessage>,
) -> Result<Vec<MessageView>, StoreError> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return Ok(Vec::new());
    };
    let found = reactions::between(db, first.conversation, first.position, last.position)?;
    let mut marks: BTreeMap<[u8; 32], Vec<ReactionRow>> = BTreeMap::new();
    for reaction in found {
        marks.entry(reaction.target).or_default().push(reaction);
    }
    let found = attachments::between(db, first.conversation, first.position, last.position)?;
    let mut attached: BTreeMap<MessageRow, Vec<AttachmentRow>> = BTreeMap::new();
    for attachment in found {
        attached
            .entry(attachment.message)
            .or_default()
            .push(attachment);
    }
    let found = forwards::between(db, first.conversation, first.position, last.position)?;
    let mut passed_on: BTreeMap<MessageRow, ForwardRow> =
        found.into_iter().map(|row| (row.message, row)).collect();
    let mut joined = Vec::with_capacity(rows.len());
    for row in rows {
        let beside = Beside {
            reactions: marks.remove(&row.message_id).unwrap_or_default(),
            attached: attached.remove(&row.id).unwrap_or_default(),
            forwarded: passed_on.remove(&row.id),
        };
        joined.push(message(db, people, row, beside)?);
    }
    Ok(joined)
}

/// Messages from anywhere, each on its own.
pub(super) fn scattered(
    db: &Db,
    people: &mut People<'_>,
    rows: Vec<StoredMessage>,
) -> Result<Vec<MessageView>, StoreError> {
    let mut joined = Vec::with_capacity(rows.len());
    for row in rows {
        let beside = Beside {
            reactions: reactions::for_messages(db, row.conversation, &[row.message_id])?,
            attached: attachments::of_message(db, row.id)?,
            forwarded: forwards::of(db, row.id)?,
        };
        joined.push(message(db, people, row, beside)?);
    }
    Ok(joined)
}

fn message(
    db: &Db,
    people: &mut People<'_>,
    row: StoredMessage,
    beside: Beside,
) -> Result<MessageView, StoreError> {
    let reply_to = match row.reply_to {
        None => None,
        Some(target) => Some(quote(db, people, row.conversation, &target)?),
    };
    let notice: Option<NoticeView> = match row.kind {
        MessageKind::System => {
            Some(decode_notice(&row.body).about(|account| people.view(&account))?)
        }
        MessageKind::Text | MessageKind::Unsupported => None,
    };
    Ok(MessageView {
        id: row.id,
        conversation: row.conversation,
        position: row.position,
        sender: people.view(&row.sender)?,
        body: if notice.is_some() || row.deleted {
            String::new()
        } else {
            row.body
        },
        notice,
        unsupported: row.kind == MessageKind::Unsupported,
        attached: beside.attached.iter().map(attachment).collect(),
        forwarded: beside.forwarded.map(|row| ForwardedView {
            name: row.name,
            sent: row.sent.start(),
            times: row.times,
        }),
        reply_to,
        sent: row.sent,
        state: row.state,
        edited: row.edited.is_some(),
        deleted: row.deleted,
        reactions: reactions_of(people, beside.reactions)?,
    })
}

fn attachment(row: &AttachmentRow) -> AttachmentView {
    AttachmentView {
        part: row.part,
        about: row.about(),
        bytes: row.bytes,
        state: row.state,
    }
}

/// Grouped by emoji, in order of appearance.
fn reactions_of(
    people: &mut People<'_>,
    marks: Vec<ReactionRow>,
) -> Result<Vec<ReactionView>, StoreError> {
    let mut groups: Vec<ReactionView> = Vec::new();
    for mark in marks {
        let person = people.view(&mark.account)?;
        if let Some(group) = groups.iter_mut().find(|group| group.emoji == mark.emoji) {
            group.own |= person.own;
            group.people.push(person);
        } else {
            groups.push(ReactionView {
                emoji: mark.emoji,
                own: person.own,
                people: vec![person],
            });
        }
    }
    Ok(groups)
}

fn quote(
    db: &Db,
    people: &mut People<'_>,
    conversation: ConversationId,
    target: &[u8; 32],
) -> Result<QuoteView, StoreError> {
    Ok(match messages::by_message_id(db, conversation, target)? {
        None => QuoteView::Missing,
        Some(row) => QuoteView::Known {
            id: row.id,
            sender: people.view(&row.sender)?,
            body: row.body,
            attached: attachments::by_part(db, row.id, 0)?.map(|first| first.kind),
        },
    })
}
