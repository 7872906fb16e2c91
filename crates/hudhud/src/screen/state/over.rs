//! Keys, while something lies over the screen.

use hudhud_base::MessageRow;
use hudhud_dialogue::Command;

use super::{Focus, Over, State};
use crate::screen::editor::Editor;
use crate::screen::find::{Find, Search};
use crate::screen::keys::{Edit, Key, Shortcut, latin};
use crate::screen::traffic::Wish;
use crate::words::Phrase;

/// Reactions at hand, by the digit that chooses them.
pub(crate) const REACTIONS: [&str; 6] = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

impl State {
    pub(super) fn over_pressed(&mut self, key: Key) {
        let Some(over) = self.over.take() else {
            return;
        };
        match over {
            Over::Help | Over::Details => {}
            Over::Delete(id) => {
                let says_yes = match key {
                    Key::Enter => true,
                    Key::Char(c) => latin(c) == 'y' || c == 'ن',
                    Key::Tab
                    | Key::Escape
                    | Key::Up
                    | Key::Down
                    | Key::Edit(_)
                    | Key::Shortcut(_) => false,
                };
                if says_yes {
                    self.wish(Command::Delete { message: id });
                    self.leave_message();
                }
            }
            Over::React(id) => self.react(id, key),
            Over::Find(search) => self.find_pressed(search, key),
        }
        self.settle();
    }

    fn react(&mut self, message: MessageRow, key: Key) {
        let Key::Char(c) = key else {
            return;
        };
        let digit = c.to_digit(10).and_then(|digit| digit.checked_sub(1));
        let chosen = digit.and_then(|digit| REACTIONS.get(digit as usize));
        let Some(emoji) = chosen
            .map(|emoji| (*emoji).to_owned())
            .or_else(|| (!c.is_ascii()).then(|| c.to_string()))
        else {
            return;
        };
        let found = self
            .talk
            .as_ref()
            .and_then(|talk| talk.log.message(message));
        let has = found.is_some_and(|found| {
            found
                .reactions
                .iter()
                .any(|one| one.own && one.emoji == emoji)
        });
        self.wish(if has {
            Command::Unreact { message, emoji }
        } else {
            Command::React { message, emoji }
        });
    }

    fn find_pressed(&mut self, mut search: Search, key: Key) {
        let finds = self.finds(&search);
        match key {
            Key::Escape | Key::Shortcut(Shortcut::Find) => return,
            Key::Up => search.step(-1, finds.len()),
            Key::Down | Key::Tab => search.step(1, finds.len()),
            Key::Enter => {
                match finds.into_iter().nth(search.chosen()) {
                    Some(Find::Conversation(id)) => {
                        self.open(id, None);
                        self.focus = Focus::Writing;
                    }
                    Some(Find::Message(id, message)) => self.open(id, Some(message)),
                    Some(Find::Person(text)) => self.begin(&text),
                    None => self.remark = Some(self.look.say(Phrase::NothingFound, &[])),
                }
                return;
            }
            other @ (Key::Char(_) | Key::Edit(_) | Key::Shortcut(_)) => {
                let changed = write(&mut search.editor, other);
                self.over = Some(Over::Find(search));
                if changed {
                    self.search();
                }
                return;
            }
        }
        self.over = Some(Over::Find(search));
    }

    pub(super) fn search(&mut self) {
        if let Some(Over::Find(search)) = &mut self.over
            && let Some((words, number)) = search.changed()
        {
            self.wishes.push(Wish::Find(words, number));
        }
    }

    /// What a search can lead to.
    pub(crate) fn finds(&self, search: &Search) -> Vec<Find> {
        search.finds(self.list.shown().map(|one| (one.id, one.place())))
    }
}

/// Changes what is written. `false`: the key does nothing to it, or only moves.
pub(super) fn write(editor: &mut Editor, key: Key) -> bool {
    match key {
        Key::Char(c) => editor.insert(c.encode_utf8(&mut [0; 4])),
        Key::Edit(Edit::Break) => editor.insert("\n"),
        Key::Edit(Edit::Erase(step)) => editor.delete(step),
        Key::Edit(Edit::Go(step)) => {
            editor.go(step);
            return false;
        }
        Key::Enter | Key::Tab | Key::Escape | Key::Up | Key::Down | Key::Shortcut(_) => {
            return false;
        }
    }
    true
}
