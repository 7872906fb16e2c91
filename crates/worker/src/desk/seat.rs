//! How things look from this device: the client's views in the words of the page.

use hudhud_base::AccountId;
use hudhud_client::HostUrl;
use hudhud_client::views::{
    Account, Contact, Conversation, ConversationState, Kind, Member, Message, MessageKind,
    MessageState, Notice, Quote, Reaction,
};
use hudhud_dialogue::{
    AccountView, ConversationKind, ConversationView, Delivery, MemberView, MessageView, NoticeView,
    PersonView, QuoteView, ReactionView, Standing,
};

/// Characters of a message that are shown where it is only hinted at.
const GLIMPSE_CHARS: usize = 200;

/// Who looks, and from which host.
#[derive(Debug, Clone, Default)]
pub(super) struct Seat {
    own: Option<AccountId>,
    host: String,
}

impl Seat {
    pub(super) fn of(account: Option<&Account>) -> Self {
        account.map_or_else(Self::default, |account| Self {
            own: Some(account.contact.account),
            host: account.contact.host.clone(),
        })
    }

    pub(super) fn account(&self, account: &Account) -> AccountView {
        AccountView {
            person: self.person(&account.contact),
            wanted_name: account.wanted_name.clone(),
            domain: account.domain.clone(),
            signed_up: account.signed_up,
        }
    }

    pub(super) fn person(&self, contact: &Contact) -> PersonView {
        let host = if contact.host == self.host {
            String::new()
        } else {
            let address = contact.host.parse::<HostUrl>();
            address.map_or_else(|_| contact.host.clone(), |address| address.authority())
        };
        PersonView {
            account: contact.account.to_string(),
            name: contact.name.clone(),
            host,
            own: self.own == Some(contact.account),
        }
    }

    fn people(&self, contacts: &[Contact]) -> Vec<PersonView> {
        contacts
            .iter()
            .map(|contact| self.person(contact))
            .collect()
    }

    /// A line of the list. Of its last message there is a glimpse only.
    pub(super) fn conversation(&self, conversation: &Conversation) -> ConversationView {
        let person = |contact: &Option<Contact>| contact.as_ref().map(|one| self.person(one));
        let last = conversation.last.as_ref().map(|message| {
            let mut last = self.message(message);
            shorten(&mut last.body);
            last
        });
        ConversationView {
            id: conversation.id.0,
            kind: match conversation.kind {
                Kind::Direct => ConversationKind::Direct,
                Kind::Group => ConversationKind::Group,
            },
            standing: standing(conversation.state),
            title: match conversation.kind {
                Kind::Direct => String::new(),
                Kind::Group => conversation.title.clone(),
            },
            peer: person(&conversation.peer),
            inviter: person(&conversation.inviter),
            unread: conversation.unread,
            last,
            draft: conversation.draft.clone(),
            active_ms: conversation.last_activity.0,
        }
    }

    /// Where something was said, as text: a group's title, or a person's name.
    pub(super) fn place(&self, conversation: &Conversation) -> String {
        let peer = conversation.peer.as_ref();
        match (conversation.kind, peer) {
            (Kind::Group, _) | (Kind::Direct, None) => conversation.title.clone(),
            (Kind::Direct, Some(peer)) => full_name(&self.person(peer)),
        }
    }

    pub(super) fn message(&self, message: &Message) -> MessageView {
        let is_notice = message.kind == MessageKind::System;
        MessageView {
            id: message.id.0,
            position: message.position,
            sender: self.person(&message.sender),
            body: if is_notice || message.deleted {
                String::new()
            } else {
                message.body.clone()
            },
            notice: is_notice.then(|| self.notice(message)),
            unsupported: message.kind == MessageKind::Unsupported,
            reply_to: message.reply_to.as_ref().map(|quote| self.quote(quote)),
            sent_ms: message.sent.0,
            delivery: delivery(message.state),
            edited: message.edited,
            deleted: message.deleted,
            reactions: self.reactions(&message.reactions),
        }
    }

    fn notice(&self, message: &Message) -> NoticeView {
        let people = || self.people(&message.people);
        match &message.notice {
            None => NoticeView::Unknown,
            Some(Notice::Added(_)) => NoticeView::Added(people()),
            Some(Notice::Removed(_)) => NoticeView::Removed(people()),
            Some(Notice::Left(_)) => NoticeView::Left(people()),
            Some(Notice::Renamed(title)) => NoticeView::Renamed(title.clone()),
            Some(Notice::Promoted(_)) => NoticeView::Promoted(people()),
            Some(Notice::Joined) => NoticeView::Joined,
            Some(Notice::Unreadable) => NoticeView::Unreadable,
            Some(Notice::Missed) => NoticeView::Missed,
            Some(Notice::Rejoined) => NoticeView::Rejoined,
            Some(Notice::Unanswered) => NoticeView::Unanswered,
        }
    }

    fn quote(&self, quote: &Quote) -> QuoteView {
        match &quote.message {
            None => QuoteView::Missing,
            Some(quoted) => {
                let mut body = quoted.body.clone();
                shorten(&mut body);
                QuoteView::Known {
                    id: quoted.id.0,
                    sender: self.person(&quoted.sender),
                    body,
                }
            }
        }
    }

    /// Grouped by emoji, in order of appearance.
    fn reactions(&self, reactions: &[Reaction]) -> Vec<ReactionView> {
        let mut groups: Vec<ReactionView> = Vec::new();
        for reaction in reactions {
            let person = self.person(&reaction.contact);
            if let Some(group) = groups
                .iter_mut()
                .find(|group| group.emoji == reaction.emoji)
            {
                group.own |= reaction.own;
                group.people.push(person);
            } else {
                groups.push(ReactionView {
                    emoji: reaction.emoji.clone(),
                    own: reaction.own,
                    people: vec![person],
                });
            }
        }
        groups
    }

    /// Oneself first, then by name, then those without one.
    pub(super) fn members(&self, members: &[Member]) -> Vec<MemberView> {
        let mut views: Vec<MemberView> = members
            .iter()
            .map(|member| MemberView {
                person: self.person(&member.contact),
                admin: member.admin,
            })
            .collect();
        views.sort_by_cached_key(|member| {
            let name = member.person.name.as_ref().map(|name| name.to_lowercase());
            (!member.person.own, name.is_none(), name)
        });
        views
    }
}

/// `@name`, with the host if it is another one; the account of somebody without a name.
pub(super) fn full_name(person: &PersonView) -> String {
    match &person.name {
        None => person.account.clone(),
        Some(name) if person.host.is_empty() => format!("@{name}"),
        Some(name) => format!("@{name}@{}", person.host),
    }
}

/// The beginning of a text.
fn shorten(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(GLIMPSE_CHARS) {
        text.truncate(end);
    }
}

const fn standing(state: ConversationState) -> Standing {
    match state {
        ConversationState::Creating => Standing::Creating,
        ConversationState::Request => Standing::Request,
        ConversationState::Active => Standing::Active,
        ConversationState::Left => Standing::Left,
        ConversationState::Removed => Standing::Removed,
        ConversationState::OutOfStep => Standing::OutOfStep,
        ConversationState::Failed => Standing::Failed,
    }
}

pub(super) const fn delivery(state: MessageState) -> Delivery {
    match state {
        MessageState::Queued => Delivery::Waiting,
        MessageState::Sent => Delivery::Sent,
        MessageState::Delivered => Delivery::Delivered,
        MessageState::Read => Delivery::Read,
        MessageState::Failed => Delivery::Failed,
        MessageState::Received => Delivery::Received,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(byte: u8, host: &str) -> Contact {
        Contact {
            account: AccountId([byte; 32]),
            name: Some("basim".to_owned()),
            host: host.to_owned(),
        }
    }

    fn seat() -> Seat {
        Seat {
            own: Some(AccountId([1; 32])),
            host: "https://example.org".to_owned(),
        }
    }

    #[test]
    fn a_host_is_named_only_if_it_is_another_one() {
        let host_of = |host: &str| seat().person(&contact(2, host)).host;
        assert_eq!(host_of("https://example.org"), "");
        assert_eq!(host_of("https://else.example"), "else.example");
        assert_eq!(host_of("http://127.0.0.1:8440"), "127.0.0.1:8440");
    }

    #[test]
    fn reactions_stand_once_for_each_emoji_and_say_whether_one_is_ours() {
        let reaction = |byte: u8, emoji: &str| Reaction {
            emoji: emoji.to_owned(),
            contact: contact(byte, "https://example.org"),
            own: byte == 1,
        };
        let grouped = seat().reactions(&[reaction(2, "🌿"), reaction(3, "👍"), reaction(1, "🌿")]);
        let seen: Vec<_> = grouped
            .iter()
            .map(|group| (group.emoji.as_str(), group.people.len(), group.own))
            .collect();
        assert_eq!(seen, [("🌿", 2, true), ("👍", 1, false)]);
    }

    #[test]
    fn a_glimpse_ends_between_two_characters() {
        let mut long = "é".repeat(GLIMPSE_CHARS + 1);
        shorten(&mut long);
        assert_eq!(long.chars().count(), GLIMPSE_CHARS);
        let mut short = "كلمة".to_owned();
        shorten(&mut short);
        assert_eq!(short, "كلمة");
    }
}
