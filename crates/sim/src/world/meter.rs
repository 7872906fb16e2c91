//! What turns are for, for whoever measures them.

use hudhud_engine::Input;
use hudhud_wire::{Reply, ServerFrame};

use crate::DeviceNumber;

/// Wraps each turn of an engine: sees whose it is and what for, and has to run it once.
pub(crate) type Meter = dyn FnMut(DeviceNumber, Occasion, &mut dyn FnMut());

/// What a turn was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// Something the person asked for.
    Command,
    /// So many entries of a log.
    Entries(usize),
    /// Anything else: answers, links, time.
    Other,
}

pub(super) fn occasion(input: &Input) -> Occasion {
    match input {
        Input::Command(_) => Occasion::Command,
        Input::Frame(
            _,
            ServerFrame::Entries(entries)
            | ServerFrame::Reply {
                reply: Reply::Entries(entries),
                ..
            },
        ) => Occasion::Entries(entries.entries.len()),
        Input::Frame(..)
        | Input::LinkUp(_)
        | Input::LinkDown(_)
        | Input::Blob(..)
        | Input::Solved { .. }
        | Input::Tick => Occasion::Other,
    }
}
