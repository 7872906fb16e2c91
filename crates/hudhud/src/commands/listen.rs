//! `listen`: what comes, as it comes.

use std::time::Duration;

use hudhud_base::{ConversationId, LinkKind, MessageRow};
use hudhud_client::{Deadline, Heard};
use hudhud_dialogue::{Event, MessageState, MessageView};
use serde_json::json;

use super::history::mark_read;
use crate::arguments::Listen;
use crate::device::Device;
use crate::json as shape;
use crate::problem::Problem;
use crate::show;
use crate::words::Phrase;

/// Unread messages of one conversation printed at most before listening.
const UNREAD: u32 = 500;
/// Conversations looked at for unread messages.
const LOOKED_AT: u32 = 10_000;
/// A year: as good as for ever, and a time that can be computed with.
const FOR_EVER: Duration = Duration::from_secs(365 * 86_400);

/// What is listened for, and how much is still wanted.
struct Ear {
    only: Option<ConversationId>,
    left: Option<u64>,
    mark_read: bool,
    /// As it was said last.
    connected: Option<bool>,
}

pub(super) async fn run(device: &mut Device, arguments: Listen) -> Result<(), Problem> {
    device.account().await?;
    let only = match &arguments.conversation {
        None => None,
        Some(text) => Some(device.conversation(text).await?.id),
    };
    let mut ear = Ear {
        only,
        left: arguments.count,
        mark_read: arguments.unread,
        connected: None,
    };
    let until = Deadline::now() + arguments.seconds.map_or(FOR_EVER, Duration::from_secs);
    if arguments.unread {
        ear.unread(device).await?;
    }
    if ear.left.is_none() && arguments.seconds.is_none() {
        device.ui.remark(Phrase::Listening, &[]);
    }
    let mut interrupt = std::pin::pin!(tokio::signal::ctrl_c());
    while ear.left != Some(0) {
        let heard = tokio::select! {
            heard = device.events.next() => heard,
            _ = &mut interrupt => break,
            () = tokio::time::sleep_until(until) => break,
        };
        match heard {
            None => break,
            Some(Heard::Event(event)) => ear.hear(device, event).await?,
            Some(Heard::Lost) => ear.unread(device).await?,
        }
    }
    Ok(())
}

impl Ear {
    fn is_wanted(&self, conversation: ConversationId) -> bool {
        self.only.is_none_or(|only| only == conversation)
    }

    /// What others wrote and was not read yet, conversation by conversation.
    async fn unread(&mut self, device: &Device) -> Result<(), Problem> {
        let all = device.client.conversations(None, LOOKED_AT).await?;
        for conversation in all.iter().rev() {
            if conversation.unread == 0 || !self.is_wanted(conversation.id) {
                continue;
            }
            let limit = conversation.unread.min(UNREAD);
            let page = device.client.messages(conversation.id, None, limit).await?;
            for message in page.iter().filter(|message| is_news(message)) {
                self.print(device, message).await?;
                if self.left == Some(0) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    async fn hear(&mut self, device: &mut Device, event: Event) -> Result<(), Problem> {
        match event {
            Event::Message {
                conversation,
                message,
            } if self.is_wanted(conversation) => {
                if let Some(message) = device.client.message(message).await?
                    && is_news(&message)
                {
                    self.print(device, &message).await?;
                }
                Ok(())
            }
            Event::MessageChanged {
                conversation,
                message,
            } if self.is_wanted(conversation) => changed(device, message).await,
            Event::Request(conversation) if self.is_wanted(conversation) => {
                request(device, conversation).await
            }
            Event::Disagreement { conversation } if self.is_wanted(conversation) => {
                disagreement(device, conversation).await
            }
            Event::Typing {
                conversation,
                account,
            } if self.is_wanted(conversation) => {
                if device.ui.json {
                    device.ui.object(&json!({
                        "type": "typing",
                        "conversation": conversation.0,
                        "account": account.to_string(),
                    }))?;
                }
                Ok(())
            }
            Event::LinkChanged { link, up } if link.kind == LinkKind::Inbox => {
                self.connection(device, up).await
            }
            Event::Message { .. }
            | Event::MessageChanged { .. }
            | Event::Moved { .. }
            | Event::Request(_)
            | Event::Disagreement { .. }
            | Event::Typing { .. }
            | Event::SignedUp
            | Event::IntentEnded(_)
            | Event::Conversation(_)
            | Event::Person(_)
            | Event::LinkChanged { .. }
            | Event::InboxCaughtUp
            | Event::CaughtUp(_) => Ok(()),
            Event::Access(access) => {
                if device.ui.json {
                    let word = shape::access(access);
                    device
                        .ui
                        .object(&json!({ "type": "access", "access": word }))?;
                }
                device.tell_access().await
            }
        }
    }

    /// Whether what comes can be heard: said when it changes, and at first if it cannot.
    async fn connection(&mut self, device: &Device, up: bool) -> Result<(), Problem> {
        let before = self.connected.replace(up);
        if before == Some(up) {
            return Ok(());
        }
        if device.ui.json {
            let trouble = device.client.standstill().await?;
            let reason = (!up).then(|| Problem::from(trouble).code);
            return device
                .ui
                .object(&json!({ "type": "connection", "connected": up, "reason": reason }));
        }
        if up {
            if before.is_some() {
                device.ui.remark(Phrase::Connected, &[]);
            }
        } else {
            device.ui.remark(Phrase::NotConnected, &[]);
        }
        Ok(())
    }

    async fn print(&mut self, device: &Device, message: &MessageView) -> Result<(), Problem> {
        if device.ui.json {
            device.ui.object(&shape::message("message", message))?;
        } else {
            let place = place(device, message.conversation).await?;
            device
                .ui
                .print(&show::message(&device.ui, message, Some(&place)))?;
        }
        if let Some(left) = &mut self.left {
            *left = left.saturating_sub(1);
        }
        if self.mark_read {
            mark_read(device, message.conversation, Some(message)).await?;
        }
        Ok(())
    }
}

/// What somebody else wrote.
fn is_news(message: &MessageView) -> bool {
    !message.sender.own && message.state == MessageState::Received
}

async fn place(device: &Device, conversation: ConversationId) -> Result<String, Problem> {
    let found = device.client.conversation(conversation).await?;
    Ok(found.map_or_else(String::new, |found| show::title(&device.ui, &found)))
}

/// Programs hear of every change; people see it when they look.
async fn changed(device: &Device, message: MessageRow) -> Result<(), Problem> {
    if device.ui.json
        && let Some(message) = device.client.message(message).await?
    {
        device
            .ui
            .object(&shape::message("message-changed", &message))?;
    }
    Ok(())
}

async fn request(device: &Device, conversation: ConversationId) -> Result<(), Problem> {
    if let Some(found) = device.client.conversation(conversation).await? {
        device.ui.result(
            || shape::conversation("request", &found),
            || {
                device
                    .ui
                    .say(Phrase::NewRequest, &[&show::title(&device.ui, &found)])
            },
        )?;
    }
    Ok(())
}

async fn disagreement(device: &Device, conversation: ConversationId) -> Result<(), Problem> {
    let place = place(device, conversation).await?;
    device.ui.result(
        || json!({ "type": "disagreement", "conversation": conversation.0 }),
        || device.ui.say(Phrase::Disagreement, &[&place]),
    )
}
