//! Names as people type them.

use hudhud_browser::{Axe, Chord, Host, Key, Look, Person};

use super::people::{met, met_from_a_terminal, two};

/// Calls oneself something, in the settings, by keys alone.
async fn is_called(person: &Person, name: &str) -> anyhow::Result<()> {
    person.goes("/settings/account").await?;
    person.page.click("[data-part=display-name]").await?;
    person.page.press(Chord::Control('a')).await?;
    person.page.press(Key::Backspace).await?;
    person.page.insert(name).await?;
    person.page.press(Key::Enter).await?;
    person
        .page
        .shows("[data-part=display-name-save][aria-disabled]")
        .await
}

#[tokio::test]
async fn what_somebody_calls_themselves_is_seen_with_their_next_message() -> anyhow::Result<()> {
    const HEAD: &str = "[data-part=conversation-title]";
    let (_host, layla, omar) = met().await?;
    let talk: String = layla.page.evaluate("location.pathname").await?;
    is_called(&layla, "ليلى حدّاد").await?;
    layla.goes(&talk).await?;
    omar.page.shows_text(HEAD, "layla").await?;
    layla.says("كيف الحال؟").await?;
    omar.page.shows_text(HEAD, "ليلى حدّاد").await?;
    omar.page
        .shows_text("[data-part=conversation-handle]", "@layla")
        .await?;
    omar.page
        .shows_text(".pane.list .row.conversation", "ليلى حدّاد")
        .await?;
    let axe = Axe::load()?;
    for width in [1280, 360] {
        let look = Look {
            width,
            ..Look::default()
        };
        omar.page.look(&look).await?;
        let here: String = omar.page.evaluate("location.pathname").await?;
        omar.goes(&format!("{here}/details")).await?;
        omar.page.shows_text(".details-address", "@layla").await?;
        omar.page.shows("[data-part=called-hint]").await?;
        omar.page.settled().await?;
        let findings = axe.examine(&omar.page).await?;
        anyhow::ensure!(findings.is_empty(), "{width}: {findings:#?}");
        omar.goes(&here).await?;
    }
    // It is taken back in the same way.
    is_called(&layla, "").await?;
    layla.goes(&talk).await?;
    layla.says("إلى اللقاء").await?;
    omar.page.shows_text(HEAD, "layla").await?;
    omar.page
        .wait_for("document.querySelector('[data-part=conversation-handle]') === null")
        .await
}

#[tokio::test]
async fn who_calls_themselves_like_somebody_known_is_told_apart_everywhere() -> anyhow::Result<()> {
    let (host, layla, omar) = met_from_a_terminal().await?;
    layla.does(&["profile", "--name", "Layla Haddad"]).await?;
    layla.does(&["send", "@omar", "a name"]).await?;
    omar.sees("a name").await?;
    let mallory = hudhud_browser::Peer::joins(&host.origin(), "mallory").await?;
    mallory
        .does(&["profile", "--name", "@Lаyla \u{202e}Haddad"])
        .await?;
    mallory.does(&["send", "@omar", "it is me"]).await?;
    omar.goes("/requests").await?;
    omar.page
        .shows_text("[data-part=request] [data-part=handle]", "@mallory")
        .await?;
    omar.page.shows("[data-part=resembles]").await?;
    omar.goes("/").await?;
    omar.page
        .shows_text(".pane.list .row.conversation", "@layla")
        .await
}

#[tokio::test]
async fn what_is_wrong_with_a_name_is_said_before_any_host_is_asked() -> anyhow::Result<()> {
    let host = Host::start()?;
    for (language, typed, said) in [
        ("en", "léa", "é"),
        ("en", "ali!", "!"),
        ("en", "12345", "begins with a letter"),
        ("en", "ab", "at least"),
        ("ar", "laylaليلى", "أبجدية واحدة"),
    ] {
        let guest = Person::arrives(&host.origin(), "guest", language).await?;
        guest.page.click("[data-part=name]").await?;
        guest.page.insert(typed).await?;
        guest.page.press(Key::Enter).await?;
        guest.page.shows_text("#name-note.error", said).await?;
    }
    Ok(())
}

#[tokio::test]
async fn vowels_in_a_name_are_left_out() -> anyhow::Result<()> {
    let host = Host::start()?;
    let guest = Person::arrives(&host.origin(), "guest", "ar").await?;
    guest.page.click("[data-part=name]").await?;
    guest.page.insert("محمّد").await?;
    guest.page.press(Key::Enter).await?;
    guest.skips_introduction().await?;
    guest.goes("/settings/account").await?;
    guest
        .page
        .shows_text("[data-part=account-name]", "محمد")
        .await
}

#[tokio::test]
async fn whoever_comes_by_a_link_is_told_who_invites_them() -> anyhow::Result<()> {
    let host = Host::start()?;
    let guest = Person::arrives(&host.origin(), "guest", "en").await?;
    guest.visits("/@amal").await?;
    guest.page.shows_text("[data-part=welcome]", "amal").await?;
    // Without a name, nobody promises that one is seen.
    guest.page.click("[data-part=sign-up]").await?;
    guest.skips_introduction().await?;
    guest
        .page
        .shows_text("[data-part=person-link]", "no name yet")
        .await
}

#[tokio::test]
async fn what_one_is_called_is_asked_once_after_the_sign_up_and_seen_from_the_first_words_on()
-> anyhow::Result<()> {
    let (_host, layla, omar) = two().await?;
    let host = omar.origin.clone();
    let guest = Person::arrives(&host, "guest", "ar").await?;
    guest.page.click("[data-part=name]").await?;
    guest.page.write("guest").await?;
    guest.page.press(Key::Enter).await?;
    guest.page.shows("[data-part=introduction]").await?;
    let axe = Axe::load()?;
    guest.page.settled().await?;
    let findings = axe.examine(&guest.page).await?;
    anyhow::ensure!(findings.is_empty(), "{findings:#?}");
    guest.page.write("ضيف الكرام").await?;
    guest.page.press(Key::Enter).await?;
    guest.is_home().await?;
    guest.begins_with("omar").await?;
    guest.says("peace").await?;
    omar.has_request_from("ضيف الكرام").await?;
    // Whoever was asked is not asked again, whether they said something or not.
    for person in [&guest, &layla] {
        person.visits("/").await?;
        person.is_home().await?;
    }
    Ok(())
}

/// Chooses a picture as a person would: the browser gives the field a file, wide and not a JPEG.
const CHOOSE: &str = "(async () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [1200, 700];
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#0b6e4f';
    pen.fillRect(0, 0, 1200, 700);
    pen.fillStyle = '#f7b32b';
    pen.beginPath();
    pen.arc(600, 350, 250, 0, 7);
    pen.fill();
    const blob = await new Promise(done => canvas.toBlob(done, 'image/png'));
    const files = new DataTransfer();
    files.items.add(new File([blob], 'me.png', { type: 'image/png' }));
    const field = document.querySelector('[data-part=picture-file]');
    field.files = files.files;
    field.dispatchEvent(new Event('change', { bubbles: true }));
    return true;
})()";

#[tokio::test]
async fn a_picture_is_made_small_and_seen_with_the_next_message() -> anyhow::Result<()> {
    const SEEN: &str = "document.querySelector('.head .avatar img')?.naturalWidth === 384";
    let (_host, layla, omar) = met().await?;
    let talk: String = layla.page.evaluate("location.pathname").await?;
    layla.goes("/settings/account").await?;
    layla.page.shows(".file-button").await?;
    let _: bool = layla.page.evaluate(CHOOSE).await?;
    layla.page.shows("[data-part=picture-remove]").await?;
    let axe = Axe::load()?;
    layla.page.settled().await?;
    let findings = axe.examine(&layla.page).await?;
    anyhow::ensure!(findings.is_empty(), "{findings:#?}");
    layla.goes(&talk).await?;
    layla.says("كيف الحال؟").await?;
    omar.page.wait_for(SEEN).await?;
    omar.page
        .shows(".pane.list .row.conversation .avatar img")
        .await?;
    layla.goes("/settings/account").await?;
    layla.page.click("[data-part=picture-remove]").await?;
    layla
        .page
        .wait_for("document.querySelector('[data-part=picture-remove]') === null")
        .await?;
    layla.goes(&talk).await?;
    layla.says("إلى اللقاء").await?;
    omar.page
        .wait_for("document.querySelector('.head .avatar img') === null")
        .await
}
