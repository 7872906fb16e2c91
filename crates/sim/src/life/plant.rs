//! Faults that are planted to see an oracle fail. None is ever planted in an honest world.

use bytes::Bytes;
use hudhud_base::RequestId;
use hudhud_engine::Link;
use hudhud_wire::{
    Class, ClientFrame, LinkKind, Reply, Request, ServerFrame, encode_client, encode_server,
};

use crate::DeviceNumber;
use crate::world::tap::{Fate, Frame, Passing, Tap};

/// What is done wrong on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Plant {
    /// Nothing.
    #[default]
    Nothing,
    /// A device stays cut off when everything else is made whole.
    NeverHealed {
        /// Its number among the devices, from 0.
        device: usize,
    },
    /// The host keeps one message from one member.
    HostHides {
        /// Which of those it could hide, from 1.
        nth: u64,
    },
    /// The host says at the opening of a log that it stands elsewhere than it does.
    HostMisstates,
    /// A device's frame reaches the host without its last byte.
    FrameCutShort,
    /// The host's frame reaches a device without its last byte.
    AnswerCutShort,
    /// A device asks on one link for what belongs on another.
    OnTheWrongLink,
    /// A device asks without a number for its request.
    WithoutANumber,
    /// A turn fails although nobody made it fail.
    TurnFails,
    /// A member's list loses somebody.
    MemberForgotten,
    /// A member's title is another one.
    OtherTitle,
    /// Two messages change places in one store.
    MessagesSwapped,
    /// A message that was read disappears from one store.
    MessageLost,
    /// A message stands twice in one store.
    MessageTwice,
    /// A message that was sent is marked as given up.
    GivenUp,
    /// A message's text is another one in one store.
    OtherText,
    /// A file that is attached is another one on one device.
    OtherFile,
    /// A file that has come is still said to come.
    FileOnItsWay,
    /// An unread count is one too high.
    UnreadTooHigh,
    /// A receipt goes beyond what its sender has.
    ReceiptTooFar,
    /// Somebody who is out has a later message.
    LaterMessage,
    /// A request has members before it is accepted.
    EagerRequest,
    /// A text stands in clear in a frame.
    ClearFrame,
    /// A text stands in clear on the host's disk.
    ClearRecord,
}

/// Turns of a world before a fault of the wire is planted in it: everybody is under way by then.
pub(crate) const TURNS_BEFORE: u64 = 100;

impl Plant {
    /// Who stands on the wire to do what is to be done wrong there.
    pub(crate) fn tap(self) -> Option<Box<dyn Tap>> {
        match self {
            Self::HostHides { nth } => Some(Box::new(Hiding { nth, seen: 0 })),
            Self::HostMisstates
            | Self::FrameCutShort
            | Self::AnswerCutShort
            | Self::OnTheWrongLink
            | Self::WithoutANumber => Some(Box::new(Spoiling(self))),
            Self::Nothing
            | Self::NeverHealed { .. }
            | Self::TurnFails
            | Self::MemberForgotten
            | Self::OtherTitle
            | Self::MessagesSwapped
            | Self::MessageLost
            | Self::MessageTwice
            | Self::GivenUp
            | Self::OtherText
            | Self::OtherFile
            | Self::FileOnItsWay
            | Self::UnreadTooHigh
            | Self::ReceiptTooFar
            | Self::LaterMessage
            | Self::EagerRequest
            | Self::ClearFrame
            | Self::ClearRecord => None,
        }
    }
}

/// A host that keeps one message from one member.
struct Hiding {
    nth: u64,
    /// Those that it could have hidden until now.
    seen: u64,
}

impl Tap for Hiding {
    fn passes(&mut self, passing: Passing<'_>) -> Fate {
        let (Frame::Said(ServerFrame::Entries(entries)), DeviceNumber(1)) =
            (passing.frame, passing.device)
        else {
            return Fate::Arrives;
        };
        let mut entries = entries.clone();
        entries.entries.retain(|entry| {
            self.seen += u64::from(entry.class == Class::Plain);
            entry.class == Class::Ordered || self.seen != self.nth
        });
        Fate::Becomes(encode_server(&ServerFrame::Entries(entries)))
    }
}

/// Whoever breaks the rules of the wire in this way, with every frame once it is time.
struct Spoiling(Plant);

impl Tap for Spoiling {
    fn passes(&mut self, passing: Passing<'_>) -> Fate {
        if passing.turns < TURNS_BEFORE {
            return Fate::Arrives;
        }
        match (self.0, passing.frame) {
            (Plant::FrameCutShort, Frame::Asked(frame)) => cut_short(encode_client(frame)),
            (Plant::AnswerCutShort, Frame::Said(frame)) => cut_short(encode_server(frame)),
            (Plant::WithoutANumber, Frame::Asked(frame)) => {
                let unnumbered = ClientFrame {
                    id: RequestId(0),
                    ..frame.clone()
                };
                Fate::Becomes(encode_client(&unnumbered))
            }
            (Plant::OnTheWrongLink, Frame::Asked(frame)) if strays(passing.link, frame) => {
                let other = ClientFrame {
                    id: frame.id,
                    request: Request::OwnAccount,
                };
                Fate::Becomes(encode_client(&other))
            }
            (Plant::HostMisstates, Frame::Said(frame)) => misstated(frame),
            (_, _) => Fate::Arrives,
        }
    }
}

/// Whether something else is asked in place of this.
fn strays(link: &Link, frame: &ClientFrame) -> bool {
    link.kind == LinkKind::Conversations && matches!(frame.request, Request::Append(_))
}

/// The bytes without their last one.
fn cut_short(mut bytes: Bytes) -> Fate {
    bytes.truncate(bytes.len().saturating_sub(1));
    Fate::Becomes(bytes)
}

/// Another running hash for every log of an answer that says where logs stand.
fn misstated(frame: &ServerFrame) -> Fate {
    let ServerFrame::Reply {
        id,
        reply: Reply::Opened(logs),
    } = frame
    else {
        return Fate::Arrives;
    };
    let mut logs = logs.clone();
    for stands in logs.iter_mut().filter_map(|log| log.outcome.as_mut().ok()) {
        stands.running_hash.0[0] ^= 1;
    }
    let reply = Reply::Opened(logs);
    Fate::Becomes(encode_server(&ServerFrame::Reply { id: *id, reply }))
}
