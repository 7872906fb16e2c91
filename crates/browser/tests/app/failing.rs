//! When the program of the page, its worker or the browser round them fails: it is said, there is a
//! way on, and what was typed is still there.

use hudhud_browser::{Browser, Host, Look, Manner, Person};

use super::people::met;

/// From now on no element can be made, which no program of a page survives.
const BREAK_PAGE: &str = "Document.prototype.createElement = () => { throw new Error('broken') }";
/// Remembers the worker when the page next talks to it.
const FIND_WORKER: &str = "(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (...all) {
        globalThis.testWorker = this;
        return post.apply(this, all);
    };
})()";

async fn breaks(person: &Person, how: &str) -> anyhow::Result<()> {
    person
        .page
        .evaluate::<bool>(&format!("({how}, true)"))
        .await?;
    Ok(())
}

#[tokio::test]
async fn a_page_that_fails_says_so_and_one_press_brings_back_what_was_typed() -> anyhow::Result<()>
{
    let (_host, _layla, omar) = met().await?;
    omar.drafts("half a thought").await?;
    breaks(&omar, BREAK_PAGE).await?;
    omar.page.click("[data-part=emoji]").await?;
    omar.page.shows_text("#stopped", "stopped").await?;
    omar.page.click("[data-part=load-again]").await?;
    let kept = "document.querySelector('[data-part=write]')?.value === 'half a thought'";
    omar.page.wait_for(kept).await?;
    // What failed was meant to fail.
    omar.browser.take_troubles();
    Ok(())
}

#[tokio::test]
async fn a_worker_that_fails_takes_nothing_along_that_was_typed() -> anyhow::Result<()> {
    let (_host, _layla, omar) = met().await?;
    breaks(&omar, FIND_WORKER).await?;
    omar.drafts("half a thought").await?;
    omar.page.wait_for("globalThis.testWorker").await?;
    breaks(&omar, "testWorker.dispatchEvent(new Event('error'))").await?;
    omar.page.click("[data-part=again]").await?;
    let kept = "document.querySelector('[data-part=write]')?.value === 'half a thought'";
    omar.page.wait_for(kept).await?;
    omar.says(", finished").await?;
    omar.is_undisturbed()
}

/// Opens the app in a browser in which this runs before everything else.
async fn arrives_after(
    host: &Host,
    script: &str,
) -> anyhow::Result<(Browser, hudhud_browser::Page)> {
    let manner = Manner {
        page_scripts: vec![script.to_owned()],
        ..Manner::default()
    };
    let browser = Browser::start(manner).await?;
    let page = browser.page(&Look::default()).await?;
    page.open(&format!("{}/", host.origin())).await?;
    Ok((browser, page))
}

#[tokio::test]
async fn a_browser_without_webassembly_is_told_so_in_words() -> anyhow::Result<()> {
    let host = Host::start()?;
    let (browser, page) = arrives_after(&host, "delete globalThis.WebAssembly").await?;
    page.shows_text("#trouble", "could not start").await?;
    browser.take_troubles();
    Ok(())
}

#[tokio::test]
async fn a_browser_that_refuses_locks_opens_the_device_all_the_same() -> anyhow::Result<()> {
    let host = Host::start()?;
    let refuse = "navigator.locks.request = () =>
        Promise.reject(new DOMException('no', 'SecurityError'))";
    let (_browser, page) = arrives_after(&host, refuse).await?;
    page.shows("[data-part=welcome]").await
}

#[tokio::test]
async fn the_switch_of_notifications_goes_back_when_the_browser_says_no() -> anyhow::Result<()> {
    let host = Host::start()?;
    let manner = Manner {
        page_scripts: vec![
            "Object.defineProperty(Notification, 'permission', { get: () => globalThis.said ?? 'default' });
             Notification.requestPermission = async () => (globalThis.said = 'denied')"
                .to_owned(),
        ],
        ..Manner::default()
    };
    let guest = Person::arrives_with(&host.origin(), "guest", manner, Look::default()).await?;
    guest.signs_up().await?;
    guest.goes("/settings/notifications").await?;
    guest.page.click("[data-part=notifications]").await?;
    guest
        .page
        .shows_text("[role=status]", "does not let")
        .await?;
    guest
        .page
        .wait_for("document.querySelector('[data-part=notifications]').checked === false")
        .await
}

#[tokio::test]
async fn words_selected_in_one_message_do_not_keep_the_menu_from_another() -> anyhow::Result<()> {
    let (_host, _layla, omar) = met().await?;
    let ask = |text: &str| {
        format!(
            "(() => {{
                const bodies = [...document.querySelectorAll('[data-part=message] [data-part=body]')];
                getSelection().selectAllChildren(bodies.find(body => body.textContent.includes('peace')));
                const other = bodies.find(body => body.textContent.includes('{text}'));
                return other.dispatchEvent(
                    new MouseEvent('contextmenu', {{ bubbles: true, cancelable: true }}));
            }})()"
        )
    };
    // The browser's own menu, for what is selected; ours, for everything else.
    assert!(omar.page.evaluate::<bool>(&ask("peace")).await?);
    assert!(!omar.page.evaluate::<bool>(&ask("السلام")).await?);
    omar.page.shows("[role=menu]").await
}
