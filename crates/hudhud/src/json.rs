//! The objects that programs read: field names here are stable (docs/use.md, "For programs").

use hudhud_dialogue::{
    Access, AccountView, AttachmentKind, AttachmentState, AttachmentView, ConversationKind,
    ConversationState, ConversationView, Doubt, Hearing, MemberView, MessageState, MessageView,
    Notice, NoticeView, PersonView, QuoteView,
};
use hudhud_media::FileName;
use serde_json::{Value, json};

pub(crate) fn person(person: &PersonView) -> Value {
    json!({
        "account": person.account.to_string(),
        "name": person.name,
        "display_name": person.profile.name,
        "host": person.host,
    })
}

pub(crate) fn account(account: &AccountView) -> Value {
    json!({
        "type": "account",
        "account": account.person.account.to_string(),
        "name": account.person.name,
        "display_name": account.person.profile.name,
        "picture": account.person.profile.picture.is_some(),
        "wanted_name": account.wanted_name,
        "host": account.person.host,
        "domain": account.domain,
        "signed_up": account.signed_up,
        "access": access(account.access),
    })
}

/// How the own host treats this account.
pub(crate) const fn access(access: Access) -> &'static str {
    match access {
        Access::Open => "open",
        Access::Suspended => "suspended",
        Access::Unknown => "unknown",
    }
}

pub(crate) fn conversation(kind: &str, conversation: &ConversationView) -> Value {
    json!({
        "type": kind,
        "id": conversation.id.0,
        "kind": match conversation.kind {
            ConversationKind::Direct => "direct",
            ConversationKind::Group => "group",
        },
        "state": state(conversation.state),
        "title": conversation.title,
        "peer": conversation.peer.as_ref().map(person),
        "inviter": conversation.inviter.as_ref().map(person),
        "opening": conversation.request.as_ref().map(|request| &request.opening),
        "together": conversation.request.as_ref().map(|request| &request.together),
        "hearing": hearing(conversation.hearing),
        "doubt": doubt(conversation.doubt),
        "unread": conversation.unread,
        "draft": conversation.draft,
        "last_activity_ms": conversation.last_activity.0,
        "last": conversation.last.as_ref().map(|last| message("message", last)),
    })
}

const fn hearing(hearing: Hearing) -> Option<&'static str> {
    match hearing {
        Hearing::Open => None,
        Hearing::Unanswered => Some("unanswered"),
        Hearing::Blocked => Some("blocked"),
    }
}

const fn doubt(doubt: Doubt) -> Option<&'static str> {
    match doubt {
        Doubt::Unfounded => None,
        Doubt::Disagreed => Some("disagreed"),
        Doubt::HostBehind => Some("host-behind"),
    }
}

const fn state(state: ConversationState) -> &'static str {
    match state {
        ConversationState::Creating => "creating",
        ConversationState::Request => "request",
        ConversationState::Active => "active",
        ConversationState::Left => "left",
        ConversationState::Removed => "removed",
        ConversationState::Deserted => "deserted",
        ConversationState::OutOfStep => "out-of-step",
        ConversationState::Failed => "failed",
    }
}

pub(crate) fn message(kind: &str, message: &MessageView) -> Value {
    let reactions = message.reactions.iter().flat_map(|reaction| {
        reaction.people.iter().map(|by| {
            json!({
                "emoji": reaction.emoji,
                "by": person(by),
                "own": by.own,
            })
        })
    });
    let about = message.notice.as_ref().map_or(&[][..], Notice::people);
    json!({
        "type": kind,
        "id": message.id.0,
        "conversation": message.conversation.0,
        "sender": person(&message.sender),
        "own": message.sender.own,
        "kind": match message.notice {
            Some(_) => "system",
            None if message.unsupported => "unsupported",
            None => "text",
        },
        "body": message.body,
        "text": hudhud_text::plain(&message.body),
        "attachments": message.attached.iter().map(attachment).collect::<Vec<_>>(),
        "notice": message.notice.as_ref().and_then(notice),
        "people": about.iter().map(person).collect::<Vec<_>>(),
        "forwarded": message.forwarded.as_ref().map(|forwarded| {
            json!({
                "name": forwarded.name,
                "sent_ms": forwarded.sent.0,
                "times": forwarded.times,
            })
        }),
        "reply_to": message.reply_to.as_ref().map(quote),
        "sent_ms": message.sent.0,
        "state": message_state(message.state),
        "edited": message.edited,
        "deleted": message.deleted,
        "reactions": reactions.collect::<Vec<_>>(),
    })
}

fn quote(quote: &QuoteView) -> Value {
    match quote {
        QuoteView::Missing => json!({ "id": null }),
        QuoteView::Known {
            id, sender, body, ..
        } => json!({
            "id": id.0,
            "sender": person(sender),
            "body": body,
        }),
    }
}

fn attachment(attached: &AttachmentView) -> Value {
    let about = &attached.about;
    json!({
        "part": attached.part,
        "kind": match about.kind {
            AttachmentKind::Photo => "photo",
            AttachmentKind::File => "file",
        },
        "media_type": about.media_type,
        "name": FileName::clean(&about.name).to_string(),
        "description": about.description,
        "bytes": attached.bytes,
        "width": about.size_in_dots.map(|(width, _)| width),
        "height": about.size_in_dots.map(|(_, height)| height),
        "state": match attached.state {
            AttachmentState::Leaving => "leaving",
            AttachmentState::Here => "here",
            AttachmentState::There => "there",
            AttachmentState::Coming => "coming",
            AttachmentState::Gone => "gone",
            AttachmentState::Damaged => "damaged",
            AttachmentState::Unsent => "unsent",
        },
    })
}

fn notice(notice: &NoticeView) -> Option<&'static str> {
    (*notice != Notice::Unknown).then(|| notice.word())
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

pub(crate) fn member(member: &MemberView) -> Value {
    json!({
        "type": "member",
        "account": member.person.account.to_string(),
        "name": member.person.name,
        "display_name": member.person.profile.name,
        "host": member.person.host,
        "admin": member.admin,
        "own": member.person.own,
    })
}
