//! Names as people type them.

use hudhud_browser::{Host, Key, Person};

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
    guest.is_home().await?;
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
    guest
        .page
        .shows_text("[data-part=person-link]", "no name yet")
        .await
}
