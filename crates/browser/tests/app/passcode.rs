//! A device that opens with a passcode alone.

use hudhud_browser::{Host, Key, Person};

use super::people::{met, two};

const PASSCODE: &str = "sealed words";

async fn sets_passcode(person: &Person) -> anyhow::Result<()> {
    let page = &person.page;
    person.goes("/settings/privacy").await?;
    page.click("[data-part=privacy-passcode-set]").await?;
    for field in ["passcode-new", "passcode-again"] {
        page.click(&format!("#{field}")).await?;
        page.write(PASSCODE).await?;
    }
    page.press(Key::Enter).await?;
    page.shows("[data-part=privacy-passcode-remove]").await
}

async fn opens_with(person: &Person, passcode: &str) -> anyhow::Result<()> {
    let page = &person.page;
    page.wait_for("document.activeElement?.id === 'passcode'")
        .await?;
    page.write(passcode).await?;
    page.press(Key::Enter).await
}

#[tokio::test]
pub(super) async fn a_device_with_a_passcode_opens_with_it_after_any_number_of_wrong_ones()
-> anyhow::Result<()> {
    let host = Host::start()?;
    let layla = Person::joins(&host.origin(), "layla", "ar").await?;
    let page = &layla.page;
    sets_passcode(&layla).await?;
    layla.visits("/").await?;
    page.shows("[data-part=locked]").await?;
    for wrong in ["open", "sesame", "please"] {
        opens_with(&layla, wrong).await?;
        page.wait_for(
            "document.querySelector('#passcode').value === ''
                && document.querySelector('#passcode').getAttribute('aria-invalid') === 'true'",
        )
        .await?;
    }
    opens_with(&layla, PASSCODE).await?;
    layla.is_home().await?;
    layla.is_undisturbed()
}

#[tokio::test]
pub(super) async fn whoever_locks_the_app_leaves_nothing_on_the_page_and_comes_back_to_their_place()
-> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    let talk: String = layla.page.evaluate("location.pathname").await?;
    layla.page.shows("[data-part=safety-passcode]").await?;
    sets_passcode(&layla).await?;
    // What is done is not offered any more.
    layla
        .page
        .wait_for("document.querySelector('[data-part=safety-passcode]') === null")
        .await?;
    layla.goes(&talk).await?;
    layla.drafts("لم يُرسل بعد").await?;
    layla.page.click("[data-part=lock]").await?;
    layla.page.shows("[data-part=locked]").await?;
    // Neither names nor words, in the title either; and nothing that holds them.
    let left: String = layla
        .page
        .evaluate("document.title + document.body.textContent")
        .await?;
    for gone in ["omar", "layla", "السلام", "لم يُرسل"] {
        anyhow::ensure!(!left.contains(gone), "{gone}: {left}");
    }
    omar.says("are you there?").await?;
    opens_with(&layla, PASSCODE).await?;
    layla.sees("are you there?").await?;
    let here: String = layla.page.evaluate("location.pathname").await?;
    anyhow::ensure!(here == talk, "{here}");
    anyhow::ensure!(layla.drafted().await? == "لم يُرسل بعد");
    layla.is_undisturbed()
}

#[tokio::test]
async fn an_app_that_nobody_touches_locks_itself_and_one_in_use_does_not() -> anyhow::Result<()> {
    const LATER: &str = "(Date.now = (now => () => now() + 59_000)(Date.now.bind(Date)), true)";
    let host = Host::start()?;
    let layla = Person::joins(&host.origin(), "layla", "ar").await?;
    let page = &layla.page;
    sets_passcode(&layla).await?;
    page.click("[data-part=privacy-lock-minute]").await?;
    // A hand on the page before the minute is over, twice; whoever looks at the clock finds it open.
    for _ in 0..2 {
        let _: bool = page.evaluate(LATER).await?;
        page.press(Key::Tab).await?;
    }
    let _: bool = page
        .evaluate("window.dispatchEvent(new Event('focus'))")
        .await?;
    anyhow::ensure!(page.count("[data-part=list-pane]").await? == 1);
    let _: bool = page.evaluate(LATER).await?;
    let _: bool = page.evaluate(LATER).await?;
    page.shows("[data-part=locked]").await?;
    opens_with(&layla, PASSCODE).await?;
    layla.is_home().await?;
    // Who comes back after the time does not open it by coming back.
    let _: bool = page.evaluate(LATER).await?;
    let _: bool = page.evaluate(LATER).await?;
    page.press(Key::Tab).await?;
    page.shows("[data-part=locked]").await?;
    layla.is_undisturbed()
}

#[tokio::test]
async fn a_request_that_was_declined_before_the_app_was_locked_stays_declined() -> anyhow::Result<()>
{
    let (_host, layla, omar) = two().await?;
    sets_passcode(&omar).await?;
    layla.begins_with("omar").await?;
    layla.says("hello").await?;
    omar.declines("layla").await?;
    omar.goes("/").await?;
    omar.page.click("[data-part=lock]").await?;
    opens_with(&omar, PASSCODE).await?;
    omar.is_home().await?;
    omar.page.shows("[data-part=no-conversations]").await
}
