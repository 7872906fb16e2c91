//! Numbers and lengths as the formats write them, where there may be none.

/// A number of two bytes, the high one first.
pub(super) fn big_u16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..)?
        .first_chunk()
        .copied()
        .map(u16::from_be_bytes)
}

/// A number of four bytes, the highest first.
pub(super) fn big_u32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..)?
        .first_chunk()
        .copied()
        .map(u32::from_be_bytes)
}

/// A number of two bytes, the low one first.
pub(super) fn little_u16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..)?
        .first_chunk()
        .copied()
        .map(u16::from_le_bytes)
}

/// A number of four bytes, the lowest first.
pub(super) fn little_u32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..)?
        .first_chunk()
        .copied()
        .map(u32::from_le_bytes)
}

/// A length as a place in memory.
pub(super) fn place(length: u32) -> Option<usize> {
    usize::try_from(length).ok()
}
