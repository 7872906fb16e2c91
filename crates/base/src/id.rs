//! Identifiers as newtypes: fixed lengths, total order, hexadecimal for people.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::limits;

/// A byte string had the wrong length for the identifier it was meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} bytes, found {found}")]
pub struct WrongLength {
    /// Bytes the identifier has.
    pub expected: usize,
    /// Bytes that were given.
    pub found: usize,
}

macro_rules! bytes_id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// The raw bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = WrongLength;

            fn try_from(bytes: &[u8]) -> Result<Self, WrongLength> {
                bytes
                    .try_into()
                    .map(Self)
                    .map_err(|_| WrongLength { expected: $len, found: bytes.len() })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}(", stringify!($name))?;
                self.0.iter().take(4).try_for_each(|byte| write!(f, "{byte:02x}"))?;
                write!(f, "…)")
            }
        }
    };
}

bytes_id!(
    /// Where a log lives on its host: 32 random bytes, chosen by whoever creates it.
    LogAddress, 32
);
bytes_id!(
    /// Names one append for ever: 16 random bytes, chosen by the sender, so that a resend is recognised.
    EntryId, 16
);
bytes_id!(
    /// The hash of an account's public key. It names no host.
    AccountId, 32
);
bytes_id!(
    /// The hash of a device's public key: one MLS client.
    DeviceId, 32
);
bytes_id!(
    /// Names sealed bytes kept outside a log: 32 random bytes.
    BlobId, 32
);
bytes_id!(
    /// What a host keeps of a capability.
    CapabilityHash, 32
);
bytes_id!(
    /// The chained hash over a log's entries up to one sequence number.
    RunningHash, 32
);

/// A text is not an account id: it takes 64 hexadecimal digits, lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an account id is 64 hexadecimal digits, lower case")]
pub struct NotAnAccount;

impl FromStr for AccountId {
    type Err = NotAnAccount;

    /// One text for one account: capitals and signs are refused, so that two texts that differ are
    /// two accounts.
    fn from_str(text: &str) -> Result<Self, NotAnAccount> {
        hexadecimal(text).map(Self).ok_or(NotAnAccount)
    }
}

impl BlobId {
    /// From hexadecimal digits, lower case: one id has one text.
    #[must_use]
    pub fn from_hexadecimal(text: &str) -> Option<Self> {
        hexadecimal(text).map(Self)
    }
}

fn hexadecimal<const LEN: usize>(text: &str) -> Option<[u8; LEN]> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut bytes = [0; LEN];
    if !rest.is_empty() || pairs.len() != LEN {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}

impl RunningHash {
    /// The running hash of a log that has no entry yet.
    pub const EMPTY: Self = Self([0; 32]);
}

macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $int:ty) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub $int);

        impl $name {
            /// The one after; saturates at the end of the range.
            #[must_use]
            pub const fn next(self) -> Self {
                Self(self.0.saturating_add(1))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number!(
    /// Position of an entry in its log. The first entry is 1; 0 means "before the first".
    Seq, u64
);
number!(
    /// Counts a log's rotations: one set of capabilities and one log key each. The first is 0.
    Generation, u32
);
number!(
    /// A log opened on one connection, named by the client.
    Handle, u32
);
number!(
    /// Ties an answer to its request on one connection. 0 is kept for frames nobody asked for.
    RequestId, u32
);

impl Seq {
    /// A number from outside, if an entry can have it.
    #[must_use]
    pub const fn bounded(seq: u64) -> Option<Self> {
        if seq <= limits::SEQ_MAX {
            Some(Self(seq))
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_length_says_what_was_expected() {
        let error = EntryId::try_from(&[0_u8; 3][..]).unwrap_err();
        assert_eq!(
            error,
            WrongLength {
                expected: 16,
                found: 3
            }
        );
    }

    #[test]
    fn an_account_reads_back_from_its_digits_and_from_nothing_else() {
        let account = AccountId(std::array::from_fn(|at| u8::try_from(at * 7).unwrap()));
        let digits = account.to_string();
        assert_eq!(digits.parse(), Ok(account));
        let shorter = digits.get(2..).unwrap();
        for wrong in [
            "",
            shorter,
            &format!("{digits}0"),
            &format!("{digits}00"),
            &digits.to_uppercase(),
            &format!("+1{shorter}"),
            &format!("ß{shorter}"),
        ] {
            assert_eq!(wrong.parse::<AccountId>(), Err(NotAnAccount), "{wrong:?}");
        }
    }

    #[test]
    fn debug_output_shows_only_the_beginning_of_an_identifier() {
        assert_eq!(
            format!("{:?}", AccountId([0xab; 32])),
            "AccountId(abababab…)"
        );
    }
}
