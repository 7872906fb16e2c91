//! What stands where a photo will be until it is there: a few colours that came with its message.

/// Bytes before the dots of a bitmap.
const HEAD: u32 = 14 + INFO;
/// Bytes of those that say how the dots are written.
const INFO: u32 = 40;

/// A thumbhash as a bitmap of a few dozen dots, which every browser draws; `None` if it is none.
pub(super) fn bitmap(thumbhash: &[u8]) -> Option<Vec<u8>> {
    let (width, height, dots) = thumbhash::thumb_hash_to_rgba(thumbhash).ok()?;
    let sides = u32::try_from(width).ok().zip(u32::try_from(height).ok());
    let (width, height) = sides.filter(|(width, height)| *width > 0 && *height > 0)?;
    let bytes = width * height * 4;
    let mut bitmap = Vec::new();
    bitmap.extend_from_slice(b"BM");
    for number in [HEAD + bytes, 0, HEAD, INFO, width, height] {
        bitmap.extend_from_slice(&number.to_le_bytes());
    }
    // One plane of 32 bits a dot, as they are, and nothing said of size, scale and colours.
    bitmap.extend_from_slice(&[1, 0, 32, 0]);
    bitmap.extend_from_slice(&[0; 24]);
    // From the lowest row up, and blue first.
    let row = usize::try_from(width * 4).ok()?;
    for row in dots.chunks_exact(row).rev() {
        for dot in row.chunks_exact(4) {
            bitmap.extend_from_slice(&[dot[2], dot[1], dot[0], 0xff]);
        }
    }
    Some(bitmap)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_bytes_become_a_picture_of_the_same_colour() {
        let red = [220, 30, 20, 255].repeat(40 * 20);
        let hash = thumbhash::rgba_to_thumb_hash(40, 20, &red);
        assert!(hash.len() <= 25);
        let bitmap = bitmap(&hash).unwrap();
        let length = u32::try_from(bitmap.len()).unwrap();
        assert_eq!(bitmap[2..6], length.to_le_bytes());
        let dot = &bitmap[bitmap.len() - 4..];
        let is_near = |found: u8, wanted: u8| found.abs_diff(wanted) < 12;
        assert!(
            is_near(dot[0], 20) && is_near(dot[1], 30) && is_near(dot[2], 220),
            "{dot:?}"
        );
    }

    #[test]
    fn no_bytes_of_anybody_are_more_than_a_small_picture_or_none() {
        assert_eq!(bitmap(&[]), None);
        for byte in 0..=255 {
            for length in 1..=25 {
                let found = bitmap(&vec![byte; length]);
                assert!(found.is_none_or(|found| found.len() <= 54 + 32 * 32 * 4));
            }
        }
    }
}
