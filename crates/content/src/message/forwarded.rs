//! What somebody says of a message that they pass on: who wrote it, when, and how often it was passed
//! on. It is the word of whoever passes it on, and of nobody else (docs/spec/content.md, Forwards).

use hudhud_base::limits::{DISPLAY_NAME_BYTES, FORWARDED_TIMES};
use hudhud_base::{Minute, Timestamp};

use crate::mimi::Extension;
use crate::{DecodeError, EncodeError};

/// What is said of a message that was passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forwarded {
    /// What its first author is called, as it came: whoever shows it makes it safe. Empty: they have no
    /// name. At most [`DISPLAY_NAME_BYTES`].
    pub name: String,
    /// When it was first sent.
    pub sent: Minute,
    /// How often it was passed on: 1 to [`FORWARDED_TIMES`], where counting ends.
    pub times: u32,
}

impl Forwarded {
    pub(super) fn to_extension(&self) -> Result<Extension, EncodeError> {
        if self.name.len() > DISPLAY_NAME_BYTES {
            return Err(EncodeError::TextTooLong);
        }
        Ok(Extension::build(|writer| {
            writer.array(3);
            writer.text(&self.name);
            writer.unsigned(self.sent.0.into());
            writer.unsigned(self.times.into());
        }))
    }

    pub(super) fn of_extension(extension: &Extension) -> Result<Self, DecodeError> {
        extension.read(|reader| {
            reader.array_of(3)?;
            let name = reader.text()?;
            if name.len() > DISPLAY_NAME_BYTES {
                return Err(DecodeError::TooLong);
            }
            let (sent, times) = (minute(reader.unsigned()?), reader.unsigned()?);
            let times = u32::try_from(times).ok();
            let times = times.filter(|times| (1..=FORWARDED_TIMES).contains(times));
            Ok(Self {
                name: name.to_owned(),
                sent: sent.ok_or(DecodeError::UnexpectedItem)?,
                times: times.ok_or(DecodeError::UnexpectedItem)?,
            })
        })
    }
}

/// A minute that is a time.
fn minute(number: u64) -> Option<Minute> {
    let minute = u32::try_from(number).ok().map(Minute)?;
    Timestamp::bounded(minute.start().0).map(|_| minute)
}
