//! `react`, `edit` and `delete`: what is done to a message that is there.

use hudhud_base::MessageRow;
use hudhud_dialogue::Command;
use serde_json::json;

use crate::arguments::{Delete, Edit, React};
use crate::device::Device;
use crate::problem::Problem;

pub(super) async fn react(device: &Device, arguments: React) -> Result<(), Problem> {
    let React {
        message,
        emoji,
        remove,
    } = arguments;
    let alter = |message| {
        if remove {
            Command::Unreact { message, emoji }
        } else {
            Command::React { message, emoji }
        }
    };
    to_message(device, message, alter).await
}

pub(super) async fn edit(device: &Device, arguments: Edit) -> Result<(), Problem> {
    let body = super::text::body(arguments.text)?;
    change(device, arguments.message, body).await
}

pub(super) async fn change(device: &Device, number: i64, body: String) -> Result<(), Problem> {
    to_message(device, number, |message| Command::Edit { message, body }).await
}

pub(super) async fn delete(device: &Device, arguments: &Delete) -> Result<(), Problem> {
    let alter = |message| Command::Delete { message };
    to_message(device, arguments.message, alter).await
}

/// Does something to a message, and waits until the host has heard of it: of this, and of nothing else
/// that waits.
async fn to_message(
    device: &Device,
    number: i64,
    alter: impl FnOnce(MessageRow) -> Command,
) -> Result<(), Problem> {
    let message = device.message(number).await?;
    let mark = device.client.mark().await?;
    let done = device.client.command(alter(message.id)).await;
    done.map_err(|error| Problem::from(error).about(number))?;
    let sent = device.sent_since(mark, message.conversation).await;
    if device.ui.json {
        device
            .ui
            .object(&json!({ "type": "done", "message": number, "sent": sent.is_ok() }))?;
    }
    sent
}
