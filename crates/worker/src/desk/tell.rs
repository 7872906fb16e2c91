//! Telling the page what changed: account, connection, list, details, and what is passed on.

use std::collections::BTreeSet;

use hudhud_base::{AccountId, ConversationId, limits};
use hudhud_client::views::Reach;
use hudhud_dialogue::AskError;
use hudhud_dialogue::page::{Details, ListChange, News};

use super::changes::Changes;
use super::list::Page;
use super::state::{Desk, OrGone};
use super::window::ToldWindow;
use super::{glimpse, reach};

/// Conversations read in one look.
const LOOK: usize = 100;
impl Desk {
    pub(super) async fn tell_changes(&mut self, mut changes: Changes) -> OrGone {
        if changes.account || changes.all {
            self.look_at_account().await?;
        }
        self.find_names(&mut changes).await?;
        self.tell_window(&changes).await?;
        if changes.all {
            self.list.read_all();
        }
        let conversations: Vec<ConversationId> = changes.conversations.iter().copied().collect();
        self.tell_lines(&conversations).await?;
        let detailed = self.details.as_ref().map(|details| details.conversation.id);
        if let Some(id) = detailed
            && (changes.all || changes.conversations.contains(&id))
        {
            self.look_at_details(id).await?;
        }
        if changes.reach || changes.all {
            let reach = self.client.reach().await;
            if let Some(reach) = self.or_behind(reach)? {
                if changes.all {
                    self.bell.begin(reach.caught_up.clone());
                } else {
                    self.bell.still(&reach.caught_up);
                }
                self.tell_connection(&reach).await?;
            }
        }
        self.ring().await?;
        self.pass_on(changes).await
    }

    async fn look_at_account(&mut self) -> OrGone {
        let account = self.client.account().await;
        let Some(account) = self.or_behind(account)? else {
            return Ok(());
        };
        if account == self.own {
            return Ok(());
        }
        self.own = account;
        match self.own.clone() {
            Some(account) => self.tell(News::Account(account)).await,
            None => Ok(()),
        }
    }

    pub(super) async fn tell_connection(&mut self, reach: &Reach) -> OrGone {
        let connection = reach::connection(reach);
        if self.connection == Some(connection) {
            return Ok(());
        }
        self.connection = Some(connection);
        self.tell(News::Connection(connection)).await
    }

    /// Somebody shows themselves otherwise, or who is shown without a name may have one by now: wherever
    /// they are shown is looked at.
    async fn find_names(&mut self, changes: &mut Changes) -> OrGone {
        let shown_otherwise = std::mem::take(&mut changes.people);
        if !shown_otherwise.is_empty() {
            self.look_at(&shown_otherwise, changes);
        }
        if changes.conversations.is_empty() {
            return Ok(());
        }
        let mut nameless = self.list.nameless();
        nameless.extend(self.window.iter().flat_map(ToldWindow::nameless));
        if nameless.is_empty() {
            return Ok(());
        }
        let people = self.client.people(nameless.into_iter().collect()).await;
        let people = self.or_behind(people)?.unwrap_or_default();
        let named = people.into_iter().filter(|person| person.name.is_some());
        let named: BTreeSet<AccountId> = named.map(|person| person.account).collect();
        if !named.is_empty() {
            self.look_at(&named, changes);
        }
        Ok(())
    }

    /// Wherever these people are shown is looked at.
    fn look_at(&self, people: &BTreeSet<AccountId>, changes: &mut Changes) {
        changes.conversations.extend(self.list.showing(people));
        let messages = self.window.iter();
        let messages = messages.flat_map(|window| window.showing(people));
        changes.changed.extend(messages);
        let members = self.details.iter().flat_map(|details| &details.members);
        if members
            .map(|member| member.person.account)
            .any(|member| people.contains(&member))
        {
            let detailed = self.details.as_ref().map(|details| details.conversation.id);
            changes.conversations.extend(detailed);
        }
    }

    pub(super) async fn tell_list_page(&mut self, (after, limit): Page) -> OrGone {
        let page = self.client.conversations(after, limit).await;
        let Some(page) = self.or_behind(page)? else {
            // The next event brings another attempt.
            self.list.stop_reading();
            return Ok(());
        };
        let views = page.into_iter().map(glimpse::line).collect();
        let (changes, complete) = self.list.take_page(views);
        if !changes.is_empty() {
            self.tell(News::List(changes)).await?;
        }
        if complete {
            self.tell(News::ListComplete).await?;
        }
        Ok(())
    }

    /// The lines of these conversations, as they are now.
    async fn tell_lines(&mut self, conversations: &[ConversationId]) -> OrGone {
        for ids in conversations.chunks(LOOK) {
            let found = self.client.conversations_named(ids.to_vec()).await;
            let Some(found) = self.or_behind(found)? else {
                return Ok(());
            };
            let there: BTreeSet<ConversationId> = found.iter().map(|one| one.id).collect();
            let mut changes: Vec<ListChange> = found
                .into_iter()
                .filter_map(|one| self.list.put(glimpse::line(one)))
                .collect();
            let gone = ids.iter().filter(|id| !there.contains(id));
            changes.extend(gone.filter_map(|id| self.list.gone(*id)));
            if !changes.is_empty() {
                self.tell(News::List(changes)).await?;
            }
        }
        Ok(())
    }

    async fn look_at_details(&mut self, conversation: ConversationId) -> OrGone {
        let details = self.read_details(conversation).await;
        let Some(details) = self.or_behind(details)? else {
            return Ok(());
        };
        if details == self.details {
            return Ok(());
        }
        self.details = details.clone();
        match details {
            Some(details) => self.tell(News::Details(details)).await,
            None => Ok(()),
        }
    }

    async fn pass_on(&mut self, changes: Changes) -> OrGone {
        if let Some(conversation) = changes.shown
            && !changes.moved.is_empty()
        {
            let moved = changes.moved.into_values().collect();
            self.tell(News::Moved {
                conversation,
                moved,
            })
            .await?;
        }
        for (conversation, account) in changes.typing {
            let people = self.client.people(vec![account]).await;
            for person in self.or_behind(people)?.unwrap_or_default() {
                self.tell(News::Typing {
                    conversation,
                    person,
                })
                .await?;
            }
        }
        for conversation in changes.disagreements {
            if self.disagreed.insert(conversation) {
                self.tell(News::Disagreement { conversation }).await?;
            }
        }
        for end in changes.ends {
            self.tell(News::Intent(end)).await?;
        }
        Ok(())
    }

    /// Who is in a conversation and what can be done there; `None` if it is not there.
    pub(super) async fn read_details(
        &self,
        id: ConversationId,
    ) -> Result<Option<Details>, AskError> {
        let Some(conversation) = self.client.conversation(id).await? else {
            return Ok(None);
        };
        let mut members = self.client.members(id).await?;
        // Oneself first, then by what they are called, then those without a name.
        members.sort_by_cached_key(|member| {
            let person = &member.person;
            let called = Some(&person.profile.name).filter(|name| !name.is_empty());
            let called = called
                .or(person.name.as_ref())
                .map(|name| name.to_lowercase());
            (!person.own, called.is_none(), called)
        });
        Ok(Some(Details {
            conversation: glimpse::line(conversation),
            admin: members
                .iter()
                .any(|member| member.person.own && member.admin),
            members,
            members_max: u32::try_from(limits::HYBRID_GROUP_DEVICES).unwrap_or(u32::MAX),
        }))
    }
}
