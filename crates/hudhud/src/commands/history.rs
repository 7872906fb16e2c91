//! `history`: what was said.

use hudhud_base::ConversationId;
use hudhud_dialogue::{Command, ConversationState, MessageView};

use crate::arguments::History;
use crate::device::Device;
use crate::json;
use crate::problem::Problem;
use crate::show;
use crate::words::Phrase;

pub(super) async fn run(device: &Device, arguments: History) -> Result<(), Problem> {
    device.account().await?;
    device.become_current().await?;
    let conversation = device.conversation(&arguments.conversation).await?;
    if conversation.state == ConversationState::Request {
        let number = conversation.id.0.to_string();
        device.ui.remark(Phrase::NotAccepted, &[&number]);
        return Ok(());
    }
    let conversation = conversation.id;
    let before = match arguments.before {
        None => None,
        Some(number) => Some(device.message(number).await?.position),
    };
    let page = device
        .client
        .messages(conversation, before, arguments.limit)
        .await?;
    if page.is_empty() {
        device.ui.remark(Phrase::NoMessages, &[]);
    }
    for message in &page {
        device.ui.result(
            || json::message("message", message),
            || show::message(&device.ui, message, None),
        )?;
    }
    if before.is_none() && !arguments.keep_unread {
        let is_news = mark_read(device, conversation, page.last()).await?;
        // That it was read is told now, and not with the next command.
        if is_news && !device.offline {
            device.ui.while_waiting(device.send_what_waits()).await?;
        }
    }
    Ok(())
}

/// Everything up to the last message has been seen; whether that is news to anybody.
pub(super) async fn mark_read(
    device: &Device,
    conversation: ConversationId,
    last: Option<&MessageView>,
) -> Result<bool, Problem> {
    let unread = device
        .client
        .conversation(conversation)
        .await?
        .map_or(0, |found| found.unread);
    let Some(last) = last.filter(|_| unread > 0) else {
        return Ok(false);
    };
    let read = Command::MarkRead {
        conversation,
        last: last.id,
    };
    device.client.command(read).await?;
    Ok(true)
}
