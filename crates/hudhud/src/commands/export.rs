//! `export`: everything that was said, in a file.

use std::io::{self, Write as _};
use std::path::Path;

use hudhud_client::{Export, Written};
use serde_json::json;

use crate::arguments::Export as Arguments;
use crate::device::Device;
use crate::problem::Problem;
use crate::status::Status;
use crate::unfinished::Unfinished;
use crate::words::Phrase;

pub(super) async fn run(device: &Device, arguments: &Arguments) -> Result<(), Problem> {
    device.account().await?;
    device.become_current().await?;
    let directory = &arguments.directory;
    std::fs::create_dir_all(directory).map_err(|error| unwritable(directory, &error))?;
    let mut export = Export::new(&device.client);
    // The first piece says what the file is called.
    let head = export.next().await?.unwrap_or_default();
    let path = directory.join(export.file_name());
    if path.exists() {
        return Err(exists(&path));
    }
    let file = Unfinished::create(&path).map_err(|error| unwritable(&path, &error))?;
    // What is half written is everything that was said so far, and not encrypted: it does not stay.
    let written = tokio::select! {
        written = write(device, &mut export, head, &file) => written,
        _ = tokio::signal::ctrl_c() => {
            Err(Problem::new(Status::Failed, "interrupted", Phrase::ExportStopped))
        }
    };
    device.ui.progress_over();
    let written = written?;
    file.finish().map_err(|error| {
        // It came while this one was being written.
        if error.kind() == io::ErrorKind::AlreadyExists {
            exists(&path)
        } else {
            unwritable(&path, &error)
        }
    })?;
    let (messages, conversations) = (written.messages, written.conversations);
    device.ui.result(
        || {
            json!({
                "type": "exported",
                "file": path.display().to_string(),
                "conversations": conversations,
                "messages": messages,
            })
        },
        || {
            let (messages, conversations) = (messages.to_string(), conversations.to_string());
            let path = crate::sanitise::line(&path.display().to_string());
            device
                .ui
                .say(Phrase::Exported, &[&path, &messages, &conversations])
        },
    )
}

async fn write(
    device: &Device,
    export: &mut Export,
    head: Vec<u8>,
    file: &Unfinished,
) -> Result<Written, Problem> {
    let mut piece = Some(head);
    while let Some(bytes) = piece {
        let mut to = file.file();
        to.write_all(&bytes)
            .map_err(|error| unwritable(file.part(), &error))?;
        let Written {
            conversations,
            of_conversations,
            ..
        } = export.written();
        let so_far = [conversations.to_string(), of_conversations.to_string()];
        let [done, all] = so_far.each_ref();
        device.ui.progress(Phrase::Exporting, &[done, all]);
        piece = export.next().await?;
    }
    Ok(export.written())
}

fn exists(path: &Path) -> Problem {
    Problem::new(Status::Data, "file-exists", Phrase::FileExists).with(path.display())
}

fn unwritable(path: &Path, error: &io::Error) -> Problem {
    if error.kind() == io::ErrorKind::StorageFull {
        return Problem::new(Status::Data, "disk-full", Phrase::DiskFull);
    }
    Problem::new(Status::Data, "file-unwritable", Phrase::FileUnreadable)
        .with(path.display())
        .with(error)
}
