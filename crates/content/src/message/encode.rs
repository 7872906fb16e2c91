//! A message to MIMI content.

use std::collections::BTreeMap;

use hudhud_base::limits::MESSAGE_BYTES;

use super::{
    Envelope, FORWARDED, Message, PROFILE, PROGRESS, REACTION_TYPE, SEEN, SENT, TEXT_TYPE,
};
use crate::attachment::{self, ATTACHED, ATTACHED_BYTES, Attachment};
use crate::mimi::{Disposition, Extension, MessageId, MimiContent, NestedPart, Part};
use crate::{EncodeError, STATUS_MESSAGES, is_one_sign, status};

impl Envelope {
    /// The encoded content. `salt` is random, drawn once for this message: a resend has the same.
    ///
    /// # Errors
    /// [`EncodeError`] for what no receiver would accept.
    pub fn encode(&self, salt: [u8; 16]) -> Result<Vec<u8>, EncodeError> {
        let mut content = MimiContent {
            salt,
            replaces: None,
            topic_id: Vec::new(),
            expires: None,
            in_reply_to: None,
            extensions: BTreeMap::new(),
            nested_part: part(Disposition::RENDER, Part::Null),
        };
        self.message.fill(&mut content)?;
        let sent = self.sent.0;
        content
            .extensions
            .insert(SENT, Extension::build(|writer| writer.unsigned(sent)));
        if let Some((seq, hash)) = self.seen {
            let seen = Extension::build(|writer| {
                writer.array(2);
                writer.unsigned(seq.0);
                writer.bytes(&hash.0);
            });
            content.extensions.insert(SEEN, seen);
        }
        if let Some(profile) = &self.profile {
            let profile = profile.to_extension()?;
            content.extensions.insert(PROFILE, profile);
        }
        if let Some(forwarded) = &self.forwarded {
            let forwarded = forwarded.to_extension()?;
            content.extensions.insert(FORWARDED, forwarded);
        }
        let bytes = content.encode();
        let is_attached = content.extensions.contains_key(&ATTACHED);
        if is_attached && bytes.len() > ATTACHED_BYTES {
            return Err(EncodeError::AttachmentsTooLong);
        }
        Ok(bytes)
    }
}

impl Message {
    fn fill(&self, content: &mut MimiContent) -> Result<(), EncodeError> {
        match self {
            Self::Text { body, reply_to } => {
                content.in_reply_to = *reply_to;
                content.nested_part = text(body)?;
            }
            Self::Attached {
                body,
                reply_to,
                attachments,
            } => {
                content.in_reply_to = *reply_to;
                attach(content, body, attachments)?;
            }
            Self::Edit { target, body } => {
                content.replaces = Some(*target);
                content.nested_part = text(body)?;
            }
            // Its body is the null part that `encode` began with.
            Self::Delete { target } => content.replaces = Some(*target),
            Self::Reaction { target, emoji } => {
                content.in_reply_to = Some(*target);
                content.nested_part = reaction(emoji)?;
            }
            Self::Unreact { target } => take_back(content, *target),
            Self::Status(report) => {
                if report.messages.len() > STATUS_MESSAGES {
                    return Err(EncodeError::TooManyMessages);
                }
                let progress = Extension::build(|writer| {
                    writer.array(2);
                    writer.unsigned(report.delivered.0);
                    writer.unsigned(report.read.0);
                });
                content.extensions.insert(PROGRESS, progress);
                content.nested_part = single(
                    Disposition::UNSPECIFIED,
                    status::MEDIA_TYPE,
                    report.encode_messages(),
                );
            }
            Self::Unsupported { .. } => return Err(EncodeError::Unsupported),
        }
        Ok(())
    }
}

fn attach(
    content: &mut MimiContent,
    body: &str,
    attachments: &[Attachment],
) -> Result<(), EncodeError> {
    if !attachment::may_be_sent(body, attachments) {
        return Err(EncodeError::AttachmentsTooLong);
    }
    let caption = match body {
        "" => None,
        words => Some(text(words)?),
    };
    let parts = attachment::parts(caption, attachments);
    content.nested_part = parts.body;
    content.extensions.insert(ATTACHED, parts.attached);
    Ok(())
}

fn take_back(content: &mut MimiContent, reaction: MessageId) {
    content.replaces = Some(reaction);
    content.nested_part = part(Disposition::REACTION, Part::Null);
}

fn text(body: &str) -> Result<NestedPart, EncodeError> {
    if body.len() > MESSAGE_BYTES {
        return Err(EncodeError::TextTooLong);
    }
    Ok(single(
        Disposition::RENDER,
        TEXT_TYPE,
        body.as_bytes().to_vec(),
    ))
}

fn reaction(emoji: &str) -> Result<NestedPart, EncodeError> {
    if !is_one_sign(emoji) {
        return Err(EncodeError::NotAnEmoji);
    }
    Ok(single(
        Disposition::REACTION,
        REACTION_TYPE,
        emoji.as_bytes().to_vec(),
    ))
}

fn single(disposition: Disposition, content_type: &str, content: Vec<u8>) -> NestedPart {
    part(
        disposition,
        Part::Single {
            content_type: content_type.to_owned(),
            content,
        },
    )
}

fn part(disposition: Disposition, part: Part) -> NestedPart {
    NestedPart {
        disposition,
        language: String::new(),
        part,
    }
}
