//! What is shown of a text where it is only hinted at.

use hudhud_dialogue::{ConversationKind, ConversationView, MessageView, QuoteView, Window};
use hudhud_media::FileName;

/// Characters of a message that are shown where it is only hinted at.
const GLIMPSE_CHARS: usize = 200;

/// A line of the list. Of its last message there is a glimpse only.
pub(super) fn line(mut view: ConversationView) -> ConversationView {
    if let Some(last) = &mut view.last {
        quoted(last);
        hint(&mut last.body);
    }
    if view.kind == ConversationKind::Direct {
        // What is kept there is how the other person is found by a search.
        view.title = String::new();
    }
    view
}

/// Of the message that another one answers there is a glimpse only; and what is attached has names that
/// can be shown.
pub(super) fn quoted(message: &mut MessageView) {
    for attached in &mut message.attached {
        let about = &mut attached.about;
        about.name = FileName::clean(&about.name).to_string();
        about.description = hudhud_text::plain(&about.description);
    }
    if let Some(QuoteView::Known { body, .. }) = &mut message.reply_to {
        hint(body);
    }
}

pub(super) fn window(mut window: Window) -> Window {
    window.messages.iter_mut().for_each(quoted);
    window
}

/// The beginning of a text, without its signs and with what is hidden in it.
fn hint(body: &mut String) {
    *body = hudhud_text::plain(body);
    shorten(body);
}

/// The beginning of a text.
fn shorten(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(GLIMPSE_CHARS) {
        text.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glimpse_has_no_signs_and_tells_nothing_that_is_hidden() {
        let mut body = format!("**a** ||{}||", "b".repeat(2 * GLIMPSE_CHARS));
        hint(&mut body);
        assert_eq!(body.chars().count(), GLIMPSE_CHARS);
        assert!(body.starts_with("a ▒▒"));
        assert!(!body.contains(['*', '|', 'b']));
    }

    #[test]
    fn a_glimpse_ends_between_two_characters() {
        let mut long = "é".repeat(GLIMPSE_CHARS + 1);
        shorten(&mut long);
        assert_eq!(long.chars().count(), GLIMPSE_CHARS);
        let mut short = "كلمة".to_owned();
        shorten(&mut short);
        assert_eq!(short, "كلمة");
    }
}
