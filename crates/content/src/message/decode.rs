//! MIMI content to a message. Whatever is valid content becomes some message: what this version
//! does not know becomes [`Message::Unsupported`], with the text that came with it.

use std::collections::BTreeMap;

use hudhud_base::limits::MESSAGE_BYTES;
use hudhud_base::{RunningHash, Seq, Timestamp};

use super::{Envelope, FORWARDED, Forwarded, Message, PROFILE, PROGRESS, Profile, SEEN, SENT};
use crate::mimi::{
    Disposition, Extension, ExtensionKey, MimiContent, NestedPart, Part, PartSemantics,
};
use crate::status::{self, StatusReport};
use crate::{DecodeError, attachment, is_one_sign};

type Extensions = BTreeMap<ExtensionKey, Extension>;

impl Envelope {
    /// The envelope, and the salt that its message id needs ([`crate::MessageId::of`]).
    ///
    /// # Errors
    /// [`DecodeError`] for bytes that are not content, for text that is too long or not UTF-8, and
    /// for a malformed extension of ours.
    pub fn decode(bytes: &[u8]) -> Result<(Self, [u8; 16]), DecodeError> {
        let content = MimiContent::decode(bytes)?;
        let envelope = Self {
            sent: sent(&content.extensions)?,
            seen: seen(&content.extensions)?,
            profile: profile(&content.extensions)?,
            forwarded: forwarded(&content.extensions)?,
            message: message(&content)?,
        };
        Ok((envelope, content.salt))
    }
}

fn sent(extensions: &Extensions) -> Result<Timestamp, DecodeError> {
    match extensions.get(&SENT) {
        None => Ok(Timestamp(0)),
        Some(extension) => extension.read(|reader| {
            Timestamp::bounded(reader.unsigned()?).ok_or(DecodeError::UnexpectedItem)
        }),
    }
}

fn seen(extensions: &Extensions) -> Result<Option<(Seq, RunningHash)>, DecodeError> {
    let Some(extension) = extensions.get(&SEEN) else {
        return Ok(None);
    };
    extension.read(|reader| {
        reader.array_of(2)?;
        Ok(Some((
            seq(reader.unsigned()?)?,
            RunningHash(reader.array_of_bytes()?),
        )))
    })
}

fn profile(extensions: &Extensions) -> Result<Option<Profile>, DecodeError> {
    let profile = extensions.get(&PROFILE);
    profile.map(Profile::of_extension).transpose()
}

fn forwarded(extensions: &Extensions) -> Result<Option<Forwarded>, DecodeError> {
    let forwarded = extensions.get(&FORWARDED);
    forwarded.map(Forwarded::of_extension).transpose()
}

fn progress(extensions: &Extensions) -> Result<(Seq, Seq), DecodeError> {
    let Some(extension) = extensions.get(&PROGRESS) else {
        return Ok((Seq(0), Seq(0)));
    };
    extension.read(|reader| {
        reader.array_of(2)?;
        Ok((seq(reader.unsigned()?)?, seq(reader.unsigned()?)?))
    })
}

fn seq(number: u64) -> Result<Seq, DecodeError> {
    Seq::bounded(number).ok_or(DecodeError::UnexpectedItem)
}

fn message(content: &MimiContent) -> Result<Message, DecodeError> {
    // What replaces something changes words, and attaches nothing.
    if content.replaces.is_none()
        && let Some((body, attachments)) = attachment::read(content, own_text)
    {
        return Ok(Message::Attached {
            body: body.to_owned(),
            reply_to: content.in_reply_to,
            attachments,
        });
    }
    let part = chosen(&content.nested_part);
    // Disposition before media type: a reaction is written as the text that a message is, too.
    match (&part.part, content.replaces) {
        (Part::Null, Some(target)) if part.disposition == Disposition::REACTION => {
            Ok(Message::Unreact { target })
        }
        (Part::Null, Some(target)) => Ok(Message::Delete { target }),
        (
            Part::Single {
                content_type,
                content: bytes,
            },
            replaces,
        ) => {
            if part.disposition == Disposition::REACTION {
                return reaction(content, content_type, bytes);
            }
            if is_text(content_type) {
                let body = text(bytes)?;
                return Ok(match replaces {
                    Some(target) => Message::Edit { target, body },
                    None => Message::Text {
                        body,
                        reply_to: content.in_reply_to,
                    },
                });
            }
            // A report replaces nothing: one that does is of a kind that this version does not know.
            if essence(content_type) == status::MEDIA_TYPE && replaces.is_none() {
                let (delivered, read) = progress(&content.extensions)?;
                let messages = StatusReport::decode_messages(bytes)?;
                return Ok(Message::Status(StatusReport {
                    delivered,
                    read,
                    messages,
                }));
            }
            Ok(unsupported(&content.nested_part))
        }
        (Part::Null | Part::External(_) | Part::Multi { .. }, _) => {
            Ok(unsupported(&content.nested_part))
        }
    }
}

/// Of alternatives, the first that is text: that is what this version can show.
fn chosen(part: &NestedPart) -> &NestedPart {
    match &part.part {
        Part::Multi {
            semantics: PartSemantics::ChooseOne,
            parts,
        } => parts
            .iter()
            .map(chosen)
            .find(|part| own_text(part).is_some())
            .unwrap_or(part),
        Part::Null | Part::Single { .. } | Part::External(_) | Part::Multi { .. } => part,
    }
}

fn reaction(
    content: &MimiContent,
    content_type: &str,
    bytes: &[u8],
) -> Result<Message, DecodeError> {
    match (content.in_reply_to, content.replaces) {
        (Some(target), None) if is_text(content_type) => {
            let emoji = text(bytes)?;
            if is_one_sign(&emoji) {
                return Ok(Message::Reaction { target, emoji });
            }
            Ok(unsupported(&content.nested_part))
        }
        (Some(_) | None, Some(_) | None) => Ok(unsupported(&content.nested_part)),
    }
}

fn text(bytes: &[u8]) -> Result<String, DecodeError> {
    if bytes.len() > MESSAGE_BYTES {
        return Err(DecodeError::TooLong);
    }
    std::str::from_utf8(bytes)
        .map(str::to_owned)
        .map_err(|_| DecodeError::InvalidText)
}

fn unsupported(part: &NestedPart) -> Message {
    let mut parts = Vec::new();
    leaves(part, &mut parts);
    // Named is what could not be shown, which need not be what stands first.
    let unknown = parts.iter().find(|part| own_text(part).is_none());
    let media_type = unknown
        .or(parts.first())
        .map_or("", |part| media_type(part))
        .to_owned();
    let fallback = parts
        .iter()
        .find_map(|part| text_of(part))
        .map(str::to_owned);
    Message::Unsupported {
        media_type,
        fallback,
    }
}

fn leaves<'a>(part: &'a NestedPart, out: &mut Vec<&'a NestedPart>) {
    match &part.part {
        Part::Multi { parts, .. } => parts.iter().for_each(|part| leaves(part, out)),
        Part::Null | Part::Single { .. } | Part::External(_) => out.push(part),
    }
}

fn media_type(part: &NestedPart) -> &str {
    match &part.part {
        Part::Single { content_type, .. } => content_type,
        Part::External(external) => &external.content_type,
        Part::Null | Part::Multi { .. } => "",
    }
}

/// The text of a part, or what is said in text about it.
fn text_of(part: &NestedPart) -> Option<&str> {
    let Part::External(external) = &part.part else {
        return own_text(part);
    };
    [external.description.as_str(), external.filename.as_str()]
        .into_iter()
        .find(|text| !text.is_empty() && text.len() <= MESSAGE_BYTES)
}

/// The text that a part is.
fn own_text(part: &NestedPart) -> Option<&str> {
    match &part.part {
        Part::Single {
            content_type,
            content,
        } if is_text(content_type) => std::str::from_utf8(content)
            .ok()
            .filter(|text| text.len() <= MESSAGE_BYTES),
        Part::Null | Part::Single { .. } | Part::External(_) | Part::Multi { .. } => None,
    }
}

/// Plain text or Markdown of any variant, in UTF-8.
fn is_text(content_type: &str) -> bool {
    let is_kind = ["text/plain", "text/markdown"]
        .iter()
        .any(|kind| essence(content_type).eq_ignore_ascii_case(kind));
    is_kind
        && content_type.split(';').skip(1).all(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let value = value.trim().trim_matches('"');
            !name.trim().eq_ignore_ascii_case("charset")
                || value.eq_ignore_ascii_case("utf-8")
                || value.eq_ignore_ascii_case("us-ascii")
        })
}

/// The media type without its parameters.
fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}
