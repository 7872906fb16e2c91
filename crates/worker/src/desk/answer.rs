//! The page's calls, answered.

use std::collections::BTreeSet;

use hudhud_base::AccountId;
use hudhud_client::views::{Account, Contact, MessageState, Stretch};
use hudhud_client::{Answer, Command, ConversationId, HostUrl, MessageRow, Person};
use hudhud_dialogue::{
    Ask, Call, Done, Held, HitView, MessageView, News, Problem, Reply, Whom, Window,
};

use super::export::Export;
use super::problem::of_ask;
use super::window::Shown;
use super::{Desk, Step, whom};

/// Messages that fill a screen and some more.
const PAGE: u32 = 60;
/// Hits of one search.
const HITS_MAX: u32 = 100;
/// People named in a completion.
const KNOWN_MAX: u32 = 200;

type Answered = Result<Reply, Problem>;

impl Desk {
    pub(super) async fn call(&mut self, call: Call) -> Step {
        let Call { id, ask } = call;
        if ask == Ask::Export {
            self.exports.push_back(Export::new(id));
            return Ok(());
        }
        let may_block = matches!(ask, Ask::Block { .. } | Ask::Unblock { .. });
        let result = self.answer(ask).await;
        self.tell(News::Reply { id, result }).await?;
        if may_block {
            self.look_at_details_again().await?;
        }
        Ok(())
    }

    async fn answer(&mut self, ask: Ask) -> Answered {
        match ask {
            // Opening and closing are for whoever runs the desk.
            Ask::Open { .. } | Ask::SetPasscode { .. } | Ask::Close | Ask::Erase | Ask::Rescue => {
                Err(Problem::Closed)
            }
            // Taken on before.
            Ask::Export => Err(Problem::Closed),
            Ask::SignUp { .. }
            | Ask::ClaimName { .. }
            | Ask::Start { .. }
            | Ask::CreateGroup { .. }
            | Ask::Accept { .. }
            | Ask::Decline { .. }
            | Ask::Block { .. }
            | Ask::Unblock { .. } => self.about_people(ask).await,
            Ask::Send { .. }
            | Ask::Edit { .. }
            | Ask::Delete { .. }
            | Ask::Resend { .. }
            | Ask::Discard { .. }
            | Ask::React { .. } => self.about_a_message(ask).await,
            Ask::MarkRead {
                conversation,
                up_to,
            } => {
                self.command(Command::MarkRead {
                    conversation: ConversationId(conversation),
                    up_to: MessageRow(up_to),
                })
                .await
            }
            Ask::Typing { conversation } => {
                let conversation = ConversationId(conversation);
                self.command(Command::Typing { conversation }).await
            }
            Ask::Draft { conversation, text } => {
                let conversation = ConversationId(conversation);
                self.command(Command::Draft { conversation, text }).await
            }
            Ask::Rename { .. }
            | Ask::AddMembers { .. }
            | Ask::RemoveMember { .. }
            | Ask::Promote { .. }
            | Ask::Leave { .. } => self.about_a_group(ask).await,
            Ask::Watch { .. }
            | Ask::Unwatch
            | Ask::Earlier { .. }
            | Ask::Later { .. }
            | Ask::Keep { .. } => self.about_the_window(ask).await,
            Ask::Details { conversation } => self.details(ConversationId(conversation)).await,
            Ask::Search {
                query,
                conversation,
                before,
                limit,
            } => self.search((query, conversation), (before, limit)).await,
            Ask::Blocked => {
                let blocked = self.client.blocked().await.map_err(of_ask)?;
                Ok(self.people(&blocked))
            }
            Ask::Known { prefix } => {
                let prefix = prefix.trim().trim_start_matches('@').to_owned();
                let known = self.client.known(prefix, KNOWN_MAX).await.map_err(of_ask)?;
                Ok(self.people(&known))
            }
            Ask::Held => self.held().await,
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`answer` names every call and brings here those that are here"
    )]
    async fn about_people(&mut self, ask: Ask) -> Answered {
        match ask {
            Ask::SignUp { name } => {
                let name = name.as_deref().map(bare_name).unwrap_or_default();
                let host = self.host.clone();
                let name = (!name.is_empty()).then_some(name);
                self.command(Command::SignUp { host, name }).await
            }
            Ask::ClaimName { name } => {
                let name = bare_name(&name);
                if name.is_empty() {
                    return Err(Problem::NotAName);
                }
                self.command(Command::ClaimName { name }).await
            }
            Ask::Start { whom } => self.start(&whom).await,
            Ask::CreateGroup { title, members } => {
                let members = self.persons(&members)?;
                self.command(Command::CreateGroup { title, members }).await
            }
            Ask::Accept { conversation } => {
                let conversation = ConversationId(conversation);
                self.command(Command::Accept { conversation }).await
            }
            Ask::Decline { conversation } => {
                let conversation = ConversationId(conversation);
                self.command(Command::Decline { conversation }).await
            }
            Ask::Block { account } => {
                let account = account_of(&account)?;
                self.command(Command::Block { account }).await
            }
            Ask::Unblock { account } => {
                let account = account_of(&account)?;
                self.command(Command::Unblock { account }).await
            }
            _ => Err(Problem::Closed),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`answer` names every call and brings here those that are here"
    )]
    async fn about_a_message(&mut self, ask: Ask) -> Answered {
        let command = match ask {
            Ask::Send {
                conversation,
                body,
                reply_to,
            } => Command::Send {
                conversation: ConversationId(conversation),
                body,
                reply_to: reply_to.map(MessageRow),
            },
            Ask::Edit { message, body } => {
                let message = MessageRow(message);
                Command::Edit { message, body }
            }
            Ask::Delete { message } => self.deletion(MessageRow(message)).await?,
            Ask::Resend { message } => {
                let message = MessageRow(message);
                Command::Resend { message }
            }
            Ask::Discard { message } => {
                let message = MessageRow(message);
                Command::Discard { message }
            }
            Ask::React { message, emoji, on } => {
                let message = MessageRow(message);
                if on {
                    Command::React { message, emoji }
                } else {
                    Command::Unreact { message, emoji }
                }
            }
            _ => return Err(Problem::Closed),
        };
        self.command(command).await
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`answer` names every call and brings here those that are here"
    )]
    async fn about_a_group(&mut self, ask: Ask) -> Answered {
        let command = match ask {
            Ask::Rename {
                conversation,
                title,
            } => Command::Rename {
                conversation: ConversationId(conversation),
                title,
            },
            Ask::AddMembers {
                conversation,
                members,
            } => Command::AddMembers {
                conversation: ConversationId(conversation),
                members: self.persons(&members)?,
            },
            Ask::RemoveMember {
                conversation,
                account,
            } => Command::RemoveMember {
                conversation: ConversationId(conversation),
                account: account_of(&account)?,
            },
            Ask::Promote {
                conversation,
                account,
            } => Command::Promote {
                conversation: ConversationId(conversation),
                account: account_of(&account)?,
            },
            Ask::Leave { conversation } => Command::Leave {
                conversation: ConversationId(conversation),
            },
            _ => return Err(Problem::Closed),
        };
        self.command(command).await
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`answer` names every call and brings here those that are here"
    )]
    async fn about_the_window(&mut self, ask: Ask) -> Answered {
        match ask {
            Ask::Watch {
                conversation,
                around,
            } => self.watch(conversation, around.map(MessageRow)).await,
            Ask::Unwatch => {
                self.shown = None;
                Ok(done())
            }
            Ask::Earlier {
                conversation,
                before,
            } => {
                let id = ConversationId(conversation);
                let read = self.client.stretch_before(id, before, PAGE).await;
                Ok(self.more(conversation, &read.map_err(of_ask)?))
            }
            Ask::Later {
                conversation,
                after,
            } => {
                let id = ConversationId(conversation);
                let read = self.client.stretch_after(id, after, PAGE).await;
                Ok(self.more(conversation, &read.map_err(of_ask)?))
            }
            Ask::Keep {
                conversation,
                first,
                last,
            } => {
                if let Some(shown) = &mut self.shown
                    && shown.conversation == conversation
                {
                    shown.keep(first, last);
                }
                Ok(done())
            }
            _ => Err(Problem::Closed),
        }
    }

    async fn command(&self, command: Command) -> Answered {
        let answer = self.client.command(command).await.map_err(of_ask)?;
        Ok(match answer {
            Answer::Done => done(),
            Answer::Intent(intent) => Reply::Done(Done {
                intent: Some(intent.0),
                conversation: None,
            }),
            Answer::Began {
                intent,
                conversation,
            } => Reply::Done(Done {
                intent: Some(intent.0),
                conversation: Some(conversation.0),
            }),
            Answer::Queued(message) => Reply::Queued { message: message.0 },
        })
    }

    /// The direct conversation there is, else one that is begun.
    async fn start(&self, whom: &Whom) -> Answered {
        let person = whom::person(whom, self.own()?)?;
        let there = self.client.direct_with(person.clone()).await;
        if let Some(conversation) = there.map_err(of_ask)? {
            return Ok(Reply::Done(Done {
                intent: None,
                conversation: Some(conversation.0),
            }));
        }
        self.command(Command::Start { person }).await
    }

    /// A message that was given up is nowhere else: it is forgotten, not taken back.
    async fn deletion(&self, message: MessageRow) -> Result<Command, Problem> {
        let found = self.client.message(message).await.map_err(of_ask)?;
        let found = found.ok_or(Problem::NoSuchMessage)?;
        Ok(if found.own && found.state == MessageState::Failed {
            Command::Discard { message }
        } else {
            Command::Delete { message }
        })
    }

    async fn watch(&mut self, conversation: i64, around: Option<MessageRow>) -> Answered {
        let id = ConversationId(conversation);
        let read = self.client.stretch(id, around, PAGE).await;
        let Some(stretch) = read.map_err(of_ask)? else {
            return Err(match around {
                Some(_) => Problem::NoSuchMessage,
                None => Problem::NoSuchConversation,
            });
        };
        let messages = self.messages(&stretch);
        let ends = (stretch.from_start, stretch.to_end);
        let mut shown = Shown::open(conversation, &messages, ends);
        shown.read_when(stretch.newest.0);
        self.shown = Some(shown);
        Ok(window(conversation, messages, &stretch))
    }

    /// More of the window that is shown; of another one it is only told.
    fn more(&mut self, conversation: i64, stretch: &Stretch) -> Reply {
        let messages = self.messages(stretch);
        if let Some(shown) = &mut self.shown
            && shown.conversation == conversation
        {
            shown.extend(&messages, (stretch.from_start, stretch.to_end));
        }
        window(conversation, messages, stretch)
    }

    fn messages(&self, stretch: &Stretch) -> Vec<MessageView> {
        let view = |message| self.seat.message(message);
        stretch.messages.iter().map(view).collect()
    }

    async fn details(&mut self, conversation: ConversationId) -> Answered {
        let details = self.read_details(conversation).await.map_err(of_ask)?;
        let details = details.ok_or(Problem::NoSuchConversation)?;
        self.details = Some(details.clone());
        Ok(Reply::Details(details))
    }

    async fn search(
        &self,
        (query, conversation): (String, Option<i64>),
        (before, limit): (Option<i64>, u32),
    ) -> Answered {
        let (conversation, before) = (conversation.map(ConversationId), before.map(MessageRow));
        let limit = limit.min(HITS_MAX);
        let hits = self.client.search(query, conversation, before, limit).await;
        let hits = hits.map_err(of_ask)?;
        let places: BTreeSet<ConversationId> =
            hits.iter().map(|hit| hit.message.conversation).collect();
        let places = self
            .client
            .conversations_named(places.into_iter().collect());
        let places = places.await.map_err(of_ask)?;
        let mut found = Vec::with_capacity(hits.len());
        for hit in hits {
            let place = places
                .iter()
                .find(|place| place.id == hit.message.conversation);
            let characters = |range: &std::ops::Range<usize>| {
                let number = |place| u32::try_from(place).unwrap_or(u32::MAX);
                (number(range.start), number(range.end))
            };
            found.push(HitView {
                message: self.seat.message(&hit.message),
                conversation: hit.message.conversation.0,
                place: place
                    .map(|place| self.seat.place(place))
                    .unwrap_or_default(),
                highlights: hit.highlights.iter().map(characters).collect(),
            });
        }
        Ok(Reply::Hits(found))
    }

    fn people(&self, contacts: &[Contact]) -> Reply {
        let person = |contact| self.seat.person(contact);
        Reply::People(contacts.iter().map(person).collect())
    }

    async fn held(&self) -> Answered {
        let own = self.own()?;
        let holdings = self.client.holdings().await.map_err(of_ask)?;
        let address = own.contact.host.parse::<HostUrl>();
        let host = if own.domain.is_empty() {
            address.map_or_else(|_| own.contact.host.clone(), |address| address.authority())
        } else {
            own.domain.clone()
        };
        Ok(Reply::Held(Held {
            host,
            account: own.contact.account.to_string(),
            name: own.contact.name.clone(),
            devices: holdings.devices,
            key_packages: holdings.key_packages,
            logs: holdings.logs,
            messages_here: holdings.messages,
            bytes_here: holdings.bytes,
        }))
    }

    fn own(&self) -> Result<&Account, Problem> {
        self.own.as_ref().ok_or(Problem::NotSignedUp)
    }

    fn persons(&self, whom: &[Whom]) -> Result<Vec<Person>, Problem> {
        let own = self.own()?;
        whom.iter().map(|whom| whom::person(whom, own)).collect()
    }
}

const fn done() -> Reply {
    Reply::Done(Done {
        intent: None,
        conversation: None,
    })
}

fn window(conversation: i64, messages: Vec<MessageView>, stretch: &Stretch) -> Reply {
    Reply::Window(Window {
        conversation,
        messages,
        from_start: stretch.from_start,
        to_end: stretch.to_end,
        first_unread: stretch.first_unread.map(|message| message.0),
    })
}

/// A name without what is written around it.
fn bare_name(name: &str) -> String {
    name.trim().trim_start_matches('@').to_owned()
}

fn account_of(digits: &str) -> Result<AccountId, Problem> {
    whom::account(digits).ok_or(Problem::NotAName)
}
