//! Sending: a message, an answer, a change.

use hudhud_base::limits::MESSAGE_BYTES;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use hudhud_dialogue::page::Reply;
use hudhud_dialogue::{Answer, Command, MessageView};
use leptos::prelude::*;

use super::field::{Composer, PORTIONS, portions, too_long};
use crate::conversation::{Jump, Pending, Writing};
use crate::dom;

/// When the worker has not told about a message after so long, a bubble stands in for it.
const ECHO: Duration = Duration::from_millis(30);
/// It stands no longer than so long after the worker has taken the message.
const ECHO_STAYS: Duration = Duration::from_secs(2);

/// Sends what stands in the field; what is too long for one message, as several.
pub(super) fn now(composer: Composer) {
    let open = composer.open;
    let text = composer.text.get_untracked();
    let body = &hudhud_text::written(kept_of(&text));
    match open.writing.get_untracked() {
        _ if is_nothing(body) => {}
        Writing::Edit(_) if body.len() > MESSAGE_BYTES => {
            open.app.toasts.say(too_long(open.app.words));
        }
        Writing::Edit(message) => {
            open.writing.set(Writing::Fresh);
            if *body != message.body {
                open.app.request(Command::Edit {
                    message: message.id,
                    body: body.to_owned(),
                });
            }
        }
        Writing::Reply(_) | Writing::Fresh => fresh(composer, body),
    }
}

/// A text without blank lines round it. A first line that is set in keeps its place if others follow:
/// it may be code.
fn kept_of(text: &str) -> &str {
    let text = text.trim_end();
    let first = text.len() - text.trim_start().len();
    let line = text.get(..first).and_then(|blank| blank.rfind('\n'));
    let kept = line.map_or(text, |at| text.get(at + 1..).unwrap_or(text));
    if kept.contains('\n') {
        kept
    } else {
        kept.trim_start()
    }
}

/// Whether nobody would see anything of it.
pub(super) fn is_nothing(text: &str) -> bool {
    hudhud_text::title(text).is_empty()
}

fn fresh(composer: Composer, body: &str) {
    let open = composer.open;
    let portions = portions(body);
    if portions.len() > PORTIONS {
        open.app.toasts.say(too_long(open.app.words));
        return;
    }
    let answered = match open.writing.get_untracked() {
        Writing::Reply(message) => Some(message),
        Writing::Fresh | Writing::Edit(_) => None,
    };
    open.writing.set(Writing::Fresh);
    composer.set("");
    composer.told_ms.set_value(0);
    // Whoever answers has read what came.
    open.app.window.first_unread.set(None);
    open.jump.set(Some(Jump::End));
    let mut answered = answered;
    for portion in portions {
        send(composer, portion.to_owned(), answered.take());
    }
}

fn send(composer: Composer, body: String, answered: Option<Box<MessageView>>) {
    let (open, app) = (composer.open, composer.open.app);
    let key = composer.next.get_value();
    composer.next.set_value(key.wrapping_add(1));
    let reply_to = answered.as_ref().map(|message| message.id);
    let came = Rc::new(Cell::new(false));
    stand_in(composer, key, &body, Rc::clone(&came));
    composer.unsent.update_value(|unsent| *unsent += 1);
    leptos::task::spawn_local(async move {
        let ask = Command::Send {
            conversation: open.id,
            body: body.clone(),
            reply_to,
        };
        let answer = app.ask(ask).await;
        came.set(true);
        let _ = composer.unsent.try_update_value(|unsent| *unsent -= 1);
        match answer {
            Ok(Reply::Answer(Answer::Queued(message))) => {
                let _ = open.pending.try_update(|pending| {
                    for pending in pending.iter_mut().filter(|pending| pending.key == key) {
                        pending.message = Some(message);
                    }
                });
                set_timeout(move || forget(composer, key), ECHO_STAYS);
            }
            Ok(_) => forget(composer, key),
            Err(problem) => {
                forget(composer, key);
                app.tell(problem);
                give_back(composer, body, answered).await;
            }
        }
    });
}

/// Nothing that was written is lost: it stands in the field again, before what was written since; or
/// it is a draft, if the person has gone elsewhere.
async fn give_back(composer: Composer, body: String, answered: Option<Box<MessageView>>) {
    let open = composer.open;
    let body = hudhud_text::typed(&body);
    match composer.text.try_get_untracked() {
        Some(since) if since.is_empty() => composer.set(&body),
        Some(since) => composer.set(&format!("{body}\n{since}")),
        None => {
            let ask = Command::Draft {
                conversation: open.id,
                text: body,
            };
            let _ = open.app.ask(ask).await;
            return;
        }
    }
    if let Some(message) = answered {
        let _ = open.writing.try_update(|writing| {
            if *writing == Writing::Fresh {
                *writing = Writing::Reply(message);
            }
        });
    }
}

/// Shows the message by itself, if the worker takes its time.
fn stand_in(composer: Composer, key: u32, body: &str, came: Rc<Cell<bool>>) {
    let body = body.to_owned();
    let sent_ms = dom::now_ms();
    set_timeout(
        move || {
            if !came.get() {
                let _ = composer.open.pending.try_update(|pending| {
                    pending.push(Pending {
                        key,
                        body,
                        sent_ms,
                        message: None,
                    });
                });
            }
        },
        ECHO,
    );
}

fn forget(composer: Composer, key: u32) {
    let there = composer
        .open
        .pending
        .try_with_untracked(|pending| pending.iter().any(|pending| pending.key == key));
    if there == Some(true) {
        composer
            .open
            .pending
            .update(|pending| pending.retain(|pending| pending.key != key));
    }
}

#[cfg(test)]
mod tests {
    use super::{is_nothing, kept_of};

    #[test]
    fn blanks_round_a_text_are_not_sent_and_code_that_is_set_in_is() {
        assert_eq!(kept_of("  hello \n"), "hello");
        assert_eq!(kept_of("\n\n  let a;\n  let b;\n"), "  let a;\n  let b;");
        assert_eq!(kept_of(" \n "), "");
    }

    #[test]
    fn what_nobody_would_see_is_nothing() {
        assert!(is_nothing(""));
        assert!(is_nothing("\u{200b}\u{200d}"));
        assert!(!is_nothing("."));
    }
}
