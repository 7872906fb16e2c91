//! `profile`: how one shows oneself.

use hudhud_dialogue::Command;

use crate::arguments::Profile;
use crate::device::Device;
use crate::json;
use crate::problem::Problem;
use crate::show;
use crate::words::Phrase;

pub(super) async fn run(device: &mut Device, arguments: Profile) -> Result<(), Problem> {
    device.account_or_keys().await?;
    if let Some(name) = arguments.name {
        device.client.command(Command::Profile { name }).await?;
    }
    let account = device.account_or_keys().await?;
    let ui = device.ui;
    ui.result(
        || json::account(&account),
        || {
            let shown = ui.say(Phrase::ShownAs, &[&show::person(&ui, &account.person)]);
            let hint = ui.say(Phrase::ShownWithNext, &[]);
            format!("{shown}\n{hint}")
        },
    )
}
