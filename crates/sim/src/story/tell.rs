//! What a device has told its interface, and the lines in a conversation that nobody wrote.

use std::collections::BTreeMap;

use hudhud_engine::{Access, Event, Failure, Notice, Person, decode_notice};
use hudhud_store::messages::MessageKind;

use crate::story::{Conversation, DeviceNumber};
use crate::world::World;

impl World {
    /// Everything that a device has told since this was last asked.
    pub fn heard(&mut self, device: DeviceNumber) -> Vec<Event> {
        self.devices
            .get_mut(device.0)
            .map(|device| std::mem::take(&mut device.heard))
            .unwrap_or_default()
    }

    /// Whether a device has told something that `fits`, and nobody has taken it yet.
    #[must_use]
    pub fn has_told(&self, device: DeviceNumber, fits: impl FnMut(&Event) -> bool) -> bool {
        self.told(device).any(fits)
    }

    fn told(&self, device: DeviceNumber) -> impl Iterator<Item = &Event> {
        let device = self.devices.get(device.0);
        device.into_iter().flat_map(|device| device.heard.iter())
    }

    /// What a device has said will not happen, and for whom; for nobody in particular if nothing of
    /// it happened.
    #[must_use]
    pub fn failures(&self, device: DeviceNumber) -> Vec<(Failure, Vec<String>)> {
        let mut failures: Vec<(Failure, Vec<String>)> = Vec::new();
        for event in self.told(device) {
            let Event::IntentEnded(end) = event else {
                continue;
            };
            match &end.result {
                Err(failure) => failures.push((*failure, Vec::new())),
                Ok(ended) => {
                    let mut reasons: BTreeMap<String, (Failure, Vec<String>)> = BTreeMap::new();
                    for one in &ended.not_added {
                        let reason = format!("{:?}", one.failure);
                        let same = reasons.entry(reason).or_insert((one.failure, Vec::new()));
                        same.1.push(self.called(&one.person));
                    }
                    failures.extend(reasons.into_values());
                }
            }
        }
        failures
    }

    fn called(&self, person: &Person) -> String {
        match person {
            Person::Name { name, .. } => name.clone(),
            Person::Account(account) => self.name_of(account).to_owned(),
        }
    }

    /// Who is writing, as a device was told.
    #[must_use]
    pub fn writers(&self, device: DeviceNumber) -> Vec<&'static str> {
        let accounts = self.told(device).filter_map(|event| match event {
            Event::Typing { account, .. } => Some(account),
            Event::SignedUp
            | Event::IntentEnded(_)
            | Event::Conversation(_)
            | Event::Person(_)
            | Event::Request(_)
            | Event::Message { .. }
            | Event::MessageChanged { .. }
            | Event::Moved { .. }
            | Event::Disagreement { .. }
            | Event::LinkChanged { .. }
            | Event::CaughtUp(_)
            | Event::InboxCaughtUp
            | Event::Access(_) => None,
        });
        accounts.map(|account| self.name_of(account)).collect()
    }

    /// How the own host treats the account of a device, each time that it was told.
    #[must_use]
    pub fn accesses(&self, device: DeviceNumber) -> Vec<Access> {
        let told = self.told(device).filter_map(|event| {
            if let Event::Access(access) = event {
                Some(*access)
            } else {
                None
            }
        });
        told.collect()
    }

    /// Whether a device was told that host and members do not agree about a conversation.
    #[must_use]
    pub fn doubts(&self, device: DeviceNumber, conversation: Conversation) -> bool {
        let Some(row) = self.row_if_any(device, conversation) else {
            return false;
        };
        self.told(device).any(
            |event| matches!(event, Event::Disagreement { conversation } if *conversation == row.id),
        )
    }

    /// The lines that nobody wrote, in order, for example `amina added yusuf`.
    #[must_use]
    pub fn lines(&self, device: DeviceNumber, conversation: Conversation) -> Vec<String> {
        self.messages(device, conversation)
            .into_iter()
            .filter(|row| row.kind == MessageKind::System)
            .map(|row| {
                let notice = decode_notice(&row.body);
                if notice == Notice::Unknown {
                    return row.body;
                }
                self.in_words(self.name_of(&row.sender), &notice)
            })
            .collect()
    }

    fn in_words(&self, who: &str, notice: &Notice) -> String {
        let names = |accounts: &[hudhud_base::AccountId]| {
            let names: Vec<_> = accounts.iter().map(|one| self.name_of(one)).collect();
            names.join(", ")
        };
        match notice {
            Notice::Added(people) => format!("{who} added {}", names(people)),
            Notice::Removed(people) => format!("{who} removed {}", names(people)),
            Notice::Left(people) => format!("{} left", names(people)),
            Notice::Renamed(title) => format!("{who} renamed it {title}"),
            Notice::Promoted(people) => format!("{who} promoted {}", names(people)),
            Notice::Demoted(people) => format!("{who} demoted {}", names(people)),
            Notice::Joined => "joined".to_owned(),
            Notice::Unreadable => "unreadable".to_owned(),
            Notice::Missed => "missed".to_owned(),
            Notice::Rejoined => "rejoined".to_owned(),
            Notice::Unanswered => "unanswered".to_owned(),
            Notice::Contradicted(people) => format!("contradicted {}", names(people)),
            Notice::SetAside
            | Notice::Disagreed
            | Notice::HostBehind
            | Notice::Copied
            | Notice::ChangeUnsaid => notice.word().to_owned(),
            Notice::Unknown => "unknown".to_owned(),
        }
    }
}
