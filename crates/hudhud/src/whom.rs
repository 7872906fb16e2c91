//! Who and where: from what a person writes to a conversation, a person, or a message.

use hudhud_client::views::{Account, Contact, Conversation, ConversationState, Message};
use hudhud_client::{Answer, Command, ConversationId, HostUrl, MessageRow, Person};

use crate::device::Device;
use crate::problem::Problem;
use crate::show;
use crate::status::Status;
use crate::words::Phrase;

/// Conversations looked at to find one by its title; more than anybody has titles to remember.
const LOOKED_AT: u32 = 10_000;

/// `@name` or `@name@host`, taken apart.
#[derive(Debug, PartialEq, Eq)]
struct FullName<'a> {
    name: &'a str,
    host: Option<&'a str>,
}

fn full_name(text: &str) -> Option<FullName<'_>> {
    let rest = text.strip_prefix('@')?;
    let (name, host) = match rest.split_once('@') {
        Some((name, host)) => (name, Some(host)),
        None => (rest, None),
    };
    (!name.is_empty()).then_some(FullName { name, host })
}

/// Somebody, as the engine looks for them.
pub(crate) fn person(text: &str, own: &Account) -> Result<Person, Problem> {
    if let Some(full) = full_name(text) {
        let host = match full.host {
            None => own.contact.host.clone(),
            Some(domain) if domain.eq_ignore_ascii_case(&own.domain) => own.contact.host.clone(),
            Some(host) => host
                .parse::<HostUrl>()
                .map_err(|error| Problem::address(host, error))?
                .to_string(),
        };
        return Ok(Person::Name {
            name: full.name.to_owned(),
            host,
        });
    }
    account(text)
        .map(Person::Account)
        .ok_or_else(|| Problem::new(Status::Usage, "not-a-person", Phrase::NotAPerson).with(text))
}

/// Somebody, as they were looked for.
pub(crate) fn written(person: &Person) -> String {
    match person {
        Person::Name { name, .. } => format!("@{name}"),
        Person::Account(account) => account.to_string(),
    }
}

/// 64 hexadecimal digits.
fn account(text: &str) -> Option<hudhud_base::AccountId> {
    let digits = text.as_bytes();
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let pair = std::str::from_utf8(pair).ok()?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(hudhud_base::AccountId(bytes))
}

/// Whether a contact is the person that was written.
pub(crate) fn is_meant(contact: &Contact, meant: &Person) -> bool {
    match meant {
        Person::Account(account) => contact.account == *account,
        Person::Name { name, host } => {
            contact.host == *host
                && contact
                    .name
                    .as_ref()
                    .is_some_and(|own| own.to_lowercase() == name.to_lowercase())
        }
    }
}

impl Device {
    /// A conversation that is on this device.
    pub(crate) async fn conversation(&self, text: &str) -> Result<Conversation, Problem> {
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
    async fn known_or_new(&self, text: &str) -> Result<Option<Conversation>, Problem> {
        if let Some(found) = self.known(text).await? {
            return Ok(Some(found));
        }
        self.become_current().await?;
        self.known(text).await
    }

    async fn known(&self, text: &str) -> Result<Option<Conversation>, Problem> {
        let own = self.account().await?;
        if let Ok(number) = text.trim_start_matches('#').parse::<i64>()
            && let Some(found) = self.client.conversation(ConversationId(number)).await?
        {
            return Ok(Some(found));
        }
        let all = self.client.conversations(None, LOOKED_AT).await?;
        if text.starts_with('@') || account(text).is_some() {
            let meant = person(text, &own)?;
            let with = |conversation: &&Conversation| {
                let peer = conversation.peer.as_ref().or(conversation.inviter.as_ref());
                conversation.kind == hudhud_client::views::Kind::Direct
                    && peer.is_some_and(|peer| is_meant(peer, &meant))
            };
            let open = |conversation: &&Conversation| !is_over(conversation.state);
            let found = all.iter().filter(with).find(open);
            return Ok(found.or_else(|| all.iter().find(with)).cloned());
        }
        self.by_title(text, all)
    }

    fn by_title(
        &self,
        text: &str,
        all: Vec<Conversation>,
    ) -> Result<Option<Conversation>, Problem> {
        let wanted = text.to_lowercase();
        let title = |conversation: &Conversation| conversation.title.to_lowercase();
        let mut found: Vec<Conversation> = all
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
            let names: Vec<String> = found
                .iter()
                .map(|one| format!("#{} {}", one.id.0, show::title(&self.ui, one)))
                .collect();
            return Err(
                Problem::new(Status::NotFound, "ambiguous", Phrase::Ambiguous)
                    .with(text)
                    .with(names.join(", ")),
            );
        }
        Ok(found.pop())
    }

    /// A conversation to write to; a direct one is begun if there is none.
    pub(crate) async fn conversation_to_write(
        &mut self,
        text: &str,
    ) -> Result<ConversationId, Problem> {
        match self.known(text).await? {
            Some(found) if !is_over(found.state) || found.peer.is_none() => return Ok(found.id),
            Some(_) => {}
            None if text.starts_with('@') || account(text).is_some() => {}
            None => return self.conversation(text).await.map(|found| found.id),
        }
        let person = person(text, &self.account().await?)?;
        let answer = self.client.command(Command::Start { person }).await;
        match answer.map_err(Problem::from)? {
            Answer::Began { conversation, .. } => Ok(conversation),
            Answer::Intent(intent) => {
                let begun = self
                    .fulfilled(intent)
                    .await
                    .map_err(|problem| problem.about(text))?;
                begun.ok_or_else(|| Problem::no_such_person(text))
            }
            Answer::Done | Answer::Queued(_) => Err(Problem::no_such_person(text)),
        }
    }

    /// Somebody in a group, or met otherwise, by account.
    pub(crate) async fn member(
        &self,
        conversation: ConversationId,
        text: &str,
    ) -> Result<hudhud_base::AccountId, Problem> {
        let meant = person(text, &self.account().await?)?;
        if let Person::Account(account) = meant {
            return Ok(account);
        }
        let members = self.client.members(conversation).await?;
        let found = members
            .iter()
            .find(|member| is_meant(&member.contact, &meant));
        found
            .map(|member| member.contact.account)
            .ok_or_else(|| Problem::new(Status::NoSuchPerson, "not-a-member", Phrase::NotAMember))
    }

    /// A message by its number.
    pub(crate) async fn message(&self, number: i64) -> Result<Message, Problem> {
        self.client
            .message(MessageRow(number))
            .await?
            .ok_or_else(|| {
                Problem::new(Status::NotFound, "no-such-message", Phrase::NoSuchMessage)
                    .with(number)
            })
    }
}

/// Whether nothing can be written there any more.
const fn is_over(state: ConversationState) -> bool {
    match state {
        ConversationState::Left | ConversationState::Removed | ConversationState::Failed => true,
        ConversationState::Creating
        | ConversationState::Request
        | ConversationState::Active
        | ConversationState::OutOfStep => false,
    }
}

#[cfg(test)]
mod tests {
    use hudhud_base::AccountId;

    use super::*;

    fn own() -> Account {
        Account {
            contact: Contact {
                account: AccountId([7; 32]),
                name: None,
                host: "https://h.example.org".to_owned(),
            },
            wanted_name: None,
            domain: "example.org".to_owned(),
            signed_up: true,
        }
    }

    fn named(text: &str) -> (String, String) {
        match person(text, &own()).unwrap() {
            Person::Name { name, host } => (name, host),
            Person::Account(_) => panic!("an account"),
        }
    }

    #[test]
    fn a_name_without_a_host_and_one_with_the_own_domain_mean_the_own_host() {
        let here = ("basim".to_owned(), "https://h.example.org".to_owned());
        assert_eq!(named("@basim"), here);
        assert_eq!(named("@basim@Example.org"), here);
        let there = ("basim".to_owned(), "https://else.example".to_owned());
        assert_eq!(named("@basim@else.example"), there);
    }

    #[test]
    fn an_account_is_64_hexadecimal_digits_and_anything_else_is_nobody() {
        let digits = "07".repeat(32);
        assert_eq!(
            person(&digits, &own()).unwrap(),
            Person::Account(AccountId([7; 32]))
        );
        for text in ["basim", "@", "@@host", "0707", &"é".repeat(32)] {
            assert_eq!(
                person(text, &own()).unwrap_err().code,
                "not-a-person",
                "{text}"
            );
        }
    }
}
