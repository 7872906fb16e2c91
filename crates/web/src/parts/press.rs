//! A finger on a message, or a row: one that stays asks for its menu, also where the browser does not say so;
//! one that draws it towards where reading begins answers it.

use std::time::Duration;

use leptos::prelude::*;
use leptos::web_sys::PointerEvent;

use crate::dom;

/// How long a finger stays.
const LONG: Duration = Duration::from_millis(450);
/// A finger that moves further does something else, in CSS pixels.
const STILL: i32 = 10;
/// Drawn so far, a message is answered when it is let go of, in CSS pixels.
const FAR: i32 = 56;

/// A finger on a message. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Press {
    /// Where the finger came down, and the number of this press.
    down: StoredValue<Option<(i32, i32, u32)>>,
    next: StoredValue<u32>,
    /// How far it has drawn the message, in CSS pixels; `None`: it does not.
    drawn: RwSignal<Option<i32>>,
}

impl Press {
    pub(crate) fn new() -> Self {
        Self {
            down: StoredValue::new(None),
            next: StoredValue::new(0),
            drawn: RwSignal::new(None),
        }
    }

    /// A finger came down; `long` is called with where it is, if it stays.
    pub(crate) fn begin(self, event: &PointerEvent, long: impl FnOnce((i32, i32)) + 'static) {
        if event.pointer_type() != "touch" {
            return;
        }
        let number = self.next.get_value();
        self.next.set_value(number.wrapping_add(1));
        let (x, y) = (event.client_x(), event.client_y());
        self.down.set_value(Some((x, y, number)));
        set_timeout(
            move || {
                let still = self.down.try_get_value().flatten();
                let drawn = self.drawn.try_get_untracked().flatten();
                if still.is_some_and(|(_, _, now)| now == number) && drawn.is_none() {
                    self.end();
                    long((x, y));
                }
            },
            LONG,
        );
    }

    pub(crate) fn moved(self, event: &PointerEvent) {
        let Some((x, y, _)) = self.down.get_value() else {
            return;
        };
        let (right, down) = (event.client_x() - x, event.client_y() - y);
        let towards_start = if dom::is_right_to_left() {
            right
        } else {
            -right
        };
        if self.drawn.get_untracked().is_some() {
            self.drawn.set(Some(towards_start.clamp(0, FAR)));
        } else if towards_start > STILL && towards_start > 2 * down.abs() {
            self.drawn.set(Some(towards_start.min(FAR)));
        } else if right.abs() > STILL || down.abs() > STILL {
            self.end();
        }
    }

    /// How far the message stands from its place, towards the start.
    pub(crate) fn shift(self) -> Option<String> {
        self.drawn.get().map(|drawn| format!("{drawn}px"))
    }

    /// It went away, or does something else. Whether the message was drawn far enough.
    pub(crate) fn end(self) -> bool {
        self.down.set_value(None);
        let drawn = self.drawn.get_untracked();
        if drawn.is_some() {
            self.drawn.set(None);
        }
        drawn == Some(FAR)
    }
}
