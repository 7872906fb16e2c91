//! What is attached to messages: said with them, kept as others said it, and fetched.

use hudhud_base::{BlobId, MessageRow, limits};
use hudhud_content::{Attachment, AttachmentKey, AttachmentKind as Shape};
use hudhud_crypto::blob::Lengths;
use hudhud_dialogue::SealedAttachment;
use hudhud_store::{
    Secret,
    attachments::{self, AttachmentKind, AttachmentRow, AttachmentState},
    blobs::BlobDirection,
    conversations::ConversationState,
    outbox,
};

use crate::api::{CommandError, Failure};
use crate::conversation::Conversation;
use crate::turn::own::random;
use crate::turn::{Step, Turn};

/// Sealed bytes of a photo that is fetched without being asked for.
const UNASKED_BYTES: u64 = 8 * 1024 * 1024;
/// Bytes of all sealed files up to which anything is fetched without being asked for.
const KEPT_BYTES: u64 = 2 * 1024 * 1024 * 1024;

impl Turn<'_> {
    /// Whether an own message has not left because of what is attached to it.
    pub(crate) fn waits_for_attachments(&mut self, message: MessageRow) -> Step<bool> {
        Ok(!outbox::waiting_for(self.db, message)?.is_empty())
    }
}

impl Conversation<'_, '_> {
    /// What the shell has sealed, as it is kept.
    pub(crate) fn rows_of(&self, sealed: Vec<SealedAttachment>) -> Vec<AttachmentRow> {
        let row = |(part, one): (u32, SealedAttachment)| AttachmentRow {
            file: one.file,
            conversation: self.row.id,
            message: MessageRow(0),
            part,
            kind: one.about.kind,
            state: AttachmentState::Leaving,
            media_type: one.about.media_type,
            name: one.about.name,
            description: one.about.description,
            width: one.about.size_in_dots.map(|(width, _)| width),
            height: one.about.size_in_dots.map(|(_, height)| height),
            thumbhash: one.about.thumbhash,
            bytes: one.bytes,
            lead: 0,
            sealed: Lengths::of_content(one.bytes).sealed(),
            host: self.row.host.clone(),
            blob: one.file,
            key: Secret::new(one.key.0),
            prefix: one.prefix.to_vec(),
            hash: one.hash,
            erase: Some(Secret::new(one.erase.0)),
            sealed_from: None,
        };
        (0..).zip(sealed).map(row).collect()
    }

    /// Attaches rows to an own message; whether it has to wait for one of them.
    pub(crate) fn attach(&mut self, message: MessageRow, rows: Vec<AttachmentRow>) -> Step<bool> {
        let mut waits = false;
        for row in rows {
            if row.sealed_from.is_some() {
                waits = true;
                self.turn.seal_anew(&AttachmentRow { message, ..row })?;
                continue;
            }
            let is_there = row.state == AttachmentState::Here;
            let row = AttachmentRow {
                message,
                state: if is_there {
                    AttachmentState::Here
                } else {
                    AttachmentState::Leaving
                },
                ..row
            };
            attachments::put(self.turn.db, &row)?;
            if !is_there {
                waits = true;
                self.turn.transfer_attachment(&row, BlobDirection::Up)?;
            }
        }
        Ok(waits)
    }

    /// Keeps what somebody attached to a message; small photos are sent for.
    pub(crate) fn keep_attached(&mut self, message: MessageRow, all: Vec<Attachment>) -> Step {
        for (part, one) in (0..).zip(all) {
            let lengths = Lengths {
                lead: one.lead,
                content: one.size,
            };
            let mut row = AttachmentRow {
                // Not the name that its sender gave it: two messages may name the same blob, and one of
                // them may lie about it.
                file: BlobId(random(self.turn.rng)),
                conversation: self.row.id,
                message,
                part,
                kind: match one.kind {
                    Shape::Photo => AttachmentKind::Photo,
                    Shape::File => AttachmentKind::File,
                },
                state: AttachmentState::There,
                media_type: one.media_type,
                name: one.name,
                description: one.description,
                width: one.size_in_dots.map(|(width, _)| width),
                height: one.size_in_dots.map(|(_, height)| height),
                thumbhash: one.thumbhash,
                bytes: one.size,
                lead: one.lead,
                sealed: lengths.sealed(),
                host: self.row.host.clone(),
                blob: one.blob,
                key: Secret::new(one.key.0),
                prefix: one.prefix.to_vec(),
                hash: one.hash,
                erase: None,
                sealed_from: None,
            };
            let is_too_long = row.sealed > limits::BLOB_BYTES;
            if is_too_long {
                row.state = AttachmentState::Damaged;
            } else if self.is_fetched_unasked(&row)? {
                row.state = AttachmentState::Coming;
            }
            attachments::put(self.turn.db, &row)?;
            if row.state == AttachmentState::Coming {
                self.turn.transfer_attachment(&row, BlobDirection::Down)?;
            }
        }
        Ok(())
    }

    /// Small photos of conversations that were accepted, as long as there is not much here already.
    fn is_fetched_unasked(&mut self, row: &AttachmentRow) -> Step<bool> {
        Ok(row.kind == AttachmentKind::Photo
            && row.sealed <= UNASKED_BYTES
            && self.row.state == ConversationState::Active
            && attachments::kept_bytes(self.turn.db)? < KEPT_BYTES)
    }

    /// A message does not leave, because something that is attached to it cannot.
    pub(crate) fn give_up_attached(&mut self, message: MessageRow) -> Step {
        for out in outbox::waiting_for(self.turn.db, message)? {
            if out.message == Some(message) {
                let refused = Failure::Refused(hudhud_wire::RefusalCode::TooLarge);
                self.give_up(&out, refused)?;
            } else {
                // What was said about it is about nothing.
                outbox::delete(self.turn.db, out.id)?;
            }
        }
        Ok(())
    }
}

/// What is said of attachments to everybody.
pub(crate) fn said_of(rows: &[AttachmentRow]) -> Result<Vec<Attachment>, CommandError> {
    let said = |row: &AttachmentRow| {
        Some(Attachment {
            blob: row.blob,
            key: AttachmentKey(*row.key.as_bytes()),
            prefix: row.prefix.as_slice().try_into().ok()?,
            hash: row.hash,
            size: row.bytes,
            lead: row.lead,
            kind: match row.kind {
                AttachmentKind::Photo => Shape::Photo,
                AttachmentKind::File => Shape::File,
            },
            media_type: row.media_type.clone(),
            name: row.name.clone(),
            description: row.description.clone(),
            size_in_dots: row.width.zip(row.height),
            thumbhash: row.thumbhash.clone(),
        })
    };
    let said: Option<Vec<Attachment>> = rows.iter().map(said).collect();
    said.ok_or(CommandError::TooMuchAttached)
}
