//! Numbers that a device gives to what it keeps. They mean nothing on any other device, and are never
//! sent to one.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

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
