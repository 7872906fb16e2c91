//! Devices and a host in one process: frames are handed over as they are, nothing is lost, and time
//! passes when nothing else happens.
//!
//! Engines and host are the real ones; only the devices that are measured have a database on disk.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use bytes::Bytes;
use getrandom::SysRng;
use hudhud_base::{AccountId, BlobId, Timestamp};
use hudhud_crypto::identity::account_id;
use hudhud_crypto::puzzle;
use hudhud_crypto::signature::SigningKey;
use hudhud_engine::{
    Answer, BlobOutcome, BlobTask, Command, Config, Engine, Env, Event, Input, Link, Outputs,
};
use hudhud_host::{Host, Outgoing, SessionId};
use hudhud_logstore::{Fence, LogStore as _, MemoryStore, Shard};
use hudhud_store::{Store, own};
use hudhud_wire::{ClientFrame, ServerFrame};
use rand_core::UnwrapErr;

use super::clocks::Cost;

/// When the world begins.
const BEGINNING: Timestamp = Timestamp(1_790_000_000_000);
/// Where devices find the host.
pub(super) const HOST: &str = "http://localhost";
const SHARD: Shard = Shard(0);
/// Rounds of handing frames over within which what was asked for must have happened.
const ROUNDS: usize = 200_000;
const STORE_KEY: [u8; 32] = [5; 32];

/// A device in the world, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DeviceNumber(usize);

/// What a turn was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occasion {
    /// Something the person asked for.
    Command,
    /// So many entries of a log.
    Entries(usize),
    /// Anything else: answers, links, time.
    Other,
}

struct Device {
    engine: Engine,
    store: Store,
    links: BTreeMap<Link, SessionId>,
    inputs: VecDeque<Input>,
    online: bool,
    events: Vec<Event>,
    turns: Vec<(Occasion, Cost)>,
}

/// All of it.
pub(super) struct World {
    now: Timestamp,
    host: Host,
    store: MemoryStore,
    fence: Fence,
    asked: VecDeque<(SessionId, ClientFrame)>,
    blobs: BTreeMap<BlobId, Bytes>,
    devices: Vec<Device>,
    sessions: BTreeMap<SessionId, (usize, Link)>,
    next_session: u64,
}

impl World {
    pub(super) fn new() -> anyhow::Result<Self> {
        let store = MemoryStore::new();
        let fence = store.take_over(SHARD).context("taking the store over")?;
        Ok(Self {
            now: BEGINNING,
            host: Host::new(hudhud_host::Config::default(), [7; 32]),
            store,
            fence,
            asked: VecDeque::new(),
            blobs: BTreeMap::new(),
            devices: Vec::new(),
            sessions: BTreeMap::new(),
            next_session: 1,
        })
    }

    /// A new person with an account; its database is at `path`, or in memory.
    pub(super) fn sign_up(
        &mut self,
        config: Config,
        path: Option<&Path>,
    ) -> anyhow::Result<DeviceNumber> {
        let store = match path {
            Some(path) => Store::open(path, &STORE_KEY)?,
            None => Store::in_memory(),
        };
        let device = DeviceNumber(self.devices.len());
        self.devices.push(Device {
            engine: Engine::new(config),
            store,
            links: BTreeMap::new(),
            inputs: VecDeque::new(),
            online: true,
            events: Vec::new(),
            turns: Vec::new(),
        });
        let host = HOST.to_owned();
        self.command(device, Command::SignUp { host, name: None })?;
        self.until(device, |event| matches!(event, Event::SignedUp))?;
        self.settle()?;
        Ok(device)
    }

    pub(super) fn account(&self, device: DeviceNumber) -> anyhow::Result<AccountId> {
        let store = &self.device(device)?.store;
        let row = own::load(store.reader().db())?.context("the device has no account")?;
        let key = SigningKey::from_seed(row.account_seed.as_bytes());
        Ok(account_id(&key.public()))
    }

    /// What the turns of a device took since this was last asked, in order.
    pub(super) fn turns(&mut self, device: DeviceNumber) -> anyhow::Result<Vec<(Occasion, Cost)>> {
        Ok(std::mem::take(&mut self.device_mut(device)?.turns))
    }

    /// Cuts a device off, or lets it come back.
    pub(super) fn set_online(&mut self, device: DeviceNumber, online: bool) -> anyhow::Result<()> {
        self.device_mut(device)?.online = online;
        if online {
            self.take(device.0, Input::Tick)?;
        } else {
            let links: Vec<Link> = self.device(device)?.links.keys().cloned().collect();
            for link in links {
                self.drop_link(device.0, &link)?;
                self.take(device.0, Input::LinkDown(link))?;
            }
        }
        Ok(())
    }

    /// Asks for something, and gives the answer that is there at once.
    pub(super) fn command(
        &mut self,
        device: DeviceNumber,
        command: Command,
    ) -> anyhow::Result<Answer> {
        let outputs = self.turn(device.0, Input::Command(command))?;
        let answer = outputs.answer;
        self.release(device.0, outputs)?;
        Ok(answer.context("a command was not answered")??)
    }

    /// Lets things happen until a device has told of an event that `wanted` accepts; the event.
    pub(super) fn until(
        &mut self,
        device: DeviceNumber,
        wanted: impl Fn(&Event) -> bool,
    ) -> anyhow::Result<Event> {
        for _ in 0..ROUNDS {
            let events = &mut self.device_mut(device)?.events;
            if let Some(at) = events.iter().position(&wanted) {
                let found = events.remove(at);
                events.clear();
                return Ok(found);
            }
            if !self.hand_over()? {
                self.pass_time()?;
            }
        }
        bail!("what was waited for did not happen")
    }

    /// Lets things happen until nothing is under way. Time does not pass.
    pub(super) fn settle(&mut self) -> anyhow::Result<()> {
        for _ in 0..ROUNDS {
            if !self.hand_over()? {
                return Ok(());
            }
        }
        bail!("the world does not come to rest")
    }

    /// One turn for everybody who has something to do; whether there was anything.
    fn hand_over(&mut self) -> anyhow::Result<bool> {
        let mut busy = false;
        for number in 0..self.devices.len() {
            while let Some(input) = self
                .devices
                .get_mut(number)
                .and_then(|d| d.inputs.pop_front())
            {
                busy = true;
                self.take(number, input)?;
            }
        }
        if !self.asked.is_empty() {
            busy = true;
            self.host_turn()?;
        }
        Ok(busy)
    }

    /// On to the next time at which a device wants to be woken.
    fn pass_time(&mut self) -> anyhow::Result<()> {
        let online = self.devices.iter().enumerate().filter(|(_, d)| d.online);
        let due = online.filter_map(|(number, d)| Some((d.engine.deadline()?, number)));
        let (at, number) = due.min().context("nobody waits for anything")?;
        self.now = self.now.plus_ms(1).max(at);
        self.take(number, Input::Tick)
    }

    fn take(&mut self, number: usize, input: Input) -> anyhow::Result<()> {
        let outputs = self.turn(number, input)?;
        self.release(number, outputs)
    }

    fn turn(&mut self, number: usize, input: Input) -> anyhow::Result<Outputs> {
        let now = self.now;
        let device = self.device_mut(DeviceNumber(number))?;
        let occasion = match &input {
            Input::Command(_) => Occasion::Command,
            Input::Frame(_, ServerFrame::Entries(entries)) => {
                Occasion::Entries(entries.entries.len())
            }
            Input::Frame(
                _,
                ServerFrame::Reply {
                    reply: hudhud_wire::Reply::Entries(entries),
                    ..
                },
            ) => Occasion::Entries(entries.entries.len()),
            Input::Frame(..)
            | Input::LinkUp(_)
            | Input::LinkDown(_)
            | Input::Blob(..)
            | Input::Solved { .. }
            | Input::Tick => Occasion::Other,
        };
        let (engine, store) = (&mut device.engine, &mut device.store);
        let (cost, outputs) = Cost::of(|| {
            let rng = &mut UnwrapErr(SysRng);
            engine.turn(store, Env { now, rng }, input)
        });
        device.turns.push((occasion, cost));
        Ok(outputs?)
    }

    /// Lets out what a turn led to.
    fn release(&mut self, number: usize, outputs: Outputs) -> anyhow::Result<()> {
        let device = self.device_mut(DeviceNumber(number))?;
        device.events.extend(outputs.events);
        for (link, frame) in outputs.transmit {
            let session = self.device(DeviceNumber(number))?.links.get(&link);
            let session = *session.context("a frame for a link that is not up")?;
            self.asked.push_back((session, frame));
        }
        for task in outputs.blobs {
            let (blob, outcome) = match task {
                BlobTask::Upload { blob, bytes, .. } => {
                    self.blobs.insert(blob, bytes);
                    (blob, BlobOutcome::Stored)
                }
                BlobTask::Download { blob, .. } => {
                    let found = self.blobs.get(&blob).cloned();
                    let outcome = found.map_or(BlobOutcome::Missing, BlobOutcome::Fetched);
                    (blob, outcome)
                }
            };
            self.input(number, Input::Blob(blob, outcome))?;
        }
        for task in outputs.puzzles {
            let nonce = puzzle::solve(&task.challenge, &task.binding, task.bits, 0, u64::MAX);
            let nonce = nonce.context("a puzzle without a solution")?;
            let puzzle = task.puzzle;
            self.input(number, Input::Solved { puzzle, nonce })?;
        }
        for link in outputs.close {
            self.drop_link(number, &link)?;
            self.input(number, Input::LinkDown(link))?;
        }
        self.follow_wanted(number)
    }

    /// Makes the links that a device wants, and ends those it no longer wants.
    fn follow_wanted(&mut self, number: usize) -> anyhow::Result<()> {
        let device = self.device(DeviceNumber(number))?;
        if !device.online {
            return Ok(());
        }
        let wanted = device.engine.wanted().clone();
        let gone: Vec<Link> = device
            .links
            .keys()
            .filter(|link| !wanted.contains(*link))
            .cloned()
            .collect();
        let new: Vec<Link> = wanted
            .into_iter()
            .filter(|link| !device.links.contains_key(link))
            .collect();
        for link in gone {
            self.drop_link(number, &link)?;
            self.input(number, Input::LinkDown(link))?;
        }
        for link in new {
            let session = SessionId(self.next_session);
            self.next_session += 1;
            self.host.connect(session);
            self.sessions.insert(session, (number, link.clone()));
            let device = self.device_mut(DeviceNumber(number))?;
            device.links.insert(link.clone(), session);
            device.inputs.push_back(Input::LinkUp(link));
        }
        Ok(())
    }

    fn drop_link(&mut self, number: usize, link: &Link) -> anyhow::Result<()> {
        let device = self.device_mut(DeviceNumber(number))?;
        if let Some(session) = device.links.remove(link) {
            self.sessions.remove(&session);
            self.asked.retain(|(asker, _)| *asker != session);
            self.host.disconnect(session);
        }
        Ok(())
    }

    fn host_turn(&mut self) -> anyhow::Result<()> {
        let rng = &mut UnwrapErr(SysRng);
        let turn = self.host.turn(self.now, rng, &mut self.asked, &self.store);
        ensure!(turn.close.is_empty(), "the host closes a link");
        self.say(turn.replies)?;
        for (shard, batch) in turn.batches {
            self.store
                .commit(shard, self.fence, batch)
                .context("a commit of the host")?;
        }
        match turn.ticket {
            Some(ticket) => {
                let frames = self.host.durable(ticket);
                self.say(frames)
            }
            None => Ok(()),
        }
    }

    fn say(&mut self, frames: Vec<Outgoing>) -> anyhow::Result<()> {
        for said in frames {
            if let Some((number, link)) = self.sessions.get(&said.to).cloned() {
                self.input(number, Input::Frame(link, said.frame))?;
            }
        }
        Ok(())
    }

    fn input(&mut self, number: usize, input: Input) -> anyhow::Result<()> {
        let device = self.device_mut(DeviceNumber(number))?;
        device.inputs.push_back(input);
        Ok(())
    }

    fn device(&self, device: DeviceNumber) -> anyhow::Result<&Device> {
        self.devices.get(device.0).context("no such device")
    }

    fn device_mut(&mut self, device: DeviceNumber) -> anyhow::Result<&mut Device> {
        self.devices.get_mut(device.0).context("no such device")
    }
}
