//! When somebody leaves, blocks, or is removed: both sides are told what is so.

use super::people::{met, two};

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
