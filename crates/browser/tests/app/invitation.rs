//! A server that takes new accounts by invitation.

use hudhud_browser::{Chord, Host, Key, Person};

/// Types over what stands in the field that has the focus, and sends it off.
async fn types(guest: &Person, code: &str) -> anyhow::Result<()> {
    guest.page.press(Chord::Control('a')).await?;
    guest.page.insert(code).await?;
    guest.page.press(Key::Enter).await
}

#[tokio::test]
async fn a_code_is_asked_for_under_the_name_and_what_is_wrong_with_it_is_said() -> anyhow::Result<()>
{
    let host = Host::start_by_invitation()?;
    let code = host.invitation()?;
    for (language, half, used) in [
        ("en", "24 letters and digits", None),
        ("ar", "24 حرفًا ورقمًا", Some("استُعمل من قبل")),
    ] {
        let guest = Person::arrives(&host.origin(), "guest", language).await?;
        guest.page.click("[data-part=name]").await?;
        let name = if used.is_none() { "amal" } else { "basim" };
        guest.page.insert(name).await?;
        guest.page.press(Key::Enter).await?;
        guest.page.shows("#invitation:focus").await?;
        types(&guest, &code[..9]).await?;
        guest
            .page
            .shows_text("#invitation-note.error", half)
            .await?;
        guest.page.shows("#invitation:focus").await?;
        types(&guest, &code).await?;
        match used {
            None => guest.skips_introduction().await?,
            Some(used) => {
                guest
                    .page
                    .shows_text("#invitation-note.error", used)
                    .await?
            }
        }
    }
    Ok(())
}
