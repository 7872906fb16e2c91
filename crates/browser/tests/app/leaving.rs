//! When somebody leaves, blocks, or is removed: both sides are told what is so.

use super::people::{met, met_from_a_terminal, two};

const ROW: &str = ".pane.list .row.conversation";

#[tokio::test]
async fn whoever_is_left_alone_by_a_block_is_told_and_writes_to_nobody() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    omar.page.click("[data-part=open-details]").await?;
    omar.page
        .click("[data-part=details] [data-part=block]")
        .await?;
    omar.page.click("[data-part=yes]").await?;
    layla
        .page
        .shows_text("[data-part=foot-sentence]", "غادر")
        .await?;
    layla.page.shows_text("[data-part=notice]", "omar").await?;
    assert_eq!(layla.page.count("[data-part=write]").await?, 0);
    // There is a way on, and the row says how it stands.
    layla.page.shows("[data-part=write-again]").await?;
    layla.page.shows_text(ROW, "غادر الطرف الآخر").await?;
    layla.is_undisturbed()?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn whoever_left_a_group_is_not_shown_as_one_of_its_members() -> anyhow::Result<()> {
    let (_host, layla, omar) = two().await?;
    layla.begins_group("رحلة", &["omar"]).await?;
    omar.accepts("layla").await?;
    omar.page.click("[data-part=open-details]").await?;
    omar.page.shows("[data-part=members]").await?;
    omar.page.click("[data-part=leave]").await?;
    omar.page.click("[data-part=yes]").await?;
    omar.page
        .shows_text("[data-part=conversation-state]", "You left")
        .await?;
    omar.page
        .shows_text("[data-part=notice]", "You left")
        .await?;
    omar.page
        .wait_for("document.querySelector('[data-part=members]') === null")
        .await?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn whoever_is_blocked_and_unblocked_has_one_row_that_says_how_it_stands() -> anyhow::Result<()>
{
    let (_host, layla, omar) = met_from_a_terminal().await?;
    omar.visits("/").await?;
    layla.does(&["send", "@omar", "are you there?"]).await?;
    omar.page.shows_text(ROW, "are you there?").await?;
    omar.page.shows("[data-part=unread]").await?;
    omar.page.right_click_on(ROW, "layla").await?;
    omar.page.click("[data-part=row-block]").await?;
    omar.page.click("[data-part=yes]").await?;
    // That he has left is true, and not what he did.
    omar.page.shows_text(ROW, "Blocked").await?;
    assert_eq!(omar.page.count("[data-part=unread]").await?, 0);
    omar.opens("layla").await?;
    omar.page
        .shows_text("[data-part=conversation-state]", "Blocked")
        .await?;
    omar.page.click("[data-part=unblock]").await?;
    omar.page
        .shows_text("[data-part=foot-sentence]", "You left")
        .await?;
    omar.page.click("[data-part=write-again]").await?;
    omar.says("here I am again").await?;
    // They have met: nothing waits to be accepted.
    omar.page
        .wait_for("document.querySelector('[data-part=foot-sentence]') === null")
        .await?;
    omar.sees("peace be with you").await?;
    assert_eq!(omar.page.count(ROW).await?, 1);
    let said = layla
        .learns(&["history", "@omar"], "here I am again")
        .await?;
    assert!(said.contains("peace be with you"), "{said}");
    let rows = layla.does(&["conversations"]).await?;
    assert_eq!(rows.lines().count(), 1, "{rows}");
    omar.is_undisturbed()
}
