//! What is being written: text, a cursor in it, and what was sent before.

use unicode_segmentation::UnicodeSegmentation as _;

/// Texts remembered that were sent from here.
const REMEMBERED: usize = 100;
/// Bytes that may be typed: more than the longest message, so that one can be cut down.
const TYPED_BYTES: usize = 256 * 1024;

/// Where the cursor goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Back,
    Forth,
    WordBack,
    WordForth,
    LineStart,
    LineEnd,
}

/// A text and a cursor in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Editor {
    text: String,
    /// In bytes, between two signs.
    cursor: usize,
    sent: Vec<String>,
    /// Which of what was sent is shown, and what was being written instead.
    recalled: Option<(usize, String)>,
}

impl Editor {
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) const fn cursor(&self) -> usize {
        self.cursor
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Another text, with the cursor at its end.
    pub(crate) fn set(&mut self, text: &str) {
        text.clone_into(&mut self.text);
        self.cursor = self.text.len();
        self.recalled = None;
    }

    /// Takes the text away, and remembers it.
    pub(crate) fn take(&mut self) -> String {
        let text = std::mem::take(&mut self.text);
        self.cursor = 0;
        self.recalled = None;
        if !text.trim().is_empty() && self.sent.last() != Some(&text) {
            self.sent.push(text.clone());
            if self.sent.len() > REMEMBERED {
                self.sent.remove(0);
            }
        }
        text
    }

    /// Writes at the cursor. Control characters other than the end of a line are left out.
    pub(crate) fn insert(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        for c in text.chars().map(|c| if c == '\t' { ' ' } else { c }) {
            if c.is_control() && c != '\n' {
                continue;
            }
            if self.text.len() + c.len_utf8() > TYPED_BYTES {
                return;
            }
            self.text.insert(self.cursor, c);
            self.cursor += c.len_utf8();
        }
    }

    pub(crate) fn go(&mut self, step: Step) {
        self.cursor = self.end_of(step);
    }

    /// Takes away what lies between the cursor and where it would go.
    pub(crate) fn delete(&mut self, step: Step) {
        let to = self.end_of(step);
        let (from, to) = (self.cursor.min(to), self.cursor.max(to));
        self.text.replace_range(from..to, "");
        self.cursor = from;
    }

    /// Puts a text in place of the last `bytes` before the cursor.
    pub(crate) fn complete(&mut self, bytes: usize, text: &str) {
        let from = self.cursor.saturating_sub(bytes);
        if self.text.is_char_boundary(from) {
            self.text.replace_range(from..self.cursor, text);
            self.cursor = from + text.len();
        }
    }

    /// The word that ends at the cursor.
    pub(crate) fn word(&self) -> &str {
        let before = self.before();
        let start = before.rfind(char::is_whitespace).map_or(0, |at| {
            at + before
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .map_or(1, char::len_utf8)
        });
        before.get(start..).unwrap_or_default()
    }

    /// One line up; in the first line, what was sent before.
    pub(crate) fn up(&mut self) {
        let (line, column) = self.place();
        if line > 0 {
            self.put(line - 1, column);
            return;
        }
        let index = match &self.recalled {
            None => self.sent.len(),
            Some((index, _)) => *index,
        };
        let Some(earlier) = index.checked_sub(1) else {
            return;
        };
        let written = match self.recalled.take() {
            None => self.text.clone(),
            Some((_, written)) => written,
        };
        if let Some(text) = self.sent.get(earlier) {
            self.text.clone_from(text);
        }
        self.cursor = self.text.len();
        self.recalled = Some((earlier, written));
    }

    /// One line down; in the last line, what was sent after that, and then what was being written.
    pub(crate) fn down(&mut self) {
        let (line, column) = self.place();
        if line + 1 < self.text.split('\n').count() {
            self.put(line + 1, column);
            return;
        }
        let Some((index, written)) = self.recalled.take() else {
            return;
        };
        match self.sent.get(index + 1) {
            Some(text) => {
                self.text.clone_from(text);
                self.recalled = Some((index + 1, written));
            }
            None => self.text = written,
        }
        self.cursor = self.text.len();
    }

    fn before(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or_default()
    }

    fn after(&self) -> &str {
        self.text.get(self.cursor..).unwrap_or_default()
    }

    /// The line of the cursor, and how many signs stand before it there.
    fn place(&self) -> (usize, usize) {
        let before = self.before();
        let line = before.matches('\n').count();
        let last = before.rsplit('\n').next().unwrap_or_default();
        (line, last.graphemes(true).count())
    }

    fn put(&mut self, line: usize, column: usize) {
        let mut start = 0;
        for (index, text) in self.text.split('\n').enumerate() {
            if index == line {
                let signs = text.graphemes(true).take(column);
                self.cursor = start + signs.map(str::len).sum::<usize>();
                return;
            }
            start += text.len() + 1;
        }
    }

    fn end_of(&self, step: Step) -> usize {
        let (before, after) = (self.before(), self.after());
        match step {
            Step::Back => {
                let sign = before.graphemes(true).next_back();
                self.cursor - sign.map_or(0, str::len)
            }
            Step::Forth => self.cursor + after.graphemes(true).next().map_or(0, str::len),
            Step::WordBack => {
                let words = before.trim_end_matches(|c: char| !c.is_alphanumeric());
                words.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| {
                    at + words
                        .get(at..)
                        .and_then(|rest| rest.chars().next())
                        .map_or(0, char::len_utf8)
                })
            }
            Step::WordForth => {
                let word = after.trim_start_matches(|c: char| !c.is_alphanumeric());
                let end = word.find(|c: char| !c.is_alphanumeric());
                self.cursor + (after.len() - word.len()) + end.unwrap_or(word.len())
            }
            Step::LineStart => before.rfind('\n').map_or(0, |at| at + 1),
            Step::LineEnd => self.cursor + after.find('\n').unwrap_or(after.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Editor {
        let mut editor = Editor::default();
        editor.insert(text);
        editor
    }

    #[test]
    fn the_cursor_goes_by_signs_by_words_and_to_the_ends_of_a_line() {
        let mut editor = written("صباح الخير\nhello, world 👨\u{200d}👩\u{200d}👧");
        editor.go(Step::Back);
        editor.insert("x");
        assert!(editor.text().ends_with("world x👨\u{200d}👩\u{200d}👧"));
        editor.go(Step::WordBack);
        editor.go(Step::WordBack);
        editor.insert("new ");
        assert!(editor.text().contains("hello, new world"));
        editor.go(Step::LineStart);
        editor.delete(Step::WordForth);
        assert!(editor.text().contains("\n, new"));
        editor.go(Step::LineEnd);
        editor.delete(Step::LineStart);
        assert_eq!(editor.text(), "صباح الخير\n");
        editor.delete(Step::Back);
        editor.delete(Step::WordBack);
        assert_eq!(editor.text(), "صباح ");
    }

    #[test]
    fn up_and_down_go_between_lines_and_then_through_what_was_sent() {
        let mut editor = written("one");
        assert_eq!(editor.take(), "one");
        editor.insert("two\nlines");
        editor.take();
        editor.insert("half");
        editor.up();
        assert_eq!(editor.text(), "two\nlines");
        editor.up();
        assert_eq!((editor.text(), editor.cursor()), ("two\nlines", 3));
        editor.up();
        assert_eq!(editor.text(), "one");
        editor.up();
        assert_eq!(editor.text(), "one");
        editor.down();
        assert_eq!(editor.text(), "two\nlines");
        editor.down();
        assert_eq!(editor.text(), "half");
    }

    #[test]
    fn what_is_pasted_brings_no_control_characters_and_has_a_limit() {
        let mut editor = written("a\u{1b}[2J\tb\r\nc\rd\u{7}");
        assert_eq!(editor.text(), "a[2J b\nc\nd");
        editor.insert(&"x".repeat(TYPED_BYTES * 2));
        assert_eq!(editor.text().len(), TYPED_BYTES);
    }

    #[test]
    fn a_word_is_completed_where_the_cursor_stands() {
        let mut editor = written("ask @ba");
        assert_eq!(editor.word(), "@ba");
        editor.complete(3, "@basim ");
        assert_eq!(editor.text(), "ask @basim ");
        assert_eq!(editor.word(), "");
    }
}
