//! `save`: what is attached to a message, as files of this machine.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use hudhud_client::{Deadline, OpenAttachedError};
use hudhud_dialogue::{AttachmentKind, AttachmentState, AttachmentView, Command, MessageView};
use hudhud_media::{FileName, Format};
use serde_json::json;

use super::moving::Moving;
use crate::arguments::Save as Arguments;
use crate::device::Device;
use crate::problem::Problem;
use crate::status::Status;
use crate::ui::Ui;
use crate::unfinished::Unfinished;
use crate::words::Phrase;

/// Files of one name in one directory.
const SAME_NAME: u32 = 1_000;

pub(super) async fn run(device: &mut Device, arguments: &Arguments) -> Result<(), Problem> {
    device.account().await?;
    let message = device.message(arguments.message).await?;
    if message.attached.is_empty() {
        let problem = Problem::new(
            Status::NotFound,
            "nothing-attached",
            Phrase::NothingAttached,
        );
        return Err(problem.with(message.id.0));
    }
    let directory = &arguments.directory;
    std::fs::create_dir_all(directory).map_err(|error| Problem::file(directory, &error))?;
    let mut program = None;
    for attached in &message.attached {
        let name = name_of(attached);
        if name.is_program() && !arguments.yes && !is_wanted(device.ui, &name)? {
            program = Some(name);
            continue;
        }
        let attached = here(device, &message, attached.part).await?;
        let path = save(device, &message, &attached, directory).await?;
        device.ui.result(
            || {
                json!({
                    "type": "saved",
                    "message": message.id.0,
                    "part": attached.part,
                    "file": path.display().to_string(),
                    "bytes": attached.bytes,
                })
            },
            || {
                let path = crate::sanitise::line(&path.display().to_string());
                device.ui.say(Phrase::Saved, &[&path])
            },
        )?;
    }
    match program {
        None => Ok(()),
        Some(name) => Err(
            Problem::new(Status::Data, "is-a-program", Phrase::ProgramNotSaved)
                .with(name)
                .with(message.id.0),
        ),
    }
}

/// Whether somebody is there who wants a program all the same. Its extension is said apart: a name can be
/// written so that it seems to be another one.
fn is_wanted(ui: Ui, name: &FileName) -> Result<bool, Problem> {
    let extension = name.extension().to_ascii_lowercase();
    ui.agrees(&ui.say(Phrase::AskProgram, &[&name.to_string(), &extension]))
}

/// Fetches an attachment if it is not on this device, and waits for it.
async fn here(
    device: &mut Device,
    message: &MessageView,
    part: u32,
) -> Result<AttachmentView, Problem> {
    let mut deadline = device.patience();
    let patience = deadline.saturating_duration_since(Deadline::now());
    let bytes = message.attached.iter().filter(|one| one.part == part);
    let bytes = bytes.map(|one| (one.part, one.bytes)).collect();
    let mut moving = Moving::new(device, Phrase::Fetching, (message.id, bytes));
    let mut asked = false;
    loop {
        let attached = device.client.message(message.id).await?;
        let mut attached = attached.map(|message| message.attached).unwrap_or_default();
        attached.retain(|attached| attached.part == part);
        let Some(attached) = attached.pop() else {
            return Err(problem(message, OpenAttachedError::Missing));
        };
        match attached.state {
            AttachmentState::Here | AttachmentState::Leaving | AttachmentState::Unsent => {
                return Ok(attached);
            }
            AttachmentState::Gone if asked => return Err(gone(message)),
            AttachmentState::Damaged if asked => {
                return Err(problem(message, OpenAttachedError::Damaged));
            }
            AttachmentState::There | AttachmentState::Gone | AttachmentState::Damaged if !asked => {
                asked = true;
                let message = message.id;
                let fetch = Command::FetchAttached { message, part };
                device.client.command(fetch).await?;
            }
            AttachmentState::There
            | AttachmentState::Gone
            | AttachmentState::Damaged
            | AttachmentState::Coming => {
                let changed = device.client.wait_changed(&mut device.events, deadline);
                let (changed, moved) = moving.during(changed).await;
                if let Err(error) = changed {
                    return Err(device.explained(error).await);
                }
                if moved {
                    // What moves is waited for.
                    deadline = Deadline::now() + patience;
                }
            }
        }
    }
}

async fn save(
    device: &Device,
    message: &MessageView,
    attached: &AttachmentView,
    directory: &Path,
) -> Result<PathBuf, Problem> {
    let opened = device.client.open_attached(message.id, attached.part).await;
    let mut opened = opened.map_err(|error| problem(message, error))?;
    let name = name_of(attached);
    for number in 1..=SAME_NAME {
        let path = directory.join(name.numbered(number));
        if path.exists() {
            continue;
        }
        let file = Unfinished::create(&path).map_err(|error| Problem::file(&path, &error))?;
        while let Some(piece) = opened
            .next()
            .await
            .map_err(|error| problem(message, error))?
        {
            let written = file.file().write_all(&piece);
            written.map_err(|error| Problem::file(file.part(), &error))?;
        }
        return match file.finish() {
            Ok(()) => Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(
                    Problem::new(Status::Data, "file-exists", Phrase::FileExists)
                        .with(path.display()),
                )
            }
            Err(error) => Err(Problem::file(&path, &error)),
        };
    }
    Err(Problem::new(Status::Data, "file-exists", Phrase::FileExists).with(name))
}

/// What it will be called: as its sender says, made safe; a photo of no name by its kind.
fn name_of(attached: &AttachmentView) -> FileName {
    let about = &attached.about;
    if !about.name.is_empty() || about.kind == AttachmentKind::File {
        return FileName::clean(&about.name);
    }
    let format = Format::of_media_type(&about.media_type).unwrap_or(Format::Jpeg);
    FileName::clean(&format!("photo.{}", format.extension()))
}

fn problem(message: &MessageView, error: OpenAttachedError) -> Problem {
    match error {
        OpenAttachedError::Missing => Problem::new(
            Status::NotFound,
            "nothing-attached",
            Phrase::NothingAttached,
        )
        .with(message.id.0),
        OpenAttachedError::NotHere => gone(message),
        OpenAttachedError::Damaged => {
            Problem::new(Status::Data, "damaged", Phrase::IsDamaged).with(message.id.0)
        }
        OpenAttachedError::Ask(error) => error.into(),
    }
}

fn gone(message: &MessageView) -> Problem {
    Problem::new(Status::NotFound, "gone", Phrase::IsGone).with(message.id.0)
}
