//! Everything that was said, as one file that people and programs can read: written page by page
//! between two turns of the device, so that nothing else waits for it.

use std::collections::VecDeque;

use hudhud_base::Timestamp;
use hudhud_client::views::{Contact, Conversation, Kind, Message, MessageKind, Notice, Reaction};
use hudhud_client::{AskError, ConversationId};
use hudhud_dialogue::{News, Reply};
use serde::Serialize;

use super::problem::of_ask;
use super::seat::full_name;
use super::{Desk, Over, Step};

/// What the file says it is.
const FORMAT: &str = "hudhud-export";
const VERSION: u32 = 1;
/// Messages written at once.
const PAGE: u32 = 500;
/// Conversations found at once.
const CONVERSATIONS: u32 = 500;

/// An export under way.
#[derive(Debug)]
pub(super) struct Export {
    /// Of the call to answer.
    call: u32,
    file: Vec<u8>,
    begun: bool,
    /// Conversations still to be written.
    left: VecDeque<Conversation>,
    /// The one being written, up to this position.
    within: Option<(ConversationId, i64)>,
}

impl Export {
    pub(super) const fn new(call: u32) -> Self {
        Self {
            call,
            file: Vec::new(),
            begun: false,
            left: VecDeque::new(),
            within: None,
        }
    }

    fn text(&mut self, text: &str) {
        self.file.extend_from_slice(text.as_bytes());
    }

    fn value(&mut self, value: &impl Serialize) {
        // Strings and numbers into memory: nothing in this can fail.
        let _ = serde_json::to_writer(&mut self.file, value);
    }

    /// A comma, unless something begins here.
    fn comma(&mut self) {
        if !self.file.ends_with(b"[") {
            self.text(",");
        }
        self.text("\n");
    }
}

#[derive(Serialize)]
struct Head<'a> {
    title: Option<&'a str>,
    kind: &'a str,
    members: Vec<String>,
}

#[derive(Serialize)]
struct Said<'a> {
    at: String,
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    people: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<Answered<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    edited: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    deleted: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reactions: Vec<Reacted<'a>>,
}

#[derive(Serialize)]
struct Answered<'a> {
    from: String,
    text: &'a str,
}

#[derive(Serialize)]
struct Reacted<'a> {
    from: String,
    emoji: &'a str,
}

impl Desk {
    /// One step of the export that was asked for first.
    pub(super) async fn export_more(&mut self) -> Step {
        let Some(mut export) = self.exports.pop_front() else {
            return Ok(());
        };
        match self.export_step(&mut export).await {
            Ok(false) => {
                self.exports.push_front(export);
                Ok(())
            }
            Ok(true) => {
                let name = self.own.as_ref().and_then(|own| own.contact.name.clone());
                let name = name.unwrap_or_else(|| "export".to_owned());
                let result = Ok(Reply::File {
                    name: format!("hudhud-{name}.json"),
                    bytes: export.file,
                });
                let id = export.call;
                self.tell(News::Reply { id, result }).await
            }
            Err(AskError::Closed) => Err(Over),
            Err(error) => {
                let (id, result) = (export.call, Err(of_ask(error)));
                self.tell(News::Reply { id, result }).await
            }
        }
    }

    /// `true`: the file is whole.
    async fn export_step(&self, export: &mut Export) -> Result<bool, AskError> {
        if !export.begun {
            export.begun = true;
            let account = self.own.as_ref().map(|own| self.named(&own.contact));
            export.text("{\"format\":");
            export.value(&FORMAT);
            export.text(",\"version\":");
            export.value(&VERSION);
            export.text(",\"account\":");
            export.value(&account);
            export.text(",\"conversations\":[");
            export.left = self.all_conversations().await?;
            return Ok(false);
        }
        if let Some((conversation, position)) = export.within {
            let page = self
                .client
                .messages_after(conversation, position, PAGE)
                .await?;
            for message in &page {
                export.comma();
                export.value(&self.said(message));
            }
            export.within = page.last().map(|last| (conversation, last.position));
            if page.len() < PAGE as usize {
                export.within = None;
                export.text("]}");
            }
            return Ok(false);
        }
        let Some(next) = export.left.pop_front() else {
            export.text("]}\n");
            return Ok(true);
        };
        let members = self.client.members(next.id).await?;
        let head = Head {
            title: (next.kind == Kind::Group).then_some(next.title.as_str()),
            kind: match next.kind {
                Kind::Direct => "direct",
                Kind::Group => "group",
            },
            members: members
                .iter()
                .map(|member| self.named(&member.contact))
                .collect(),
        };
        export.comma();
        export.value(&head);
        // The messages go into the object that was just closed.
        export.file.pop();
        export.text(",\"messages\":[");
        export.within = Some((next.id, -1));
        Ok(false)
    }

    async fn all_conversations(&self) -> Result<VecDeque<Conversation>, AskError> {
        let mut all = VecDeque::new();
        let mut after = None;
        loop {
            let page = self.client.conversations(after, CONVERSATIONS).await?;
            let ended = page.len() < CONVERSATIONS as usize;
            all.extend(page);
            after = all.back().map(|last| (last.last_activity, last.id));
            if ended {
                return Ok(all);
            }
        }
    }

    fn named(&self, contact: &Contact) -> String {
        full_name(&self.seat.person(contact))
    }

    fn said<'a>(&self, message: &'a Message) -> Said<'a> {
        let (notice, title) = match (message.kind, &message.notice) {
            (MessageKind::System, notice) => notice_word(notice.as_ref()),
            (MessageKind::Text | MessageKind::Unsupported, _) => (None, None),
        };
        let quoted = message
            .reply_to
            .as_ref()
            .and_then(|quote| quote.message.as_ref());
        let reacted = |reaction: &'a Reaction| Reacted {
            from: self.named(&reaction.contact),
            emoji: &reaction.emoji,
        };
        Said {
            at: written(message.sent),
            from: self.named(&message.sender),
            text: (notice.is_none() && !message.deleted).then_some(message.body.as_str()),
            notice,
            title,
            people: message
                .people
                .iter()
                .map(|contact| self.named(contact))
                .collect(),
            answers: quoted.map(|quoted| Answered {
                from: self.named(&quoted.sender),
                text: &quoted.body,
            }),
            edited: message.edited,
            deleted: message.deleted,
            reactions: message.reactions.iter().map(reacted).collect(),
        }
    }
}

/// A line about the conversation in one word, and the title it tells of.
fn notice_word(notice: Option<&Notice>) -> (Option<&'static str>, Option<&str>) {
    let word = match notice {
        None => "unknown",
        Some(Notice::Added(_)) => "added",
        Some(Notice::Removed(_)) => "removed",
        Some(Notice::Left(_)) => "left",
        Some(Notice::Renamed(title)) => return (Some("renamed"), Some(title)),
        Some(Notice::Promoted(_)) => "promoted",
        Some(Notice::Joined) => "joined",
        Some(Notice::Unreadable) => "unreadable",
        Some(Notice::Missed) => "missed",
        Some(Notice::Rejoined) => "rejoined",
        Some(Notice::Unanswered) => "unanswered",
    };
    (Some(word), None)
}

/// A time as RFC 3339 has it, in UTC, to the millisecond.
fn written(time: Timestamp) -> String {
    let (days, within) = (time.0 / 86_400_000, time.0 % 86_400_000);
    let (year, month, day) = date(days);
    let (hour, minute) = (within / 3_600_000, within / 60_000 % 60);
    let (second, millisecond) = (within / 1_000 % 60, within % 1_000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z")
}

/// Year, month and day of a day counted from 1970, in the Gregorian calendar. Years begin in March
/// here, so that the day that is not in every year is the last.
const fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year_of_era;
    (if month <= 2 { year + 1 } else { year }, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_everybody_reads_it() {
        for (milliseconds, expected) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_795_439_101_042, "2026-11-23T13:05:01.042Z"),
            (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(written(Timestamp(milliseconds)), expected);
        }
    }
}
