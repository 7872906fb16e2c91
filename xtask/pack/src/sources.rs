//! The files written by hand: what is in `static`, the fonts, and the styles joined to one sheet.
//!
//! Owns the order of the styles. What a file refers to is resolved in `names`.

use std::path::Path;

use anyhow::{Context as _, bail};

/// One file before it has its final name.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// What others call it, in `{{…}}`.
    pub(crate) name: String,
    /// Its contents.
    pub(crate) bytes: Vec<u8>,
}

/// Styles in the order in which they count: what is more particular comes later.
const STYLES: [&str; 11] = [
    "tokens.css",
    "base.css",
    "skeleton.css",
    "parts.css",
    "start.css",
    "home.css",
    "conversation.css",
    "composer.css",
    "search.css",
    "details.css",
    "settings.css",
];

/// Reads all of them, sorted by name.
///
/// # Errors
/// If a file cannot be read, or a style is not in the list above.
pub(crate) fn read(directory: &Path) -> anyhow::Result<Vec<Source>> {
    let mut sources = all_in(&directory.join("static"))?;
    sources.extend(
        all_in(&directory.join("fonts"))?
            .into_iter()
            .filter(|source| source.name.ends_with(".woff2")),
    );
    sources.push(Source {
        name: "style.css".to_owned(),
        bytes: joined(all_in(&directory.join("styles"))?)?,
    });
    sources.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(sources)
}

/// The styles one after another. Comments, indentation and empty lines stay behind.
fn joined(mut styles: Vec<Source>) -> anyhow::Result<Vec<u8>> {
    let place = |source: &Source| STYLES.iter().position(|&name| name == source.name);
    if let Some(unknown) = styles.iter().find(|source| place(source).is_none()) {
        bail!(
            "{} is in no place of the order of styles: name it in xtask/pack/src/sources.rs",
            unknown.name
        );
    }
    styles.sort_by_key(place);
    let mut sheet = String::new();
    for style in styles {
        let text = String::from_utf8(style.bytes)
            .with_context(|| format!("{} is not UTF-8", style.name))?;
        for line in without_comments(&text).lines() {
            let line = line.trim();
            if !line.is_empty() {
                sheet.push_str(line);
                sheet.push('\n');
            }
        }
    }
    Ok(sheet.into_bytes())
}

/// A sheet without what stands between `/*` and `*/`. No string of ours holds these two.
fn without_comments(sheet: &str) -> String {
    let mut kept = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_comment, end)| end);
    }
    kept.push_str(rest);
    kept
}

fn all_in(directory: &Path) -> anyhow::Result<Vec<Source>> {
    let mut sources = Vec::new();
    let entries = std::fs::read_dir(directory)
        .with_context(|| format!("could not list {}", directory.display()))?;
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if name.starts_with('.') || name.ends_with('~') || !entry.file_type()?.is_file() {
            continue;
        }
        let bytes = std::fs::read(entry.path())
            .with_context(|| format!("could not read {}", entry.path().display()))?;
        sources.push(Source { name, bytes });
    }
    Ok(sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(name: &str, text: &str) -> Source {
        Source {
            name: name.to_owned(),
            bytes: text.as_bytes().to_vec(),
        }
    }

    #[test]
    fn the_tokens_come_first_whatever_the_directory_says() {
        let sheet = joined(vec![
            style("home.css", ".home {\n  a: b;\n}\n"),
            style("tokens.css", "/* colours\n */\n:root {}\n"),
        ])
        .unwrap();
        assert_eq!(
            String::from_utf8(sheet).unwrap(),
            ":root {}\n.home {\na: b;\n}\n"
        );
    }

    #[test]
    fn a_style_without_a_place_is_refused() {
        let error = joined(vec![style("later.css", "")]).unwrap_err();
        assert!(error.to_string().contains("later.css"), "{error}");
    }
}
