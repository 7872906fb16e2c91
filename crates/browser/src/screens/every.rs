//! Every screen in every look, for the eyes of whoever has changed one.

use std::path::Path;

use anyhow::Context as _;
use hudhud_browser::{Look, Peer, Person};

use super::picture::{NARROW, WIDE, take};

/// Widths at which the app is looked at, in CSS pixels: two telephones, a tablet, a notebook, a desk.
const WIDTHS: [Look; 5] = [
    Look {
        width: 360,
        height: 740,
        scale: 1.0,
        ..NARROW
    },
    Look {
        scale: 1.0,
        ..NARROW
    },
    Look {
        width: 820,
        height: 1100,
        scale: 1.0,
        ..NARROW
    },
    Look { scale: 1.0, ..WIDE },
    Look {
        width: 1920,
        height: 1080,
        scale: 1.0,
        ..WIDE
    },
];

/// Places that are the same for everybody, by what their pictures are called.
const PLACES: [(&str, &str); 13] = [
    ("list", "/"),
    ("requests", "/requests"),
    ("new", "/new"),
    ("new-group", "/new/group"),
    ("settings", "/settings"),
    ("account", "/settings/account"),
    ("privacy", "/settings/privacy"),
    ("notifications", "/settings/notifications"),
    ("appearance", "/settings/appearance"),
    ("data", "/settings/data"),
    ("disclosure", "/settings/disclosure"),
    ("about", "/settings/about"),
    ("keyboard", "/keyboard"),
];

/// Takes them of both, to whom a stranger writes first.
pub(super) async fn take_all(
    directory: &Path,
    people: [&Person; 2],
    stranger: &Peer,
) -> anyhow::Result<()> {
    for (person, language) in people.into_iter().zip(["en", "ar"]) {
        person.opens("Hoopoe walk").await?;
        let conversation: String = person.page.evaluate("location.pathname").await?;
        let name = format!("@{}", person.name);
        let words = "I saw your picture of the hoopoe. May I print it in our newsletter?";
        stranger.does(&["send", &name, words]).await?;
        person.has_request_from("huda").await?;
        let details = format!("{conversation}/details");
        let own = [
            ("conversation", conversation.as_str()),
            ("details", &details),
        ];
        for (place, path) in own.into_iter().chain(PLACES) {
            person.goes(path).await?;
            for look in WIDTHS {
                for dark in [false, true] {
                    person.page.look(&Look { dark, ..look }).await?;
                    let shade = if dark { "dark" } else { "light" };
                    let name = format!("{place}-{language}-{shade}-{}", look.width);
                    take(person, directory, &name)
                        .await
                        .with_context(|| format!("no picture {name}"))?;
                }
            }
        }
    }
    Ok(())
}
