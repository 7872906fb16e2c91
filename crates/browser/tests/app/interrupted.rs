//! Reloads and killed browsers in the middle of sends.

use hudhud_browser::Key;

use super::people::met;

const LINES: [&str; 6] = ["one", "two", "three", "four", "five", "six"];

/// Every line once, in order.
fn of_lines(bodies: Vec<String>) -> Vec<String> {
    let mut lines = bodies;
    lines.retain(|body| LINES.contains(&body.as_str()));
    lines
}

#[tokio::test]
pub(super) async fn what_stood_on_the_screen_when_the_browser_was_killed_arrives_once()
-> anyhow::Result<()> {
    let (_host, layla, mut omar) = met().await?;
    for line in LINES {
        omar.says(line).await?;
    }
    omar.is_cut_off().await?;
    omar.opens("layla").await?;
    layla.sees("six").await?;
    omar.sees_state("six", "delivered").await?;
    assert_eq!(of_lines(layla.bodies().await?), LINES);
    assert_eq!(of_lines(omar.bodies().await?), LINES);
    omar.is_undisturbed()?;
    layla.is_undisturbed()
}

#[tokio::test]
async fn a_reload_in_the_middle_of_sending_loses_and_doubles_nothing() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    for line in LINES {
        omar.says(line).await?;
        if line == "three" {
            omar.page.reload().await?;
            omar.opens("layla").await?;
        }
    }
    omar.page.reload().await?;
    omar.opens("layla").await?;
    layla.sees("six").await?;
    omar.sees_state("six", "delivered").await?;
    assert_eq!(of_lines(layla.bodies().await?), LINES);
    assert_eq!(of_lines(omar.bodies().await?), LINES);
    omar.is_undisturbed()?;
    layla.is_undisturbed()
}

#[tokio::test]
async fn a_draft_outlives_the_browser() -> anyhow::Result<()> {
    let (_host, _layla, mut omar) = met().await?;
    omar.drafts("half a thought").await?;
    // The list repeats it once another place is looked at.
    omar.goes("/").await?;
    omar.shows_draft_in_list("half a thought").await?;
    omar.is_cut_off().await?;
    omar.opens("layla").await?;
    assert_eq!(omar.drafted().await?, "half a thought");
    omar.is_undisturbed()
}

#[tokio::test]
pub(super) async fn what_is_typed_just_before_the_page_is_loaded_again_is_kept()
-> anyhow::Result<()> {
    let (_host, _layla, omar) = met().await?;
    // No pause in which it could have been kept before.
    omar.drafts("half a thought").await?;
    omar.page.reload().await?;
    omar.opens("layla").await?;
    let kept = "document.querySelector('[data-part=write]')?.value === 'half a thought'";
    omar.page.wait_for(kept).await?;
    omar.is_undisturbed()
}

#[tokio::test]
pub(super) async fn what_is_sent_just_before_the_page_is_loaded_again_is_sent_or_still_written()
-> anyhow::Result<()> {
    let (_host, _layla, omar) = met().await?;
    for line in &LINES[..3] {
        omar.drafts(line).await?;
        omar.page.press(Key::Enter).await?;
        omar.page.reload().await?;
        omar.opens("layla").await?;
        let there = format!(
            "document.querySelector('[data-part=write]')?.value === '{line}'
                || [...document.querySelectorAll('[data-part=message] [data-part=body]')].some(
                    body => body.textContent.includes('{line}'))"
        );
        omar.page.wait_for(&there).await?;
        omar.clears_composer().await?;
    }
    omar.is_undisturbed()
}
