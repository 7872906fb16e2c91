//! What a file may be called: names come from others, and end in somebody's directory.

use unicode_normalization::UnicodeNormalization as _;

/// Bytes of a name, its extension included.
pub const NAME_BYTES: usize = 200;
/// Bytes of an extension.
const EXTENSION_BYTES: usize = 16;
/// What is called nothing is called this.
const NAMELESS: &str = "file";
/// Names that are devices on Windows, whatever follows a dot.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
/// Extensions of what is run when it is opened.
const PROGRAMS: [&str; 41] = [
    "apk", "app", "appimage", "bash", "bat", "cmd", "com", "command", "cpl", "deb", "desktop",
    "dll", "dmg", "exe", "hta", "inf", "jar", "js", "jse", "lnk", "msc", "msi", "msp", "pif",
    "pkg", "ps1", "psm1", "py", "reg", "rpm", "run", "scf", "scr", "sh", "url", "vb", "vbe", "vbs",
    "ws", "wsf", "wsh",
];

/// A name that can be shown and written: no path, no sign that turns or hides others, and not
/// longer than [`NAME_BYTES`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    stem: String,
    extension: String,
}

impl FileName {
    /// What is left of a name from anywhere. There is always something left.
    #[must_use]
    pub fn clean(name: &str) -> Self {
        // Bounded before it is composed: nobody sends a name of this length in earnest.
        let head: String = name.chars().take(4 * NAME_BYTES).collect();
        let shown: String = head
            .nfc()
            .filter(|sign| !is_hidden(*sign))
            .map(|sign| if is_of_paths(sign) { '_' } else { sign })
            .collect();
        let shown = shown.trim_matches(|sign: char| sign == '.' || sign.is_whitespace());
        let (stem, extension) = split(shown);
        let stem = stem.trim_end_matches(|sign: char| sign == '.' || sign.is_whitespace());
        let mut stem = cut(stem, NAME_BYTES - 1 - extension.len()).to_owned();
        if stem.is_empty() {
            NAMELESS.clone_into(&mut stem);
        } else if is_device(&stem) {
            stem.insert(0, '_');
        }
        Self {
            stem,
            extension: extension.to_owned(),
        }
    }

    /// What stands before the extension's dot.
    #[must_use]
    pub fn stem(&self) -> &str {
        &self.stem
    }

    /// Letters and digits of ASCII behind the last dot; empty if there are none. Shown apart and from
    /// left to right, nothing in the stem can be taken for it.
    #[must_use]
    pub fn extension(&self) -> &str {
        &self.extension
    }

    /// The whole name; `number` tells it from others of the same name, from 2 on.
    #[must_use]
    pub fn numbered(&self, number: u32) -> String {
        let number = match number {
            0 | 1 => String::new(),
            number => format!(" ({number})"),
        };
        let dot = if self.extension.is_empty() { "" } else { "." };
        format!("{}{number}{dot}{}", self.stem, self.extension)
    }

    /// Whether it is run when it is opened, on one system or another.
    #[must_use]
    pub fn is_program(&self) -> bool {
        let extension = self.extension.to_ascii_lowercase();
        PROGRAMS.contains(&extension.as_str())
    }
}

impl std::fmt::Display for FileName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.numbered(1))
    }
}

fn split(name: &str) -> (&str, &str) {
    match name.rsplit_once('.') {
        Some((stem, extension))
            if !stem.is_empty()
                && (1..=EXTENSION_BYTES).contains(&extension.len())
                && extension.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
        {
            (stem, extension)
        }
        Some(_) | None => (name, ""),
    }
}

/// At most so many bytes, of whole characters.
fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().trim_end();
    let lower = first.to_lowercase();
    let numbered = ["com", "lpt"].iter().any(|device| {
        let number = lower.strip_prefix(device).unwrap_or_default();
        matches!(
            number,
            "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"
        )
    });
    numbered || DEVICES.contains(&lower.as_str())
}

/// Signs that no system takes, or that mean something in a path.
fn is_of_paths(sign: char) -> bool {
    matches!(
        sign,
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '\u{2215}' | '\u{29f8}'
    )
}

/// Controls, what turns the direction of others, what cannot be seen, and what belongs to no script.
fn is_hidden(sign: char) -> bool {
    sign.is_control()
        || matches!(sign,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}'
            | '\u{e0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(name: &str) -> String {
        FileName::clean(name).to_string()
    }

    #[test]
    fn a_name_as_people_write_it_stays_as_it_is() {
        for name in [
            "Report 2026.pdf",
            "زيارة العائلة.jpg",
            "příloha (3).tar.gz",
            "شركة.تقرير.docx",
            "no extension",
            "日本.txt",
        ] {
            assert_eq!(cleaned(name), name);
        }
    }

    #[test]
    fn no_name_leaves_its_directory_or_hides_what_it_is() {
        for (name, clean) in [
            ("../../etc/passwd", "_.._etc_passwd"),
            ("/etc/passwd", "_etc_passwd"),
            ("C:\\Windows\\x.exe", "C__Windows_x.exe"),
            ("..", "file"),
            ("", "file"),
            (" . ", "file"),
            (".bashrc", "bashrc"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("a\u{200b}b\u{2066}.p\u{ad}df", "ab.pdf"),
            ("line\nbreak\0.txt", "linebreak.txt"),
            ("trailing. . .", "trailing"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("Com1.tar.gz", "_Com1.tar.gz"),
            ("lpt³.x", "_lpt³.x"),
            ("com10.txt", "com10.txt"),
            ("e\u{301}.txt", "é.txt"),
            ("a?b*c<d>|.txt", "a_b_c_d__.txt"),
            ("x.très", "x.très"),
        ] {
            assert_eq!(cleaned(name), clean, "{name:?}");
        }
    }

    #[test]
    fn a_name_is_short_keeps_its_extension_and_is_clean_when_cleaned_again() {
        for name in [
            "x".repeat(5_000) + ".pdf",
            "ز".repeat(400) + ".jpeg",
            "\u{301}".repeat(9_000),
        ] {
            let clean = FileName::clean(&name);
            assert!(clean.to_string().len() <= NAME_BYTES);
            assert_eq!(FileName::clean(&clean.to_string()), clean);
        }
        assert_eq!(
            FileName::clean(&("x".repeat(5_000) + ".pdf")).extension(),
            ""
        );
        assert_eq!(
            FileName::clean(&("x".repeat(300) + ".pdf")).extension(),
            "pdf"
        );
    }

    #[test]
    fn names_of_the_same_file_are_numbered_before_the_extension() {
        let name = FileName::clean("a.tar.gz");
        assert_eq!(name.numbered(2), "a.tar (2).gz");
        assert_eq!(FileName::clean("a").numbered(3), "a (3)");
    }

    #[test]
    fn programs_are_known_by_their_extension_in_any_case() {
        assert!(FileName::clean("setup.EXE").is_program());
        assert!(FileName::clean("photo.jpg.lnk").is_program());
        assert!(!FileName::clean("exe").is_program());
        assert!(!FileName::clean("letter.pdf").is_program());
    }
}
