//! Connections: in order while they last, slow, and cut at any moment with what is on its way.

use bytes::Bytes;
use hudhud_base::RequestId;
use hudhud_engine::{Input, Link};
use hudhud_host::SessionId;
use hudhud_wire::{
    ClientFrame, LinkKind, RefusalCode, Reply, Request, ServerFrame, decode_client, decode_server,
    encode_client, encode_server,
};

use crate::oracle::Oracle;
use crate::plant::Plant;
use crate::queue::{ConnectionId, DeviceIndex, Event};
use crate::world::World;
use crate::world::device::Held;

/// Milliseconds before the first attempt of a link at most.
const SPREAD_MS: u64 = 300;
/// Milliseconds until one side notices a cut at most.
const NOTICE_MS: u64 = 20_000;

/// One connection, seen from both ends.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) device: DeviceIndex,
    pub(crate) link: Link,
    /// Frames towards the host still arrive.
    pub(crate) up_open: bool,
    /// Frames towards the device still arrive.
    pub(crate) down_open: bool,
    last_up: u64,
    last_down: u64,
}

impl World {
    /// Begins what the engine wants and is not held; gives up what it no longer wants.
    pub(crate) fn follow_wanted(&mut self, index: DeviceIndex) {
        let Some(device) = self.devices.get(index) else {
            return;
        };
        let wanted = device.engine.wanted().clone();
        let gone: Vec<Link> = device
            .links
            .keys()
            .filter(|link| !wanted.contains(*link))
            .cloned()
            .collect();
        for link in gone {
            self.drop_link(index, &link);
        }
        for link in wanted {
            let held = self
                .devices
                .get(index)
                .is_none_or(|device| device.links.contains_key(&link));
            if !held {
                self.begin_link(index, link);
            }
        }
    }

    fn begin_link(&mut self, index: DeviceIndex, link: Link) {
        self.connections_made += 1;
        let connection = self.connections_made;
        let Some(device) = self.devices.get_mut(index) else {
            return;
        };
        let ceiling = SPREAD_MS << device.failures.min(8);
        let held = Held {
            connection,
            up: false,
        };
        device.links.insert(link.clone(), held);
        let wait = self.random.between(1, ceiling);
        self.queue
            .plan(self.now + wait, Event::Connect(index, link, connection));
    }

    pub(crate) fn connected(&mut self, index: DeviceIndex, link: &Link, id: ConnectionId) {
        let host_up = self.host.up;
        let Some(device) = self.devices.get_mut(index) else {
            return;
        };
        let (running, reachable) = (device.running, device.reachable);
        let Some(held) = device
            .links
            .get_mut(link)
            .filter(|held| held.connection == id && !held.up)
        else {
            return;
        };
        if !running || !reachable {
            // Tried again when the network, or the device, is back.
            return;
        }
        if !host_up {
            device.failures = device.failures.saturating_add(1);
            device.links.remove(link);
            self.input(index, Input::LinkDown(link.clone()));
            return;
        }
        device.failures = 0;
        held.up = true;
        let connection = Connection {
            device: index,
            link: link.clone(),
            up_open: true,
            down_open: true,
            last_up: self.now,
            last_down: self.now,
        };
        self.connections.insert(id, connection);
        self.host.machine.connect(SessionId(id));
        self.counts.connections += 1;
        self.input(index, Input::LinkUp(link.clone()));
    }

    fn travel_ms(&mut self) -> u64 {
        let usual = self.random.between(1, self.weather.latency_ms);
        if !self.healing && self.random.chance(self.weather.delay_spike) {
            usual + self.random.below(30_000)
        } else {
            usual
        }
    }

    /// A device sends a frame.
    pub(crate) fn send_up(&mut self, index: DeviceIndex, link: &Link, frame: &ClientFrame) -> bool {
        let held = self.devices.get(index).and_then(|device| {
            let held = device.links.get(link)?;
            held.up.then_some(held.connection)
        });
        let Some(id) = held else {
            return false;
        };
        let planted = self.planted_request(link, frame);
        let frame = planted.as_ref().unwrap_or(frame);
        let bytes = self.cut_short(Plant::FrameCutShort, encode_client(frame));
        let place = format!("in a {} frame", frame.request.kind());
        self.inspect(&bytes, &place);
        self.note(format_args!(
            "{} → host #{id} {} ({} bytes)",
            self.name(index),
            frame.request.kind(),
            bytes.len()
        ));
        let travel = self.travel_ms();
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.last_up = connection.last_up.max(self.now + travel);
            let at = connection.last_up;
            self.queue.plan(at, Event::ToHost(id, bytes));
        }
        true
    }

    /// What is asked instead, in a world in which that is the fault.
    fn planted_request(&self, link: &Link, frame: &ClientFrame) -> Option<ClientFrame> {
        let turns = self.counts.turns;
        if self.plant.is_due(Plant::WithoutANumber, turns) {
            return Some(ClientFrame {
                id: RequestId(0),
                ..frame.clone()
            });
        }
        let strays = self.plant.is_due(Plant::OnTheWrongLink, turns)
            && link.kind == LinkKind::Anonymous
            && matches!(frame.request, Request::Append(_));
        strays.then_some(ClientFrame {
            id: frame.id,
            request: Request::OwnAccount,
        })
    }

    /// The bytes without their last one, in a world in which that is the fault.
    fn cut_short(&self, plant: Plant, mut bytes: Bytes) -> Bytes {
        if self.plant.is_due(plant, self.counts.turns) {
            bytes.truncate(bytes.len().saturating_sub(1));
        }
        bytes
    }

    /// The host sends a frame.
    pub(crate) fn send_down(&mut self, id: ConnectionId, frame: &ServerFrame) {
        let Some(connection) = self.connections.get(&id).filter(|one| one.down_open) else {
            return;
        };
        let index = connection.device;
        let bytes = self.cut_short(Plant::AnswerCutShort, encode_server(frame));
        let place = format!("in a {} answer", frame.kind());
        self.inspect(&bytes, &place);
        self.note(format_args!(
            "host → {} #{id} {} ({} bytes){}",
            self.name(index),
            frame.kind(),
            bytes.len(),
            refusal(frame)
        ));
        let travel = self.travel_ms();
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.last_down = connection.last_down.max(self.now + travel);
            let at = connection.last_down;
            self.queue.plan(at, Event::ToDevice(id, bytes));
        }
    }

    pub(crate) fn reaches_host(&mut self, id: ConnectionId, bytes: Bytes) {
        let open = self.connections.get(&id).is_some_and(|one| one.up_open);
        if !open || !self.host.up {
            return;
        }
        match decode_client(bytes) {
            Ok(frame) => {
                self.host.inbox.push_back((SessionId(id), frame));
                self.plan_host_turn();
            }
            Err(error) => self.find(Oracle::Rules, format!("the host cannot read: {error}")),
        }
    }

    pub(crate) fn reaches_device(&mut self, id: ConnectionId, bytes: Bytes) {
        let Some(connection) = self.connections.get(&id).filter(|one| one.down_open) else {
            return;
        };
        let (index, link) = (connection.device, connection.link.clone());
        let frame = match decode_server(bytes) {
            Ok(frame) => frame,
            Err(error) => {
                self.find(Oracle::Rules, format!("a device cannot read: {error}"));
                return;
            }
        };
        if let Some(code) = breach(&frame) {
            let what = format!("{} was refused: {code:?}", self.name(index));
            self.find(Oracle::Rules, what);
        }
        self.input(index, Input::Frame(link, frame));
    }

    /// Cuts a connection. Each side notices later; what is on its way is lost, or what goes up still
    /// arrives and only the answers are lost.
    pub(crate) fn cut(&mut self, id: ConnectionId) {
        let answers_only = self.random.chance(400);
        let (device_notices, host_notices) =
            (self.random.below(NOTICE_MS), self.random.below(NOTICE_MS));
        let Some(connection) = self.connections.get_mut(&id) else {
            return;
        };
        connection.down_open = false;
        connection.up_open &= answers_only;
        let last_up = connection.last_up;
        self.note(format_args!("connection #{id} is cut"));
        self.counts.cuts += 1;
        self.queue
            .plan(self.now + device_notices, Event::DeviceLost(id));
        self.queue
            .plan(last_up.max(self.now) + host_notices, Event::HostLost(id));
    }

    pub(crate) fn device_lost(&mut self, id: ConnectionId) {
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.down_open = false;
        }
        // The host may have forgotten the connection before.
        let holder = self.devices.iter().enumerate().find_map(|(index, device)| {
            let mut held = device.links.iter();
            let (link, _) = held.find(|(_, held)| held.connection == id)?;
            Some((index, link.clone()))
        });
        if let Some((index, link)) = holder {
            if let Some(device) = self.devices.get_mut(index) {
                device.links.remove(&link);
            }
            self.input(index, Input::LinkDown(link));
        }
    }

    pub(crate) fn host_lost(&mut self, id: ConnectionId) {
        if self.connections.remove(&id).is_some() {
            if self.host.inbox.iter().any(|(asker, _)| asker.0 == id) {
                // What the link still asked for is decided first, as far as there is room.
                self.host_turn();
                self.host.inbox.retain(|(asker, _)| asker.0 != id);
            }
            self.host.machine.disconnect(SessionId(id));
        }
    }

    /// The device closes a link; true if it was up. The host gets what was sent before.
    pub(crate) fn drop_link(&mut self, index: DeviceIndex, link: &Link) -> bool {
        let Some(held) = self
            .devices
            .get_mut(index)
            .and_then(|device| device.links.remove(link))
        else {
            return false;
        };
        if let Some(connection) = self.connections.get_mut(&held.connection) {
            connection.down_open = false;
            let at = connection.last_up.max(self.now);
            self.queue.plan(at, Event::HostLost(held.connection));
        }
        held.up
    }
}

/// An answer that only a client gets which breaks the rules.
fn breach(frame: &ServerFrame) -> Option<RefusalCode> {
    let ServerFrame::Reply {
        reply: Reply::Refused(refusal),
        ..
    } = frame
    else {
        return None;
    };
    matches!(
        refusal.code,
        RefusalCode::Malformed
            | RefusalCode::Version
            | RefusalCode::WrongLink
            | RefusalCode::NotAuthenticated
            | RefusalCode::BadSignature
            | RefusalCode::TooLarge
    )
    .then_some(refusal.code)
}

fn refusal(frame: &ServerFrame) -> String {
    match frame {
        ServerFrame::Reply {
            reply: Reply::Refused(refusal),
            ..
        } => format!(" {:?}", refusal.code),
        ServerFrame::Entries(entries) => {
            let seqs: Vec<u64> = entries.entries.iter().map(|entry| entry.seq.0).collect();
            format!(" {seqs:?} next {}", entries.next)
        }
        ServerFrame::Reply { .. }
        | ServerFrame::Ended { .. }
        | ServerFrame::Lagging { .. }
        | ServerFrame::Signalled { .. }
        | ServerFrame::GoAway { .. } => String::new(),
    }
}
