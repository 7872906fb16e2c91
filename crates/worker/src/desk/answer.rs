//! The page's calls, answered.

use hudhud_base::{ConversationId, MessageRow};
use hudhud_dialogue::page::{Ask, Call, Held, News, Problem, Reply};
use hudhud_dialogue::{Command, CommandError, Window};

use super::export::Exporting;
use super::glimpse;
use super::state::{Desk, OrGone};
use super::window::ToldWindow;

/// Messages that fill a screen and some more.
const PAGE: u32 = 60;
/// Hits of one search.
const HITS_MAX: u32 = 100;
/// People named in a completion.
const KNOWN_MAX: u32 = 200;

type Answered = Result<Reply, Problem>;

impl Desk {
    pub(super) async fn call(&mut self, call: Call) -> OrGone {
        let Call { id, ask } = call;
        if ask == Ask::Export {
            self.exports.push_back(Exporting::new(&self.client, id));
            return Ok(());
        }
        let result = self.answer(ask).await;
        self.tell(News::Reply { id, result }).await
    }

    async fn answer(&mut self, ask: Ask) -> Answered {
        match ask {
            // Opening and closing are for whoever runs the desk; an export was taken on before.
            Ask::Open { .. }
            | Ask::SetPasscode { .. }
            | Ask::Close
            | Ask::Erase
            | Ask::Rescue
            | Ask::Export => Err(Problem::CLOSED),
            Ask::Command(command) => self.command(command).await,
            Ask::Seal(chosen) => self.seal(chosen).await,
            Ask::DropSealed(numbers) => Ok(self.drop_sealed(&numbers).await),
            Ask::SendAttached(letter) => self.send_attached(letter).await,
            Ask::OpenAttached { message, part } => self.open_attached(message, part).await,
            Ask::Watch {
                conversation,
                around,
            } => self.watch(conversation, around).await,
            Ask::Unwatch => {
                self.window = None;
                Ok(Reply::Done)
            }
            Ask::Earlier {
                conversation,
                before,
            } => {
                let read = self.client.window_before(conversation, before, PAGE).await;
                Ok(self.more(read?))
            }
            Ask::Later {
                conversation,
                after,
            } => {
                let read = self.client.window_after(conversation, after, PAGE).await;
                Ok(self.more(read?))
            }
            Ask::Keep {
                conversation,
                first,
                last,
            } => Ok(self.keep(conversation, (first, last))),
            Ask::Details { conversation } => self.details(conversation).await,
            Ask::Receipts { message } => Ok(Reply::Receipts(self.client.receipts(message).await?)),
            Ask::Search {
                query,
                conversation,
                before,
                limit,
            } => {
                let limit = limit.min(HITS_MAX);
                let hits = self.client.search(query, conversation, before, limit).await;
                let mut hits = hits?;
                for hit in &mut hits {
                    glimpse::quoted(&mut hit.message);
                }
                Ok(Reply::Hits(hits))
            }
            Ask::Blocked => Ok(Reply::People(self.client.blocked().await?)),
            Ask::Known { prefix } => {
                let prefix = prefix.trim().trim_start_matches('@').to_owned();
                Ok(Reply::People(self.client.known(prefix, KNOWN_MAX).await?))
            }
            Ask::FirstWords { to } => self.first_words(to).await,
            Ask::Picture { account } => Ok(Reply::Picture(self.client.picture(account).await?)),
            Ask::Held => self.held().await,
        }
    }

    /// The page has nothing outside of these positions any more.
    fn keep(&mut self, conversation: ConversationId, (first, last): (i64, i64)) -> Reply {
        if let Some(window) = self.window_on(conversation) {
            window.keep(first, last);
        }
        Reply::Done
    }

    async fn first_words(&self, to: String) -> Answered {
        let words = self.client.first_words(to).await?;
        Ok(Reply::FirstWords(words.unwrap_or_default()))
    }

    async fn command(&self, command: Command) -> Answered {
        let answer = if let Command::Start { person } = command {
            self.client.start(person).await
        } else {
            self.client.command(command).await
        };
        Ok(Reply::Answer(answer?))
    }

    async fn watch(
        &mut self,
        conversation: ConversationId,
        around: Option<MessageRow>,
    ) -> Answered {
        let read = self.client.window(conversation, around, PAGE).await?;
        let window = read.ok_or(match around {
            Some(_) => CommandError::NoSuchMessage,
            None => CommandError::NoSuchConversation,
        })?;
        let window = glimpse::window(window);
        self.window = Some(ToldWindow::open(&window));
        Ok(Reply::Window(window))
    }

    /// More of the window that is shown; of another one it is only told.
    fn more(&mut self, window: Window) -> Reply {
        let window = glimpse::window(window);
        if let Some(told) = self.window_on(window.conversation) {
            told.extend(&window);
        }
        Reply::Window(window)
    }

    fn window_on(&mut self, conversation: ConversationId) -> Option<&mut ToldWindow> {
        let window = self.window.as_mut();
        window.filter(|window| window.conversation == conversation)
    }

    async fn details(&mut self, conversation: ConversationId) -> Answered {
        let details = self.read_details(conversation).await?;
        let details = details.ok_or(CommandError::NoSuchConversation)?;
        self.details = Some(details.clone());
        Ok(Reply::Details(details))
    }

    async fn held(&self) -> Answered {
        let account = self.own.clone().ok_or(CommandError::NotSignedUp)?;
        let holdings = self.client.holdings().await?;
        Ok(Reply::Held(Held { account, holdings }))
    }
}
