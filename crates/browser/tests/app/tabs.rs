//! A second tab.

use hudhud_browser::{Host, Look, Manner, Person};

use super::people::met;

/// What one tab says reaches the others later than a lock that is free is had.
const LATE: &str = "{
    const own = Object.getOwnPropertyDescriptor(BroadcastChannel.prototype, 'onmessage');
    Object.defineProperty(BroadcastChannel.prototype, 'onmessage', {
        set(hear) { own.set.call(this, event => setTimeout(() => hear(event), 300)); },
    });
}";

/// Once no tab has the device.
const FREE: &str = "(async () => {
    while ((await navigator.locks.query()).held.length > 0) await new Promise(done => setTimeout(done, 20));
    return true;
})()";

#[tokio::test]
pub(super) async fn a_second_tab_takes_over_and_gives_back() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    let second = omar.browser.page(&Look::default()).await?;
    second.open(&format!("{}/", omar.origin)).await?;
    second.shows("[data-part=elsewhere]").await?;
    second.click("[data-part=use-here]").await?;
    second.shows("[data-part=settings]").await?;
    omar.page.shows("[data-part=handed-over]").await?;
    omar.page.to_front().await?;
    omar.page.click("[data-part=use-here]").await?;
    omar.opens("layla").await?;
    second.shows("[data-part=handed-over]").await?;
    omar.says("back in the first tab").await?;
    layla.sees("back in the first tab").await?;
    omar.is_undisturbed()?;
    layla.is_undisturbed()
}

#[tokio::test]
async fn a_tab_that_takes_what_nobody_has_does_not_give_it_to_itself() -> anyhow::Result<()> {
    let host = Host::start()?;
    let manner = Manner {
        page_scripts: vec![LATE.to_owned()],
        ..Manner::default()
    };
    let omar = Person::arrives_with(&host.origin(), "omar", manner, Look::default()).await?;
    omar.signs_up().await?;
    let second = omar.browser.page(&Look::default()).await?;
    second.open(&format!("{}/", omar.origin)).await?;
    second.click("[data-part=use-here]").await?;
    second.shows("[data-part=settings]").await?;
    omar.page.shows("[data-part=handed-over]").await?;
    second.close().await?;
    let _free: bool = omar.page.evaluate(FREE).await?;
    omar.page.to_front().await?;
    omar.page.click("[data-part=use-here]").await?;
    omar.is_home().await?;
    // It stays so: whatever was said has been heard by now.
    let _later: bool = omar
        .page
        .evaluate("new Promise(done => setTimeout(() => done(true), 600))")
        .await?;
    omar.is_home().await?;
    omar.is_undisturbed()
}
