//! Beginnings that several tests share.

use hudhud_browser::{Host, Person};

/// A host and two people who have not met: `layla` with the app in Arabic, `omar` in English.
pub(crate) async fn two() -> anyhow::Result<(Host, Person, Person)> {
    let host = Host::start()?;
    let origin = host.origin();
    let (layla, omar) = tokio::try_join!(
        Person::joins(&origin, "layla", "ar"),
        Person::joins(&origin, "omar", "en"),
    )?;
    Ok((host, layla, omar))
}

/// The same two, in a conversation that both have open; it holds one message of each.
pub(crate) async fn met() -> anyhow::Result<(Host, Person, Person)> {
    let (host, layla, omar) = two().await?;
    layla.begins_with("omar").await?;
    layla.says("السلام عليكم").await?;
    omar.accepts("layla").await?;
    omar.sees("السلام عليكم").await?;
    omar.says("and peace on you").await?;
    layla.sees("and peace on you").await?;
    Ok((host, layla, omar))
}
