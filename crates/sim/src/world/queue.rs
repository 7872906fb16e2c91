//! What will happen, in the order of virtual time.

use std::collections::BTreeMap;

use bytes::Bytes;
use hudhud_base::{Handle, Seq, Transfer};
use hudhud_engine::{BlobOutcome, Link};
use hudhud_host::Ticket;
use hudhud_logstore::{Batch, Shard};
use hudhud_wire::{ServerFrame, decode_server};

/// A device's place in the world.
pub(crate) type DeviceIndex = usize;
/// A host's place in the world.
pub(crate) type HostIndex = usize;
/// A connection's number; also the host's name for the session.
pub(crate) type ConnectionId = u64;

/// Something that happens at a moment.
#[derive(Debug)]
pub(crate) enum Event {
    /// A device's attempt to connect comes to its end.
    Connect(DeviceIndex, Link, ConnectionId),
    /// A frame reaches the host.
    ToHost(ConnectionId, Bytes),
    /// A frame reaches a device.
    ToDevice(ConnectionId, Bytes),
    /// A device notices that a connection is gone.
    DeviceLost(ConnectionId),
    /// The host notices that a connection is gone.
    HostLost(ConnectionId),
    /// A host decides what came.
    HostTurn(HostIndex),
    /// A ticket's batches reach the disk, for the life of the process that made them.
    Commit(HostIndex, Ticket, Vec<(Shard, Batch)>, u64),
    /// A host's process is started again.
    HostUp(HostIndex),
    /// A host retires old records.
    Sweep(HostIndex),
    /// A device's deadline, if the number is still the one it waits for.
    Wake(DeviceIndex, u64),
    /// A device's process is started again.
    DeviceUp(DeviceIndex, u64),
    /// A device's task with a blob ended, for the life of the process that began it.
    Blob(DeviceIndex, u64, Transfer, BlobOutcome),
    /// A device's puzzle is solved, likewise.
    Solved(DeviceIndex, u64, (u64, u64)),
    /// The network lets a device through again.
    Reachable(DeviceIndex),
    /// A device's disk has room again.
    Room(DeviceIndex),
    /// Whoever drives the world is called.
    Alarm(Alarm),
}

/// What an alarm is for, by a number that its setter chose: the world does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Alarm(pub(crate) u8);

/// Events by time, and at one time in the order in which they were planned.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    events: BTreeMap<(u64, u64), Event>,
    planned: u64,
}

impl Queue {
    /// Plans an event.
    pub(crate) fn plan(&mut self, at: u64, event: Event) {
        self.planned += 1;
        self.events.insert((at, self.planned), event);
    }

    /// The next event and its time.
    pub(crate) fn next(&mut self) -> Option<(u64, Event)> {
        self.events.pop_first().map(|((at, _), event)| (at, event))
    }

    /// Drops the pushes on their way to a device on this connection; the first of each handle.
    pub(crate) fn drop_pushes(&mut self, connection: ConnectionId) -> Vec<(Handle, Seq)> {
        let mut dropped: Vec<(Handle, Seq)> = Vec::new();
        self.events.retain(|_, event| {
            let Event::ToDevice(of, bytes) = event else {
                return true;
            };
            let frame = (*of == connection).then(|| decode_server(bytes.clone()));
            let Some(Ok(ServerFrame::Entries(entries))) = frame else {
                return true;
            };
            let from = entries
                .entries
                .first()
                .map_or(entries.next, |entry| entry.seq);
            if dropped.iter().all(|(handle, _)| *handle != entries.handle) {
                dropped.push((entries.handle, from));
            }
            false
        });
        dropped
    }

    /// When the next event is.
    pub(crate) fn next_at(&self) -> Option<u64> {
        self.events.keys().next().map(|(at, _)| *at)
    }
}
