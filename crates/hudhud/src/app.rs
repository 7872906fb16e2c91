//! The web app's files that were built into this program. What is in them is the web crate's
//! business, and how they are served the server's.

use hudhud_server::{AppFile, AppFiles, Contents};

/// A file's contents as they lie in the program.
enum Embedded {
    /// As they are.
    #[cfg_attr(
        not(hudhud_app),
        expect(dead_code, reason = "a program without the app has no files")
    )]
    Plain(&'static [u8]),
    /// In two encodings.
    #[cfg_attr(
        not(hudhud_app),
        expect(dead_code, reason = "a program without the app has no files")
    )]
    Compressed {
        brotli: &'static [u8],
        gzip: &'static [u8],
    },
}

/// Path, media type, hash, whether the path keeps its contents for ever, contents.
type Row = (&'static str, &'static str, &'static str, bool, Embedded);

/// The files; none if this program was built without the app.
pub(crate) fn files() -> AppFiles {
    let rows: Vec<Row> = Vec::from(include!(concat!(env!("OUT_DIR"), "/app_files.rs")));
    let mut files = AppFiles::default();
    for (path, media_type, hash, is_immutable, contents) in rows {
        let contents = match contents {
            Embedded::Plain(bytes) => Contents::Plain(bytes.into()),
            Embedded::Compressed { brotli, gzip } => Contents::Compressed {
                brotli: brotli.into(),
                gzip: gzip.into(),
            },
        };
        let file = AppFile {
            media_type: media_type.to_owned(),
            hash: hash.to_owned(),
            is_immutable,
            contents,
        };
        files.insert(path, file);
    }
    files
}
