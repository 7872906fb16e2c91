//! `react`, `edit` and `delete`: what is done to a message that is there.

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
    let message = device.message(message).await?.id;
    let command = if remove {
        Command::Unreact { message, emoji }
    } else {
        Command::React { message, emoji }
    };
    device
        .client
        .command(command)
        .await
        .map_err(|error| Problem::from(error).about(message.0))?;
    finish(device, message.0).await
}

pub(super) async fn edit(device: &Device, arguments: Edit) -> Result<(), Problem> {
    let body = super::text::body(arguments.text)?;
    change(device, arguments.message, body).await
}

pub(super) async fn change(device: &Device, number: i64, body: String) -> Result<(), Problem> {
    let message = device.message(number).await?.id;
    device
        .client
        .command(Command::Edit { message, body })
        .await
        .map_err(|error| Problem::from(error).about(number))?;
    finish(device, number).await
}

pub(super) async fn delete(device: &Device, arguments: &Delete) -> Result<(), Problem> {
    let message = device.message(arguments.message).await?.id;
    device
        .client
        .command(Command::Delete { message })
        .await
        .map_err(|error| Problem::from(error).about(message.0))?;
    finish(device, arguments.message).await
}

async fn finish(device: &Device, number: i64) -> Result<(), Problem> {
    let sent = device.sent().await;
    if device.ui.json {
        device
            .ui
            .object(&json!({ "type": "done", "message": number, "sent": sent.is_ok() }));
    }
    sent
}
