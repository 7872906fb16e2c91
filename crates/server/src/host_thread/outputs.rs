//! From the machine's frames to what the network is handed: encoded, and in pieces that fit in memory.

use std::collections::HashMap;

use hudhud_host::Outgoing;
use hudhud_wire::{ServerFrame, SharedEntries, encode_server};

use crate::mailbox::{Output, ToNetwork};

/// Bytes of outputs after which they are handed to the network, which may take a while.
const OUTPUT_BYTES: usize = 1024 * 1024;

/// What is to be handed to the network.
#[derive(Debug, Default)]
pub(super) struct Outputs {
    waiting: Vec<Output>,
    bytes: usize,
}

impl Outputs {
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Keeps one for the next hand-over.
    pub(super) fn push(&mut self, output: Output) {
        self.bytes += output.bytes();
        self.waiting.push(output);
    }

    /// Encodes frames, and hands them over whenever many bytes have come together: one turn, or one
    /// entry for many followers, can be more than fits in memory twice.
    pub(super) fn add(&mut self, frames: Vec<Outgoing>, network: &ToNetwork) {
        let mut shared = HashMap::new();
        for outgoing in frames {
            self.push(output(&outgoing, &mut shared));
            if self.bytes >= OUTPUT_BYTES {
                self.send(network);
            }
        }
    }

    /// Hands over what there is, and wakes the network even if that is nothing.
    pub(super) fn send(&mut self, network: &ToNetwork) {
        self.bytes = 0;
        network.send(&mut self.waiting);
    }
}

/// A frame with what the network must know of it: whether, and how, it may be dropped. What is pushed
/// to many is encoded once, and kept in `shared`.
fn output(outgoing: &Outgoing, shared: &mut HashMap<u64, SharedEntries>) -> Output {
    let to = outgoing.to;
    let frame = &outgoing.frame;
    match frame {
        ServerFrame::Entries(entries) if outgoing.may_drop => {
            let first = entries.entries.first();
            let from = first.map_or(entries.next, |entry| entry.seq);
            let bytes = match outgoing.alike {
                Some(number) => shared
                    .entry(number)
                    .or_insert_with(|| SharedEntries::new(entries))
                    .frame(entries.handle),
                None => encode_server(frame),
            };
            Output::Push(to, entries.handle, from, bytes)
        }
        ServerFrame::Lagging { handle, from } => Output::Lagging(to, *handle, *from),
        ServerFrame::Signalled { .. } => Output::Signal(to, encode_server(frame)),
        ServerFrame::Reply { id, .. } => Output::Reply(to, Some(*id), encode_server(frame)),
        // History was asked for, and was charged for as an answer.
        ServerFrame::Entries(_) | ServerFrame::Ended { .. } | ServerFrame::GoAway { .. } => {
            Output::Reply(to, None, encode_server(frame))
        }
    }
}
