//! The finished directory and the list of what is in it, which the build of `hudhud` reads.
//!
//! A compressed file lies there as `PATH.br` and `PATH.gz` only: who cannot read either gets what
//! the host makes of the second.

use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use crate::compress::{self, Effort};
use crate::names::Finished;

/// What lies in a finished directory, in `listing.json`.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Listing {
    /// Of all inputs.
    pub(crate) stamp: String,
    /// Sorted by path.
    pub(crate) files: Vec<Listed>,
}

/// One file.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Listed {
    /// Where the host serves it.
    pub(crate) path: String,
    /// Its media type.
    pub(crate) media_type: String,
    /// BLAKE3 of its contents, in hexadecimal digits.
    pub(crate) hash: String,
    /// Whether this path will never have other contents.
    pub(crate) is_immutable: bool,
    /// Its length.
    pub(crate) bytes: usize,
    /// Its length in Brotli, where it is compressed.
    pub(crate) brotli_bytes: Option<usize>,
    /// Its length in gzip, where it is compressed.
    pub(crate) gzip_bytes: Option<usize>,
}

const NAME: &str = "listing.json";

/// What a browser loads only when it starts the worker, or never.
const AFTER_THE_SHELL: [&str; 4] = [
    "/assets/device",
    "/assets/worker-",
    "/sw.js",
    "/assets/icon",
];

impl Listing {
    /// The list of a directory, if there is a whole one.
    pub(crate) fn read(directory: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(directory.join(NAME)).ok()?).ok()
    }

    /// Compressed bytes before the worker.
    pub(crate) fn shell_bytes(&self) -> usize {
        self.files
            .iter()
            .filter(|file| {
                !AFTER_THE_SHELL
                    .iter()
                    .any(|beginning| file.path.starts_with(beginning))
            })
            .map(Listed::transferred_bytes)
            .sum()
    }

    /// Compressed bytes of everything.
    pub(crate) fn all_bytes(&self) -> usize {
        self.files.iter().map(Listed::transferred_bytes).sum()
    }
}

impl Listed {
    /// What goes over the network to a browser of today.
    pub(crate) fn transferred_bytes(&self) -> usize {
        self.brotli_bytes.unwrap_or(self.bytes)
    }
}

/// Writes the files, and last of all the list, so that a directory with a list is a whole one.
///
/// # Errors
/// If the directory cannot be written, or a file is of no known type.
pub(crate) fn write(
    directory: &Path,
    stamp: String,
    files: Vec<Finished>,
    effort: Effort,
) -> anyhow::Result<Listing> {
    if directory.exists() {
        std::fs::remove_dir_all(directory)
            .with_context(|| format!("could not empty {}", directory.display()))?;
    }
    let mut listed = Vec::new();
    for file in files {
        listed.push(write_one(directory, &file, effort)?);
    }
    let listing = Listing {
        stamp,
        files: listed,
    };
    write_file(&directory.join(NAME), &serde_json::to_vec_pretty(&listing)?)?;
    Ok(listing)
}

fn write_one(directory: &Path, file: &Finished, effort: Effort) -> anyhow::Result<Listed> {
    let relative = file.path.trim_start_matches('/');
    let encoded = compress::encode(&file.path, &file.bytes, effort)?;
    let mut listed = Listed {
        media_type: media_type(&file.path)?.to_owned(),
        hash: blake3::hash(&file.bytes).to_hex().to_string(),
        is_immutable: file.is_immutable,
        bytes: file.bytes.len(),
        brotli_bytes: None,
        gzip_bytes: None,
        path: file.path.clone(),
    };
    match encoded.compressed {
        None => write_file(&directory.join(relative), &file.bytes)?,
        Some(compressed) => {
            listed.brotli_bytes = Some(compressed.brotli.len());
            listed.gzip_bytes = Some(compressed.gzip.len());
            let at = |ending: &str| directory.join(format!("{relative}.{ending}"));
            write_file(&at("br"), &compressed.brotli)?;
            write_file(&at("gz"), &compressed.gzip)?;
        }
    }
    Ok(listed)
}

fn write_file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(path, bytes).with_context(|| format!("could not write {}", path.display()))
}

fn media_type(path: &str) -> anyhow::Result<&'static str> {
    let ending = path.rsplit('.').next().unwrap_or_default();
    Ok(match ending {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        unknown => anyhow::bail!("no media type is known for .{unknown}, of {path}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> Finished {
        Finished {
            path: path.to_owned(),
            bytes: text.as_bytes().to_vec(),
            is_immutable: true,
        }
    }

    #[test]
    fn what_was_written_is_read_again_and_what_was_there_before_is_gone() {
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("dist");
        let write = |path: &str| {
            let files = vec![file(path, "1"), file("/index.html", "<html>")];
            write(&out, "stamp".to_owned(), files, Effort::Quick).unwrap()
        };
        write("/assets/a-1.js");
        write("/assets/a-2.js");
        let listing = Listing::read(&out).unwrap();
        assert_eq!(listing.files[0].path, "/assets/a-2.js");
        assert!(out.join("assets/a-2.js.br").exists());
        assert!(!out.join("assets/a-1.js.br").exists());
    }

    #[test]
    fn the_shell_is_everything_but_the_worker() {
        let directory = tempfile::tempdir().unwrap();
        let files = vec![
            file("/assets/device-1.wasm", "12345"),
            file("/assets/f-1.png", "12"),
        ];
        let listing = write(directory.path(), String::new(), files, Effort::Quick).unwrap();
        assert_eq!(listing.shell_bytes(), 2);
        assert!(listing.all_bytes() > 2);
    }

    #[test]
    fn a_file_of_no_known_type_is_an_error() {
        assert!(media_type("/assets/a-1.exe").is_err());
    }
}
