//! What is sent from the line that is written: a message, a change of one, or a command.

use hudhud_dialogue::{Arrange, Arrangement, Command, ConversationKind, ConversationView, Person};

use super::{Over, State};
use crate::person::person;
use crate::problem::Problem;
use crate::screen::find::Search;
use crate::screen::log::Anchor;
use crate::screen::talk::About;
use crate::screen::traffic::Wish;
use crate::words::Phrase;

/// All commands, with what they are followed by.
pub(crate) const COMMANDS: [&str; 20] = [
    "/accept", "/add", "/archive", "/block", "/decline", "/demote", "/details", "/find",
    "/forward", "/group", "/help", "/leave", "/mute", "/pin", "/promote", "/quit", "/remove",
    "/rename", "/retry", "/write",
];

impl State {
    /// Enter: says, changes or does what was written.
    pub(super) fn submit(&mut self) {
        let Some(talk) = &mut self.talk else {
            return;
        };
        let conversation = talk.log.conversation;
        let about = talk.about.take();
        let text = talk.editor.take();
        let text = text.trim_end();
        if text.is_empty() {
            return;
        }
        let command = text.starts_with('/') && !text.starts_with("//") && about.is_none();
        if command {
            return self.command(text);
        }
        let body = text.strip_prefix('/').filter(|rest| rest.starts_with('/'));
        let body = hudhud_text::written(body.unwrap_or(text));
        self.wish(match about {
            Some(About::Edit(message)) => Command::Edit { message, body },
            Some(About::Reply(message)) => Command::Send {
                conversation,
                body,
                reply_to: Some(message),
            },
            None => Command::Send {
                conversation,
                body,
                reply_to: None,
            },
        });
        if let Some(talk) = &mut self.talk {
            talk.log.forget_unread();
            if talk.log.has_end() {
                talk.log.anchor = Anchor::Newest;
            } else {
                self.coming = Some(conversation);
                self.wishes.push(Wish::Newest(conversation));
            }
        }
        self.settle();
    }

    /// Does what a command says, in the conversation that is open.
    fn command(&mut self, line: &str) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        if let Err(problem) = self.obey(word, rest.trim()) {
            self.remark = Some(problem.sentence(self.look.ui.language));
        }
    }

    fn obey(&mut self, word: &str, rest: &str) -> Result<(), Problem> {
        match word {
            "/quit" | "/exit" => self.is_over = true,
            "/help" => self.over = Some(Over::Help),
            "/details" => self.over = Some(Over::Details),
            "/retry" => {
                self.wish(Command::TryAgain);
                self.wishes.push(Wish::Retry);
            }
            "/find" => {
                let mut search = Search::default();
                search.editor.insert(rest);
                let wanted = search.changed();
                self.over = Some(Over::Find(search));
                self.wishes
                    .extend(wanted.map(|(words, number)| Wish::Find(words, number)));
            }
            "/write" => self.begin(rest),
            "/group" => self.group(rest)?,
            "/forward" => self.forward(rest)?,
            _ => return self.obey_here(word, rest),
        }
        Ok(())
    }

    /// Commands about the conversation that is open.
    fn obey_here(&mut self, word: &str, rest: &str) -> Result<(), Problem> {
        let Some(found) = self.conversation().cloned() else {
            return Ok(());
        };
        let conversation = found.id;
        let arranged = found.arranged;
        let arrange = |arrange| Command::Arrange {
            conversation,
            arrange,
        };
        let command = match word {
            "/accept" => Command::Accept { conversation },
            "/decline" => Command::Decline { conversation },
            "/leave" => Command::Leave { conversation },
            "/rename" => Command::Rename {
                conversation,
                title: rest.to_owned(),
            },
            "/pin" => arrange(Arrange::Pin(!arranged.pinned)),
            "/archive" => arrange(Arrange::Archive(!arranged.archived)),
            "/mute" => {
                let is_muted = arranged.is_muted(self.look.now);
                arrange(Arrange::Mute((!is_muted).then_some(Arrangement::ALWAYS)))
            }
            "/add" => {
                self.named = Some(rest.to_owned());
                Command::AddMembers {
                    conversation,
                    members: self.people(rest)?,
                }
            }
            "/block" | "/remove" | "/promote" | "/demote" => {
                self.about_somebody(word, rest, &found)?
            }
            unknown => {
                self.remark = Some(
                    self.look
                        .say(Phrase::TalkUnknown, &[&crate::sanitise::line(unknown)]),
                );
                return Ok(());
            }
        };
        self.wish(command);
        Ok(())
    }

    fn about_somebody(
        &self,
        word: &str,
        rest: &str,
        found: &ConversationView,
    ) -> Result<Command, Problem> {
        let conversation = found.id;
        let peer = found.peer.as_ref().or(found.inviter.as_ref());
        let account =
            match peer.filter(|_| rest.is_empty() && found.kind == ConversationKind::Direct) {
                Some(peer) => peer.account,
                None => self.member(rest)?,
            };
        Ok(match word {
            "/block" => Command::Block { account },
            "/remove" => Command::RemoveMember {
                conversation,
                account,
            },
            "/promote" => Command::Promote {
                conversation,
                account,
            },
            _ => Command::Demote {
                conversation,
                account,
            },
        })
    }

    /// Somebody in the conversation that is open.
    fn member(&self, text: &str) -> Result<hudhud_base::AccountId, Problem> {
        let meant = person(text, &self.own)?;
        if let Person::Account(account) = meant {
            return Ok(account);
        }
        let members = self.talk.as_ref().map(|talk| talk.members.as_slice());
        let mut members = members.unwrap_or_default().iter();
        let found = members.find(|member| member.person.is(&meant));
        found
            .map(|member| member.person.account)
            .ok_or_else(|| Problem::from(hudhud_dialogue::CommandError::NotAMember))
    }

    fn people(&self, text: &str) -> Result<Vec<Person>, Problem> {
        let words = text.split_whitespace();
        words.map(|word| person(word, &self.own)).collect()
    }

    /// The title is what stands before the first person.
    fn group(&mut self, rest: &str) -> Result<(), Problem> {
        let at = rest.find('@').unwrap_or(rest.len());
        let (title, members) = rest.split_at(at);
        let members = self.people(members)?;
        self.wish(Command::CreateGroup {
            title: title.trim().to_owned(),
            members,
        });
        Ok(())
    }

    /// Says what a message says, named by its number, in the conversation that is called so.
    fn forward(&mut self, rest: &str) -> Result<(), Problem> {
        let (number, to) = rest.split_once(' ').unwrap_or((rest, ""));
        let Ok(number) = number.trim_start_matches('#').parse::<i64>() else {
            self.remark = Some(self.look.say(Phrase::TalkNumber, &[]));
            return Ok(());
        };
        let to = to.trim();
        let found = self.called(to)?;
        let found = found.ok_or_else(|| {
            Problem::from(hudhud_dialogue::CommandError::NoSuchConversation).about(to)
        })?;
        self.wish(Command::Forward {
            message: hudhud_base::MessageRow(number),
            to: found.id,
            named: true,
        });
        let name = crate::sanitise::line(&found.place());
        self.remark = Some(self.look.say(Phrase::Forwarding, &[&name]));
        Ok(())
    }

    /// The conversation with somebody, or the group whose title begins so.
    fn called(&self, text: &str) -> Result<Option<ConversationView>, Problem> {
        if text.is_empty() {
            return Ok(None);
        }
        let mut open = self.list.shown().filter(|one| !one.state.is_over());
        if text.starts_with('@') {
            let meant = person(text, &self.own)?;
            let found = open.find(|one| one.peer.as_ref().is_some_and(|peer| peer.is(&meant)));
            return Ok(found.cloned());
        }
        let wanted = text.to_lowercase();
        Ok(open
            .find(|one| one.title.to_lowercase().starts_with(&wanted))
            .cloned())
    }

    /// Writes to somebody, whom it may take the network to find.
    pub(super) fn begin(&mut self, text: &str) {
        match person(text, &self.own) {
            Ok(person) => {
                self.remark = Some(
                    self.look
                        .say(Phrase::WaitsBegin, &[&crate::sanitise::line(text)]),
                );
                self.named = Some(text.to_owned());
                self.wishes.push(Wish::Begin(person));
            }
            Err(problem) => self.remark = Some(problem.sentence(self.look.ui.language)),
        }
    }

    /// Tab: completes the name or the command before the cursor; again: the next that fits. Where
    /// there is nothing to complete, keys go to the list.
    pub(super) fn complete(&mut self) {
        if self.completing.is_none() {
            let found = self.completions();
            let Some(talk) = &self.talk else {
                return;
            };
            if found.is_empty() {
                if talk.editor.word().is_empty() {
                    self.focus = super::Focus::List;
                }
                return;
            }
            let bytes = talk.editor.word().len();
            self.completing = Some((found, 0, bytes));
        }
        let (Some((found, index, bytes)), Some(talk)) = (&mut self.completing, &mut self.talk)
        else {
            return;
        };
        if let Some(text) = found.get(*index % found.len()) {
            talk.editor.complete(*bytes, text);
            *bytes = text.len();
        }
        *index += 1;
    }

    /// What the word before the cursor may become.
    fn completions(&self) -> Vec<String> {
        let Some(talk) = &self.talk else {
            return Vec::new();
        };
        let word = talk.editor.word().to_lowercase();
        if word.starts_with('/')
            && talk.editor.text().starts_with('/')
            && talk.editor.cursor() == word.len()
        {
            let fitting = COMMANDS.iter().filter(|command| command.starts_with(&word));
            return fitting.map(|command| format!("{command} ")).collect();
        }
        if !word.starts_with('@') {
            return Vec::new();
        }
        let members = talk.members.iter().map(|member| &member.person);
        let peers = self.list.shown().filter_map(|one| one.peer.as_ref());
        let mut found: Vec<String> = Vec::new();
        for somebody in members.chain(peers) {
            let name = somebody.full_name();
            let known = found.iter().any(|one| one.trim_end() == name);
            if !somebody.own && !known && name.to_lowercase().starts_with(&word) {
                found.push(format!("{name} "));
            }
        }
        found
    }
}
