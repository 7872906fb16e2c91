//! Who stands between a device and its host: sees every frame, keeps it back, or puts another in its
//! place.
//!
//! Frames are seen as their sender made them, before they are bytes. A lossy line is a tap; so is a
//! host that lies (on everything that it says), and a member that speaks otherwise than its engine
//! (on everything that its device asks; the keys lie in its database, which a story can read).

use bytes::Bytes;
use hudhud_engine::Link;
use hudhud_wire::{ClientFrame, ServerFrame};

use crate::DeviceNumber;
use crate::world::World;
use crate::world::queue::DeviceIndex;

/// A frame on its way.
#[derive(Debug, Clone, Copy)]
pub enum Frame<'a> {
    /// From a device to its host.
    Asked(&'a ClientFrame),
    /// From the host to the device.
    Said(&'a ServerFrame),
}

/// A frame, and between whom.
#[derive(Debug, Clone, Copy)]
pub struct Passing<'a> {
    /// The device that sends or gets it.
    pub device: DeviceNumber,
    /// On which of its links.
    pub link: &'a Link,
    /// The frame.
    pub frame: Frame<'a>,
    /// Turns of all devices until now.
    pub turns: u64,
}

impl Passing<'_> {
    /// Whether this device asks for something of this kind, by the kind's name in `wire`.
    #[must_use]
    pub fn is_asked(&self, device: DeviceNumber, kind: &str) -> bool {
        self.device == device
            && matches!(self.frame, Frame::Asked(one) if one.request.kind() == kind)
    }
}

/// What becomes of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It goes on as it is.
    Arrives,
    /// These bytes arrive instead of its own.
    Becomes(Bytes),
    /// It is lost, and with it the link and everything else on the way.
    Lost,
}

/// Somebody between devices and hosts.
pub trait Tap {
    /// Decides about one frame.
    fn passes(&mut self, passing: Passing<'_>) -> Fate;
}

impl<F: FnMut(Passing<'_>) -> Fate> Tap for F {
    fn passes(&mut self, passing: Passing<'_>) -> Fate {
        self(passing)
    }
}

impl World {
    /// Asks every tap; the first that does anything decides.
    pub(super) fn tapped(&mut self, index: DeviceIndex, link: &Link, frame: Frame<'_>) -> Fate {
        let passing = Passing {
            device: DeviceNumber(index),
            link,
            frame,
            turns: self.counts.turns,
        };
        self.taps
            .iter_mut()
            .map(|tap| tap.passes(passing))
            .find(|fate| *fate != Fate::Arrives)
            .unwrap_or(Fate::Arrives)
    }
}
