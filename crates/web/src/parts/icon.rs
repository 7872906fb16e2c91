//! Icons: strokes on a grid of 24, drawn here, coloured by the text round them.

use crate::html;
use leptos::prelude::{AnyView, IntoAny as _};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    Back,
    Close,
    Search,
    Pencil,
    Send,
    Reply,
    Forward,
    More,
    Settings,
    Lock,
    Person,
    People,
    AddPerson,
    Bin,
    Copy,
    Share,
    Emoji,
    Down,
    /// From elsewhere onto this device.
    Download,
    Check,
    Clock,
    Checks,
    Alert,
    Offline,
    Again,
    Tray,
    Bell,
    Keyboard,
    Palette,
    Globe,
    Data,
    Eye,
    Info,
    Link,
    Star,
    Pin,
    Muted,
    Archive,
    Attach,
    File,
    Photo,
}

const CLIP: &str = "M19.5 11.5l-7.8 7.8a4.6 4.6 0 0 1-6.5-6.5l8.2-8.2a3.1 3.1 0 0 1 4.4 4.4l-8.1 8.1a1.6 1.6 0 0 1-2.2-2.2l7.4-7.4";

const SHEET: &str = "M7 3.5h6.5L18 8v11a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 19V5A1.5 1.5 0 0 1 7 3.5zM13.5 3.5V8H18";

const FRAME: &str = "M5 5h14a1.5 1.5 0 0 1 1.5 1.5v11A1.5 1.5 0 0 1 19 19H5a1.5 1.5 0 0 1-1.5-1.5v-11A1.5 1.5 0 0 1 5 5zM8.5 10.5a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4zM4 17l4.5-4.5 3 3 3.5-4 5 5";

const PENCIL: &str =
    "M4 20l1-4.5L16 4.5a2.1 2.1 0 0 1 3 0l.5.5a2.1 2.1 0 0 1 0 3L8.5 19 4 20zM14 6.5l3.5 3.5";

const GEAR: &str = "M12 15.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM12 3v2.6M12 18.4V21M3 12h2.6M18.4 12H21M5.6 5.6l1.9 1.9M16.5 16.5l1.9 1.9M18.4 5.6l-1.9 1.9M7.5 16.5l-1.9 1.9";

const DOTS: &str = "M12 6.4a.9.9 0 1 0 0-1.8.9.9 0 0 0 0 1.8zM12 12.9a.9.9 0 1 0 0-1.8.9.9 0 0 0 0 1.8zM12 19.4a.9.9 0 1 0 0-1.8.9.9 0 0 0 0 1.8z";

impl Icon {
    /// Whether it points somewhere along the line, and so the other way where reading goes the
    /// other way.
    const fn mirrored(self) -> bool {
        matches!(self, Self::Back | Self::Send | Self::Reply | Self::Forward)
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Back => "M15 5l-7 7 7 7",
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Search => "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20 20",
            Self::Pencil => PENCIL,
            Self::Send => "M4 12l16-8-5.5 16-3-6.5L4 12zM11.5 13.5L20 4",
            Self::Reply => "M10 6l-6 5.5 6 5.5v-3.5c5 0 8 1.5 10 5-.5-6-4-9-10-9.5V6z",
            Self::Forward => "M14 6l6 5.5-6 5.5v-3.5c-5 0-8 1.5-10 5 .5-6 4-9 10-9.5V6z",
            Self::More => DOTS,
            Self::Settings => GEAR,
            Self::Lock => {
                "M6.5 11h11a1.5 1.5 0 0 1 1.5 1.5v6a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 18.5v-6A1.5 1.5 0 0 1 6.5 11zM8 11V8a4 4 0 0 1 8 0v3"
            }
            Self::Person => {
                "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5"
            }
            Self::People => {
                "M9 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19c.7-3.2 3.2-4.8 6.5-4.8s5.8 1.6 6.5 4.8M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.8c2 .7 3.2 2.1 3.6 4.2"
            }
            Self::AddPerson => {
                "M10 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2.5 20c.8-3.6 3.8-5.5 7.5-5.5 1.7 0 3.2.4 4.5 1.1M18.5 14v6M15.5 17h6"
            }
            Self::Bin => "M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7M10.5 11v5M13.5 11v5",
            Self::Copy => "M9 9h10v11H9zM15 9V4.5H5V15h4",
            Self::Share => "M12 15V4M8 7.5L12 4l4 3.5M6 11.5H5V20h14v-8.5h-1",
            Self::Emoji => {
                "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM8.5 14.2c.9 1.3 2.1 2 3.5 2s2.6-.7 3.5-2M9 9.5v.5M15 9.5v.5"
            }
            Self::Down => "M5 9l7 7 7-7",
            Self::Download => "M12 4v11M7 10.5l5 5 5-5M5 19.5h14",
            Self::Check => "M5 12.5l4.5 4.5L19 7.5",
            Self::Clock => "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 8v4.5l3 1.8",
            Self::Checks => "M2.5 12.5L7 17l9-9.5M12 16l1 1 9-9.5",
            Self::Alert => "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5v5.5M12 16.3v.01",
            Self::Offline => {
                "M4 4l16 16M8.3 13.8a5.5 5.5 0 0 1 6.4-.6M5 10.5a10 10 0 0 1 4-2.3M12.5 7.5a10 10 0 0 1 6.5 3M12 18v.01"
            }
            Self::Again => "M19 12a7 7 0 1 1-2.3-5.2M19.5 4v4h-4",
            Self::Tray => "M4 13.5h4.5l1.5 2.5h4l1.5-2.5H20M4 13.5L6.5 5h11l2.5 8.5V19H4z",
            Self::Bell => "M6.5 16.5v-6a5.5 5.5 0 0 1 11 0v6l1.5 1.5H5l1.5-1.5zM10 20.5h4",
            Self::Keyboard => {
                "M3.5 6.5h17v11h-17zM7 10v.01M10.3 10v.01M13.7 10v.01M17 10v.01M8 14h8"
            }
            Self::Palette => {
                "M12 20.5a8.5 8.5 0 1 1 8.5-8.5c0 2.5-2 3-3.5 3h-2c-1.5 0-2 1.5-1.2 2.5s.2 3-1.8 3zM8 12v.01M9.5 8.3v.01M14 7.7v.01"
            }
            Self::Globe => {
                "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM3.5 12h17M12 3.5c2.5 2.5 3.5 5.3 3.5 8.5s-1 6-3.5 8.5c-2.5-2.5-3.5-5.3-3.5-8.5s1-6 3.5-8.5z"
            }
            Self::Data => {
                "M12 9c4 0 7-1.1 7-2.5S16 4 12 4 5 5.1 5 6.5 8 9 12 9zM5 6.5v11C5 18.9 8 20 12 20s7-1.1 7-2.5v-11M5 12c0 1.4 3 2.5 7 2.5s7-1.1 7-2.5"
            }
            Self::Eye => {
                "M2.5 12C4.5 8 8 6 12 6s7.5 2 9.5 6c-2 4-5.5 6-9.5 6s-7.5-2-9.5-6zM12 14.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6z"
            }
            Self::Info => "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 11v5.5M12 7.7v.01",
            Self::Link => {
                "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.5 1.5M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.5-1.5"
            }
            Self::Pin => "M9 4h6l-1 6 3 3v1.5H7V13l3-3-1-6zM12 14.5V20",
            Self::Muted => "M6.5 16.5v-6a5.5 5.5 0 0 1 9-4M17.5 11v7H5l1.5-1.5M10 20.5h4M4 4l16 16",
            Self::Attach => CLIP,
            Self::File => SHEET,
            Self::Photo => FRAME,
            Self::Archive => "M4 5h16v4H4zM5.5 9v10.5h13V9M10 13h4",
            Self::Star => "M12 4l2.4 5 5.6.7-4.1 3.8 1.1 5.5-5-2.7-5 2.7 1.1-5.5L4 9.7 9.6 9 12 4z",
        }
    }
}

/// The icon, without meaning of its own: what holds it has a name.
pub(crate) fn icon(icon: Icon) -> AnyView {
    let class = if icon.mirrored() {
        "icon mirrored"
    } else {
        "icon"
    };
    html::svg()
        .attr("class", class)
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .child(html::path().attr("d", icon.path()))
        .into_any()
}
