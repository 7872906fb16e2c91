//! Where the person is: a path in the address line, so that back, forward, reload and a link to a
//! conversation work. What stands at a place is not known here.

use hudhud_base::{ConversationId, MessageRow};
use leptos::prelude::{
    GetUntracked as _, GetValue as _, RwSignal, Set as _, SetValue as _, StoredValue,
};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};

use crate::dom;

/// A part of the settings, with a path of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Name, account.
    Account,
    /// Passcode, blocked people.
    Privacy,
    /// When and how to be told.
    Notifications,
    /// Theme, text size, keys.
    Appearance,
    Language,
    /// Export, storage, forgetting the device.
    Data,
    Disclosure,
    /// Version and licences.
    About,
}

impl Part {
    /// All, in the order of the menu.
    pub(crate) const ALL: [Self; 8] = [
        Self::Account,
        Self::Privacy,
        Self::Notifications,
        Self::Appearance,
        Self::Language,
        Self::Data,
        Self::Disclosure,
        Self::About,
    ];

    /// Its name in a path.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Privacy => "privacy",
            Self::Notifications => "notifications",
            Self::Appearance => "appearance",
            Self::Language => "language",
            Self::Data => "data",
            Self::Disclosure => "disclosure",
            Self::About => "about",
        }
    }
}

/// A place in the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/`: the list.
    Home,
    /// `/c/ID`, with `?at=MESSAGE` to begin round a message.
    Conversation {
        id: ConversationId,
        /// Round this message.
        at: Option<MessageRow>,
    },
    /// `/c/ID/details`.
    Details(ConversationId),
    Requests,
    /// `/archive`: the conversations that stand apart.
    Archive,
    /// `/new`: begin a conversation.
    New,
    /// `/new/group`.
    NewGroup,
    /// `/settings[/PART]`.
    Settings(Option<Part>),
    /// `/@name`: somebody's link.
    Person(String),
    /// `/keyboard`: the shortcuts.
    Keyboard,
}

impl Route {
    /// The place that a path and a query (with `?`, or empty) lead to; [`Route::Home`] for any other.
    pub(crate) fn parse(path: &str, query: &str) -> Self {
        let mut steps = path.split('/').filter(|step| !step.is_empty());
        let route = match (steps.next(), steps.next(), steps.next(), steps.next()) {
            (Some("c"), Some(id), None, None) => id
                .parse()
                .ok()
                .map(|id| Self::Conversation { id, at: at(query) }),
            (Some("c"), Some(id), Some("details"), None) => id.parse().ok().map(Self::Details),
            (Some("requests"), None, None, None) => Some(Self::Requests),
            (Some("archive"), None, None, None) => Some(Self::Archive),
            (Some("new"), None, None, None) => Some(Self::New),
            (Some("new"), Some("group"), None, None) => Some(Self::NewGroup),
            (Some("settings"), None, None, None) => Some(Self::Settings(None)),
            (Some("settings"), Some(part), None, None) => Part::ALL
                .into_iter()
                .find(|known| known.path() == part)
                .map(|part| Self::Settings(Some(part))),
            (Some("keyboard"), None, None, None) => Some(Self::Keyboard),
            (Some(name), None, None, None) => name
                .strip_prefix('@')
                .or_else(|| name.strip_prefix("%40"))
                .filter(|name| !name.is_empty())
                .map(|name| Self::Person(unescaped(name))),
            (Some(_), _, _, _) | (None, _, _, _) => None,
        };
        route.unwrap_or(Self::Home)
    }

    /// The place that a whole address leads to, if it is one of this app.
    pub(crate) fn of_address(address: &str) -> Option<Self> {
        let origin = dom::window().location().origin().ok()?;
        let rest = address.strip_prefix(&origin)?;
        if !(rest.is_empty() || rest.starts_with(['/', '?', '#'])) {
            return None;
        }
        let rest = rest.split('#').next().unwrap_or("");
        let (path, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
        Some(Self::parse(path, query))
    }

    /// Its path, with its query.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Home => "/".to_owned(),
            Self::Conversation { id, at: None } => format!("/c/{id}"),
            Self::Conversation { id, at: Some(at) } => format!("/c/{id}?at={at}"),
            Self::Details(id) => format!("/c/{id}/details"),
            Self::Requests => "/requests".to_owned(),
            Self::Archive => "/archive".to_owned(),
            Self::New => "/new".to_owned(),
            Self::NewGroup => "/new/group".to_owned(),
            Self::Settings(None) => "/settings".to_owned(),
            Self::Settings(Some(part)) => format!("/settings/{}", part.path()),
            Self::Person(name) => format!("/@{}", escaped(name)),
            Self::Keyboard => "/keyboard".to_owned(),
        }
    }

    /// One step back towards the list, or nothing from there.
    pub(crate) fn up(&self) -> Option<Self> {
        match self {
            Self::Home => None,
            Self::Details(id) => Some(Self::Conversation { id: *id, at: None }),
            Self::NewGroup => Some(Self::New),
            Self::Settings(Some(_)) => Some(Self::Settings(None)),
            Self::Conversation { .. }
            | Self::Requests
            | Self::Archive
            | Self::New
            | Self::Settings(None)
            | Self::Person(_)
            | Self::Keyboard => Some(Self::Home),
        }
    }

    /// Whether it is looked at in passing, and then one goes on where one was.
    const fn is_aside(&self) -> bool {
        matches!(self, Self::Settings(_) | Self::Keyboard)
    }

    /// The conversation that is looked at there.
    pub(crate) fn conversation(&self) -> Option<ConversationId> {
        match self {
            Self::Conversation { id, .. } | Self::Details(id) => Some(*id),
            Self::Home
            | Self::Requests
            | Self::Archive
            | Self::New
            | Self::NewGroup
            | Self::Settings(_)
            | Self::Person(_)
            | Self::Keyboard => None,
        }
    }
}

/// The message named in a query.
fn at(query: &str) -> Option<MessageRow> {
    query
        .strip_prefix('?')?
        .split('&')
        .find_map(|pair| pair.strip_prefix("at="))?
        .parse()
        .ok()
}

/// Percent-encoded UTF-8 as text; as it is where it is not well formed.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if let (b'%', [high, low, after @ ..]) = (first, tail)
            && let (Some(high), Some(low)) = (digit(*high), digit(*low))
        {
            bytes.push(high * 16 + low);
            rest = after;
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// Text as it may stand in a path.
fn escaped(text: &str) -> String {
    let mut path = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            path.push(char::from(byte));
        } else {
            path.push('%');
            path.push_str(&format!("{byte:02X}"));
        }
    }
    path
}

/// The place now, and the ways to another one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Router {
    /// The place now. It is read; it is changed by the methods only.
    pub(crate) route: RwSignal<Route>,
    /// Where the person was before they looked at the settings or the keys.
    left: StoredValue<Route>,
}

impl Router {
    /// Begins at the address line's place and follows back and forward for the life of the page.
    pub(crate) fn start() -> Self {
        let router = Self {
            route: RwSignal::new(current()),
            left: StoredValue::new(Route::Home),
        };
        let follow = Closure::<dyn FnMut()>::new(move || router.route.set(current()));
        let _ = dom::window()
            .add_event_listener_with_callback("popstate", follow.as_ref().unchecked_ref());
        follow.forget();
        router
    }

    /// Goes somewhere; back leads here again.
    pub(crate) fn go(self, to: Route) {
        let from = self.route.get_untracked();
        if from != to {
            if to.is_aside() && !from.is_aside() {
                self.left.set_value(from);
            }
            self.write(&to, false);
            self.route.set(to);
        }
    }

    /// Goes somewhere in place of here: back leads to where the person was before.
    pub(crate) fn replace(self, to: Route) {
        self.write(&to, true);
        self.route.set(to);
    }

    /// One step towards the list, or back to where the settings were opened. `false`: this is the
    /// list.
    pub(crate) fn up(self) -> bool {
        let here = self.route.get_untracked();
        let up = match here.up() {
            Some(Route::Home) if here.is_aside() => Some(self.left.get_value()),
            up => up,
        };
        match up {
            Some(up) => {
                self.go(up);
                true
            }
            None => false,
        }
    }

    fn write(self, to: &Route, in_place: bool) {
        let Ok(history) = dom::window().history() else {
            return;
        };
        let path = to.path();
        let _ = if in_place {
            history.replace_state_with_url(&JsValue::NULL, "", Some(&path))
        } else {
            history.push_state_with_url(&JsValue::NULL, "", Some(&path))
        };
    }
}

fn current() -> Route {
    let location = dom::window().location();
    Route::parse(
        &location.pathname().unwrap_or_default(),
        &location.search().unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::{ConversationId, MessageRow, Part, Route};

    #[test]
    fn every_place_is_found_again_by_its_path() {
        let mut places = vec![
            Route::Home,
            Route::Conversation {
                id: ConversationId(7),
                at: None,
            },
            Route::Conversation {
                id: ConversationId(7),
                at: Some(MessageRow(-3)),
            },
            Route::Details(ConversationId(12)),
            Route::Requests,
            Route::New,
            Route::NewGroup,
            Route::Settings(None),
            Route::Person("ليلى".to_owned()),
            Route::Person("sami@example.org".to_owned()),
            Route::Keyboard,
        ];
        places.extend(Part::ALL.map(|part| Route::Settings(Some(part))));
        for place in places {
            let path = place.path();
            let (path, query) = path.split_at(path.find('?').unwrap_or(path.len()));
            assert_eq!(Route::parse(path, query), place);
        }
    }

    #[test]
    fn what_is_no_place_leads_to_the_list() {
        for path in [
            "",
            "/c",
            "/c/x",
            "/c/1/x",
            "/@",
            "/settings/x",
            "/new/x",
            "/c/1/details/x",
        ] {
            assert_eq!(Route::parse(path, ""), Route::Home, "{path}");
        }
    }

    #[test]
    fn going_up_ends_at_the_list() {
        let mut place = Route::Details(ConversationId(3));
        let mut steps = 0;
        while let Some(up) = place.up() {
            place = up;
            steps += 1;
        }
        assert_eq!((place, steps), (Route::Home, 2));
    }
}
