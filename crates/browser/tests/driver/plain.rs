//! The driver itself, on plain pages.

use std::collections::BTreeSet;

use hudhud_browser::{Browser, Chord, Key, Look, Manner, Network};
use serde_json::json;

async fn on(html: &str) -> anyhow::Result<(Browser, hudhud_browser::Page)> {
    let browser = Browser::start(Manner::default()).await?;
    let page = browser.page(&Look::default()).await?;
    page.open("about:blank").await?;
    let write = "html => { document.documentElement.innerHTML = html; return true }";
    let _written: bool = page.call(write, json!([html])).await?;
    Ok((browser, page))
}

#[tokio::test]
pub(super) async fn what_is_typed_arrives_in_both_scripts_and_keys_are_heard() -> anyhow::Result<()>
{
    let (_browser, page) = on("<textarea></textarea>").await?;
    page.click("textarea").await?;
    page.write("Hello, مرحبا بكم World").await?;
    page.press(Chord::Shift(Key::Enter)).await?;
    page.write("2").await?;
    let value: String = page
        .evaluate("document.querySelector('textarea').value")
        .await?;
    assert_eq!(value, "Hello, مرحبا بكم World\n2");
    Ok(())
}

#[tokio::test]
pub(super) async fn a_covered_button_is_not_clicked_until_it_is_free() -> anyhow::Result<()> {
    let (_browser, page) =
        on("<button id=below>press</button><div id=above style='position:fixed;inset:0'></div>")
            .await?;
    let _: bool = page
        .evaluate(
            "(document.querySelector('#below').addEventListener('click', () => { window.pressed = true }),
             setTimeout(() => { window.freed = true; document.querySelector('#above').remove() }, 300), true)",
        )
        .await?;
    page.click("#below").await?;
    let order: bool = page.evaluate("window.pressed && window.freed").await?;
    assert!(order, "the click went to what covered the button");
    Ok(())
}

#[tokio::test]
pub(super) async fn errors_of_pages_and_workers_are_in_the_record() -> anyhow::Result<()> {
    let (browser, page) = on("<p>fine</p>").await?;
    assert_eq!(browser.take_troubles(), []);
    let _: bool = page
        .evaluate(
            "(new Worker(URL.createObjectURL(new Blob(['console.error(\"worker broke\")']))),
             setTimeout(() => { throw new Error('page broke') }), true)",
        )
        .await?;
    for words in ["worker broke", "page broke"] {
        let is_there = |record: &hudhud_browser::Record| {
            let mut troubles = record.troubles.iter();
            troubles
                .any(|trouble| trouble.text.contains(words))
                .then_some(())
        };
        browser.until(is_there).await?;
    }
    // An error may be told twice: by the worker's own way, and by its page's, with where it was.
    let told = browser.take_troubles();
    let told = told.iter().map(|trouble| trouble.text.split(" (").next());
    let told: BTreeSet<_> = told.collect();
    assert_eq!(told.len(), 2, "{told:?}");
    Ok(())
}

#[tokio::test]
#[should_panic(expected = "nobody handled it")]
async fn a_test_fails_by_itself_when_something_went_wrong_in_its_browser() {
    let (browser, page) = on("<p>fine</p>").await.unwrap();
    let _: bool = page
        .evaluate("(Promise.reject(new Error('nobody handled it')), true)")
        .await
        .unwrap();
    let is_there = |record: &hudhud_browser::Record| (!record.troubles.is_empty()).then_some(());
    browser.until(is_there).await.unwrap();
}

#[tokio::test]
pub(super) async fn a_page_runs_what_was_given_to_it_before_its_own() -> anyhow::Result<()> {
    let manner = Manner {
        page_scripts: vec!["window.planted = 8".to_owned()],
        ..Manner::default()
    };
    let browser = Browser::start(manner).await?;
    let page = browser.page(&Look::default()).await?;
    page.open("data:text/html,<script>window.own = window.planted</script>")
        .await?;
    assert_eq!(page.evaluate::<u32>("window.own").await?, 8);
    Ok(())
}

#[tokio::test]
async fn a_failed_wait_says_what_was_on_the_page() -> anyhow::Result<()> {
    let (_browser, page) = on("<p>a lonely hoopoe</p>").await?;
    let seen = page.describe().await;
    assert!(seen.contains("a lonely hoopoe"), "{seen}");
    Ok(())
}

#[tokio::test]
async fn a_profile_outlives_a_killed_browser() -> anyhow::Result<()> {
    let served = crate::driver::served::Served::start("<p>kept</p>")?;
    let mut browser = Browser::start(Manner::default()).await?;
    let page = browser.page(&Look::default()).await?;
    page.open(&served.address()).await?;
    let keep = "new Promise(resolve => {
        const open = indexedDB.open('kept');
        open.onupgradeneeded = () => open.result.createObjectStore('shelf');
        open.onsuccess = () => {
            const change = open.result.transaction('shelf', 'readwrite', { durability: 'strict' });
            change.objectStore('shelf').put('still here', 1);
            change.oncomplete = () => resolve(true);
        };
    })";
    let _: bool = page.evaluate(keep).await?;
    browser.kill()?;
    browser.start_again().await?;
    let page = browser.page(&Look::default()).await?;
    page.open(&served.address()).await?;
    let read = "new Promise(resolve => {
        const open = indexedDB.open('kept');
        open.onsuccess = () => {
            const found = open.result.transaction('shelf').objectStore('shelf').get(1);
            found.onsuccess = () => resolve(found.result);
        };
    })";
    assert_eq!(page.evaluate::<String>(read).await?, "still here");
    Ok(())
}

#[tokio::test]
async fn without_a_network_nothing_is_fetched_and_with_one_again() -> anyhow::Result<()> {
    let served = crate::driver::served::Served::start("<p>there</p>")?;
    let browser = Browser::start(Manner::default()).await?;
    let page = browser.page(&Look::default()).await?;
    page.open(&served.address()).await?;
    browser.network(Network::Off).await?;
    let fetched = "fetch('/again').then(() => true, () => false)";
    assert!(!page.evaluate::<bool>(fetched).await?);
    assert!(!page.evaluate::<bool>("navigator.onLine").await?);
    browser.network(Network::On).await?;
    assert!(page.evaluate::<bool>(fetched).await?);
    let asked = browser.record(|record| record.requests.clone());
    let address = format!("{}again", served.address());
    assert_eq!(
        asked.iter().filter(|one| one.address == address).count(),
        2,
        "{asked:?}"
    );
    browser.forgive_network();
    Ok(())
}

#[tokio::test]
pub(super) async fn a_look_is_what_style_sheets_and_pictures_see() -> anyhow::Result<()> {
    let (_browser, page) = on("<meta name=viewport content=width=device-width><p>look</p>").await?;
    let look = Look {
        width: 390,
        height: 700,
        scale: 2.0,
        dark: true,
        still: true,
        touch: true,
    };
    page.look(&look).await?;
    let seen: (u32, bool, bool, bool) = page
        .evaluate(
            "[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches,
              matchMedia('(prefers-reduced-motion: reduce)').matches,
              matchMedia('(pointer: coarse)').matches]",
        )
        .await?;
    assert_eq!(seen, (390, true, true, true));
    let picture = page.picture().await?;
    // The header of a PNG: after 16 bytes, width and height.
    let side = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().unwrap());
    assert_eq!((side(16), side(20)), (780, 1400));
    Ok(())
}
