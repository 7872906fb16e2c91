//! `group`: groups and who is in them.

use hudhud_client::views::Account;
use hudhud_client::{Answer, Command, ConversationId, Person};
use serde_json::json;

use crate::arguments::Group;
use crate::device::Device;
use crate::json as shape;
use crate::problem::Problem;
use crate::show;
use crate::status::Status;
use crate::ui::Style;
use crate::whom;
use crate::words::Phrase;

pub(super) async fn run(device: &mut Device, arguments: Group) -> Result<(), Problem> {
    let own = device.account().await?;
    match arguments {
        Group::Create { title, members } => create(device, &own, title, &members).await,
        Group::Add { group, members } => {
            device.become_current().await?;
            let conversation = device.conversation(&group).await?.id;
            let people = people(&own, &members)?;
            let several = people.len() > 1;
            let command = Command::AddMembers {
                conversation,
                members: people,
            };
            match change(device, conversation, command).await {
                Err(problem) if several => Err(without(device, problem, Phrase::NotAdded).await),
                done => done,
            }
        }
        Group::Remove { group, member } => {
            device.become_current().await?;
            let conversation = device.conversation(&group).await?.id;
            let account = device.member(conversation, &member).await?;
            change(
                device,
                conversation,
                Command::RemoveMember {
                    conversation,
                    account,
                },
            )
            .await
        }
        Group::Rename { group, title } => {
            let conversation = device.conversation(&group).await?.id;
            change(
                device,
                conversation,
                Command::Rename {
                    conversation,
                    title,
                },
            )
            .await
        }
        Group::Promote { group, member } => {
            device.become_current().await?;
            let conversation = device.conversation(&group).await?.id;
            let account = device.member(conversation, &member).await?;
            change(
                device,
                conversation,
                Command::Promote {
                    conversation,
                    account,
                },
            )
            .await
        }
        Group::Leave { group } => {
            let conversation = device.conversation(&group).await?.id;
            change(device, conversation, Command::Leave { conversation }).await
        }
        Group::Members { group } => {
            device.become_current().await?;
            members_of(device, &group).await
        }
    }
}

fn people(own: &Account, members: &[String]) -> Result<Vec<Person>, Problem> {
    members
        .iter()
        .map(|member| whom::person(member, own))
        .collect()
}

async fn create(
    device: &mut Device,
    own: &Account,
    title: String,
    members: &[String],
) -> Result<(), Problem> {
    let command = Command::CreateGroup {
        title: title.clone(),
        members: people(own, members)?,
    };
    let answer = device.client.command(command).await?;
    let conversation = match answer {
        Answer::Began {
            intent,
            conversation,
        } => {
            if let Err(problem) = fulfilled(device, intent, members).await {
                return Err(without(device, problem, Phrase::GroupIncomplete).await);
            }
            Some(conversation)
        }
        Answer::Intent(intent) => fulfilled(device, intent, members).await?,
        Answer::Done | Answer::Queued(_) => None,
    };
    device.sent().await?;
    device.ui.result(
        || json!({ "type": "created", "conversation": conversation.map(|id| id.0) }),
        || {
            device
                .ui
                .say(Phrase::GroupCreated, &[&crate::sanitise::line(&title)])
        },
    );
    Ok(())
}

/// Somebody is not there. The others are, and their invitations leave first.
async fn without(device: &Device, problem: Problem, phrase: Phrase) -> Problem {
    if problem.status != Status::NoSuchPerson {
        return problem;
    }
    match device.sent().await {
        Ok(()) => problem.put(phrase),
        Err(unsent) => unsent,
    }
}

async fn fulfilled(
    device: &mut Device,
    intent: hudhud_client::IntentId,
    members: &[String],
) -> Result<Option<ConversationId>, Problem> {
    let names = members.join(" ");
    device
        .fulfilled(intent)
        .await
        .map_err(|problem| problem.about(names))
}

async fn change(
    device: &mut Device,
    conversation: ConversationId,
    command: Command,
) -> Result<(), Problem> {
    let answer = device.client.command(command).await?;
    if let Answer::Intent(intent) | Answer::Began { intent, .. } = answer {
        device.fulfilled(intent).await?;
    }
    device.sent().await?;
    device.ui.result(
        || json!({ "type": "done", "conversation": conversation.0 }),
        || device.ui.say(Phrase::Done, &[]),
    );
    Ok(())
}

async fn members_of(device: &Device, group: &str) -> Result<(), Problem> {
    let conversation = device.conversation(group).await?.id;
    let ui = device.ui;
    for member in device.client.members(conversation).await? {
        ui.result(
            || shape::member(&member),
            || {
                let name = show::contact(&ui, &member.contact);
                let style = if member.own {
                    Style::Own
                } else {
                    Style::Person
                };
                let mut line = ui.paint(style, &name);
                if member.admin {
                    line.push_str(&format!("  [{}]", ui.say(Phrase::Admin, &[])));
                }
                line
            },
        );
    }
    Ok(())
}
