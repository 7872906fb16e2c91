//! Bytes to content.

use std::collections::BTreeMap;

use super::{
    CONTENT_BYTES, Disposition, EXTENSIONS, Expiration, Extension, ExtensionKey, ExternalPart,
    MessageId, MimiContent, NestedPart, PART_LEVELS, PARTS, Part, PartSemantics,
};
use crate::DecodeError;
use crate::cbor::Reader;

impl MimiContent {
    /// Reads one content. What it accepts, [`MimiContent::encode`] gives back byte for byte.
    ///
    /// # Errors
    /// [`DecodeError`] for bytes that are not content in its one deterministic encoding, and for
    /// more than the limits of this module allow.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        if bytes.len() > CONTENT_BYTES {
            return Err(DecodeError::TooLong);
        }
        let mut reader = Reader::new(bytes);
        reader.array_of(7)?;
        let content = Self {
            salt: reader.array_of_bytes()?,
            replaces: message_id(&mut reader)?,
            topic_id: reader.bytes()?.to_vec(),
            expires: expiration(&mut reader)?,
            in_reply_to: message_id(&mut reader)?,
            extensions: extensions(&mut reader)?,
            nested_part: nested_part(&mut reader, 1)?,
        };
        reader.finish()?;
        Ok(content)
    }
}

fn message_id(reader: &mut Reader<'_>) -> Result<Option<MessageId>, DecodeError> {
    if reader.null() {
        return Ok(None);
    }
    reader.array_of_bytes().map(MessageId).map(Some)
}

fn expiration(reader: &mut Reader<'_>) -> Result<Option<Expiration>, DecodeError> {
    if reader.null() {
        return Ok(None);
    }
    reader.array_of(2)?;
    let relative = reader.bool()?;
    let seconds = reader.narrow()?;
    Ok(Some(if relative {
        Expiration::AfterRead(seconds)
    } else {
        Expiration::At(seconds)
    }))
}

fn extensions(reader: &mut Reader<'_>) -> Result<BTreeMap<ExtensionKey, Extension>, DecodeError> {
    let mut extensions = BTreeMap::new();
    for _ in 0..reader.map(EXTENSIONS)? {
        let key = ExtensionKey::decode(reader)?;
        if extensions
            .last_key_value()
            .is_some_and(|(previous, _)| *previous >= key)
        {
            return Err(DecodeError::NotDeterministic);
        }
        extensions.insert(key, Extension::decode(reader)?);
    }
    Ok(extensions)
}

fn nested_part(reader: &mut Reader<'_>, level: u32) -> Result<NestedPart, DecodeError> {
    if level > PART_LEVELS {
        return Err(DecodeError::TooDeep);
    }
    let fields = reader.array(15)?;
    let disposition = Disposition(reader.narrow()?);
    let language = reader.text()?.to_owned();
    // The kind says how many fields there are, and the count has been read before it.
    let part = match (reader.unsigned()?, fields) {
        (0, 3) => Part::Null,
        (1, 5) => Part::Single {
            content_type: reader.text()?.to_owned(),
            content: reader.bytes()?.to_vec(),
        },
        (2, 15) => Part::External(Box::new(external_part(reader)?)),
        (3, 5) => multi_part(reader, level)?,
        _ => return Err(DecodeError::UnexpectedItem),
    };
    Ok(NestedPart {
        disposition,
        language,
        part,
    })
}

fn multi_part(reader: &mut Reader<'_>, level: u32) -> Result<Part, DecodeError> {
    let semantics = match reader.unsigned()? {
        0 => PartSemantics::ChooseOne,
        1 => PartSemantics::SingleUnit,
        2 => PartSemantics::ProcessAll,
        _ => return Err(DecodeError::UnexpectedItem),
    };
    let count = reader.array(PARTS)?;
    if count < 2 {
        return Err(DecodeError::UnexpectedItem);
    }
    let parts = (0..count)
        .map(|_| nested_part(reader, level + 1))
        .collect::<Result<_, _>>()?;
    Ok(Part::Multi { semantics, parts })
}

fn external_part(reader: &mut Reader<'_>) -> Result<ExternalPart, DecodeError> {
    Ok(ExternalPart {
        content_type: reader.text()?.to_owned(),
        url: reader.text()?.to_owned(),
        expires: reader.narrow()?,
        size: reader.unsigned()?,
        encryption: reader.narrow()?,
        key: reader.bytes()?.to_vec(),
        nonce: reader.bytes()?.to_vec(),
        aad: reader.bytes()?.to_vec(),
        hash_algorithm: reader.narrow()?,
        content_hash: reader.bytes()?.to_vec(),
        description: reader.text()?.to_owned(),
        filename: reader.text()?.to_owned(),
    })
}
