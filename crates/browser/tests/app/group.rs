//! The life of a group, with a removal.

use hudhud_browser::Person;

use super::people::two;

#[tokio::test]
async fn whoever_was_removed_from_a_group_reads_nothing_said_later() -> anyhow::Result<()> {
    let (host, layla, omar) = two().await?;
    let sara = Person::joins(&host.origin(), "sara", "ar").await?;
    layla.begins_group("رحلة الجبل", &["omar", "sara"]).await?;
    omar.accepts("layla").await?;
    sara.accepts("layla").await?;
    layla.says("نلتقي عند البوابة").await?;
    omar.sees("نلتقي عند البوابة").await?;
    sara.sees("نلتقي عند البوابة").await?;
    sara.says("سأحضر الماء").await?;
    layla.sees("سأحضر الماء").await?;
    layla.removes("sara").await?;
    sara.is_told_of_the_end().await?;
    layla.says("تغيّر المكان").await?;
    omar.sees("تغيّر المكان").await?;
    omar.says("understood").await?;
    layla.sees("understood").await?;
    let seen = sara.bodies().await?;
    assert!(
        !seen
            .iter()
            .any(|body| body.contains("تغيّر") || body.contains("understood")),
        "{seen:?}"
    );
    for person in [&layla, &omar, &sara] {
        person.is_undisturbed()?;
    }
    Ok(())
}
