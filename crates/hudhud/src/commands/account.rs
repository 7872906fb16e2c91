//! `account`: who one is here.

use hudhud_client::{Answer, Command};

use crate::arguments::Account;
use crate::device::Device;
use crate::json;
use crate::problem::Problem;
use crate::sanitise;
use crate::ui::Style;
use crate::words::Phrase;

pub(super) async fn run(device: &mut Device, arguments: Account) -> Result<(), Problem> {
    if let Some(name) = arguments.name {
        device.account().await?;
        let name = name.trim_start_matches('@').to_owned();
        let answer = device
            .client
            .command(Command::ClaimName { name: name.clone() })
            .await?;
        if let Answer::Intent(intent) = answer {
            device
                .fulfilled(intent)
                .await
                .map_err(|problem| problem.about(&name))?;
        }
    }
    let account = device.account().await?;
    let ui = device.ui;
    ui.result(
        || json::account(&account),
        || {
            let name = match &account.contact.name {
                Some(name) => ui.paint(
                    Style::Own,
                    &sanitise::line(&format!("@{name}@{}", account.domain)),
                ),
                None => ui.say(Phrase::NoName, &[]),
            };
            let mut lines = vec![
                name,
                ui.say(Phrase::AccountLine, &[&account.contact.account.to_string()]),
                ui.say(Phrase::HostLine, &[&account.contact.host]),
            ];
            if let Some(wanted) = &account.wanted_name {
                lines.push(ui.say(Phrase::NameWanted, &[&sanitise::line(wanted)]));
            }
            lines.join("\n")
        },
    );
    Ok(())
}
