//! Times as people say them, by the browser's `Intl`, with the language's digits.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::{Array, Date, Function, Intl, Object};
use leptos::prelude::{Get as _, LocalStorage, RwSignal, StoredValue, WithValue as _};
use wasm_bindgen::JsValue;

use super::{Language, Words};
use crate::dom;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Style {
    /// `14:05`
    Time,
    /// `Tue`
    Weekday,
    /// `Tuesday, 3 November`
    Day,
    /// `3 Nov`
    Short,
    /// `03/11/2025`
    Numbers,
    /// `Tuesday, 3 November 2025`
    Long,
    /// `3 November 2025 at 14:05:09`
    Full,
}

impl Style {
    const fn options(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Time => &[("hour", "numeric"), ("minute", "2-digit")],
            Self::Weekday => &[("weekday", "short")],
            Self::Day => &[("weekday", "long"), ("day", "numeric"), ("month", "long")],
            Self::Short => &[("day", "numeric"), ("month", "short")],
            Self::Numbers => &[("dateStyle", "short")],
            Self::Long => &[("dateStyle", "full")],
            Self::Full => &[("dateStyle", "long"), ("timeStyle", "medium")],
        }
    }
}

type Formats = RefCell<BTreeMap<(&'static str, Style), (Intl::DateTimeFormat, Function)>>;

/// Says times. A small handle: copy it. It knows what day it is, and whoever asks in a closure is
/// asked again at midnight.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    words: Words,
    /// The beginning of today, in milliseconds since 1970; set anew at midnight.
    today_ms: RwSignal<u64>,
    /// Now, to within half a minute.
    now_ms: RwSignal<u64>,
    formats: StoredValue<Rc<Formats>, LocalStorage>,
}

impl Clock {
    /// A clock in the language of these words.
    pub(crate) fn new(words: Words) -> Self {
        Self {
            words,
            today_ms: RwSignal::new(midnight_ms(dom::now_ms())),
            now_ms: RwSignal::new(dom::now_ms()),
            formats: StoredValue::new_local(Rc::default()),
        }
    }

    /// To be called now and then: notices a new day.
    pub(crate) fn tick(self) {
        use leptos::prelude::{GetUntracked as _, Set as _};
        self.now_ms.set(dom::now_ms());
        let today_ms = midnight_ms(dom::now_ms());
        if self.today_ms.get_untracked() != today_ms {
            self.today_ms.set(today_ms);
        }
    }

    /// Now, followed every half a minute.
    pub(crate) fn now_ms(self) -> u64 {
        self.now_ms.get()
    }

    /// The time of day: `14:05`.
    pub(crate) fn time(self, ms: u64) -> String {
        self.format(Style::Time, ms)
    }

    /// As short as it can be said in a list: the time today, the weekday this week, else the date.
    pub(crate) fn brief(self, ms: u64) -> String {
        let today_ms = self.today_ms.get();
        match days_before(today_ms, ms) {
            0 => self.format(Style::Time, ms),
            1 => self.words.text("clock-yesterday"),
            2..=6 => self.format(Style::Weekday, ms),
            _ if same_year(today_ms, ms) => self.format(Style::Short, ms),
            _ => self.format(Style::Numbers, ms),
        }
    }

    /// A day as a heading: `Today`, `Yesterday`, `Tuesday, 3 November`.
    pub(crate) fn day(self, ms: u64) -> String {
        let today_ms = self.today_ms.get();
        match days_before(today_ms, ms) {
            0 => self.words.text("clock-today"),
            1 => self.words.text("clock-yesterday"),
            _ if same_year(today_ms, ms) => self.format(Style::Day, ms),
            _ => self.format(Style::Long, ms),
        }
    }

    /// Date and time to the second.
    pub(crate) fn full(self, ms: u64) -> String {
        self.format(Style::Full, ms)
    }

    fn format(self, style: Style, ms: u64) -> String {
        let language = self.words.language();
        let date = Date::new(&JsValue::from_f64(ms as f64));
        self.formats.with_value(|formats| {
            let mut formats = formats.borrow_mut();
            let (format, function) = formats
                .entry((language.tag(), style))
                .or_insert_with(|| new_format(language, style));
            function
                .call1(format, &date)
                .ok()
                .and_then(|text| text.as_string())
                .unwrap_or_default()
        })
    }
}

fn new_format(language: Language, style: Style) -> (Intl::DateTimeFormat, Function) {
    let options: Object = dom::object(style.options());
    let format = Intl::DateTimeFormat::new(&Array::of1(&locale(language).into()), &options);
    let function = format.format();
    (format, function)
}

/// The browser's own variety of the language (its order of day and month), in the Gregorian
/// calendar, and for Arabic with its digits.
fn locale(language: Language) -> String {
    let browser = dom::window().navigator().language().unwrap_or_default();
    let spoken = Language::of_tag(&browser);
    let base = match browser.split("-u-").next() {
        Some(own) if spoken == language && own.starts_with(language.tag()) => own,
        Some(_) | None => language.tag(),
    };
    match language {
        Language::English => format!("{base}-u-ca-gregory"),
        Language::Arabic => format!("{base}-u-ca-gregory-nu-arab"),
    }
}

/// The beginning of that time's day, where the person is.
pub(crate) fn midnight_ms(ms: u64) -> u64 {
    let date = Date::new(&JsValue::from_f64(ms as f64));
    date.set_hours(0);
    date.set_minutes(0);
    date.set_seconds(0);
    date.set_milliseconds(0);
    date.get_time() as u64
}

/// How many days that time lies before today. What is yet to come counts as today.
fn days_before(today_ms: u64, ms: u64) -> u64 {
    const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
    if ms >= today_ms {
        return 0;
    }
    // Half a day more, because a day on which clocks change has 23 or 25 hours.
    (today_ms - midnight_ms(ms) + DAY_MS / 2) / DAY_MS
}

fn same_year(one_ms: u64, other_ms: u64) -> bool {
    let year = |ms: u64| Date::new(&JsValue::from_f64(ms as f64)).get_full_year();
    year(one_ms) == year(other_ms)
}
