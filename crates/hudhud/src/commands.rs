//! One file for each command: what it asks of the client, and what it prints.

mod account;
mod alter;
mod attach;
mod conversations;
mod daemon;
mod export;
mod forward;
mod group;
mod history;
mod host;
mod listen;
mod moving;
mod operate;
mod outbox;
mod profile;
mod receipts;
mod requests;
mod save;
mod search;
mod send;
mod signup;
mod talk;
mod text;

use std::path::Path;
use std::time::Duration;

use clap::CommandFactory as _;
use serde_json::json;

use crate::arguments::{Cli, Command, Global, Language};
use crate::device::{Device, Purpose};
use crate::problem::Problem;
use crate::status::{self, Status};
use crate::ui::Ui;
use crate::words::Phrase;

/// Threads for the device, where a screen has one for itself.
const WORKERS: usize = 2;
/// What threads have to end in.
const THREADS_END: Duration = Duration::from_millis(250);

/// Does what was asked for; the exit code.
pub(crate) fn run(cli: Cli, ui: Ui) -> Result<u8, Problem> {
    const DONE: u8 = Status::Done as u8;
    let Cli { global, command } = cli;
    match command {
        Command::Serve(arguments) => Ok(host::serve(*arguments, &global, ui)),
        Command::Doctor(arguments) => host::doctor(*arguments, ui),
        Command::Invite(arguments) => host::invite(&arguments, ui),
        Command::Admin(arguments) => operate::admin(arguments, ui),
        Command::Backup(arguments) => operate::backup(&arguments, ui),
        Command::Restore(arguments) => operate::restore(&arguments, ui),
        Command::Repair { data, yes } => host::repair(&data, yes, ui),
        Command::Health { address } => host::health(address, ui),
        Command::Man { directory } => {
            manual(&directory)?;
            Ok(DONE)
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "hudhud", &mut script);
            ui.print(String::from_utf8_lossy(&script).trim_end())?;
            Ok(DONE)
        }
        Command::ExitCodes => {
            for (code, english, arabic) in status::TABLE {
                let meaning = match ui.language {
                    Language::En => english,
                    Language::Ar => arabic,
                };
                ui.result(
                    || json!({ "type": "exit-code", "code": code, "meaning": meaning }),
                    || format!("{code:>3}  {meaning}"),
                )?;
            }
            Ok(DONE)
        }
        Command::Signup(_)
        | Command::Account(_)
        | Command::Profile(_)
        | Command::Send(_)
        | Command::Listen(_)
        | Command::Conversations(_)
        | Command::History(_)
        | Command::Requests(_)
        | Command::Search(_)
        | Command::Export(_)
        | Command::Save(_)
        | Command::Forward(_)
        | Command::Group(_)
        | Command::Receipts(_)
        | Command::React(_)
        | Command::Edit(_)
        | Command::Delete(_)
        | Command::Outbox(_)
        | Command::Chat(_)
        | Command::Daemon => with_device(&global, ui, command),
    }
}

/// One page for each command, as the system's manual wants it.
fn manual(directory: &Path) -> Result<(), Problem> {
    clap_mangen::generate_to(Cli::command(), directory).map_err(|error| {
        Problem::new(Status::Data, "file-unwritable", Phrase::FileUnreadable)
            .with(directory.display())
            .with(error)
    })
}

/// The commands that need an open device.
fn with_device(global: &Global, ui: Ui, command: Command) -> Result<u8, Problem> {
    // Beside a screen the device has a thread of its own: keys are not to wait for its work.
    let has_screen =
        matches!(&command, Command::Chat(arguments) if talk::has_screen(arguments, ui));
    let mut builder = if has_screen {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(WORKERS);
        builder
    } else {
        tokio::runtime::Builder::new_current_thread()
    };
    let runtime = builder.enable_all().build().map_err(|error| {
        Problem::new(Status::Failed, "system", Phrase::FileUnreadable)
            .with("tokio")
            .with(error)
    })?;
    let purpose = if matches!(command, Command::Signup(_)) {
        Purpose::SignUp
    } else if matches!(command, Command::Daemon) {
        Purpose::Lend
    } else if matches!(command, Command::Listen(_) | Command::Chat(_)) {
        Purpose::Stay
    } else {
        Purpose::Use
    };
    let done = runtime.block_on(async {
        let mut device = Device::open(global, ui, purpose).await?;
        let done = Box::pin(dispatch(&mut device, command)).await;
        // Whatever was asked for, and whatever came of it.
        let done = done.and(device.tell_access().await);
        device.close().await;
        done
    });
    // Its threads end first: the database's library keeps something for each, which would be freed by the
    // thread and by the end of the process at the same time. A read of standard input never ends.
    runtime.shutdown_timeout(THREADS_END);
    done.map(|()| Status::Done as u8)
}

async fn dispatch(device: &mut Device, command: Command) -> Result<(), Problem> {
    match command {
        Command::Signup(arguments) => signup::run(device, arguments).await,
        Command::Account(arguments) => account::run(device, arguments).await,
        Command::Profile(arguments) => profile::run(device, arguments).await,
        Command::Send(arguments) => send::run(device, arguments).await,
        Command::Listen(arguments) => listen::run(device, arguments).await,
        Command::Conversations(arguments) => conversations::run(device, &arguments).await,
        Command::History(arguments) => history::run(device, arguments).await,
        Command::Requests(arguments) => requests::run(device, arguments).await,
        Command::Search(arguments) => search::run(device, arguments).await,
        Command::Save(arguments) => save::run(device, &arguments).await,
        Command::Forward(arguments) => forward::run(device, arguments).await,
        Command::Export(arguments) => export::run(device, &arguments).await,
        Command::Group(arguments) => group::run(device, arguments).await,
        Command::Receipts(arguments) => receipts::run(device, &arguments).await,
        Command::React(arguments) => alter::react(device, arguments).await,
        Command::Edit(arguments) => alter::edit(device, arguments).await,
        Command::Delete(arguments) => alter::delete(device, &arguments).await,
        Command::Outbox(arguments) => outbox::run(device, arguments).await,
        Command::Chat(arguments) => talk::run(device, arguments).await,
        Command::Daemon => daemon::run(device).await,
        Command::Serve(_)
        | Command::Doctor(_)
        | Command::Invite(_)
        | Command::Admin(_)
        | Command::Backup(_)
        | Command::Restore(_)
        | Command::Repair { .. }
        | Command::Health { .. }
        | Command::Man { .. }
        | Command::Completions { .. }
        | Command::ExitCodes => Ok(()),
    }
}
