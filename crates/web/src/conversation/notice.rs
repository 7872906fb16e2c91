//! Lines about the conversation among its messages. What they say is one of the words.

use crate::html::{article, span};
use hudhud_base::MessageRow;
use hudhud_dialogue::MessageView;
use leptos::ev;
use leptos::prelude::*;

use super::open::Open;
use crate::notices::notice;

pub(super) fn view(open: Open, id: MessageRow, shown: RwSignal<MessageView>) -> AnyView {
    let app = open.app;
    let text = Memo::new(move |_| shown.with(|message| notice(app.words, message)));
    article()
        .class("notice")
        .attr("data-part", "notice")
        .attr("data-message", id.to_string())
        .attr("aria-label", move || text.get())
        .attr("tabindex", move || open.tab_stop(id))
        .on(ev::focus, move |_| open.current.set(Some(id)))
        .child(span().child(text))
        .into_any()
}
