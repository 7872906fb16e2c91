//! Floods: what somebody may do to a host who pays for nothing, and what others notice of it.
//!
//! For each kind a host is started anew. Somebody appends to a log, in peace first and then while
//! others flood; how long that takes, and what memory the host takes, is what is told.

mod attack;

use std::fmt;
use std::fs;
use std::rc::Rc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::task::LocalSet;
use tokio::time::sleep;

use super::host_process::{HostPlan, HostProcess};
use super::others;
use crate::place::{Place, Processors};
use crate::processor;
use attack::Counter;
pub use attack::Kind;

/// Between two looks at the host's memory.
const LOOK: Duration = Duration::from_millis(50);
/// Bytes in a mebibyte.
const MIB: u64 = 1024 * 1024;

/// Flood a host on one processor from another, and say what others notice
#[derive(Debug, Clone, clap::Args)]
pub struct Flood {
    /// Only these kinds [default: all]
    #[arg(long, value_delimiter = ',', value_name = "KIND")]
    kind: Vec<Kind>,
    /// Links, or connections, that flood
    #[arg(long, default_value_t = 64, value_name = "COUNT")]
    links: u32,
    /// How long each flood lasts, and the peace before it, in seconds
    #[arg(long, default_value_t = 5.0, value_name = "SECONDS")]
    seconds: f64,
    /// Further flags of the host, for example the limits to be tried
    #[arg(
        long,
        value_delimiter = ',',
        allow_hyphen_values = true,
        value_name = "FLAG"
    )]
    host_flags: Vec<String>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    processors: Processors,
    /// The processor of whoever behaves; on one of its own it does not wait for whoever floods here
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    others_processor: u32,
}

/// What came of one flood.
#[derive(Debug)]
struct Outcome {
    kind: Kind,
    quiet: Duration,
    flooded: Duration,
    before_bytes: u64,
    peak_bytes: u64,
    /// Links and connections of the flood that ended and were begun anew.
    ended: u32,
}

/// What came of all of them.
#[derive(Debug)]
pub struct Outcomes(Vec<Outcome>);

impl Flood {
    /// Floods; `told` hears what is being done.
    ///
    /// # Errors
    /// A host could not be started or ended, or whoever behaved was not answered.
    pub fn measure(&self, told: &mut dyn FnMut(&str)) -> anyhow::Result<Outcomes> {
        processor::pin(self.processors.load)?;
        let directory = self.place.directory()?;
        let all = <Kind as clap::ValueEnum>::value_variants();
        let kinds = if self.kind.is_empty() {
            all
        } else {
            &self.kind
        };
        let mut outcomes = Vec::new();
        for kind in kinds {
            told(&format!("flood: {kind:?}"));
            let plan = HostPlan {
                program: self.place.program()?,
                processor: self.processors.host,
                data: directory.path().join(format!("{kind:?}")),
                tls: None,
                flags: self.host_flags.clone(),
            };
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            let outcome = LocalSet::new().block_on(&runtime, self.flood(&plan, *kind));
            outcomes.push(outcome.with_context(|| format!("flood {kind:?}"))?);
            // So that the disk does not fill up.
            fs::remove_dir_all(&plan.data)?;
        }
        Ok(Outcomes(outcomes))
    }

    async fn flood(&self, plan: &HostPlan, kind: Kind) -> anyhow::Result<Outcome> {
        let host = plan.start()?;
        attack::prepare(&host.target).await?;
        others::prepare(&host.target).await?;
        let before_bytes = host.resident_bytes()?;
        let (quiet, _) = self.others(&host).await?;
        let counter = Counter::new();
        let attackers: Vec<_> = (0..self.links)
            .map(|_| attack::run(kind, host.target.clone(), Rc::clone(&counter)))
            .map(tokio::task::spawn_local)
            .collect();
        let flooded = self.others(&host).await;
        attackers.iter().for_each(|attacker| attacker.abort());
        let (flooded, peak_bytes) = flooded?;
        Ok(Outcome {
            kind,
            quiet,
            flooded,
            before_bytes,
            peak_bytes,
            ended: counter.ended(),
        })
    }

    /// How long others wait, 99 of 100 times at most, and the most memory meanwhile.
    async fn others(&self, host: &HostProcess) -> anyhow::Result<(Duration, u64)> {
        let length = Duration::from_secs_f64(self.seconds);
        let asking = others::p99(&host.target, length, self.others_processor);
        let mut peak_bytes = 0;
        while !asking.is_finished() {
            sleep(LOOK).await;
            peak_bytes = peak_bytes.max(host.resident_bytes()?);
        }
        let waited = asking
            .join()
            .map_err(|_| anyhow::anyhow!("whoever asked has ended"))??;
        Ok((waited, peak_bytes))
    }
}

impl fmt::Display for Outcomes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| flood | p99 in peace, ms | p99 flooded, ms | times | memory before, MiB | at most, MiB | ended |"
        )?;
        writeln!(f, "|---|---|---|---|---|---|---|")?;
        for outcome in &self.0 {
            let (quiet, flooded) = (outcome.quiet.as_secs_f64(), outcome.flooded.as_secs_f64());
            writeln!(
                f,
                "| {:?} | {:.2} | {:.2} | {:.1} | {} | {} | {} |",
                outcome.kind,
                quiet * 1000.0,
                flooded * 1000.0,
                flooded / quiet.max(f64::MIN_POSITIVE),
                outcome.before_bytes / MIB,
                outcome.peak_bytes / MIB,
                outcome.ended,
            )?;
        }
        Ok(())
    }
}
