//! The list of messages: its window, and where it stands through every change.
//!
//! `state` is the list as its parts share it; `load` asks for more and lets go, `follow` keeps its
//! place, `show` is what is seen, `keys` are its keys.

mod follow;
mod keys;
mod load;
mod show;
mod state;

use crate::html::div;
use hudhud_base::MessageRow;
use leptos::prelude::*;

use super::open::Open;
use state::Log;

/// The list, round a message if one is named.
pub(super) fn view(open: Open, at: Option<MessageRow>) -> AnyView {
    let log = Log::new(open);
    match at {
        Some(message) => log.watch(Some(message), Some(message)),
        None => log.watch(None, None),
    }
    log.follow();
    div()
        .class("log-frame")
        .child((log.list(), log.date(), log.latest()))
        .into_any()
}
