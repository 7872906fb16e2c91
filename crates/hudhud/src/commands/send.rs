//! `send`: one message, or one for each line.

use std::collections::VecDeque;

use hudhud_base::{ConversationId, MessageRow};
use hudhud_client::{Deadline, WaitError};
use hudhud_dialogue::{Answer, Command, Hearing, SealedAttachment};
use serde_json::json;

use super::moving::Moving;
use super::text::{Lines, body};
use crate::arguments::Send;
use crate::device::Device;
use crate::json as shape;
use crate::problem::Problem;
use crate::status::Status;
use crate::words::Phrase;

pub(super) async fn run(device: &mut Device, arguments: Send) -> Result<(), Problem> {
    let Send {
        to,
        text,
        photo,
        file,
        lines,
        reply_to,
        edit,
        no_wait,
    } = arguments;
    if let Some(number) = edit {
        let body = body(text.unwrap_or_default())?;
        return super::alter::change(device, number, body).await;
    }
    // Read before anything else: what cannot be sent is refused before a conversation begins.
    let text = text.map(body).transpose()?;
    let attaches = !photo.is_empty() || !file.is_empty();
    if let (Some(words), None, false) = (&text, reply_to, attaches)
        && let Some(conversation) = device.greet(&to, words).await?
    {
        let letter = Letter {
            conversation,
            reply_to: None,
            waits: !no_wait && !device.offline,
        };
        return letter.first_words(device, words).await;
    }
    let conversation = device.conversation_to_write(&to).await?;
    let reply_to = match reply_to {
        Some(number) => Some(device.message(number).await?.id),
        None => None,
    };
    let letter = Letter {
        conversation,
        reply_to,
        waits: !no_wait && !device.offline,
    };
    if attaches {
        let mut attached = Vec::with_capacity(photo.len() + file.len());
        for path in &photo {
            attached.push(super::attach::photo(device, path).await?);
        }
        for path in &file {
            attached.push(super::attach::file(device, path).await?);
        }
        let body = text.unwrap_or_default();
        let message = letter.queue_attached(device, body, attached).await?;
        return letter.moves_and_leaves(device, message).await;
    }
    match text {
        Some(text) => {
            let message = letter.queue(device, text).await?;
            let deadline = device.patience();
            letter.sent(device, message, deadline).await
        }
        None if lines => letter.lines(device).await,
        None => Ok(()),
    }
}

/// Messages among which one that was just said is looked for.
const LATELY: u32 = 8;

/// Where messages of one run go, and whether they are waited for.
pub(super) struct Letter {
    pub(super) conversation: ConversationId,
    pub(super) reply_to: Option<MessageRow>,
    pub(super) waits: bool,
}

impl Letter {
    async fn queue(&self, device: &Device, body: String) -> Result<MessageRow, Problem> {
        one(device, self.conversation, body, self.reply_to).await
    }

    async fn queue_attached(
        &self,
        device: &Device,
        body: String,
        attached: Vec<SealedAttachment>,
    ) -> Result<MessageRow, Problem> {
        let command = Command::SendAttached {
            conversation: self.conversation,
            body,
            reply_to: self.reply_to,
            attached,
        };
        queued(device, command, self.reply_to).await
    }

    /// Waits until a message has left, and as long as what is attached to it moves.
    pub(super) async fn moves_and_leaves(
        &self,
        device: &mut Device,
        message: MessageRow,
    ) -> Result<(), Problem> {
        let found = device.client.message(message).await?;
        let attached = found.map_or_else(Vec::new, |found| found.attached);
        if !attached.is_empty() {
            let bytes = attached.iter().map(|one| (one.part, one.bytes)).collect();
            let mut moving = Moving::new(device, Phrase::Sending, (message, bytes));
            self.moved(device, message, &mut moving).await;
        }
        let deadline = device.patience();
        self.sent(device, message, deadline).await
    }

    /// Waits as long as what is attached moves, whatever comes of it.
    async fn moved(&self, device: &mut Device, message: MessageRow, moving: &mut Moving) {
        let patience = device.patience().saturating_duration_since(Deadline::now());
        let mut goes_on = self.waits;
        while goes_on {
            let (ui, deadline) = (device.ui, Deadline::now() + patience);
            let wait = device
                .client
                .wait_sent(message, &mut device.events, deadline);
            let (waited, moved) = moving.during(ui.while_waiting(wait)).await;
            goes_on = moved && matches!(waited, Err(WaitError::Late(_)));
        }
    }

    /// Waits until a message has left, and reports it.
    async fn sent(
        &self,
        device: &mut Device,
        message: MessageRow,
        deadline: Deadline,
    ) -> Result<(), Problem> {
        if !self.waits {
            report(device, message).await?;
            device.ui.remark(Phrase::InOutbox, &[]);
            return Ok(());
        }
        let wait = device
            .client
            .wait_sent(message, &mut device.events, deadline);
        let waited = device.ui.while_waiting(wait).await;
        report(device, message).await?;
        match waited {
            Ok(()) => self.say_who_hears(device).await,
            Err(error) => Err(device.unsent(error, self.conversation).await),
        }
    }

    /// The first words went with the beginning: they are the last that was said.
    async fn first_words(&self, device: &mut Device, words: &str) -> Result<(), Problem> {
        let page = device
            .client
            .messages(self.conversation, None, LATELY)
            .await?;
        let said = page.iter().rfind(|one| one.sender.own && one.body == words);
        match said.map(|said| said.id) {
            Some(message) => {
                let deadline = device.patience();
                self.sent(device, message, deadline).await
            }
            None => Ok(()),
        }
    }

    /// What was sent is in the log; whether somebody reads it is another question.
    async fn say_who_hears(&self, device: &Device) -> Result<(), Problem> {
        let conversation = device.client.conversation(self.conversation).await?;
        if conversation.is_some_and(|view| view.hearing == Hearing::Unanswered) {
            device.ui.remark(Phrase::OnceAccepted, &[]);
        }
        Ok(())
    }

    /// Sends each line as it comes. Every line is queued, also after one could not be sent: how the run
    /// ends is the first problem there was.
    async fn lines(&self, device: &mut Device) -> Result<(), Problem> {
        let timeout = device.patience().saturating_duration_since(Deadline::now());
        let mut lines = Lines::new();
        let (mut is_open, mut problem) = (true, None);
        let mut queued: VecDeque<(MessageRow, Deadline)> = VecDeque::new();
        while is_open || !queued.is_empty() {
            let first = queued.front().copied();
            let sent = async {
                match first {
                    Some((message, deadline)) => self.sent(device, message, deadline).await,
                    None => std::future::pending().await,
                }
            };
            let line = tokio::select! {
                biased;
                line = lines.next(), if is_open => line,
                done = sent => {
                    queued.pop_front();
                    problem = problem.or(done.err());
                    continue;
                }
            };
            match line {
                Ok(None) => is_open = false,
                Ok(Some(line)) if line.is_empty() => {}
                Ok(Some(line)) => match self.queue(device, line).await {
                    Ok(message) => queued.push_back((message, Deadline::now() + timeout)),
                    Err(error) => (is_open, problem) = (false, problem.or(Some(error))),
                },
                Err(error) => (is_open, problem) = (false, problem.or(Some(error))),
            }
        }
        problem.map_or(Ok(()), Err)
    }
}

async fn one(
    device: &Device,
    conversation: ConversationId,
    body: String,
    reply_to: Option<MessageRow>,
) -> Result<MessageRow, Problem> {
    let command = Command::Send {
        conversation,
        body,
        reply_to,
    };
    queued(device, command, reply_to).await
}

pub(super) async fn queued(
    device: &Device,
    command: Command,
    reply_to: Option<MessageRow>,
) -> Result<MessageRow, Problem> {
    let answer = device.client.command(command).await.map_err(|error| {
        let problem = Problem::from(error);
        match reply_to {
            None => problem,
            Some(message) => problem.about(message.0),
        }
    })?;
    match answer {
        Answer::Queued(message) => Ok(message),
        Answer::Done | Answer::Intent(_) | Answer::Began { .. } | Answer::There(_) => {
            Err(Problem::new(Status::Failed, "waiting", Phrase::Waiting))
        }
    }
}

/// Programs are told which message it became, and how far it has come.
async fn report(device: &Device, message: MessageRow) -> Result<(), Problem> {
    if !device.ui.json {
        return Ok(());
    }
    if let Some(message) = device.client.message(message).await? {
        device.ui.object(&json!({
            "type": "sent",
            "id": message.id.0,
            "conversation": message.conversation.0,
            "state": shape::message_state(message.state),
        }))?;
    }
    Ok(())
}
