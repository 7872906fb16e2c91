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
/// By this much less when more than half of all places are taken: few addresses must not have all.
const CROWDED_SHARE: u32 = 4;
/// How often as much as one address a site has, of which somebody may have all: the /48 of an IPv6
/// address.
const ADDRESSES_PER_SITE: u32 = 4;

/// What is counted as one: a network, and its share of what one address may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Network {
    first: IpAddr,
    share: u32,
}

/// The networks that a connection comes from.
type From = [Option<Network>; 2];

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
    by_network: RefCell<HashMap<Network, Counts>>,
    open: std::cell::Cell<u32>,
    most: u32,
    most_per_address: u32,
    metrics: Arc<Metrics>,
}

/// One open connection; dropping it ends the counting.
#[derive(Debug)]
pub(crate) struct Connection {
    all: Rc<Connections>,
    /// Loopback is not counted by address.
    from: From,
}

/// Something under way on a connection, which its address has few places for.
#[derive(Debug)]
pub(crate) struct Place {
    all: Rc<Connections>,
    from: From,
    of: fn(&mut Counts) -> &mut u32,
}

impl Connections {
    pub(crate) fn new(most: u32, most_per_address: u32, metrics: Arc<Metrics>) -> Rc<Self> {
        Rc::new(Self {
            by_network: RefCell::default(),
            open: std::cell::Cell::new(0),
            most,
            most_per_address,
            metrics,
        })
    }

    /// Counts a connection from `address`, unless there are too many.
    pub(crate) fn admit(self: &Rc<Self>, address: IpAddr) -> Option<Connection> {
        let here = address.to_canonical().is_loopback();
        self.admit_from(if here {
            From::default()
        } else {
            networks(address)
        })
    }

    /// Counts a proxy's connection, which is nobody's until it says whose it is.
    pub(crate) fn admit_proxy(self: &Rc<Self>) -> Option<Connection> {
        self.admit_from(From::default())
    }

    fn admit_from(self: &Rc<Self>, from: From) -> Option<Connection> {
        let fits = self.open.get() < self.most
            && self.put_on(from, self.most_per_address, |counts| {
                &mut counts.connections
            });
        if !fits {
            self.metrics.connections_refused.inc();
            return None;
        }
        self.open.set(self.open.get() + 1);
        self.metrics.connections_accepted.inc();
        self.metrics.connections_open.inc();
        Some(Connection {
            all: Rc::clone(self),
            from,
        })
    }

    /// Counts one more, unless one of its networks has `most` of them, or its share of that.
    fn put_on(&self, from: From, most: u32, of: fn(&mut Counts) -> &mut u32) -> bool {
        let mut by_network = self.by_network.borrow_mut();
        let fits = from.iter().flatten().all(|network| {
            let mut counts = by_network.get(network).copied().unwrap_or_default();
            *of(&mut counts) < most.saturating_mul(network.share)
        });
        if fits {
            for network in from.into_iter().flatten() {
                *of(by_network.entry(network).or_default()) += 1;
            }
        }
        fits
    }

    /// Takes one off, and forgets a network of which nothing is counted.
    fn take_off(&self, from: From, of: fn(&mut Counts) -> &mut u32) {
        let mut by_network = self.by_network.borrow_mut();
        for network in from.into_iter().flatten() {
            if let Some(counts) = by_network.get_mut(&network) {
                let count = of(counts);
                *count = count.saturating_sub(1);
                if *counts == Counts::default() {
                    by_network.remove(&network);
                }
            }
        }
    }
}

impl Connection {
    /// Counts it as one from `address`, as a proxy says; `false`: that has too many.
    pub(crate) fn comes_from(&mut self, address: IpAddr) -> bool {
        let from = networks(address);
        if self.from == from {
            return true;
        }
        let most = self.all.most_per_address;
        if !self
            .all
            .put_on(from, most, |counts| &mut counts.connections)
        {
            self.all.metrics.connections_refused.inc();
            return false;
        }
        let before = std::mem::replace(&mut self.from, from);
        self.all.take_off(before, |counts| &mut counts.connections);
        true
    }

    /// A place for a handshake, unless its address has too many.
    pub(crate) fn begin_handshake(&self, crowd: Crowd) -> Option<Place> {
        let most = crowd.share_of(HANDSHAKES_PER_ADDRESS);
        self.place(most, |counts| &mut counts.handshakes)
    }

    /// A place for an upload, unless its address has too many.
    pub(crate) fn begin_upload(&self, crowd: Crowd) -> Option<Place> {
        let most = crowd.share_of(UPLOADS_PER_ADDRESS);
        self.place(most, |counts| &mut counts.uploads)
    }

    fn place(&self, most: u32, of: fn(&mut Counts) -> &mut u32) -> Option<Place> {
        self.all.put_on(self.from, most, of).then(|| Place {
            all: Rc::clone(&self.all),
            from: self.from,
            of,
        })
    }
}

/// Whether there is room for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Crowd {
    /// At least half of all places are free.
    Few,
    /// Fewer are: each gets less, and less time.
    Many,
}

impl Crowd {
    /// Of `all` places, so many are free.
    pub(crate) const fn with(free: usize, all: usize) -> Self {
        if free < all / 2 {
            Self::Many
        } else {
            Self::Few
        }
    }

    const fn share_of(self, most: u32) -> u32 {
        match self {
            Self::Few => most,
            Self::Many => most / CROWDED_SHARE,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.all.take_off(self.from, self.of);
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let all = &self.all;
        all.open.set(all.open.get().saturating_sub(1));
        all.metrics.connections_open.dec();
        all.take_off(self.from, |counts| &mut counts.connections);
    }
}

/// What one person has of addresses: an IPv4 address, or the /64 of an IPv6 address; and what somebody
/// may have who has a whole site.
fn networks(address: IpAddr) -> From {
    let network = |first, share| Some(Network { first, share });
    match address.to_canonical() {
        IpAddr::V4(address) => [network(IpAddr::V4(address), 1), None],
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            let own = IpAddr::from([a, b, c, d, 0, 0, 0, 0]);
            let site = IpAddr::from([a, b, c, 0, 0, 0, 0, 0]);
            [network(own, 1), network(site, ADDRESSES_PER_SITE)]
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
            let few = |of| begin(of, Crowd::Few);
            let held: Vec<_> = std::iter::from_fn(|| few(&greedy)).take(100).collect();
            assert!(held.len() < 100 && few(&other).is_some());
            let all = held.len();
            drop(held);
            assert!(few(&greedy).is_some());
            let many = || begin(&greedy, Crowd::Many);
            let held: Vec<_> = std::iter::from_fn(many).take(100).collect();
            assert!(!held.is_empty() && held.len() <= all / 4, "where many come");
            assert!(few(&greedy).is_some());
        }
        drop((greedy, other));
        assert!(connections.by_network.borrow().is_empty());
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
        assert!(connections.by_network.borrow().is_empty());
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
    fn a_site_of_many_ipv6_networks_has_no_more_than_a_few_addresses() {
        let connections = connections(1_000, 2);
        let from = |site: u16, network: u16| {
            let address = IpAddr::from([0x2001, 0xdb8, site, network, 0, 0, 0, 1]);
            connections.admit(address)
        };
        let held: Vec<_> = (0..500).filter_map(|network| from(1, network)).collect();
        assert_eq!(held.len(), 8);
        assert!(from(2, 1).is_some());
        drop(held);
        assert!(connections.by_network.borrow().is_empty());
        assert!(from(1, 7).is_some());
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
        assert!(connections.by_network.borrow().is_empty());
    }
}
