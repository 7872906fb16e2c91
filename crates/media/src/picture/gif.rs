//! GIF: blocks, whose data come in pieces of at most 255 bytes, an empty one last.

use super::number::little_u16;

/// Bytes of signature and screen.
const HEAD: usize = 13;
const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2c;
const END: u8 = 0x3b;
/// Extensions that belong to the picture: how a frame is shown, and text that is drawn.
const SHOWN: [u8; 2] = [0xf9, 0x01];
const APPLICATION: u8 = 0xff;
/// The one application that says something of the picture: how often it is repeated.
const REPEATS: [&[u8]; 2] = [b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0"];

pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    Some((little_u16(bytes, 6)?.into(), little_u16(bytes, 8)?.into()))
}

pub(super) fn without_traces(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    let head = HEAD + colours(*bytes.get(10)?);
    kept.extend_from_slice(cut(&mut rest, head)?);
    loop {
        let before = rest;
        match cut(&mut rest, 1)? {
            [END] => {
                kept.push(END);
                return Some(kept);
            }
            [EXTENSION] => {
                let label = *cut(&mut rest, 1)?.first()?;
                let repeats = REPEATS.iter().any(|name| rest.starts_with(name));
                skip_pieces(&mut rest)?;
                if SHOWN.contains(&label) || label == APPLICATION && repeats {
                    kept.extend_from_slice(before.get(..before.len() - rest.len())?);
                }
            }
            [IMAGE] => {
                let flags = *cut(&mut rest, 9)?.get(8)?;
                // Behind its colours stands one byte that says how its dots are written.
                cut(&mut rest, colours(flags) + 1)?;
                skip_pieces(&mut rest)?;
                kept.extend_from_slice(before.get(..before.len() - rest.len())?);
            }
            _ => return None,
        }
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
