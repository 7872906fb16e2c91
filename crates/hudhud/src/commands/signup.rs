//! `signup`: an account on a host.

use hudhud_client::{Answer, Command, HostUrl};

use crate::arguments::Signup;
use crate::device::Device;
use crate::json;
use crate::problem::Problem;
use crate::sanitise;
use crate::show;
use crate::words::Phrase;

pub(super) async fn run(device: &mut Device, arguments: Signup) -> Result<(), Problem> {
    let server = arguments.server;
    let host: HostUrl = server
        .parse()
        .map_err(|error| Problem::address(&server, error))?;
    let name = arguments
        .name
        .map(|name| name.trim_start_matches('@').to_owned());
    let command = Command::SignUp {
        host: host.to_string(),
        name: name.clone(),
    };
    let answer = device.client.command(command).await?;
    if let Answer::Intent(intent) = answer {
        let about = name.unwrap_or_default();
        device
            .fulfilled(intent)
            .await
            .map_err(|problem| problem.about(about))?;
    }
    let account = device.account().await?;
    device.ui.result(
        || json::account(&account),
        || {
            let full = match &account.contact.name {
                Some(name) => sanitise::line(&format!("@{name}@{}", account.domain)),
                None => show::contact(&device.ui, &account.contact),
            };
            device.ui.say(Phrase::SignedUp, &[&full])
        },
    );
    Ok(())
}
