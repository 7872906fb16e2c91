//! What can be changed of a policy, as commits carry it: differences, one for each component.

use hudhud_base::{AccountId, LogAddress, Seq};
use minicbor::{Decoder, Encoder};

use crate::turn::record::Bytes32;

/// Kind, host, log and profile.
pub(crate) const PLACE: u16 = 0x8502;
/// The title.
pub(crate) const CARD: u16 = 0x8503;
/// Admins, and what members may.
pub(crate) const ROLES: u16 = 0x8504;

/// Edits in one difference, at most.
const EDITS: u64 = 128;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Edit {
    /// Another log of the same host, and where its first entry will stand.
    Move(LogAddress, Seq),
    Title(String),
    /// An admin more, in the last rank.
    Appoint(AccountId),
    /// An admin less.
    Dismiss(AccountId),
}

/// What an edit does to what its key names.
const PUT: u8 = 0;
const DROP: u8 = 1;
/// The card's field for the title.
const TITLE: u8 = 0;
/// The place's field for the log.
const LOG: u8 = 2;

impl Edit {
    pub(crate) fn component(&self) -> u16 {
        match self {
            Self::Move(..) => PLACE,
            Self::Title(_) => CARD,
            Self::Appoint(_) | Self::Dismiss(_) => ROLES,
        }
    }
}

type Written = Result<(), minicbor::encode::Error<std::convert::Infallible>>;
type Read<T> = Result<T, minicbor::decode::Error>;

/// A difference of one component: `[[op, key, value]…]`.
pub(crate) fn encode(edits: &[&Edit]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let written = write(edits, &mut Encoder::new(&mut bytes));
    debug_assert!(written.is_ok(), "a vector takes every byte");
    bytes
}

fn write(edits: &[&Edit], encoder: &mut Encoder<&mut Vec<u8>>) -> Written {
    encoder.array(edits.len() as u64)?;
    for edit in edits {
        encoder.array(3)?;
        match edit {
            Edit::Move(log, first) => encoder
                .u8(PUT)?
                .u8(LOG)?
                .array(2)?
                .bytes(&log.0)?
                .u64(first.0)?,
            Edit::Title(title) => encoder.u8(PUT)?.u8(TITLE)?.str(title)?,
            Edit::Appoint(account) => encoder.u8(PUT)?.bytes(&account.0)?.null()?,
            Edit::Dismiss(account) => encoder.u8(DROP)?.bytes(&account.0)?.null()?,
        };
    }
    Ok(())
}

/// The edits in a difference of this component, if these bytes are its one spelling.
pub(crate) fn decode(component: u16, bytes: &[u8]) -> Option<Vec<Edit>> {
    let edits = read(component, &mut Decoder::new(bytes)).ok()?;
    let spelled = encode(&edits.iter().collect::<Vec<_>>());
    (!edits.is_empty() && spelled == bytes).then_some(edits)
}

fn read(component: u16, decoder: &mut Decoder<'_>) -> Read<Vec<Edit>> {
    let unknown = || minicbor::decode::Error::message("no such edit");
    let count = decoder.array()?.filter(|count| *count <= EDITS);
    let mut edits = Vec::new();
    for _ in 0..count.ok_or_else(unknown)? {
        if decoder.array()? != Some(3) {
            return Err(unknown());
        }
        edits.push(match (component, decoder.u8()?) {
            (PLACE, PUT) => {
                if decoder.u8()? != LOG || decoder.array()? != Some(2) {
                    return Err(unknown());
                }
                let log: Bytes32 = decoder.decode()?;
                let first = Seq::bounded(decoder.u64()?).ok_or_else(unknown)?;
                Edit::Move(LogAddress(log.0), first)
            }
            (CARD, PUT) => {
                if decoder.u8()? != TITLE {
                    return Err(unknown());
                }
                Edit::Title(decoder.str()?.to_owned())
            }
            (ROLES, PUT) => Edit::Appoint(account(decoder)?),
            (ROLES, DROP) => Edit::Dismiss(account(decoder)?),
            (_, _) => return Err(unknown()),
        });
    }
    Ok(edits)
}

/// An account as key, without a value.
fn account(decoder: &mut Decoder<'_>) -> Read<AccountId> {
    let account: Bytes32 = decoder.decode()?;
    decoder.null()?;
    Ok(AccountId(account.0))
}
