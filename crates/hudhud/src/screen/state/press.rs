//! What a key does, depending on where keys go.

use hudhud_dialogue::{Command, ConversationState, MessageState};

use super::over::write;
use super::{Focus, Over, State};
use crate::screen::editor::Step;
use crate::screen::find::Search;
use crate::screen::keys::{Edit, Key, Shortcut, latin};
use crate::screen::log::Anchor;
use crate::screen::talk::About;
use crate::screen::traffic::Wish;

impl State {
    /// A key was pressed.
    pub(crate) fn pressed(&mut self, key: Key) {
        if key != Key::Tab {
            self.completing = None;
        }
        self.remark = None;
        if self.over.is_some() && !is_everywhere(key) {
            return self.over_pressed(key);
        }
        match key {
            Key::Shortcut(shortcut) => self.shortcut(shortcut),
            Key::Char(_)
            | Key::Enter
            | Key::Tab
            | Key::Escape
            | Key::Up
            | Key::Down
            | Key::Edit(_) => match self.focus {
                Focus::List => self.list_pressed(key),
                Focus::Writing => self.writing_pressed(key),
                Focus::Messages => self.message_pressed(key),
            },
        }
    }

    fn shortcut(&mut self, shortcut: Shortcut) {
        match shortcut {
            Shortcut::Quit => self.quit(),
            Shortcut::Redraw => self.is_stale = true,
            Shortcut::Find => self.over = Some(Over::Find(Search::default())),
            Shortcut::Help => self.over = Some(Over::Help),
            Shortcut::Details => {
                self.over = self.talk.is_some().then_some(Over::Details);
            }
            Shortcut::Next => self.step_and_open(1),
            Shortcut::Previous => self.step_and_open(-1),
            Shortcut::PageUp => self.page(1),
            Shortcut::PageDown => self.page(-1),
            Shortcut::Newest => self.newest(),
            Shortcut::ChooseUp => self.choose(-1),
            Shortcut::ChooseDown => self.choose(1),
        }
    }

    /// Text was pasted.
    pub(crate) fn pasted(&mut self, text: &str) {
        match (&mut self.over, &mut self.talk) {
            (Some(Over::Find(search)), _) => {
                search.editor.insert(&text.replace(['\n', '\r'], " "));
                self.search();
            }
            (None, Some(talk)) if self.focus == Focus::Writing => talk.editor.insert(text),
            _ => {}
        }
        self.settle();
    }

    fn quit(&mut self) {
        self.put_down();
        self.is_over = true;
    }

    fn page(&mut self, by: isize) {
        if self.focus == Focus::List {
            self.list.step(-10 * by);
            return;
        }
        let rows = self.layout().log.rows.saturating_sub(2).max(1);
        self.scroll(by * isize::try_from(rows).unwrap_or(1));
    }

    fn newest(&mut self) {
        let Some(talk) = &mut self.talk else {
            return;
        };
        talk.chosen = None;
        self.focus = Focus::Writing;
        if talk.log.has_end() {
            talk.log.forget_unread();
            self.look_at(Anchor::Newest);
        } else {
            let id = talk.log.conversation;
            self.coming = Some(id);
            self.wishes.push(Wish::Newest(id));
        }
    }

    fn step_and_open(&mut self, by: isize) {
        self.list.step(by);
        if let Some(id) = self.list.chosen() {
            self.open(id, None);
            self.focus = Focus::Writing;
        }
    }

    fn choose(&mut self, by: isize) {
        let Some(talk) = &mut self.talk else {
            return;
        };
        talk.choose(by);
        let chosen = talk.chosen;
        self.focus = if chosen.is_some() {
            Focus::Messages
        } else {
            Focus::Writing
        };
        let height = self.layout().log.rows;
        let anchor = match (chosen, self.sheet()) {
            (Some(chosen), Some(sheet)) => sheet.showing(chosen, height),
            (None, Some(_)) => Anchor::Newest,
            (_, None) => return,
        };
        self.look_at(anchor);
    }

    fn list_pressed(&mut self, key: Key) {
        match key {
            Key::Up => self.list.step(-1),
            Key::Down => self.list.step(1),
            Key::Edit(Edit::Go(Step::LineStart)) => self.list.step(isize::MIN / 2),
            Key::Edit(Edit::Go(Step::LineEnd)) => self.list.step(isize::MAX / 2),
            Key::Enter | Key::Tab => self.step_and_open(0),
            Key::Escape if self.talk.is_some() => self.focus = Focus::Writing,
            Key::Char(c) => match latin(c) {
                'k' => self.list.step(-1),
                'j' => self.list.step(1),
                'q' => self.quit(),
                '?' => self.over = Some(Over::Help),
                '/' => self.over = Some(Over::Find(Search::default())),
                'a' => self.answer(true),
                'd' => self.answer(false),
                _ => {}
            },
            Key::Escape | Key::Edit(_) | Key::Shortcut(_) => {}
        }
    }

    /// Takes part in the chosen request, or refuses it.
    fn answer(&mut self, takes_part: bool) {
        let Some(id) = self.list.chosen() else {
            return;
        };
        let is_request =
            |one: &hudhud_dialogue::ConversationView| one.state == ConversationState::Request;
        if !self.list.get(id).is_some_and(is_request) {
            return;
        }
        if takes_part {
            self.wish(Command::Accept { conversation: id });
            self.open(id, None);
            self.focus = Focus::Writing;
        } else {
            self.wish(Command::Decline { conversation: id });
        }
    }

    fn writing_pressed(&mut self, key: Key) {
        if self.is_closed() {
            return self.closed_pressed(key);
        }
        let Some(talk) = &mut self.talk else {
            self.focus = Focus::List;
            return;
        };
        match key {
            Key::Enter => return self.submit(),
            Key::Tab => return self.complete(),
            Key::Escape => {
                if talk.about.take().is_some() {
                    talk.editor.set("");
                } else {
                    self.focus = Focus::List;
                }
            }
            Key::Up if talk.editor.is_empty() && talk.last_own().is_some() => {
                // As in the app: the last own message is at hand to be changed.
                let last = talk
                    .last_own()
                    .map(|one| (one.id, hudhud_text::typed(&one.body)));
                if let Some((id, body)) = last {
                    talk.editor.set(&body);
                    talk.about = Some(About::Edit(id));
                }
            }
            Key::Up => talk.editor.up(),
            Key::Down => talk.editor.down(),
            other @ (Key::Char(_) | Key::Edit(_) | Key::Shortcut(_)) => {
                if write(&mut talk.editor, other) && talk.is_to_tell(self.look.now) {
                    let conversation = talk.log.conversation;
                    self.wish(Command::Typing { conversation });
                }
            }
        }
        self.settle();
    }

    /// Nothing can be written: a request is answered, and the rest goes back.
    fn closed_pressed(&mut self, key: Key) {
        match key {
            Key::Char(c) if latin(c) == 'a' => self.answer(true),
            Key::Char(c) if latin(c) == 'd' => self.answer(false),
            Key::Enter => self.answer(true),
            Key::Up => self.scroll(1),
            Key::Down => self.scroll(-1),
            Key::Escape | Key::Tab => self.focus = Focus::List,
            Key::Char(_) | Key::Edit(_) | Key::Shortcut(_) => {}
        }
    }

    fn message_pressed(&mut self, key: Key) {
        let Some(message) = self.talk.as_ref().and_then(|talk| talk.chosen()).cloned() else {
            self.focus = Focus::Writing;
            return;
        };
        let id = message.id;
        let is_said = message.notice.is_none() && !message.deleted && !message.unsupported;
        let is_own = message.sender.own && is_said;
        match key {
            Key::Up => self.choose(-1),
            Key::Down => self.choose(1),
            Key::Escape | Key::Tab => self.leave_message(),
            Key::Enter => {
                if let Some(hudhud_dialogue::QuoteView::Known { id, .. }) = message.reply_to {
                    self.go_to(id);
                }
            }
            Key::Edit(Edit::Erase(Step::Forth)) if is_own => self.over = Some(Over::Delete(id)),
            Key::Char(c) => match latin(c) {
                'k' => self.choose(-1),
                'j' => self.choose(1),
                'r' if is_said => self.write_about(About::Reply(id), None),
                'e' if is_own && message.forwarded.is_none() => {
                    self.write_about(About::Edit(id), Some(&hudhud_text::typed(&message.body)))
                }
                'd' if is_own => self.over = Some(Over::Delete(id)),
                'f' if is_said && !self.is_closed() => self.forward_to(id),
                '+' if is_said => self.over = Some(Over::React(id)),
                's' if message.state == MessageState::Failed => {
                    self.wish(Command::Resend { message: id })
                }
                'x' if matches!(message.state, MessageState::Failed | MessageState::Queued) => {
                    self.wish(Command::Discard { message: id });
                }
                _ => {}
            },
            Key::Edit(_) | Key::Shortcut(_) => {}
        }
    }

    fn write_about(&mut self, about: About, text: Option<&str>) {
        self.leave_message();
        if let Some(talk) = &mut self.talk {
            talk.about = Some(about);
            if let Some(text) = text {
                talk.editor.set(text);
            }
        }
    }

    /// Begins the line that says where a message is forwarded to.
    fn forward_to(&mut self, id: hudhud_base::MessageRow) {
        self.leave_message();
        if let Some(talk) = &mut self.talk {
            talk.about = None;
            talk.editor.set(&format!("/forward {} ", id.0));
        }
    }

    /// Looks at a message that may not be at hand.
    fn go_to(&mut self, id: hudhud_base::MessageRow) {
        let height = self.layout().log.rows;
        let Some(talk) = &mut self.talk else {
            return;
        };
        if talk.log.index(id).is_none() {
            let conversation = talk.log.conversation;
            self.coming = Some(conversation);
            self.wishes.push(Wish::Open(conversation, Some(id)));
            return;
        }
        talk.chosen = Some(id);
        if let Some(anchor) = self.sheet().map(|sheet| sheet.showing(id, height)) {
            self.look_at(anchor);
        }
    }
}

/// Keys that do the same whatever lies over the screen.
fn is_everywhere(key: Key) -> bool {
    matches!(key, Key::Shortcut(Shortcut::Quit | Shortcut::Redraw))
}
