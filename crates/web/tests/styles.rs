//! Holds the style sheets to their promises: colours that can be read, in one file only, and no
//! property that knows left from right. It does not look at pixels.

#![cfg(test)]

use std::collections::BTreeMap;
use std::path::Path;

#[cfg(test)]
mod tests {
    use super::{Colour, Mode, colour_literals, contrast, physical, sheets, tokens};

    /// Every text, and the grounds it may stand on.
    const TEXT: &[(&str, &[&str])] = &[
        (
            "ink",
            &[
                "ground", "surface", "raised", "sunk", "hover", "pressed", "selected", "lifted",
            ],
        ),
        (
            "ink",
            &["crest-wash", "danger-wash", "good-wash", "care-wash"],
        ),
        (
            "ink-soft",
            &[
                "ground",
                "surface",
                "raised",
                "sunk",
                "hover",
                "pressed",
                "crest-wash",
            ],
        ),
        (
            "ink-faint",
            &["ground", "surface", "raised", "sunk", "hover"],
        ),
        ("ink-selected", &["selected"]),
        ("soft-selected", &["selected"]),
        (
            "crest-text",
            &[
                "ground",
                "surface",
                "raised",
                "hover",
                "crest-wash",
                "sunk",
                "selected",
            ],
        ),
        ("on-crest", &["crest-fill", "crest-fill-hover"]),
        ("on-bar", &["bar"]),
        (
            "danger-text",
            &[
                "surface",
                "raised",
                "danger-wash",
                "ground",
                "hover",
                "selected",
            ],
        ),
        ("on-danger", &["danger-fill", "danger-fill-hover"]),
        ("good-text", &["surface", "raised", "good-wash"]),
        ("care-text", &["surface", "raised", "care-wash"]),
        ("bubble-ink", &["bubble"]),
        ("bubble-own-ink", &["bubble-own", "flash"]),
        ("bubble-soft", &["bubble"]),
        ("bubble-own-soft", &["bubble-own"]),
        ("bubble-link", &["bubble"]),
        ("bubble-own-link", &["bubble-own"]),
        ("tick-read", &["bubble-own", "selected", "surface"]),
        ("mark-ink", &["mark"]),
        (
            "on-person",
            &["person-1", "person-2", "person-3", "person-4"],
        ),
        (
            "on-person",
            &["person-5", "person-6", "person-7", "person-8"],
        ),
        ("person-1", &["bubble"]),
        ("person-2", &["bubble"]),
        ("person-3", &["bubble"]),
        ("person-4", &["bubble"]),
        ("person-5", &["bubble"]),
        ("person-6", &["bubble"]),
        ("person-7", &["bubble"]),
        ("person-8", &["bubble"]),
    ];

    /// What has to be seen and not read: borders of fields, the focus, the crest itself.
    const SHAPES: &[(&str, &[&str])] = &[
        ("line-strong", &["surface", "sunk", "raised"]),
        (
            "focus",
            &["ground", "surface", "raised", "bubble-own", "selected"],
        ),
        ("crest", &["surface", "raised"]),
    ];

    fn demand(pairs: &[(&str, &[&str])], least: f64) -> Vec<String> {
        let tokens = tokens();
        let mut failures = Vec::new();
        for (front, grounds) in pairs {
            for ground in *grounds {
                for mode in [Mode::Light, Mode::Dark] {
                    let of = |name: &str| -> Colour {
                        tokens
                            .get(name)
                            .unwrap_or_else(|| panic!("tokens.css has no colour --{name}"))
                            [mode as usize]
                    };
                    let found = contrast(of(front), of(ground));
                    if found < least {
                        failures.push(format!("--{front} on --{ground}, {mode:?}: {found:.2}"));
                    }
                }
            }
        }
        failures
    }

    #[test]
    fn every_text_can_be_read_on_every_ground_in_light_and_in_dark() {
        assert_eq!(demand(TEXT, 4.5), Vec::<String>::new());
    }

    #[test]
    fn every_shape_that_matters_can_be_seen() {
        assert_eq!(demand(SHAPES, 3.0), Vec::<String>::new());
    }

    #[test]
    fn the_measure_of_contrast_is_the_one_of_the_guidelines() {
        let black = Colour([0, 0, 0]);
        let white = Colour([255, 255, 255]);
        let grey = Colour([0x77, 0x77, 0x77]);
        assert!((contrast(black, white) - 21.0).abs() < 0.001);
        assert!((contrast(grey, white) - 4.478).abs() < 0.001);
    }

    #[test]
    fn no_colour_is_written_outside_of_the_tokens() {
        for (name, text) in sheets() {
            if name != "tokens.css" {
                assert_eq!(colour_literals(&text), Vec::<String>::new(), "{name}");
            }
        }
        assert_eq!(
            colour_literals("a { color: #ABC; border: 1px solid red; }").len(),
            2
        );
        assert_eq!(
            colour_literals("a#b { color: var(--red); }"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn no_property_knows_left_from_right() {
        for (name, text) in sheets() {
            assert_eq!(physical(&text), Vec::<String>::new(), "{name}");
        }
        for wrong in [
            "margin-left: 1px",
            "left: 0",
            "border-top-right-radius: 2px",
            "text-align: left",
            "float: right",
            "transform: translateX(2px)",
        ] {
            assert_eq!(physical(&format!("a {{ {wrong}; }}")).len(), 1, "{wrong}");
        }
        assert_eq!(
            physical("a { padding-inline: env(safe-area-inset-left); margin-inline-start: 0; }"),
            Vec::<String>::new()
        );
    }

    /// WebKit knows what may be selected by its own word alone.
    #[test]
    fn what_may_be_selected_is_said_in_webkits_word_as_well() {
        for (name, text) in sheets() {
            let mut before = "";
            for line in text.lines().map(str::trim) {
                if line.starts_with("user-select:") {
                    assert_eq!(before, format!("-webkit-{line}"), "{name}");
                }
                before = line;
            }
        }
    }

    #[test]
    fn every_token_that_is_used_is_defined() {
        let all: String = sheets().into_iter().map(|(_, text)| text).collect();
        for (at, _) in all.match_indices("var(--") {
            let name: String = all[at + 6..]
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
                .collect();
            assert!(
                all.contains(&format!("--{name}:")),
                "--{name} is not defined"
            );
        }
    }
}

/// Light first, as in `light-dark()`.
#[derive(Debug, Clone, Copy)]
enum Mode {
    Light,
    Dark,
}

/// Red, green and blue.
#[derive(Debug, Clone, Copy)]
struct Colour([u8; 3]);

/// Every style sheet with its name, without comments.
fn sheets() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("styles");
    let mut found: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("styles stand beside the manifest")
        .map(|entry| entry.expect("a folder that can be read"))
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "css"))
        .map(|entry| {
            let text = std::fs::read_to_string(entry.path()).expect("a style sheet is UTF-8");
            (
                entry.file_name().to_string_lossy().into_owned(),
                without_comments(&text),
            )
        })
        .collect();
    found.sort();
    assert!(found.len() >= 3, "style sheets are missing");
    found
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}

/// Name and value of each declaration.
fn declarations(text: &str) -> Vec<(String, String)> {
    text.split(['{', '}', ';'])
        .filter_map(|piece| piece.trim().split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .filter(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        })
        .collect()
}

/// Every colour of tokens.css that is written as `light-dark(#…, #…)`.
fn tokens() -> BTreeMap<String, [Colour; 2]> {
    let sheet = sheets().into_iter().find(|(name, _)| name == "tokens.css");
    let (_, text) = sheet.expect("tokens.css");
    declarations(&text)
        .into_iter()
        .filter_map(|(name, value)| {
            let both = value.strip_prefix("light-dark(")?.strip_suffix(')')?;
            let (light, dark) = both.split_once(',')?;
            Some((
                name.strip_prefix("--")?.to_owned(),
                [colour(light)?, colour(dark)?],
            ))
        })
        .collect()
}

/// `#rrggbb`; colours that let something shine through have no contrast of their own.
fn colour(text: &str) -> Option<Colour> {
    let digits = text
        .trim()
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6)?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some(Colour([part(0)?, part(2)?, part(4)?]))
}

/// WCAG 2.2, "relative luminance".
fn luminance(colour: Colour) -> f64 {
    let [red, green, blue] = colour.0.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// WCAG 2.2, "contrast ratio".
fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Colours that are written out in values.
fn colour_literals(text: &str) -> Vec<String> {
    const NAMED: &[&str] = &[
        "white", "black", "red", "green", "blue", "gray", "grey", "orange", "brown",
    ];
    const MADE: &[&str] = &[
        "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch",
    ];
    let mut found = Vec::new();
    for (name, value) in declarations(text) {
        let words = value.split(|c: char| !(c.is_ascii_alphanumeric() || "#-_".contains(c)));
        for word in words {
            let hexadecimal = word
                .strip_prefix('#')
                .is_some_and(|rest| rest.len() >= 3 && rest.chars().all(|c| c.is_ascii_hexdigit()));
            if hexadecimal || NAMED.contains(&word) || MADE.contains(&word) {
                found.push(format!("{name}: {value}"));
            }
        }
    }
    found
}

/// Declarations that mean a side of the screen instead of a side of the text.
fn physical(text: &str) -> Vec<String> {
    const SIDES: &[&str] = &["left", "right", "top", "bottom"];
    const VALUES: &[&str] = &[
        "text-align",
        "float",
        "clear",
        "justify-content",
        "justify-items",
    ];
    declarations(text)
        .into_iter()
        .filter(|(name, value)| {
            let side_in_name =
                !name.starts_with("--") && name.split('-').any(|part| SIDES.contains(&part));
            let side_in_value =
                VALUES.contains(&name.as_str()) && (value == "left" || value == "right");
            let moved = ["translateX", "translate3d", "skewX"]
                .iter()
                .any(|made| value.contains(made));
            side_in_name || side_in_value || moved
        })
        .map(|(name, value)| format!("{name}: {value}"))
        .collect()
}
