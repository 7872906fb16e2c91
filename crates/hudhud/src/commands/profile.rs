//! `profile`: how one shows oneself.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use hudhud_base::limits;
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
    if arguments.no_picture {
        let none = Command::Picture { picture: None };
        device.client.command(none).await?;
    } else if let Some(path) = arguments.picture {
        let picture = Some(read(&path)?);
        device.client.command(Command::Picture { picture }).await?;
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

/// What is in a file, as far as it can be a picture: one byte more than that says that it is none.
fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let most = limits::PROFILE_PICTURE_BYTES as u64 + 1;
    let read = File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    read.map_err(|error| Problem::file(path, &error))?;
    Ok(bytes)
}
