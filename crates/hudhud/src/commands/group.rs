//! `group`: groups and who is in them.

use hudhud_base::ConversationId;
use hudhud_dialogue::{AccountView, Command, Failure, NotAdded, Person};
use serde_json::json;

use crate::arguments::Group;
use crate::device::Device;
use crate::json as shape;
use crate::person::person;
use crate::problem::Problem;
use crate::show;
use crate::ui::Style;
use crate::words::Phrase;

pub(super) async fn run(device: &mut Device, arguments: Group) -> Result<(), Problem> {
    let own = device.account().await?;
    // What may be done, and to whom, depends on what was done meanwhile.
    device.become_current().await?;
    let (group, wish) = match arguments {
        Group::Create { title, members } => return create(device, &own, title, &members).await,
        Group::Members { group } => return members_of(device, &group).await,
        Group::Add { group, members } => (group, Wish::Add(people(&own, &members)?)),
        Group::Remove { group, member } => (group, Wish::Remove(member)),
        Group::Rename { group, title } => (group, Wish::Rename(title)),
        Group::Promote { group, member } => (group, Wish::Promote(member)),
        Group::Demote { group, member } => (group, Wish::Demote(member)),
        Group::Leave { group } => (group, Wish::Leave),
    };
    let conversation = device.conversation(&group).await?.id;
    let command = wish.command(device, conversation).await?;
    change(device, conversation, command).await
}

/// What is to change in a group.
enum Wish {
    Add(Vec<Person>),
    Remove(String),
    Rename(String),
    Promote(String),
    Demote(String),
    Leave,
}

impl Wish {
    async fn command(
        self,
        device: &Device,
        conversation: ConversationId,
    ) -> Result<Command, Problem> {
        Ok(match self {
            Self::Add(members) => Command::AddMembers {
                conversation,
                members,
            },
            Self::Remove(member) => Command::RemoveMember {
                conversation,
                account: device.member(conversation, &member).await?,
            },
            Self::Rename(title) => Command::Rename {
                conversation,
                title,
            },
            Self::Promote(member) => Command::Promote {
                conversation,
                account: device.member(conversation, &member).await?,
            },
            Self::Demote(member) => Command::Demote {
                conversation,
                account: device.member(conversation, &member).await?,
            },
            Self::Leave => Command::Leave { conversation },
        })
    }
}

fn people(own: &AccountView, members: &[String]) -> Result<Vec<Person>, Problem> {
    members.iter().map(|member| person(member, own)).collect()
}

async fn create(
    device: &mut Device,
    own: &AccountView,
    title: String,
    members: &[String],
) -> Result<(), Problem> {
    let command = Command::CreateGroup {
        title: title.clone(),
        members: people(own, members)?,
    };
    let mark = device.client.mark().await?;
    let answer = device.client.command(command).await?;
    let ended = device.finished(answer).await;
    let ended = ended.map_err(|problem| problem.about(members.join(" ")))?;
    let conversation = answer.conversation().or(ended.conversation);
    // Who was added is invited before anybody is told who was not.
    if let Some(conversation) = conversation {
        device.sent_since(mark, conversation).await?;
    }
    device.ui.result(
        || json!({ "type": "created", "conversation": conversation.map(|id| id.0) }),
        || {
            device
                .ui
                .say(Phrase::GroupCreated, &[&crate::sanitise::line(&title)])
        },
    )?;
    tell_not_added(device, own, &ended.not_added, Phrase::GroupIncomplete)
}

async fn change(
    device: &mut Device,
    conversation: ConversationId,
    command: Command,
) -> Result<(), Problem> {
    let several = matches!(&command, Command::AddMembers { members, .. } if members.len() > 1);
    let nobody = if several {
        Phrase::NotAdded
    } else {
        Phrase::NoSuchPerson
    };
    let mark = device.client.mark().await?;
    let answer = device.client.command(command).await?;
    let ended = device.finished(answer).await?;
    device.sent_since(mark, conversation).await?;
    let own = device.account().await?;
    tell_not_added(device, &own, &ended.not_added, nobody)?;
    device.ui.result(
        || json!({ "type": "done", "conversation": conversation.0 }),
        || device.ui.say(Phrase::Done, &[]),
    )
}

/// Says who was not added: those for the same reason in one sentence, `nobody` where nobody has the
/// name. The last sentence is how the command ends.
fn tell_not_added(
    device: &Device,
    own: &AccountView,
    not_added: &[NotAdded],
    nobody: Phrase,
) -> Result<(), Problem> {
    let mut reasons: Vec<(Failure, Vec<String>)> = Vec::new();
    for NotAdded { person, failure } in not_added {
        let name = own.written(person);
        if device.ui.json {
            let code = Problem::from(*failure).code;
            device
                .ui
                .object(&json!({ "type": "not-added", "person": name, "error": code }))?;
        }
        match reasons.iter_mut().find(|(reason, _)| reason == failure) {
            Some((_, names)) => names.push(name),
            None => reasons.push((*failure, vec![name])),
        }
    }
    let mut problems = Vec::new();
    for (failure, names) in reasons {
        let problem = because(failure, nobody).with(names.join(" "));
        // Who names themselves is in, as they asked for.
        if failure == Failure::Yourself {
            device.ui.warning(&problem);
        } else {
            problems.push(problem);
        }
    }
    let last = problems.pop();
    for problem in &problems {
        device.ui.problem(problem);
    }
    last.map_or(Ok(()), Err)
}

/// Why somebody was not added, with room for the name.
fn because(failure: Failure, nobody: Phrase) -> Problem {
    let problem = Problem::from(failure);
    match failure {
        Failure::NoSuchName | Failure::NoSuchAccount => problem.put(nobody),
        Failure::Forged => problem.put(Phrase::NotAddedForged),
        Failure::Yourself => problem.put(Phrase::NotAddedYourself),
        // These concern everybody, and end the whole.
        Failure::Refused(_)
        | Failure::OtherHost
        | Failure::NotAllowed
        | Failure::NoControl
        | Failure::TooMany
        | Failure::InviteUnusable => problem,
    }
}

async fn members_of(device: &Device, group: &str) -> Result<(), Problem> {
    let conversation = device.conversation(group).await?;
    if conversation.state.is_over() {
        // Whoever is not in it is not told who is.
        return Err(device.is_over(&conversation));
    }
    let ui = device.ui;
    for member in device.client.members(conversation.id).await? {
        ui.result(
            || shape::member(&member),
            || {
                let name = show::person(&ui, &member.person);
                let style = if member.person.own {
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
        )?;
    }
    Ok(())
}
