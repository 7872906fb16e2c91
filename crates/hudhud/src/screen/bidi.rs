//! Text in the order in which its signs stand beside each other on a screen, folded to a width
//! (Unicode Standard Annex 9), and nothing of it that a terminal would obey.
//!
//! Each text is ordered for itself, as if it were isolated: what stands beside it does not move.

use unicode_bidi::{BidiInfo, Level};
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::cell::Glyph;
use super::shape;

/// Characters of one sign that are shown: a family of four with skin tones has eleven.
const CHARACTERS: usize = 16;
/// Characters over and under one letter that are shown.
const MARKS: usize = 6;
/// Stands for what is cut off.
const CUT: &str = "…";
/// Carries a mark that has no letter.
const CARRIER: char = '\u{25cc}';

/// Who puts the signs into the order in which they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// This program: the terminal shows signs from left to right as they come.
    Ours,
    /// The terminal, which gets them in the order in which they are spoken.
    Terminals,
}

/// Which way a text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// As its first letter does.
    ByItself,
    Left,
    Right,
}

/// One row of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Line {
    /// From left to right.
    pub(crate) glyphs: Vec<Glyph>,
    pub(crate) columns: usize,
    /// It is read from right to left.
    pub(crate) is_rtl: bool,
    /// Where it begins in its text, in bytes.
    pub(crate) start: usize,
}

impl Line {
    /// So many spaces.
    pub(crate) fn blank(columns: usize) -> Self {
        let glyph = Glyph {
            symbol: " ".to_owned(),
            columns: 1,
            at: 0,
        };
        Self {
            glyphs: vec![glyph; columns],
            columns,
            is_rtl: false,
            start: 0,
        }
    }
}

/// A sign and the level at which it stands: odd ones run from right to left.
#[derive(Debug, Clone)]
struct Placed {
    glyph: Glyph,
    level: u8,
}

/// Signs as they are spoken.
struct Paragraph {
    signs: Vec<Placed>,
    base: u8,
}

/// How texts are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Setter {
    pub(crate) order: Order,
    /// Letters that are always one sign may be shown as one.
    pub(crate) ligatures: bool,
}

impl Setter {
    /// A text on one row; what is too long is cut off.
    pub(crate) fn line(self, text: &str, way: Way, columns: usize) -> Line {
        let mut paragraph = self.paragraph(text, way);
        let all: usize = widths(&paragraph.signs);
        if all > columns {
            let fits = fitting(&paragraph.signs, columns.saturating_sub(1));
            paragraph.signs.truncate(fits);
            if columns > 0 {
                let at = text.len();
                paragraph.signs.push(Placed {
                    glyph: sign(CUT, at),
                    level: paragraph.base,
                });
            }
        }
        self.visual(&paragraph.signs, paragraph.base)
    }

    /// A text of several lines, each folded at spaces; at least one row.
    pub(crate) fn lines(self, text: &str, way: Way, columns: usize) -> Vec<Line> {
        let mut found = Vec::new();
        let mut start = 0;
        for part in text.split('\n') {
            let mut paragraph = self.paragraph(part, way);
            for placed in &mut paragraph.signs {
                placed.glyph.at += start;
            }
            let begin = start;
            start += part.len() + 1;
            let mut rest = paragraph.signs.as_slice();
            loop {
                let (row, beyond) = folded(rest, columns.max(1));
                let mut line = self.visual(row, paragraph.base);
                line.start = row.first().map_or(begin, |placed| placed.glyph.at);
                found.push(line);
                rest = beyond;
                if rest.is_empty() {
                    break;
                }
            }
        }
        found
    }

    fn paragraph(self, text: &str, way: Way) -> Paragraph {
        let given = match way {
            Way::ByItself => None,
            Way::Left => Some(Level::ltr()),
            Way::Right => Some(Level::rtl()),
        };
        if text.is_ascii() {
            let base = given.map_or(0, |level| level.number());
            // English inside of Arabic stands one level deeper.
            let level = base + base % 2;
            let signs = text.char_indices().map(|(at, c)| Placed {
                glyph: sign(harmless(c).encode_utf8(&mut [0; 4]), at),
                level,
            });
            let mut signs: Vec<Placed> = signs.collect();
            if base % 2 == 1 {
                relevel(&mut signs, text, given);
            }
            return Paragraph { signs, base };
        }
        let shown = match self.order {
            Order::Ours => shape::shaped(text, self.ligatures),
            Order::Terminals => text.char_indices().collect(),
        };
        let ordered: String = shown.iter().map(|(_, c)| *c).collect();
        let info = BidiInfo::new(&ordered, given);
        let base = info.paragraphs.first().map_or(0, |one| one.level.number());
        let mut signs = Vec::with_capacity(shown.len());
        let mut spoken = shown.iter();
        for (index, cluster) in ordered.grapheme_indices(true) {
            let at = spoken.next().map_or(text.len(), |(at, _)| *at);
            for _ in cluster.chars().skip(1) {
                spoken.next();
            }
            let level = info.levels.get(index).map_or(base, |level| level.number());
            let symbol = symbol_of(cluster, level);
            if !symbol.is_empty() {
                signs.push(Placed {
                    glyph: sign(&symbol, at),
                    level,
                });
            }
        }
        Paragraph { signs, base }
    }

    /// A row's signs in the order in which they stand beside each other (rules L1 and L2).
    fn visual(self, signs: &[Placed], base: u8) -> Line {
        let mut signs = signs.to_vec();
        for placed in signs.iter_mut().rev() {
            if placed.glyph.symbol != " " {
                break;
            }
            placed.level = base;
        }
        let columns = widths(&signs);
        match self.order {
            Order::Ours => reorder(&mut signs),
            Order::Terminals => isolate(&mut signs, base),
        }
        Line {
            glyphs: signs.into_iter().map(|placed| placed.glyph).collect(),
            columns,
            is_rtl: base % 2 == 1,
            start: 0,
        }
    }
}

/// Levels of a text of ASCII that stands in Arabic: its spaces and stops at the ends are Arabic's.
fn relevel(signs: &mut [Placed], text: &str, given: Option<Level>) {
    let info = BidiInfo::new(text, given);
    for placed in signs {
        if let Some(level) = info.levels.get(placed.glyph.at) {
            placed.level = level.number();
        }
    }
}

fn sign(symbol: &str, at: usize) -> Glyph {
    Glyph {
        columns: symbol.width().clamp(1, 2),
        symbol: symbol.to_owned(),
        at,
    }
}

/// What a terminal would obey is shown as what it is not.
fn harmless(c: char) -> char {
    if c.is_control() { '\u{fffd}' } else { c }
}

/// What has been heeded, or is nothing to see.
const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e01ef}')
}

/// A cluster as it is shown; empty if there is nothing to see.
fn symbol_of(cluster: &str, level: u8) -> String {
    let mut chars = cluster.chars().peekable();
    while chars.next_if(|c| is_invisible(*c)).is_some() {}
    let Some(first) = chars.next() else {
        return String::new();
    };
    let mut symbol = String::with_capacity(cluster.len());
    let first = harmless(first);
    if first.len_utf8() > 1 && first.to_string().width() == 0 {
        symbol.push(CARRIER);
    }
    symbol.push(if level % 2 == 1 {
        mirrored(first)
    } else {
        first
    });
    let is_picture = cluster.width() > 1;
    let most = if is_picture { CHARACTERS } else { MARKS };
    // A joiner or a selector belongs to a picture, and means nothing elsewhere.
    let rest =
        chars.filter(|c| is_picture && matches!(c, '\u{200d}' | '\u{fe0f}') || !is_invisible(*c));
    symbol.extend(rest.take(most).map(harmless));
    symbol
}

/// What opens opens towards the text, whichever way that runs (rule L4).
const fn mirrored(c: char) -> char {
    match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '<' => '>',
        '>' => '<',
        '«' => '»',
        '»' => '«',
        '‹' => '›',
        '›' => '‹',
        other => other,
    }
}

fn widths(signs: &[Placed]) -> usize {
    signs.iter().map(|placed| placed.glyph.columns).sum()
}

fn fitting(signs: &[Placed], columns: usize) -> usize {
    let mut taken = 0;
    let over = signs.iter().position(|placed| {
        taken += placed.glyph.columns;
        taken > columns
    });
    over.unwrap_or(signs.len())
}

/// What fits on a row, and what does not: at the last space, which belongs to neither.
fn folded(signs: &[Placed], columns: usize) -> (&[Placed], &[Placed]) {
    let fits = fitting(signs, columns);
    let Some(next) = signs.get(fits) else {
        return (signs, &[]);
    };
    let is_space = |placed: &Placed| placed.glyph.symbol == " ";
    // At least one sign a row, also where it does not fit.
    let hard = fits.max(1);
    if is_space(next) {
        return (
            signs.get(..hard).unwrap_or_default(),
            signs.get(hard + 1..).unwrap_or_default(),
        );
    }
    let row = signs.get(..hard).unwrap_or_default();
    match row.iter().rposition(is_space) {
        Some(at) if at > 0 => (
            signs.get(..at).unwrap_or_default(),
            signs.get(at + 1..).unwrap_or_default(),
        ),
        Some(_) | None => (row, signs.get(hard..).unwrap_or_default()),
    }
}

/// From the deepest level up, each stretch at that level or deeper is turned round (rule L2).
fn reorder(signs: &mut [Placed]) {
    let deepest = signs.iter().map(|placed| placed.level).max().unwrap_or(0);
    for level in (1..=deepest).rev() {
        for stretch in signs.chunk_by_mut(|a, b| (a.level >= level) == (b.level >= level)) {
            if stretch.first().is_some_and(|placed| placed.level >= level) {
                stretch.reverse();
            }
        }
    }
}

/// Tells a terminal that orders by itself where a text begins and ends, and which way it runs.
fn isolate(signs: &mut [Placed], base: u8) {
    if signs.iter().all(|placed| placed.glyph.symbol.is_ascii()) {
        return;
    }
    let begin = if base % 2 == 1 {
        '\u{2067}'
    } else {
        '\u{2066}'
    };
    if let Some(first) = signs.first_mut() {
        first.glyph.symbol.insert(0, begin);
    }
    if let Some(last) = signs.last_mut() {
        last.glyph.symbol.push('\u{2069}');
    }
}

#[cfg(test)]
mod tests;
