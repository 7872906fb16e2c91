//! One picture, and the two screens that most people have.

use std::path::Path;

use hudhud_browser::{Look, Person};

pub(super) const WIDE: Look = Look {
    width: 1280,
    height: 800,
    scale: 2.0,
    dark: false,
    still: true,
    touch: false,
};

pub(super) const NARROW: Look = Look {
    width: 390,
    height: 780,
    scale: 2.0,
    dark: false,
    still: true,
    touch: true,
};

/// What is on somebody's screen once it is at rest, as a file.
pub(super) async fn take(person: &Person, directory: &Path, name: &str) -> anyhow::Result<()> {
    person.page.settled().await?;
    let picture = person.page.picture().await?;
    std::fs::write(directory.join(format!("{name}.png")), picture)?;
    Ok(())
}
