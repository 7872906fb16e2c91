//! The world: devices, a host, the network between them, and time. One event after another, nothing
//! at once, everything drawn from one seed.

pub(crate) mod device;
mod faults;
mod host_side;
mod network;
mod process;
pub(crate) mod weather;

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use hudhud_base::BlobId;
use hudhud_engine::Config;

use crate::model::Model;
use crate::oracle::{Finding, Oracle};
use crate::plant::Plant;
use crate::queue::{ConnectionId, DeviceIndex, Event, Queue};
use crate::random::Random;
use crate::report::Counts;
use crate::trace::Trace;
use crate::{MARKS, PEOPLE};
use device::Device;
use host_side::HostSide;
use network::Connection;
use weather::Weather;

pub(crate) use device::EPOCH_MS;

/// How devices reach the host.
pub(crate) const HOST: &str = "https://sim.example";
/// Virtual milliseconds after healing by which everything must be quiet.
const QUIET_WITHIN_MS: u64 = 45 * 86_400_000;
/// Events after healing at most.
const QUIET_EVENTS: u64 = 150_000;
/// Events before healing at most: a world that does not get on is not quiet either.
const BUSY_EVENTS: u64 = 400_000;

/// Everything there is.
pub(crate) struct World {
    pub(crate) now: u64,
    pub(crate) queue: Queue,
    pub(crate) random: Random,
    pub(crate) weather: Weather,
    pub(crate) plant: Plant,
    pub(crate) devices: Vec<Device>,
    pub(crate) host: HostSide,
    pub(crate) connections: BTreeMap<ConnectionId, Connection>,
    pub(crate) connections_made: u64,
    pub(crate) blobs: BTreeMap<BlobId, Bytes>,
    pub(crate) trace: Trace,
    pub(crate) counts: Counts,
    pub(crate) model: Model,
    pub(crate) findings: Vec<Finding>,
    pub(crate) leaks: BTreeSet<String>,
    pub(crate) healing: bool,
    pub(crate) acted: u32,
}

impl World {
    /// The world of a seed, before anything has happened.
    pub(crate) fn new(seed: u64, plant: Plant, whole_trace: bool) -> Self {
        let mut random = Random::new(seed);
        let weather = Weather::draw(seed, &mut random);
        let config = Config {
            suite: weather.suite,
            key_packages: 3,
            ..Config::default()
        };
        let devices = PEOPLE
            .iter()
            .take(weather.devices)
            .map(|name| Device::new(name, config, random.source()))
            .collect();
        let mut world = Self {
            now: 0,
            queue: Queue::default(),
            host: HostSide::new(weather.host(), random.source()),
            random,
            weather,
            plant,
            devices,
            connections: BTreeMap::new(),
            connections_made: 0,
            blobs: BTreeMap::new(),
            trace: Trace::new(whole_trace),
            counts: Counts::default(),
            model: Model::default(),
            findings: Vec::new(),
            leaks: BTreeSet::new(),
            healing: false,
            acted: 0,
        };
        let weather = world.weather.clone();
        world.note(format_args!("seed {seed}: {weather:?}"));
        world
    }

    pub(crate) fn note(&mut self, what: std::fmt::Arguments<'_>) {
        self.trace.add(self.now, what);
    }

    /// Something is wrong already, before the end.
    pub(crate) fn find(&mut self, oracle: Oracle, what: String) {
        self.note(format_args!("FOUND {oracle}: {what}"));
        self.findings.push(Finding { oracle, what });
    }

    /// Lives from the first sign-up until nothing happens any more.
    pub(crate) fn live(&mut self) {
        self.sign_up_everybody();
        self.queue.plan(2_000, Event::Act);
        while !self.healing && self.counts.events < BUSY_EVENTS {
            let Some((at, event)) = self.queue.next() else {
                break;
            };
            self.happen(at, event);
            if self.acted >= self.weather.actions {
                self.heal();
            }
        }
        self.settle();
    }

    /// Runs until the queue is empty.
    fn settle(&mut self) {
        let (end, healed) = (self.now + QUIET_WITHIN_MS, self.counts.events);
        while self.findings.is_empty() {
            let Some(at) = self.queue.next_at() else {
                return;
            };
            if at > end || self.counts.events > healed + QUIET_EVENTS {
                let what = format!("something is still planned, in {} ms", at - self.now);
                self.find(Oracle::Quiescence, what);
                return;
            }
            if let Some((at, event)) = self.queue.next() {
                self.happen(at, event);
            }
        }
    }

    fn happen(&mut self, at: u64, event: Event) {
        self.now = self.now.max(at);
        self.counts.events += 1;
        match event {
            Event::Connect(device, link, connection) => self.connected(device, &link, connection),
            Event::ToHost(connection, bytes) => self.reaches_host(connection, bytes),
            Event::ToDevice(connection, bytes) => self.reaches_device(connection, bytes),
            Event::DeviceLost(connection) => self.device_lost(connection),
            Event::HostLost(connection) => self.host_lost(connection),
            Event::HostTurn => self.host_turn(),
            Event::Commit(ticket, batches, life) => self.host_commits(ticket, batches, life),
            Event::HostUp => self.host_up(),
            Event::Sweep => self.sweep(),
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
            Event::Act => self.act(),
            Event::Break => self.break_something(),
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
