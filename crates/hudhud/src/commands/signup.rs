//! `signup`: an account on a host.

use hudhud_base::HostUrl;
use hudhud_dialogue::Command;

use crate::arguments::Signup;
use crate::device::Device;
use crate::json;
use crate::person::own_name;
use crate::problem::Problem;
use crate::sanitise;
use crate::show;
use crate::words::Phrase;

pub(super) async fn run(device: &mut Device, arguments: Signup) -> Result<(), Problem> {
    let server = arguments.server;
    let host: HostUrl = server
        .parse()
        .map_err(|error| Problem::address(&server, error))?;
    let name = arguments.name.as_deref().map(own_name).transpose()?;
    let command = Command::SignUp {
        host: host.to_string(),
        name: name.clone(),
    };
    let answer = device.client.command(command).await?;
    let about = name.unwrap_or_default();
    if let Some(intent) = answer.intent()
        && let Err(error) = device.wait(intent).await
    {
        return Err(device.explained(error).await.about(about));
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
