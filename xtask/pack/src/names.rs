//! Final names. An asset is called after its contents, so that a browser may keep it for ever; who
//! refers to it writes `{{name}}` and gets the path.
//!
//! Two references are not files: `{{build}}`, the kind and the fingerprint of everything, and
//! `{{offline}}`, the list of what the app needs without a network.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, bail};

use crate::sources::Source;

/// A finished file.
#[derive(Clone, Debug)]
pub(crate) struct Finished {
    /// Where the host serves it, with the slash in front.
    pub(crate) path: String,
    /// Its contents.
    pub(crate) bytes: Vec<u8>,
    /// Whether this path will never have other contents.
    pub(crate) is_immutable: bool,
}

/// Files whose paths others have written down: they keep their names, and may change.
const FIXED: [&str; 3] = ["index.html", "manifest.webmanifest", "sw.js"];

/// What may hold references.
const TEXT: [&str; 4] = [".css", ".html", ".js", ".webmanifest"];

/// Gives every file its name and resolves every reference, sorted by path.
///
/// # Errors
/// If a file refers to something that is not there, or to itself by a detour.
pub(crate) fn settle(sources: Vec<Source>, kind: &str) -> anyhow::Result<Vec<Finished>> {
    let mut fingerprint = blake3::Hasher::new();
    let mut by_name = BTreeMap::new();
    for source in sources {
        by_name.insert(source.name, source.bytes);
    }
    for (name, bytes) in &by_name {
        fingerprint.update(name.as_bytes());
        fingerprint.update(blake3::hash(bytes).as_bytes());
    }
    let mut settling = Settling {
        build: format!("{kind}-{}", short(fingerprint.finalize())),
        by_name: &by_name,
        settled: BTreeMap::new(),
        under_way: BTreeSet::new(),
    };
    for name in by_name
        .keys()
        .filter(|name| !FIXED.contains(&name.as_str()))
    {
        settling.path_of(name)?;
    }
    for name in FIXED {
        if by_name.contains_key(name) {
            settling.path_of(name)?;
        }
    }
    let mut files: Vec<_> = settling.settled.into_values().collect();
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

struct Settling<'a> {
    build: String,
    by_name: &'a BTreeMap<String, Vec<u8>>,
    settled: BTreeMap<String, Finished>,
    under_way: BTreeSet<String>,
}

impl Settling<'_> {
    /// The final path of a file, which is finished if it was not yet.
    fn path_of(&mut self, name: &str) -> anyhow::Result<String> {
        if let Some(finished) = self.settled.get(name) {
            return Ok(finished.path.clone());
        }
        let raw = self
            .by_name
            .get(name)
            .with_context(|| format!("there is no file called {name}"))?;
        if !self.under_way.insert(name.to_owned()) {
            bail!("{name} refers to itself by a detour");
        }
        let bytes = if TEXT.iter().any(|ending| name.ends_with(ending)) {
            let text = std::str::from_utf8(raw).with_context(|| format!("{name} is not UTF-8"))?;
            self.resolved(text)
                .with_context(|| format!("in {name}"))?
                .into_bytes()
        } else {
            raw.clone()
        };
        let is_immutable = !FIXED.contains(&name);
        let path = if is_immutable {
            let (stem, ending) = name
                .rsplit_once('.')
                .with_context(|| format!("{name} has no ending"))?;
            format!("/assets/{stem}-{}.{ending}", short(blake3::hash(&bytes)))
        } else {
            format!("/{name}")
        };
        self.settled.insert(
            name.to_owned(),
            Finished {
                path: path.clone(),
                bytes,
                is_immutable,
            },
        );
        Ok(path)
    }

    fn resolved(&mut self, text: &str) -> anyhow::Result<String> {
        let mut done = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            done.push_str(before);
            let (reference, end) = after.split_once("}}").unwrap_or(("", after));
            match reference {
                "build" => done.push_str(&self.build.clone()),
                "offline" => done.push_str(&self.offline()),
                name if is_name(name) => done.push_str(&self.path_of(name)?),
                // Two braces of the language itself.
                _other => {
                    done.push_str("{{");
                    rest = after;
                    continue;
                }
            }
            rest = end;
        }
        done.push_str(rest);
        Ok(done)
    }

    /// Every asset that is finished, as the members of a list in a script. Files with fixed names
    /// are settled last, so in them the list is whole.
    fn offline(&self) -> String {
        let quoted: Vec<_> = self
            .settled
            .values()
            .filter(|file| file.is_immutable)
            .map(|file| format!("\"{}\"", file.path))
            .collect();
        quoted.join(",\n  ")
    }
}

fn is_name(reference: &str) -> bool {
    reference.contains('.')
        && reference
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
}

/// 80 bits of a hash: more than enough to tell two builds apart.
fn short(hash: blake3::Hash) -> String {
    hash.to_hex().chars().take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(name: &str, text: &str) -> Source {
        Source {
            name: name.to_owned(),
            bytes: text.as_bytes().to_vec(),
        }
    }

    fn settled(sources: &[Source]) -> Vec<(String, String)> {
        settle(sources.to_vec(), "ship")
            .unwrap()
            .into_iter()
            .map(|file| (file.path, String::from_utf8(file.bytes).unwrap()))
            .collect()
    }

    #[test]
    fn a_change_in_a_font_changes_the_names_of_all_that_lead_to_it() {
        let with = |font: &str| {
            settled(&[
                source("a.woff2", font),
                source("style.css", "url({{a.woff2}})"),
                source("index.html", "<link href={{style.css}}>"),
            ])
        };
        let (one, other) = (with("one"), with("other"));
        let path = |files: &[(String, String)], part: &str| {
            files
                .iter()
                .find(|(path, _)| path.contains(part))
                .unwrap()
                .0
                .clone()
        };
        assert_ne!(path(&one, "style"), path(&other, "style"));
        assert_eq!(path(&one, "index"), "/index.html");
        let index = |files: &[(String, String)]| files[2].1.clone();
        assert_eq!(index(&one), format!("<link href={}>", path(&one, "style")));
        assert_ne!(index(&one), index(&other));
    }

    #[test]
    fn the_offline_list_names_every_asset_and_no_fixed_file() {
        let files = settled(&[
            source("index.html", ""),
            source("b.js", "1"),
            source("sw.js", "[{{offline}}]"),
        ]);
        let worker = &files.iter().find(|(path, _)| path == "/sw.js").unwrap().1;
        assert!(worker.starts_with("[\"/assets/b-"), "{worker}");
        assert!(!worker.contains("index"), "{worker}");
    }

    #[test]
    fn a_missing_file_and_a_circle_are_errors() {
        let missing = settle(vec![source("a.js", "{{b.js}}")], "dev").unwrap_err();
        assert!(format!("{missing:#}").contains("b.js"), "{missing:#}");
        let circle = [source("a.js", "{{b.js}}"), source("b.js", "{{a.js}}")];
        assert!(settle(circle.to_vec(), "dev").is_err());
    }

    #[test]
    fn braces_of_a_script_are_left_alone() {
        let files = settled(&[source("a.js", "f({{x: 1}})")]);
        assert_eq!(files[0].1, "f({{x: 1}})");
    }
}
