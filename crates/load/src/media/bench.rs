//! The order of the measurements of photos and files, and their table.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use tempfile::TempDir;
use tokio::task::LocalSet;

use super::killed::{Trial, Twice};
use super::transfers::{self, Peace};
use super::{plain, plain::ensure_same};
use crate::figure::{Goal, Table, mebibytes, median, milliseconds, number};
use crate::people::two_who_talk;
use crate::place::{Place, Processors};
use crate::processor;
use crate::random::Random;
use crate::server::HostPlan;

/// Mebibytes that may pass twice besides a piece: the heads of requests, and what a process says when it
/// begins.
const WORDS_MIB: f64 = 0.0625;
/// Uploads beside which messages are written.
const TRANSFERS: u64 = 8;

/// Parts that can be measured by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum MediaPart {
    /// A file sent and saved by the terminal, beside plain HTTP, and the memory for it
    Terminal,
    /// What passes twice when the terminal or the host is killed
    Killed,
    /// Messages beside eight uploads
    Messages,
}

/// Measure photos and files: a host on one processor, people at the terminal on another
#[derive(Debug, Clone, clap::Args)]
pub struct MediaBench {
    /// Rounds of each measurement
    #[arg(long, default_value_t = 5, value_name = "COUNT")]
    rounds: usize,
    /// Length of the file, in MiB
    #[arg(long, default_value_t = 60, value_name = "MIB")]
    file: usize,
    /// How long messages are written, with and without uploads, in seconds
    #[arg(long, default_value_t = 5.0, value_name = "SECONDS")]
    seconds: f64,
    /// One short round of everything, on a small scale: shows that it works
    #[arg(long)]
    quick: bool,
    /// Only these parts
    #[arg(long, value_delimiter = ',', value_name = "PART")]
    only: Vec<MediaPart>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    processors: Processors,
}

impl MediaBench {
    /// Measures, and returns the table; `told` hears what is being done.
    ///
    /// # Errors
    /// A host or a command of the terminal failed, or the system refused something.
    pub fn measure(mut self, told: &mut dyn FnMut(&str)) -> anyhow::Result<Table> {
        if self.quick {
            self.rounds = 1;
            self.file = self.file.min(12);
            self.seconds = self.seconds.min(1.0);
        }
        processor::pin(self.processors.load)?;
        let directory = self.place.directory()?;
        let program = self.place.program()?;
        let content = directory.path().join("file.bin");
        fs::write(&content, Random::new(1).bytes(self.file << 20))?;
        let mut run = Run {
            bench: self,
            program,
            directory,
            content,
            table: Table::new("of plain HTTP, or of what is meant"),
        };
        if run.wants(MediaPart::Terminal) {
            told("a file by the terminal, and plain HTTP");
            run.terminal()?;
        }
        if run.wants(MediaPart::Killed) {
            told("processes killed in the middle of a file");
            run.killed()?;
        }
        if run.wants(MediaPart::Messages) {
            told("messages beside uploads");
            run.messages()?;
        }
        Ok(run.table)
    }
}

/// One run of the measurements.
struct Run {
    bench: MediaBench,
    program: PathBuf,
    directory: TempDir,
    content: PathBuf,
    table: Table,
}

/// What one way of a file took: seconds by plain HTTP and by the terminal, and bytes of memory.
#[derive(Debug, Default)]
struct Way {
    plain: Vec<f64>,
    terminal: Vec<f64>,
    memory: Vec<f64>,
}

/// One of the figures of a round.
type BytesOf = fn(&Twice) -> u64;

impl Run {
    fn wants(&self, part: MediaPart) -> bool {
        self.bench.only.is_empty() || self.bench.only.contains(&part)
    }

    fn rounds(&self) -> usize {
        self.bench.rounds.max(1)
    }

    fn place(&self, name: &str) -> anyhow::Result<PathBuf> {
        let place = self.directory.path().join(name);
        fs::create_dir_all(&place)?;
        Ok(place)
    }

    fn plan(&self, name: &str) -> HostPlan {
        HostPlan {
            program: self.program.clone(),
            processor: self.bench.processors.host,
            data: self.directory.path().join(format!("{name}-host")),
            tls: None,
            flags: Vec::new(),
        }
    }

    fn mebibytes(&self) -> anyhow::Result<f64> {
        Ok(f64::from(u32::try_from(self.bench.file)?))
    }

    fn terminal(&mut self) -> anyhow::Result<()> {
        let (plain, homes) = (self.place("plain")?, self.place("people")?);
        let host = self.plan("people").start()?;
        let (amal, basim) = two_who_talk(&self.program, &homes, &host.origin())?;
        let (mut up, mut down) = (Way::default(), Way::default());
        let (mut host_memory, mut bare) = (Vec::new(), Vec::new());
        let file = self.content.display().to_string();
        for round in 0..self.rounds() {
            let on = self.bench.processors.host;
            up.plain
                .push(seconds(plain::up(&self.content, &plain, on)?));
            down.plain.push(seconds(plain::down(&plain, on)?));
            ensure_same(&self.content, &plain.join("saved"))?;

            let small = amal.runs(&["send", "@basim", "no file"])?;
            bare.push(milliseconds(small.took));
            host.forget_peak()?;
            let before = host.resident_bytes()?;
            let words = format!("file {round}");
            let sent = amal.runs(&["send", "@basim", &words, "--file", &file])?;
            up.terminal.push(seconds(sent.took));
            up.memory.push(grown(sent.peak_bytes, small.peak_bytes));

            let number = basim.number_of("@amal", &words)?;
            let small = basim.runs(&["history", "@amal"])?;
            let to = homes.join(&words);
            let saved = basim.runs(&["save", &number, &to.display().to_string()])?;
            down.terminal.push(seconds(saved.took));
            down.memory.push(grown(saved.peak_bytes, small.peak_bytes));
            host_memory.push(grown(host.peak_bytes()?, before));
            ensure_same(&self.content, &to.join("file.bin"))?;
            fs::remove_dir_all(&to)?;
        }
        self.add_way("sent", &up, 0.6)?;
        self.add_way("saved", &down, 0.7)?;
        let most = Some(Goal::AtMost(32.0));
        self.table.add(
            "memory of the host for it, both ways",
            "MiB",
            host_memory,
            most,
        );
        self.table.add(
            "a message without a file, the whole command",
            "ms",
            bare,
            None,
        );
        Ok(())
    }

    fn add_way(&mut self, verb: &str, way: &Way, goal: f64) -> anyhow::Result<()> {
        let size = self.mebibytes()?;
        let rates = |took: &[f64]| took.iter().map(|took| size / took).collect::<Vec<_>>();
        let name = format!("{size} MiB {verb}");
        self.table.add(
            &format!("{name}, plain HTTP"),
            "MiB/s",
            rates(&way.plain),
            None,
        );
        self.table.add(
            &format!("{name}, the terminal"),
            "MiB/s",
            rates(&way.terminal),
            None,
        );
        // Each round beside its neighbour: the machine changes its speed in between.
        let pairs = way.plain.iter().zip(&way.terminal);
        let ratios = pairs.map(|(plain, terminal)| plain / terminal).collect();
        self.table.add(
            &format!("{name}, the terminal of plain HTTP"),
            "ratio",
            ratios,
            Some(Goal::AtLeast(goal)),
        );
        self.table.add(
            &format!("memory of the terminal for what is {verb}"),
            "MiB",
            way.memory.clone(),
            Some(Goal::AtMost(32.0)),
        );
        Ok(())
    }

    fn killed(&mut self) -> anyhow::Result<()> {
        let place = self.place("killed")?;
        let host = self.plan("killed").start()?;
        let mut trial = Trial::begins((host, &self.program), &self.content, &place)?;
        let mut rounds = Vec::new();
        for _ in 0..self.rounds() {
            rounds.push(trial.round()?);
        }
        let piece = mebibytes(plain::PIECE_BYTES as u64);
        let part = mebibytes(plain::PART_BYTES as u64);
        let whats: [(&str, BytesOf, f64); 4] = [
            (
                "sent twice, terminal killed",
                |twice| twice.up_by_terminal,
                piece,
            ),
            ("sent twice, host killed", |twice| twice.up_by_host, piece),
            (
                "fetched twice, terminal killed",
                |twice| twice.down_by_terminal,
                part,
            ),
            (
                "fetched twice, host killed",
                |twice| twice.down_by_host,
                part,
            ),
        ];
        for (name, of, most) in whats {
            let values = rounds.iter().map(of).map(mebibytes).collect();
            let ratio = |median| format!("{} of a piece", number(median / most));
            let most = Some(Goal::AtMost(most + WORDS_MIB));
            self.table
                .add_with_ratio((name, "MiB"), values, most, ratio);
        }
        Ok(())
    }

    fn messages(&mut self) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let length = Duration::from_secs_f64(self.bench.seconds.max(0.1));
        let with = (length, self.bench.processors.load);
        let mut rounds: Vec<Peace> = Vec::new();
        for round in 0..self.rounds() {
            let plan = self.plan(&format!("messages-{round}"));
            let host = plan.start()?;
            let beside = transfers::beside(&host, TRANSFERS, with);
            rounds.push(LocalSet::new().block_on(&runtime, beside)?);
            host.stop()?;
            // So that the disk does not fill up.
            fs::remove_dir_all(&plan.data)?;
        }
        let of = |value: fn(&Peace) -> f64| rounds.iter().map(value).collect::<Vec<_>>();
        let quiet = of(|peace| milliseconds(peace.quiet));
        let alone = median(quiet.clone());
        self.table.add("a message in peace, p99", "ms", quiet, None);
        let busy = of(|peace| milliseconds(peace.busy));
        let ratio = |median| format!("{} times as long", number(median / alone));
        let name = format!("a message beside {TRANSFERS} uploads, p99");
        self.table.add_with_ratio((&name, "ms"), busy, None, ratio);
        let times = of(|peace| seconds(peace.busy) / seconds(peace.quiet));
        let name = format!("p99 beside {TRANSFERS} uploads of p99 in peace");
        self.table
            .add(&name, "ratio", times, Some(Goal::AtMost(2.0)));
        let rates = rounds
            .iter()
            .map(|peace| mebibytes(peace.bytes) / length.as_secs_f64());
        self.table.add(
            "brought by the uploads meanwhile",
            "MiB/s",
            rates.collect(),
            None,
        );
        Ok(())
    }
}

fn seconds(took: Duration) -> f64 {
    took.as_secs_f64()
}

/// Mebibytes that one has more than the other.
fn grown(large: u64, small: u64) -> f64 {
    mebibytes(large.saturating_sub(small))
}
