//! What is seen in the pictures: people who talk.

use hudhud_browser::{Key, Person};
use serde_json::json;

/// Draws a valley at sunrise and chooses it as a photo, as the browser's own dialog would.
const VALLEY: &str = include_str!("valley.js");

/// Three people plan a walk; a fourth thing waits in the list.
pub(super) async fn walk(layla: &Person, omar: &Person, sara: &Person) -> anyhow::Result<()> {
    omar.begins_with("sara").await?;
    omar.says("Did the book arrive?").await?;
    sara.accepts("omar").await?;
    sara.says("نعم، وصل هذا الصباح. شكراً لك!").await?;
    sara.begins_with("layla").await?;
    sara.says("أراكِ يوم الجمعة").await?;
    layla.accepts("sara").await?;
    layla
        .begins_group("Hoopoe walk · نزهة الهدهد", &["omar", "sara"])
        .await?;
    omar.accepts("layla").await?;
    // She knows who asks, so nothing waits for an answer.
    sara.opens("Hoopoe walk").await?;
    layla
        .says("صباح الخير! رأيت هدهداً في الوادي أمس، عند شجرة الزيتون الكبيرة.")
        .await?;
    omar.sees("صباح الخير").await?;
    omar.answers(
        "صباح الخير",
        "Really? I have been looking for one all spring 🪶",
    )
    .await?;
    sara.sees("all spring").await?;
    sara.says("وأنا أيضاً. هل نذهب معاً يوم الجمعة؟").await?;
    layla.sees("يوم الجمعة؟").await?;
    layla.reacts("يوم الجمعة؟", "👍").await?;
    omar.sees("يوم الجمعة؟").await?;
    omar.reacts("يوم الجمعة؟", "❤️").await?;
    // An address is shown without its scheme, so what stands there is not what was typed.
    omar.pastes_and_sends(
        "Friday works. The way is on https://en.wikipedia.org/wiki/Hoopoe, at the end.",
    )
    .await?;
    layla.sees("Friday works").await?;
    shows_a_photo(sara, "من هنا نبدأ").await?;
    layla.sees("من هنا نبدأ").await?;
    omar.sees("من هنا نبدأ").await?;
    layla.says("ممتاز، الساعة 6:30 عند الجسر إذاً").await?;
    omar.sees("6:30").await?;
    sara.sees("6:30").await?;
    omar.says("I will bring the binoculars.").await?;
    layla.sees("binoculars").await?;
    sara.sees("binoculars").await
}

/// Attaches the photo, says something to it, and sends both.
async fn shows_a_photo(person: &Person, words: &str) -> anyhow::Result<()> {
    let _chosen: bool = person.page.call(VALLEY, json!([])).await?;
    person.page.shows("[data-part=picked-row] img").await?;
    person.page.click("[data-part=attach-caption]").await?;
    person.page.write(words).await?;
    person.page.press(Key::Enter).await?;
    let gone = "document.querySelector('[data-part=attach-sheet]') === null";
    person.page.wait_for(gone).await
}
