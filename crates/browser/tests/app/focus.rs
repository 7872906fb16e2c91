//! Where the focus and the place go when something ends.

use hudhud_browser::{Key, Look, Network};

use super::people::{met, two};

const LOST: &str = "document.activeElement === null || document.activeElement === document.body";

#[tokio::test]
async fn the_focus_is_somewhere_after_a_message_was_deleted() -> anyhow::Result<()> {
    let (_host, _layla, omar) = met().await?;
    omar.says("a slip").await?;
    omar.takes_back("a slip").await?;
    omar.page.settled().await?;
    assert!(
        !omar.page.evaluate::<bool>(LOST).await?,
        "the focus is lost"
    );
    Ok(())
}

#[tokio::test]
async fn one_goes_on_in_the_conversation_that_was_left_for_the_settings() -> anyhow::Result<()> {
    let (_host, _layla, omar) = met().await?;
    let place: String = omar.page.evaluate("location.pathname").await?;
    omar.page.click("[data-part=settings]").await?;
    omar.page
        .wait_for("location.pathname === '/settings'")
        .await?;
    omar.page.press(Key::Escape).await?;
    omar.page
        .wait_for(&format!("location.pathname === '{place}'"))
        .await
}

#[tokio::test]
async fn a_form_for_a_passcode_begins_in_its_field() -> anyhow::Result<()> {
    let (_host, _layla, omar) = met().await?;
    omar.goes("/settings/privacy").await?;
    omar.page.click("[data-part=privacy-passcode-set]").await?;
    omar.page
        .wait_for("document.activeElement?.dataset.part === 'passcode-new'")
        .await
}

#[tokio::test]
async fn a_link_of_the_app_leads_there_within_it() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    omar.pastes_and_sends(&format!("write to {}/@sara", omar.origin))
        .await?;
    omar.page.click_on("[data-part=link]", "sara").await?;
    omar.page.wait_for("location.pathname === '/@sara'").await?;
    omar.page.shows("[data-part=person-link]").await?;
    layla.sees("write to").await
}

#[tokio::test]
async fn whoever_wants_nothing_to_move_keeps_the_focus_on_a_narrow_screen() -> anyhow::Result<()> {
    let (_host, _layla, omar) = met().await?;
    let page = &omar.page;
    let narrow = Look {
        width: 390,
        ..Look::default()
    };
    page.look(&narrow).await?;
    omar.goes("/").await?;
    page.click("[data-part=search]").await?;
    page.write("nobody says so").await?;
    page.hides_text(".pane.list .row", "layla").await?;
    page.click("[data-part=settings]").await?;
    page.wait_for("location.pathname === '/settings'").await?;
    omar.tabs_to(".pane.main [data-part=back]").await?;
    page.press(Key::Enter).await?;
    page.wait_for("location.pathname === '/'").await?;
    page.settled().await?;
    assert!(!page.evaluate::<bool>(LOST).await?, "the focus is lost");
    Ok(())
}

#[tokio::test]
async fn whoever_sends_the_first_words_on_glass_writes_on() -> anyhow::Result<()> {
    let (_host, layla, omar) = two().await?;
    let page = &omar.page;
    let telephone = Look {
        width: 390,
        touch: true,
        ..Look::default()
    };
    page.look(&telephone).await?;
    omar.visits("/@layla").await?;
    omar.drafts("good morning").await?;
    page.click("[data-part=send]").await?;
    page.wait_for("location.pathname.startsWith('/c/')").await?;
    page.settled().await?;
    page.wait_for("document.activeElement?.dataset.part === 'write'")
        .await?;
    layla.has_request_from("omar").await?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn whoever_left_before_the_first_words_were_gone_is_not_called_back() -> anyhow::Result<()> {
    let (_host, layla, omar) = two().await?;
    let page = &omar.page;
    omar.visits("/@layla").await?;
    omar.is_home().await?;
    omar.browser.network(Network::Off).await?;
    omar.drafts("good morning").await?;
    page.press(Key::Enter).await?;
    page.press(Key::Escape).await?;
    page.wait_for("location.pathname === '/'").await?;
    omar.browser.network(Network::On).await?;
    layla.has_request_from("omar").await?;
    page.shows_text(".pane.list .row.conversation", "good morning")
        .await?;
    page.settled().await?;
    page.wait_for("location.pathname === '/'").await?;
    assert!(!page.evaluate::<bool>(LOST).await?, "the focus is lost");
    omar.forgives();
    omar.is_undisturbed()
}

#[tokio::test]
async fn first_words_that_were_not_sent_are_of_whom_they_were_meant_for() -> anyhow::Result<()> {
    let (_host, _layla, omar) = met().await?;
    let page = &omar.page;
    let links = ["sara", "salma"].map(|name| format!("{}/@{name}", omar.origin));
    omar.pastes_and_sends(&links.join(" ")).await?;
    let written = "document.querySelector('.pane.main [data-part=write]').value";
    for (name, before, typed) in [
        ("sara", "", "for sara alone"),
        ("salma", "", "for salma"),
        ("sara", "for sara alone", " and nobody else"),
        ("salma", "for salma", ""),
    ] {
        omar.opens("layla").await?;
        page.click_on("[data-part=link]", name).await?;
        page.wait_for(&format!("location.pathname === '/@{name}'"))
            .await?;
        page.shows_text("[data-part=conversation-title]", name)
            .await?;
        page.wait_for(&format!("{written} === '{before}'")).await?;
        omar.drafts(typed).await?;
    }
    omar.is_undisturbed()
}

#[tokio::test]
async fn first_words_that_were_not_sent_outlive_the_page_and_stand_nowhere_once_they_were()
-> anyhow::Result<()> {
    let (_host, layla, omar) = two().await?;
    let page = &omar.page;
    let written = "document.querySelector('.pane.main [data-part=write]')?.value";
    omar.visits("/@layla").await?;
    omar.drafts("peace").await?;
    page.reload().await?;
    page.wait_for(&format!("{written} === 'peace'")).await?;
    omar.drafts(" be with you").await?;
    page.press(Key::Enter).await?;
    page.wait_for("location.pathname.startsWith('/c/')").await?;
    page.wait_for(&format!("{written} === ''")).await?;
    omar.sees("peace be with you").await?;
    layla.has_request_from("omar").await?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn a_menu_asked_for_by_a_key_opens_where_the_line_is() -> anyhow::Result<()> {
    let (_host, layla, _omar) = two().await?;
    let page = &layla.page;
    layla.begins_group("garden", &["omar"]).await?;
    page.shows("[data-part=notice]").await?;
    let _: bool = page
        .evaluate("(document.querySelector('[data-part=notice]').focus(), true)")
        .await?;
    page.press(Key::Enter).await?;
    page.shows("[role=menu]").await?;
    let inside = "(() => {
        const menu = document.querySelector('[role=menu]').getBoundingClientRect();
        return menu.left >= 0 && menu.top >= 0
            && menu.right <= innerWidth && menu.bottom <= innerHeight
            && document.scrollingElement.scrollTop === 0;
    })()";
    page.wait_for(inside).await?;
    page.press(Key::Escape).await?;
    page.wait_for("document.activeElement?.dataset.part === 'notice'")
        .await?;
    layla.is_undisturbed()
}
