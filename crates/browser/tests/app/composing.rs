//! What is written and sent: long texts, code, nothing at all, and what stays unread.

use super::people::met;

#[tokio::test]
async fn a_text_too_long_for_one_message_goes_as_several_and_nothing_is_lost() -> anyhow::Result<()>
{
    let (_host, layla, omar) = met().await?;
    let story: Vec<String> = (0..7_000).map(|number| format!("word{number}")).collect();
    omar.pastes(&story.join(" ")).await?;
    omar.page.shows_text("[data-part=counter]", "2").await?;
    let unkept = "not kept as a draft";
    omar.page.hides_text("[data-part=counter]", unkept).await?;
    omar.pastes(&story.join(" ")).await?;
    omar.page.shows_text("[data-part=counter]", unkept).await?;
    omar.clears_composer().await?;
    omar.pastes(&story.join(" ")).await?;
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

#[tokio::test]
async fn words_look_as_they_are_marked_and_what_means_nothing_arrives_as_typed()
-> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    let said = "**heavy** *slanted* ~~gone~~ `2*3` 2*3*4 snake_case\n> مقتبس";
    omar.pastes_and_sends(said).await?;
    layla.sees("2*3*4 snake_case").await?;
    for (tag, text) in [
        ("strong", "heavy"),
        ("em", "slanted"),
        ("s", "gone"),
        ("code", "2*3"),
        ("blockquote[dir=rtl]", "مقتبس"),
    ] {
        layla
            .page
            .shows_text(&format!("[data-part=message] {tag}"), text)
            .await?;
    }
    layla.goes("/").await?;
    layla
        .page
        .shows_text(
            ".pane.list .row.conversation",
            "heavy slanted gone 2*3 2*3*4 snake_case مقتبس",
        )
        .await?;
    // Whoever changes it finds what they typed.
    omar.page.press(hudhud_browser::Key::Up).await?;
    let typed = "document.querySelector('textarea[data-part=write]').value.includes(' 2*3*4 ')";
    omar.page.wait_for(typed).await
}

#[tokio::test]
async fn what_is_hidden_is_told_to_nobody_before_they_ask_and_a_disguised_link_asks_first()
-> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    omar.pastes_and_sends("it was ||the gardener|| [see](https://example.org/why)")
        .await?;
    layla.page.shows("[data-part=spoiler]").await?;
    let label: String = layla
        .page
        .evaluate(
            "document.querySelector('[data-part=message]:has([data-part=spoiler])')
                .getAttribute('aria-label')",
        )
        .await?;
    assert!(!label.contains("gardener"), "{label}");
    let listed: String = layla
        .page
        .evaluate("document.querySelector('.pane.list').textContent")
        .await?;
    assert!(!listed.contains("gardener"), "{listed}");
    let _: bool = layla
        .page
        .evaluate("(document.querySelector('[data-part=spoiler]').focus(), true)")
        .await?;
    layla.page.press(hudhud_browser::Key::Enter).await?;
    layla
        .page
        .shows_text("[data-part=spoiler-shown]", "the gardener")
        .await?;
    layla.page.click("[data-part=named-link]").await?;
    layla
        .page
        .shows_text("[data-part=leave]", "https://example.org/why")
        .await?;
    layla.page.click("[data-part=leave] [data-part=no]").await?;
    layla
        .page
        .wait_for("document.querySelector('[data-part=leave]') === null")
        .await
}

#[tokio::test]
async fn a_key_puts_signs_round_what_is_selected() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    omar.pastes("وصل الهدهد").await?;
    let _: bool = omar
        .page
        .evaluate("(document.querySelector('textarea[data-part=write]').select(), true)")
        .await?;
    omar.page.press(hudhud_browser::Chord::Control('b')).await?;
    omar.page
        .wait_for("document.querySelector('textarea[data-part=write]').value === '**وصل الهدهد**'")
        .await?;
    omar.page.press(hudhud_browser::Key::Enter).await?;
    layla
        .page
        .shows_text("[data-part=message] strong", "وصل الهدهد")
        .await
}
