//! What a device shows, read from its database as an interface would.

use std::collections::BTreeSet;

use hudhud_engine::{ConversationId, opening_of_invitation};
use hudhud_store::{
    Store,
    arrangements::{self, Arrangement},
    conversations::{self, ConversationRow, ConversationState},
    members,
    messages::{self, MessageKind, MessageState, StoredMessage},
    outbox, profiles, reactions, search,
};

use crate::story::{Conversation, DeviceNumber};
use crate::world::World;

/// Rows that are looked at: more than any story has.
const ROWS: u32 = 10_000;

impl World {
    /// A device's database, for whatever no verb here shows.
    #[must_use]
    #[track_caller]
    pub fn database(&self, device: DeviceNumber) -> &Store {
        match self.devices.get(device.0) {
            Some(device) => &device.store,
            None => self.stop_story("no such device"),
        }
    }

    /// The conversation that a device knows by this number of its own.
    #[track_caller]
    pub(crate) fn known(&mut self, device: DeviceNumber, id: ConversationId) -> Conversation {
        let row = conversations::by_id(self.database(device).reader().db(), id);
        match row {
            Ok(Some(row)) => self.numbered(row.group_id),
            Ok(None) | Err(_) => self.stop_story("no such conversation"),
        }
    }

    fn numbered(&mut self, group: Vec<u8>) -> Conversation {
        let known = self.groups.iter().position(|known| *known == group);
        Conversation(known.unwrap_or_else(|| {
            self.groups.push(group);
            self.groups.len() - 1
        }))
    }

    /// The direct conversation that the first of them has with the second.
    #[track_caller]
    pub fn between(&mut self, first: DeviceNumber, second: DeviceNumber) -> Conversation {
        let account = self.account(second);
        let row = conversations::by_peer(self.database(first).reader().db(), &account);
        match row {
            Ok(Some(row)) => self.numbered(row.group_id),
            Ok(None) | Err(_) => self.stop_story("these two do not talk"),
        }
    }

    pub(crate) fn row_if_any(
        &self,
        device: DeviceNumber,
        conversation: Conversation,
    ) -> Option<ConversationRow> {
        let group = self.groups.get(conversation.0)?;
        conversations::by_group_id(self.database(device).reader().db(), group).ok()?
    }

    #[track_caller]
    pub(crate) fn row(&self, device: DeviceNumber, conversation: Conversation) -> ConversationRow {
        match self.row_if_any(device, conversation) {
            Some(row) => row,
            None => {
                let name = self.name(device.0);
                self.stop_story(format_args!("{name} does not know this conversation"))
            }
        }
    }

    /// What names a conversation's group.
    #[must_use]
    pub fn group_id(&self, conversation: Conversation) -> [u8; 32] {
        let group = self.groups.get(conversation.0);
        let id = group.and_then(|group| group.first_chunk::<32>());
        id.copied().unwrap_or_default()
    }

    /// Whether a device knows of a conversation at all.
    #[must_use]
    pub fn knows(&self, device: DeviceNumber, conversation: Conversation) -> bool {
        self.row_if_any(device, conversation).is_some()
    }

    /// Every conversation that a device knows of, in the order of its list.
    #[must_use]
    pub fn conversations(&mut self, device: DeviceNumber) -> Vec<Conversation> {
        let rows = conversations::list(self.database(device).reader().db(), None, ROWS);
        let groups = rows.unwrap_or_default().into_iter().map(|row| row.group_id);
        groups.map(|group| self.numbered(group)).collect()
    }

    /// Conversations that wait for the person to accept them.
    #[must_use]
    pub fn requests(&mut self, device: DeviceNumber) -> Vec<Conversation> {
        let rows = conversations::with_state(
            self.database(device).reader().db(),
            ConversationState::Request,
        );
        let groups = rows.unwrap_or_default().into_iter().map(|row| row.group_id);
        groups.map(|group| self.numbered(group)).collect()
    }

    /// The beginning of what somebody says whose request waits.
    #[must_use]
    pub fn opening(&self, device: DeviceNumber, conversation: Conversation) -> Option<String> {
        let row = self.row_if_any(device, conversation)?;
        opening_of_invitation(row.invite.as_deref()?)
    }

    /// What a device has heard that somebody calls themselves.
    #[must_use]
    #[track_caller]
    pub fn knows_as(&self, device: DeviceNumber, other: DeviceNumber) -> Option<String> {
        let account = self.account(other);
        match profiles::of(self.database(device).reader().db(), &account) {
            Ok(profile) => profile.map(|profile| profile.name),
            Err(error) => self.stop_story(format_args!("{error}")),
        }
    }

    /// The picture that a device has of somebody.
    #[must_use]
    #[track_caller]
    pub fn pictures(&self, device: DeviceNumber, other: DeviceNumber) -> Option<Vec<u8>> {
        let account = self.account(other);
        match profiles::picture(self.database(device).reader().db(), &account) {
            Ok(picture) => picture,
            Err(error) => self.stop_story(format_args!("{error}")),
        }
    }

    pub(crate) fn messages(
        &self,
        device: DeviceNumber,
        conversation: Conversation,
    ) -> Vec<StoredMessage> {
        let Some(row) = self.row_if_any(device, conversation) else {
            return Vec::new();
        };
        let db = self.database(device).reader();
        let mut rows = messages::page(db.db(), row.id, None, ROWS).unwrap_or_default();
        rows.sort_by_key(|row| row.position);
        rows
    }

    /// What was said, in the order shown, without what was taken back.
    #[must_use]
    pub fn reads(&self, device: DeviceNumber, conversation: Conversation) -> Vec<String> {
        self.messages(device, conversation)
            .into_iter()
            .filter(|row| row.kind == MessageKind::Text && !row.deleted)
            .map(|row| row.body)
            .collect()
    }

    /// How far a message has come.
    #[must_use]
    #[track_caller]
    pub fn state_of(
        &self,
        device: DeviceNumber,
        conversation: Conversation,
        text: &str,
    ) -> MessageState {
        let rows = self.messages(device, conversation);
        match rows.into_iter().find(|row| row.body == text) {
            Some(row) => row.state,
            None => self.stop_story(format_args!(
                "{} has no message {text:?}",
                self.name(device.0)
            )),
        }
    }

    /// What the message that says this answers, by its text.
    #[must_use]
    pub fn answered_by(
        &self,
        device: DeviceNumber,
        conversation: Conversation,
        text: &str,
    ) -> Option<String> {
        let rows = self.messages(device, conversation);
        let to = rows.iter().find(|row| row.body == text)?.reply_to?;
        let answered = rows.iter().find(|row| row.message_id == to)?;
        Some(answered.body.clone())
    }

    /// Reactions to the message that says this: who, and with what.
    #[must_use]
    pub fn reactions(
        &self,
        device: DeviceNumber,
        conversation: Conversation,
        text: &str,
    ) -> Vec<(&'static str, String)> {
        let rows = self.messages(device, conversation);
        let Some(row) = rows.iter().find(|row| row.body == text) else {
            return Vec::new();
        };
        let db = self.database(device).reader();
        let found = reactions::for_messages(db.db(), row.conversation, &[row.message_id]);
        let found = found.unwrap_or_default().into_iter();
        found
            .map(|reaction| (self.name_of(&reaction.account), reaction.emoji))
            .collect()
    }

    /// The device's own number of a conversation.
    #[must_use]
    #[track_caller]
    pub fn number(&self, device: DeviceNumber, conversation: Conversation) -> ConversationId {
        self.row(device, conversation).id
    }

    /// Where a conversation stands.
    #[must_use]
    #[track_caller]
    pub fn state(&self, device: DeviceNumber, conversation: Conversation) -> ConversationState {
        self.row(device, conversation).state
    }

    /// Its title.
    #[must_use]
    #[track_caller]
    pub fn title(&self, device: DeviceNumber, conversation: Conversation) -> String {
        self.row(device, conversation).title
    }

    /// How many messages wait to be read.
    #[must_use]
    #[track_caller]
    pub fn unread(&self, device: DeviceNumber, conversation: Conversation) -> u32 {
        self.row(device, conversation).unread
    }

    /// What was typed and not sent.
    #[must_use]
    #[track_caller]
    pub fn draft(&self, device: DeviceNumber, conversation: Conversation) -> String {
        self.row(device, conversation).draft
    }

    /// What the person did with it in their list.
    #[must_use]
    #[track_caller]
    pub fn arranged(&self, device: DeviceNumber, conversation: Conversation) -> Arrangement {
        let id = self.row(device, conversation).id;
        let store = self.database(device);
        match arrangements::of(store.reader().db(), id) {
            Ok(arranged) => arranged,
            Err(error) => self.stop_story(format_args!("{error}")),
        }
    }

    /// How often the log's capabilities have changed, as far as a device knows.
    #[must_use]
    #[track_caller]
    pub fn generation(&self, device: DeviceNumber, conversation: Conversation) -> u32 {
        self.row(device, conversation).generation.0
    }

    /// Names of the members, in order.
    #[must_use]
    pub fn members(&self, device: DeviceNumber, conversation: Conversation) -> Vec<&'static str> {
        self.listed(device, conversation, |_| true)
    }

    /// Names of the admins, in order.
    #[must_use]
    pub fn admins(&self, device: DeviceNumber, conversation: Conversation) -> Vec<&'static str> {
        self.listed(device, conversation, |member| member.admin)
    }

    fn listed(
        &self,
        device: DeviceNumber,
        conversation: Conversation,
        fits: impl Fn(&members::MemberRow) -> bool,
    ) -> Vec<&'static str> {
        let Some(row) = self.row_if_any(device, conversation) else {
            return Vec::new();
        };
        let db = self.database(device).reader();
        let rows = members::list(db.db(), row.id).unwrap_or_default();
        let fitting = rows.iter().filter(|member| fits(member));
        let mut names: Vec<_> = fitting
            .map(|member| self.name_of(&member.account))
            .collect();
        names.sort_unstable();
        names
    }

    /// Texts in which a search finds these words, the newest first.
    #[must_use]
    pub fn finds(&self, device: DeviceNumber, words: &str) -> Vec<String> {
        let db = self.database(device).reader();
        let hits = search::messages(db.db(), words, None, None, ROWS);
        hits.unwrap_or_default()
            .into_iter()
            .map(|hit| hit.row.body)
            .collect()
    }

    /// How many frames of this kind, by its name in `wire`, a device has sent.
    #[must_use]
    pub fn frames_sent(&self, device: DeviceNumber, kind: &str) -> u64 {
        let device = self.devices.get(device.0);
        device
            .and_then(|device| device.asked.get(kind).copied())
            .unwrap_or_default()
    }

    /// How many entries of a conversation the host has not confirmed.
    #[must_use]
    pub fn waiting(&self, device: DeviceNumber, conversation: Conversation) -> usize {
        let Some(row) = self.row_if_any(device, conversation) else {
            return 0;
        };
        let db = self.database(device).reader();
        outbox::list(db.db(), row.id).unwrap_or_default().len()
    }
    /// The hosts to which a device wants links now.
    #[must_use]
    #[track_caller]
    pub fn hosts_wanted(&self, device: DeviceNumber) -> BTreeSet<String> {
        let Some(device) = self.devices.get(device.0) else {
            self.stop_story("no such device")
        };
        let wanted = device.engine.wanted().iter();
        wanted.map(|link| link.host.clone()).collect()
    }
}
