//! The signs round words that say how they look: which there are, where one may begin and end, and
//! which belong together. Knows nothing of links or code.

/// Who wrote a line. They differ in backslashes alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// A message, in Markdown: a backslash takes the meaning from any sign of ASCII.
    Written,
    /// A person, who need not know of backslashes: one is a sign like others, unless what follows it
    /// would mean something.
    Typed,
}

/// One way in which words look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `**heavy**`
    Bold,
    /// `*slanted*` or `_slanted_`
    Italic,
    /// `~~struck through~~`
    Struck,
    /// `||hidden until somebody asks||`: a spoiler
    Hidden,
}

/// All ways in which a piece of a text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look(u8);

impl Look {
    /// Whether it looks so.
    #[must_use]
    pub const fn has(self, style: Style) -> bool {
        self.0 & style.bit() != 0
    }
}

impl Style {
    const fn bit(self) -> u8 {
        match self {
            Self::Bold => 1,
            Self::Italic => 2,
            Self::Struck => 4,
            Self::Hidden => 8,
        }
    }
}

/// A sign that begins and ends a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Star,
    Underscore,
    Two,
    Three,
    Strike,
    Spoiler,
}

impl Mark {
    fn of(signs: &str) -> Option<Self> {
        match signs {
            "*" => Some(Self::Star),
            "_" => Some(Self::Underscore),
            "**" => Some(Self::Two),
            "***" => Some(Self::Three),
            "~~" => Some(Self::Strike),
            "||" => Some(Self::Spoiler),
            _ => None,
        }
    }

    const fn look(self) -> Look {
        Look(match self {
            Self::Star | Self::Underscore => Style::Italic.bit(),
            Self::Two => Style::Bold.bit(),
            Self::Three => Style::Bold.bit() | Style::Italic.bit(),
            Self::Strike => Style::Struck.bit(),
            Self::Spoiler => Style::Hidden.bit(),
        })
    }

    /// Whether it may not stand beside this letter outside. A single sign stands beside none: `2*3*4`
    /// and `snake_case` are words. A double one may, where no letter is a capital: Arabic particles are
    /// written to what follows, and Chinese has no blanks.
    fn shuns(self, beside: char) -> bool {
        match self {
            // The arm of somebody who shrugs is no word, and what it carries is not slanted.
            Self::Star | Self::Underscore => beside.is_alphanumeric() || beside == '¯',
            Self::Two | Self::Three | Self::Strike | Self::Spoiler => {
                beside.is_numeric() || beside.is_lowercase() || beside.is_uppercase()
            }
        }
    }
}

/// What signs have come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// They are what they look like.
    Literal,
    Opens,
    Closes,
    /// As typed, they would belong together, but for a backslash: they are literal, and it is not shown.
    Undone,
}

/// One or more of the same sign in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    mark: Option<Mark>,
    before: Option<char>,
    after: Option<char>,
    /// Whether a backslash stands before it, where people type.
    pub(crate) is_escaped: bool,
    pub(crate) role: Role,
}

impl Run {
    pub(crate) fn new(
        signs: &str,
        (before, after): (Option<char>, Option<char>),
        is_escaped: bool,
    ) -> Self {
        Self {
            mark: Mark::of(signs),
            before,
            after,
            is_escaped,
            role: Role::Literal,
        }
    }

    fn may_open(&self) -> bool {
        self.mark.is_some_and(|mark| {
            self.after.is_some_and(|after| !after.is_whitespace())
                && !self.before.is_some_and(|before| mark.shuns(before))
        })
    }

    fn may_close(&self) -> bool {
        self.mark.is_some_and(|mark| {
            self.before.is_some_and(|before| !before.is_whitespace())
                && !self.after.is_some_and(|after| mark.shuns(after))
        })
    }

    /// Whether another reader of Markdown, or this one elsewhere, could take it for more than a sign.
    pub(crate) fn could_mean_something(&self, sign: char) -> bool {
        let blank = |side: Option<char>| side.is_none_or(char::is_whitespace);
        let letter = |side: Option<char>| side.is_some_and(char::is_alphanumeric);
        match sign {
            '_' if letter(self.before) && letter(self.after) => false,
            '|' => self.may_open() || self.may_close(),
            _ => !(blank(self.before) && blank(self.after)),
        }
    }

    /// The look that words have after it, which had this one before.
    pub(crate) fn turn(&self, look: Look) -> Look {
        let own = self.mark.map_or(Look(0), Mark::look);
        match self.role {
            Role::Opens => Look(look.0 | own.0),
            Role::Closes => Look(look.0 & !own.0),
            Role::Literal | Role::Undone => look,
        }
    }
}

/// Finds out which runs of a line belong together, each looked at once: of every mark at most one is
/// open, the last, so that nothing is deeper than there are marks.
pub(crate) fn pair(runs: &mut [&mut Run]) {
    let mut open: Vec<(Mark, usize)> = Vec::new();
    for at in 0..runs.len() {
        let Some((mark, may_open, may_close, is_escaped)) = runs.get(at).and_then(|run| {
            let mark = run.mark?;
            Some((mark, run.may_open(), run.may_close(), run.is_escaped))
        }) else {
            continue;
        };
        if mark == Mark::Three && may_close && !is_escaped && end_both(runs, &mut open) {
            if let Some(run) = runs.get_mut(at) {
                run.role = Role::Closes;
            }
            continue;
        }
        let begun = open.iter().position(|(other, _)| *other == mark);
        if may_close && let Some(begun) = begun {
            // What began within and did not end is literal.
            let opener = open.drain(begun..).next().map(|(_, opener)| opener);
            let undone = is_escaped
                || opener
                    .and_then(|opener| runs.get(opener))
                    .is_some_and(|run| run.is_escaped);
            let roles = if undone {
                [Role::Undone, Role::Undone]
            } else {
                [Role::Opens, Role::Closes]
            };
            for (place, role) in [opener, Some(at)].into_iter().zip(roles) {
                if let Some(run) = place.and_then(|place| runs.get_mut(place)) {
                    run.role = role;
                }
            }
        } else if may_open {
            if let Some(begun) = begun {
                open.remove(begun);
            }
            open.push((mark, at));
        }
    }
}

/// Three signs end what one and what two of them began, where both are open and three are not.
fn end_both(runs: &mut [&mut Run], open: &mut Vec<(Mark, usize)>) -> bool {
    let begun = |mark| open.iter().position(|(other, _)| *other == mark);
    let (None, Some(one), Some(two)) = (begun(Mark::Three), begun(Mark::Star), begun(Mark::Two))
    else {
        return false;
    };
    let openers: Vec<usize> = [one, two]
        .into_iter()
        .filter_map(|place| open.get(place).map(|(_, opener)| *opener))
        .collect();
    let escaped = |opener: &usize| runs.get(*opener).is_none_or(|run| run.is_escaped);
    if openers.iter().any(escaped) {
        return false;
    }
    for opener in openers {
        if let Some(run) = runs.get_mut(opener) {
            run.role = Role::Opens;
        }
    }
    open.truncate(one.min(two));
    true
}
