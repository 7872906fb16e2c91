//! Buttons.

use crate::html;
use leptos::ev;
use leptos::prelude::{AnyView, Get as _, IntoAny as _, Signal};

use super::icon::{Icon, icon};

/// How much a button asks to be pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Primary,
    Usual,
    /// Text that can be pressed.
    Quiet,
    /// What cannot be undone.
    Danger,
    /// What cannot be undone, said quietly.
    QuietDanger,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button primary",
            Self::Usual => "button",
            Self::Quiet => "button quiet",
            Self::Danger => "button danger",
            Self::QuietDanger => "button quiet danger",
        }
    }
}

/// A button with words.
pub(crate) fn button(
    part: &'static str,
    look: Look,
    label: Signal<String>,
    press: impl Fn() + 'static,
) -> AnyView {
    button_when(part, look, label, Signal::stored(true), press)
}

/// A button with words that can be pressed only while `enabled`. It stays reachable by keyboard,
/// so that nobody loses the focus, and says that it is off.
pub(crate) fn button_when(
    part: &'static str,
    look: Look,
    label: Signal<String>,
    enabled: Signal<bool>,
    press: impl Fn() + 'static,
) -> AnyView {
    html::button()
        .attr("type", "button")
        .class(look.class())
        .attr("data-part", part)
        .attr("aria-disabled", move || (!enabled.get()).then_some("true"))
        .on(ev::click, move |_| {
            use leptos::prelude::GetUntracked as _;
            if enabled.get_untracked() {
                press();
            }
        })
        .child(label)
        .into_any()
}

/// A button with an icon; its name is read, and shown by the browser when pointed at.
pub(crate) fn icon_button(
    part: &'static str,
    shape: Icon,
    label: Signal<String>,
    press: impl Fn() + 'static,
) -> AnyView {
    html::button()
        .attr("type", "button")
        .class("icon-button")
        .attr("data-part", part)
        .attr("aria-label", move || label.get())
        .attr("title", move || label.get())
        .on(ev::click, move |_| press())
        .child(icon(shape))
        .into_any()
}
