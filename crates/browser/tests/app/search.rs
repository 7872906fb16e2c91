//! Looking for people and for words.

use hudhud_browser::{Axe, Chord, Key};

use super::people::{met, two};

#[tokio::test]
async fn whoever_is_not_found_can_be_written_to() -> anyhow::Result<()> {
    let (_host, layla, _omar) = two().await?;
    layla.page.click("[data-part=search]").await?;
    layla.page.write("omar").await?;
    layla.page.click("[data-part=search-write]").await?;
    layla.is_in("omar").await
}

#[tokio::test]
async fn whoever_is_on_another_server_is_not_offered_and_it_is_said_why() -> anyhow::Result<()> {
    let (_host, layla, _omar) = two().await?;
    let page = &layla.page;
    page.click("[data-part=search]").await?;
    page.write("sara@elsewhere.example").await?;
    page.shows("[data-part=search-nothing]").await?;
    assert_eq!(page.count("[data-part=search-write]").await?, 0);
    page.press(Key::Escape).await?;
    page.click("[data-part=new]").await?;
    page.click("[data-part=whom]").await?;
    page.write("@sara@elsewhere.example").await?;
    page.press(Key::Enter).await?;
    page.shows_text("[data-part=new-conversation]", "على خادم آخر")
        .await?;
    page.wait_for("location.pathname === '/new'").await
}

#[tokio::test]
async fn what_was_found_shows_the_conversation_it_stands_in() -> anyhow::Result<()> {
    let (_host, layla, _omar) = met().await?;
    layla.goes("/").await?;
    layla.searches("السلام").await?;
    // Layla wrote it, to Omar: it is his letter that stands there, not her own.
    layla.page.shows_text("[data-part=hit] .avatar", "O").await
}

#[tokio::test]
async fn a_search_names_people_groups_and_messages_apart_and_goes_on_where_it_found_nothing()
-> anyhow::Result<()> {
    const TITLES: &str = ".pane.list .section-title";
    let (_host, _layla, omar) = met().await?;
    let page = &omar.page;
    omar.goes("/").await?;
    omar.begins_group("Layla's garden", &[]).await?;
    omar.says("layla may come").await?;
    omar.goes("/").await?;
    page.click("[data-part=search]").await?;
    page.write("layla").await?;
    for title in ["People · 1", "Groups · 1", "Messages · 1"] {
        page.wait_for(&format!(
            "[...document.querySelectorAll('{TITLES}')].some(title =>
                title.textContent.replace(/[\\u2066-\\u2069]/g, '') === '{title}')"
        ))
        .await?;
    }
    // Down into what was found, and on to the message.
    for _ in 0..4 {
        page.press(Key::Down).await?;
    }
    page.wait_for("document.activeElement.classList.contains('hit')")
        .await?;
    let axe = Axe::load()?;
    page.settled().await?;
    let findings = axe.examine(page).await?;
    anyhow::ensure!(findings.is_empty(), "{findings:#?}");
    // What cannot be seen is found nowhere.
    page.click("[data-part=search]").await?;
    page.press(Chord::Control('a')).await?;
    page.insert("\u{200b}\u{200b}").await?;
    page.shows("[data-part=search-new]").await?;
    anyhow::ensure!(page.count(".pane.list .rows .row").await? == 0);
    page.click("[data-part=search-new]").await?;
    page.wait_for("location.pathname === '/new'").await
}
