//! When to be told, and when not. The browser has the last word: its permission is asked for when
//! notifications are turned on, and never before.

use crate::html::span;
use crate::html::{div, label, option, p, select};
use leptos::ev;
use leptos::prelude::*;

use super::rows::switch;
use crate::notify::{self, Permission};
use crate::parts::{self, Look};
use crate::state::App;
use crate::state::preferences::{NotificationText, QuietHours, Sound};
use crate::words::key;

/// What quiet hours begin with when they are turned on.
const NIGHT: QuietHours = QuietHours { from: 22, until: 7 };

pub(super) fn view(app: App) -> AnyView {
    let telling = app.preferences.telling;
    let permission = RwSignal::new(Permission::now());
    // Both are read each time: the switch is shown anew whichever of them changes.
    let on = Signal::derive(move || {
        let (telling, permission) = (telling.get(), permission.get());
        telling != NotificationText::Nothing && permission == Permission::Granted
    });
    let turn = move |wanted: bool| {
        if !wanted {
            telling.set(NotificationText::Nothing);
            return;
        }
        leptos::task::spawn_local(async move {
            let _ = permission.try_set(notify::turn_on(app).await);
            // The switch has moved by itself: what is so is shown again.
            let _ = permission.try_update(|_| ());
        });
    };
    let refused = move || {
        let said = match permission.get() {
            Permission::Denied => key("notifications-denied"),
            Permission::Unsupported => key("notifications-unsupported"),
            Permission::Open | Permission::Granted => return None,
        };
        Some(
            p().class("banner care")
                .attr("role", "status")
                .child(app.say(said)),
        )
    };
    div()
        .class("setting")
        .child((
            switch(
                app,
                "notifications",
                [key("notifications-show"), key("notifications-show-hint")],
                on,
                turn,
            ),
            refused,
            move || on.get().then(|| more(app)),
        ))
        .into_any()
}

/// What there is to choose once they are on.
fn more(app: App) -> AnyView {
    let telling = app.preferences.telling;
    let hours = app.preferences.quiet_hours;
    let sound = app.preferences.sound;
    crate::html::view((
        switch(
            app,
            "notification-text",
            [key("notifications-text"), key("notifications-text-hint")],
            Signal::derive(move || telling.get() == NotificationText::Text),
            move |on| {
                telling.set(if on {
                    NotificationText::Text
                } else {
                    NotificationText::Sender
                })
            },
        ),
        switch(
            app,
            "notification-sound",
            [key("notifications-sound"), key("notifications-sound-hint")],
            Signal::derive(move || sound.get() == Sound::On),
            move |on| sound.set(if on { Sound::On } else { Sound::Off }),
        ),
        switch(
            app,
            "quiet-hours",
            [key("notifications-quiet"), key("notifications-quiet-hint")],
            Signal::derive(move || hours.get().is_some()),
            move |on| hours.set(on.then_some(NIGHT)),
        ),
        move || hours.with(Option::is_some).then(|| span_of_hours(app)),
        parts::button(
            "notification-example",
            Look::Usual,
            app.say("notifications-try"),
            move || {
                notify::example(app);
            },
        ),
    ))
}

fn span_of_hours(app: App) -> AnyView {
    let hours = app.preferences.quiet_hours;
    let now = move || hours.get().unwrap_or(NIGHT);
    div()
        .class("hours")
        .child((
            hour(
                app,
                "quiet-from",
                key("notifications-quiet-from"),
                Signal::derive(move || now().from),
                move |from| {
                    hours.set(Some(QuietHours { from, ..now() }));
                },
            ),
            hour(
                app,
                "quiet-until",
                key("notifications-quiet-to"),
                Signal::derive(move || now().until),
                move |until| {
                    hours.set(Some(QuietHours { until, ..now() }));
                },
            ),
        ))
        .into_any()
}

fn hour(
    app: App,
    part: &'static str,
    title: &'static str,
    chosen: Signal<u8>,
    choose: impl Fn(u8) + 'static,
) -> AnyView {
    let hours: Vec<AnyView> = (0..24_u8)
        .map(|hour| {
            option()
                .attr("value", hour.to_string())
                .prop("selected", move || chosen.get() == hour)
                .child(move || format!("{}:{}", app.words.number(u64::from(hour)), zeros(app)))
                .into_any()
        })
        .collect();
    label()
        .class("field")
        .child((
            span().class("label").child(app.say(title)),
            select()
                .class("input tabular")
                .attr("data-part", part)
                .on(ev::change, move |event| {
                    if let Ok(hour) = event_target_value(&event).parse() {
                        choose(hour);
                    }
                })
                .child(hours),
        ))
        .into_any()
}

/// The full hour's minutes, in the language's digits.
fn zeros(app: App) -> String {
    app.words.number(0).repeat(2)
}
