//! Photos and files: chosen, looked at, sent, seen, opened and saved.

use hudhud_browser::{Axe, Key, Look, Network, Person};

use super::access::is_open_to_all;
use super::people::{met, met_behind_a_relay};

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

/// Chooses something that is run when it is opened.
const CHOOSE_PROGRAM: &str = "() => {
    const chosen = new DataTransfer();
    chosen.items.add(new File(['MZ'], 'setup.exe'));
    const input = document.querySelector('[data-part=attach-input]');
    input.files = chosen.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    return true;
}";

/// Everything that the page would hand over as a download, kept where the test finds it.
const CATCH: &str = "() => {
    globalThis.caught = [];
    const given = new Map();
    const give = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
        const address = give(blob);
        given.set(address, blob);
        return address;
    };
    HTMLAnchorElement.prototype.click = function () {
        const name = this.download;
        given.get(this.href).text().then((text) => caught.push([name, text]));
    };
    return true;
}";

fn gone(part: &str) -> String {
    format!("document.querySelector('[data-part={part}]') === null")
}

async fn chooses(person: &Person) -> anyhow::Result<()> {
    person
        .page
        .call::<bool>(CHOOSE, serde_json::json!([]))
        .await?;
    person.page.shows("[data-part=attach-sheet]").await?;
    person
        .page
        .wait_for("document.querySelectorAll('[data-part=picked-row]').length === 2")
        .await
}

async fn sends(person: &Person, words: &str) -> anyhow::Result<()> {
    chooses(person).await?;
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
        // Before its colours, and drawn anew, no longer than it has to be.
        person
            .page
            .wait_for("document.querySelector('[data-part=photo] img + img').naturalWidth === 2560")
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
    omar.page.wait_for(&gone("viewer")).await?;
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
async fn a_program_is_saved_only_once_somebody_says_so() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    let none = serde_json::json!([]);
    let chosen = layla.page.call::<bool>(CHOOSE_PROGRAM, none.clone());
    chosen.await?;
    layla.page.shows("[data-part=picked-row]").await?;
    layla.page.click("[data-part=attach-caption]").await?;
    layla.page.write("run this").await?;
    layla.page.press(Key::Enter).await?;
    omar.sees("run this").await?;
    omar.page.call::<bool>(CATCH, none).await?;
    let axe = Axe::load()?;
    for (answer, caught) in [("no", 0), ("yes", 1)] {
        omar.page.click("[data-part=file]").await?;
        omar.page
            .shows_text("[data-part=program-dialog]", "setup.exe")
            .await?;
        is_open_to_all(&axe, &omar, "question before a program").await?;
        let button = format!("[data-part=program-dialog] [data-part={answer}]");
        omar.page.click(&button).await?;
        omar.page.wait_for(&gone("program-dialog")).await?;
        omar.page
            .wait_for(&format!("caught.length === {caught}"))
            .await?;
    }
    omar.page
        .wait_for("caught[0][0] === 'setup.exe' && caught[0][1] === 'MZ'")
        .await?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn what_was_chosen_is_left_again_with_nothing_sent() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    chooses(&layla).await?;
    layla.page.press(Key::Escape).await?;
    layla.page.wait_for(&gone("attach-sheet")).await?;
    layla.says("never mind").await?;
    omar.sees("never mind").await?;
    assert_eq!(omar.page.count("[data-part=attached]").await?, 0);
    Ok(())
}

#[tokio::test]
async fn what_has_not_left_is_not_sent_after_all_at_one_press() -> anyhow::Result<()> {
    let (_host, relay, layla, omar) = met_behind_a_relay().await?;
    relay.cut();
    layla.browser.network(Network::Off).await?;
    sends(&layla, "look").await?;
    layla.page.click("[data-part=attached-stop]").await?;
    layla.page.wait_for(&gone("attached")).await?;
    relay.mend();
    layla.browser.network(Network::On).await?;
    layla.says("never mind").await?;
    omar.sees("never mind").await?;
    assert_eq!(omar.page.count("[data-part=attached]").await?, 0);
    layla.forgives();
    omar.forgives();
    Ok(())
}

/// Brings a text file to where something is written, or over the conversation.
const BRINGS: &str = "async (way) => {
    const data = new DataTransfer();
    data.items.add(new File(['dear omar'], 'letter.txt', { type: 'text/plain' }));
    const about = { bubbles: true, cancelable: true };
    const over = document.querySelector('[data-part=conversation] .conversation-body');
    if (way === 'paste') {
        document.querySelector('[data-part=write]')
            .dispatchEvent(new ClipboardEvent('paste', { ...about, clipboardData: data }));
    } else {
        over.dispatchEvent(new DragEvent(way, { ...about, dataTransfer: data }));
    }
    return true;
}";

#[tokio::test]
async fn what_is_pasted_or_dropped_is_looked_at_before_it_is_sent() -> anyhow::Result<()> {
    let (_host, layla, _omar) = met().await?;
    let brings = async |way: &str| {
        layla
            .page
            .call::<bool>(BRINGS, serde_json::json!([way]))
            .await
    };
    brings("paste").await?;
    let picked = "[data-part=picked-row]";
    layla.page.shows_text(picked, "letter.txt").await?;
    layla.page.click("[data-part=picked-remove]").await?;
    layla.page.wait_for(&gone("attach-sheet")).await?;
    brings("dragover").await?;
    layla.page.shows("[data-part=drop]").await?;
    brings("dragleave").await?;
    layla.page.wait_for(&gone("drop")).await?;
    brings("dragover").await?;
    brings("drop").await?;
    layla.page.shows_text(picked, "letter.txt").await?;
    layla.page.wait_for(&gone("drop")).await?;
    layla.is_undisturbed()
}

#[tokio::test]
async fn no_sheet_photo_file_or_viewer_shuts_anybody_out() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    let axe = Axe::load()?;
    sends(&layla, "look").await?;
    for person in [&omar, &layla] {
        person.page.shows("[data-part=photo][data-shown]").await?;
        for (dark, width) in [(false, 1280), (true, 390)] {
            let look = Look {
                dark,
                width,
                ..Look::default()
            };
            person.page.look(&look).await?;
            is_open_to_all(&axe, person, "photo and file").await?;
            person.page.click("[data-part=photo]").await?;
            person.page.shows("[data-part=viewer] img").await?;
            is_open_to_all(&axe, person, "viewer").await?;
            person.page.press(Key::Escape).await?;
            chooses(person).await?;
            person.page.click("[data-part=picked-as-file]").await?;
            is_open_to_all(&axe, person, "sheet").await?;
            person.page.press(Key::Escape).await?;
            person.page.wait_for(&gone("attach-sheet")).await?;
        }
    }
    Ok(())
}
