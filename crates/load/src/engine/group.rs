//! A group among engines: joining it, saying something in it, and reading what was said.

use std::path::Path;

use anyhow::{Context as _, bail};
use hudhud_engine::{Answer, Command, Config, ConversationId, Event, Person, Suite};
use hudhud_sim::{DeviceNumber, Occasion};

use super::clocks::Cost;
use super::world::World;

/// People added by one commit, so that it stays as small as commits usually are.
const ADDED_AT_ONCE: usize = 16;
/// Bytes of a message's text.
pub(super) const TEXT_BYTES: usize = 200;

/// A group with two members whose databases are on disk; the others are members, and away.
pub(super) struct EngineGroup {
    world: World,
    sender: DeviceNumber,
    sent_in: ConversationId,
    reader: DeviceNumber,
}

/// What it took to come to the group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Founding {
    /// Turns of the member who joins, from the invitation until it may write.
    pub(super) joined: Cost,
    /// Turns of the member who adds the last one, until that is in the log.
    pub(super) added: Cost,
}

/// What one message took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    /// The turn of the command: compose, seal, store.
    pub(super) sealed: Cost,
    /// All turns of the sender, until the message is confirmed and read back.
    pub(super) confirmed: Cost,
    /// The reader's turn.
    pub(super) opened: Cost,
}

impl EngineGroup {
    /// Founds a group of `size` devices.
    pub(super) fn found(
        suite: Suite,
        size: usize,
        directory: &Path,
    ) -> anyhow::Result<(Self, Founding)> {
        let config = Config {
            suite,
            ..Config::default()
        };
        let mut world = World::new();
        let sender = world.sign_up(config, Some(&directory.join("sender.db")))?;
        let reader = world.sign_up(config, Some(&directory.join("reader.db")))?;
        let mut members = Vec::new();
        for _ in 2..size.saturating_sub(1) {
            // Nobody but the two is measured, so the others publish no more than they need.
            let sparse = Config {
                key_packages: 1,
                ..config
            };
            let other = world.sign_up(sparse, None)?;
            world.set_online(other, false);
            members.push(Person::Account(world.account(other)));
        }
        let last = world.sign_up(config, None)?;
        world.set_online(last, false);
        let mut steps = members.chunks(ADDED_AT_ONCE).map(<[Person]>::to_vec);
        let title = "measured".to_owned();
        let command = Command::CreateGroup {
            title,
            members: steps.next().context("a group of nobody")?,
        };
        let Answer::Began { conversation, .. } = world.command(sender, command)? else {
            bail!("a group was not begun");
        };
        world.until(sender, is_done)?;
        for members in steps {
            let command = Command::AddMembers {
                conversation,
                members,
            };
            world.command(sender, command)?;
            world.until(sender, is_done)?;
        }
        world.settle();
        let mut group = Self {
            world,
            sender,
            sent_in: conversation,
            reader,
        };
        let added = group.add(last)?;
        let joined = group.join()?;
        Ok((group, Founding { joined, added }))
    }

    fn add(&mut self, device: DeviceNumber) -> anyhow::Result<Cost> {
        let member = Person::Account(self.world.account(device));
        self.world.turns(self.sender);
        let add = Command::AddMembers {
            conversation: self.sent_in,
            members: vec![member],
        };
        self.world.command(self.sender, add)?;
        self.world.until(self.sender, is_done)?;
        Ok(sum(&self.world.turns(self.sender)))
    }

    /// The reader is added, accepts, and has read the log.
    fn join(&mut self) -> anyhow::Result<Cost> {
        self.world.settle();
        self.world.turns(self.reader);
        self.add(self.reader)?;
        let asked = |event: &Event| matches!(event, Event::Request(_));
        let Event::Request(conversation) = self.world.until(self.reader, asked)? else {
            bail!("no invitation came");
        };
        self.world
            .command(self.reader, Command::Accept { conversation })?;
        let read = |event: &Event| matches!(event, Event::CaughtUp(_));
        self.world.until(self.reader, read)?;
        self.world.settle();
        let turns = self.world.turns(self.reader);
        Ok(sum(&turns))
    }

    /// The sender says one thing, and the reader reads it.
    pub(super) fn say(&mut self) -> anyhow::Result<Said> {
        self.world.settle();
        self.world.turns(self.sender);
        self.world.turns(self.reader);
        self.send()?;
        self.world.settle();
        let sender = self.world.turns(self.sender);
        let reader = self.world.turns(self.reader);
        let is = |wanted: Occasion| {
            move |(occasion, cost): &(Occasion, Cost)| (*occasion == wanted).then_some(*cost)
        };
        Ok(Said {
            sealed: sender
                .iter()
                .find_map(is(Occasion::Command))
                .context("nothing was sent")?,
            confirmed: sum(&sender),
            opened: reader
                .iter()
                .find_map(is(Occasion::Entries(1)))
                .context("nothing was read")?,
        })
    }

    /// The reader is away while so much is said, and comes back: what each slice of its backlog
    /// took, with the number of entries in it.
    pub(super) fn catch_up(&mut self, messages: usize) -> anyhow::Result<Vec<(usize, Cost)>> {
        self.world.set_online(self.reader, false);
        for _ in 0..messages {
            self.send()?;
            self.world.settle();
        }
        self.world.turns(self.reader);
        self.world.set_online(self.reader, true);
        self.world.settle();
        let turns = self.world.turns(self.reader);
        let slices = turns
            .into_iter()
            .filter_map(|(occasion, cost)| match occasion {
                Occasion::Entries(count) => Some((count, cost)),
                Occasion::Command | Occasion::Other => None,
            });
        Ok(slices.filter(|(count, _)| *count > 1).collect())
    }

    fn send(&mut self) -> anyhow::Result<()> {
        let send = Command::Send {
            conversation: self.sent_in,
            body: "m".repeat(TEXT_BYTES),
            reply_to: None,
        };
        self.world.command(self.sender, send).map(drop)
    }
}

fn is_done(event: &Event) -> bool {
    matches!(event, Event::IntentEnded(end) if end.result.is_ok())
}

fn sum(turns: &[(Occasion, Cost)]) -> Cost {
    let costs = turns.iter().map(|(_, cost)| *cost);
    costs.fold(Cost::default(), Cost::plus)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_sealed_once_and_read_once_also_after_an_absence() {
        let directory = tempfile::tempdir().unwrap();
        let founded = EngineGroup::found(Suite::Classical, 5, directory.path());
        let (mut group, founding) = founded.unwrap();
        assert!(founding.joined.wall > Cost::default().wall);
        let said = group.say().unwrap();
        assert!(said.confirmed.wall > said.sealed.wall);
        let slices = group.catch_up(70).unwrap();
        let read: usize = slices.iter().map(|(count, _)| count).sum();
        assert!(read >= 69, "{slices:?}");
    }
}
