//! The objects that programs read: field names here are stable (docs/use.md, "For programs").

use hudhud_client::views::{
    Account, Contact, Conversation, ConversationState, Kind, Member, Message, MessageKind,
    MessageState, Notice,
};
use serde_json::{Value, json};

pub(crate) fn contact(contact: &Contact) -> Value {
    json!({
        "account": contact.account.to_string(),
        "name": contact.name,
        "host": contact.host,
    })
}

pub(crate) fn account(account: &Account) -> Value {
    json!({
        "type": "account",
        "account": account.contact.account.to_string(),
        "name": account.contact.name,
        "wanted_name": account.wanted_name,
        "host": account.contact.host,
        "domain": account.domain,
        "signed_up": account.signed_up,
    })
}

pub(crate) fn conversation(kind: &str, conversation: &Conversation) -> Value {
    json!({
        "type": kind,
        "id": conversation.id.0,
        "kind": match conversation.kind {
            Kind::Direct => "direct",
            Kind::Group => "group",
        },
        "state": state(conversation.state),
        "title": conversation.title,
        "peer": conversation.peer.as_ref().map(contact),
        "inviter": conversation.inviter.as_ref().map(contact),
        "unread": conversation.unread,
        "draft": conversation.draft,
        "last_activity_ms": conversation.last_activity.0,
        "last": conversation.last.as_ref().map(|last| message("message", last)),
    })
}

const fn state(state: ConversationState) -> &'static str {
    match state {
        ConversationState::Creating => "creating",
        ConversationState::Request => "request",
        ConversationState::Active => "active",
        ConversationState::Left => "left",
        ConversationState::Removed => "removed",
        ConversationState::OutOfStep => "out-of-step",
        ConversationState::Failed => "failed",
    }
}

pub(crate) fn message(kind: &str, message: &Message) -> Value {
    let reactions: Vec<Value> = message
        .reactions
        .iter()
        .map(|reaction| {
            json!({
                "emoji": reaction.emoji,
                "by": contact(&reaction.contact),
                "own": reaction.own,
            })
        })
        .collect();
    let reply_to = message.reply_to.as_ref().map(|quote| {
        quote
            .message
            .as_ref()
            .map_or(json!({ "id": null }), |quoted| {
                json!({
                    "id": quoted.id.0,
                    "sender": contact(&quoted.sender),
                    "body": quoted.body,
                })
            })
    });
    json!({
        "type": kind,
        "id": message.id.0,
        "conversation": message.conversation.0,
        "sender": contact(&message.sender),
        "own": message.own,
        "kind": match message.kind {
            MessageKind::Text => "text",
            MessageKind::System => "system",
            MessageKind::Unsupported => "unsupported",
        },
        "body": if message.kind == MessageKind::System { "" } else { &message.body },
        "notice": message.notice.as_ref().map(notice),
        "people": message.people.iter().map(contact).collect::<Vec<_>>(),
        "reply_to": reply_to,
        "sent_ms": message.sent.0,
        "state": message_state(message.state),
        "edited": message.edited,
        "deleted": message.deleted,
        "reactions": reactions,
    })
}

const fn notice(notice: &Notice) -> &'static str {
    match notice {
        Notice::Added(_) => "added",
        Notice::Removed(_) => "removed",
        Notice::Left(_) => "left",
        Notice::Renamed(_) => "renamed",
        Notice::Promoted(_) => "promoted",
        Notice::Joined => "joined",
        Notice::Unreadable => "unreadable",
        Notice::Missed => "missed",
        Notice::Rejoined => "rejoined",
        Notice::Unanswered => "unanswered",
    }
}

pub(crate) const fn message_state(state: MessageState) -> &'static str {
    match state {
        MessageState::Queued => "queued",
        MessageState::Sent => "sent",
        MessageState::Delivered => "delivered",
        MessageState::Read => "read",
        MessageState::Failed => "failed",
        MessageState::Received => "received",
    }
}

pub(crate) fn member(member: &Member) -> Value {
    json!({
        "type": "member",
        "account": member.contact.account.to_string(),
        "name": member.contact.name,
        "host": member.contact.host,
        "admin": member.admin,
        "own": member.own,
    })
}
