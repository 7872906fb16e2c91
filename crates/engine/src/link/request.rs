//! Asking a host. A frame leaves when the transaction is durable.

use hudhud_base::limits;
use hudhud_wire::{ClientFrame, Request};

use crate::api::Link;
use crate::turn::Turn;
use crate::turn::pending::Pending;

/// Unanswered requests on one link; half of what hosts allow.
const REQUESTS_AT_ONCE: usize = limits::REQUESTS_IN_FLIGHT / 2;

impl Turn<'_> {
    /// Asks a host for something, if its link is up.
    pub(crate) fn request(&mut self, link: &Link, request: Request, pending: Pending) {
        if let Some(state) = self.memory.links.get_mut(link) {
            state.waiting.push_back((request, pending));
            self.send_waiting(link);
        }
    }

    /// Sends a request that the host may want to be paid for.
    pub(crate) fn request_payable(&mut self, link: &Link, request: Request, then: Pending) {
        self.request_paid(link, request, then, 0);
    }

    /// The same, of a request that was paid for so often.
    pub(crate) fn request_paid(&mut self, link: &Link, request: Request, then: Pending, paid: u8) {
        let pending = Pending::Payable {
            request: Box::new(request.clone()),
            then: Box::new(then),
            paid,
        };
        self.request(link, request, pending);
    }

    /// Sends what waits on a link, as far as the host takes it.
    pub(crate) fn send_waiting(&mut self, link: &Link) {
        let Some(state) = self.memory.links.get_mut(link) else {
            return;
        };
        while state.pending.len() < REQUESTS_AT_ONCE {
            let Some((request, pending)) = state.waiting.pop_front() else {
                return;
            };
            let id = state.next_request();
            state.pending.insert(id, pending);
            self.out
                .transmit
                .push((link.clone(), ClientFrame { id, request }));
        }
    }

    /// What the host at the other end of a link calls itself.
    pub(crate) fn domain_of(&self, link: &Link) -> String {
        let state = self.memory.links.get(link);
        state.map(|state| state.domain.clone()).unwrap_or_default()
    }

    pub(crate) fn is_ready(&self, link: &Link) -> bool {
        self.memory.links.get(link).is_some_and(|state| state.ready)
    }
}
