//! How a browser is set up before it starts, and what its surroundings are while it runs.

use std::cell::Cell;

/// Which browser it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Engine {
    /// Chromium, over its DevTools protocol.
    #[default]
    Chromium,
    /// Firefox, over WebDriver BiDi.
    Firefox,
}

thread_local! {
    static CHOSEN: Cell<Engine> = const { Cell::new(Engine::Chromium) };
}

impl Engine {
    /// Does something in which every [`Manner::default`] is of this browser: a test that was written
    /// for any. It holds for the thread alone, as a test's runtime does.
    pub fn lends<T>(self, test: impl FnOnce() -> T) -> T {
        let before = CHOSEN.replace(self);
        let result = test();
        CHOSEN.set(before);
        result
    }

    /// The browser that tests run in now.
    #[must_use]
    pub fn chosen() -> Self {
        CHOSEN.get()
    }
}

/// How a browser is set up before anything runs in it.
#[derive(Debug, Clone)]
pub struct Manner {
    /// Which one it is.
    pub engine: Engine,
    /// The language that pages are told, for example `ar`.
    pub language: String,
    /// Run in every new document before its own scripts.
    pub page_scripts: Vec<String>,
    /// More flags for Chromium's process.
    pub flags: Vec<String>,
    /// More preferences of Firefox: names, and values as they stand in `user.js`.
    pub preferences: Vec<(&'static str, &'static str)>,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            engine: Engine::chosen(),
            language: "en".to_owned(),
            page_scripts: Vec::new(),
            flags: Vec::new(),
            preferences: Vec::new(),
        }
    }
}

/// Whether there is a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// There is.
    On,
    /// There is none: every request fails.
    Off,
}

/// How a tab looks to those who look at it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// In CSS pixels.
    pub width: u32,
    /// In CSS pixels.
    pub height: u32,
    /// Pixels of the screen to one of CSS.
    pub scale: f64,
    /// Whether the person prefers a dark screen. In Firefox this and what follows holds for all tabs.
    pub dark: bool,
    /// Whether the person wants nothing to move.
    pub still: bool,
    /// Whether it is a telephone: touch, no mouse.
    pub touch: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            width: 1280,
            height: 800,
            scale: 1.0,
            dark: false,
            still: true,
            touch: false,
        }
    }
}

/// Makes of tests that stand in rooms beside this one a test each in Firefox.
#[macro_export]
macro_rules! in_firefox {
    ($($room:ident: $($test:ident)+;)+) => {
        $(mod $room {
            $(#[test]
            fn $test() -> anyhow::Result<()> {
                $crate::Engine::Firefox.lends(super::super::$room::$test)
            })+
        })+
    };
}
