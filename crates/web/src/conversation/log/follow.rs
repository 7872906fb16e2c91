//! What moves the list: changes of its messages and of its size, jumps, scrolling.

use hudhud_base::MessageRow;
use leptos::prelude::*;

use super::state::Log;
use crate::conversation::open::Jump;
use crate::conversation::scroll::on_resize;

impl Log {
    /// Keeps the position through every change, follows jumps and reloads.
    pub(super) fn follow(self) {
        let shown = self.open.app.window;
        Effect::new(move |_| {
            shown.entries.track();
            self.open.pending.track();
            request_animation_frame(move || self.settle());
        });
        Effect::new(move |_| {
            if let (Some(outer), Some(inner)) = (self.scroll.outer.get(), self.scroll.inner.get()) {
                on_resize(&[&outer, &inner], move || self.settle());
            }
        });
        // Whoever has just said something is no longer writing.
        Effect::new(move |before: Option<Option<MessageRow>>| {
            let last = shown.entries.with(|entries| entries.last().cloned());
            if let Some(entry) = &last
                && before.is_some_and(|before| before != Some(entry.id))
            {
                let sender = entry
                    .message
                    .with_untracked(|message| message.sender.account);
                self.open.app.typing.done(self.open.id, sender);
            }
            last.map(|entry| entry.id)
        });
        Effect::new(move |before: Option<u32>| {
            let reloads = shown.reloads.get();
            if before.is_some_and(|before| before != reloads) {
                self.watch(self.scroll.row(), None);
            }
            reloads
        });
        Effect::new(move |_| match self.open.jump.get() {
            Some(Jump::Message(message)) => {
                self.open.jump.set(None);
                if self.scroll.show(message) {
                    self.open.stand_out(message);
                } else {
                    self.watch(Some(message), Some(message));
                }
            }
            Some(Jump::End) => {
                self.open.jump.set(None);
                self.to_latest();
            }
            None => {}
        });
        // The list may learn of what is unread after the messages are there.
        let unread = Memo::new(move |_| {
            self.open
                .view
                .with(|view| view.as_ref().map_or(0, |view| view.unread))
        });
        Effect::new(move |_| {
            if unread.get() > 0 {
                request_animation_frame(move || self.look());
            }
        });
        for event in ["visibilitychange", "focus"] {
            let handle = window_event_listener_untyped(event, move |_| self.look());
            on_cleanup(move || handle.remove());
        }
    }

    fn settle(self) {
        if self.ready.try_get_untracked() == Some(true) {
            self.scroll.settle(self.complete());
            self.let_go();
            self.look();
        }
    }

    pub(super) fn scrolled(self) {
        if !self.ready.get_untracked() {
            return;
        }
        self.scroll.scrolled(self.complete());
        self.show_date();
        self.look();
    }
}
