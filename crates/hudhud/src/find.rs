//! Where and which: from what a person writes to a conversation, a member, or a message.

use hudhud_base::{AccountId, ConversationId, IntentId, MessageRow};
use hudhud_client::WaitError;
use hudhud_client::views::What;
use hudhud_dialogue::{
    Answer, Command, ConversationKind, ConversationState, ConversationView, MessageView, Person,
};

use crate::device::Device;
use crate::person::{is_person, person};
use crate::problem::Problem;
use crate::show;
use crate::status::Status;
use crate::words::Phrase;

/// Conversations looked at to find one by its title; more than anybody has titles to remember.
const LOOKED_AT: u32 = 10_000;

impl Device {
    /// A conversation that is on this device.
    pub(crate) async fn conversation(&self, text: &str) -> Result<ConversationView, Problem> {
        match self.known_or_new(text).await? {
            Some(conversation) => Ok(conversation),
            None => Err(Problem::new(
                Status::NotFound,
                "no-such-conversation",
                Phrase::NoSuchConversation,
            )
            .with(text)),
        }
    }

    /// One that is not here may have begun since this device was last connected.
    async fn known_or_new(&self, text: &str) -> Result<Option<ConversationView>, Problem> {
        if let Some(found) = self.known(text).await? {
            return Ok(Some(found));
        }
        self.become_current().await?;
        self.known(text).await
    }

    async fn known(&self, text: &str) -> Result<Option<ConversationView>, Problem> {
        let own = self.account().await?;
        if let Ok(number) = text.trim_start_matches('#').parse::<i64>()
            && let Some(found) = self.client.conversation(ConversationId(number)).await?
        {
            return Ok(Some(found));
        }
        let all = self.client.conversations(None, LOOKED_AT).await?;
        if is_person(text) {
            let meant = person(text, &own)?;
            let with = |conversation: &&ConversationView| {
                let peer = conversation.peer.as_ref().or(conversation.inviter.as_ref());
                conversation.kind == ConversationKind::Direct
                    && peer.is_some_and(|peer| peer.is(&meant))
            };
            let open = |conversation: &&ConversationView| !conversation.state.is_over();
            let found = all.iter().filter(with).find(open);
            return Ok(found.or_else(|| all.iter().find(with)).cloned());
        }
        self.by_title(text, all)
    }

    fn by_title(
        &self,
        text: &str,
        all: Vec<ConversationView>,
    ) -> Result<Option<ConversationView>, Problem> {
        let wanted = text.to_lowercase();
        let title = |conversation: &ConversationView| conversation.title.to_lowercase();
        let mut found: Vec<ConversationView> = all
            .iter()
            .filter(|one| title(one) == wanted)
            .cloned()
            .collect();
        if found.is_empty() && !wanted.is_empty() {
            found = all
                .into_iter()
                .filter(|one| title(one).starts_with(&wanted))
                .collect();
        }
        if found.len() > 1 {
            return Err(self.ambiguous(text, &found));
        }
        Ok(found.pop())
    }

    /// More than one conversation fits.
    pub(crate) fn ambiguous(&self, text: &str, found: &[ConversationView]) -> Problem {
        let names: Vec<String> = found
            .iter()
            .map(|one| format!("#{} {}", one.id.0, show::title(&self.ui, one)))
            .collect();
        Problem::new(Status::NotFound, "ambiguous", Phrase::Ambiguous)
            .with(text)
            .with(names.join(", "))
    }

    /// Says the first words to somebody with whom there is no conversation to write to, and gives it;
    /// `None`: there is one, or nobody is meant.
    pub(crate) async fn greet(
        &mut self,
        text: &str,
        body: &str,
    ) -> Result<Option<ConversationId>, Problem> {
        let whom = match self.known(text).await? {
            Some(found) if !found.state.is_over() => return Ok(None),
            Some(found) => found.peer.map(|peer| Person::Account(peer.account)),
            None if is_person(text) => Some(person(text, &self.account().await?)?),
            None => None,
        };
        let Some(person) = whom else {
            return Ok(None);
        };
        let body = body.to_owned();
        let answer = self.client.command(Command::Greet { person, body }).await?;
        let Some(intent) = answer.intent() else {
            return Ok(None);
        };
        match self.wait(intent).await {
            Ok(ended) => Ok(ended.conversation),
            Err(error @ WaitError::Late(_)) => {
                self.begun_or_nothing(intent, error, text).await.map(Some)
            }
            Err(error) => Err(self.explained(error).await.about(text)),
        }
    }

    /// A conversation to write to; a direct one is begun if there is none.
    pub(crate) async fn conversation_to_write(
        &mut self,
        text: &str,
    ) -> Result<ConversationId, Problem> {
        let found = match self.known(text).await? {
            None if is_person(text) => None,
            None => Some(self.conversation(text).await?),
            found => found,
        };
        let person = match found {
            Some(found) if !found.state.is_over() => return Ok(found.id),
            // With one person it goes on in a new one; a group that is over takes nothing.
            Some(found) => match &found.peer {
                Some(peer) => Person::Account(peer.account),
                None => return Err(self.is_over(&found)),
            },
            None => person(text, &self.account().await?)?,
        };
        match self.client.start(person).await? {
            Answer::Began { conversation, .. } | Answer::There(conversation) => Ok(conversation),
            Answer::Intent(intent) => match self.wait(intent).await {
                Ok(ended) => ended
                    .conversation
                    .ok_or_else(|| Problem::no_such_person(text)),
                Err(error @ WaitError::Late(_)) => self.begun_or_nothing(intent, error, text).await,
                Err(error) => Err(self.explained(error).await.about(text)),
            },
            Answer::Done | Answer::Queued(_) => Err(Problem::no_such_person(text)),
        }
    }

    /// Why nothing can be done in a group that is over.
    pub(crate) fn is_over(&self, group: &ConversationView) -> Problem {
        let phrase = match group.state {
            ConversationState::Left => Phrase::YouLeft,
            ConversationState::Removed => Phrase::YouWereRemoved,
            ConversationState::Creating
            | ConversationState::Request
            | ConversationState::Active
            | ConversationState::Deserted
            | ConversationState::OutOfStep
            | ConversationState::Failed => Phrase::NotActive,
        };
        let title = show::title(&self.ui, group);
        Problem::new(Status::NotAllowed, "not-active", phrase).with(title)
    }

    /// Somebody was not found in time. There may be a conversation to write to already; otherwise what was
    /// to be said has no place to wait in, and nothing is left behind.
    async fn begun_or_nothing(
        &self,
        intent: IntentId,
        error: WaitError,
        text: &str,
    ) -> Result<ConversationId, Problem> {
        let is_it =
            |what: &What| matches!(what, What::Wish { intent: found, .. } if *found == intent);
        let unfinished = self.client.unfinished().await?;
        let begun = unfinished.into_iter().find(|one| is_it(&one.what));
        if let Some(conversation) = begun.and_then(|one| one.conversation) {
            return Ok(conversation.id);
        }
        self.client.command(Command::Cancel { intent }).await?;
        Err(self.explained(error).await.nothing_done(text))
    }

    /// Somebody in a group, or met otherwise, by account.
    pub(crate) async fn member(
        &self,
        conversation: ConversationId,
        text: &str,
    ) -> Result<AccountId, Problem> {
        let meant = person(text, &self.account().await?)?;
        if let Person::Account(account) = meant {
            return Ok(account);
        }
        let members = self.client.members(conversation).await?;
        let found = members.iter().find(|member| member.person.is(&meant));
        found
            .map(|member| member.person.account)
            .ok_or_else(|| Problem::new(Status::NoSuchPerson, "not-a-member", Phrase::NotAMember))
    }

    /// A message by its number.
    pub(crate) async fn message(&self, number: i64) -> Result<MessageView, Problem> {
        self.client
            .message(MessageRow(number))
            .await?
            .ok_or_else(|| {
                Problem::new(Status::NotFound, "no-such-message", Phrase::NoSuchMessage)
                    .with(number)
            })
    }
}
