//! The links the engine wants, each with its task, its backoff, and its way in.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use getrandom::SysRng;
use hudhud_base::HostUrl;
use hudhud_dialogue::{Link, Trouble};
use hudhud_wire::{ClientFrame, LinkKind};
use rand_core::{Rng as _, UnwrapErr};
use tokio::sync::mpsc;

use super::link::{Attempt, LinkNews, Task};
use crate::backoff::Backoff;
use crate::platform::{AbortHandle, JoinSet, Tls};

/// Frames waiting for one link's socket. The engine keeps to the wire's own limit of requests in
/// flight, which is lower.
const FRAMES: usize = 1024;
/// News waiting for the driver, from all links together.
const NEWS: usize = 64;

/// All links of one device.
pub(super) struct Links {
    tls: Tls,
    spread: Duration,
    held: BTreeMap<Link, Held>,
    backoffs: BTreeMap<Link, Backoff>,
    troubles: BTreeMap<Link, Trouble>,
    next_number: u64,
    tasks: JoinSet<()>,
    sender: mpsc::Sender<(Attempt, LinkNews)>,
    news: mpsc::Receiver<(Attempt, LinkNews)>,
}

/// The host of the own account, which its person has named: no other has an inbox of ours.
pub(super) fn own_host(wanted: &BTreeSet<Link>) -> Option<&str> {
    let own = |link: &&Link| matches!(link.kind, LinkKind::Account | LinkKind::Inbox);
    wanted.iter().find(own).map(|link| link.host.as_str())
}

struct Held {
    number: u64,
    up: bool,
    frames: mpsc::Sender<ClientFrame>,
    task: AbortHandle,
}

impl Links {
    pub(super) fn new(tls: Tls, spread: Duration) -> Self {
        let (sender, news) = mpsc::channel(NEWS);
        Self {
            tls,
            spread,
            held: BTreeMap::new(),
            backoffs: BTreeMap::new(),
            troubles: BTreeMap::new(),
            next_number: 0,
            tasks: JoinSet::new(),
            sender,
            news,
        }
    }

    /// The next news of a link that is still held; news of earlier attempts is dropped.
    pub(super) async fn next(&mut self) -> (Link, LinkNews) {
        loop {
            tokio::select! {
                // `sender` is held here, so the channel does not end.
                Some((attempt, news)) = self.news.recv() => {
                    if let Some(link) = self.note(attempt, &news) {
                        return (link, news);
                    }
                }
                Some(_) = self.tasks.join_next(), if !self.tasks.is_empty() => {}
            }
        }
    }

    fn note(&mut self, attempt: Attempt, news: &LinkNews) -> Option<Link> {
        let Attempt { link, number } = attempt;
        let held = self
            .held
            .get_mut(&link)
            .filter(|held| held.number == number)?;
        match news {
            LinkNews::Up => {
                held.up = true;
                self.troubles.remove(&link);
            }
            LinkNews::Frame(_) => {}
            LinkNews::Down {
                lived,
                retry_after,
                cause,
            } => {
                self.held.remove(&link);
                self.backoffs
                    .entry(link.clone())
                    .or_default()
                    .ended(*lived, *retry_after);
                self.troubles.insert(link.clone(), *cause);
            }
        }
        Some(link)
    }

    /// Opens what is wanted and not held, and closes what is held and not wanted.
    pub(super) fn follow(&mut self, wanted: &BTreeSet<Link>) {
        let unwanted: Vec<Link> = self
            .held
            .keys()
            .filter(|link| !wanted.contains(link))
            .cloned()
            .collect();
        for link in unwanted {
            self.drop_link(&link);
            self.backoffs.remove(&link);
            self.troubles.remove(&link);
        }
        let own = own_host(wanted);
        for link in wanted {
            if !self.held.contains_key(link) {
                self.begin(link, own == Some(link.host.as_str()));
            }
        }
    }

    /// Forgets what failed, and tries what is not up at once: the network has come back.
    pub(super) fn retry_now(&mut self, wanted: &BTreeSet<Link>) {
        self.backoffs.clear();
        let waiting: Vec<Link> = self
            .held
            .iter()
            .filter(|(_, held)| !held.up)
            .map(|(link, _)| link.clone())
            .collect();
        for link in waiting {
            self.drop_link(&link);
        }
        self.follow(wanted);
    }

    fn begin(&mut self, link: &Link, own: bool) {
        let Ok(host) = link.host.parse::<HostUrl>() else {
            self.troubles.insert(link.clone(), Trouble::Unreachable);
            return;
        };
        let backoff = self.backoffs.entry(link.clone()).or_default();
        let wait = backoff.wait(UnwrapErr(SysRng).next_u64(), self.spread);
        self.next_number += 1;
        let number = self.next_number;
        let (frames, receiver) = mpsc::channel(FRAMES);
        let task = Task {
            attempt: Attempt {
                link: link.clone(),
                number,
            },
            host,
            tls: if own {
                self.tls.clone()
            } else {
                self.tls.sparing_this_machine()
            },
            wait,
            frames: receiver,
            news: self.sender.clone(),
        };
        let task = self.tasks.spawn(task.run());
        self.held.insert(
            link.clone(),
            Held {
                number,
                up: false,
                frames,
                task,
            },
        );
    }

    /// Hands a frame to a link's task; `false`: the link is not up, or does not keep pace.
    pub(super) fn transmit(&self, link: &Link, frame: ClientFrame) -> bool {
        self.held
            .get(link)
            .is_some_and(|held| held.up && held.frames.try_send(frame).is_ok())
    }

    /// Ends one link; `true`: it was up.
    pub(super) fn close(&mut self, link: &Link) -> bool {
        let was_up = self.drop_link(link);
        if was_up {
            self.backoffs
                .entry(link.clone())
                .or_default()
                .ended(Duration::ZERO, None);
        }
        was_up
    }

    /// Ends all links.
    pub(super) fn close_all(&mut self) {
        let links: Vec<Link> = self.held.keys().cloned().collect();
        for link in links {
            self.close(&link);
        }
    }

    fn drop_link(&mut self, link: &Link) -> bool {
        let Some(held) = self.held.remove(link) else {
            return false;
        };
        held.task.abort();
        held.up
    }

    /// Whether any link is up.
    pub(super) fn any_up(&self) -> bool {
        self.held.values().any(|held| held.up)
    }

    /// Why a link could not be made or held lately, if one could not.
    pub(super) fn trouble(&self) -> Option<Trouble> {
        self.troubles.values().next().copied()
    }

    /// Ends all tasks and waits for their end.
    pub(super) async fn shut_down(&mut self) {
        self.held.clear();
        self.tasks.shutdown().await;
    }
}

#[cfg(test)]
mod tests {
    use hudhud_wire::LinkKind;

    use super::*;

    fn link(host: &str) -> Link {
        Link {
            host: host.to_owned(),
            kind: LinkKind::Inbox,
        }
    }

    fn down(links: &mut Links, link: &Link) {
        let attempt = Attempt {
            link: link.clone(),
            number: links.held[link].number,
        };
        let news = LinkNews::Down {
            lived: Duration::ZERO,
            retry_after: Some(Duration::from_secs(300)),
            cause: Trouble::Unreachable,
        };
        assert_eq!(links.note(attempt, &news), Some(link.clone()));
    }

    #[test]
    fn the_own_host_is_where_the_inbox_is() {
        let inbox = link("https://own.example");
        let [first, last] = ["https://a.example", "https://z.example"].map(|host| Link {
            host: host.to_owned(),
            kind: LinkKind::Conversations,
        });
        let wanted = BTreeSet::from([first.clone(), inbox.clone(), last]);
        assert_eq!(own_host(&wanted), Some(inbox.host.as_str()));
        assert_eq!(own_host(&BTreeSet::from([first])), None);
    }

    #[test]
    fn when_the_network_is_back_what_waits_begins_anew_and_what_is_up_stays() {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.unwrap().block_on(async {
            let tls = Tls::new(None, false).unwrap();
            let mut links = Links::new(tls, Duration::ZERO);
            let (lost, up) = (link("http://127.0.0.1:1"), link("http://127.0.0.1:2"));
            let wanted = BTreeSet::from([lost.clone(), up.clone()]);
            links.follow(&wanted);
            down(&mut links, &lost);
            links.follow(&wanted);
            links.held.get_mut(&up).unwrap().up = true;
            let (waiting, settled) = (links.held[&lost].number, links.held[&up].number);
            assert_ne!(links.backoffs[&lost], Backoff::default());

            links.retry_now(&wanted);

            assert_eq!(links.backoffs[&lost], Backoff::default());
            assert!(links.held[&lost].number > waiting);
            assert_eq!(links.held[&up].number, settled);
        });
    }
}
