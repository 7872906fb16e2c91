//! A QR code as one path, drawn by the page itself. Pure.

use qrcodegen::{QrCode, QrCodeEcc};

/// Modules of empty ground that a reader needs on each side (ISO/IEC 18004, 9.1).
const QUIET: i32 = 4;

/// A code that can be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Code {
    /// Width and height in modules, with the quiet ground.
    pub(super) side: i32,
    /// The dark modules, in those units, as the `d` of an SVG path.
    pub(super) path: String,
}

/// The code of a text; `None` if it is longer than a code can hold.
pub(super) fn code(text: &str) -> Option<Code> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let begin = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            if x > begin {
                path.push_str(&format!(
                    "M{} {}h{}v1H{}z",
                    begin + QUIET,
                    y + QUIET,
                    x - begin,
                    begin + QUIET
                ));
            }
            x += 1;
        }
    }
    Some(Code {
        side: code.size() + 2 * QUIET,
        path,
    })
}

#[cfg(test)]
mod tests {
    use qrcodegen::{QrCode, QrCodeEcc};

    use super::{QUIET, code};

    /// Paints the path's runs again.
    fn painted(side: i32, path: &str) -> Vec<(i32, i32)> {
        let mut modules = Vec::new();
        for run in path.split('z').filter(|run| !run.is_empty()) {
            let (at, length) = run.strip_prefix('M').unwrap().split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let (x, y): (i32, i32) = (x.parse().unwrap(), y.parse().unwrap());
            let length: i32 = length.split('v').next().unwrap().parse().unwrap();
            modules.extend((x..x + length).map(|x| (x, y)));
        }
        assert!(
            modules
                .iter()
                .all(|(x, y)| (0..side).contains(x) && (0..side).contains(y))
        );
        modules
    }

    #[test]
    fn the_path_paints_every_dark_module_once_and_no_other() {
        let text = "https://example.org/@amal";
        let drawn = code(text).unwrap();
        let modules = painted(drawn.side, &drawn.path);
        let known = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        let mut dark = Vec::new();
        for y in 0..known.size() {
            for x in 0..known.size() {
                if known.get_module(x, y) {
                    dark.push((x + QUIET, y + QUIET));
                }
            }
        }
        assert_eq!(modules, dark);
    }

    #[test]
    fn what_is_too_long_for_a_code_has_none() {
        assert_eq!(code(&"a".repeat(4_000)), None);
    }
}
