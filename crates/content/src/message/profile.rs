//! How a person shows themselves, which travels with what they say: a name in any script that nobody
//! confirms.

use hudhud_base::Timestamp;
use hudhud_base::limits::DISPLAY_NAME_BYTES;

use crate::mimi::Extension;
use crate::{DecodeError, EncodeError};

/// How a person shows themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// When they last changed it, by their clock, and later than any change before: the newest stands.
    pub changed: Timestamp,
    /// What they call themselves, as they wrote it: whoever shows it makes it safe. Empty: nothing. At
    /// most [`DISPLAY_NAME_BYTES`].
    pub name: String,
}

impl Profile {
    pub(super) fn to_extension(&self) -> Result<Extension, EncodeError> {
        if self.name.len() > DISPLAY_NAME_BYTES {
            return Err(EncodeError::TextTooLong);
        }
        Ok(Extension::build(|writer| {
            writer.array(2);
            writer.unsigned(self.changed.0);
            writer.text(&self.name);
        }))
    }

    pub(super) fn of_extension(extension: &Extension) -> Result<Self, DecodeError> {
        extension.read(|reader| {
            reader.array_of(2)?;
            let changed = Timestamp::bounded(reader.unsigned()?);
            let name = reader.text()?;
            if name.len() > DISPLAY_NAME_BYTES {
                return Err(DecodeError::TooLong);
            }
            Ok(Self {
                changed: changed.ok_or(DecodeError::UnexpectedItem)?,
                name: name.to_owned(),
            })
        })
    }
}
