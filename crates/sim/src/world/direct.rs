//! Asking a host on a link that no device holds, as whoever keeps to no engine does.

use hudhud_base::{LinkKind, RequestId};
use hudhud_host::SessionId;
use hudhud_wire::{ClientFrame, Request, ServerFrame, VERSIONS};

use crate::world::World;
use crate::world::queue::HostIndex;

/// A session that no device has.
pub(crate) const STRANGER: SessionId = SessionId(u64::MAX);

impl World {
    /// Asks all of this on one link of that kind, which is closed then: what was said to it until then.
    /// What is not durable by then is answered to nobody, and done all the same.
    pub(crate) fn asks_directly(
        &mut self,
        host: HostIndex,
        link: LinkKind,
        requests: Vec<Request>,
    ) -> Vec<ServerFrame> {
        let now = self.host_now();
        let hello = Request::Hello {
            version_min: *VERSIONS.start(),
            version_max: *VERSIONS.end(),
            link,
            agent: String::new(),
        };
        let requests = [hello].into_iter().chain(requests);
        let mut frames = requests
            .zip(1..)
            .map(|(request, id)| {
                let id = RequestId(id);
                (STRANGER, ClientFrame { id, request })
            })
            .collect();
        let Some(side) = self.hosts.get_mut(host).filter(|side| side.up) else {
            return Vec::new();
        };
        side.machine.connect(STRANGER);
        let turn = side.turn(now, &mut frames);
        side.machine.disconnect(STRANGER);
        let (own, others) = turn
            .replies
            .into_iter()
            .partition(|said| said.to == STRANGER);
        self.host_says(others);
        if let Some(ticket) = turn.ticket {
            self.plan_commit(host, ticket, turn.batches);
        }
        let own: Vec<hudhud_host::Outgoing> = own;
        own.into_iter().map(|said| said.frame).collect()
    }
}
