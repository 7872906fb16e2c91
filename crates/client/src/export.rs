//! Everything that was said on a device, as one file that people and programs can read: written page
//! by page between two turns of the device, so that nothing else waits for it.

mod rfc3339;

use std::collections::VecDeque;

use hudhud_base::ConversationId;
use hudhud_dialogue::{AskError, ConversationKind, ConversationView, MessageView, QuoteView};
use serde::Serialize;

use crate::client::Client;

/// What the file says it is.
const FORMAT: &str = "hudhud-export";
const VERSION: u32 = 1;
/// Messages written at once.
const PAGE: u32 = 500;
/// Conversations found at once.
const CONVERSATIONS: u32 = 500;

/// An export under way.
#[derive(Debug)]
pub struct Export {
    client: Client,
    file_name: String,
    /// What of the file is not taken yet.
    text: Vec<u8>,
    /// Whether the next conversation, or the next message, is the first.
    first: bool,
    stage: Stage,
    written: Written,
}

/// What comes next.
#[derive(Debug)]
enum Stage {
    Head,
    /// The next of these conversations.
    Conversation(VecDeque<ConversationView>),
    /// The messages of one after this position; then these conversations.
    Messages {
        of: ConversationId,
        after: i64,
        left: VecDeque<ConversationView>,
    },
    End,
}

/// How much is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Conversations that are written, or being written.
    pub conversations: usize,
    /// Of so many; 0 until they are counted.
    pub of_conversations: usize,
    /// Messages.
    pub messages: u64,
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
    forwarded: Option<PassedOn<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<Answered<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    edited: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    deleted: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reactions: Vec<Reacted<'a>>,
}

/// Whose it was, by the word of whoever passed it on.
#[derive(Serialize)]
struct PassedOn<'a> {
    name: &'a str,
    at: String,
    times: u32,
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

impl Export {
    /// Nothing is read yet.
    #[must_use]
    pub fn new(client: &Client) -> Self {
        Self {
            client: client.clone(),
            file_name: String::new(),
            text: Vec::new(),
            first: true,
            stage: Stage::Head,
            written: Written::default(),
        }
    }

    /// The next piece of the file; `None`: it is whole.
    ///
    /// # Errors
    /// [`AskError`]: the file will not become whole.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, AskError> {
        self.stage = match std::mem::replace(&mut self.stage, Stage::End) {
            Stage::Head => self.head().await?,
            Stage::Conversation(left) => self.conversation(left).await?,
            Stage::Messages { of, after, left } => self.messages(of, after, left).await?,
            Stage::End => return Ok(None),
        };
        Ok(Some(std::mem::take(&mut self.text)))
    }

    /// A good name for the file, once its first piece is there.
    #[must_use]
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// How much is written.
    #[must_use]
    pub const fn written(&self) -> Written {
        self.written
    }

    async fn head(&mut self) -> Result<Stage, AskError> {
        let own = self.client.account().await?.map(|account| account.person);
        let name = own.as_ref().and_then(|own| own.name.as_deref());
        self.file_name = format!("hudhud-{}.json", name.unwrap_or("export"));
        self.put("{\"format\":");
        self.value(&FORMAT);
        self.put(",\"version\":");
        self.value(&VERSION);
        self.put(",\"account\":");
        self.value(&own.map(|own| own.full_name()));
        self.put(",\"conversations\":[");
        let all = self.all_conversations().await?;
        self.written.of_conversations = all.len();
        Ok(Stage::Conversation(all))
    }

    async fn all_conversations(&self) -> Result<VecDeque<ConversationView>, AskError> {
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

    async fn conversation(
        &mut self,
        mut left: VecDeque<ConversationView>,
    ) -> Result<Stage, AskError> {
        let Some(next) = left.pop_front() else {
            self.put("]}\n");
            return Ok(Stage::End);
        };
        let members = self.client.members(next.id).await?;
        let (kind, title) = match next.kind {
            ConversationKind::Direct => ("direct", None),
            ConversationKind::Group => ("group", Some(next.title.as_str())),
        };
        let names = members.iter().map(|member| member.person.full_name());
        self.comma();
        self.value(&Head {
            title,
            kind,
            members: names.collect(),
        });
        // The messages go into the object that was just closed.
        self.text.pop();
        self.put(",\"messages\":[");
        self.first = true;
        self.written.conversations += 1;
        Ok(Stage::Messages {
            of: next.id,
            // What was said before this conversation stands below zero.
            after: i64::MIN,
            left,
        })
    }

    async fn messages(
        &mut self,
        of: ConversationId,
        after: i64,
        left: VecDeque<ConversationView>,
    ) -> Result<Stage, AskError> {
        let page = self.client.messages_after(of, after, PAGE).await?;
        for message in &page {
            self.comma();
            self.value(&said(message));
            self.written.messages += 1;
        }
        match page.last() {
            Some(last) if page.len() >= PAGE as usize => Ok(Stage::Messages {
                of,
                after: last.position,
                left,
            }),
            Some(_) | None => {
                self.put("]}");
                self.first = false;
                Ok(Stage::Conversation(left))
            }
        }
    }

    fn put(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }

    fn value(&mut self, value: &impl Serialize) {
        // Strings and numbers into memory: nothing in this can fail.
        let _ = serde_json::to_writer(&mut self.text, value);
    }

    /// What stands before a conversation or a message: a comma, unless it is the first.
    fn comma(&mut self) {
        if !self.first {
            self.put(",");
        }
        self.first = false;
        self.put("\n");
    }
}

fn said(message: &MessageView) -> Said<'_> {
    let notice = message.notice.as_ref();
    let people = notice.map_or(&[][..], |notice| notice.people());
    let reacted = message.reactions.iter().flat_map(|reaction| {
        reaction.people.iter().map(|person| Reacted {
            from: person.full_name(),
            emoji: &reaction.emoji,
        })
    });
    Said {
        at: rfc3339::written(message.sent),
        from: message.sender.full_name(),
        text: (notice.is_none() && !message.deleted).then_some(message.body.as_str()),
        notice: notice.map(|notice| notice.word()),
        title: notice.and_then(|notice| notice.title()),
        people: people.iter().map(|person| person.full_name()).collect(),
        forwarded: message.forwarded.as_ref().map(|forwarded| PassedOn {
            name: &forwarded.name,
            at: rfc3339::written(forwarded.sent),
            times: forwarded.times,
        }),
        answers: match &message.reply_to {
            Some(QuoteView::Known { sender, body, .. }) => Some(Answered {
                from: sender.full_name(),
                text: body,
            }),
            Some(QuoteView::Missing) | None => None,
        },
        edited: message.edited,
        deleted: message.deleted,
        reactions: reacted.collect(),
    }
}
