//! The emoji that are offered, with their names in both languages, from `emoji.txt`.

use std::sync::OnceLock;

use crate::words::{Language, key};

/// A group in the file begins with `# name`; a line is an emoji, its English words, `|`, and its
/// Arabic words. The first word or words up to a comma are its name.
const FILE: &str = include_str!("emoji.txt");

#[derive(Debug)]
pub(super) struct Emoji {
    pub(super) emoji: &'static str,
    english: &'static str,
    arabic: &'static str,
}

impl Emoji {
    /// Its name in a language.
    pub(super) fn name(&self, language: Language) -> &'static str {
        let words = match language {
            Language::English => self.english,
            Language::Arabic => self.arabic,
        };
        words.split(',').next().unwrap_or(words).trim()
    }

    /// How well a word fits, lowest first: a whole name, the beginning of one (of two, that of which
    /// less is missing), another word.
    fn fit(&self, word: &str) -> Option<(u8, usize)> {
        let begins = |words: &str| {
            words
                .split([',', ' '])
                .filter(|one| !one.is_empty())
                .any(|one| {
                    one.starts_with(word)
                        || one
                            .strip_prefix("ال")
                            .is_some_and(|one| one.starts_with(word))
                })
        };
        let names = [self.name(Language::English), self.name(Language::Arabic)];
        let begun = names.iter().filter(|name| name.starts_with(word));
        if let Some(length) = begun.map(|name| name.len()).min() {
            return Some((u8::from(length > word.len()), length));
        }
        (begins(self.english) || begins(self.arabic)).then_some((2, 0))
    }
}

type Group = (&'static str, Vec<Emoji>);

/// All groups, each under the key of its name.
pub(super) fn groups() -> &'static [Group] {
    static GROUPS: OnceLock<Vec<Group>> = OnceLock::new();
    GROUPS.get_or_init(|| parse(FILE))
}

fn parse(file: &'static str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for line in file.lines() {
        if let Some(name) = line.strip_prefix("# ") {
            groups.push((title(name), Vec::new()));
        } else if let Some((emoji, names)) = line.split_once(' ')
            && let Some((english, arabic)) = names.split_once('|')
            && let Some((_, members)) = groups.last_mut()
        {
            members.push(Emoji {
                emoji,
                english: english.trim(),
                arabic: arabic.trim(),
            });
        }
    }
    groups
}

fn title(name: &str) -> &'static str {
    match name {
        "faces" => key("emoji-faces"),
        "people" => key("emoji-people"),
        "nature" => key("emoji-nature"),
        "food" => key("emoji-food"),
        "places" => key("emoji-places"),
        "things" => key("emoji-things"),
        _ => key("emoji-signs"),
    }
}

/// Those with a word that begins so, best first.
pub(super) fn found(prefix: &str) -> impl Iterator<Item = &'static Emoji> {
    let word = prefix.to_lowercase().replace('_', " ");
    let mut found: Vec<((u8, usize), &'static Emoji)> = groups()
        .iter()
        .flat_map(|(_, members)| members)
        .filter_map(|emoji| emoji.fit(&word).map(|fit| (fit, emoji)))
        .collect();
    found.sort_by_key(|(fit, _)| *fit);
    found.into_iter().map(|(_, emoji)| emoji)
}

/// The one that is this, if it is offered.
pub(super) fn known(emoji: &str) -> Option<&'static Emoji> {
    groups()
        .iter()
        .flat_map(|(_, members)| members)
        .find(|known| known.emoji == emoji)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{FILE, found, groups, known};
    use crate::words::Language;

    #[test]
    fn every_line_is_one_emoji_with_names_in_both_languages() {
        let mut seen = BTreeSet::new();
        for line in FILE
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with("# "))
        {
            let (emoji, names) = line.split_once(' ').unwrap();
            let (english, arabic) = names.split_once('|').unwrap();
            assert!(hudhud_text::is_emoji(emoji), "{emoji}");
            assert!(seen.insert(emoji), "{emoji} stands twice");
            assert!(
                english.trim().is_ascii() && !english.trim().is_empty(),
                "{emoji}"
            );
            assert!(
                arabic
                    .chars()
                    .any(|char| ('\u{620}'..'\u{64b}').contains(&char)),
                "{emoji}"
            );
        }
        let parsed: usize = groups().iter().map(|(_, members)| members.len()).sum();
        assert_eq!(parsed, seen.len());
        assert!(parsed >= 200);
    }

    #[test]
    fn emoji_are_found_by_words_of_both_languages() {
        let first = |word| found(word).next().map(|emoji| emoji.emoji);
        assert_eq!(first("heart"), Some("❤️"));
        assert_eq!(first("قلب"), Some("❤️"));
        assert_eq!(first("hear"), Some("❤️"));
        assert_eq!(first("hoopoe"), None);
        assert!(found("laugh").any(|emoji| emoji.emoji == "😂"));
        assert!(found("ضح").any(|emoji| emoji.emoji == "😂"));
    }

    #[test]
    fn names_follow_the_language() {
        let thumb = known("👍").unwrap();
        assert_eq!(thumb.name(Language::English), "thumbs up");
        assert_eq!(thumb.name(Language::Arabic), "إعجاب");
    }
}
