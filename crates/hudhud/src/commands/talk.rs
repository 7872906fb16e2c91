//! `chat`: the whole screen, or one conversation, line by line.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal as _};

use hudhud_base::{ConversationId, MessageRow};
use hudhud_client::{Heard, Mark};
use hudhud_dialogue::{Command, Event, MessageView};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines, Stdin};

use super::history::mark_read;
use crate::arguments::Talk;
use crate::device::Device;
use crate::json;
use crate::problem::Problem;
use crate::screen;
use crate::show;
use crate::status::Status;
use crate::ui::Ui;
use crate::words::Phrase;

/// Messages shown to begin with.
const BEFORE: u32 = 20;

/// Whether there is a screen to show everything on, and somebody before it.
pub(super) fn has_screen(arguments: &Talk, ui: Ui) -> bool {
    !arguments.plain && !ui.json && io::stdin().is_terminal() && io::stdout().is_terminal()
}

pub(super) async fn run(device: &mut Device, arguments: Talk) -> Result<(), Problem> {
    device.account().await?;
    if has_screen(&arguments, device.ui) {
        let open = match &arguments.with {
            Some(text) => Some(device.conversation_to_write(text).await?),
            None => None,
        };
        return screen::show(device, arguments.bidi, open).await;
    }
    device.become_current().await?;
    let conversation = match &arguments.with {
        Some(text) => device.conversation_to_write(text).await?,
        None => newest(device).await?,
    };
    let page = device.client.messages(conversation, None, BEFORE).await?;
    let mut printed = Printed::default();
    for message in &page {
        printed.print(device, message)?;
    }
    mark_read(device, conversation, page.last()).await?;
    device.ui.remark(Phrase::TalkHelp, &[]);
    let mark = device.client.mark().await?;
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(happened) = next(device, &mut lines).await {
        match happened {
            Happened::Line(line) => match typed(&line) {
                Typed::Quit => break,
                Typed::Help => device.ui.remark(Phrase::TalkHelp, &[]),
                Typed::Unknown(word) => device.ui.remark(Phrase::TalkUnknown, &[word]),
                Typed::NoNumber => device.ui.remark(Phrase::TalkNumber, &[]),
                Typed::Nothing => {}
                Typed::Do(wish) => obey(device, conversation, wish).await,
            },
            Happened::Heard(heard) => hear(device, conversation, heard, &mut printed).await?,
        }
    }
    leave(device, mark, conversation).await
}

/// Waits for what was said here and has not left; whoever does not want to wait presses Ctrl-C again.
async fn leave(device: &Device, mark: Mark, conversation: ConversationId) -> Result<(), Problem> {
    tokio::select! {
        sent = device.sent_since(mark, conversation) => sent,
        _ = tokio::signal::ctrl_c() => {
            Err(Problem::new(Status::Waiting, "waiting", Phrase::InOutbox))
        }
    }
}

async fn newest(device: &Device) -> Result<ConversationId, Problem> {
    let newest = device.client.conversations(None, 1).await?;
    newest.first().map(|found| found.id).ok_or_else(|| {
        Problem::new(
            Status::NotFound,
            "no-such-conversation",
            Phrase::NoConversations,
        )
    })
}

enum Happened {
    Line(String),
    Heard(Heard),
}

/// `None`: the person or the device has ended it.
async fn next(device: &mut Device, lines: &mut Lines<BufReader<Stdin>>) -> Option<Happened> {
    tokio::select! {
        line = lines.next_line() => line.ok().flatten().map(Happened::Line),
        heard = device.events.next() => heard.map(Happened::Heard),
        _ = tokio::signal::ctrl_c() => None,
    }
}

/// What a line means.
#[derive(Debug, PartialEq, Eq)]
enum Typed<'a> {
    Do(Wish<'a>),
    Help,
    Quit,
    Nothing,
    NoNumber,
    Unknown(&'a str),
}

#[derive(Debug, PartialEq, Eq)]
enum Wish<'a> {
    Say(&'a str),
    Reply(i64, &'a str),
    Edit(i64, &'a str),
    React(i64, &'a str),
    /// To the conversation that is called so.
    Forward(i64, &'a str),
    Delete(i64),
}

impl Wish<'_> {
    /// The message it is about.
    const fn message_number(&self) -> Option<i64> {
        match self {
            Self::Say(_) => None,
            Self::Reply(number, _)
            | Self::Edit(number, _)
            | Self::React(number, _)
            | Self::Forward(number, _)
            | Self::Delete(number) => Some(*number),
        }
    }
}

fn typed(line: &str) -> Typed<'_> {
    let line = line.trim_end();
    if line.is_empty() {
        return Typed::Nothing;
    }
    // Two slashes say something that begins with one.
    if let Some(said) = line.strip_prefix('/').filter(|rest| rest.starts_with('/')) {
        return Typed::Do(Wish::Say(said));
    }
    if !line.starts_with('/') {
        return Typed::Do(Wish::Say(line));
    }
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let (number, text) = rest
        .trim_start()
        .split_once(' ')
        .unwrap_or((rest.trim(), ""));
    let number = number.trim_start_matches('#').parse::<i64>();
    let text = text.trim();
    match word {
        "/quit" | "/exit" => Typed::Quit,
        "/help" => Typed::Help,
        "/reply" => number.map_or(Typed::NoNumber, |number| {
            Typed::Do(Wish::Reply(number, text))
        }),
        "/edit" => number.map_or(Typed::NoNumber, |number| {
            Typed::Do(Wish::Edit(number, text))
        }),
        "/react" => number.map_or(Typed::NoNumber, |number| {
            Typed::Do(Wish::React(number, text))
        }),
        "/forward" => number.map_or(Typed::NoNumber, |number| {
            Typed::Do(Wish::Forward(number, text))
        }),
        "/delete" => number.map_or(Typed::NoNumber, |number| Typed::Do(Wish::Delete(number))),
        unknown => Typed::Unknown(unknown),
    }
}

/// A wish that cannot be fulfilled is no reason to end the conversation.
async fn obey(device: &Device, conversation: ConversationId, wish: Wish<'_>) {
    if let Err(problem) = fulfil(device, conversation, wish).await {
        device.ui.problem(&problem);
    }
}

async fn fulfil(
    device: &Device,
    conversation: ConversationId,
    wish: Wish<'_>,
) -> Result<(), Problem> {
    let number = wish.message_number();
    let command = match wish {
        Wish::Say(text) => Command::Send {
            conversation,
            body: hudhud_text::written(text),
            reply_to: None,
        },
        Wish::Reply(number, text) => {
            let reply_to = Some(device.message(number).await?.id);
            Command::Send {
                conversation,
                body: hudhud_text::written(text),
                reply_to,
            }
        }
        Wish::Edit(number, text) => {
            let message = device.message(number).await?.id;
            Command::Edit {
                message,
                body: hudhud_text::written(text),
            }
        }
        Wish::React(number, emoji) => {
            let message = device.message(number).await?.id;
            Command::React {
                message,
                emoji: emoji.to_owned(),
            }
        }
        Wish::Forward(number, to) => {
            let message = device.message(number).await?.id;
            let to = device.conversation(to).await?.id;
            Command::Forward {
                message,
                to,
                named: true,
            }
        }
        Wish::Delete(number) => Command::Delete {
            message: device.message(number).await?.id,
        },
    };
    let done = device.client.command(command).await;
    done.map(drop).map_err(|error| {
        let problem = Problem::from(error);
        match number {
            None => problem,
            Some(number) => problem.about(number),
        }
    })
}

async fn hear(
    device: &mut Device,
    conversation: ConversationId,
    heard: Heard,
    printed: &mut Printed,
) -> Result<(), Problem> {
    match heard {
        Heard::Event(
            Event::Message {
                conversation: place,
                message,
            }
            | Event::MessageChanged {
                conversation: place,
                message,
            },
        ) if place == conversation => {
            if let Some(message) = device.client.message(message).await? {
                printed.print(device, &message)?;
                if !message.sender.own {
                    mark_read(device, conversation, Some(&message)).await?;
                }
            }
        }
        Heard::Event(Event::Typing {
            conversation: place,
            account,
        }) if place == conversation => {
            let members = device.client.members(conversation).await?;
            let who = members
                .iter()
                .find(|member| member.person.account == account);
            if let Some(who) = who.filter(|_| !device.ui.json) {
                let name = show::person(&device.ui, &who.person);
                device.ui.remark(Phrase::Typing, &[&name]);
            }
        }
        Heard::Event(Event::Access(_)) => device.tell_access().await?,
        Heard::Lost => {
            for message in device.client.messages(conversation, None, BEFORE).await? {
                printed.print(device, &message)?;
            }
        }
        Heard::Event(_) => {}
    }
    Ok(())
}

/// What the person has seen of each message, so that a change of state takes one short line.
#[derive(Default)]
struct Printed(BTreeMap<MessageRow, MessageView>);

impl Printed {
    fn print(&mut self, device: &Device, message: &MessageView) -> Result<(), Problem> {
        let before = self.0.insert(message.id, message.clone());
        let with_state = |before: &MessageView| MessageView {
            state: message.state,
            ..before.clone()
        };
        match before {
            Some(before) if before == *message => Ok(()),
            Some(before) if !device.ui.json && with_state(&before) == *message => {
                match show::state_line(&device.ui, message) {
                    Some(line) => device.ui.print(&line),
                    None => Ok(()),
                }
            }
            Some(_) | None => device.ui.result(
                || json::message("message", message),
                || show::message(&device.ui, message, None),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_said_and_a_slash_begins_a_command() {
        assert_eq!(typed("good morning "), Typed::Do(Wish::Say("good morning")));
        assert_eq!(typed("  "), Typed::Nothing);
        assert_eq!(typed("//quit"), Typed::Do(Wish::Say("/quit")));
        assert_eq!(typed("/quit"), Typed::Quit);
        assert_eq!(
            typed("/reply 41 yes, at six"),
            Typed::Do(Wish::Reply(41, "yes, at six"))
        );
        assert_eq!(typed("/react #41 👍"), Typed::Do(Wish::React(41, "👍")));
        let forward = Typed::Do(Wish::Forward(41, "Book club"));
        assert_eq!(typed("/forward 41 Book club"), forward);
        assert_eq!(typed("/delete 41"), Typed::Do(Wish::Delete(41)));
        assert_eq!(typed("/reply yes"), Typed::NoNumber);
        assert_eq!(typed("/juggle"), Typed::Unknown("/juggle"));
    }
}
