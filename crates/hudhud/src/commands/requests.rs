//! `requests`: what strangers began, and whom one does not want to hear from.

use hudhud_base::AccountId;
use hudhud_dialogue::{Command, ConversationState, ConversationView, Person};
use serde_json::json;

use crate::arguments::{RequestAction, Requests};
use crate::device::Device;
use crate::json as shape;
use crate::person::{is_person, person};
use crate::problem::Problem;
use crate::show;
use crate::status::Status;
use crate::words::Phrase;

pub(super) async fn run(device: &mut Device, arguments: Requests) -> Result<(), Problem> {
    device.account().await?;
    device.become_current().await?;
    match arguments.action.unwrap_or(RequestAction::List) {
        RequestAction::List => list(device).await,
        RequestAction::Accept { request } => {
            let conversation = find(device, &request).await?.id;
            let answer = device
                .client
                .command(Command::Accept { conversation })
                .await?;
            device.finished(answer).await?;
            done(device, "accepted", conversation.0, Phrase::Accepted)
        }
        RequestAction::Decline { request } => {
            let conversation = find(device, &request).await?.id;
            device
                .client
                .command(Command::Decline { conversation })
                .await?;
            done(device, "declined", conversation.0, Phrase::Declined)
        }
        RequestAction::Block { person } => {
            let account = who(device, &person).await?;
            device.client.command(Command::Block { account }).await?;
            device.ui.result(
                || json!({ "type": "blocked", "account": account.to_string() }),
                || device.ui.say(Phrase::BlockedNow, &[]),
            )
        }
        RequestAction::Unblock { person } => {
            let account = who(device, &person).await?;
            device.client.command(Command::Unblock { account }).await?;
            device.ui.result(
                || json!({ "type": "unblocked", "account": account.to_string() }),
                || device.ui.say(Phrase::UnblockedNow, &[]),
            )
        }
        RequestAction::Blocked => {
            let blocked = device.client.blocked().await?;
            if blocked.is_empty() {
                device.ui.remark(Phrase::NobodyBlocked, &[]);
            }
            for person in &blocked {
                device.ui.result(
                    || shape::person(person),
                    || show::person(&device.ui, person),
                )?;
            }
            Ok(())
        }
    }
}

fn done(device: &Device, kind: &str, conversation: i64, phrase: Phrase) -> Result<(), Problem> {
    device.ui.result(
        || json!({ "type": kind, "conversation": conversation }),
        || device.ui.say(phrase, &[]),
    )
}

async fn list(device: &Device) -> Result<(), Problem> {
    let requests = device.client.requests().await?;
    if requests.is_empty() {
        device.ui.remark(Phrase::NoRequests, &[]);
    }
    for request in &requests {
        device.ui.result(
            || shape::conversation("request", request),
            || show::conversation(&device.ui, request),
        )?;
    }
    if !requests.is_empty() {
        device.ui.remark(Phrase::HowToAccept, &[]);
    }
    Ok(())
}

/// A request, by its number, or by the name of who began it: also that of a group.
async fn find(device: &Device, text: &str) -> Result<ConversationView, Problem> {
    if is_person(text) {
        let meant = person(text, &device.account().await?)?;
        let mut begun = device.client.requests().await?;
        begun.retain(|one| one.inviter.as_ref().is_some_and(|who| who.is(&meant)));
        if begun.len() > 1 {
            return Err(device.ambiguous(text, &begun));
        }
        if let Some(found) = begun.pop() {
            return Ok(found);
        }
    }
    let found = device.conversation(text).await?;
    if found.state == ConversationState::Request {
        Ok(found)
    } else {
        Err(Problem::new(
            Status::NotAllowed,
            "not-a-request",
            Phrase::NotARequest,
        ))
    }
}

/// Somebody: by account, by name among all who were met, or by a conversation with them.
async fn who(device: &Device, text: &str) -> Result<AccountId, Problem> {
    let own = device.account().await?;
    if !is_person(text) {
        let found = device.conversation(text).await?;
        let other = found.peer.or(found.inviter);
        return other
            .map(|other| other.account)
            .ok_or_else(|| Problem::no_such_person(text));
    }
    let meant = person(text, &own)?;
    let name = match &meant {
        Person::Account(account) => return Ok(*account),
        Person::Name { name, .. } => name.clone(),
    };
    let mut met = device.client.known(name, u32::MAX).await?;
    met.extend(device.client.blocked().await?);
    let found = met.iter().find(|one| one.is(&meant));
    found
        .map(|one| one.account)
        .ok_or_else(|| Problem::no_such_person(text))
}
