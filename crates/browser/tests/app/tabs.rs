//! A second tab.

use hudhud_browser::Look;

use super::people::met;

#[tokio::test]
async fn a_second_tab_takes_over_and_gives_back() -> anyhow::Result<()> {
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
