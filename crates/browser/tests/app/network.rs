//! Offline and back, a host that restarts, and what leaves the origin: nothing.

use hudhud_browser::Network;

use super::people::{met, met_behind_a_relay};

#[tokio::test]
pub(super) async fn without_a_network_messages_wait_and_with_one_they_go() -> anyhow::Result<()> {
    let (_host, relay, layla, omar) = met_behind_a_relay().await?;
    relay.cut();
    omar.browser.network(Network::Off).await?;
    omar.says("written in a tunnel").await?;
    omar.sees_state("written in a tunnel", "waiting").await?;
    omar.is_told_of_no_connection().await?;
    layla.says("هل أنت هنا؟").await?;
    relay.mend();
    omar.browser.network(Network::On).await?;
    layla.sees("written in a tunnel").await?;
    omar.sees("هل أنت هنا؟").await?;
    omar.has_a_connection().await?;
    omar.forgives();
    layla.forgives();
    Ok(())
}

#[tokio::test]
async fn a_host_that_was_killed_and_came_back_has_lost_nothing() -> anyhow::Result<()> {
    let (mut host, layla, omar) = met().await?;
    omar.says("before the storm").await?;
    omar.sees_state("before the storm", "sent").await?;
    host.kill()?;
    omar.is_told_of_no_connection().await?;
    layla.is_told_of_no_connection().await?;
    omar.says("in the storm").await?;
    omar.sees_state("in the storm", "waiting").await?;
    host.start_again()?;
    layla.sees("before the storm").await?;
    layla.sees("in the storm").await?;
    layla.says("بعد العاصفة").await?;
    omar.sees("بعد العاصفة").await?;
    let twice = layla.bodies().await?;
    let times = twice.iter().filter(|body| *body == "in the storm").count();
    assert_eq!(times, 1, "{twice:?}");
    omar.forgives();
    layla.forgives();
    Ok(())
}

#[tokio::test]
pub(super) async fn the_app_opens_from_its_own_copy_while_the_host_is_away() -> anyhow::Result<()> {
    let (_host, relay, layla, omar) = met_behind_a_relay().await?;
    omar.keeps_a_copy_of_the_app().await?;
    relay.cut();
    omar.page.reload().await?;
    omar.opens("layla").await?;
    omar.sees("and peace on you").await?;
    omar.says("for later").await?;
    omar.sees_state("for later", "waiting").await?;
    omar.forgives();
    layla.forgives();
    Ok(())
}

#[tokio::test]
async fn a_browser_that_has_no_network_says_so_at_once() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    // What is open may stay open for a while: the browser knows it all the same.
    omar.browser.network(Network::Off).await?;
    omar.is_told_of_no_connection().await?;
    omar.browser.network(Network::On).await?;
    omar.has_a_connection().await?;
    omar.says("back").await?;
    layla.sees("back").await?;
    omar.forgives();
    Ok(())
}
