//! The parts of a content to attachments: all of them in the form that `docs/spec/content.md` gives,
//! or none. What is in no such form is a message that this version does not know.

use std::collections::BTreeMap;

use hudhud_base::BlobId;
use hudhud_base::limits::ATTACHMENTS;

use super::{ATTACHED, Attachment, AttachmentKey, AttachmentKind, SEALING, URL, may_be_sent};
use crate::DecodeError;
use crate::cbor::Reader;
use crate::mimi::{ExternalPart, MimiContent, NestedPart, Part, PartSemantics};

// What the extension says of one attachment, by its keys.
pub(super) const KIND: u64 = 0;
pub(super) const WIDTH: u64 = 1;
pub(super) const HEIGHT: u64 = 2;
pub(super) const THUMBHASH: u64 = 4;
const FLAGS: u64 = 6;
pub(super) const HASH: u64 = 7;
pub(super) const LEAD: u64 = 8;
/// Values of [`KIND`].
pub(super) const PHOTO: u64 = 0;
pub(super) const FILE: u64 = 6;
/// Pairs of one attachment's map, those of later versions included.
const PAIRS: usize = 32;
/// Levels of arrays and maps round one value of that map.
const LEVELS: u32 = 4;

/// The words and the attachments of a content that consists of them.
pub(crate) fn read<'c>(
    content: &'c MimiContent,
    text_of: impl Fn(&'c NestedPart) -> Option<&'c str>,
) -> Option<(&'c str, Vec<Attachment>)> {
    let attached = content.extensions.get(&ATTACHED)?;
    let (first, parts) = match &content.nested_part.part {
        Part::External(_) => (0, std::slice::from_ref(&content.nested_part)),
        Part::Multi {
            semantics: PartSemantics::ProcessAll,
            parts,
        } => (1, parts.as_slice()),
        Part::Null | Part::Single { .. } | Part::Multi { .. } => return None,
    };
    let caption = parts.first().and_then(text_of);
    let skipped = usize::from(caption.is_some());
    let rest = parts.get(skipped..)?;
    let mut said = attached.read(said).ok()?;
    let attachments: Option<Vec<Attachment>> = (first + skipped as u64..)
        .zip(rest)
        .map(|(index, part)| attachment(part, said.remove(&index)?))
        .collect();
    let (caption, attachments) = (caption.unwrap_or_default(), attachments?);
    // What is said of parts that are not there is said of something else.
    (said.is_empty() && may_be_sent(caption, &attachments)).then_some((caption, attachments))
}

/// What is said of one attachment.
#[derive(Default)]
struct Said {
    kind: Option<u64>,
    width: Option<u32>,
    height: Option<u32>,
    thumbhash: Vec<u8>,
    flags: u64,
    hash: Option<[u8; 32]>,
    lead: Option<u32>,
}

/// By the part's number.
fn said(reader: &mut Reader<'_>) -> Result<BTreeMap<u64, Said>, DecodeError> {
    let mut all = BTreeMap::new();
    for _ in 0..reader.array(ATTACHMENTS)? {
        reader.array_of(2)?;
        let index = reader.unsigned()?;
        let mut said = Said::default();
        for _ in 0..reader.map(PAIRS)? {
            match reader.unsigned()? {
                KIND => said.kind = Some(reader.unsigned()?),
                WIDTH => said.width = Some(reader.narrow()?),
                HEIGHT => said.height = Some(reader.narrow()?),
                THUMBHASH => said.thumbhash = reader.bytes()?.to_vec(),
                FLAGS => said.flags = reader.unsigned()?,
                HASH => said.hash = Some(reader.array_of_bytes()?),
                LEAD => said.lead = Some(reader.narrow()?),
                _ => drop(reader.item(LEVELS)?),
            }
        }
        if all.insert(index, said).is_some() {
            return Err(DecodeError::UnexpectedItem);
        }
    }
    Ok(all)
}

fn attachment(part: &NestedPart, said: Said) -> Option<Attachment> {
    let Part::External(part) = &part.part else {
        return None;
    };
    // A flag asks for something to be done with it, such as to show it once: whoever does not know it
    // does not show it at all.
    if said.flags != 0 || !is_ours(part) {
        return None;
    }
    Some(Attachment {
        blob: BlobId::from_hexadecimal(part.url.strip_prefix(URL)?)?,
        key: AttachmentKey(part.key.as_slice().try_into().ok()?),
        prefix: part.nonce.as_slice().try_into().ok()?,
        hash: said.hash?,
        size: part.size,
        lead: said.lead?,
        kind: match said.kind? {
            PHOTO => AttachmentKind::Photo,
            // What a later version plays or draws can be kept all the same.
            _ => AttachmentKind::File,
        },
        media_type: part.content_type.clone(),
        name: part.filename.clone(),
        description: part.description.clone(),
        size_in_dots: match (said.width, said.height) {
            (None, None) => None,
            (width, height) => Some((width?, height?)),
        },
        thumbhash: said.thumbhash,
    })
}

/// Whether a part is sealed as ours are, and says no more than they do.
fn is_ours(part: &ExternalPart) -> bool {
    part.encryption == SEALING
        && part.expires == 0
        && part.aad.is_empty()
        && part.hash_algorithm == 0
        && part.content_hash.is_empty()
}
