//! `outbox`: what waits for the network; giving it up, or trying it again now.

use hudhud_base::{IntentId, MessageRow};
use hudhud_client::views::{Unfinished, What};
use hudhud_client::{WaitError, Wish};
use hudhud_dialogue::{AccountView, Answer, AskError, Command, CommandError, Person, PersonView};
use serde_json::{Value, json};

use crate::arguments::{Outbox, OutboxAction};
use crate::device::Device;
use crate::json as shape;
use crate::problem::Problem;
use crate::sanitise;
use crate::show;
use crate::status::Status;
use crate::ui::{Style, Ui};
use crate::words::Phrase;

pub(super) async fn run(device: &mut Device, arguments: Outbox) -> Result<(), Problem> {
    match arguments.action.unwrap_or(OutboxAction::List) {
        OutboxAction::List => list(device).await,
        OutboxAction::Cancel { codes } => {
            for code in &codes {
                cancel(device, code).await?;
            }
            Ok(())
        }
        OutboxAction::Retry => retry(device).await,
    }
}

async fn list(device: &Device) -> Result<(), Problem> {
    let own = device.account_or_keys().await?;
    let all = device.client.unfinished().await?;
    if all.is_empty() {
        device.ui.remark(Phrase::NothingWaits, &[]);
    }
    for one in &all {
        device
            .ui
            .result(|| object(&own, one), || line(&device.ui, &own, one))?;
    }
    if all.iter().any(|one| one.may_be_cancelled) {
        device.ui.remark(Phrase::HowToCancel, &[]);
    }
    Ok(())
}

async fn cancel(device: &Device, code: &str) -> Result<(), Problem> {
    device.account_or_keys().await?;
    let nothing =
        || Problem::new(Status::NotFound, "no-such-waiting", Phrase::NoSuchWaiting).with(code);
    let gone = || Problem::new(Status::NotAllowed, "on-its-way", Phrase::OnItsWay).with(code);
    let all = device.client.unfinished().await?;
    let found = all
        .iter()
        .find(|one| code_of(&one.what).is_some_and(|its| its == code));
    let command = match found.map(|one| &one.what) {
        Some(What::Message(message)) => Command::Discard {
            message: message.id,
        },
        Some(What::Wish { intent, .. }) => Command::Cancel { intent: *intent },
        Some(What::Change | What::Receipt | What::Letter(_)) | None => return Err(nothing()),
    };
    match device.client.command(command).await {
        Ok(Answer::Done) => {}
        // It began to leave while somebody looked at the list.
        Ok(_) | Err(AskError::Refused(CommandError::NoSuchMessage)) => return Err(gone()),
        Err(error) => return Err(error.into()),
    }
    device.ui.result(
        || json!({ "type": "cancelled", "code": code }),
        || device.ui.say(Phrase::Cancelled, &[]),
    )
}

async fn retry(device: &Device) -> Result<(), Problem> {
    device.account_or_keys().await?;
    device.client.command(Command::TryAgain).await?;
    device.client.reconnect().await?;
    let wait = device.client.until_sent(device.patience());
    let waited = device.ui.while_waiting(wait).await;
    list(device).await?;
    match waited {
        Ok(()) => Ok(()),
        Err(error @ WaitError::Late(_)) => Err(device.explained(error).await.kept()),
        Err(error) => Err(device.explained(error).await),
    }
}

/// How somebody names what can be given up.
fn code_of(what: &What) -> Option<String> {
    match what {
        What::Message(message) => Some(message_code(message.id)),
        What::Wish { intent, .. } => Some(intent_code(*intent)),
        What::Change | What::Receipt | What::Letter(_) => None,
    }
}

fn message_code(message: MessageRow) -> String {
    format!("m{}", message.0)
}

fn intent_code(intent: IntentId) -> String {
    format!("w{}", intent.0)
}

fn object(own: &AccountView, one: &Unfinished) -> Value {
    let code = code_of(&one.what).filter(|_| one.may_be_cancelled);
    let (kind, about) = match &one.what {
        What::Message(message) => ("message", shape::message("message", message)),
        What::Change => ("change", Value::Null),
        What::Receipt => ("receipt", Value::Null),
        What::Letter(person) => ("invitation", shape::person(person)),
        What::Wish { wish, people, .. } => (kind(wish), json!(names(own, wish, people))),
    };
    json!({
        "type": "waiting",
        "code": code,
        "kind": kind,
        "conversation": one.conversation.as_ref().map(|place| place.id.0),
        "about": about,
    })
}

const fn kind(wish: &Wish) -> &'static str {
    match wish {
        Wish::SignUp => "sign-up",
        Wish::ClaimName => "name",
        Wish::Begin(_) => "begin",
        Wish::Add(_) => "add",
        Wish::Remove(_) => "remove",
        Wish::Rename(_) => "rename",
        Wish::Promote(_) => "promote",
        Wish::Demote(_) => "demote",
        Wish::Leave => "leave",
        Wish::Accept => "accept",
        Wish::Upkeep => "upkeep",
    }
}

/// Whom or what a wish is about, as they were named.
fn names(own: &AccountView, wish: &Wish, people: &[PersonView]) -> Vec<String> {
    let written = |person: &Person| {
        let known = people.iter().find(|one| one.is(person));
        known.map_or_else(|| own.written(person), PersonView::full_name)
    };
    match wish {
        Wish::Begin(person) => vec![written(person)],
        Wish::Add(all) => all.iter().map(written).collect(),
        Wish::Rename(title) => vec![title.clone()],
        Wish::Remove(_) | Wish::Promote(_) | Wish::Demote(_) => {
            people.iter().map(PersonView::full_name).collect()
        }
        Wish::SignUp | Wish::ClaimName | Wish::Leave | Wish::Accept | Wish::Upkeep => Vec::new(),
    }
}

fn line(ui: &Ui, own: &AccountView, one: &Unfinished) -> String {
    let code = code_of(&one.what).filter(|_| one.may_be_cancelled);
    let code = ui.paint(Style::Dim, &format!("{:>5}", code.unwrap_or_default()));
    let place = one.conversation.as_ref().map(|place| {
        let title = show::title(ui, place);
        format!("{}: ", ui.paint(Style::Person, &title))
    });
    format!(
        "{code}  {}{}",
        place.unwrap_or_default(),
        said(ui, own, one)
    )
}

fn said(ui: &Ui, own: &AccountView, one: &Unfinished) -> String {
    let (wish, people) = match &one.what {
        What::Message(message) => return show::glimpse(&hudhud_text::plain(&message.body)),
        What::Change => return ui.say(Phrase::WaitsChange, &[]),
        What::Receipt => return ui.say(Phrase::WaitsReceipt, &[]),
        What::Letter(person) => {
            return ui.say(Phrase::WaitsLetter, &[&show::person(ui, person)]);
        }
        What::Wish { wish, people, .. } => (wish, people),
    };
    let phrase = match wish {
        Wish::SignUp => Phrase::WaitsSignUp,
        Wish::ClaimName => Phrase::WaitsName,
        Wish::Begin(_) => Phrase::WaitsBegin,
        Wish::Add(_) => Phrase::WaitsAdd,
        Wish::Remove(_) => Phrase::WaitsRemove,
        Wish::Rename(_) => Phrase::WaitsRename,
        Wish::Promote(_) => Phrase::WaitsPromote,
        Wish::Demote(_) => Phrase::WaitsDemote,
        Wish::Leave => Phrase::WaitsLeave,
        Wish::Accept => Phrase::WaitsAccept,
        Wish::Upkeep => Phrase::WaitsUpkeep,
    };
    let names: Vec<String> = names(own, wish, people)
        .iter()
        .map(|name| sanitise::line(name))
        .collect();
    ui.say(phrase, &[&names.join(&ui.say(Phrase::Comma, &[]))])
}
