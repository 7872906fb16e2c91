//! Telling the page what changed: list, window, details, account, connection, and what is passed on.

use std::collections::BTreeSet;

use hudhud_client::views::{Message, MessageKind, MessageState, Reach};
use hudhud_client::{ConversationId, MessageRow};
use hudhud_dialogue::{Details, ListChange, News, Notification, WindowChange};

use super::changes::Changes;
use super::list::Page;
use super::seat::{self, Seat};
use super::window::Shown;
use super::{Desk, Step, reach, whom};

/// Conversations read in one look.
const LOOK: usize = 100;
/// Changes to the messages shown that are told one by one; the page reads more anew.
const WINDOW_CHANGES: usize = 120;
/// Messages of the window that are compared when events were lost.
const COMPARED: u32 = 500;

impl Desk {
    pub(super) async fn tell_changes(&mut self, mut changes: Changes) -> Step {
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
        if let Some(id) = detailed.map(ConversationId)
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

    async fn look_at_account(&mut self) -> Step {
        let account = self.client.account().await;
        let Some(account) = self.or_behind(account)? else {
            return Ok(());
        };
        if account == self.own {
            return Ok(());
        }
        self.own = account;
        self.seat = Seat::of(self.own.as_ref());
        match &self.own {
            Some(account) => self.tell(News::Account(self.seat.account(account))).await,
            None => Ok(()),
        }
    }

    pub(super) async fn tell_connection(&mut self, reach: &Reach) -> Step {
        let connection = reach::connection(reach);
        if self.connection == Some(connection) {
            return Ok(());
        }
        self.connection = Some(connection);
        self.tell(News::Connection(connection)).await
    }

    /// Whoever is shown without a name may have one by now: wherever they are shown is looked at.
    async fn find_names(&mut self, changes: &mut Changes) -> Step {
        if changes.conversations.is_empty() {
            return Ok(());
        }
        let mut nameless = self.list.nameless();
        nameless.extend(self.shown.iter().flat_map(Shown::nameless));
        if nameless.is_empty() {
            return Ok(());
        }
        let accounts = nameless.into_iter().filter_map(whom::account).collect();
        let contacts = self.client.contacts(accounts).await;
        let contacts = self.or_behind(contacts)?.unwrap_or_default();
        let named: BTreeSet<String> = contacts
            .iter()
            .filter(|contact| contact.name.is_some())
            .map(|contact| contact.account.to_string())
            .collect();
        if !named.is_empty() {
            changes.conversations.extend(self.list.showing(&named));
            let messages = self.shown.iter().flat_map(|shown| shown.from(&named));
            changes.changed.extend(messages.map(MessageRow));
        }
        Ok(())
    }

    pub(super) async fn tell_list_page(&mut self, (after, limit): Page) -> Step {
        let page = self.client.conversations(after, limit).await;
        let Some(page) = self.or_behind(page)? else {
            // The next event brings another attempt.
            self.list.stop_reading();
            return Ok(());
        };
        let views = page.iter().map(|one| self.seat.conversation(one)).collect();
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
    async fn tell_lines(&mut self, conversations: &[ConversationId]) -> Step {
        for ids in conversations.chunks(LOOK) {
            let found = self.client.conversations_named(ids.to_vec()).await;
            let Some(found) = self.or_behind(found)? else {
                return Ok(());
            };
            let there: BTreeSet<ConversationId> = found.iter().map(|one| one.id).collect();
            let mut changes: Vec<ListChange> = found
                .iter()
                .filter_map(|one| self.list.put(self.seat.conversation(one)))
                .collect();
            let gone = ids.iter().filter(|id| !there.contains(id));
            changes.extend(gone.filter_map(|id| self.list.gone(id.0)));
            if !changes.is_empty() {
                self.tell(News::List(changes)).await?;
            }
        }
        Ok(())
    }

    async fn tell_window(&mut self, changes: &Changes) -> Step {
        let Some(conversation) = self.shown.as_ref().map(|shown| shown.conversation) else {
            return Ok(());
        };
        let told = if changes.all || changes.appeared.len() > WINDOW_CHANGES {
            self.compare_window(conversation).await?
        } else {
            self.change_window(conversation, changes).await?
        };
        if told.is_empty() {
            return Ok(());
        }
        self.tell(News::Window {
            conversation,
            changes: told,
        })
        .await
    }

    /// The messages that events named, and those that a receipt has moved on.
    async fn change_window(
        &mut self,
        conversation: i64,
        changes: &Changes,
    ) -> Step<Vec<WindowChange>> {
        let moved = if changes
            .conversations
            .contains(&ConversationId(conversation))
        {
            self.further(conversation).await?
        } else {
            Vec::new()
        };
        let Some(shown) = &self.shown else {
            return Ok(Vec::new());
        };
        let mut ids: BTreeSet<MessageRow> = changes.appeared.clone();
        for id in &changes.changed {
            ids.extend(shown.quoting(id.0).map(MessageRow));
            if shown.has(id.0) {
                ids.insert(*id);
            }
        }
        ids.extend(moved);
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.client.messages_named(ids.iter().copied().collect());
        let found = found.await;
        let Some(found) = self.or_behind(found)? else {
            return Ok(Vec::new());
        };
        let there: BTreeSet<MessageRow> = found.iter().map(|message| message.id).collect();
        let Some(shown) = &mut self.shown else {
            return Ok(Vec::new());
        };
        let gone = ids.iter().filter(|id| !there.contains(id));
        let mut told: Vec<WindowChange> = gone.filter_map(|id| shown.gone(id.0)).collect();
        for message in &found {
            let appeared = changes.appeared.contains(&message.id);
            told.extend(shown.take(self.seat.message(message), appeared));
        }
        Ok(with_one_count(told))
    }

    /// Own messages that have come further than the page knows. Receipts name no messages.
    async fn further(&mut self, conversation: i64) -> Step<Vec<MessageRow>> {
        let Some((first, last)) = self.shown.as_ref().and_then(Shown::on_the_way) else {
            return Ok(Vec::new());
        };
        let states = self
            .client
            .states(ConversationId(conversation), first, last)
            .await;
        let states = self.or_behind(states)?.unwrap_or_default();
        let Some(shown) = &self.shown else {
            return Ok(Vec::new());
        };
        let further = |(id, state): &(MessageRow, MessageState)| {
            shown.is_further(id.0, seat::delivery(*state))
        };
        Ok(states
            .into_iter()
            .filter(further)
            .map(|(id, _)| id)
            .collect())
    }

    /// Compares all that is shown with what is there.
    async fn compare_window(&mut self, conversation: i64) -> Step<Vec<WindowChange>> {
        let Some(shown) = &self.shown else {
            return Ok(Vec::new());
        };
        let before = shown.first().saturating_sub(1);
        let read = self
            .client
            .stretch_after(ConversationId(conversation), before, COMPARED)
            .await;
        let Some(read) = self.or_behind(read)? else {
            return Ok(Vec::new());
        };
        let Some(shown) = &mut self.shown else {
            return Ok(Vec::new());
        };
        let known = read.messages.iter().filter(|one| shown.has(one.id.0));
        let new = read.messages.len() - known.count();
        if !read.to_end && (shown.is_at_end() || shown.len() >= COMPARED as usize)
            || new > WINDOW_CHANGES
        {
            self.shown = None;
            return Ok(vec![WindowChange::Reload]);
        }
        let found: BTreeSet<i64> = read.messages.iter().map(|message| message.id.0).collect();
        let last = read.messages.last().map_or(i64::MIN, |last| last.position);
        let read_to = if read.to_end { i64::MAX } else { last };
        let gone = shown.missing(&found, read_to);
        let mut told: Vec<WindowChange> =
            gone.into_iter().filter_map(|id| shown.gone(id)).collect();
        for message in &read.messages {
            let appeared = !shown.has(message.id.0);
            told.extend(shown.take(self.seat.message(message), appeared));
        }
        Ok(with_one_count(told))
    }

    async fn look_at_details(&mut self, conversation: ConversationId) -> Step {
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

    pub(super) async fn look_at_details_again(&mut self) -> Step {
        let shown = self.details.as_ref().map(|details| details.conversation.id);
        match shown {
            Some(id) => self.look_at_details(ConversationId(id)).await,
            None => Ok(()),
        }
    }

    /// Notifies of what the bell has heard, unless it has been read or taken back meanwhile.
    async fn ring(&mut self) -> Step {
        let (messages, requests) = self.bell.ring();
        if !messages.is_empty() {
            let messages = self.client.messages_named(messages).await;
            let messages = self.or_behind(messages)?.unwrap_or_default();
            for message in messages.iter().filter(|message| is_news(message)) {
                self.notify_of(message).await?;
            }
        }
        if !requests.is_empty() {
            let requests = self.client.conversations_named(requests).await;
            for request in self.or_behind(requests)?.unwrap_or_default() {
                if let Some(inviter) = &request.inviter {
                    let notification = Notification {
                        conversation: request.id.0,
                        title: String::new(),
                        sender: self.seat.person(inviter),
                        body: String::new(),
                        request: true,
                    };
                    self.tell(News::Notify(notification)).await?;
                }
            }
        }
        Ok(())
    }

    async fn notify_of(&mut self, message: &Message) -> Step {
        let conversation = self.client.conversation(message.conversation).await;
        let Some(conversation) = self.or_behind(conversation)?.flatten() else {
            return Ok(());
        };
        if conversation.unread == 0 {
            return Ok(());
        }
        let line = self.seat.conversation(&conversation);
        let notification = Notification {
            conversation: line.id,
            title: line.title,
            sender: self.seat.person(&message.sender),
            body: message.body.clone(),
            request: false,
        };
        self.tell(News::Notify(notification)).await
    }

    async fn pass_on(&mut self, changes: Changes) -> Step {
        for (conversation, account) in changes.typing {
            let contacts = self.client.contacts(vec![account]).await;
            for contact in self.or_behind(contacts)?.unwrap_or_default() {
                let person = self.seat.person(&contact);
                let conversation = conversation.0;
                self.tell(News::Typing {
                    conversation,
                    person,
                })
                .await?;
            }
        }
        for conversation in changes.disagreements {
            if self.disagreed.insert(conversation) {
                let conversation = conversation.0;
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
    ) -> Result<Option<Details>, hudhud_client::AskError> {
        let Some(conversation) = self.client.conversation(id).await? else {
            return Ok(None);
        };
        let members = self.client.members(id).await?;
        let blocked = match &conversation.peer {
            None => false,
            Some(peer) => self.client.is_blocked(peer.account).await?,
        };
        Ok(Some(Details {
            conversation: self.seat.conversation(&conversation),
            admin: members.iter().any(|member| member.own && member.admin),
            members: self.seat.members(&members),
            blocked,
            members_max: u32::try_from(hudhud_base::limits::HYBRID_GROUP_DEVICES)
                .unwrap_or(u32::MAX),
        }))
    }
}

/// What somebody else wrote, and did not take back.
fn is_news(message: &Message) -> bool {
    !message.own
        && !message.deleted
        && message.state == MessageState::Received
        && message.kind != MessageKind::System
}

/// Of several counts only the last one says something.
fn with_one_count(changes: Vec<WindowChange>) -> Vec<WindowChange> {
    let is_count = |change: &WindowChange| matches!(change, WindowChange::Below(_));
    let last = changes
        .iter()
        .rev()
        .find(|change| is_count(change))
        .cloned();
    let mut kept: Vec<WindowChange> = changes
        .into_iter()
        .filter(|change| !is_count(change))
        .collect();
    kept.extend(last);
    kept
}
