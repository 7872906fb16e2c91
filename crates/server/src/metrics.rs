//! What is counted, and how it is read: Prometheus text, names `hudhud_<subsystem>_<thing>_<unit>`.
//!
//! Only counts, sizes and durations: no label carries an id, an address or anything of a person.

mod process;

use std::fmt;
use std::sync::Mutex;
use std::sync::PoisonError;

use hudhud_host::Counters;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use process::Process;

/// Upper bounds of the commit histogram, in seconds.
const COMMIT_SECONDS: [f64; 12] = [
    0.000_25, 0.000_5, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.512, 2.0,
];

/// What commits cost.
#[derive(Debug, Clone)]
pub(crate) struct CommitMetrics {
    /// How long each write took, until it was durable.
    pub(crate) seconds: Histogram,
    /// Submissions made durable.
    pub(crate) submissions: Counter,
    /// Submissions refused or lost.
    pub(crate) failures: Counter,
    /// Keys and values written.
    pub(crate) bytes: Counter,
}

impl Default for CommitMetrics {
    fn default() -> Self {
        Self {
            seconds: Histogram::new(COMMIT_SECONDS),
            submissions: Counter::default(),
            failures: Counter::default(),
            bytes: Counter::default(),
        }
    }
}

/// Everything that is counted in one process.
pub(crate) struct Metrics {
    registry: Mutex<Registry>,
    pub(crate) commit: CommitMetrics,
    pub(crate) connections_open: Gauge,
    pub(crate) connections_accepted: Counter,
    pub(crate) connections_refused: Counter,
    pub(crate) handshakes_failed: Counter,
    pub(crate) links_open: Gauge,
    pub(crate) links_lagging: Counter,
    pub(crate) links_held: Counter,
    pub(crate) links_overrun: Counter,
    pub(crate) links_stuck: Counter,
    pub(crate) links_malformed: Counter,
    pub(crate) frames_received: Counter,
    pub(crate) frames_sent: Counter,
    pub(crate) frame_bytes_received: Counter,
    pub(crate) frame_bytes_sent: Counter,
    /// Counted from time to time.
    pub(crate) host_accounts: Gauge,
    pub(crate) host_turns: Counter,
    pub(crate) host_look_ups: Counter,
    pub(crate) host_turn_failures: Counter,
    pub(crate) host_queue_depth: Gauge,
    pub(crate) host_output_peak_bytes: Gauge,
    pub(crate) blobs_stored: Counter,
    pub(crate) blob_bytes_received: Counter,
    pub(crate) blob_bytes_sent: Counter,
    pub(crate) machine: MachineMetrics,
    host: HostCounts,
}

/// How it stands with what the host rests on.
pub(crate) struct MachineMetrics {
    pub(crate) disk_free_bytes: Gauge,
    pub(crate) disk_full: Gauge,
    pub(crate) clock_implausible: Gauge,
    pub(crate) tls_seconds_left: Gauge,
    pub(crate) renewal_failing: Gauge,
    pub(crate) renewal_failures: Counter,
}

impl MachineMetrics {
    fn new(register: &mut Names<'_>) -> Self {
        Self {
            disk_free_bytes: register.gauge("disk_free_bytes", "Free bytes of the data disk"),
            disk_full: register.gauge(
                "disk_full_state",
                "0: room; 1: nothing new is created; 2: nothing can be stored",
            ),
            clock_implausible: register.gauge(
                "clock_implausible_state",
                "1 while the clock is too far ahead to retire anything by it",
            ),
            renewal_failing: register.gauge(
                "tls_renewal_failing_state",
                "1 while the authority was last asked for a certificate in vain",
            ),
            renewal_failures: register.count(
                "tls_renewal_failures",
                "Times the authority was asked for a certificate in vain",
            ),
            tls_seconds_left: register.gauge(
                "tls_certificate_left_seconds",
                "Time until the certificate in use ends; 0: it has ended, or there is none",
            ),
        }
    }
}

/// The host machine's own counts, taken over when they are asked for.
struct HostCounts {
    requests: Family<[(&'static str, &'static str); 1], Gauge>,
    refusals: Family<[(&'static str, &'static str); 1], Gauge>,
    values: [Gauge; 11],
}

/// Names and meanings of [`HostCounts::values`], in their order.
const HOST_VALUES: [(&str, &str); 11] = [
    ("host_entries_appended", "Entries appended since the start"),
    (
        "host_entries_pushed",
        "Entries pushed to followers since the start",
    ),
    ("host_tickets_failed", "Tickets that failed since the start"),
    (
        "host_records_damaged",
        "Records found damaged since the start",
    ),
    (
        "host_decisions",
        "Decisions made since the start, again and for trial included",
    ),
    ("host_sessions_open", "Links the machine knows"),
    ("host_handles_open", "Handles open, over all links"),
    ("host_logs_open", "Logs open on at least one link"),
    ("host_followers_open", "Handles that follow"),
    ("host_logs_hot", "Log heads held in memory"),
    ("host_tickets_pending", "Tickets not yet durable"),
];

impl Metrics {
    /// All at zero.
    pub(crate) fn new() -> Self {
        let mut registry = Registry::default();
        let mut register = Names {
            registry: &mut registry,
        };
        register.program();
        let commit = CommitMetrics::default();
        register.histogram(
            "store_commit",
            "Time until a write was durable",
            &commit.seconds,
        );
        register.add(
            "store_submissions",
            "Submissions made durable",
            &commit.submissions,
        );
        register.add(
            "store_failures",
            "Submissions refused or lost",
            &commit.failures,
        );
        register.bytes("store_written", "Keys and values written", &commit.bytes);
        let host = HostCounts {
            requests: register.family("host_requests", "Requests decided, by kind"),
            refusals: register.family("host_refusals", "Requests refused, by code"),
            values: HOST_VALUES.map(|(name, help)| register.gauge(name, help)),
        };
        Self {
            commit,
            connections_open: register.gauge("connection_open", "Connections open"),
            connections_accepted: register.count("connection_accepted", "Connections accepted"),
            connections_refused: register.count("connection_refused", "Connections over a limit"),
            handshakes_failed: register
                .count("connection_handshake_failures", "TLS or HTTP failed"),
            links_open: register.gauge("link_open", "WebSocket links open"),
            links_lagging: register.count("link_lagging", "Followings ended by a slow reader"),
            links_held: register.count(
                "link_held",
                "Times a link was owed too much to be read from",
            ),
            links_overrun: register.count("link_overrun", "Links closed for unread answers"),
            links_stuck: register.count("link_stuck", "Links closed because they took nothing"),
            links_malformed: register.count("link_malformed", "Links closed for a bad frame"),
            frames_received: register.count("frame_received", "Frames from clients"),
            frames_sent: register.count("frame_sent", "Frames to clients"),
            frame_bytes_received: register.count_bytes("frame_received", "Bytes of client frames"),
            frame_bytes_sent: register.count_bytes("frame_sent", "Bytes of host frames"),
            host_accounts: register.gauge("host_accounts", "Accounts, when last counted"),
            host_turns: register.count("host_turns", "Turns of the host machine"),
            host_look_ups: register.count("host_look_ups", "Rounds of look-ups that turns wanted"),
            host_turn_failures: register
                .count("host_commit_failures", "Turns that were not stored"),
            host_queue_depth: register.gauge("host_queue_inputs", "Inputs taken by the last turn"),
            host_output_peak_bytes: register.gauge(
                "host_output_peak_bytes",
                "Most bytes that waited for the network at once",
            ),
            blobs_stored: register.count("blob_stored", "Blobs stored"),
            blob_bytes_received: register.count_bytes("blob_received", "Bytes of blobs received"),
            blob_bytes_sent: register.count_bytes("blob_sent", "Bytes of blobs sent"),
            machine: MachineMetrics::new(&mut register),
            host,
            registry: Mutex::new(registry),
        }
    }

    /// Takes the machine's counts over.
    pub(crate) fn take_counters(&self, counters: &Counters) {
        for (kind, count) in &counters.requests {
            self.host
                .requests
                .get_or_create(&[("kind", *kind)])
                .set(signed(*count));
        }
        for (code, count) in &counters.refusals {
            self.host
                .refusals
                .get_or_create(&[("code", *code)])
                .set(signed(*count));
        }
        let size = |size: usize| u64::try_from(size).unwrap_or(u64::MAX);
        let values = [
            counters.entries_appended,
            counters.entries_pushed,
            counters.tickets_failed,
            counters.records_damaged,
            counters.decisions,
            size(counters.sessions),
            size(counters.handles),
            size(counters.logs_open),
            size(counters.followers),
            size(counters.logs_hot),
            size(counters.tickets_pending),
        ];
        for (gauge, value) in self.host.values.iter().zip(values) {
            gauge.set(signed(value));
        }
    }

    /// All values, as Prometheus reads them.
    pub(crate) fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        let registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        encode(&mut text, &registry)?;
        Ok(text)
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

/// Registers metrics as they are made.
struct Names<'a> {
    registry: &'a mut Registry,
}

impl Names<'_> {
    fn add(&mut self, name: &str, help: &str, counter: &Counter) {
        self.registry.register(ours(name), help, counter.clone());
    }

    fn bytes(&mut self, name: &str, help: &str, counter: &Counter) {
        self.registry
            .register_with_unit(ours(name), help, Unit::Bytes, counter.clone());
    }

    fn histogram(&mut self, name: &str, help: &str, histogram: &Histogram) {
        self.registry
            .register_with_unit(ours(name), help, Unit::Seconds, histogram.clone());
    }

    fn program(&mut self) {
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        self.registry
            .register(ours("build"), "The program", version);
        self.registry.register_collector(Box::new(Process));
    }

    fn count(&mut self, name: &str, help: &str) -> Counter {
        let counter = Counter::default();
        self.add(name, help, &counter);
        counter
    }

    fn count_bytes(&mut self, name: &str, help: &str) -> Counter {
        let counter = Counter::default();
        self.bytes(name, help, &counter);
        counter
    }

    fn family(
        &mut self,
        name: &str,
        help: &str,
    ) -> Family<[(&'static str, &'static str); 1], Gauge> {
        let family = Family::default();
        self.registry.register(ours(name), help, family.clone());
        family
    }

    fn gauge(&mut self, name: &str, help: &str) -> Gauge {
        let gauge = Gauge::default();
        self.registry.register(ours(name), help, gauge.clone());
        gauge
    }
}

/// Those of every process stand beside ours, and have no prefix.
fn ours(name: &str) -> String {
    format!("hudhud_{name}")
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_says_its_subsystem_and_stands_alone() {
        let metrics = Metrics::new();
        metrics.frame_bytes_sent.inc_by(5);
        let text = metrics.text().unwrap();
        assert!(text.contains("hudhud_frame_sent_bytes_total 5"), "{text}");
        let mut names: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("# TYPE "))
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
