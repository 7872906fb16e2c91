//! WebP: chunks in a RIFF file, each with four letters and its length.

use super::number::{little_u16, little_u32, place};

/// Bytes before the first chunk.
const HEAD: usize = 12;
/// Flags of the extended form: EXIF and XMP are in the file.
const SAYS_EXIF: u8 = 0x08;
const SAYS_XMP: u8 = 0x04;

pub(super) fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..HEAD) == Some(b"WEBP")
}

pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let data = bytes.get(HEAD + 8..)?;
    match bytes.get(HEAD..HEAD + 4)? {
        b"VP8X" => {
            let side = |at: usize| Some(little_u32(data, at)? & 0x00ff_ffff);
            // Both are written one smaller than they are; the second ends in the chunk's last byte.
            let height = little_u32(data, 6)? >> 8;
            Some((side(4)? + 1, height + 1))
        }
        b"VP8L" => {
            (*data.first()? == 0x2f).then_some(())?;
            let bits = little_u32(data, 1)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8 " => {
            (data.get(3..6)? == b"\x9d\x01\x2a").then_some(())?;
            let side = |at| Some(u32::from(little_u16(data, at)? & 0x3fff));
            Some((side(6)?, side(8)?))
        }
        _ => None,
    }
}

pub(super) fn without_traces(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = Vec::with_capacity(bytes.len());
    kept.extend_from_slice(bytes.get(..HEAD)?);
    let end = place(little_u32(bytes, 4)?)?.checked_add(8)?;
    let mut rest = bytes.get(HEAD..end)?;
    while !rest.is_empty() {
        let data = place(little_u32(rest, 4)?)?;
        // A chunk of odd length has a byte more.
        let length = data.checked_add(8 + data % 2)?;
        let (chunk, after) = rest.split_at_checked(length)?;
        match chunk.get(..4)? {
            b"VP8X" => {
                let at = kept.len() + 8;
                kept.extend_from_slice(chunk);
                *kept.get_mut(at)? &= !(SAYS_EXIF | SAYS_XMP);
            }
            b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP" => {
                kept.extend_from_slice(chunk);
            }
            _ => {}
        }
        rest = after;
    }
    let length = u32::try_from(kept.len().checked_sub(8)?).ok()?;
    kept.get_mut(4..8)?.copy_from_slice(&length.to_le_bytes());
    Some(kept)
}
