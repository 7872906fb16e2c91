//! Hosts at which people are asked about, or given letters for: to which of them a link is wanted now. Others
//! have named most of them, so there is an end to how many are tried at once, and how often.

use std::collections::{BTreeMap, BTreeSet};

use hudhud_base::{Timestamp, limits};

/// Attempts to reach a host after which it is left alone for a while.
const ATTEMPTS: u32 = 20;
/// Milliseconds for which it is left alone then: an hour.
const REST_MS: u64 = 3_600_000;

#[derive(Debug, Default, Clone)]
pub(crate) struct Reach {
    /// Not done with.
    wanted: BTreeSet<String>,
    /// Attempts that failed since a host was last reached.
    failed: BTreeMap<String, u32>,
    /// Until when a host is left alone.
    resting: BTreeMap<String, Timestamp>,
}

impl Reach {
    /// There is something to be asked, or left, at a host.
    pub(crate) fn wants(&mut self, host: String) {
        self.wanted.insert(host);
    }

    /// The hosts to which a link is wanted. Of those that are not the own one, whichever was tried less often
    /// comes first: one that never answers keeps no other waiting for ever.
    pub(crate) fn hosts(&self, own: &str, now: Timestamp) -> Vec<String> {
        let mut others: Vec<_> = self
            .wanted
            .iter()
            .filter(|host| *host != own && !self.is_resting(host, now))
            .collect();
        others.sort_by_key(|host| self.failed.get(*host));
        others.truncate(limits::FOREIGN_PEOPLE_LINKS);
        let own = self.wanted.get(own);
        own.into_iter().chain(others).cloned().collect()
    }

    fn is_resting(&self, host: &str, now: Timestamp) -> bool {
        self.resting.get(host).is_some_and(|until| now < *until)
    }

    /// What was wanted at some hosts is done.
    pub(crate) fn keep_only(&mut self, is_wanted: impl FnMut(&String) -> bool) {
        self.wanted.retain(is_wanted);
    }

    pub(crate) fn reached(&mut self, host: &str) {
        self.failed.remove(host);
        self.resting.remove(host);
    }

    /// A host was not reached. If it is left alone from now on, until when.
    pub(crate) fn failed(&mut self, host: &str, now: Timestamp) -> Option<Timestamp> {
        let failed = self.failed.entry(host.to_owned()).or_default();
        *failed = failed.saturating_add(1);
        if *failed < ATTEMPTS {
            return None;
        }
        self.failed.remove(host);
        self.wanted.remove(host);
        self.resting.retain(|_, until| now < *until);
        let until = now.plus_ms(REST_MS);
        self.resting.insert(host.to_owned(), until);
        Some(until)
    }

    /// When hosts that are left alone are tried again.
    pub(crate) fn ends_of_rest(&self) -> impl Iterator<Item = Timestamp> {
        self.resting.values().copied()
    }

    /// Every host may be tried at once.
    pub(crate) fn wakes_all(&mut self) {
        self.failed.clear();
        self.resting.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "https://own.example";

    fn wanted(hosts: usize) -> Reach {
        let mut reach = Reach::default();
        (0..hosts).for_each(|host| reach.wants(format!("https://{host:03}.example")));
        reach.wants(OWN.to_owned());
        reach
    }

    #[test]
    fn of_many_hosts_only_some_are_tried_at_once_and_the_own_one_always() {
        let hosts = wanted(1_000).hosts(OWN, Timestamp(1));
        assert_eq!(hosts.len(), limits::FOREIGN_PEOPLE_LINKS + 1);
        assert!(hosts.contains(&OWN.to_owned()));
    }

    #[test]
    fn those_that_do_not_answer_let_others_pass() {
        let mut reach = wanted(limits::FOREIGN_PEOPLE_LINKS + 1);
        let first = reach.hosts(OWN, Timestamp(1));
        for host in first.iter().filter(|host| *host != OWN) {
            assert_eq!(reach.failed(host, Timestamp(1)), None);
        }
        let then = reach.hosts(OWN, Timestamp(1));
        let last = format!("https://{:03}.example", limits::FOREIGN_PEOPLE_LINKS);
        assert!(!first.contains(&last) && then.contains(&last));
    }

    #[test]
    fn a_host_that_is_never_reached_is_left_alone_for_an_hour_and_then_tried_again() {
        let (mut reach, host) = (wanted(1), "https://000.example");
        let now = Timestamp(1_000);
        let rests = (1..=ATTEMPTS).filter_map(|_| reach.failed(host, now));
        let until = now.plus_ms(REST_MS);
        assert_eq!(rests.collect::<Vec<_>>(), [until]);
        // Whoever still has something for it asks again and again.
        reach.wants(host.to_owned());
        assert_eq!(reach.hosts(OWN, now), [OWN]);
        assert_eq!(reach.ends_of_rest().collect::<Vec<_>>(), [until]);
        assert_eq!(reach.hosts(OWN, until), [OWN, host]);
    }

    #[test]
    fn a_host_that_was_reached_has_failed_never() {
        let (mut reach, host) = (wanted(1), "https://000.example");
        for _ in 0..3 * ATTEMPTS {
            assert_eq!(reach.failed(host, Timestamp(1)), None);
            reach.reached(host);
        }
    }
}
