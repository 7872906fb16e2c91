//! A host by itself, for a test that has sockets and a clock of its own: bytes in, bytes out.

use std::collections::VecDeque;
use std::fmt;

use bytes::Bytes;
use hudhud_base::Timestamp;
use hudhud_host::{Config, Outgoing, SessionId};
use hudhud_logstore::{LogStore as _, Telling};
use hudhud_wire::{decode_client, encode_server};

use crate::world::EPOCH_MS;
use crate::world::host::HostSide;
use crate::world::random::Random;

/// A real host over a store in memory, in which no time passes.
pub struct LoneHost(HostSide);

impl fmt::Debug for LoneHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LoneHost")
            .field(&self.0.config.host)
            .finish()
    }
}

impl LoneHost {
    /// At this domain.
    #[must_use]
    pub fn new(domain: &str) -> Self {
        let config = Config {
            host: domain.to_owned(),
            ..Config::default()
        };
        Self(HostSide::new(
            config,
            Random::new(1).source(),
            Telling::Everything,
        ))
    }

    /// A link is there, by a number that no other has.
    pub fn connects(&mut self, link: u64) {
        self.0.machine.connect(SessionId(link));
    }

    /// A link is gone.
    pub fn disconnects(&mut self, link: u64) {
        self.0.machine.disconnect(SessionId(link));
    }

    /// A frame comes on a link: frames that go out, each with its link. Bytes that are no frame are not
    /// answered.
    pub fn hears(&mut self, link: u64, frame: Bytes) -> Vec<(u64, Bytes)> {
        let Ok(frame) = decode_client(frame) else {
            return Vec::new();
        };
        let side = &mut self.0;
        let mut asked = VecDeque::from([(SessionId(link), frame)]);
        let turn = side.turn(Timestamp(EPOCH_MS), &mut asked);
        let mut said = turn.replies;
        let mut failure = None;
        for (shard, batch) in turn.batches {
            failure = failure.or(side.store.commit(shard, side.fence, batch).err());
        }
        if let Some(ticket) = turn.ticket {
            said.extend(match failure {
                None => side.machine.durable(ticket),
                Some(why) => side.machine.failed(ticket, why),
            });
        }
        said.into_iter().map(to_bytes).collect()
    }
}

fn to_bytes(said: Outgoing) -> (u64, Bytes) {
    (said.to.0, encode_server(&said.frame))
}
