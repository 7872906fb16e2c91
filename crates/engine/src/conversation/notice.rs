//! Lines that nobody wrote: who came, who went, what changed. They are kept as small words, and the
//! interface says them in the person's language.

use std::fmt::Write as _;

use hudhud_base::AccountId;

/// What a line of kind `System` says. The row's sender is whoever did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// They added these people.
    Added(Vec<AccountId>),
    /// They removed these people.
    Removed(Vec<AccountId>),
    /// These people left.
    Left(Vec<AccountId>),
    /// They gave the group this title.
    Renamed(String),
    /// They made these people admins.
    Promoted(Vec<AccountId>),
    /// This device came into the conversation; what was said before is not here.
    Joined,
    /// A message stood here whose keys are gone: it cannot be read on this device any more.
    Unreadable,
    /// Messages expired at the host before this device read them.
    Missed,
    /// This device fell out of step, and is back: messages in between may be missing.
    Rejoined,
    /// This device fell out of step, asked for thirty days to be let in again, and nobody did. It
    /// asks again when somebody of the group is heard, or the person says something here.
    Unanswered,
}

impl Notice {
    /// The words as they are stored.
    #[must_use]
    pub fn encode(&self) -> String {
        let people = |word: &str, accounts: &[AccountId]| {
            accounts.iter().fold(word.to_owned(), |mut words, account| {
                // Writing into a string does not fail.
                let _ = write!(words, " {account}");
                words
            })
        };
        match self {
            Self::Added(accounts) => people("added", accounts),
            Self::Removed(accounts) => people("removed", accounts),
            Self::Left(accounts) => people("left", accounts),
            Self::Renamed(title) => format!("renamed {title}"),
            Self::Promoted(accounts) => people("promoted", accounts),
            Self::Joined => "joined".to_owned(),
            Self::Unreadable => "unreadable".to_owned(),
            Self::Missed => "missed".to_owned(),
            Self::Rejoined => "rejoined".to_owned(),
            Self::Unanswered => "unanswered".to_owned(),
        }
    }

    /// What stored words mean; `None` for words of a later version.
    #[must_use]
    pub fn decode(words: &str) -> Option<Self> {
        let (word, rest) = words.split_once(' ').unwrap_or((words, ""));
        let accounts = || {
            rest.split_whitespace()
                .map(parse_account)
                .collect::<Option<Vec<_>>>()
        };
        Some(match word {
            "added" => Self::Added(accounts()?),
            "removed" => Self::Removed(accounts()?),
            "left" => Self::Left(accounts()?),
            "renamed" => Self::Renamed(rest.to_owned()),
            "promoted" => Self::Promoted(accounts()?),
            "joined" => Self::Joined,
            "unreadable" => Self::Unreadable,
            "missed" => Self::Missed,
            "rejoined" => Self::Rejoined,
            "unanswered" => Self::Unanswered,
            _ => return None,
        })
    }
}

fn parse_account(hex: &str) -> Option<AccountId> {
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(AccountId(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notice_reads_back_as_it_was_written() {
        let people = vec![AccountId([1; 32]), AccountId([0xfe; 32])];
        for notice in [
            Notice::Added(people.clone()),
            Notice::Removed(people.clone()),
            Notice::Left(people.clone()),
            Notice::Renamed("نادي القراء  2".to_owned()),
            Notice::Promoted(people),
            Notice::Joined,
            Notice::Unreadable,
            Notice::Missed,
            Notice::Rejoined,
            Notice::Unanswered,
        ] {
            assert_eq!(Notice::decode(&notice.encode()), Some(notice));
        }
    }

    #[test]
    fn words_of_a_later_version_are_not_guessed_at() {
        assert_eq!(Notice::decode("juggled"), None);
        assert_eq!(Notice::decode("added 12"), None);
    }
}
