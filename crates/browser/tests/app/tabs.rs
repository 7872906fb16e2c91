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

/// Presses the button of the card that says that another tab has the device, as soon as it is there.
const AT_ONCE: &str = "(() => {
    const watch = new MutationObserver(() => {
        const button = document.querySelector('[data-part=handed-over] [data-part=use-here]');
        if (button === null) return;
        watch.disconnect();
        button.click();
    });
    watch.observe(document, { subtree: true, childList: true });
    return true;
})()";

/// So long nobody is asked any more and everything is taken away from everybody.
const TAKEN_BY_FORCE: &str = "new Promise(done => setTimeout(() => done(true), 8000))";

#[tokio::test]
async fn the_tab_that_was_asked_last_has_the_device_and_keeps_it() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    let second = omar.browser.page(&Look::default()).await?;
    second.open(&format!("{}/", omar.origin)).await?;
    second.shows("[data-part=elsewhere]").await?;
    let _: bool = omar.page.evaluate(AT_ONCE).await?;
    // Twice, as impatient people do.
    let press = "(() => {
        const button = document.querySelector('[data-part=use-here]');
        button.click();
        button.click();
        return true;
    })()";
    let _: bool = second.evaluate(press).await?;
    second.shows("[data-part=handed-over]").await?;
    omar.opens("layla").await?;
    let _: bool = omar.page.evaluate(TAKEN_BY_FORCE).await?;
    omar.says("still here").await?;
    layla.sees("still here").await?;
    second.shows("[data-part=handed-over]").await?;
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
