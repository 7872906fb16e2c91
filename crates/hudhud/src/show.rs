//! Conversations and messages as lines for people.

use hudhud_base::Timestamp;
use hudhud_dialogue::{
    AttachmentKind, AttachmentState, AttachmentView, ConversationKind, ConversationState,
    ConversationView, Doubt, Hearing, MessageState, MessageView, Notice, NoticeView, PersonView,
    QuoteView,
};
use hudhud_media::FileName;
use jiff::tz::TimeZone;

use crate::arguments::Language;
use crate::fold::CONTINUED;
use crate::sanitise::{self, ISOLATE, POP};
use crate::ui::{Style, Ui};
use crate::words::Phrase;

/// Characters of an account shown where somebody has no name.
const SHORT: usize = 8;
/// Characters of a message shown in a list.
const GLANCE: usize = 60;

/// Somebody, safe to print: what they call themselves, and always who they are.
pub(crate) fn person(ui: &Ui, person: &PersonView) -> String {
    let address = address(ui, person);
    if person.profile.name.is_empty() {
        return address;
    }
    let name = apart(ui, sanitise::line(&person.profile.name));
    ui.say(Phrase::CalledAndNamed, &[&name, &address])
}

/// Who somebody is, whatever they call themselves.
fn address(ui: &Ui, person: &PersonView) -> String {
    match &person.name {
        Some(_) => apart(ui, sanitise::line(&person.full_name())),
        None => {
            let account = person.account.to_string();
            ui.say(Phrase::Unnamed, &[account.get(..SHORT).unwrap_or(&account)])
        }
    }
}

/// In Arabic, English is kept to itself, so that its signs and stops stay at its own ends. What is not
/// ASCII is already.
pub(crate) fn apart(ui: &Ui, text: String) -> String {
    if ui.language == Language::Ar && text.is_ascii() && !text.is_empty() {
        format!("{ISOLATE}{text}{POP}")
    } else {
        text
    }
}

/// What a conversation is called, safe to print.
pub(crate) fn title(ui: &Ui, conversation: &ConversationView) -> String {
    let who = conversation.peer.as_ref().or(conversation.inviter.as_ref());
    match (conversation.kind, who) {
        (ConversationKind::Direct, Some(who)) => person(ui, who),
        (ConversationKind::Group, Some(who))
            if conversation.state == ConversationState::Request =>
        {
            ui.say(Phrase::InvitedBy, &[&person(ui, who)])
        }
        (ConversationKind::Direct | ConversationKind::Group, _)
            if conversation.title.is_empty() =>
        {
            ui.say(Phrase::Untitled, &[])
        }
        (ConversationKind::Direct | ConversationKind::Group, _) => {
            apart(ui, sanitise::line(&conversation.title))
        }
    }
}

/// One line of the list of conversations.
pub(crate) fn conversation(ui: &Ui, conversation: &ConversationView) -> String {
    let number = ui.paint(Style::Dim, &format!("{:>4}", conversation.id.0));
    let style = if conversation.unread > 0 {
        Style::Strong
    } else {
        Style::Person
    };
    let mut line = format!("{number}  {}", ui.paint(style, &title(ui, conversation)));
    if let Some(state) = state(conversation) {
        line.push_str(&format!("  [{}]", ui.say(state, &[])));
    }
    if conversation.doubt != Doubt::Unfounded {
        line.push_str(&format!("  [{}]", ui.say(Phrase::InDoubt, &[])));
    }
    if conversation.unread > 0 {
        let unread = ui.say(Phrase::Unread, &[&conversation.unread.to_string()]);
        line.push_str(&format!("  {}", ui.paint(Style::Strong, &unread)));
    }
    if !conversation.draft.is_empty() {
        let draft = sanitise::line(&glance(&conversation.draft));
        line.push_str(&format!("  {}", ui.say(Phrase::Draft, &[&draft])));
    } else if let Some(opening) = opening(conversation) {
        line.push_str(&format!("  {}", ui.paint(Style::Dim, &opening)));
    } else if let Some(last) = &conversation.last {
        line.push_str(&format!("  {}", ui.paint(Style::Dim, &summary(ui, last))));
    }
    line
}

/// How somebody begins whose request waits.
fn opening(conversation: &ConversationView) -> Option<String> {
    let opening = &conversation.request.as_ref()?.opening;
    (!opening.is_empty()).then(|| glimpse(opening))
}

pub(crate) fn state(conversation: &ConversationView) -> Option<Phrase> {
    match (conversation.hearing, conversation.state) {
        (_, ConversationState::Request) => Some(Phrase::StateRequest),
        // To block somebody leaves the conversation: that they are blocked says more.
        (Hearing::Blocked, _) => Some(Phrase::StateBlocked),
        (_, ConversationState::Active) => None,
        (_, ConversationState::Creating) => Some(Phrase::StateCreating),
        (_, ConversationState::Left) => Some(Phrase::StateLeft),
        (_, ConversationState::Removed) => Some(Phrase::StateRemoved),
        (_, ConversationState::Deserted) => Some(Phrase::StateDeserted),
        (_, ConversationState::OutOfStep) => Some(Phrase::StateOutOfStep),
        (_, ConversationState::Failed) => Some(Phrase::StateFailed),
    }
}

pub(crate) fn summary(ui: &Ui, message: &MessageView) -> String {
    let body = text_of(ui, message, &glance(&hudhud_text::plain(&message.body)));
    match message.notice {
        Some(_) => body,
        None => format!("{}: {body}", sender(ui, message)),
    }
}

/// The first characters of a text, safe to print on one line.
pub(crate) fn glimpse(text: &str) -> String {
    sanitise::line(&glance(text))
}

/// The first characters of a text.
fn glance(text: &str) -> String {
    let mut short: String = text.chars().take(GLANCE).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Somebody, or oneself, as a line names them: by what they call themselves alone, if nobody else can be
/// taken for them.
pub(crate) fn called(ui: &Ui, who: &PersonView) -> String {
    let name = &who.profile.name;
    if who.own {
        ui.say(Phrase::You, &[])
    } else if name.is_empty() || who.profile.ambiguous || is_you(ui, name) {
        person(ui, who)
    } else {
        apart(ui, sanitise::line(name))
    }
}

/// Whether somebody calls themselves as lines call oneself.
fn is_you(ui: &Ui, name: &str) -> bool {
    hudhud_text::skeleton(name) == hudhud_text::skeleton(&ui.say(Phrase::You, &[]))
}

pub(crate) fn sender(ui: &Ui, message: &MessageView) -> String {
    called(ui, &message.sender)
}

/// A message's text, or what stands in its place; one line.
pub(crate) fn text_of(ui: &Ui, message: &MessageView, body: &str) -> String {
    if message.deleted {
        return ui.say(Phrase::Deleted, &[]);
    }
    match &message.notice {
        Some(notice) => said(ui, message, notice),
        None if message.unsupported => ui.say(Phrase::Unsupported, &[]),
        None if body.is_empty() => {
            let all = message.attached.iter();
            let all: Vec<String> = all.map(|one| attachment(ui, one)).collect();
            all.join(&ui.say(Phrase::Comma, &[]))
        }
        None => apart(ui, sanitise::line(body)),
    }
}

/// What is attached, in a word or by its name; safe to print.
fn attachment(ui: &Ui, attached: &AttachmentView) -> String {
    match attached.about.kind {
        AttachmentKind::Photo => ui.say(Phrase::AttachedPhoto, &[]),
        AttachmentKind::File => {
            let name = FileName::clean(&attached.about.name).to_string();
            ui.say(Phrase::AttachedFile, &[&apart(ui, sanitise::line(&name))])
        }
    }
}

/// The same with its size, how far it has come, and how it is had.
pub(crate) fn attached(
    ui: &Ui,
    message: &MessageView,
    percent: impl Fn(u32) -> Option<u8>,
) -> Vec<String> {
    let line = |one: &AttachmentView| {
        let mut said = vec![attachment(ui, one)];
        if let Some((width, height)) = one.about.size_in_dots {
            said.push(apart(ui, format!("{width} × {height}")));
        }
        said.push(apart(ui, size(one.bytes)));
        let state = match one.state {
            AttachmentState::Here => None,
            AttachmentState::Leaving => Some(Phrase::AttachedLeaving),
            AttachmentState::There => Some(Phrase::AttachedThere),
            AttachmentState::Coming => Some(Phrase::AttachedComing),
            AttachmentState::Gone => Some(Phrase::AttachedGone),
            AttachmentState::Damaged => Some(Phrase::AttachedDamaged),
            AttachmentState::Unsent => Some(Phrase::AttachedUnsent),
        };
        said.extend(state.map(|state| ui.say(state, &[])));
        let is_moving = matches!(
            one.state,
            AttachmentState::Leaving | AttachmentState::Coming
        );
        let percent = percent(one.part).filter(|_| is_moving);
        said.extend(percent.map(|percent| ui.say(Phrase::Percent, &[&percent.to_string()])));
        let way = ui.say(Phrase::HowToSave, &[&message.id.0.to_string()]);
        format!(
            "{} ({})",
            said.join(&ui.say(Phrase::Comma, &[])),
            apart(ui, way)
        )
    };
    message.attached.iter().map(line).collect()
}

/// Bytes as people read them.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// A line that nobody wrote.
fn said(ui: &Ui, message: &MessageView, notice: &NoticeView) -> String {
    let phrase = match notice {
        Notice::Added(_) => Phrase::NoticeAdded,
        Notice::Removed(_) => Phrase::NoticeRemoved,
        Notice::Left(who) if who.iter().all(|one| one.own) => Phrase::NoticeYouLeft,
        Notice::Left(_) => Phrase::NoticeLeft,
        Notice::Renamed(_) => Phrase::NoticeRenamed,
        Notice::Promoted(_) => Phrase::NoticePromoted,
        Notice::Demoted(_) => Phrase::NoticeDemoted,
        Notice::Joined => Phrase::NoticeJoined,
        Notice::Unreadable => Phrase::NoticeUnreadable,
        Notice::Missed => Phrase::NoticeMissed,
        Notice::Rejoined => Phrase::NoticeRejoined,
        Notice::Unanswered => Phrase::NoticeUnanswered,
        Notice::Contradicted(_) => Phrase::NoticeContradicted,
        Notice::SetAside => Phrase::NoticeSetAside,
        Notice::Disagreed if message.sender.own => Phrase::NoticeDisagreed,
        // A member's word stands against the host's: whose, is said.
        Notice::Disagreed => Phrase::NoticeDisagreedWith,
        Notice::HostBehind => Phrase::NoticeHostBehind,
        Notice::Copied => Phrase::NoticeCopied,
        Notice::ChangeUnsaid => Phrase::NoticeChangeUnsaid,
        Notice::Unknown => Phrase::Unsupported,
    };
    let about = match notice.title() {
        Some(title) => apart(ui, sanitise::line(title)),
        None => {
            let people = notice.people().iter();
            let named = |who: &PersonView| {
                if who.own {
                    ui.say(Phrase::You, &[])
                } else {
                    person(ui, who)
                }
            };
            let names: Vec<String> = people.map(named).collect();
            names.join(&ui.say(Phrase::Comma, &[]))
        }
    };
    ui.say(phrase, &[&sender(ui, message), &about])
}

/// A message with all that belongs to it; the conversation's name first, if it is given.
pub(crate) fn message(ui: &Ui, message: &MessageView, place: Option<&str>) -> String {
    let style = if message.sender.own {
        Style::Own
    } else {
        Style::Person
    };
    let number = ui.paint(Style::Dim, &format!("{:>5}", message.id.0));
    let time = ui.paint(Style::Dim, &time(message.sent));
    let place = place.map_or_else(String::new, |place| format!("{place}  "));
    let who = ui.paint(style, &sender(ui, message));
    if message.notice.is_some() && !message.deleted {
        let said = ui.paint(Style::Dim, &text_of(ui, message, ""));
        return format!("{number}  {time}  {place}{said}");
    }
    let body = if message.deleted || message.notice.is_some() || message.unsupported {
        ui.paint(Style::Dim, &text_of(ui, message, ""))
    } else {
        sanitise::lines(&hudhud_text::plain(&message.body), CONTINUED)
    };
    let mut lines = Vec::new();
    if let Some(said) = forwarded(ui, message) {
        lines.push(format!("       ┌ {}", ui.paint(Style::Dim, &said)));
    }
    if let Some(quote) = &message.reply_to {
        let said = match quote {
            QuoteView::Missing => ui.say(Phrase::ReplyToUnknown, &[]),
            QuoteView::Known { sender, .. } => {
                ui.say(Phrase::ReplyTo, &[&person(ui, sender), &quoted(ui, quote)])
            }
        };
        lines.push(format!("       ┌ {}", ui.paint(Style::Dim, &said)));
    }
    lines.push(format!(
        "{number}  {time}  {place}{who}: {body}{}",
        marks(ui, message)
    ));
    for attached in attached(ui, message, |_| None) {
        lines.push(format!("       ├ {}", ui.paint(Style::Dim, &attached)));
    }
    for reaction in &message.reactions {
        let emoji = sanitise::line(&reaction.emoji);
        for by in &reaction.people {
            let said = ui.say(Phrase::Reacted, &[&emoji, &called(ui, by)]);
            lines.push(format!("       └ {}", ui.paint(Style::Dim, &said)));
        }
    }
    lines.join("\n")
}

/// Whose a message was that was passed on, by its sender's word: a name that leads to nobody.
pub(crate) fn forwarded(ui: &Ui, message: &MessageView) -> Option<String> {
    let forwarded = message.forwarded.as_ref().filter(|_| !message.deleted)?;
    let from = if forwarded.name.is_empty() {
        ui.say(Phrase::Forwarded, &[])
    } else {
        let name = apart(ui, sanitise::line(&forwarded.name));
        ui.say(Phrase::ForwardedFrom, &[&name])
    };
    let mut said = vec![from, apart(ui, time(forwarded.sent))];
    if forwarded.is_often() {
        said.push(ui.say(Phrase::ForwardedOften, &[]));
    }
    Some(said.join(&ui.say(Phrase::Comma, &[])))
}

/// A glimpse of the message that another one answers.
pub(crate) fn quoted(ui: &Ui, quote: &QuoteView) -> String {
    match quote {
        QuoteView::Missing => ui.say(Phrase::ReplyToUnknown, &[]),
        QuoteView::Known { body, attached, .. } if body.is_empty() => match attached {
            None => ui.say(Phrase::Deleted, &[]),
            Some(AttachmentKind::Photo) => ui.say(Phrase::AttachedPhoto, &[]),
            Some(AttachmentKind::File) => ui.say(Phrase::AttachedFile, &[""]).trim().to_owned(),
        },
        QuoteView::Known { body, .. } => apart(ui, glimpse(&hudhud_text::plain(body))),
    }
}

/// Edited, and how far an own message has come.
fn marks(ui: &Ui, message: &MessageView) -> String {
    let edited = (message.edited && !message.deleted).then_some(Phrase::Edited);
    let words: Vec<String> = edited
        .into_iter()
        .chain(progress(message))
        .map(|phrase| ui.say(phrase, &[]))
        .collect();
    if words.is_empty() {
        return String::new();
    }
    format!(
        "  {}",
        ui.paint(
            Style::Dim,
            &format!("({})", words.join(&ui.say(Phrase::Comma, &[])))
        )
    )
}

/// How far an own message has come.
pub(crate) fn progress(message: &MessageView) -> Option<Phrase> {
    let is_text = message.notice.is_none() && !message.unsupported;
    how_far(message.state).filter(|_| message.sender.own && !message.deleted && is_text)
}

/// The word for it; none for what others said.
pub(crate) const fn how_far(state: MessageState) -> Option<Phrase> {
    match state {
        MessageState::Queued => Some(Phrase::Queued),
        MessageState::Sent => Some(Phrase::Sent),
        MessageState::Delivered => Some(Phrase::Delivered),
        MessageState::Read => Some(Phrase::Read),
        MessageState::Failed => Some(Phrase::NotTaken),
        MessageState::Received => None,
    }
}

/// A line that says only how far an own message has come now.
pub(crate) fn state_line(ui: &Ui, message: &MessageView) -> Option<String> {
    let said = format!("{:>5}  ({})", message.id.0, ui.say(progress(message)?, &[]));
    Some(ui.paint(Style::Dim, &said))
}

/// Day and minute where the person is.
fn time(at: Timestamp) -> String {
    let ms = i64::try_from(at.0).unwrap_or(i64::MAX);
    match jiff::Timestamp::from_millisecond(ms) {
        Ok(at) => at
            .to_zoned(TimeZone::system())
            .strftime("%Y-%m-%d %H:%M")
            .to_string(),
        Err(_) => "?".to_owned(),
    }
}
