//! How this run shows things: its language, who orders the signs, where and when the person is.

use hudhud_base::Timestamp;
use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::bidi::{Line, Setter, Way};
use super::cell::{Ink, Paint};
use crate::arguments::Language;
use crate::ui::Ui;
use crate::words::Phrase;

/// What drawing depends on beside what is drawn.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    pub(crate) ui: Ui,
    pub(crate) setter: Setter,
    pub(crate) zone: TimeZone,
    /// What time it is.
    pub(crate) now: Timestamp,
}

/// A text on a row, painted alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) line: Line,
    pub(crate) paint: Paint,
}

impl Look {
    /// Whether the screen is read from right to left.
    pub(crate) fn is_rtl(&self) -> bool {
        self.ui.language == Language::Ar
    }

    /// Which way the program's own sentences run.
    pub(crate) fn way(&self) -> Way {
        if self.is_rtl() { Way::Right } else { Way::Left }
    }

    /// A sentence of the program's, or a name, cut to a width.
    pub(crate) fn field(&self, text: &str, ink: Ink, columns: usize) -> Field {
        Field {
            line: self.setter.line(text, self.way(), columns),
            paint: ink.into(),
        }
    }

    pub(crate) fn say(&self, phrase: Phrase, arguments: &[&str]) -> String {
        self.ui.say(phrase, arguments)
    }

    fn zoned(&self, at: Timestamp) -> Option<Zoned> {
        let ms = i64::try_from(at.0).ok()?;
        let at = jiff::Timestamp::from_millisecond(ms).ok()?;
        Some(at.to_zoned(self.zone.clone()))
    }

    pub(crate) fn day(&self, at: Timestamp) -> Option<Date> {
        self.zoned(at).map(|at| at.date())
    }

    /// The day, as people call it.
    pub(crate) fn day_name(&self, at: Timestamp) -> String {
        let (Some(day), Some(today)) = (self.day(at), self.day(self.now)) else {
            return "?".to_owned();
        };
        if day == today {
            return self.say(Phrase::Today, &[]);
        }
        if today.yesterday().is_ok_and(|yesterday| yesterday == day) {
            return self.say(Phrase::Yesterday, &[]);
        }
        day.to_string()
    }

    /// Hour and minute.
    pub(crate) fn hour(&self, at: Timestamp) -> String {
        self.zoned(at)
            .map_or_else(|| "?".to_owned(), |at| at.strftime("%H:%M").to_string())
    }

    /// The hour of something of today, else the day.
    pub(crate) fn when(&self, at: Timestamp) -> String {
        if self.day(at) == self.day(self.now) {
            self.hour(at)
        } else {
            self.day_name(at)
        }
    }
}
