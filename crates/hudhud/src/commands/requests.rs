//! `requests`: what strangers began, and whom one does not want to hear from.

use hudhud_base::AccountId;
use hudhud_dialogue::{Command, ConversationState, ConversationView, Person};
use serde_json::json;

use crate::arguments::{RequestAction, Requests};
use crate::device::Device;
use crate::json as shape;
use crate::person::person;
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
            done(device, "accepted", conversation.0, Phrase::Accepted);
            Ok(())
        }
        RequestAction::Decline { request } => {
            let conversation = find(device, &request).await?.id;
            device
                .client
                .command(Command::Decline { conversation })
                .await?;
            done(device, "declined", conversation.0, Phrase::Declined);
            Ok(())
        }
        RequestAction::Block { person } => {
            let account = who(device, &person).await?;
            device.client.command(Command::Block { account }).await?;
            device.ui.result(
                || json!({ "type": "blocked", "account": account.to_string() }),
                || device.ui.say(Phrase::BlockedNow, &[]),
            );
            Ok(())
        }
        RequestAction::Unblock { person } => {
            let account = who(device, &person).await?;
            device.client.command(Command::Unblock { account }).await?;
            device.ui.result(
                || json!({ "type": "unblocked", "account": account.to_string() }),
                || device.ui.say(Phrase::UnblockedNow, &[]),
            );
            Ok(())
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
                );
            }
            Ok(())
        }
    }
}

fn done(device: &Device, kind: &str, conversation: i64, phrase: Phrase) {
    device.ui.result(
        || json!({ "type": kind, "conversation": conversation }),
        || device.ui.say(phrase, &[]),
    );
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
        );
    }
    if !requests.is_empty() {
        device.ui.remark(Phrase::HowToAccept, &[]);
    }
    Ok(())
}

async fn find(device: &Device, text: &str) -> Result<ConversationView, Problem> {
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

/// Somebody: by a conversation with them, by name among those blocked, or by account.
async fn who(device: &Device, text: &str) -> Result<AccountId, Problem> {
    let own = device.account().await?;
    let meant = person(text, &own);
    if let Ok(Person::Account(account)) = meant {
        return Ok(account);
    }
    if let Ok(meant) = meant {
        let blocked = device.client.blocked().await?;
        if let Some(found) = blocked.iter().find(|one| one.is(&meant)) {
            return Ok(found.account);
        }
    }
    let found = device.conversation(text).await?;
    let other = found.peer.or(found.inviter);
    other
        .map(|other| other.account)
        .ok_or_else(|| Problem::no_such_person(text))
}
