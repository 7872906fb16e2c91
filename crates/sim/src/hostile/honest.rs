//! What honest people do meanwhile, each time drawn from the world's own dice.

use hudhud_engine::{Command, Person};
use hudhud_store::conversations::ConversationState;
use hudhud_store::messages::{self, MessageKind};

use crate::MARKS;
use crate::hostile::siege::Siege;
use crate::story::{Conversation, DeviceNumber, HostNumber};

impl Siege {
    /// One of them does something.
    pub(crate) fn live_on(&mut self) {
        let everybody: Vec<_> = self.everybody().collect();
        let Some(who) = self.world.random.pick(&everybody).copied() else {
            return;
        };
        self.answer_requests(who);
        match self.world.random.below(20) {
            0..=8 => self.say(who, self.group),
            9 | 10 => self.say(who, self.direct),
            11 => self.change_something(who),
            12 => self.world.is_cut_off(who),
            13 | 14 => everybody
                .into_iter()
                .for_each(|who| self.world.comes_online(who)),
            15 => self.restart(who),
            16 => self.lead(|title, _| title),
            17 => self.lead(|_, newcomer| newcomer),
            _ => self.react(who),
        }
    }

    /// Says something new, if this device may.
    pub(crate) fn say(&mut self, who: DeviceNumber, to: Conversation) {
        let Some(row) = self.world.row_if_any(who, to) else {
            return;
        };
        self.world.counts.messages += 1;
        let number = self.world.counts.messages;
        let body = format!("{} {number}", MARKS[0]);
        let send = Command::Send {
            conversation: row.id,
            body: body.clone(),
            reply_to: None,
        };
        if let Some(Ok(hudhud_engine::Answer::Queued(message))) = self.world.command(who.0, send) {
            self.world.model.sent.push((who.0, row.id, message));
            self.said.insert((who, body));
        }
    }

    /// Edits or takes back something of one's own.
    fn change_something(&mut self, who: DeviceNumber) {
        let account = self.world.account(who);
        let mut own = self.texts(who);
        own.retain(|(sender, _)| *sender == account);
        let Some((_, message)) = self.world.random.pick(&own).copied() else {
            return;
        };
        if self.world.random.chance(300) {
            self.world.command(who.0, Command::Delete { message });
            return;
        }
        self.world.counts.messages += 1;
        let body = format!("{} edited {}", MARKS[0], self.world.counts.messages);
        self.said.insert((who, body.clone()));
        self.world.command(who.0, Command::Edit { message, body });
    }

    fn react(&mut self, who: DeviceNumber) {
        let texts = self.texts(who);
        if let Some((_, message)) = self.world.random.pick(&texts).copied() {
            let emoji = "👍".to_owned();
            self.world.command(who.0, Command::React { message, emoji });
        }
    }

    /// The newest texts of the group, by whom and under which number.
    fn texts(&self, who: DeviceNumber) -> Vec<(hudhud_base::AccountId, hudhud_base::MessageRow)> {
        let Some(row) = self.world.row_if_any(who, self.group) else {
            return Vec::new();
        };
        let database = self.world.database(who).reader();
        let page = messages::page(database.db(), row.id, None, 12).unwrap_or_default();
        page.into_iter()
            .filter(|row| row.kind == MessageKind::Text && !row.deleted)
            .map(|row| (row.sender, row.id))
            .collect()
    }

    /// The first of them, who leads the group, renames it, or adds the newcomer.
    fn lead(&mut self, choose: fn(Command, Command) -> Command) {
        let Some(first) = self.honest.first().copied() else {
            return;
        };
        let Some(row) = self.world.row_if_any(first, self.group) else {
            return;
        };
        let conversation = row.id;
        self.world.counts.messages += 1;
        let rename = Command::Rename {
            conversation,
            title: format!("{} title {}", MARKS[1], self.world.counts.messages),
        };
        let add = Command::AddMembers {
            conversation,
            members: vec![Person::Name {
                name: self.world.name(self.newcomer.0).to_owned(),
                host: self.world.url(HostNumber(0)),
            }],
        };
        self.world.command(first.0, choose(rename, add));
    }

    fn restart(&mut self, who: DeviceNumber) {
        if self.world.is_running(who) {
            self.world.falls_asleep(who);
        } else {
            self.world.wakes_up(who);
        }
    }

    /// Says yes to whatever somebody asks.
    pub(crate) fn answer_requests(&mut self, who: DeviceNumber) {
        let reader = self.world.database(who).reader();
        let state = ConversationState::Request;
        let rows = hudhud_store::conversations::with_state(reader.db(), state);
        let rows = rows.unwrap_or_default();
        for row in rows {
            let conversation = row.id;
            self.world.model.accepted.insert((who.0, conversation));
            self.world.command(who.0, Command::Accept { conversation });
        }
    }

    /// Everybody is there, and has been for a while.
    pub(crate) fn come_together(&mut self) {
        let everybody: Vec<_> = self.everybody().collect();
        for who in everybody {
            self.world.comes_online(who);
            self.world.wakes_up(who);
        }
        self.settle();
    }
}
