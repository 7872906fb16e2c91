//! What of the list is loaded, let go of, and seen.

use hudhud_dialogue::page::{Ask, Reply};
use hudhud_dialogue::{Command, ConversationState};
use leptos::prelude::*;

use super::state::Log;
use crate::dom;

/// At most so many messages are in the document.
const MOST: usize = 240;
/// When there are more, so many stay.
const STAY: usize = 180;
/// More are asked for when so little is left above or below, in pixels.
const AHEAD: f64 = 1_400.0;

impl Log {
    /// Loads what is about to come into sight, and says what was seen.
    pub(super) fn look(self) {
        let Some((above, below)) = self.scroll.around() else {
            return;
        };
        let shown = self.open.app.window;
        if self.loading.try_get_untracked() == Some(false) {
            if above < AHEAD && !shown.from_start.get_untracked() {
                self.earlier();
            } else if below < AHEAD && !shown.to_end.get_untracked() {
                self.later();
            }
        }
        self.mark();
    }

    fn earlier(self) {
        let shown = self.open.app.window;
        let first = shown
            .entries
            .with_untracked(|entries| entries.first().map(|entry| entry.position));
        if let Some(before) = first {
            let conversation = self.open.id;
            self.load(Ask::Earlier {
                conversation,
                before,
            });
        }
    }

    fn later(self) {
        let shown = self.open.app.window;
        let last = shown
            .entries
            .with_untracked(|entries| entries.last().map(|entry| entry.position));
        if let Some(after) = last {
            let conversation = self.open.id;
            self.load(Ask::Later {
                conversation,
                after,
            });
        }
    }

    fn load(self, ask: Ask) {
        let app = self.open.app;
        let earlier = matches!(ask, Ask::Earlier { .. });
        let turn = self.turn.get_value();
        self.loading.set(true);
        leptos::task::spawn_local(async move {
            let answer = app.ask(ask).await;
            // Meanwhile another window may have been asked for: this is a piece of the one before.
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.loading.set(false);
            if let Ok(Reply::Window(window)) = answer {
                if earlier {
                    app.window.join_earlier(window);
                } else {
                    app.window.join_later(window);
                }
            }
        });
    }

    /// Lets go of messages at the end that is further away, when there are too many.
    pub(super) fn let_go(self) {
        let (app, conversation) = (self.open.app, self.open.id);
        let in_sight = self.scroll.row();
        let kept = app.window.entries.with_untracked(|entries| {
            if entries.len() <= MOST {
                return None;
            }
            // Whoever stands at the end keeps no row in sight.
            let at = entries
                .iter()
                .position(|entry| Some(entry.id) == in_sight)
                .unwrap_or(entries.len());
            let stay = if at < entries.len() / 2 {
                entries.get(..STAY)?
            } else {
                entries.get(entries.len() - STAY..)?
            };
            Some((stay.first()?.position, stay.last()?.position))
        });
        if let Some((first, last)) = kept {
            app.window.keep(first, last);
            leptos::task::spawn_local(async move {
                let _ = app
                    .ask(Ask::Keep {
                        conversation,
                        first,
                        last,
                    })
                    .await;
            });
        }
    }

    /// Says that everything up to the last message in sight was seen, if somebody looks.
    fn mark(self) {
        let (app, conversation) = (self.open.app, self.open.id);
        let document = dom::document();
        let looked_at = document.visibility_state() == web_sys::VisibilityState::Visible
            && document.has_focus().unwrap_or(false);
        let unread = self.open.view.try_with_untracked(|view| {
            view.as_ref()
                .is_some_and(|view| view.unread > 0 && view.state != ConversationState::Request)
        });
        if !looked_at || unread != Some(true) {
            return;
        }
        let Some(last) = self.scroll.last_seen() else {
            return;
        };
        let position = app.window.entries.with_untracked(|entries| {
            entries
                .iter()
                .find(|entry| entry.id == last)
                .map(|entry| entry.position)
        });
        if let Some(position) = position
            && position > self.seen.get_value()
        {
            self.seen.set_value(position);
            leptos::task::spawn_local(async move {
                let ask = Command::MarkRead { conversation, last };
                if app.ask(ask).await.is_err() {
                    // It is said again when something else comes into sight.
                    let _ = self.seen.try_update_value(|seen| *seen = i64::MIN);
                }
            });
        }
    }
}
