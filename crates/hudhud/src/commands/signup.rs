//! `signup`: an account on a host.

use std::io::{IsTerminal as _, stdin};

use hudhud_base::HostUrl;
use hudhud_dialogue::Command;

use crate::arguments::Signup;
use crate::device::Device;
use crate::json;
use crate::person::own_name;
use crate::problem::{INVITATION, Problem};
use crate::sanitise;
use crate::show;
use crate::words::Phrase;

pub(super) async fn run(device: &mut Device, arguments: Signup) -> Result<(), Problem> {
    let server = arguments.server;
    let host: HostUrl = server
        .parse()
        .map_err(|error| Problem::address(&server, error))?;
    let name = arguments.name.as_deref().map(own_name).transpose()?;
    let mut invitation = arguments.invitation;
    loop {
        let command = Command::SignUp {
            host: host.to_string(),
            name: name.clone(),
            code: invitation.clone(),
        };
        match ask(device, command, name.as_deref()).await {
            Ok(()) => break,
            Err(problem) if problem.code == INVITATION && invitation.is_none() => {
                invitation = Some(asked_for(device)?);
            }
            Err(problem) => return Err(problem),
        }
    }
    let account = device.account().await?;
    device.ui.result(
        || json::account(&account),
        || {
            let full = match &account.person.name {
                Some(name) => sanitise::line(&format!("@{name}@{}", account.domain)),
                None => show::person(&device.ui, &account.person),
            };
            device.ui.say(Phrase::SignedUp, &[&full])
        },
    )
}

async fn ask(device: &mut Device, command: Command, name: Option<&str>) -> Result<(), Problem> {
    let answer = device.client.command(command).await?;
    let Some(intent) = answer.intent() else {
        return Ok(());
    };
    match device.wait(intent).await {
        Ok(_) => Ok(()),
        Err(error) => {
            let problem = device.explained(error).await;
            Err(problem.about(name.unwrap_or_default().to_owned()))
        }
    }
}

/// The code of an invitation, if somebody is there to type it.
fn asked_for(device: &Device) -> Result<String, Problem> {
    let needed = Problem::from(hudhud_base::RefusalCode::Invitation).put(Phrase::NeedsInvitation);
    if device.ui.json || !stdin().is_terminal() {
        return Err(needed);
    }
    device
        .ui
        .print(&device.ui.say(Phrase::AskInvitation, &[]))?;
    let mut line = String::new();
    let read = stdin().read_line(&mut line).is_ok();
    let code = line.trim();
    if !read || code.is_empty() {
        return Err(needed);
    }
    Ok(code.to_owned())
}
