//! Photos and files: chosen, looked at, sent, seen, opened and saved.

use hudhud_browser::{Key, Person};

use super::people::met;

/// Chooses files as the browser's own dialog would: a picture of twice 3,000 dots that can be told
/// apart, and a letter.
const CHOOSE: &str = "async () => {
    const canvas = document.createElement('canvas');
    canvas.width = 3000;
    canvas.height = 1500;
    const context = canvas.getContext('2d');
    context.fillStyle = '#c60';
    context.fillRect(0, 0, 3000, 1500);
    const drawn = await new Promise((done) => canvas.toBlob(done, 'image/png'));
    const chosen = new DataTransfer();
    chosen.items.add(new File([drawn], 'IMG_2026.png', { type: 'image/png' }));
    chosen.items.add(new File(['dear omar'], 'رسالة.txt', { type: 'text/plain' }));
    const input = document.querySelector('[data-part=attach-input]');
    input.files = chosen.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    return true;
}";

/// Everything that the page would hand over as a download, kept where the test finds it.
const CATCH: &str = "() => {
    globalThis.caught = [];
    HTMLAnchorElement.prototype.click = function () {
        const name = this.download;
        fetch(this.href).then((answer) => answer.text()).then((text) => caught.push([name, text]));
    };
    return true;
}";

async fn sends(person: &Person, words: &str) -> anyhow::Result<()> {
    person
        .page
        .call::<bool>(CHOOSE, serde_json::json!([]))
        .await?;
    person.page.shows("[data-part=attach-sheet]").await?;
    person
        .page
        .wait_for("document.querySelectorAll('[data-part=picked-row]').length === 2")
        .await?;
    person.page.click("[data-part=picked-description]").await?;
    person.page.write("an orange wall").await?;
    person.page.click("[data-part=attach-caption]").await?;
    person.page.write(words).await?;
    person.page.press(Key::Enter).await
}

#[tokio::test]
async fn a_photo_is_seen_in_its_proportions_and_opened_over_everything() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    sends(&layla, "look").await?;
    for person in [&omar, &layla] {
        person.sees("look").await?;
        person
            .page
            .shows("[data-part=photo][data-shown] img")
            .await?;
        // Drawn anew, no longer than it has to be.
        person
            .page
            .wait_for("document.querySelector('[data-part=photo] img').naturalWidth === 2560")
            .await?;
        let (wide, high): (f64, f64) = person
            .page
            .evaluate(
                "(() => { const box = document.querySelector('[data-part=photo]')
                    .getBoundingClientRect(); return [box.width, box.height]; })()",
            )
            .await?;
        anyhow::ensure!(wide > 90.0 && high > 40.0, "{wide} x {high}");
    }
    omar.page.click("[data-part=photo]").await?;
    omar.page
        .shows("[data-part=viewer] img[alt='an orange wall']")
        .await?;
    omar.page.press(Key::Escape).await?;
    omar.page
        .wait_for("document.querySelector('[data-part=viewer]') === null")
        .await?;
    layla.is_undisturbed()?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn a_file_is_a_card_with_its_name_and_is_saved_as_it_was() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    sends(&layla, "for you").await?;
    omar.sees("for you").await?;
    omar.page.shows_text("[data-part=file]", "رسالة").await?;
    omar.page.call::<bool>(CATCH, serde_json::json!([])).await?;
    omar.page.click("[data-part=file]").await?;
    omar.page
        .wait_for("caught.some(([name, text]) => name === 'رسالة.txt' && text === 'dear omar')")
        .await?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn what_was_chosen_is_left_again_with_nothing_sent() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    layla
        .page
        .call::<bool>(CHOOSE, serde_json::json!([]))
        .await?;
    layla.page.shows("[data-part=attach-sheet]").await?;
    layla.page.press(Key::Escape).await?;
    layla
        .page
        .wait_for("document.querySelector('[data-part=attach-sheet]') === null")
        .await?;
    layla.says("never mind").await?;
    omar.sees("never mind").await?;
    assert_eq!(omar.page.count("[data-part=attached]").await?, 0);
    Ok(())
}
