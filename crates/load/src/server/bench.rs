//! The order of the measurements of a host, and their table.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;
use tokio::task::LocalSet;

use super::bare_store::{BareStore, Records};
use super::durable::{Loaded, Rounds, median_rate};
use super::host_process::HostPlan;
use super::log::Log;
use super::stream::Certificate;
use super::traffic::{Pace, Round, Shape};
use super::{cold_start, fan_out, idle, sign_up};
use crate::figure::{Goal, Spread, Table, number};
use crate::place::{Place, Processors};
use crate::processor;

/// Parts that can be measured by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// The embedded store with nothing round it
    BareStore,
    /// Durable messages
    Durable,
    /// The same without syncing
    Relayed,
    /// Durable messages over TLS
    Tls,
    /// Sign-ups
    SignUp,
    /// Memory of idle links
    Idle,
    /// One append to many followers
    FanOut,
    /// From process start to the first answer
    ColdStart,
}

/// Measure a host: a `hudhud serve` on one processor, the load on another
#[derive(Debug, Clone, clap::Args)]
pub struct ServerBench {
    /// Rounds of each measurement
    #[arg(long, default_value_t = 5, value_name = "COUNT")]
    rounds: usize,
    /// Length of a round, in seconds
    #[arg(long, default_value_t = 5.0, value_name = "SECONDS")]
    seconds: f64,
    /// One short round of everything, on a small scale: shows that it works
    #[arg(long)]
    quick: bool,
    /// Only these parts (the bare store is then compared with if it is among them)
    #[arg(long, value_delimiter = ',', value_name = "PART")]
    only: Vec<Part>,
    /// Messages in flight
    #[arg(long, value_delimiter = ',', default_values_t = [64, 512, 4096], value_name = "COUNT")]
    in_flight: Vec<u32>,
    /// Logs that are written to
    #[arg(long, default_value_t = 100_000, value_name = "COUNT")]
    logs: u32,
    /// Links that write; as many follow
    #[arg(long, default_value_t = 64, value_name = "COUNT")]
    links: u32,
    /// Idle links; a process here may have a limit of open files
    #[arg(long, default_value_t = 5000, value_name = "COUNT")]
    idle_links: u32,
    /// Time after which the memory of idle links is looked at, in seconds
    #[arg(long, default_value_t = 60.0, value_name = "SECONDS")]
    settle: f64,
    /// Followers of one log
    #[arg(long, value_delimiter = ',', default_values_t = [1000, 10_000], value_name = "COUNT")]
    followers: Vec<u32>,
    /// Sign-ups in one round
    #[arg(long, default_value_t = 3200, value_name = "COUNT")]
    sign_ups: usize,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    processors: Processors,
}

impl ServerBench {
    /// Measures, and returns the table; `told` hears what is being done.
    ///
    /// # Errors
    /// A host could not be started or broke its promise, or the system refused something.
    pub fn measure(mut self, told: &mut dyn FnMut(&str)) -> anyhow::Result<Table> {
        if self.quick {
            self.make_quick();
        }
        processor::pin(self.processors.load)?;
        let directory = self.place.directory()?;
        let program = self.place.program()?;
        let tls = Certificate::create(directory.path())?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let mut run = Run {
            bench: self,
            program,
            tls,
            directory,
            table: Table::new("of the bare store: as the host writes (one record)"),
            bare: None,
            hosts: 0,
            told,
        };
        LocalSet::new().block_on(&runtime, run.all())?;
        Ok(run.table)
    }

    fn make_quick(&mut self) {
        self.rounds = 1;
        self.seconds = self.seconds.min(1.0);
        self.settle = self.settle.min(1.0);
        self.logs = self.logs.min(2_000);
        self.links = self.links.min(16);
        self.idle_links = self.idle_links.min(200);
        self.followers.retain(|count| *count <= 1_000);
        self.sign_ups = self.sign_ups.min(320);
    }

    fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    fn rounds(&self) -> Rounds {
        Rounds {
            count: self.rounds.max(1),
            length: Duration::from_secs_f64(self.seconds.max(0.1)),
        }
    }
}

/// One run of the measurements.
struct Run<'a> {
    bench: ServerBench,
    program: PathBuf,
    tls: Certificate,
    directory: TempDir,
    table: Table,
    /// Messages a second: as the host writes them, and as one record.
    bare: Option<[f64; 2]>,
    hosts: u32,
    told: &'a mut dyn FnMut(&str),
}

impl Run<'_> {
    async fn all(&mut self) -> anyhow::Result<()> {
        if self.bench.wants(Part::BareStore) {
            self.bare_store()?;
        }
        if self.bench.wants(Part::Durable) {
            self.durable().await?;
        }
        if self.bench.wants(Part::Relayed) {
            let plan = self.plan("relayed", None, &["--sync", "false"]);
            self.one_window("relayed messages (no sync)", &plan).await?;
        }
        if self.bench.wants(Part::Tls) {
            let plan = self.plan("tls", Some(self.tls.clone()), &[]);
            self.one_window("durable messages over TLS", &plan).await?;
        }
        if self.bench.wants(Part::SignUp) {
            self.sign_ups().await?;
        }
        if self.bench.wants(Part::Idle) {
            self.idle("plain", None, 8_000.0).await?;
            let tls = Some(self.tls.clone());
            self.idle("TLS", tls, 13_000.0).await?;
        }
        if self.bench.wants(Part::FanOut) {
            self.fan_out().await?;
        }
        if self.bench.wants(Part::ColdStart) {
            self.cold_start()?;
        }
        Ok(())
    }

    fn tell(&mut self, what: &str) {
        (self.told)(what);
    }

    fn plan(&mut self, name: &str, tls: Option<Certificate>, flags: &[&str]) -> HostPlan {
        self.hosts += 1;
        let path: &Path = self.directory.path();
        HostPlan {
            program: self.program.clone(),
            processor: self.bench.processors.host,
            data: path.join(format!("{name}-{}", self.hosts)),
            tls,
            flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
        }
    }

    /// Removes what a host has left, so that the disk does not fill up.
    fn forget(plan: &HostPlan) -> anyhow::Result<()> {
        if plan.data.exists() {
            fs::remove_dir_all(&plan.data)?;
        }
        Ok(())
    }

    fn bare_store(&mut self) -> anyhow::Result<()> {
        self.tell("the bare store");
        let rounds = self.bench.rounds();
        let mut medians = [0.0; 2];
        let kinds = [
            (Records::AsTheHost, "bare store, records as the host writes"),
            (Records::One, "bare store, one record a message"),
        ];
        for ((records, name), median) in kinds.into_iter().zip(&mut medians) {
            let path = self.directory.path().join("bare");
            let mut store = BareStore::create(&path, self.bench.logs)?;
            let found = (0..rounds.count)
                .map(|_| store.round(records, rounds.length))
                .collect::<Result<Vec<_>, _>>()?;
            drop(store);
            fs::remove_dir_all(&path)?;
            *median = Spread::of(found.clone()).map_or(0.0, |spread| spread.median);
            self.table.add(name, "messages/s", found, None);
        }
        self.bare = Some(medians);
        Ok(())
    }

    fn shape(&self) -> Shape {
        Shape {
            logs: self.bench.logs,
            links: self.bench.links,
        }
    }

    async fn durable(&mut self) -> anyhow::Result<()> {
        self.tell("durable messages: setting up");
        let rounds = self.bench.rounds();
        let plan = self.plan("durable", None, &[]);
        let loaded = Loaded::start(&plan, self.shape()).await?;
        let mut peak: f64 = 0.0;
        for window in self.bench.in_flight.clone() {
            let name = format!("durable messages, {window} in flight");
            self.tell(&name);
            let found = loaded.run(Pace::InFlight(window), rounds).await?;
            peak = peak.max(median_rate(&found));
            let goal = (window == 512).then_some(Goal::AtLeast(30_000.0));
            self.add_rounds(&name, &found, goal);
        }
        let name = "durable messages at half of the peak";
        self.tell(name);
        let found = loaded.run(Pace::PerSecond(peak / 2.0), rounds).await?;
        self.add_latency(name, &found, Some(Goal::AtMost(40.0)));
        drop(loaded);
        Self::forget(&plan)
    }

    /// One row of figures at 512 in flight.
    async fn one_window(&mut self, name: &str, plan: &HostPlan) -> anyhow::Result<()> {
        self.tell(name);
        let loaded = Loaded::start(plan, self.shape()).await?;
        let found = loaded.run(Pace::InFlight(512), self.bench.rounds()).await?;
        self.add_rounds(&format!("{name}, 512 in flight"), &found, None);
        drop(loaded);
        Self::forget(plan)
    }

    fn add_rounds(&mut self, name: &str, rounds: &[Round], goal: Option<Goal>) {
        let bare = self.bare;
        let rates = column(rounds, |round| round.delivered_per_second);
        self.table
            .add_with_ratio((name, "messages/s"), rates, goal, |median| {
                bare.map_or_else(String::new, |[as_host, one]| {
                    format!("{} ({})", number(median / as_host), number(median / one))
                })
            });
        self.add_latency(name, rounds, None);
        let mut add = |what: &str, unit, values, goal| {
            self.table
                .add(&format!("{name}: {what}"), unit, values, goal);
        };
        let host = column(rounds, |round| round.host_us);
        add("processor time of the host", "µs/message", host, None);
        let load = column(rounds, |round| round.load_us);
        add("processor time of the load", "µs/message", load, None);
        let busy = column(rounds, |round| round.host_busy * 100.0);
        add("the host's processor in use", "%", busy, None);
        let written = column(rounds, |round| round.written);
        let goal = Some(Goal::AtMost(3.5)).filter(|_| name.contains("durable"));
        add("written to the device", "bytes/byte", written, goal);
    }

    fn add_latency(&mut self, name: &str, rounds: &[Round], goal: Option<Goal>) {
        let p50 = column(rounds, |round| round.p50_ms);
        self.table.add(&format!("{name}: p50"), "ms", p50, None);
        let p99 = column(rounds, |round| round.p99_ms);
        self.table.add(&format!("{name}: p99"), "ms", p99, goal);
    }

    async fn sign_ups(&mut self) -> anyhow::Result<()> {
        self.tell("sign-ups");
        let plan = self.plan("sign-up", None, &[]);
        let host = plan.start()?;
        let mut found = Vec::new();
        for seed in (0..).take(self.bench.rounds) {
            found.push(sign_up::round(&host.target, self.bench.sign_ups, seed).await?);
        }
        let goal = Some(Goal::AtLeast(1_000.0));
        self.table.add("sign-ups", "sign-ups/s", found, goal);
        drop(host);
        Self::forget(&plan)
    }

    async fn idle(
        &mut self,
        name: &str,
        tls: Option<Certificate>,
        goal: f64,
    ) -> anyhow::Result<()> {
        let links = self.bench.idle_links;
        self.tell(&format!("{links} idle links, {name}"));
        let plan = self.plan("idle", tls, &[]);
        let settle = Duration::from_secs_f64(self.bench.settle.max(0.0));
        let found = idle::measure(&plan, links, settle).await?;
        let logs = idle::LOGS_PER_LINK;
        let opened = format!("idle link, {name}, {logs} logs open (of {links} links)");
        let goal = Some(Goal::AtMost(goal));
        self.table
            .add(&opened, "bytes", vec![found.open_bytes], goal);
        let followed = format!("idle link, {name}, {logs} logs followed (of {links} links)");
        self.table
            .add(&followed, "bytes", vec![found.followed_bytes], None);
        Self::forget(&plan)
    }

    async fn fan_out(&mut self) -> anyhow::Result<()> {
        let plan = self.plan("fan-out", None, &[]);
        let host = plan.start()?;
        for (number, followers) in (0..).zip(self.bench.followers.clone()) {
            self.tell(&format!("fan-out to {followers} followers"));
            let log = (Log(number), followers);
            let appends = self.bench.rounds.max(1) * 4;
            let found = fan_out::measure(&host.target, log, appends).await?;
            let goal = (followers == 10_000).then_some(Goal::AtMost(150.0));
            let name = format!("one append, last of {followers} followers");
            self.table.add(&name, "ms", found.last_ms, goal);
            let name = format!("deliveries to {followers} followers");
            let rates = found.deliveries_per_second;
            self.table.add(&name, "deliveries/s", rates, None);
        }
        drop(host);
        Self::forget(&plan)
    }

    fn cold_start(&mut self) -> anyhow::Result<()> {
        self.tell("cold starts");
        let starts = if self.bench.quick { 2 } else { 10 };
        let plan = self.plan("cold", None, &[]);
        let found = cold_start::measure(&plan, self.directory.path(), starts)?;
        let goal = Some(Goal::AtMost(200.0));
        self.table.add("cold start", "ms", found, goal);
        Ok(())
    }
}

fn column(rounds: &[Round], value: impl Fn(&Round) -> f64) -> Vec<f64> {
    rounds.iter().map(value).collect()
}
