//! Faults that are planted to see an oracle fail. None is ever planted in an honest world.

/// What is done wrong on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Plant {
    /// Nothing.
    #[default]
    Nothing,
    /// A device stays cut off when everything else is made whole.
    NeverHealed {
        /// Which.
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
const TURNS_BEFORE: u64 = 100;

impl Plant {
    /// Whether this fault of the wire is the one to be planted now.
    pub(crate) fn is_due(self, plant: Self, turns: u64) -> bool {
        self == plant && turns >= TURNS_BEFORE
    }
}
