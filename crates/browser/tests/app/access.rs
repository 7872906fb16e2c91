//! Every screen under axe-core, in both languages and both themes.

use hudhud_browser::{Axe, Chord, Host, Key, Look, Manner, Person};

use super::people::met;

/// Fails with everything that axe-core objects to on the screen that is shown.
pub(super) async fn is_open_to_all(axe: &Axe, person: &Person, screen: &str) -> anyhow::Result<()> {
    // The room that a script sees follows what styles see by a frame.
    person.page.settled().await?;
    let findings = axe.examine(&person.page).await?;
    anyhow::ensure!(findings.is_empty(), "{screen}: {findings:#?}");
    Ok(())
}

#[tokio::test]
async fn the_first_run_shuts_nobody_out() -> anyhow::Result<()> {
    let host = Host::start()?;
    let axe = Axe::load()?;
    for language in ["en", "ar"] {
        for dark in [false, true] {
            let manner = Manner {
                language: language.to_owned(),
                ..Manner::default()
            };
            let look = Look {
                dark,
                ..Look::default()
            };
            let person = Person::arrives_with(&host.origin(), "guest", manner, look).await?;
            person.page.shows("[data-part=welcome]").await?;
            is_open_to_all(&axe, &person, "first run").await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn no_screen_of_a_conversation_or_of_the_settings_shuts_anybody_out() -> anyhow::Result<()> {
    const PLACES: [&str; 13] = [
        "/",
        "/requests",
        "/new",
        "/new/group",
        "/keyboard",
        "/settings",
        "/settings/account",
        "/settings/privacy",
        "/settings/notifications",
        "/settings/appearance",
        "/settings/language",
        "/settings/data",
        "/settings/disclosure",
    ];
    let (_host, layla, omar) = met().await?;
    let axe = Axe::load()?;
    for person in [&layla, &omar] {
        for (dark, width) in [(false, 1280), (true, 390)] {
            let look = Look {
                dark,
                width,
                ..Look::default()
            };
            person.page.look(&look).await?;
            let conversation: String = person.page.evaluate("location.pathname").await?;
            is_open_to_all(&axe, person, "conversation").await?;
            person.goes(&format!("{conversation}/details")).await?;
            is_open_to_all(&axe, person, "details").await?;
            for place in PLACES {
                person.goes(place).await?;
                let screen = format!("{place} at {width} pixels");
                is_open_to_all(&axe, person, &screen).await?;
            }
            person.goes(&conversation).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn no_menu_no_reaction_and_no_search_in_vain_shuts_anybody_out() -> anyhow::Result<()> {
    let (_host, _layla, omar) = met().await?;
    let axe = Axe::load()?;
    let page = &omar.page;
    page.press(Chord::Control('k')).await?;
    page.shows("[data-part=switcher]").await?;
    page.write("zz zz").await?;
    page.wait_for("document.querySelector('[data-part=switcher-choice]') === null")
        .await?;
    is_open_to_all(&axe, &omar, "nobody is called so").await?;
    page.press(Key::Escape).await?;
    page.right_click_on(".pane.list .row.conversation", "layla")
        .await?;
    page.shows("[data-part=row-menu]").await?;
    is_open_to_all(&axe, &omar, "the menu of a row").await?;
    page.press(Key::Escape).await?;
    page.right_click_on("[data-part=message] [data-part=body]", "and peace")
        .await?;
    page.click("[role=menu] [data-part=react]").await?;
    page.shows("[data-part=picker]").await?;
    is_open_to_all(&axe, &omar, "the emoji for a message").await?;
    page.press(Key::Escape).await?;
    page.click("[data-part=composer] [data-part=emoji]").await?;
    page.shows("[data-part=picker]").await?;
    is_open_to_all(&axe, &omar, "the emoji for a text").await?;
    page.press(Key::Escape).await?;
    omar.reacts("and peace", "👍").await?;
    omar.sees_reaction("and peace", "👍").await?;
    is_open_to_all(&axe, &omar, "a reaction").await
}
