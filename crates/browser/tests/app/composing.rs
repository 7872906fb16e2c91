//! What is written and sent: long texts, code, nothing at all, and what stays unread.

use super::people::met;

#[tokio::test]
async fn a_text_too_long_for_one_message_goes_as_several_and_nothing_is_lost() -> anyhow::Result<()>
{
    let (_host, layla, omar) = met().await?;
    let story: Vec<String> = (0..7_000).map(|number| format!("word{number}")).collect();
    omar.pastes(&story.join(" ")).await?;
    omar.page.shows_text("[data-part=counter]", "2").await?;
    omar.page.press(hudhud_browser::Key::Enter).await?;
    let two = "[...document.querySelectorAll('[data-part=message] [data-part=body]')].filter(
        body => body.textContent.includes('word')).length === 2";
    layla.page.wait_for(two).await?;
    omar.page
        .wait_for("document.querySelector('textarea[data-part=write]').value === ''")
        .await
}

#[tokio::test]
async fn the_first_line_of_code_keeps_its_place_and_what_cannot_be_seen_is_not_sent()
-> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    omar.pastes("\u{200b}\u{200d}").await?;
    omar.page.press(hudhud_browser::Key::Enter).await?;
    omar.clears_composer().await?;
    omar.pastes_and_sends("    if late {\n        run();")
        .await?;
    layla.sees("run();").await?;
    let bodies = layla.bodies().await?;
    assert!(
        bodies.iter().any(|body| body.contains("    if late {")),
        "{bodies:?}"
    );
    assert_eq!(bodies.len(), 3, "{bodies:?}");
    Ok(())
}

#[tokio::test]
async fn whoever_answers_has_no_new_messages_above() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    layla.goes("/").await?;
    omar.says("are you there?").await?;
    layla
        .page
        .shows_text(".pane.list .row.conversation", "are you there?")
        .await?;
    layla.opens("omar").await?;
    layla.page.shows(".log [data-part=unread]").await?;
    layla.says("نعم").await?;
    layla
        .page
        .wait_for("document.querySelector('.log [data-part=unread]') === null")
        .await
}
