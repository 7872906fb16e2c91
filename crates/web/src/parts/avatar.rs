//! A person or a group as a round of colour with initials, over which the picture lies that somebody
//! shows of themselves. It says nothing of who they are.

use crate::html;
use hudhud_base::ConversationId;
use hudhud_dialogue::{ConversationKind, ConversationView, PersonView};
use leptos::prelude::{AnyView, Get as _, IntoAny as _};

use super::icon::{Icon, icon};
use crate::state::App;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// Beside a line of text.
    Tiny,
    /// In a bar.
    Small,
    /// In a list.
    Usual,
    /// In details.
    Huge,
}

impl Size {
    const fn class(self) -> &'static str {
        match self {
            Self::Tiny => "avatar tiny",
            Self::Small => "avatar small",
            Self::Usual => "avatar",
            Self::Huge => "avatar huge",
        }
    }
}

/// A person. Their colour is of their account, so that it is the same everywhere.
pub(crate) fn avatar(app: App, person: &PersonView, size: Size) -> AnyView {
    let picture = app.pictures.of(app.link, person);
    let picture = picture.map(|picture| {
        move || {
            let address = picture.get()?;
            Some(html::img().attr("src", address).attr("alt", ""))
        }
    });
    round(
        size,
        colour(&person.account.to_string()),
        initial(&person.profile.name).or_else(|| person.name.as_deref().and_then(initial)),
        Icon::Person,
    )
    .child(picture)
    .into_any()
}

/// A group, by its number and title.
pub(crate) fn group_avatar(id: ConversationId, title: &str, size: Size) -> AnyView {
    round(size, colour(&id.to_string()), initial(title), Icon::People).into_any()
}

/// A conversation: the other person, or the group.
pub(crate) fn conversation_avatar(app: App, view: &ConversationView, size: Size) -> AnyView {
    match (&view.kind, &view.peer) {
        (ConversationKind::Direct, Some(peer)) => avatar(app, peer, size),
        (ConversationKind::Direct, None) | (ConversationKind::Group, _) => {
            group_avatar(view.id, &view.title, size)
        }
    }
}

fn round(size: Size, colour: u32, letter: Option<String>, otherwise: Icon) -> html::Element {
    let inside = match letter {
        Some(letter) => letter.into_any(),
        None => icon(otherwise),
    };
    html::span()
        .class(size.class())
        .attr("data-colour", colour.to_string())
        .attr("aria-hidden", "true")
        .child(inside)
}

/// One of eight colours, 1 to 8.
pub(crate) fn colour(of: &str) -> u32 {
    // FNV-1a: it only has to spread.
    let hash = of.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash % 8 + 1
}

/// The first letter or digit of a name, as a capital where there are capitals.
fn initial(name: &str) -> Option<String> {
    let first = name.chars().find(|letter| letter.is_alphanumeric())?;
    Some(first.to_uppercase().collect())
}

#[cfg(test)]
mod tests {
    use super::{colour, initial};

    #[test]
    fn initials_are_letters_in_both_scripts() {
        assert_eq!(initial("sami").as_deref(), Some("S"));
        assert_eq!(initial("«ليلى»").as_deref(), Some("ل"));
        assert_eq!(initial("🙂"), None);
    }

    #[test]
    fn colours_are_one_to_eight_and_all_are_used() {
        let used: std::collections::BTreeSet<u32> = (0..200)
            .map(|number: i32| colour(&number.to_string()))
            .collect();
        assert_eq!(used, (1..=8).collect());
    }
}
