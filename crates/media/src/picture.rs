//! Pictures of the four formats that every browser draws, by their bytes and not by what anybody
//! says of them.

mod gif;
mod jpeg;
mod number;
mod png;
mod webp;

/// Dots along one side of a picture.
pub const SIDE_MAX: u32 = 16_384;
/// Dots of a picture: drawn, each takes four bytes.
pub const DOTS_MAX: u64 = 50_000_000;

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JPEG (ITU-T T.81).
    Jpeg,
    /// PNG (RFC 2083).
    Png,
    /// WebP (RFC 9649).
    Webp,
    /// GIF, version 87a or 89a.
    Gif,
}

impl Format {
    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
        }
    }

    /// By the bytes with which every file of a format begins, whatever follows them.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(jpeg::BEGIN) {
            Some(Self::Jpeg)
        } else if bytes.starts_with(png::BEGIN) {
            Some(Self::Png)
        } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
            Some(Self::Gif)
        } else if webp::begins(bytes) {
            Some(Self::Webp)
        } else {
            None
        }
    }
}

/// What a picture says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// How it is written.
    pub format: Format,
    /// Dots from left to right, upright.
    pub width: u32,
    /// Dots from top to bottom, upright.
    pub height: u32,
}

/// What these bytes are, if they are a picture that may be drawn: `None` for everything else, and for
/// one larger than [`SIDE_MAX`] and [`DOTS_MAX`] allow.
#[must_use]
pub fn look(bytes: &[u8]) -> Option<Picture> {
    let format = Format::of(bytes)?;
    let (width, height) = match format {
        Format::Jpeg => jpeg::size(bytes),
        Format::Png => png::size(bytes),
        Format::Webp => webp::size(bytes),
        Format::Gif => gif::size(bytes),
    }?;
    is_drawable(width, height).then_some(Picture {
        format,
        width,
        height,
    })
}

/// Whether a picture of this size may be drawn.
#[must_use]
pub fn is_drawable(width: u32, height: u32) -> bool {
    (1..=SIDE_MAX).contains(&width)
        && (1..=SIDE_MAX).contains(&height)
        && u64::from(width) * u64::from(height) <= DOTS_MAX
}

/// The same picture without what it says about when, where and with what it was made: its dots, its
/// colours, how it moves and which side is up are left. `None` if it is no picture, or is written in
/// no order that is known to mean something.
#[must_use]
pub fn without_traces(bytes: &[u8]) -> Option<Vec<u8>> {
    match Format::of(bytes)? {
        Format::Jpeg => jpeg::without_traces(bytes),
        Format::Png => png::without_traces(bytes),
        Format::Webp => webp::without_traces(bytes),
        Format::Gif => gif::without_traces(bytes),
    }
}

#[cfg(test)]
mod tests;
