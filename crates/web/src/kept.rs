//! What is being typed is kept in time: after a pause, and when its view or the page is left.

use std::time::Duration;

use leptos::prelude::*;

/// A pause in typing.
const PAUSE: Duration = Duration::from_millis(400);

/// Keeps what is typed: `typed` follows whatever changes with it, `keep` keeps what there is now.
pub(crate) fn in_time(typed: impl Fn() + 'static, keep: impl Fn() + Copy + Send + Sync + 'static) {
    let turn = StoredValue::new(0_u32);
    Effect::new(move |_| {
        typed();
        turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let now = turn.get_value();
        set_timeout(
            move || {
                if turn.try_get_value() == Some(now) {
                    keep();
                }
            },
            PAUSE,
        );
    });
    // A browser that ends the worker with the page does not let it hear what `pagehide` tells it.
    for event in ["beforeunload", "pagehide", "visibilitychange"] {
        let handle = window_event_listener_untyped(event, move |_| keep());
        on_cleanup(move || handle.remove());
    }
    on_cleanup(keep);
}
