//! What a host that runs sees of those who use it, and a program that guesses from it who is in which
//! conversation. Contents are no part of it, and neither are network addresses: those join the links of a
//! device for whoever looks at them.

mod day;
mod guess;
mod score;

use std::collections::BTreeMap;

use hudhud_base::{AccountId, Handle, LinkKind, LogAddress};
use hudhud_crypto::identity::account_id;
use hudhud_wire::{Class, ClientFrame, Request};

use crate::world::queue::{ConnectionId, DeviceIndex};

pub use day::{Watched, watched_day};
pub use score::Score;

/// What a host sees on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sight {
    Up(LinkKind),
    Down,
    /// Whose account or inbox it is for.
    Owner(AccountId),
    /// A log of a conversation that is held open.
    Holds(LogAddress),
    /// A log that somebody began, entered alone, or changed by a handshake.
    Changes(LogAddress),
    /// A log in which somebody says something.
    Speaks(LogAddress),
    /// Somebody who was looked up, or written to.
    Person(AccountId, Asked),
}

/// What somebody was named for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Asked {
    Name,
    Account,
    Packages,
    Letter,
}

/// It, and when and where.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// Virtual milliseconds since the world began.
    at: u64,
    connection: ConnectionId,
    /// No host sees this: it tells what one link for everything would have shown.
    device: DeviceIndex,
    sight: Sight,
}

/// Whoever reads along at a host.
#[derive(Debug, Default)]
pub(crate) struct Watcher {
    seen: Vec<Seen>,
    names: BTreeMap<String, AccountId>,
    inboxes: BTreeMap<LogAddress, AccountId>,
    handles: BTreeMap<(ConnectionId, Handle), LogAddress>,
}

impl Watcher {
    /// A frame has come.
    pub(crate) fn sees(
        &mut self,
        at: u64,
        (connection, device): (ConnectionId, DeviceIndex),
        frame: &ClientFrame,
    ) {
        for sight in self.sights(connection, &frame.request) {
            self.seen.push(Seen {
                at,
                connection,
                device,
                sight,
            });
        }
    }

    /// A connection has ended.
    pub(crate) fn loses(&mut self, at: u64, (connection, device): (ConnectionId, DeviceIndex)) {
        self.seen.push(Seen {
            at,
            connection,
            device,
            sight: Sight::Down,
        });
    }

    fn sights(&mut self, connection: ConnectionId, request: &Request) -> Vec<Sight> {
        match request {
            Request::Hello { link, .. } => vec![Sight::Up(*link)],
            Request::Authenticate { account, .. } => vec![Sight::Owner(*account)],
            Request::SignUp(sign_up) => {
                let account = account_id(&sign_up.account_key);
                if let Some((name, _)) = &sign_up.name {
                    self.names.insert(name.clone(), account);
                }
                self.inboxes.insert(sign_up.inbox, account);
                vec![Sight::Owner(account)]
            }
            Request::Create(create) => vec![Sight::Changes(create.address)],
            Request::Open(logs) => {
                let mut sights = Vec::new();
                for log in logs {
                    self.handles.insert((connection, log.handle), log.address);
                    if let Some(owner) = self.inboxes.get(&log.address) {
                        sights.push(Sight::Owner(*owner));
                        continue;
                    }
                    sights.push(Sight::Holds(log.address));
                    // Who comes back opens all of theirs; who enters one opens that.
                    if logs.len() == 1 {
                        sights.push(Sight::Changes(log.address));
                    }
                }
                sights
            }
            Request::Append(append) => {
                let log = self.handles.get(&(connection, append.handle));
                let seen = |log: &LogAddress| match append.class {
                    Class::Ordered => Sight::Changes(*log),
                    Class::Plain => Sight::Speaks(*log),
                };
                log.map(seen).into_iter().collect()
            }
            Request::ResolveName { name } => person(self.names.get(name), Asked::Name),
            Request::Deliver(deliver) => person(self.inboxes.get(&deliver.address), Asked::Letter),
            Request::GetAccount { account, .. } => person(Some(account), Asked::Account),
            Request::TakeKeyPackages { account, .. } => person(Some(account), Asked::Packages),
            Request::Ping
            | Request::GetPuzzle
            | Request::Close(_)
            | Request::Read { .. }
            | Request::Live { .. }
            | Request::Pause { .. }
            | Request::Signal { .. }
            | Request::Erase { .. }
            | Request::UpdateAccount(_)
            | Request::ClaimName { .. }
            | Request::ReleaseName
            | Request::PublishKeyPackages(_)
            | Request::OwnAccount => Vec::new(),
        }
    }
}

fn person(account: Option<&AccountId>, asked: Asked) -> Vec<Sight> {
    let account = account.into_iter();
    account
        .map(|account| Sight::Person(*account, asked))
        .collect()
}
