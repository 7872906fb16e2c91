//! Attachments to the parts of a content, and to the extension that says the rest about them.

use super::{Attachment, AttachmentKind, SEALING, URL};
use crate::cbor::Writer;
use crate::mimi::{Disposition, Extension, ExternalPart, NestedPart, Part, PartSemantics};

/// What a message of attachments consists of.
pub(crate) struct Parts {
    /// The body.
    pub(crate) body: NestedPart,
    /// What its parts do not say.
    pub(crate) attached: Extension,
}

/// The parts of a message: its words first, if there are any.
pub(crate) fn parts(caption: Option<NestedPart>, attachments: &[Attachment]) -> Parts {
    let mut parts: Vec<NestedPart> = caption.into_iter().collect();
    // Parts are counted from the outermost on, each before those inside it.
    let outer = usize::from(parts.len() + attachments.len() > 1);
    let first = outer + parts.len();
    let attached = Extension::build(|writer| {
        writer.array(attachments.len());
        for (index, attachment) in (first..).zip(attachments) {
            writer.array(2);
            writer.unsigned(index as u64);
            describe(writer, attachment);
        }
    });
    parts.extend(attachments.iter().map(part));
    let body = match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            parts.extend(last);
            NestedPart {
                disposition: Disposition::RENDER,
                language: String::new(),
                part: Part::Multi {
                    semantics: PartSemantics::ProcessAll,
                    parts,
                },
            }
        }
    };
    Parts { body, attached }
}

fn part(attachment: &Attachment) -> NestedPart {
    let external = ExternalPart {
        content_type: attachment.media_type.clone(),
        url: format!("{URL}{}", attachment.blob),
        expires: 0,
        size: attachment.size,
        encryption: SEALING,
        key: attachment.key.0.to_vec(),
        nonce: attachment.prefix.to_vec(),
        aad: Vec::new(),
        hash_algorithm: 0,
        content_hash: Vec::new(),
        description: attachment.description.clone(),
        filename: attachment.name.clone(),
    };
    NestedPart {
        disposition: match attachment.kind {
            AttachmentKind::Photo => Disposition::INLINE,
            AttachmentKind::File => Disposition::ATTACHMENT,
        },
        language: String::new(),
        part: Part::External(Box::new(external)),
    }
}

/// What the extension says of one attachment, each number under its key, in ascending order.
fn describe(writer: &mut Writer, attachment: &Attachment) {
    let has_thumbhash = !attachment.thumbhash.is_empty();
    let size = attachment.size_in_dots;
    writer.map(3 + usize::from(size.is_some()) * 2 + usize::from(has_thumbhash));
    writer.unsigned(super::decode::KIND);
    writer.unsigned(match attachment.kind {
        AttachmentKind::Photo => super::decode::PHOTO,
        AttachmentKind::File => super::decode::FILE,
    });
    if let Some((width, height)) = size {
        writer.unsigned(super::decode::WIDTH);
        writer.unsigned(width.into());
        writer.unsigned(super::decode::HEIGHT);
        writer.unsigned(height.into());
    }
    if has_thumbhash {
        writer.unsigned(super::decode::THUMBHASH);
        writer.bytes(&attachment.thumbhash);
    }
    writer.unsigned(super::decode::HASH);
    writer.bytes(&attachment.hash);
    writer.unsigned(super::decode::LEAD);
    writer.unsigned(attachment.lead.into());
}
