//! The sealed files of a device, and what its shell does with them.

use std::collections::BTreeMap;

use bytes::Bytes;
use hudhud_base::BlobId;
use hudhud_crypto::blob::{Lengths, Opener, Sealer};
use hudhud_crypto::identity::body_hash;
use hudhud_crypto::keys::BlobKey;
use hudhud_engine::{BlobOutcome, SealedAnew, SealedFile, SecretBytes};

use rand_core::CryptoRng;

/// Of each of a device's files its sealed bytes.
pub(crate) type Files = BTreeMap<BlobId, Bytes>;

/// Seals something into a file.
pub(crate) fn seal_into(
    (files, file): (&mut Files, BlobId),
    content: &[u8],
    rng: &mut dyn CryptoRng,
) -> Option<SealedAnew> {
    let key = BlobKey::generate(rng);
    let bytes = content.len() as u64;
    let mut sealed = Vec::new();
    let mut sealer = Sealer::new(&key, &[], bytes, rng).ok()?;
    let prefix = sealer.prefix();
    sealer.push(content, &mut sealed).ok()?;
    sealer.finish(&mut sealed).ok()?;
    let hash = body_hash(&sealed);
    files.insert(file, Bytes::from(sealed));
    Some(SealedAnew {
        key: SecretBytes(*key.as_bytes()),
        prefix,
        hash,
    })
}

/// What is in a file, to be sealed anew.
///
/// # Errors
/// What comes of the task then.
pub(super) fn open_from(files: &Files, from: &SealedFile) -> Result<Vec<u8>, BlobOutcome> {
    let sealed = files.get(&from.file).ok_or(BlobOutcome::Missing)?;
    let lengths = Lengths {
        lead: from.lead,
        content: from.bytes,
    };
    let content = opened_with(&from.key, from.prefix, lengths, sealed);
    content.ok_or(BlobOutcome::Differs)
}

/// What is in sealed bytes, if they open with this.
pub(crate) fn opened_with(
    key: &SecretBytes,
    prefix: [u8; 19],
    lengths: Lengths,
    sealed: &[u8],
) -> Option<Vec<u8>> {
    let opener = Opener::at(&BlobKey::from_bytes(key.0), prefix, lengths).ok()?;
    let mut content = Vec::new();
    for chunk in 0..opener.chunks() {
        let range = opener.sealed_range(chunk);
        let start = usize::try_from(range.start).ok()?;
        let end = usize::try_from(range.end).ok()?;
        let opened = opener.open_chunk(chunk, sealed.get(start..end)?);
        content.extend(opened.ok()?);
    }
    Some(content)
}
