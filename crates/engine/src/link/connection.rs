//! A link comes up, is ready, goes down.

use hudhud_wire::{LinkKind, Request, VERSIONS};

use crate::api::{Event, Link};
use crate::turn::Turn;
use crate::turn::links::LinkState;
use crate::turn::pending::{AccountOrName, Pending};

impl Turn<'_> {
    pub(crate) fn link_up(&mut self, link: Link) {
        // Handles and requests belong to one link: nothing of a former one holds.
        self.memory.links.insert(link.clone(), LinkState::default());
        let hello = Request::Hello {
            version_min: *VERSIONS.start(),
            version_max: *VERSIONS.end(),
            link: link.kind,
            // Saying nothing keeps clients alike.
            agent: String::new(),
        };
        self.request(&link, hello, Pending::Hello);
    }

    /// The host takes requests on this link.
    pub(crate) fn ready(&mut self, link: &Link) {
        if let Some(state) = self.memory.links.get_mut(link) {
            state.ready = true;
        }
        if link.kind == LinkKind::People {
            self.memory.people.reached(&link.host);
        }
        self.event(Event::LinkChanged {
            link: link.clone(),
            up: true,
        });
    }

    pub(crate) fn link_down(&mut self, link: &Link) {
        if let Some(state) = self.memory.links.remove(link) {
            let unsent = state.waiting.into_iter().map(|(_, pending)| pending);
            for pending in state.pending.into_values().chain(unsent) {
                self.forget(pending);
            }
            // A link that was never ready was never said to be up.
            if state.ready {
                self.event(Event::LinkChanged {
                    link: link.clone(),
                    up: false,
                });
            }
        }
    }

    /// An answer will not come: what was asked for may be asked for again.
    pub(crate) fn forget(&mut self, pending: Pending) {
        match pending {
            Pending::Name { intent, name } => {
                self.memory
                    .asked
                    .remove(&(intent, AccountOrName::Name(name)));
            }
            Pending::Account { intent, account } => {
                self.memory
                    .asked
                    .remove(&(intent, AccountOrName::Account(account)));
            }
            Pending::Packages { intent, account } => {
                self.memory
                    .asked
                    .remove(&(intent, AccountOrName::Packages(account)));
            }
            Pending::Deliver { delivery } => {
                self.memory.deliveries_running.remove(&delivery);
            }
            Pending::Inquire {
                conversation,
                account,
            } => {
                let due = self.memory.inquiries.entry((account, conversation));
                due.or_insert(self.now);
            }
            Pending::Puzzle { then, .. } | Pending::Payable { then, .. } => self.forget(*then),
            Pending::OwnAccount | Pending::PublishPackages | Pending::RenewPackages => {
                self.memory.packages_due = true;
            }
            // What is behind these is looked at anew when the link is up again.
            Pending::Hello
            | Pending::Authenticate
            | Pending::SignUp
            | Pending::ClaimName
            | Pending::UpdateAccount(_)
            | Pending::Open(_)
            | Pending::Live(_)
            | Pending::Append { .. }
            | Pending::CreateLog { .. }
            | Pending::CreateNext { .. }
            | Pending::CreateReplacement { .. }
            | Pending::Nothing => {}
        }
    }
}
