//! Who somebody is, under what they call themselves: nobody can choose that to pose as another.

use crate::html;
use hudhud_dialogue::PersonView;
use leptos::prelude::{AnyView, IntoAny as _};

use crate::people;
use crate::state::App;

/// The name of somebody who is called otherwise; nothing for who is called by it.
pub(crate) fn handle(app: App, person: &PersonView) -> Option<AnyView> {
    let handle = people::beside(app.words, person)?;
    let line = html::span()
        .class("row-text handle")
        .attr("data-part", "handle")
        .child(html::bdi().attr("dir", "ltr").child(handle));
    Some(line.into_any())
}
