//! Setting, changing and taking away the passcode. What is typed goes to the worker and nowhere
//! else; the page forgets it when the form is gone.

use crate::html::{div, form, p};
use hudhud_dialogue::page::{Ask, Passcode, Problem};
use leptos::prelude::*;

use super::super::rows::{hint, segments};
use crate::parts::{self, Field, Look};
use crate::state::App;
use crate::state::preferences::LockAfter;
use crate::words::{count, key, problem};
use crate::{device, dom};

/// Fewer characters are no passcode.
const CHARS_MIN: usize = 6;

/// What the open form does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Set,
    Change,
    Remove,
}

impl Form {
    const fn asks_old(self) -> bool {
        matches!(self, Self::Change | Self::Remove)
    }

    const fn asks_new(self) -> bool {
        matches!(self, Self::Set | Self::Change)
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Set => key("privacy-passcode-set"),
            Self::Change => key("privacy-passcode-change"),
            Self::Remove => key("privacy-passcode-remove"),
        }
    }

    const fn done(self) -> &'static str {
        match self {
            Self::Set => key("privacy-passcode-done-set"),
            Self::Change => key("privacy-passcode-done-changed"),
            Self::Remove => key("privacy-passcode-done-removed"),
        }
    }
}

/// What is typed. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
struct Typed {
    old: RwSignal<String>,
    new: RwSignal<String>,
    again: RwSignal<String>,
    busy: RwSignal<bool>,
    failed: RwSignal<Option<Problem>>,
}

/// How it stands, and what can be done.
pub(super) fn view(app: App) -> AnyView {
    let open: RwSignal<Option<Form>> = RwSignal::new(None);
    let view = move || {
        if app.in_memory.get() {
            return hint(app, key("privacy-passcode-memory"));
        }
        match open.get() {
            Some(which) => fields(app, which, open),
            None => state(app, open),
        }
    };
    view.into_any()
}

fn state(app: App, open: RwSignal<Option<Form>>) -> AnyView {
    let offer = move |form: Form, look: Look| {
        parts::button(form.title(), look, app.say(form.title()), move || {
            open.set(Some(form))
        })
    };
    let buttons = move || {
        if app.passcode.get() {
            crate::html::view((
                offer(Form::Change, Look::Usual),
                offer(Form::Remove, Look::QuietDanger),
            ))
        } else {
            offer(Form::Set, Look::Usual)
        }
    };
    let now = move || {
        app.words.text(if app.passcode.get() {
            key("privacy-passcode-on")
        } else {
            key("privacy-passcode-off")
        })
    };
    div()
        .class("stack")
        .child((
            p().child(now),
            div().class("section-actions").child(buttons),
            move || app.passcode.get().then(|| locking(app)),
        ))
        .into_any()
}

/// When it locks itself, and locking it now.
fn locking(app: App) -> AnyView {
    const WHEN: &[(LockAfter, &str)] = &[
        (LockAfter::Never, key("privacy-lock-never")),
        (LockAfter::Minute, key("privacy-lock-minute")),
        (LockAfter::FiveMinutes, key("privacy-lock-five-minutes")),
        (LockAfter::Hour, key("privacy-lock-hour")),
    ];
    let legend = key("privacy-lock-after");
    div()
        .class("stack")
        .child((
            p().child(app.say(legend)),
            segments(app, "lock-after", legend, WHEN, app.preferences.lock_after),
            hint(app, key("privacy-lock-hint")),
            div().class("section-actions").child(parts::button(
                "lock-now",
                Look::Usual,
                app.say("privacy-lock-now"),
                move || device::lock(app),
            )),
        ))
        .into_any()
}

fn fields(app: App, which: Form, open: RwSignal<Option<Form>>) -> AnyView {
    let typed = Typed {
        old: RwSignal::new(String::new()),
        new: RwSignal::new(String::new()),
        again: RwSignal::new(String::new()),
        busy: RwSignal::new(false),
        failed: RwSignal::new(None),
    };
    dom::focus_soon(if which.asks_old() {
        "#passcode-old"
    } else {
        "#passcode-new"
    });
    let good = Signal::derive(move || !typed.busy.get() && is_complete(which, typed));
    let submit = move || {
        if good.get_untracked() {
            send(app, which, typed, open);
        }
    };
    let failed = move || {
        let failed = typed.failed.get()?;
        let text = problem(app.words, failed);
        Some(p().class("error").attr("role", "alert").child(text))
    };
    let label = Signal::derive(move || {
        app.words.text(if typed.busy.get() {
            key("privacy-passcode-working")
        } else {
            which.title()
        })
    });
    form()
        .class("stack")
        .on(leptos::ev::submit, |event| event.prevent_default())
        .child((
            which.asks_old().then(|| {
                line(
                    app,
                    "passcode-old",
                    key("privacy-passcode-old"),
                    typed.old,
                    submit,
                )
            }),
            which.asks_new().then(|| new_lines(app, typed, submit)),
            failed,
            div().class("section-actions").child((
                parts::button_when("passcode-submit", Look::Primary, label, good, submit),
                parts::button("no", Look::Usual, app.say("cancel"), move || open.set(None)),
            )),
        ))
        .into_any()
}

fn line(
    app: App,
    part: &'static str,
    title: &'static str,
    value: RwSignal<String>,
    enter: impl Fn() + 'static,
) -> AnyView {
    let field = Field {
        kind: "password",
        ..Field::new(part, app.say(title), value)
    };
    parts::field(field, enter)
}

fn new_lines(app: App, typed: Typed, enter: impl Fn() + Copy + 'static) -> AnyView {
    let short = Signal::derive(move || {
        let chars = typed.new.with(|new| new.chars().count());
        if chars == 0 || chars >= CHARS_MIN || typed.again.with(String::is_empty) {
            String::new()
        } else {
            app.words.with(
                "privacy-passcode-short",
                &[("count", count(CHARS_MIN as u64))],
            )
        }
    });
    let differ = Signal::derive(move || {
        let again = typed.again.get();
        if typed.new.with(|new| new.starts_with(&again)) {
            String::new()
        } else {
            app.words.text("privacy-passcode-differ")
        }
    });
    let new = Field {
        kind: "password",
        hint: Some(app.say("privacy-passcode-hint")),
        error: short,
        ..Field::new("passcode-new", app.say("privacy-passcode-new"), typed.new)
    };
    let again = Field {
        kind: "password",
        error: differ,
        ..Field::new(
            "passcode-again",
            app.say("privacy-passcode-again"),
            typed.again,
        )
    };
    crate::html::view((parts::field(new, enter), parts::field(again, enter)))
}

fn is_complete(which: Form, typed: Typed) -> bool {
    let old = !which.asks_old() || typed.old.with(|old| !old.is_empty());
    let new = !which.asks_new()
        || typed
            .new
            .with(|new| new.chars().count() >= CHARS_MIN && typed.again.with(|again| again == new));
    old && new
}

fn send(app: App, which: Form, typed: Typed, open: RwSignal<Option<Form>>) {
    typed.busy.set(true);
    typed.failed.set(None);
    let old = which
        .asks_old()
        .then(|| Passcode(typed.old.get_untracked()));
    let new = which
        .asks_new()
        .then(|| Passcode(typed.new.get_untracked()));
    leptos::task::spawn_local(async move {
        let ended = app.ask(Ask::SetPasscode { old, new }).await;
        let _ = typed.busy.try_set(false);
        match ended {
            Ok(_) => {
                app.passcode.set(which.asks_new());
                app.toasts.say(app.words.text(which.done()));
                let _ = open.try_set(None);
            }
            Err(problem) => {
                let _ = typed.failed.try_set(Some(problem));
            }
        }
    });
}
