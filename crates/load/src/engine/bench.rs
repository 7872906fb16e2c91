//! The order of the measurements of the client machine, and their table.

use std::fs;

use hudhud_engine::Suite;
use tempfile::TempDir;

use super::bare_group::BareGroup;
use super::clocks::{Cost, milliseconds};
use super::database::Database;
use super::group::{EngineGroup, TEXT_BYTES};
use crate::figure::{self, Goal, Table, number};
use crate::place::Device;
use crate::processor;

/// Most members of a group that the machine itself founds here.
const ENGINE_GROUP: usize = 100;
/// Entries of a whole slice of a backlog.
const SLICE: usize = 64;

/// Measure the client machine: engines over databases on disk
#[derive(Debug, Clone, clap::Args)]
pub struct EngineBench {
    /// Rounds of what is slow (joining, adding)
    #[arg(long, default_value_t = 5, value_name = "COUNT")]
    rounds: usize,
    /// Messages, searches and so on, each measured by itself
    #[arg(long, default_value_t = 500, value_name = "COUNT")]
    messages: usize,
    /// One short round of everything, on a small scale: shows that it works
    #[arg(long)]
    quick: bool,
    /// Devices in the large group
    #[arg(long, default_value_t = 1000, value_name = "COUNT")]
    large_group: usize,
    /// Messages in the database that is searched
    #[arg(long, default_value_t = 100_000, value_name = "COUNT")]
    stored_messages: u32,
    /// Conversations in it
    #[arg(long, default_value_t = 1000, value_name = "COUNT")]
    conversations: u32,
    #[command(flatten)]
    device: Device,
    /// The processor to measure on
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    processor: u32,
}

impl EngineBench {
    /// Measures, and returns the table; `told` hears what is being done.
    ///
    /// # Errors
    /// The machine or its database refused something.
    pub fn measure(mut self, told: &mut dyn FnMut(&str)) -> anyhow::Result<Table> {
        let mut group = ENGINE_GROUP;
        if self.quick {
            group = 8;
            self.rounds = 1;
            self.messages = self.messages.min(20);
            self.large_group = self.large_group.min(50);
            self.stored_messages = self.stored_messages.min(5_000);
            self.conversations = self.conversations.min(50);
        }
        self.rounds = self.rounds.max(1);
        processor::pin(self.processor)?;
        let directory = self.device.directory()?;
        let mut run = Run {
            bench: self,
            directory,
            table: Table::new("of the bare MLS crate"),
            told,
        };
        for suite in [Suite::Hybrid, Suite::Classical] {
            run.group(suite, group)?;
        }
        run.large_group()?;
        run.database()?;
        Ok(run.table)
    }
}

struct Run<'a> {
    bench: EngineBench,
    directory: TempDir,
    table: Table,
    told: &'a mut dyn FnMut(&str),
}

/// What the engine is compared with: medians on the processor, in milliseconds.
#[derive(Clone, Copy)]
struct Bare {
    seal: f64,
    open: f64,
    join: f64,
    add: f64,
}

impl Run<'_> {
    fn tell(&mut self, what: &str) {
        (self.told)(what);
    }

    /// Adds two rows: on the processor, held against goal and bare crate, and on the wall.
    fn add(&mut self, name: &str, costs: &[Cost], goal: Option<f64>, bare: Option<f64>) {
        let [wall, processor] = milliseconds(costs);
        let ratio = |median: f64| bare.map_or_else(String::new, |bare| number(median / bare));
        let goal = goal.map(Goal::AtMost);
        self.table
            .add_with_ratio((name, "ms processor"), processor, goal, ratio);
        self.table
            .add(&format!("{name}, waiting included"), "ms", wall, None);
    }

    fn bare(&mut self, suite: Suite, size: usize) -> anyhow::Result<Bare> {
        let what = format!("{suite:?}, group of {size}, bare MLS");
        self.tell(&what);
        let (mut joined, mut added, mut last) = (Vec::new(), Vec::new(), None);
        for _ in 0..self.bench.rounds {
            let (group, founding) = BareGroup::found(suite, size)?;
            joined.push(founding.joined);
            added.push(founding.added);
            last = Some(group);
        }
        let (mut sealed, mut opened) = (Vec::new(), Vec::new());
        if let Some(mut group) = last {
            for _ in 0..self.bench.messages {
                let [seal, open] = group.say(TEXT_BYTES)?;
                sealed.push(seal);
                opened.push(open);
            }
        }
        let large = size >= 1000;
        let goal = |bound: f64| large.then_some(bound);
        self.add(&format!("{what}: seal"), &sealed, None, None);
        self.add(&format!("{what}: open"), &opened, None, None);
        self.add(&format!("{what}: join"), &joined, goal(500.0), None);
        self.add(&format!("{what}: add one"), &added, goal(15.0), None);
        Ok(Bare {
            seal: median(&sealed),
            open: median(&opened),
            join: median(&joined),
            add: median(&added),
        })
    }

    fn group(&mut self, suite: Suite, size: usize) -> anyhow::Result<()> {
        let bare = self.bare(suite, size)?;
        let what = format!("{suite:?}, group of {size}, engine");
        self.tell(&what);
        let (mut joined, mut added, mut last) = (Vec::new(), Vec::new(), None);
        for round in 0..self.bench.rounds {
            let path = self.directory.path().join(format!("{suite:?}-{round}"));
            fs::create_dir(&path)?;
            let (group, founding) = EngineGroup::found(suite, size, &path)?;
            joined.push(founding.joined);
            added.push(founding.added);
            last = Some(group);
        }
        let (mut sealed, mut confirmed, mut opened) = (Vec::new(), Vec::new(), Vec::new());
        let mut slices = Vec::new();
        if let Some(mut group) = last {
            for _ in 0..self.bench.messages {
                let said = group.say()?;
                sealed.push(said.sealed);
                confirmed.push(said.confirmed);
                opened.push(said.opened);
            }
            slices = group.catch_up(self.bench.messages.max(SLICE + 2))?;
        }
        let each = |(count, cost): &(usize, Cost)| {
            let count = u32::try_from(*count).unwrap_or(u32::MAX).max(1);
            Cost {
                wall: cost.wall / count,
                processor: cost.processor / count,
            }
        };
        let whole = slices.iter().filter(|(count, _)| *count == SLICE);
        let in_slices: Vec<Cost> = whole.map(each).collect();
        let half = Some(0.5);
        self.add(
            &format!("{what}: seal, stored"),
            &sealed,
            half,
            Some(bare.seal),
        );
        self.add(
            &format!("{what}: all of sending, until it is read back"),
            &confirmed,
            None,
            Some(bare.seal),
        );
        self.add(
            &format!("{what}: open, stored"),
            &opened,
            half,
            Some(bare.open),
        );
        self.add(
            &format!("{what}: open, {SLICE} in one transaction"),
            &in_slices,
            half,
            Some(bare.open),
        );
        self.add(&format!("{what}: join"), &joined, None, Some(bare.join));
        self.add(&format!("{what}: add one"), &added, None, Some(bare.add));
        Ok(())
    }

    fn large_group(&mut self) -> anyhow::Result<()> {
        let size = self.bench.large_group;
        self.bare(Suite::Classical, size).map(drop)
    }

    fn database(&mut self) -> anyhow::Result<()> {
        let (conversations, messages) = (self.bench.conversations, self.bench.stored_messages);
        self.tell(&format!("a database of {messages} messages"));
        let path = self.directory.path().join("device.db");
        let mut database = Database::fill(&path, conversations, messages)?;
        let times = self.bench.messages;
        let searched = repeat(times, || database.search())?;
        let listed = repeat(times.min(50), || database.list())?;
        let opened = repeat(times, || database.open())?;
        let name = format!("search over {messages} messages");
        self.add(&name, &searched, Some(50.0), None);
        let name = format!("list of {conversations} conversations");
        self.add(&name, &listed, Some(20.0), None);
        self.add("opening a conversation", &opened, Some(10.0), None);
        Ok(())
    }
}

fn repeat(
    times: usize,
    mut work: impl FnMut() -> anyhow::Result<Cost>,
) -> anyhow::Result<Vec<Cost>> {
    (0..times).map(|_| work()).collect()
}

fn median(costs: &[Cost]) -> f64 {
    let [_, processor] = milliseconds(costs);
    figure::median(processor)
}
