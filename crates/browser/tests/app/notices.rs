//! Being told of what comes while one looks elsewhere.

use hudhud_browser::{Axe, Host, Look, Manner, Person};

use super::people::one_at_a_terminal;

/// A browser that notes what it is to show and sound, for it has neither screen nor loudspeaker; and
/// whose person looks elsewhere while `away`.
const NOTES: &str = "
    globalThis.told = [];
    globalThis.heard = 0;
    globalThis.Notification = class {
        static permission = 'default';
        static async requestPermission() { return this.permission = 'granted'; }
        constructor(title, options) { told.push(`${title}: ${options.body}`); }
        close() {}
    };
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (at) { heard += 1; return start.call(this, at); };
    Document.prototype.hasFocus = () => !globalThis.away;
";

async fn looks_away(person: &Person, away: bool) -> anyhow::Result<()> {
    let look = format!("globalThis.away = {away}, true");
    let _: bool = person.page.evaluate(&look).await?;
    Ok(())
}

#[tokio::test]
async fn who_missed_a_message_is_offered_to_be_told_and_then_is_told_and_hears_it()
-> anyhow::Result<()> {
    let host = Host::start()?;
    let origin = host.origin();
    let layla = Person::joins(&origin, "layla", "ar").await?;
    let manner = Manner {
        page_scripts: vec![NOTES.to_owned()],
        ..Manner::default()
    };
    let omar = Person::arrives_with(&origin, "omar", manner, Look::default()).await?;
    omar.signs_up().await?;
    let page = &omar.page;
    page.click("[data-part=safety-close]").await?;
    layla.begins_with("omar").await?;
    layla.says("السلام عليكم").await?;
    omar.accepts("layla").await?;
    // Who looks at it needs nobody to tell them.
    anyhow::ensure!(page.count("[data-part=notify-offer]").await? == 0);
    looks_away(&omar, true).await?;
    layla.says("هل أنت هنا؟").await?;
    page.shows_text("[data-part=notify-offer]", "as long as it is open in a tab")
        .await?;
    let axe = Axe::load()?;
    page.settled().await?;
    let findings = axe.examine(page).await?;
    anyhow::ensure!(findings.is_empty(), "{findings:#?}");
    page.click("[data-part=notify-me]").await?;
    page.wait_for("Notification.permission === 'granted'")
        .await?;
    layla.says("أين أنت؟").await?;
    page.wait_for("told.length === 1 && told[0].includes('أين أنت؟') && heard === 3")
        .await?;
    // In silence, if they want that; and nothing while they look.
    omar.goes("/settings/notifications").await?;
    page.click("[data-part=notification-sound]").await?;
    layla.says("مرة أخرى").await?;
    page.wait_for("told.length === 2").await?;
    looks_away(&omar, false).await?;
    layla.says("وأخيرًا").await?;
    omar.opens("layla").await?;
    omar.sees("وأخيرًا").await?;
    let (told, heard): (u32, u32) = page.evaluate("[told.length, heard]").await?;
    anyhow::ensure!((told, heard) == (2, 3), "{told} {heard}");
    // Whoever was asked is not asked again.
    omar.goes("/settings/notifications").await?;
    page.click("[data-part=notifications]").await?;
    omar.visits("/").await?;
    omar.is_home().await?;
    looks_away(&omar, true).await?;
    layla.says("ثانيةً").await?;
    page.shows_text(".pane.list .row-text", "ثانيةً").await?;
    anyhow::ensure!(page.count("[data-part=notify-offer]").await? == 0);
    omar.is_undisturbed()
}

#[tokio::test]
async fn whoever_shows_their_link_goes_on_showing_it_when_somebody_writes() -> anyhow::Result<()> {
    let (_host, layla, omar) = one_at_a_terminal().await?;
    omar.page.click("[data-part=share-first]").await?;
    omar.page.shows("[data-part=share-dialog]").await?;
    layla
        .does(&["send", "@omar", "I have seen your code"])
        .await?;
    omar.page
        .shows_text("[data-part=requests]", "I have seen your code")
        .await?;
    anyhow::ensure!(omar.page.count("[data-part=share-dialog]").await? == 1);
    omar.is_undisturbed()
}
