//! Pictures of every format with everything in them that may be, and with what may not.

use super::*;

const WORDS: &[u8] = b"37.2 N 15.1 E";

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker][..], &length, body].concat()
}

/// EXIF with a side that is up, in either order of bytes, and a place.
fn exif(side: u16, little: bool) -> Vec<u8> {
    let mut body = b"Exif\0\0".to_vec();
    let short = |value: u16| {
        if little {
            value.to_le_bytes()
        } else {
            value.to_be_bytes()
        }
    };
    let long = |value: u32| {
        if little {
            value.to_le_bytes()
        } else {
            value.to_be_bytes()
        }
    };
    body.extend_from_slice(if little { b"II\x2a\0" } else { b"MM\0\x2a" });
    body.extend_from_slice(&long(8));
    body.extend_from_slice(&short(2));
    for (tag, value) in [(0x0100, 7), (0x0112, side)] {
        body.extend_from_slice(&short(tag));
        body.extend_from_slice(&short(3));
        body.extend_from_slice(&long(1));
        body.extend_from_slice(&short(value));
        body.extend_from_slice(&[0, 0]);
    }
    body.extend_from_slice(&long(0));
    body.extend_from_slice(WORDS);
    body
}

fn jpeg(first: &[Vec<u8>], width: u16, height: u16) -> Vec<u8> {
    let mut frame = vec![8];
    frame.extend_from_slice(&height.to_be_bytes());
    frame.extend_from_slice(&width.to_be_bytes());
    frame.extend_from_slice(&[1, 1, 0x11, 0]);
    let mut bytes = vec![0xff, 0xd8];
    first
        .iter()
        .for_each(|segment| bytes.extend_from_slice(segment));
    bytes.extend(segment(0xdb, &[0; 65]));
    bytes.extend(segment(0xc2, &frame));
    bytes.extend(segment(0xda, &[1, 1, 0, 0, 63, 0]));
    bytes.extend_from_slice(&[1, 2, 0xff, 0, 3, 0xff, 0xd0, 4]);
    bytes.extend(segment(0xc4, &[0; 20]));
    bytes.extend(segment(0xda, &[1, 1, 0, 1, 5, 0]));
    bytes.extend_from_slice(&[5, 6, 0xff, 0xff, 0xd9]);
    bytes
}

fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], kind, data, b"sum."].concat()
}

fn png(width: u32, height: u32, between: &[Vec<u8>]) -> Vec<u8> {
    let header = [
        &width.to_be_bytes()[..],
        &height.to_be_bytes(),
        &[8, 6, 0, 0, 0],
    ]
    .concat();
    let mut bytes = png::BEGIN.to_vec();
    bytes.extend(chunk(b"IHDR", &header));
    between
        .iter()
        .for_each(|chunk| bytes.extend_from_slice(chunk));
    bytes.extend(chunk(b"IDAT", b"dots"));
    bytes.extend(chunk(b"IEND", b""));
    bytes
}

fn riff(chunks: &[(&[u8], &[u8])]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (kind, data) in chunks {
        body.extend_from_slice(kind);
        body.extend_from_slice(&u32::try_from(data.len()).unwrap().to_le_bytes());
        body.extend_from_slice(data);
        body.resize(body.len() + data.len() % 2, 0);
    }
    let length = u32::try_from(body.len()).unwrap().to_le_bytes();
    [&b"RIFF"[..], &length, &body].concat()
}

fn gif(between: &[&[u8]]) -> Vec<u8> {
    let mut bytes = b"GIF89a\x40\x01\xf0\x00\x80\x00\x00".to_vec();
    bytes.extend_from_slice(&[0; 6]);
    between
        .iter()
        .for_each(|block| bytes.extend_from_slice(block));
    bytes.extend_from_slice(&[0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0x80]);
    bytes.extend_from_slice(&[1; 6]);
    bytes.extend_from_slice(&[2, 2, 0x4c, 1, 0, 0x3b]);
    bytes
}

fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    look(bytes).map(|picture| (picture.width, picture.height))
}

fn says(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

fn extended(flags: u8) -> [u8; 10] {
    [flags, 0, 0, 0, 0x3f, 1, 0, 0xef, 0, 0]
}

/// One of every format, with something to find in it.
fn every_picture() -> Vec<Vec<u8>> {
    let shown = extended(0x0c);
    vec![
        jpeg(
            &[segment(0xe1, &exif(6, true)), segment(0xfe, WORDS)],
            320,
            240,
        ),
        png(320, 240, &[chunk(b"tEXt", WORDS), chunk(b"gAMA", &[0; 4])]),
        riff(&[(b"VP8X", &shown), (b"VP8L", b"\x2f....."), (b"EXIF", WORDS)]),
        gif(&[b"\x21\xfe\x0d37.2 N 15.1 E\0"]),
    ]
}

#[test]
fn the_size_of_every_format_is_read_upright_and_its_type_from_its_bytes() {
    let found: Vec<_> = every_picture().iter().map(|bytes| look(bytes)).collect();
    let picture = |format, width, height| {
        Some(Picture {
            format,
            width,
            height,
        })
    };
    let expected = [
        picture(Format::Jpeg, 240, 320),
        picture(Format::Png, 320, 240),
        picture(Format::Webp, 320, 240),
        picture(Format::Gif, 320, 240),
    ];
    assert_eq!(found, expected);
    let lossless = [&b"\x2f"[..], &(319_u32 | 239 << 14).to_le_bytes(), b"x"].concat();
    assert_eq!(size(&riff(&[(b"VP8L", &lossless)])), Some((320, 240)));
    assert_eq!(
        size(&riff(&[(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x40\x41\xf0\0")])),
        Some((320, 240))
    );
    for side in 1..=8 {
        for little in [true, false] {
            let turned = jpeg(&[segment(0xe1, &exif(side, little))], 320, 240);
            let upright = if side < 5 { (320, 240) } else { (240, 320) };
            assert_eq!(size(&turned), Some(upright), "{side}");
        }
    }
}

#[test]
fn what_would_take_too_much_to_draw_is_no_picture() {
    assert!(size(&png(10_000, 5_000, &[])).is_some());
    for (width, height) in [
        (0, 1),
        (1, 0),
        (16_385, 1),
        (10_001, 5_000),
        (u32::MAX, u32::MAX),
    ] {
        assert_eq!(size(&png(width, height, &[])), None, "{width} x {height}");
    }
    assert_eq!(size(&jpeg(&[], 0, 10)), None);
}

#[test]
fn what_only_says_that_it_is_a_picture_is_none() {
    for bytes in [
        &b""[..],
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        b"%PDF-1.7",
        b"<html>",
        b"RIFF\x04\0\0\0WAVE",
        b"\xff\xd8",
        b"\xff\xd8\xff\xda\0\x02",
    ] {
        assert_eq!(look(bytes), None);
        assert_eq!(without_traces(bytes), None);
    }
}

#[test]
fn a_picture_without_its_traces_says_no_place_and_looks_as_before() {
    for bytes in every_picture() {
        assert!(says(&bytes, WORDS));
        let clean = without_traces(&bytes).unwrap();
        assert!(!says(&clean, WORDS));
        assert_eq!(look(&clean), look(&bytes));
        assert_eq!(without_traces(&clean), Some(clean));
    }
}

#[test]
fn colours_and_movement_stay_and_what_follows_the_picture_goes() {
    let profile = [&b"ICC_PROFILE\0"[..], b"colours"].concat();
    let mut bytes = jpeg(
        &[
            segment(0xe0, b"JFIF\0\x01\x01"),
            segment(0xe2, &profile),
            segment(0xe2, b"MPF\0another"),
            segment(0xed, WORDS),
            segment(0xee, b"Adobe\0d"),
        ],
        320,
        240,
    );
    bytes.extend_from_slice(b"another picture");
    let clean = without_traces(&bytes).unwrap();
    for kept in [
        &b"JFIF"[..],
        b"colours",
        b"Adobe",
        &[1, 2, 0xff, 0, 3, 0xff, 0xd0, 4],
    ] {
        assert!(says(&clean, kept), "{kept:?}");
    }
    for gone in [&b"another"[..], WORDS] {
        assert!(!says(&clean, gone), "{gone:?}");
    }
    let moving = gif(&[
        b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0",
        b"\x21\xff\x0bXMP DataXMP\x0d37.2 N 15.1 E\0",
        b"\x21\xf9\x04\0\x0a\0\0\0",
    ]);
    let clean = without_traces(&moving).unwrap();
    assert!(says(&clean, b"NETSCAPE2.0") && says(&clean, b"\x21\xf9"));
    assert!(!says(&clean, WORDS));
    let coloured = riff(&[
        (b"VP8X", &extended(0x2c)),
        (b"ICCP", b"odd"),
        (b"VP8L", b"\x2f....."),
        (b"XMP ", WORDS),
    ]);
    let clean = without_traces(&coloured).unwrap();
    assert!(says(&clean, b"odd\0VP8L"));
    assert_eq!(clean[20], 0x20);
}

#[test]
fn a_gif_has_all_its_frames_on_its_screen() {
    let begun = |place: [u16; 4]| {
        let numbers = place.into_iter().flat_map(u16::to_le_bytes);
        std::iter::once(0x2c).chain(numbers).chain([0]).collect()
    };
    let frame = |place| -> Vec<u8> {
        let begun: Vec<u8> = begun(place);
        [&begun[..], &[2, 1, 0, 0]].concat()
    };
    for place in [[0, 0, 320, 240], [319, 239, 1, 1]] {
        assert_eq!(size(&gif(&[&frame(place)])), Some((320, 240)), "{place:?}");
    }
    for place in [
        [0, 0, 65_535, 1],
        [0, 0, 1, 65_535],
        [1, 0, 320, 240],
        [65_535, 0, 65_535, 1],
    ] {
        let whole = gif(&[&frame(place)]);
        assert_eq!(size(&whole), None, "{place:?}");
        // Nothing but its place has come.
        let begun: Vec<u8> = begun(place);
        let cut = [&whole[..19], &begun[..]].concat();
        assert_eq!(size(&cut), None, "{place:?}");
    }
}

#[test]
fn a_picture_that_is_cut_or_flipped_anywhere_is_looked_at_without_harm() {
    for bytes in every_picture() {
        for len in 0..bytes.len() {
            let _ = look(&bytes[..len]);
            assert_eq!(
                without_traces(&bytes[..len]),
                None,
                "{len} of {}",
                bytes.len()
            );
        }
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let _ = look(&flipped);
            if let Some(clean) = without_traces(&flipped) {
                assert!(clean.len() <= flipped.len() + 36);
            }
        }
    }
}
