//! Right to left: the interface, each paragraph, and what points.

use serde_json::json;

use super::people::met;

/// Where the middle of an element lies, from the left, in parts of the window's width.
const ACROSS: &str = "selector => {
    const box = document.querySelector(selector).getBoundingClientRect();
    return (box.left + box.width / 2) / innerWidth;
}";

/// Teaches the page how an element is stretched sideways: below 0 it is mirrored.
const ACROSS_SCALE: &str = "(() => {
    globalThis.across = element => {
        const style = getComputedStyle(element);
        const own = style.scale === 'none' ? 1 : parseFloat(style.scale);
        return own * new DOMMatrix(style.transform).a;
    };
    return true;
})()";

/// The direction in which the line of a message with this text is drawn.
const DRAWN: &str = "(selector, text) => {
    const found = [...document.querySelectorAll(selector)].filter(e => e.textContent.includes(text));
    const deepest = found[found.length - 1];
    return getComputedStyle(deepest).direction;
}";

#[tokio::test]
pub(super) async fn the_list_stands_where_reading_begins() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    let list = json!([".pane.list"]);
    let arabic: f64 = layla.page.call(ACROSS, list.clone()).await?;
    let english: f64 = omar.page.call(ACROSS, list).await?;
    assert!(arabic > 0.5, "Arabic: the list is at {arabic}");
    assert!(english < 0.5, "English: the list is at {english}");
    for (person, direction) in [(&layla, "rtl"), (&omar, "ltr")] {
        let page: String = person
            .page
            .evaluate("getComputedStyle(document.documentElement).direction")
            .await?;
        assert_eq!(page, direction);
        // Words do not run out of their window in either.
        let wide: bool = person
            .page
            .evaluate("document.documentElement.scrollWidth > innerWidth")
            .await?;
        assert!(!wide, "{direction}: the page can be moved sideways");
    }
    Ok(())
}

#[tokio::test]
pub(super) async fn each_line_of_a_message_has_the_direction_of_its_words() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    omar.says_lines(&["السطر الأول عربي", "the second is English"])
        .await?;
    for person in [&layla, &omar] {
        person.sees("السطر الأول عربي").await?;
        for (text, direction) in [("السطر الأول عربي", "rtl"), ("the second is English", "ltr")]
        {
            let drawn: String = person
                .page
                .call(DRAWN, json!(["[data-part=message] .line", text]))
                .await?;
            assert_eq!(drawn, direction, "{text}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_points_is_mirrored_and_what_does_not_is_not() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    let mirrored = "[...document.querySelectorAll('svg.mirrored')].map(across)";
    for person in [&layla, &omar] {
        let _known: bool = person.page.evaluate(ACROSS_SCALE).await?;
    }
    let arabic: Vec<f64> = layla.page.evaluate(mirrored).await?;
    let english: Vec<f64> = omar.page.evaluate(mirrored).await?;
    assert!(!arabic.is_empty(), "nothing on this screen points");
    assert!(arabic.iter().all(|&scale| scale < 0.0), "{arabic:?}");
    assert!(english.iter().all(|&scale| scale > 0.0), "{english:?}");
    let straight = "[...document.querySelectorAll('svg:not(.mirrored)')].every(e => across(e) > 0)";
    assert!(layla.page.evaluate::<bool>(straight).await?);
    Ok(())
}

#[tokio::test]
async fn the_composer_takes_the_direction_of_what_is_typed() -> anyhow::Result<()> {
    let (_host, layla, _omar) = met().await?;
    let direction =
        "getComputedStyle(document.querySelector('textarea[data-part=write]')).direction";
    layla.drafts("english first").await?;
    assert_eq!(layla.page.evaluate::<String>(direction).await?, "ltr");
    layla.drafts("").await?;
    layla.drafts("ثم العربية").await?;
    assert_eq!(layla.page.evaluate::<String>(direction).await?, "rtl");
    Ok(())
}

#[tokio::test]
async fn what_is_said_in_passing_runs_as_the_interface_does() -> anyhow::Result<()> {
    let (_host, _layla, omar) = met().await?;
    omar.begins_group("Mountain", &[]).await?;
    let place: String = omar.page.evaluate("location.pathname").await?;
    omar.goes(&format!("{place}/details")).await?;
    omar.page.click("[data-part=add]").await?;
    omar.page.click("[data-part=add-who]").await?;
    omar.page.insert("سلطان").await?;
    // The dialog is lower, and its buttons elsewhere, once nobody is proposed any more.
    omar.page
        .wait_for("!document.querySelector('[data-part=proposal]')")
        .await?;
    omar.page
        .click("[data-part=add-dialog] [data-part=yes]")
        .await?;
    omar.page.shows_text("[data-part=toast]", "سلطان").await?;
    let directions: Vec<String> = omar
        .page
        .evaluate(
            "[...document.querySelectorAll('[data-part=toast] > span')].map(
                toast => getComputedStyle(toast).direction)",
        )
        .await?;
    assert!(directions.iter().all(|one| one == "ltr"), "{directions:?}");
    Ok(())
}
