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

/// The open connections.
#[derive(Debug)]
pub(crate) struct Connections {
    by_address: RefCell<HashMap<IpAddr, u32>>,
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
        let address = (!address.to_canonical().is_loopback()).then(|| network(address));
        let mut by_address = self.by_address.borrow_mut();
        let fits = self.open.get() < self.most
            && address.is_none_or(|address| {
                by_address.get(&address).copied().unwrap_or(0) < self.most_per_address
            });
        if !fits {
            self.metrics.connections_refused.inc();
            return None;
        }
        if let Some(address) = address {
            *by_address.entry(address).or_default() += 1;
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

impl Drop for Connection {
    fn drop(&mut self) {
        let all = &self.all;
        all.open.set(all.open.get().saturating_sub(1));
        all.metrics.connections_open.dec();
        if let Some(address) = self.address {
            let mut by_address = all.by_address.borrow_mut();
            if let Some(count) = by_address.get_mut(&address) {
                *count -= 1;
                if *count == 0 {
                    by_address.remove(&address);
                }
            }
        }
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
