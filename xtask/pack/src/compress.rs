//! Two encodings that every browser reads, at two efforts.

use std::io::Write as _;

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

/// How much time may be spent on size.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Effort {
    /// As little as is useful.
    Quick,
    /// As much as helps.
    Best,
}

/// Contents whose formats are compressed already.
const DENSE: [&str; 2] = [".png", ".woff2"];

/// A file in the encodings in which it is sent.
#[derive(Debug)]
pub(crate) struct Encoded {
    /// Brotli and gzip, or none of both where neither helps.
    pub(crate) compressed: Option<Compressed>,
}

/// Both encodings.
#[derive(Debug)]
pub(crate) struct Compressed {
    /// RFC 7932.
    pub(crate) brotli: Vec<u8>,
    /// RFC 1952.
    pub(crate) gzip: Vec<u8>,
}

/// Compresses what can be compressed.
///
/// # Errors
/// None of the two fails in memory; the error is theirs.
pub(crate) fn encode(path: &str, bytes: &[u8], effort: Effort) -> anyhow::Result<Encoded> {
    if DENSE.iter().any(|ending| path.ends_with(ending)) {
        return Ok(Encoded { compressed: None });
    }
    let (quality, level) = match effort {
        Effort::Quick => (4, Compression::fast()),
        Effort::Best => (11, Compression::best()),
    };
    let parameters = BrotliEncoderParams {
        quality,
        // A browser accepts windows of up to 16 MB; more than the largest of our files is no use.
        lgwin: 24,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut brotli = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut brotli, &parameters)?;
    let mut gzip = GzEncoder::new(Vec::new(), level);
    gzip.write_all(bytes)?;
    Ok(Encoded {
        compressed: Some(Compressed {
            brotli,
            gzip: gzip.finish()?,
        }),
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn both_encodings_hold_what_was_put_in() {
        let text = "هدهد hoopoe ".repeat(1_000);
        let encoded = encode("/a.js", text.as_bytes(), Effort::Best).unwrap();
        let compressed = encoded.compressed.unwrap();
        assert!(compressed.brotli.len() < compressed.gzip.len());
        let mut back = String::new();
        flate2::read::GzDecoder::new(&*compressed.gzip)
            .read_to_string(&mut back)
            .unwrap();
        assert_eq!(back, text);
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &*compressed.brotli, &mut plain).unwrap();
        assert_eq!(plain, text.as_bytes());
    }
}
