//! An account that whoever runs the host has suspended.

use super::people::met;

#[tokio::test]
async fn whoever_is_suspended_reads_so_and_talks_on_and_it_goes_when_they_are_let_in()
-> anyhow::Result<()> {
    let (host, layla, omar) = met().await?;
    for (person, name, words) in [
        (&omar, "@omar", "suspended your account"),
        (&layla, "@layla", "أوقف من يدير الخادم حسابك"),
    ] {
        host.admin(&["suspend", name])?;
        let line = "[data-part=connection] .connection";
        person.page.shows_text(line, words).await?;
        person.page.reload().await?;
        person.page.shows_text(line, words).await?;
    }
    omar.opens("layla").await?;
    layla.opens("omar").await?;
    omar.says("still here").await?;
    layla.sees("still here").await?;
    for (person, name) in [(&omar, "@omar"), (&layla, "@layla")] {
        host.admin(&["resume", name])?;
        person.has_a_connection().await?;
    }
    layla.is_undisturbed()?;
    omar.is_undisturbed()
}
