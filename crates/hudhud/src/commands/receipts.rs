//! `receipts`: how far the others are with a message.

use hudhud_dialogue::ReceiptView;
use serde_json::json;

use crate::arguments::Receipts;
use crate::device::Device;
use crate::json as shape;
use crate::problem::Problem;
use crate::show;
use crate::words::Phrase;

pub(super) async fn run(device: &Device, arguments: &Receipts) -> Result<(), Problem> {
    device.account().await?;
    device.become_current().await?;
    let message = device.message(arguments.message).await?;
    let found = device.client.receipts(message.id).await?;
    let ui = device.ui;
    if found.is_empty() && !ui.json {
        return ui.print(&ui.say(Phrase::NobodySays, &[]));
    }
    for ReceiptView { person, state } in found {
        ui.result(
            || {
                json!({
                    "type": "receipt",
                    "message": message.id.0,
                    "person": shape::person(&person),
                    "state": shape::message_state(state),
                })
            },
            || {
                let state = show::how_far(state).map(|phrase| ui.say(phrase, &[]));
                format!(
                    "{}  {}",
                    state.unwrap_or_default(),
                    show::person(&ui, &person)
                )
            },
        )?;
    }
    Ok(())
}
