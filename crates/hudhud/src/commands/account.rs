//! `account`: who one is here.

use hudhud_dialogue::Command;

use crate::arguments::Account;
use crate::device::Device;
use crate::json;
use crate::person::own_name;
use crate::problem::Problem;
use crate::sanitise;
use crate::ui::Style;
use crate::words::Phrase;

pub(super) async fn run(device: &mut Device, arguments: Account) -> Result<(), Problem> {
    if let Some(name) = arguments.name {
        device.account_or_keys().await?;
        let name = own_name(&name)?;
        let command = Command::ClaimName { name: name.clone() };
        let answer = device.client.command(command).await?;
        let claimed = device.finished(answer).await;
        claimed.map_err(|problem| problem.about(&name))?;
    }
    let account = device.account_or_keys().await?;
    let ui = device.ui;
    ui.result(
        || json::account(&account),
        || {
            let name = match &account.person.name {
                Some(name) => ui.paint(
                    Style::Own,
                    &sanitise::line(&format!("@{name}@{}", account.domain)),
                ),
                None => ui.say(Phrase::NoName, &[]),
            };
            let mut lines = vec![
                name,
                ui.say(Phrase::AccountLine, &[&account.person.account.to_string()]),
                ui.say(Phrase::HostLine, &[&account.person.host]),
            ];
            if let Some(wanted) = &account.wanted_name {
                lines.push(ui.say(Phrase::NameWanted, &[&sanitise::line(wanted)]));
            }
            lines.join("\n")
        },
    )
}
