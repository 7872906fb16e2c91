//! Numbers that a device gives to what it keeps. They mean nothing on any other device, and are never
//! sent to one.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::BlobId;

macro_rules! local_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
        )]
        pub struct $name(pub i64);

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(digits: &str) -> Result<Self, ParseIntError> {
                digits.parse().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

local_id!(
    /// A conversation.
    ConversationId
);
local_id!(
    /// A message, or a line about the conversation.
    MessageRow
);
local_id!(
    /// Something the person asked for that takes the network to finish.
    IntentId
);
local_id!(
    /// An entry that its host has not confirmed.
    OutboxId
);
local_id!(
    /// A letter on its way to somebody's inbox.
    DeliveryId
);

/// A blob on its way, as one conversation knows it. Whoever refers to a blob has chosen its id, and may
/// have taken it from another conversation: what is on its way for one says nothing to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Transfer {
    /// For which it is moved.
    pub conversation: ConversationId,
    /// What it is called at its host; of one whose bytes are a file of the device, what that is called.
    pub blob: BlobId,
}
