//! `admin`, `backup` and `restore`: what whoever runs a host does with it.

use std::error::Error;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use hudhud_server::{
    AccountInfo, AdminClient, AdminError, AdminLine, AdminRequest, BackupError, Copied, Earlier,
    EarlierCopy, Usage,
};
use serde_json::json;

use super::host::complain;
use crate::arguments::{Admin, AdminAction, Backup, Restore};
use crate::problem::Problem;
use crate::ui::Ui;
use crate::unfinished::Unfinished;

const NOT_AGREED: u8 = 1;

/// Asks a host that runs.
pub(super) fn admin(arguments: Admin, ui: Ui) -> Result<u8, Problem> {
    let Admin { data, action } = arguments;
    let question = match action {
        AdminAction::Accounts => return accounts(&data, ui),
        AdminAction::Account { whom } => AdminRequest::Account { whom },
        AdminAction::Suspend { whom } => AdminRequest::Suspend { whom },
        AdminAction::Resume { whom } => AdminRequest::Resume { whom },
        AdminAction::Remove { whom, yes } => {
            let asked = format!("Type yes to erase {whom} with its inbox, for ever:");
            if !yes && !ui.agrees(&asked)? {
                ui.complaint("Nothing was changed.");
                return Ok(NOT_AGREED);
            }
            AdminRequest::Remove { whom }
        }
        AdminAction::Usage => AdminRequest::Usage {},
    };
    let line = AdminClient::ask(&data, &question).and_then(|mut client| client.next_line());
    match line {
        Ok(Some(AdminLine::Account(account))) => show(&account, ui)?,
        Ok(Some(AdminLine::Removed { account })) => ui.result(
            || json!({ "type": "removed", "account": account }),
            || format!("removed {account}"),
        )?,
        Ok(Some(AdminLine::Usage(usage))) => show_usage(&usage, ui)?,
        Ok(_) => return Ok(broken_off(ui)),
        Err(error) => return Ok(failed(&error, error.exit_code(), ui)),
    }
    Ok(0)
}

/// A page at a time, so that neither side holds all of them.
fn accounts(data: &Path, ui: Ui) -> Result<u8, Problem> {
    let mut after = None;
    loop {
        let asked = AdminClient::ask(data, &AdminRequest::Accounts { after });
        let mut client = match asked {
            Ok(client) => client,
            Err(error) => return Ok(failed(&error, error.exit_code(), ui)),
        };
        after = loop {
            match client.next_line() {
                Ok(Some(AdminLine::Account(account))) => show(&account, ui)?,
                Ok(Some(AdminLine::End { damaged, next })) => {
                    if damaged > 0 {
                        ui.complaint(&format!("{damaged} accounts cannot be read: see doctor"));
                    }
                    break next;
                }
                Ok(_) => return Ok(broken_off(ui)),
                Err(error) => return Ok(failed(&error, error.exit_code(), ui)),
            }
        };
        if after.is_none() {
            return Ok(0);
        }
    }
}

fn show(account: &AccountInfo, ui: Ui) -> Result<(), Problem> {
    let since = day(account.since_day);
    let state = if account.suspended {
        "suspended"
    } else {
        "open"
    };
    ui.result(
        || {
            json!({
                "type": "account",
                "account": account.account,
                "name": account.name,
                "since": since,
                "state": state,
            })
        },
        || {
            // Names are checked by the host: they hold no control characters.
            let name = account.name.as_deref().unwrap_or("-");
            format!("{}  {since}  {state:9}  {name}", account.account)
        },
    )
}

fn show_usage(usage: &Usage, ui: Ui) -> Result<(), Problem> {
    let state = match usage.full_state {
        0 => "everything is stored",
        1 => "nothing new is created",
        _ => "nothing is stored",
    };
    ui.result(
        || {
            json!({
                "type": "usage",
                "accounts": usage.accounts,
                "logs": usage.logs,
                "blobs": usage.blobs,
                "store_bytes": usage.store_bytes,
                "blob_bytes": usage.blob_bytes,
                "free_bytes": usage.free_bytes,
                "total_bytes": usage.total_bytes,
                "reserve_bytes": usage.reserve_bytes,
                "high_percent": usage.high_percent,
                "full_state": usage.full_state,
            })
        },
        || {
            format!(
                "accounts  {}\nlogs      {}\nblobs     {}\nstore     {}\nfiles     {}\nfree      {} of {}\n\
                 marks     {} % used, {} free: {state}",
                usage.accounts,
                usage.logs,
                usage.blobs,
                mib(usage.store_bytes),
                mib(usage.blob_bytes),
                mib(usage.free_bytes),
                mib(usage.total_bytes),
                usage.high_percent,
                mib(usage.reserve_bytes),
            )
        },
    )
}

fn mib(bytes: u64) -> String {
    format!("{} MiB", bytes.div_ceil(1024 * 1024))
}

/// A day of the host's as it is written everywhere.
fn day(since_1970: u32) -> String {
    let seconds = i64::from(since_1970) * 24 * 60 * 60;
    let time = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    time.strftime("%Y-%m-%d").to_string()
}

/// Copies what a host keeps, through the host if it runs.
pub(super) fn backup(arguments: &Backup, ui: Ui) -> Result<u8, Problem> {
    let Backup {
        data,
        file,
        after,
        mib_per_second,
    } = arguments;
    let had = after.as_ref().map(|earlier| {
        let file = File::open(earlier).map_err(BackupError::Io)?;
        hudhud_server::had(&mut BufReader::new(file))
    });
    let had = match had.transpose() {
        Ok(had) => had,
        Err(error) => return Ok(failed(&error, error.exit_code(), ui)),
    };
    let question = AdminRequest::Backup {
        mib_per_second: *mib_per_second,
        earlier: had.as_ref().map(|had| EarlierCopy {
            hash: had.hash.to_string(),
            blobs: had.blobs.len() as u64,
        }),
    };
    let source = match AdminClient::ask(data, &question) {
        Ok(mut client) => match client.next_line() {
            Ok(Some(AdminLine::Backup {})) => Some(client),
            Ok(_) => return Ok(broken_off(ui)),
            Err(error) => return Ok(failed(&error, error.exit_code(), ui)),
        },
        Err(AdminError::NoHost { .. }) => None,
        Err(error) => return Ok(failed(&error, error.exit_code(), ui)),
    };
    let copy = |to: &mut dyn Write| match source {
        // Read as it is written: what is kept was found to be whole.
        Some(mut client) => {
            if let Some(had) = had {
                client.hand(had.blobs).map_err(BackupError::Io)?;
            }
            hudhud_server::verify(&mut Tee(client.rest(), to), &Earlier::default())
        }
        None => hudhud_server::copy_at_rest(data, had, to),
    };
    let copied = if file.as_os_str() == "-" {
        let mut out = BufWriter::new(io::stdout().lock());
        let copied = copy(&mut out);
        flushed(copied, &mut out)
    } else {
        to_file(file, copy)
    };
    match copied {
        Ok(copied) => {
            // Standard output may be the backup itself.
            if !ui.quiet {
                ui.complaint(&said(&copied, ui));
            }
            Ok(0)
        }
        Err(error) => Ok(failed(&error, error.exit_code(), ui)),
    }
}

/// Writes a file that is there whole, or not at all, and that nobody else reads.
fn to_file(
    file: &Path,
    copy: impl FnOnce(&mut dyn Write) -> Result<Copied, BackupError>,
) -> Result<Copied, BackupError> {
    if file.exists() {
        return Err(BackupError::Io(io::ErrorKind::AlreadyExists.into()));
    }
    let unfinished = Unfinished::create(file).map_err(BackupError::Io)?;
    let mut to = BufWriter::new(unfinished.file());
    let copied = copy(&mut to);
    let copied = flushed(copied, &mut to)?;
    drop(to);
    unfinished.finish().map_err(BackupError::Io)?;
    Ok(copied)
}

fn flushed(
    copied: Result<Copied, BackupError>,
    to: &mut impl Write,
) -> Result<Copied, BackupError> {
    let copied = copied?;
    to.flush().map_err(BackupError::Io)?;
    Ok(copied)
}

/// Makes a data directory of a backup, or only looks whether it is whole.
pub(super) fn restore(arguments: &Restore, ui: Ui) -> Result<u8, Problem> {
    let opened: io::Result<Box<dyn Read>> = if arguments.file.as_os_str() == "-" {
        Ok(Box::new(io::stdin().lock()))
    } else {
        File::open(&arguments.file).map(|file| Box::new(file) as Box<dyn Read>)
    };
    let restored = opened.map_err(BackupError::Io).and_then(|from| {
        let mut from = BufReader::new(from);
        let mut earlier = Earlier::open(&arguments.earlier)?;
        match &arguments.data {
            Some(data) => hudhud_server::restore(&mut from, &mut earlier, data),
            None => hudhud_server::verify(&mut from, &earlier),
        }
    });
    match restored {
        Ok(copied) => {
            ui.print(&said(&copied, ui))?;
            Ok(0)
        }
        Err(error) => Ok(failed(&error, error.exit_code(), ui)),
    }
}

fn said(copied: &Copied, ui: Ui) -> String {
    let Copied {
        domain,
        records,
        damaged,
        blobs,
        spared,
        earlier,
        hash,
    } = copied;
    if ui.json {
        json!({
            "type": "backup",
            "domain": domain,
            "records": records,
            "damaged": damaged,
            "blobs": blobs,
            "spared": spared,
            "earlier": earlier.map(|hash| hash.to_string()),
            "hash": hash.to_string(),
        })
        .to_string()
    } else {
        let damage = match damaged {
            0 => String::new(),
            count => format!("; {count} records were damaged before it was taken"),
        };
        let before = match earlier {
            None => String::new(),
            Some(hash) => format!("; {spared} more are in the backup that ends in {hash}"),
        };
        format!("whole: {domain}, {records} records, {blobs} blobs{before}{damage}")
    }
}

/// Gives on what is read through it.
struct Tee<'a, R>(R, &'a mut dyn Write);

impl<R: Read> Read for Tee<'_, R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(bytes)?;
        self.1.write_all(bytes.get(..read).unwrap_or_default())?;
        Ok(read)
    }
}

fn broken_off(ui: Ui) -> u8 {
    const EX_SOFTWARE: u8 = 70;
    failed(
        &io::Error::from(io::ErrorKind::UnexpectedEof),
        EX_SOFTWARE,
        ui,
    )
}

fn failed(error: &dyn Error, code: u8, ui: Ui) -> u8 {
    complain(ui, error);
    code
}
