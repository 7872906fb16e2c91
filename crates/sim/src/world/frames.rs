//! Frames: made into bytes, looked through, delayed, and read at the other end.

use bytes::Bytes;
use hudhud_engine::{Input, Link};
use hudhud_host::SessionId;
use hudhud_wire::{
    ClientFrame, RefusalCode, Reply, ServerFrame, decode_client, decode_server, encode_client,
    encode_server,
};

use crate::finding::Oracle;
use crate::world::World;
use crate::world::queue::{ConnectionId, DeviceIndex, Event};
use crate::world::tap::{Fate, Frame};

/// Milliseconds by which a frame may be late in foul weather.
const SPIKE_MS: u64 = 30_000;

impl World {
    fn travel_ms(&mut self) -> u64 {
        let usual = self.random.between(1, self.weather.latency_ms);
        if !self.fair && self.random.chance(self.weather.delay_spike) {
            usual + self.random.below(SPIKE_MS)
        } else {
            usual
        }
    }

    /// A device sends a frame; false if the link is not up.
    pub(crate) fn send_up(&mut self, index: DeviceIndex, link: &Link, frame: &ClientFrame) -> bool {
        let held = self.devices.get(index).and_then(|device| {
            let held = device.links.get(link)?;
            held.up.then_some(held.connection)
        });
        let Some(id) = held else {
            return false;
        };
        if let Some(device) = self.devices.get_mut(index) {
            *device.asked.entry(frame.request.kind()).or_default() += 1;
        }
        let bytes = match self.tapped(index, link, Frame::Asked(frame)) {
            Fate::Arrives => encode_client(frame),
            Fate::Becomes(bytes) => bytes,
            Fate::Lost => {
                self.sever(id);
                return true;
            }
        };
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

    /// A host sends a frame.
    pub(crate) fn send_down(&mut self, id: ConnectionId, frame: &ServerFrame) {
        let Some(connection) = self.connections.get(&id).filter(|one| one.down_open) else {
            return;
        };
        let (index, link) = (connection.device, connection.link.clone());
        let bytes = match self.tapped(index, &link, Frame::Said(frame)) {
            Fate::Arrives => encode_server(frame),
            Fate::Becomes(bytes) => bytes,
            Fate::Lost => return self.sever(id),
        };
        let place = format!("in a {} answer", frame.kind());
        self.inspect(&bytes, &place);
        self.note(format_args!(
            "host → {} #{id} {} ({} bytes){}",
            self.name(index),
            frame.kind(),
            bytes.len(),
            in_words(frame)
        ));
        let travel = self.travel_ms();
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.last_down = connection.last_down.max(self.now + travel);
            let at = connection.last_down;
            self.queue.plan(at, Event::ToDevice(id, bytes));
        }
    }

    pub(crate) fn reaches_host(&mut self, id: ConnectionId, bytes: Bytes) {
        let Some(connection) = self.connections.get(&id).filter(|one| one.up_open) else {
            return;
        };
        let (index, device) = (connection.host, connection.device);
        let Some(side) = self.hosts.get_mut(index).filter(|side| side.up) else {
            return;
        };
        match decode_client(bytes) {
            Ok(frame) => {
                if let Some(watcher) = &mut self.watcher {
                    watcher.sees(self.now, (id, device), &frame);
                }
                side.inbox.push_back((SessionId(id), frame));
                self.plan_host_turn(index);
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
            // Whoever gets what cannot be read hangs up.
            Err(_) if self.hosts_lie => return self.sever(id),
            Err(error) => {
                self.find(Oracle::Rules, format!("a device cannot read: {error}"));
                return;
            }
        };
        if refusal_code(&frame) == Some(RefusalCode::Head) {
            self.counts.lost_races += 1;
        }
        if let Some(code) = breach(&frame).filter(|_| !self.hosts_lie) {
            let what = format!("{} was refused: {code:?}", self.name(index));
            self.find(Oracle::Rules, what);
        }
        self.input(index, Input::Frame(link, frame));
    }
}

/// An answer that only a client gets which breaks the rules.
fn breach(frame: &ServerFrame) -> Option<RefusalCode> {
    refusal_code(frame).filter(|code| {
        matches!(
            code,
            RefusalCode::Malformed
                | RefusalCode::Version
                | RefusalCode::WrongLink
                | RefusalCode::NotAuthenticated
                | RefusalCode::BadSignature
                | RefusalCode::TooLarge
        )
    })
}

fn refusal_code(frame: &ServerFrame) -> Option<RefusalCode> {
    match frame {
        ServerFrame::Reply {
            reply: Reply::Refused(refusal),
            ..
        } => Some(refusal.code),
        ServerFrame::Reply { .. }
        | ServerFrame::Entries(_)
        | ServerFrame::Ended { .. }
        | ServerFrame::Lagging { .. }
        | ServerFrame::Signalled { .. }
        | ServerFrame::GoAway { .. } => None,
    }
}

/// What a trace says of a frame beside its kind.
fn in_words(frame: &ServerFrame) -> String {
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
