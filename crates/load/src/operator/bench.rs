//! The order of the measurements of a host that has been there for long, and their table.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use tempfile::TempDir;
use tokio::task::LocalSet;

use super::backup::{self, Copying};
use super::ready::{self, Starts};
use crate::figure::{Goal, Table, mebibytes, median, number};
use crate::place::{Place, Processors};
use crate::processor;
use crate::server::{HostPlan, Shape};

/// Links that write at most; as many follow.
const LINKS: u32 = 64;

/// Parts that can be measured by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum OperatorPart {
    /// Messages beside a copy that is taken of the host, and the memory for it
    Backup,
    /// From the start of the process until it serves, with many entries and with none
    Ready,
}

/// Measure a host that has been there for long: copied while it serves, and started again
#[derive(Debug, Clone, clap::Args)]
pub struct OperatorBench {
    /// Rounds of each measurement
    #[arg(long, default_value_t = 5, value_name = "COUNT")]
    rounds: usize,
    /// What is copied, in MiB: half of it entries, half of it blobs
    #[arg(long, default_value_t = 1024, value_name = "MIB")]
    size: u32,
    /// How fast it is copied at most, in MiB a second
    #[arg(long, default_value_t = 64, value_name = "MIB")]
    mib_per_second: u32,
    /// How long messages are written, with and without a copy, in seconds
    #[arg(long, default_value_t = 10.0, value_name = "SECONDS")]
    seconds: f64,
    /// Messages that are written in a second
    #[arg(long, default_value_t = 2000.0, value_name = "COUNT")]
    messages: f64,
    /// Entries of the host that is started
    #[arg(long, default_value_t = 10_000_000, value_name = "COUNT")]
    entries: u64,
    /// Logs in which they are
    #[arg(long, default_value_t = 100_000, value_name = "COUNT")]
    logs: u32,
    /// One short round of everything, on a small scale: shows that it works
    #[arg(long)]
    quick: bool,
    /// Only these parts
    #[arg(long, value_delimiter = ',', value_name = "PART")]
    only: Vec<OperatorPart>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    processors: Processors,
}

impl OperatorBench {
    /// Measures, and returns the table; `told` hears what is being done.
    ///
    /// # Errors
    /// A host failed or a copy was not taken, or the system refused something.
    pub fn measure(mut self, told: &mut dyn FnMut(&str)) -> anyhow::Result<Table> {
        if self.quick {
            self.rounds = 1;
            self.size = self.size.min(64);
            self.mib_per_second = self.mib_per_second.min(16);
            self.seconds = self.seconds.min(1.0);
            self.messages = self.messages.min(500.0);
            self.entries = self.entries.min(100_000);
            self.logs = self.logs.min(2_000);
        }
        processor::pin(self.processors.load)?;
        let mut run = Run {
            program: self.place.program()?,
            directory: self.place.directory()?,
            bench: self,
            table: Table::new("of what it is compared with"),
        };
        if run.wants(OperatorPart::Backup) {
            run.backup(told)?;
        }
        if run.wants(OperatorPart::Ready) {
            run.ready(told)?;
        }
        Ok(run.table)
    }
}

/// One run of the measurements.
struct Run {
    bench: OperatorBench,
    program: PathBuf,
    directory: TempDir,
    table: Table,
}

impl Run {
    fn wants(&self, part: OperatorPart) -> bool {
        self.bench.only.is_empty() || self.bench.only.contains(&part)
    }

    fn rounds(&self) -> usize {
        self.bench.rounds.max(1)
    }

    fn plan(&self, name: &str, flags: &[&str]) -> HostPlan {
        HostPlan {
            program: self.program.clone(),
            processor: self.bench.processors.host,
            data: self.directory.path().join(name),
            tls: None,
            flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
        }
    }

    fn shape(&self) -> Shape {
        let logs = self.bench.logs.max(1);
        // Each link has some.
        let links = logs.div_ceil(logs.div_ceil(LINKS));
        Shape { logs, links }
    }

    fn backup(&mut self, told: &mut dyn FnMut(&str)) -> anyhow::Result<()> {
        told("a host to be copied");
        let plan = self.plan("copied", &[]);
        let copying = Copying {
            shape: self.shape(),
            bytes: u64::from(self.bench.size) << 20,
            mib_per_second: self.bench.mib_per_second,
            messages: self.bench.messages,
            length: Duration::from_secs_f64(self.bench.seconds.max(0.1)),
            rounds: self.rounds(),
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let found = LocalSet::new().block_on(&runtime, backup::measure(&plan, copying, told))?;
        // So that the disk does not fill up.
        fs::remove_dir_all(&plan.data)?;
        let of = |value: fn(&backup::Found) -> f64| found.iter().map(value).collect::<Vec<_>>();
        self.table.add("the copy", "MiB", of(|it| it.mib), None);
        let rates = of(|it| it.mib / it.seconds);
        self.table.add("copied", "MiB/s", rates, None);
        let (quiet, busy) = (of(|it| it.quiet_ms), of(|it| it.busy_ms));
        let alone = median(quiet.clone());
        let messages = format!("{} messages a second", self.bench.messages);
        let name = format!("{messages}, p99 in peace");
        self.table.add(&name, "ms", quiet, None);
        let name = format!("{messages}, p99 beside a copy");
        let ratio = |median| format!("{} times as long", number(median / alone));
        self.table.add_with_ratio((&name, "ms"), busy, None, ratio);
        // Each round beside its neighbour: the machine changes its speed in between.
        let times = of(|it| it.busy_ms / it.quiet_ms);
        let goal = Some(Goal::AtMost(2.0));
        self.table
            .add("p99 beside a copy of p99 in peace", "ratio", times, goal);
        let most = Some(Goal::AtMost(32.0));
        let host = of(|it| it.host_mib);
        self.table
            .add("memory of the host for it", "MiB", host, most);
        let program = of(|it| it.program_mib);
        let name = "memory of the program that writes the copy";
        self.table.add(name, "MiB", program, most);
        Ok(())
    }

    fn ready(&mut self, told: &mut dyn FnMut(&str)) -> anyhow::Result<()> {
        let entries = self.bench.entries;
        told(&format!("a host with {entries} entries"));
        // How it was filled makes no difference to how it is started.
        let filling = self.plan("full", &["--sync", "false"]);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let killed = ready::filled_and_killed(&filling, self.shape(), entries);
        LocalSet::new().block_on(&runtime, killed)?;
        told("its starts");
        let full = self.plan("full", &[]);
        let starts = Starts::measure(&full, self.directory.path(), self.rounds())?;
        let bytes = ready::bytes_below(&full.data)?;
        fs::remove_dir_all(&full.data)?;
        self.table
            .add("its directory", "MiB", vec![mebibytes(bytes)], None);
        let empty = median(starts.empty.clone());
        self.table
            .add("start with an empty directory", "ms", starts.empty, None);
        let ratio = |median: f64| format!("{} times as long", number(median / empty));
        let goal = (!self.bench.quick).then_some(Goal::AtMost(1000.0));
        for (what, taken) in [
            ("", starts.settled),
            (", just written", starts.full),
            (", just written, after it was killed", vec![starts.killed]),
        ] {
            let name = format!("start with {entries} entries{what}");
            self.table.add_with_ratio((&name, "ms"), taken, goal, ratio);
        }
        Ok(())
    }
}
