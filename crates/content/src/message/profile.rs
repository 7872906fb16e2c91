//! How a person shows themselves, which travels with what they say: a name in any script that nobody
//! confirms, and a picture.

use hudhud_base::Timestamp;
use hudhud_base::limits::{DISPLAY_NAME_BYTES, PROFILE_PICTURE_BYTES};

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
    /// A picture of them, as it came: whoever keeps it looks first whether it is one. At most
    /// [`PROFILE_PICTURE_BYTES`].
    pub picture: Option<Vec<u8>>,
}

impl Profile {
    pub(super) fn to_extension(&self) -> Result<Extension, EncodeError> {
        if self.name.len() > DISPLAY_NAME_BYTES {
            return Err(EncodeError::TextTooLong);
        }
        let picture = self.picture.as_deref().unwrap_or_default();
        if picture.len() > PROFILE_PICTURE_BYTES {
            return Err(EncodeError::PictureTooLong);
        }
        Ok(Extension::build(|writer| {
            writer.array(3);
            writer.unsigned(self.changed.0);
            writer.text(&self.name);
            writer.bytes(picture);
        }))
    }

    pub(super) fn of_extension(extension: &Extension) -> Result<Self, DecodeError> {
        extension.read(|reader| {
            reader.array_of(3)?;
            let changed = Timestamp::bounded(reader.unsigned()?);
            let (name, picture) = (reader.text()?, reader.bytes()?);
            if name.len() > DISPLAY_NAME_BYTES || picture.len() > PROFILE_PICTURE_BYTES {
                return Err(DecodeError::TooLong);
            }
            Ok(Self {
                changed: changed.ok_or(DecodeError::UnexpectedItem)?,
                name: name.to_owned(),
                picture: Some(picture.to_vec()).filter(|picture| !picture.is_empty()),
            })
        })
    }
}
