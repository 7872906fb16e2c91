//! The world: devices, hosts, the network between them, and time. One event after another, nothing at
//! once, everything drawn from one seed.
//!
//! It owns what is there and what happens to it. What people do is decided above it: by a story
//! (`story`) that drives it by hand, or by the dice of a random world (`life`).

pub(crate) mod device;
mod direct;
mod disk;
pub(crate) mod files;
mod frames;
pub(crate) mod host;
mod links;
pub(crate) mod meter;
pub(crate) mod model;
mod outcome;
mod probe;
pub(crate) mod process;
pub(crate) mod queue;
pub(crate) mod random;
pub(crate) mod tap;
pub(crate) mod trace;
pub(crate) mod weather;

use std::collections::{BTreeMap, BTreeSet};

use hudhud_engine::Config;
use hudhud_store::Store;

use crate::counts::Counts;
use crate::finding::{Finding, Oracle};
use crate::watch::Watcher;
use crate::{MARKS, Tap};
use device::Device;
use host::HostSide;
use links::Connection;
use meter::Meter;
use model::Model;
use queue::{Alarm, ConnectionId, DeviceIndex, Event, HostIndex, Queue};
use random::Random;
use trace::Trace;
use weather::Weather;

pub(crate) use device::EPOCH_MS;

/// Devices and hosts, and everything between them.
pub struct World {
    /// Virtual milliseconds since the world began.
    pub(crate) now: u64,
    pub(crate) queue: Queue,
    pub(crate) random: Random,
    pub(crate) weather: Weather,
    /// Nothing goes wrong by chance.
    pub(crate) fair: bool,
    /// Hosts do not keep to the rules: that devices see it is no finding.
    pub(crate) hosts_lie: bool,
    pub(crate) devices: Vec<Device>,
    pub(crate) hosts: Vec<HostSide>,
    pub(crate) connections: BTreeMap<ConnectionId, Connection>,
    connections_made: u64,
    pub(crate) taps: Vec<Box<dyn Tap>>,
    pub(crate) meter: Option<Box<Meter>>,
    /// Who reads along at the hosts.
    pub(crate) watcher: Option<Watcher>,
    pub(crate) trace: Trace,
    pub(crate) counts: Counts,
    pub(crate) model: Model,
    pub(crate) findings: Vec<Finding>,
    /// Places in which a text was seen in clear: each is told once.
    leaks: BTreeSet<String>,
    /// Conversations, by their groups, to which a story has given a number.
    pub(crate) groups: Vec<Vec<u8>>,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World")
            .field("now", &self.now)
            .field("devices", &self.devices.len())
            .field("hosts", &self.hosts.len())
            .finish_non_exhaustive()
    }
}

/// What came of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Something happened.
    Happened,
    /// An alarm of whoever drives the world went off.
    Alarm(Alarm),
}

impl World {
    /// A world without anybody.
    pub(crate) fn empty(random: Random, weather: Weather, trace: Trace) -> Self {
        Self {
            now: 0,
            queue: Queue::default(),
            random,
            weather,
            fair: false,
            hosts_lie: false,
            devices: Vec::new(),
            hosts: Vec::new(),
            connections: BTreeMap::new(),
            connections_made: 0,
            taps: Vec::new(),
            meter: None,
            watcher: None,
            trace,
            counts: Counts::default(),
            model: Model::default(),
            findings: Vec::new(),
            leaks: BTreeSet::new(),
            groups: Vec::new(),
        }
    }

    pub(crate) fn add_device(
        &mut self,
        name: &'static str,
        config: Config,
        store: Store,
    ) -> DeviceIndex {
        let rng = self.random.source();
        self.devices.push(Device::new(name, config, store, rng));
        self.devices.len() - 1
    }

    pub(crate) fn add_host(&mut self, config: hudhud_host::Config) -> HostIndex {
        let rng = self.random.source();
        self.hosts
            .push(HostSide::new(config, rng, self.weather.telling));
        self.hosts.len() - 1
    }

    pub(crate) fn note(&mut self, what: std::fmt::Arguments<'_>) {
        self.trace.add(self.now, what);
    }

    /// Something is wrong already, before the end.
    pub(crate) fn find(&mut self, oracle: Oracle, what: String) {
        self.note(format_args!("FOUND {oracle}: {what}"));
        self.findings.push(Finding { oracle, what });
    }

    /// Lets the next thing happen; `None` if nothing is planned.
    pub(crate) fn step(&mut self) -> Option<Step> {
        let (at, event) = self.queue.next()?;
        self.now = self.now.max(at);
        self.counts.events += 1;
        if let Event::Alarm(alarm) = event {
            return Some(Step::Alarm(alarm));
        }
        self.happen(event);
        Some(Step::Happened)
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Connect(device, link, connection) => self.connected(device, &link, connection),
            Event::ToHost(connection, bytes) => self.reaches_host(connection, bytes),
            Event::ToDevice(connection, bytes) => self.reaches_device(connection, bytes),
            Event::DeviceLost(connection) => self.device_lost(connection),
            Event::HostLost(connection) => self.host_lost(connection),
            Event::HostTurn(host) => self.host_turn(host),
            Event::Commit(host, ticket, batches, life) => {
                self.host_commits(host, life, (ticket, batches));
            }
            Event::HostUp(host) => self.host_up(host),
            Event::Sweep(host) => self.sweep(host),
            Event::Wake(device, number) => self.wake(device, number),
            Event::DeviceUp(device, life) => self.device_up(device, life),
            Event::Blob(device, life, blob, outcome) => {
                self.task_ended(device, life, hudhud_engine::Input::Blob(blob, outcome));
            }
            Event::Solved(device, life, (puzzle, nonce)) => {
                let solved = hudhud_engine::Input::Solved { puzzle, nonce };
                self.task_ended(device, life, solved);
            }
            Event::Reachable(device) => self.let_through(device),
            Event::Room(device) => self.make_room(device),
            Event::Alarm(_) => {}
        }
    }

    /// Bytes that leave a machine: nothing that people wrote may stand in them.
    pub(crate) fn inspect(&mut self, bytes: &[u8], place: &str) {
        self.counts.bytes += u64::try_from(bytes.len()).unwrap_or(0);
        if shows_a_mark(bytes) && self.leaks.insert(place.to_owned()) {
            self.find(Oracle::Plaintext, format!("a text stands in clear {place}"));
        }
    }

    pub(crate) fn name(&self, device: DeviceIndex) -> &'static str {
        self.devices.get(device).map_or("?", |device| device.name)
    }
}

/// Whether a mark that stands in every text stands in these bytes.
pub(crate) fn shows_a_mark(bytes: &[u8]) -> bool {
    MARKS.iter().any(|mark| {
        let mark = mark.as_bytes();
        let Some(first) = mark.first() else {
            return false;
        };
        let mut rest = bytes;
        while let Some(at) = rest.iter().position(|byte| byte == first) {
            rest = rest.get(at..).unwrap_or_default();
            if rest.starts_with(mark) {
                return true;
            }
            rest = rest.get(1..).unwrap_or_default();
        }
        false
    })
}
