//! Keys that put signs round what is selected, or take them away. What the signs mean is decided in
//! `hudhud-text`.

use leptos::web_sys::KeyboardEvent;

/// What is put round words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sign(&'static str);

impl Sign {
    /// The sign of a key. Keys are told by their places: on an Arabic keyboard they bear other letters.
    pub(super) fn of(event: &KeyboardEvent) -> Option<Self> {
        let control = event.ctrl_key() || event.meta_key();
        if !control || event.alt_key() {
            return None;
        }
        match (event.shift_key(), event.code().as_str()) {
            (false, "KeyB") => Some(Self("**")),
            (false, "KeyI") => Some(Self("*")),
            (true, "KeyX") => Some(Self("~~")),
            (true, "KeyH") => Some(Self("||")),
            (true, "KeyM") => Some(Self("`")),
            _ => None,
        }
    }

    /// The text with signs round the words of each line, because none reaches beyond a line; without,
    /// if all have them.
    pub(super) fn round(self, text: &str) -> String {
        if text.is_empty() {
            return [self.0, self.0].concat();
        }
        let has_all = text
            .split('\n')
            .filter(|line| !line.trim().is_empty())
            .all(|line| self.inside(line.trim()).is_some());
        let lines: Vec<String> = text
            .split('\n')
            .map(|line| {
                let words = line.trim();
                let (before, after) = line.split_at(line.len() - line.trim_start().len());
                let after = after.strip_prefix(words).unwrap_or("");
                match self.inside(words) {
                    Some(inside) if has_all => [before, inside, after].concat(),
                    None if !words.is_empty() => [before, self.0, words, self.0, after].concat(),
                    Some(_) | None => line.to_owned(),
                }
            })
            .collect();
        lines.join("\n")
    }

    /// The words between these signs, if just these stand round them.
    fn inside(self, words: &str) -> Option<&str> {
        let inside = words.strip_prefix(self.0)?.strip_suffix(self.0)?;
        let sign = self.0.chars().next()?;
        (!inside.is_empty() && !inside.starts_with(sign) && !inside.ends_with(sign))
            .then_some(inside)
    }
}

#[cfg(test)]
mod tests {
    use super::Sign;

    #[test]
    fn signs_stand_round_the_words_of_each_line_and_go_again() {
        let bold = Sign("**");
        for (plain, signed) in [
            ("كلمة", "**كلمة**"),
            (" two words ", " **two words** "),
            ("one\n\ntwo", "**one**\n\n**two**"),
            ("*slanted*", "***slanted***"),
        ] {
            assert_eq!(bold.round(plain), signed);
        }
        assert_eq!(bold.round("**one**\n\n**two**"), "one\n\ntwo");
        assert_eq!(bold.round("**one**\ntwo"), "**one**\n**two**");
        assert_eq!(bold.round(""), "****");
        assert_eq!(Sign("*").round("**one**"), "***one***");
    }
}
