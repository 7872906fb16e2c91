//! Pictures of the four formats that every browser draws, by their bytes and not by what anybody
//! says of them.

mod gif;
mod jpeg;
mod number;
mod png;
mod webp;

use hudhud_base::limits::is_drawable;

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

    /// What its files end in.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Gif => "gif",
        }
    }

    /// By what somebody says that it is.
    #[must_use]
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        let all = [Self::Jpeg, Self::Png, Self::Webp, Self::Gif];
        all.into_iter().find(|one| one.media_type() == media_type)
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
/// one that is too large ([`is_drawable`]).
#[must_use]
pub fn look(bytes: &[u8]) -> Option<Picture> {
    let format = Format::of(bytes)?;
    let (width, height) = match format {
        Format::Jpeg => jpeg::size(bytes),
        Format::Png => png::size(bytes),
        Format::Webp => webp::size(bytes),
        Format::Gif => gif::size(bytes),
    }?;
    is_drawable((width, height)).then_some(Picture {
        format,
        width,
        height,
    })
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
