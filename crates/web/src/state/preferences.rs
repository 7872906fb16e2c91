//! What the person prefers on this device: kept in the browser's local storage, never sent.

use leptos::prelude::{Effect, Get as _, RwSignal};

use crate::dom;
use crate::words::Language;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system has it.
    System,
    Light,
    Dark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextSize {
    /// Smaller than usual.
    Small,
    /// As the browser has it.
    Usual,
    Large,
    Huge,
}

/// What Enter does in the composer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Enter {
    /// Sends; Shift and Enter break the line.
    Sends,
    /// Breaks the line; Ctrl and Enter send.
    Breaks,
}

/// How a message of somebody else is told while the page is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotificationText {
    /// Not at all.
    Nothing,
    /// That there is one.
    Sender,
    /// With what it says.
    Text,
}

/// Whether one hears that a message is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sound {
    On,
    Off,
}

/// When a device with a passcode locks itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LockAfter {
    Never,
    Minute,
    FiveMinutes,
    Hour,
}

impl LockAfter {
    /// So long after the last hand on the page; `None`: never.
    pub(crate) const fn wait_ms(self) -> Option<u64> {
        match self {
            Self::Never => None,
            Self::Minute => Some(60_000),
            Self::FiveMinutes => Some(5 * 60_000),
            Self::Hour => Some(60 * 60_000),
        }
    }
}

/// A value that can be kept as a word.
pub(crate) trait Preference: Copy + PartialEq + Send + Sync + 'static {
    /// All of them with their words; the first is what holds until something is chosen.
    const ALL: &'static [(Self, &'static str)];

    /// Its word.
    fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(value, _)| *value == self)
            .map_or("", |(_, word)| word)
    }

    /// The value of a word.
    fn of_word(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == word)
            .map(|(value, _)| *value)
    }
}

impl Preference for Theme {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::System, "system"),
        (Self::Light, "light"),
        (Self::Dark, "dark"),
    ];
}

impl Preference for TextSize {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Usual, "usual"),
        (Self::Small, "small"),
        (Self::Large, "large"),
        (Self::Huge, "huge"),
    ];
}

impl Preference for Enter {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Sends, "sends"), (Self::Breaks, "breaks")];
}

impl Preference for NotificationText {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Nothing, "nothing"),
        (Self::Sender, "sender"),
        (Self::Text, "text"),
    ];
}

impl Preference for Sound {
    const ALL: &'static [(Self, &'static str)] = &[(Self::On, "on"), (Self::Off, "off")];
}

impl Preference for LockAfter {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Never, "never"),
        (Self::Minute, "minute"),
        (Self::FiveMinutes, "five-minutes"),
        (Self::Hour, "hour"),
    ];
}

impl Preference for Language {
    const ALL: &'static [(Self, &'static str)] = &[(Self::English, "en"), (Self::Arabic, "ar")];
}

/// Hours of the day in which nothing is told, by the device's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct QuietHours {
    /// From this hour on, 0 to 23.
    pub(crate) from: u8,
    /// Until this hour, 0 to 23; before `from`: until the next day.
    pub(crate) until: u8,
}

impl QuietHours {
    /// Whether this hour is a quiet one.
    pub(crate) fn holds(self, hour: u8) -> bool {
        if self.from <= self.until {
            (self.from..self.until).contains(&hour)
        } else {
            hour >= self.from || hour < self.until
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (from, until) = text.split_once('-')?;
        let hours = Self {
            from: from.parse().ok()?,
            until: until.parse().ok()?,
        };
        (hours.from < 24 && hours.until < 24).then_some(hours)
    }
}

/// All preferences. Whoever sets a signal here has it kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Preferences {
    /// The interface's language. Not kept until it is chosen: it follows the browser.
    pub(crate) language: RwSignal<Language>,
    pub(crate) theme: RwSignal<Theme>,
    pub(crate) text_size: RwSignal<TextSize>,
    pub(crate) enter: RwSignal<Enter>,
    /// How messages are told.
    pub(crate) telling: RwSignal<NotificationText>,
    /// Whether that is heard.
    pub(crate) sound: RwSignal<Sound>,
    /// When they are not.
    pub(crate) quiet_hours: RwSignal<Option<QuietHours>>,
    /// When the device locks itself, if it has a passcode.
    pub(crate) lock_after: RwSignal<LockAfter>,
}

impl Preferences {
    /// What was kept; for the rest what holds until something is chosen.
    pub(crate) fn load() -> Self {
        let language = kept("language").unwrap_or_else(|| {
            Language::of_tag(&dom::window().navigator().language().unwrap_or_default())
        });
        Self {
            language: RwSignal::new(language),
            theme: loaded("theme", Theme::System),
            text_size: loaded("text-size", TextSize::Usual),
            enter: loaded("enter", Enter::Sends),
            telling: loaded("telling", NotificationText::Nothing),
            sound: loaded("sound", Sound::On),
            lock_after: loaded("lock-after", LockAfter::Never),
            quiet_hours: RwSignal::new(
                dom::kept("hudhud.quiet-hours").and_then(|text| QuietHours::parse(&text)),
            ),
        }
    }

    /// Keeps what changes, and shows it on the document's root: `lang`, `dir`, `data-theme` and
    /// `data-text-size`, which the styles read.
    pub(crate) fn follow(self) {
        shown(self.language, "language", |root, language: Language| {
            let _ = root.set_attribute("lang", language.tag());
            let _ = root.set_attribute("dir", language.direction());
        });
        shown(self.theme, "theme", |root, theme: Theme| {
            let _ = root.set_attribute("data-theme", theme.word());
        });
        shown(self.text_size, "text-size", |root, size: TextSize| {
            let _ = root.set_attribute("data-text-size", size.word());
        });
        shown(self.enter, "enter", |_, _| {});
        shown(self.telling, "telling", |_, _| {});
        shown(self.sound, "sound", |_, _| {});
        shown(self.lock_after, "lock-after", |_, _| {});
        let hours = self.quiet_hours;
        Effect::new(move |before: Option<()>| {
            let text = hours
                .get()
                .map(|hours| format!("{}-{}", hours.from, hours.until))
                .unwrap_or_default();
            if before.is_some() {
                dom::keep("hudhud.quiet-hours", &text);
            }
        });
    }
}

fn kept<T: Preference>(name: &str) -> Option<T> {
    T::of_word(&dom::kept(&format!("hudhud.{name}"))?)
}

fn loaded<T: Preference>(name: &str, otherwise: T) -> RwSignal<T> {
    RwSignal::new(kept(name).unwrap_or(otherwise))
}

fn shown<T: Preference>(signal: RwSignal<T>, name: &'static str, show: fn(&web_sys::Element, T)) {
    Effect::new(move |before: Option<()>| {
        let value = signal.get();
        if let Some(root) = dom::document().document_element() {
            show(&root, value);
        }
        if before.is_some() {
            dom::keep(&format!("hudhud.{name}"), value.word());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::QuietHours;

    #[test]
    fn quiet_hours_may_reach_over_midnight() {
        let night = QuietHours { from: 22, until: 7 };
        assert!(night.holds(23) && night.holds(0) && night.holds(6));
        assert!(!night.holds(7) && !night.holds(21));
        let noon = QuietHours {
            from: 12,
            until: 14,
        };
        assert!(noon.holds(13) && !noon.holds(14));
    }

    #[test]
    fn quiet_hours_outside_of_a_day_are_none() {
        assert_eq!(
            QuietHours::parse("22-7"),
            Some(QuietHours { from: 22, until: 7 })
        );
        assert_eq!(QuietHours::parse("22-24"), None);
        assert_eq!(QuietHours::parse(""), None);
    }
}
