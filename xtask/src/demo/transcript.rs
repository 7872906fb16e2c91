//! How the demo is printed: headings, commands as they would be typed, and the screens under them.
//!
//! Colours where a person looks on and `NO_COLOR` is not set. What `hudhud` prints is passed on as it
//! is: it isolates and neutralises texts itself.

use std::io::{self, IsTerminal as _, Write as _};

/// First strong isolate, and its end: Arabic beside English keeps its own direction.
const ISOLATE: char = '\u{2068}';
const POP: char = '\u{2069}';

/// Where the demo is printed.
pub(crate) struct Transcript {
    colour: bool,
}

impl Transcript {
    /// Standard output, coloured if it is a terminal and the person has nothing against it.
    pub(crate) fn new() -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self {
            colour: !plain && io::stdout().is_terminal(),
        }
    }

    /// Whether colours are wanted.
    pub(crate) const fn is_coloured(&self) -> bool {
        self.colour
    }

    /// Begins a scene.
    pub(crate) fn heading(&self, text: &str) {
        print(&format!("\n{}", self.paint("1;4", text)));
    }

    /// Says what happens, or what to look at.
    pub(crate) fn narrate(&self, text: &str) {
        print(&self.paint("33", &format!("  {text}")));
    }

    /// What somebody types.
    pub(crate) fn command(&self, who: &str, arguments: &[&str]) {
        self.typed(who, &[&["hudhud"], arguments].concat());
    }

    /// The same of any program.
    pub(crate) fn typed(&self, who: &str, words: &[&str]) {
        let who = self.paint("1;36", &isolated(who));
        let typed = self.paint("1", &quoted(words));
        print(&format!("\n{who} $ {typed}"));
    }

    /// What somebody then sees, line by line.
    pub(crate) fn screen(&self, output: &str) {
        for line in output.lines() {
            print(&format!("  {} {line}", self.paint("2", "│")));
        }
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.colour {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

/// A reader that has gone away is no reason to stop before the end is checked.
fn print(line: &str) {
    let _closed = writeln!(io::stdout().lock(), "{line}");
}

fn isolated(text: &str) -> String {
    if text.is_ascii() {
        text.to_owned()
    } else {
        format!("{ISOLATE}{text}{POP}")
    }
}

/// The arguments as a shell takes them.
fn quoted(arguments: &[&str]) -> String {
    let words: Vec<String> = arguments
        .iter()
        .map(|argument| {
            let is_word = |c: char| c.is_alphanumeric() || "@-_:/.".contains(c);
            if !argument.is_empty() && argument.chars().all(is_word) {
                isolated(argument)
            } else {
                format!("'{}'", isolated(&argument.replace('\'', "'\\''")))
            }
        })
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_a_shell_takes_it() {
        assert_eq!(
            quoted(&["send", "@basim", "it's five"]),
            "send @basim 'it'\\''s five'"
        );
        assert_eq!(
            quoted(&["send", "@سلمى", ""]),
            "send \u{2068}@سلمى\u{2069} ''"
        );
    }
}
