//! The life of a group: how it begins, and what a removal means.

use hudhud_browser::{Host, Peer, Person};

use super::people::{met, two};

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
    layla.sees_state("نلتقي عند البوابة", "read").await?;
    layla.looks_up("نلتقي عند البوابة", "قرأها").await?;
    sara.says("سأحضر الماء").await?;
    layla.sees("سأحضر الماء").await?;
    sara.drafts("انتظروني").await?;
    layla.removes("sara").await?;
    sara.is_told_of_the_end().await?;
    keeps_what_was_not_sent(&sara, "انتظروني").await?;
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

/// What was being written is shown where nothing can be written any more, also to who comes back; and it
/// goes when it is not wanted.
async fn keeps_what_was_not_sent(person: &Person, text: &str) -> anyhow::Result<()> {
    const DRAFT: &str = "[data-part=foot-draft]";
    person.page.shows_text(DRAFT, text).await?;
    person.page.reload().await?;
    person.page.shows_text(DRAFT, text).await?;
    person.page.click("[data-part=draft-discard]").await?;
    person
        .page
        .wait_for("document.querySelector('[data-part=foot-draft]') === null")
        .await
}

#[tokio::test]
async fn a_group_is_made_of_people_who_were_clicked_and_typed() -> anyhow::Result<()> {
    let (host, layla, omar) = met().await?;
    let sara = Person::joins(&host.origin(), "sara", "ar").await?;
    layla.names_group("رحلة الجبل").await?;
    layla.clicks_guest("omar").await?;
    layla.types_guest("sara").await?;
    layla.creates_group().await?;
    layla.is_in("رحلة الجبل").await?;
    layla.says("نلتقي عند البوابة").await?;
    // Into what somebody known makes one comes without being asked; into what a stranger makes, not.
    omar.opens("رحلة الجبل").await?;
    sara.accepts("layla").await?;
    for guest in [&omar, &sara] {
        guest.sees("نلتقي عند البوابة").await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_guest_who_cannot_be_found_is_named_at_once_and_keeps_nobody_out() -> anyhow::Result<()> {
    let (host, layla, omar) = met().await?;
    let sara = Person::joins(&host.origin(), "sara", "ar").await?;
    omar.names_group("Mountain").await?;
    omar.types_guest("nobody").await?;
    omar.clicks_guest("layla").await?;
    omar.types_guest("sara").await?;
    omar.creates_group().await?;
    omar.is_told_of_missing_guest("nobody").await?;
    omar.drops_guest("nobody").await?;
    omar.creates_group().await?;
    omar.is_in("Mountain").await?;
    omar.says("up we go").await?;
    layla.opens("Mountain").await?;
    sara.accepts("omar").await?;
    for guest in [&layla, &sara] {
        guest.sees("up we go").await?;
    }
    Ok(())
}

#[tokio::test]
async fn enter_takes_whom_is_suggested() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    layla.names_group("رحلة").await?;
    layla.page.click("[data-part=group-people]").await?;
    layla.page.write("om").await?;
    layla.page.press(hudhud_browser::Key::Enter).await?;
    layla.page.shows_text("[data-part=guest]", "omar").await?;
    layla.creates_group().await?;
    layla.is_in("رحلة").await?;
    omar.opens("رحلة").await
}

#[tokio::test]
async fn the_line_about_who_was_added_names_everybody() -> anyhow::Result<()> {
    let host = Host::start()?;
    let origin = host.origin();
    let (layla, _omar, _sara) = tokio::try_join!(
        Person::joins(&origin, "layla", "ar"),
        Peer::joins(&origin, "omar"),
        Peer::joins(&origin, "sara"),
    )?;
    layla.begins_group("الحديقة", &["omar", "sara"]).await?;
    for name in ["omar", "sara"] {
        layla.page.shows_text("[data-part=notice]", name).await?;
    }
    // In the document is not on the screen: the line is as wide as it is without the signs round the names.
    let is_drawn = "document.fonts.ready.then(() => {
        const line = [...document.querySelectorAll('[data-part=notice] > span')].find(
            (one) => one.textContent.includes('sara'));
        const plain = line.cloneNode();
        plain.textContent = line.textContent.replace(/[\\u2066-\\u2069]/g, '');
        line.after(plain);
        const [drawn, wanted] = [line, plain].map((one) => one.getBoundingClientRect().width);
        plain.remove();
        return Math.abs(drawn - wanted) < 2;
    })";
    anyhow::ensure!(
        layla.page.evaluate::<bool>(is_drawn).await?,
        "names are not drawn"
    );
    layla.is_undisturbed()
}
