//! A device that opens with a passcode alone.

use hudhud_browser::{Host, Key, Person};

#[tokio::test]
pub(super) async fn a_device_with_a_passcode_opens_with_it_after_any_number_of_wrong_ones()
-> anyhow::Result<()> {
    let host = Host::start()?;
    let layla = Person::joins(&host.origin(), "layla", "ar").await?;
    let page = &layla.page;
    layla.goes("/settings/privacy").await?;
    page.click("[data-part=privacy-passcode-set]").await?;
    for field in ["passcode-new", "passcode-again"] {
        page.click(&format!("#{field}")).await?;
        page.write("sealed words").await?;
    }
    page.press(Key::Enter).await?;
    page.shows("[data-part=privacy-passcode-remove]").await?;
    layla.visits("/").await?;
    page.shows("[data-part=locked]").await?;
    for wrong in ["open", "sesame", "please"] {
        page.wait_for("document.activeElement?.id === 'passcode'")
            .await?;
        page.write(wrong).await?;
        page.press(Key::Enter).await?;
        page.wait_for(
            "document.querySelector('#passcode').value === ''
                && document.querySelector('#passcode').getAttribute('aria-invalid') === 'true'",
        )
        .await?;
    }
    page.write("sealed words").await?;
    page.press(Key::Enter).await?;
    layla.is_home().await?;
    layla.is_undisturbed()
}
