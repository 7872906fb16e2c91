//! Connections: in order while they last, slow, and cut at any moment with what is on its way.

use hudhud_engine::{Input, Link};
use hudhud_host::SessionId;

use crate::world::World;
use crate::world::device::Held;
use crate::world::queue::{ConnectionId, DeviceIndex, Event, HostIndex};

/// Failures after which an attempt does not wait any longer: the ceiling is 256 times the first.
const DOUBLINGS: u32 = 8;

/// One connection, seen from both ends.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) device: DeviceIndex,
    pub(crate) host: HostIndex,
    pub(crate) link: Link,
    /// Frames towards the host still arrive.
    pub(crate) up_open: bool,
    /// Frames towards the device still arrive.
    pub(crate) down_open: bool,
    /// When the last frame on its way arrives, in each direction: none overtakes another.
    pub(crate) last_up: u64,
    pub(crate) last_down: u64,
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
        let ceiling = self.weather.connect_ms << device.failures.min(DOUBLINGS);
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
        let host = self.host_at(&link.host);
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
        let up = host.and_then(|host| Some((host, self.hosts.get_mut(host)?)));
        let Some((host, side)) = up.filter(|(_, side)| side.up) else {
            device.failures = device.failures.saturating_add(1);
            device.links.remove(link);
            self.input(index, Input::LinkDown(link.clone()));
            return;
        };
        device.failures = 0;
        held.up = true;
        side.machine.connect(SessionId(id));
        let connection = Connection {
            device: index,
            host,
            link: link.clone(),
            up_open: true,
            down_open: true,
            last_up: self.now,
            last_down: self.now,
        };
        self.connections.insert(id, connection);
        self.counts.connections += 1;
        self.input(index, Input::LinkUp(link.clone()));
    }

    /// Cuts a connection. Each side notices later; what is on its way is lost, or what goes up still
    /// arrives and only the answers are lost.
    pub(crate) fn cut(&mut self, id: ConnectionId) {
        let answers_only = self.random.chance(400);
        let notice_ms = self.weather.notice_ms;
        let (device_notices, host_notices) =
            (self.random.below(notice_ms), self.random.below(notice_ms));
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

    /// Cuts a connection with all that is on its way; both sides notice at once.
    pub(crate) fn sever(&mut self, id: ConnectionId) {
        let Some(connection) = self.connections.get_mut(&id) else {
            return;
        };
        connection.down_open = false;
        connection.up_open = false;
        self.note(format_args!("connection #{id} is severed"));
        self.queue.plan(self.now, Event::DeviceLost(id));
        self.queue.plan(self.now, Event::HostLost(id));
    }

    /// Connections of a device on which something may still reach it.
    pub(crate) fn open_of(&self, index: DeviceIndex) -> Vec<ConnectionId> {
        self.connections
            .iter()
            .filter(|(_, one)| one.device == index && one.down_open)
            .map(|(id, _)| *id)
            .collect()
    }

    /// The network lets a device through again: what it tried meanwhile is tried now.
    pub(crate) fn let_through(&mut self, index: DeviceIndex) {
        let Some(device) = self
            .devices
            .get_mut(index)
            .filter(|device| !device.reachable)
        else {
            return;
        };
        device.reachable = true;
        let waiting: Vec<_> = device
            .links
            .iter()
            .filter(|(_, held)| !held.up)
            .map(|(link, held)| (link.clone(), held.connection))
            .collect();
        self.note(format_args!("{} is reachable", self.name(index)));
        for (link, connection) in waiting {
            let wait = self.random.between(1, 1_000);
            self.queue
                .plan(self.now + wait, Event::Connect(index, link, connection));
        }
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
        let Some(gone) = self.connections.remove(&id) else {
            return;
        };
        if let Some(watcher) = &mut self.watcher {
            watcher.loses(self.now, (id, gone.device));
        }
        let asked =
            |side: &crate::world::host::HostSide| side.inbox.iter().any(|(asker, _)| asker.0 == id);
        if self.hosts.get(gone.host).is_some_and(asked) {
            // What the link still asked for is decided first, as far as there is room.
            self.host_turn(gone.host);
            if let Some(side) = self.hosts.get_mut(gone.host) {
                side.inbox.retain(|(asker, _)| asker.0 != id);
            }
        }
        if let Some(side) = self.hosts.get_mut(gone.host) {
            side.machine.disconnect(SessionId(id));
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
