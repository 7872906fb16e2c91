//! GIF: blocks, whose data come in pieces of at most 255 bytes, an empty one last.

use super::number::little_u16;

/// Bytes of signature and screen.
const HEAD: usize = 13;
/// Bytes of a frame's place, size and flags.
const FRAME: usize = 9;
const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2c;
const END: u8 = 0x3b;
/// Extensions that belong to the picture: how a frame is shown, and text that is drawn.
const SHOWN: [u8; 2] = [0xf9, 0x01];
const APPLICATION: u8 = 0xff;
/// The one application that says something of the picture: how often it is repeated.
const REPEATS: [&[u8]; 2] = [b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0"];

/// The size of its screen, on which all its frames have to lie: decoders make room for one that does not.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let screen = (little_u16(bytes, 6)?.into(), little_u16(bytes, 8)?.into());
    let mut rest = bytes.get(HEAD + colours(*bytes.get(10)?)..)?;
    loop {
        // A frame of which nothing but this has come is given its room as well.
        let frame = rest
            .strip_prefix(&[IMAGE])
            .and_then(|frame| frame.get(..FRAME));
        if frame.is_some_and(|frame| !lies_on(frame, screen)) {
            return None;
        }
        match block(&mut rest) {
            Some(Block::Extension(_) | Block::Image) => {}
            // One that is cut short is drawn as far as it goes.
            Some(Block::End) | None => return Some(screen),
            Some(Block::Unknown) => return None,
        }
    }
}

/// Whether a frame, by the bytes with which it begins, lies on a screen.
fn lies_on(frame: &[u8], (width, height): (u32, u32)) -> bool {
    let number = |at| little_u16(frame, at).map_or(u32::MAX, u32::from);
    let reaches = |at, length| number(at).saturating_add(number(length));
    reaches(0, 4) <= width && reaches(2, 6) <= height
}

pub(super) fn without_traces(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    let head = HEAD + colours(*bytes.get(10)?);
    kept.extend_from_slice(cut(&mut rest, head)?);
    loop {
        let before = rest;
        let is_kept = match block(&mut rest)? {
            Block::End => {
                kept.push(END);
                return Some(kept);
            }
            Block::Extension(is_shown) => is_shown,
            Block::Image => true,
            Block::Unknown => return None,
        };
        if is_kept {
            kept.extend_from_slice(before.get(..before.len() - rest.len())?);
        }
    }
}

/// What stands after another in a GIF.
enum Block {
    /// Whether it belongs to the picture.
    Extension(bool),
    Image,
    End,
    Unknown,
}

/// The next block; `None` if it is not all there.
fn block(rest: &mut &[u8]) -> Option<Block> {
    match cut(rest, 1)? {
        [END] => Some(Block::End),
        [EXTENSION] => {
            let label = *cut(rest, 1)?.first()?;
            let repeats = REPEATS.iter().any(|name| rest.starts_with(name));
            skip_pieces(rest)?;
            let is_shown = SHOWN.contains(&label) || label == APPLICATION && repeats;
            Some(Block::Extension(is_shown))
        }
        [IMAGE] => {
            let frame = cut(rest, FRAME)?;
            // Behind its colours stands one byte that says how its dots are written.
            cut(rest, colours(*frame.get(8)?) + 1)?;
            skip_pieces(rest)?;
            Some(Block::Image)
        }
        _ => Some(Block::Unknown),
    }
}

/// Bytes of the table of colours that flags announce.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    }
}

fn skip_pieces(rest: &mut &[u8]) -> Option<()> {
    loop {
        match *cut(rest, 1)?.first()? {
            0 => return Some(()),
            length => cut(rest, length.into())?,
        };
    }
}

fn cut<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}
