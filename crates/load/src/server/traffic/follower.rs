//! A link that follows logs and takes what is pushed.

use std::rc::Rc;

use anyhow::bail;
use hudhud_wire::ServerFrame;

use super::meter::Meter;
use crate::server::link::Link;
use crate::server::log::stamp;

/// Follows until the link ends.
pub(super) async fn follow(mut link: Link, meter: Rc<Meter>) -> anyhow::Result<()> {
    loop {
        match link.receive().await? {
            ServerFrame::Entries(entries) => {
                let now = meter.now();
                for entry in entries.entries {
                    meter.received(stamp(entry.id), now);
                }
            }
            ServerFrame::Lagging { .. } => bail!("a follower was too slow for the host"),
            other @ (ServerFrame::Reply { .. }
            | ServerFrame::Ended { .. }
            | ServerFrame::Signalled { .. }
            | ServerFrame::GoAway { .. }) => bail!("a follower got something else: {other:?}"),
        }
    }
}
