//! How many connections are open, in all and from one address.
//!
//! Addresses are kept in memory, for as long as a connection of theirs is open, and nowhere else.

use std::cell::RefCell;
use std::collections::HashMap;
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;

use crate::metrics::Metrics;

/// Files that are not connections: the store's, listeners, blobs on their way.
const FILES_KEPT: u64 = 1200;

/// Handshakes under way from one address.
const HANDSHAKES_PER_ADDRESS: u32 = 32;
/// Uploads under way from one address.
const UPLOADS_PER_ADDRESS: u32 = 16;

/// What is counted of one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Counts {
    connections: u32,
    handshakes: u32,
    uploads: u32,
}

/// The open connections.
#[derive(Debug)]
pub(crate) struct Connections {
    by_address: RefCell<HashMap<IpAddr, Counts>>,
    open: std::cell::Cell<u32>,
    most: u32,
    most_per_address: u32,
    metrics: Arc<Metrics>,
}

/// One open connection; dropping it ends the counting.
#[derive(Debug)]
pub(crate) struct Connection {
    all: Rc<Connections>,
    /// `None`: loopback, which is not counted by address.
    address: Option<IpAddr>,
}

/// Something under way on a connection, which its address has few places for.
#[derive(Debug)]
pub(crate) struct Place {
    all: Rc<Connections>,
    address: Option<IpAddr>,
    of: fn(&mut Counts) -> &mut u32,
}

impl Connections {
    pub(crate) fn new(most: u32, most_per_address: u32, metrics: Arc<Metrics>) -> Rc<Self> {
        Rc::new(Self {
            by_address: RefCell::default(),
            open: std::cell::Cell::new(0),
            most,
            most_per_address,
            metrics,
        })
    }

    /// Counts a connection from `address`, unless there are too many.
    pub(crate) fn admit(self: &Rc<Self>, address: IpAddr) -> Option<Connection> {
        self.admit_from((!address.to_canonical().is_loopback()).then(|| network(address)))
    }

    /// Counts a proxy's connection, which is nobody's until it says whose it is.
    pub(crate) fn admit_proxy(self: &Rc<Self>) -> Option<Connection> {
        self.admit_from(None)
    }

    fn admit_from(self: &Rc<Self>, address: Option<IpAddr>) -> Option<Connection> {
        let mut by_address = self.by_address.borrow_mut();
        let fits = self.open.get() < self.most
            && address.is_none_or(|address| {
                let counts = by_address.get(&address).copied().unwrap_or_default();
                counts.connections < self.most_per_address
            });
        if !fits {
            self.metrics.connections_refused.inc();
            return None;
        }
        if let Some(address) = address {
            by_address.entry(address).or_default().connections += 1;
        }
        self.open.set(self.open.get() + 1);
        self.metrics.connections_accepted.inc();
        self.metrics.connections_open.inc();
        Some(Connection {
            all: Rc::clone(self),
            address,
        })
    }
}

impl Connections {
    /// Takes one off a count, and forgets an address of which nothing is counted.
    fn take_off(&self, address: Option<IpAddr>, of: fn(&mut Counts) -> &mut u32) {
        let Some(address) = address else {
            return;
        };
        let mut by_address = self.by_address.borrow_mut();
        if let Some(counts) = by_address.get_mut(&address) {
            let count = of(counts);
            *count = count.saturating_sub(1);
            if *counts == Counts::default() {
                by_address.remove(&address);
            }
        }
    }
}

impl Connection {
    /// Counts it as one from `address`, as a proxy says; `false`: that has too many.
    pub(crate) fn comes_from(&mut self, address: IpAddr) -> bool {
        let address = network(address);
        if self.address == Some(address) {
            return true;
        }
        {
            let mut by_address = self.all.by_address.borrow_mut();
            let counts = by_address.entry(address).or_default();
            if counts.connections >= self.all.most_per_address {
                self.all.metrics.connections_refused.inc();
                return false;
            }
            counts.connections += 1;
        }
        let before = self.address.replace(address);
        self.all.take_off(before, |counts| &mut counts.connections);
        true
    }

    /// A place for a handshake, unless its address has too many.
    pub(crate) fn begin_handshake(&self) -> Option<Place> {
        self.place(HANDSHAKES_PER_ADDRESS, |counts| &mut counts.handshakes)
    }

    /// A place for an upload, unless its address has too many.
    pub(crate) fn begin_upload(&self) -> Option<Place> {
        self.place(UPLOADS_PER_ADDRESS, |counts| &mut counts.uploads)
    }

    fn place(&self, most: u32, of: fn(&mut Counts) -> &mut u32) -> Option<Place> {
        if let Some(address) = self.address {
            let mut by_address = self.all.by_address.borrow_mut();
            let count = of(by_address.entry(address).or_default());
            if *count >= most {
                return None;
            }
            *count += 1;
        }
        Some(Place {
            all: Rc::clone(&self.all),
            address: self.address,
            of,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.all.take_off(self.address, self.of);
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let all = &self.all;
        all.open.set(all.open.get().saturating_sub(1));
        all.metrics.connections_open.dec();
        all.take_off(self.address, |counts| &mut counts.connections);
    }
}

/// What one person has of addresses: an IPv4 address, or the /64 of an IPv6 address.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
    }
}

/// Raises the limit of open files as far as allowed; returns how many connections fit under it.
pub(crate) fn allowed_by_system() -> u32 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let wanted = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    // If it is refused, the limit stays what it was, and is read again below.
    let _ = setrlimit(Resource::Nofile, wanted);
    let files = getrlimit(Resource::Nofile).current.unwrap_or(1 << 20);
    let kept = FILES_KEPT.min(files / 2);
    u32::try_from(files - kept).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections(most: u32, most_per_address: u32) -> Rc<Connections> {
        Connections::new(most, most_per_address, Arc::new(Metrics::new()))
    }

    #[test]
    fn one_address_cannot_take_every_place() {
        let connections = connections(10, 2);
        let greedy = "192.0.2.1".parse().unwrap();
        let held: Vec<_> = (0..3).map_while(|_| connections.admit(greedy)).collect();
        assert_eq!(held.len(), 2);
        assert!(connections.admit("192.0.2.2".parse().unwrap()).is_some());
        drop(held);
        assert!(connections.admit(greedy).is_some());
    }

    #[test]
    fn handshakes_and_uploads_of_one_address_leave_places_for_others() {
        let connections = connections(10, 2);
        let greedy = connections.admit("192.0.2.1".parse().unwrap()).unwrap();
        let other = connections.admit("192.0.2.2".parse().unwrap()).unwrap();
        for begin in [Connection::begin_handshake, Connection::begin_upload] {
            let held: Vec<_> = std::iter::from_fn(|| begin(&greedy)).take(100).collect();
            assert!(held.len() < 100 && begin(&other).is_some());
            drop(held);
            assert!(begin(&greedy).is_some());
        }
        drop((greedy, other));
        assert!(connections.by_address.borrow().is_empty());
    }

    #[test]
    fn connections_of_a_proxy_count_for_whom_it_speaks() {
        let connections = connections(10, 1);
        let (one, other) = ("127.0.0.9".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let mut first = connections.admit_proxy().unwrap();
        let mut second = connections.admit_proxy().unwrap();
        assert!(first.comes_from(one) && first.comes_from(one));
        assert!(
            !second.comes_from(one),
            "loopback behind a proxy is somebody"
        );
        assert!(second.comes_from(other));
        assert!(first.comes_from("192.0.2.3".parse().unwrap()));
        assert!(second.comes_from(one));
        drop((first, second));
        assert!(connections.by_address.borrow().is_empty());
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_as_one() {
        let connections = connections(10, 1);
        let _held = connections.admit("2001:db8::1".parse().unwrap()).unwrap();
        assert!(connections.admit("2001:db8::2".parse().unwrap()).is_none());
        assert!(
            connections
                .admit("2001:db8:0:1::1".parse().unwrap())
                .is_some()
        );
    }

    #[test]
    fn loopback_is_limited_only_in_all() {
        let connections = connections(3, 1);
        let here = "127.0.0.1".parse().unwrap();
        let held: Vec<_> = (0..4).map_while(|_| connections.admit(here)).collect();
        assert_eq!(held.len(), 3);
    }

    #[test]
    fn no_address_is_remembered_after_its_last_connection() {
        let connections = connections(3, 3);
        drop(connections.admit("192.0.2.1".parse().unwrap()));
        assert!(connections.by_address.borrow().is_empty());
    }
}
