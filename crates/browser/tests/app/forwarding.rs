//! Messages said again in other conversations: chosen by name, and shown as somebody's word.

use hudhud_browser::{Axe, Key, Look, Person};

use super::access::is_open_to_all;
use super::people::met;

const SAID: &str = "[data-part=message] [data-part=body]";
const DIALOG: &str = "[data-part=forward-dialog]";

async fn asks_where_to(person: &Person, text: &str) -> anyhow::Result<()> {
    person.page.right_click_on(SAID, text).await?;
    person.page.click("[role=menu] [data-part=forward]").await?;
    person.page.shows(DIALOG).await
}

/// Omar is in a group with Layla, and has what Layla said to him before his eyes.
async fn in_a_group_too(layla: &Person, omar: &Person) -> anyhow::Result<()> {
    omar.begins_group("Mountain", &["layla"]).await?;
    layla.opens("Mountain").await?;
    // The line about who was added would be found by her name as well.
    omar.says("up there").await?;
    layla.sees("up there").await?;
    omar.opens("layla").await?;
    omar.sees("السلام عليكم").await
}

/// A drawing of some dots, as if it had been chosen.
const CHOOSE: &str = "async () => {
    const canvas = document.createElement('canvas');
    canvas.width = 300;
    canvas.height = 200;
    canvas.getContext('2d').fillRect(0, 0, 150, 200);
    const drawn = await new Promise((done) => canvas.toBlob(done, 'image/png'));
    const chosen = new DataTransfer();
    chosen.items.add(new File([drawn], 'dots.png', { type: 'image/png' }));
    const input = document.querySelector('[data-part=attach-input]');
    input.files = chosen.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    return true;
}";

#[tokio::test]
async fn words_are_forwarded_by_the_keyboard_and_say_whose_they_were() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    in_a_group_too(&layla, &omar).await?;
    let axe = Axe::load()?;
    for (dark, width) in [(false, 1280), (true, 360)] {
        let look = Look {
            dark,
            width,
            ..Look::default()
        };
        omar.page.look(&look).await?;
        asks_where_to(&omar, "السلام عليكم").await?;
        is_open_to_all(&axe, &omar, "where a message is forwarded to").await?;
        let fits = "document.documentElement.scrollWidth <= innerWidth";
        omar.page.wait_for(fits).await?;
        omar.page.press(Key::Escape).await?;
        let gone = format!("document.querySelector('{DIALOG}') === null");
        omar.page.wait_for(&gone).await?;
    }
    omar.page.look(&Look::default()).await?;
    asks_where_to(&omar, "السلام عليكم").await?;
    omar.page.write("moun").await?;
    omar.page.press(Key::Enter).await?;
    omar.page
        .wait_for("document.querySelectorAll('[data-part=forward-choice]:checked').length === 1")
        .await?;
    omar.tabs_to(&format!("{DIALOG} [data-part=yes]")).await?;
    omar.page.press(Key::Enter).await?;
    layla.sees("السلام عليكم").await?;
    layla
        .page
        .shows_text("[data-part=forwarded]", "layla")
        .await?;
    layla
        .page
        .shows_text("[data-part=forwarded]", "مُعاد")
        .await?;
    // It is a name, and leads nowhere.
    let pressed: usize = layla
        .page
        .count("[data-part=forwarded] :is(a, button, [tabindex])")
        .await?;
    anyhow::ensure!(pressed == 0, "a claim that can be pressed");
    is_open_to_all(&axe, &layla, "a forward").await?;
    omar.opens("Mountain").await?;
    omar.page
        .shows_text("[data-part=forwarded]", "Forwarded from")
        .await?;
    omar.is_undisturbed()?;
    layla.is_undisturbed()
}

#[tokio::test]
async fn a_photo_is_forwarded_without_its_author_and_outlives_the_first() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    let none = serde_json::json!([]);
    layla.page.call::<bool>(CHOOSE, none).await?;
    layla.page.click("[data-part=attach-caption]").await?;
    layla.page.write("dots").await?;
    layla.page.press(Key::Enter).await?;
    omar.sees("dots").await?;
    in_a_group_too(&layla, &omar).await?;
    asks_where_to(&omar, "dots").await?;
    omar.page
        .click_in(".forward-row", "Mountain", "[data-part=forward-choice]")
        .await?;
    omar.page.click("[data-part=forward-author]").await?;
    omar.page
        .click(&format!("{DIALOG} [data-part=yes]"))
        .await?;
    layla.sees("dots").await?;
    let shown = "[data-part=photo][data-shown] img";
    layla.page.shows(shown).await?;
    let said = layla.page.count("[data-part=forwarded]").await?;
    anyhow::ensure!(said == 0, "an author who was not to be named");
    // By its address: his name stands in the group's row as well.
    layla.goes("/c/1").await?;
    layla
        .page
        .shows_text("[data-part=conversation-title]", "omar")
        .await?;
    layla.takes_back("dots").await?;
    omar.no_longer_sees("dots").await?;
    layla.opens("Mountain").await?;
    layla.sees("dots").await?;
    layla.page.shows(shown).await?;
    omar.opens("Mountain").await?;
    omar.page.shows(shown).await?;
    let narrow = Look {
        width: 360,
        ..Look::default()
    };
    omar.page.look(&narrow).await?;
    let is_inside = "(() => {
        const photo = document.querySelector('[data-part=photo]');
        const [inner, outer] = [photo, photo.closest('.bubble')]
            .map((box) => box.getBoundingClientRect());
        return outer.left <= inner.left && inner.right <= outer.right && inner.width > 200;
    })()";
    omar.page.wait_for(is_inside).await?;
    omar.is_undisturbed()?;
    layla.is_undisturbed()
}
