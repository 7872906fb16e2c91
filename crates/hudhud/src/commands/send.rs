//! `send`: one message, or one for each line.

use hudhud_base::{ConversationId, MessageRow};
use hudhud_client::WaitError;
use hudhud_dialogue::{Answer, Command};
use serde_json::json;

use super::text::{body, stdin};
use crate::arguments::Send;
use crate::device::Device;
use crate::json as shape;
use crate::problem::Problem;
use crate::status::Status;
use crate::words::Phrase;

pub(super) async fn run(device: &mut Device, arguments: Send) -> Result<(), Problem> {
    let Send {
        to,
        text,
        lines,
        reply_to,
        edit,
        no_wait,
    } = arguments;
    if let Some(number) = edit {
        let body = body(text.unwrap_or_default())?;
        return super::alter::change(device, number, body).await;
    }
    let texts = match text {
        Some(text) => vec![body(text)?],
        None if lines => stdin()?.lines().map(str::to_owned).collect(),
        None => Vec::new(),
    };
    let conversation = device.conversation_to_write(&to).await?;
    let reply_to = match reply_to {
        Some(number) => Some(device.message(number).await?.id),
        None => None,
    };
    let mut queued = Vec::new();
    for body in texts {
        if lines && body.is_empty() {
            continue;
        }
        queued.push(one(device, conversation, body, reply_to).await?);
    }
    for message in queued {
        if no_wait {
            report(device, message).await?;
            device.ui.remark(Phrase::InOutbox, &[]);
            continue;
        }
        let wait = device
            .client
            .wait_sent(message, &mut device.events, device.deadline);
        if let Err(error) = device.ui.while_waiting(wait).await {
            report(device, message).await?;
            if matches!(error, WaitError::Late(_)) {
                device.ui.remark(Phrase::InOutbox, &[]);
            }
            return Err(device.explained(error).await);
        }
        report(device, message).await?;
    }
    Ok(())
}

async fn one(
    device: &Device,
    conversation: ConversationId,
    body: String,
    reply_to: Option<MessageRow>,
) -> Result<MessageRow, Problem> {
    let command = Command::Send {
        conversation,
        body,
        reply_to,
    };
    let answer = device.client.command(command).await.map_err(|error| {
        let problem = Problem::from(error);
        match reply_to {
            None => problem,
            Some(message) => problem.about(message.0),
        }
    })?;
    match answer {
        Answer::Queued(message) => Ok(message),
        Answer::Done | Answer::Intent(_) | Answer::Began { .. } | Answer::There(_) => {
            Err(Problem::new(Status::Failed, "waiting", Phrase::Waiting))
        }
    }
}

/// Programs are told which message it became, and how far it has come.
async fn report(device: &Device, message: MessageRow) -> Result<(), Problem> {
    if !device.ui.json {
        return Ok(());
    }
    if let Some(message) = device.client.message(message).await? {
        device.ui.object(&json!({
            "type": "sent",
            "id": message.id.0,
            "conversation": message.conversation.0,
            "state": shape::message_state(message.state),
        }));
    }
    Ok(())
}
