//! Beginnings that several tests share.

use hudhud_browser::{Host, Peer, Person, Relay};

/// A host and two people who have not met: `layla` with the app in Arabic, `omar` in English.
pub(crate) async fn two() -> anyhow::Result<(Host, Person, Person)> {
    let host = Host::start()?;
    let (layla, omar) = two_at(&host.origin()).await?;
    Ok((host, layla, omar))
}

async fn two_at(origin: &str) -> anyhow::Result<(Person, Person)> {
    tokio::try_join!(
        Person::joins(origin, "layla", "ar"),
        Person::joins(origin, "omar", "en"),
    )
}

/// The same two, in a conversation that both have open; it holds one message of each.
pub(crate) async fn met() -> anyhow::Result<(Host, Person, Person)> {
    let (host, layla, omar) = two().await?;
    meet(&layla, &omar).await?;
    Ok((host, layla, omar))
}

/// A host, `layla` at the terminal, and `omar` in English with the app.
pub(crate) async fn one_at_a_terminal() -> anyhow::Result<(Host, Peer, Person)> {
    let host = Host::start()?;
    let origin = host.origin();
    let (layla, omar) = tokio::try_join!(
        Peer::joins(&origin, "layla"),
        Person::joins(&origin, "omar", "en"),
    )?;
    Ok((host, layla, omar))
}

/// The same two: she wrote first, he answered.
pub(crate) async fn met_from_a_terminal() -> anyhow::Result<(Host, Peer, Person)> {
    let (host, layla, omar) = one_at_a_terminal().await?;
    layla.does(&["send", "@omar", "peace be with you"]).await?;
    omar.accepts("layla").await?;
    omar.sees("peace be with you").await?;
    omar.says("and peace on you").await?;
    Ok((host, layla, omar))
}

/// The same two, met, behind a relay that can be cut; what it relays bears the name of a build that
/// browsers keep, even if it is one for development.
pub(crate) async fn met_behind_a_relay() -> anyhow::Result<(Host, Relay, Person, Person)> {
    let host = Host::start()?;
    let relay = Relay::start(host.port())?;
    relay.change(&host.build()?, &kept_build(&host, 'y')?)?;
    let (layla, omar) = two_at(&relay.origin()).await?;
    meet(&layla, &omar).await?;
    Ok((host, relay, layla, omar))
}

/// The name of this host's build with another first letter: no name that a browser refuses to keep.
pub(crate) fn kept_build(host: &Host, first: char) -> anyhow::Result<String> {
    let build = host.build()?;
    Ok(std::iter::once(first)
        .chain(build.chars().skip(1))
        .collect())
}

async fn meet(layla: &Person, omar: &Person) -> anyhow::Result<()> {
    layla.begins_with("omar").await?;
    layla.says("السلام عليكم").await?;
    omar.accepts("layla").await?;
    omar.sees("السلام عليكم").await?;
    omar.says("and peace on you").await?;
    layla.sees("and peace on you").await
}
