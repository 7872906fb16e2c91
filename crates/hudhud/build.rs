//! Puts the web app's files into the program, if `HUDHUD_WEB_DIST` says where `cargo xtask web` has
//! written them. Without it the program is built without the app, and needs no tool chain for it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

const VARIABLE: &str = "HUDHUD_WEB_DIST";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    say(&format!("rerun-if-env-changed={VARIABLE}"));
    say("rustc-check-cfg=cfg(hudhud_app)");
    let source = match std::env::var_os(VARIABLE).filter(|value| !value.is_empty()) {
        Some(directory) => {
            say("rustc-cfg=hudhud_app");
            embedded(&std::path::absolute(directory)?)?
        }
        None => "[]".to_owned(),
    };
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("app_files.rs");
    std::fs::write(out, source)?;
    Ok(())
}

/// A list of `(path, media type, hash, is immutable, contents)`, as an expression in Rust.
fn embedded(directory: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let list = directory.join("listing.json");
    say(&format!("rerun-if-changed={}", list.display()));
    let listing: Value =
        serde_json::from_slice(&std::fs::read(&list).map_err(|error| {
            format!("{}: {error}; `cargo xtask web` writes it", list.display())
        })?)?;
    let files = listing["files"].as_array().ok_or("no list of files")?;
    let mut source = "[\n".to_owned();
    for file in files {
        let text = |key: &str| file[key].as_str().ok_or(format!("no {key} of a file"));
        let path = text("path")?;
        let at = |ending: &str| {
            let relative = path.trim_start_matches('/');
            let place = directory.join(format!("{relative}{ending}"));
            format!("include_bytes!({:?})", place.display().to_string())
        };
        let contents = if file["brotli_bytes"].is_null() {
            format!("Embedded::Plain({})", at(""))
        } else {
            format!(
                "Embedded::Compressed {{ brotli: {}, gzip: {} }}",
                at(".br"),
                at(".gz")
            )
        };
        let is_immutable = file["is_immutable"]
            .as_bool()
            .ok_or("no is_immutable of a file")?;
        writeln!(
            source,
            "    ({path:?}, {:?}, {:?}, {is_immutable}, {contents}),",
            text("media_type")?,
            text("hash")?
        )?;
    }
    source.push(']');
    Ok(source)
}

/// Tells cargo something.
fn say(line: &str) {
    use std::io::Write as _;
    // A cargo that does not listen cannot be told.
    let _ = writeln!(std::io::stdout(), "cargo::{line}");
}
