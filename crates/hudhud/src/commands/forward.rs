//! `forward`: what was said, said in other conversations. Each is an errand of its own: what comes to
//! nothing in one keeps none of the others.

use hudhud_base::MessageRow;
use hudhud_dialogue::{AttachmentState, Command, MessageState};

use super::send::{Letter, queued};
use crate::arguments::Forward;
use crate::device::Device;
use crate::problem::Problem;
use crate::status::Status;
use crate::words::Phrase;

pub(super) async fn run(device: &mut Device, arguments: Forward) -> Result<(), Problem> {
    let Forward {
        message,
        to,
        no_author,
        no_wait,
    } = arguments;
    let source = device.message(message).await?.id;
    let waits = !no_wait && !device.offline;
    let mut last: Option<Problem> = None;
    for name in &to {
        let done = one(device, (source, !no_author), name, waits).await;
        let Err(problem) = done else {
            continue;
        };
        if let Some(before) = last.replace(problem.of_one(name, device.ui.language)) {
            device.ui.problem(&before);
        }
    }
    last.map_or(Ok(()), Err)
}

/// Says it in one conversation.
async fn one(
    device: &mut Device,
    (source, author): (MessageRow, bool),
    to: &str,
    waits: bool,
) -> Result<(), Problem> {
    let conversation = device.conversation_to_write(to).await?;
    let letter = Letter {
        conversation,
        reply_to: None,
        waits,
    };
    let forward = Command::Forward {
        message: source,
        to: conversation,
        named: author,
    };
    let message = queued(device, forward, Some(source)).await?;
    let sent = letter.moves_and_leaves(device, message).await;
    match sent {
        Ok(()) => Ok(()),
        Err(problem) => Err(lost(device, message, source).await?.unwrap_or(problem)),
    }
}

/// Whether it came to nothing because what is attached was not to be had.
async fn lost(
    device: &Device,
    message: MessageRow,
    source: MessageRow,
) -> Result<Option<Problem>, Problem> {
    let found = device.client.message(message).await?;
    let failed = found.filter(|found| found.state == MessageState::Failed);
    let attached = failed.map_or_else(Vec::new, |found| found.attached);
    let is = |state| attached.iter().any(|one| one.state == state);
    let lost = if is(AttachmentState::Gone) {
        Some(Problem::new(Status::NotFound, "gone", Phrase::IsGone))
    } else if is(AttachmentState::Damaged) {
        Some(Problem::new(Status::Data, "damaged", Phrase::IsDamaged))
    } else {
        None
    };
    Ok(lost.map(|problem| problem.with(source.0)))
}
