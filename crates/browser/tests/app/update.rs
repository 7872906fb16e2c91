//! A new build of the app takes over, and keeps what was being written.

use super::people::{kept_build, met_behind_a_relay};

#[tokio::test]
async fn a_new_build_waits_for_the_person_and_takes_no_draft_away() -> anyhow::Result<()> {
    let (host, relay, layla, omar) = met_behind_a_relay().await?;
    omar.keeps_a_copy_of_the_app().await?;
    omar.drafts("not yet finished").await?;
    let newer = kept_build(&host, 'z')?;
    relay.change(&host.build()?, &newer)?;
    omar.page
        .evaluate::<bool>("(globalThis.hudhud.checkUpdate(), true)")
        .await?;
    omar.takes_the_update().await?;
    let shown: String = omar
        .page
        .evaluate("document.documentElement.dataset.build")
        .await?;
    assert_eq!(shown, newer);
    omar.opens("layla").await?;
    assert_eq!(omar.drafted().await?, "not yet finished");
    omar.sees("and peace on you").await?;
    layla.is_undisturbed()?;
    omar.is_undisturbed()
}
