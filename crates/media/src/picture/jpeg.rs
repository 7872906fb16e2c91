//! JPEG: segments, each begun by a marker, and between some of them the dots.

use super::number::{big_u16, big_u32, little_u16, little_u32, place};

/// Every file begins so: start of image, and the next marker.
pub(super) const BEGIN: &[u8] = &[0xff, START, 0xff];

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
const COMMENT: u8 = 0xfe;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP2: u8 = 0xe2;
const APP14: u8 = 0xee;
const APP15: u8 = 0xef;
/// What EXIF stands behind.
const EXIF: &[u8] = b"Exif\0\0";
/// What a profile of colours stands behind.
const COLOURS: &[u8] = b"ICC_PROFILE\0";
/// The tag of EXIF that says which side is up, and the type of its value.
const ORIENTATION: u16 = 0x0112;
const SHORT: u16 = 3;

/// One segment: its marker, and all of its bytes with marker and length.
struct Segment<'a> {
    marker: u8,
    bytes: &'a [u8],
}

impl<'a> Segment<'a> {
    /// What is in it.
    fn body(&self) -> &'a [u8] {
        self.bytes.get(4..).unwrap_or_default()
    }
}

/// The parts of a file in order; ends at the end of the image, or where nothing more makes sense.
struct Segments<'a> {
    rest: &'a [u8],
}

impl<'a> Segments<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes.get(2..).unwrap_or_default(),
        }
    }

    fn cut(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    /// The dots behind the head of a scan, up to the next marker.
    fn dots(&mut self) -> &'a [u8] {
        let mut length = 0;
        while let Some([first, second, ..]) = self.rest.get(length..) {
            // A byte of dots that looks like a marker is followed by zero; restarts stand among them.
            if *first == 0xff && !matches!(second, 0 | 0xd0..=0xd7) {
                break;
            }
            length += 1;
        }
        self.cut(length).unwrap_or_default()
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    fn next(&mut self) -> Option<Segment<'a>> {
        // Any number of filling bytes may stand before a marker.
        while let [0xff, 0xff, rest @ ..] = self.rest {
            self.rest = &self.rest[self.rest.len() - rest.len() - 1..];
        }
        let [0xff, marker, ..] = self.rest else {
            return None;
        };
        let marker = *marker;
        let length = match marker {
            END | 0x01 | 0xd0..=0xd7 => 0,
            _ => usize::from(big_u16(self.rest, 2).filter(|length| *length >= 2)?),
        };
        let bytes = self.cut(2 + length)?;
        Some(Segment { marker, bytes })
    }
}

pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut turned = false;
    for segment in Segments::of(bytes) {
        match segment.marker {
            APP1 => turned |= orientation(segment.body()).is_some_and(|side| side >= 5),
            // A frame of any of the ways to write one; between them are tables.
            0xc0..=0xcf if !matches!(segment.marker, 0xc4 | 0xc8 | 0xcc) => {
                let height = u32::from(big_u16(segment.body(), 1)?);
                let width = u32::from(big_u16(segment.body(), 3)?);
                return Some(if turned {
                    (height, width)
                } else {
                    (width, height)
                });
            }
            SCAN | END => return None,
            _ => {}
        }
    }
    None
}

pub(super) fn without_traces(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = Vec::with_capacity(bytes.len());
    kept.extend_from_slice(&[0xff, START]);
    let mut segments = Segments::of(bytes);
    let mut upright = None;
    // The one thing of EXIF that the picture is wrong without; said first, where it is looked for.
    for segment in Segments::of(bytes).take_while(|segment| segment.marker != SCAN) {
        if segment.marker == APP1 {
            upright = upright.or(orientation(segment.body()));
        }
    }
    let mut says_side = upright.filter(|side| *side > 1);
    while let Some(segment) = segments.next() {
        if segment.marker != APP0
            && let Some(side) = says_side.take()
        {
            kept.extend_from_slice(&only_orientation(side));
        }
        if is_kept(&segment) {
            kept.extend_from_slice(segment.bytes);
        }
        match segment.marker {
            // What follows is another picture, or was hidden there.
            END => return Some(kept),
            SCAN => kept.extend_from_slice(segments.dots()),
            _ => {}
        }
    }
    None
}

fn is_kept(segment: &Segment<'_>) -> bool {
    match segment.marker {
        COMMENT => false,
        APP0 => segment.body().starts_with(b"JFIF\0"),
        APP2 => segment.body().starts_with(COLOURS),
        APP14 => segment.body().starts_with(b"Adobe"),
        APP1..=APP15 => false,
        _ => true,
    }
}

/// Which side is up: 1 to 8, from 5 on width and height change places.
fn orientation(app1: &[u8]) -> Option<u16> {
    let tiff = app1.strip_prefix(EXIF)?;
    let little = match tiff.get(..4)? {
        b"II\x2a\0" => true,
        b"MM\0\x2a" => false,
        _ => return None,
    };
    let short = |at| {
        if little {
            little_u16(tiff, at)
        } else {
            big_u16(tiff, at)
        }
    };
    let long = |at| {
        if little {
            little_u32(tiff, at)
        } else {
            big_u32(tiff, at)
        }
    };
    let directory = place(long(4)?)?;
    let entries = usize::from(short(directory)?);
    for entry in 0..entries {
        let at = directory.checked_add(2 + entry * 12)?;
        if short(at)? == ORIENTATION && short(at + 2)? == SHORT {
            return short(at + 8).filter(|side| (1..=8).contains(side));
        }
    }
    None
}

/// EXIF that says nothing but which side is up.
fn only_orientation(side: u16) -> Vec<u8> {
    let mut segment = vec![0xff, APP1, 0, 34];
    segment.extend_from_slice(EXIF);
    // Byte order, then where the one directory stands, and its one entry.
    segment.extend_from_slice(b"MM\0\x2a\0\0\0\x08\0\x01");
    segment.extend_from_slice(&ORIENTATION.to_be_bytes());
    segment.extend_from_slice(&SHORT.to_be_bytes());
    segment.extend_from_slice(&[0, 0, 0, 1]);
    segment.extend_from_slice(&side.to_be_bytes());
    // The value fills four bytes; no directory follows.
    segment.extend_from_slice(&[0, 0, 0, 0, 0, 0]);
    segment
}
