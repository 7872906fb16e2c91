//! A finger that stays on a message asks for its menu, also where the browser does not say so.

use std::time::Duration;

use leptos::prelude::*;
use leptos::web_sys::PointerEvent;

/// How long a finger stays.
const LONG: Duration = Duration::from_millis(450);
/// A finger that moves further scrolls, in pixels.
const STILL: i32 = 10;

/// A finger on a message. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Press {
    /// Where the finger came down, and the number of this press.
    down: StoredValue<Option<(i32, i32, u32)>>,
    next: StoredValue<u32>,
}

impl Press {
    /// No finger.
    pub(super) fn new() -> Self {
        Self {
            down: StoredValue::new(None),
            next: StoredValue::new(0),
        }
    }

    /// A finger came down; `long` is called with where it is, if it stays.
    pub(super) fn begin(self, event: &PointerEvent, long: impl FnOnce((i32, i32)) + 'static) {
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
                if still.is_some_and(|(_, _, now)| now == number) {
                    self.end();
                    long((x, y));
                }
            },
            LONG,
        );
    }

    /// It moved.
    pub(super) fn moved(self, event: &PointerEvent) {
        if let Some((x, y, _)) = self.down.get_value()
            && ((event.client_x() - x).abs() > STILL || (event.client_y() - y).abs() > STILL)
        {
            self.end();
        }
    }

    /// It went away, or does something else.
    pub(super) fn end(self) {
        self.down.set_value(None);
    }
}
