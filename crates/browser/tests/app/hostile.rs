//! What others may send: shown safely, and the page lives.

use serde_json::json;

use super::people::met;

/// Right-to-left override.
const OVERRIDE: char = '\u{202e}';

#[tokio::test]
async fn markup_and_script_addresses_are_shown_as_they_were_written() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    let lines = [
        "<img src=x onerror=\"window.broken = 1\"><script>window.broken = 2</script>",
        "javascript:window.broken=3 data:text/html,<script>1</script>",
        "https://bank.example@evil.example",
    ];
    for line in lines {
        omar.pastes_and_sends(line).await?;
        layla
            .sees(line.split(['@', ' ']).next_back().unwrap_or(line))
            .await?;
    }
    // An address that pretends to be another one says so.
    layla.page.shows("[data-part=link-care]").await?;
    for person in [&layla, &omar] {
        let broken: bool = person.page.evaluate("'broken' in window").await?;
        assert!(!broken, "what somebody wrote was run");
        let addresses: Vec<String> = person
            .page
            .evaluate(
                "[...document.querySelectorAll('[data-part=message] a')].map(a => a.protocol)",
            )
            .await?;
        assert!(
            addresses
                .iter()
                .all(|scheme| ["http:", "https:", "mailto:"].contains(&scheme.as_str())),
            "{addresses:?}"
        );
        let drawn: usize = person
            .page
            .count("[data-part=message] img, [data-part=message] script")
            .await?;
        assert_eq!(drawn, 0);
    }
    // The page is alive.
    layla.says("ما زلت هنا").await?;
    omar.sees("ما زلت هنا").await?;
    layla.is_undisturbed()?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn an_override_of_direction_does_not_leave_its_line() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    omar.pastes_and_sends(&format!("invoice{OVERRIDE}gpj.exe"))
        .await?;
    layla.sees("invoice").await?;
    let shown: String = layla
        .page
        .evaluate("document.querySelector('[data-part=messages]').textContent")
        .await?;
    let open = shown
        .chars()
        .filter(|&sign| matches!(sign, '\u{202a}'..='\u{202e}'))
        .count();
    assert_eq!(open, 0, "an override stands in the page");
    layla.is_undisturbed()
}

#[tokio::test]
async fn marks_without_end_and_thousands_of_emoji_do_not_break_the_page() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    let marks: String = std::iter::repeat_n('\u{0301}', 2_000).collect();
    omar.pastes_and_sends(&format!("z{marks} end of marks"))
        .await?;
    layla.sees("end of marks").await?;
    let height: f64 = layla
        .page
        .evaluate(
            "Math.max(...[...document.querySelectorAll('[data-part=message]')].map(
                e => e.getBoundingClientRect().height))",
        )
        .await?;
    assert!(height < 400.0, "a message of one line is {height} high");
    omar.pastes_and_sends(&"🦜".repeat(4_000)).await?;
    layla.sees("🦜🦜").await?;
    let wide: bool = layla
        .page
        .evaluate("document.documentElement.scrollWidth > innerWidth")
        .await?;
    assert!(!wide, "the page can be moved sideways");
    layla.says("حسن").await?;
    omar.sees("حسن").await?;
    layla.is_undisturbed()?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn a_megabyte_pasted_is_refused_politely_and_the_page_stays_alive() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    omar.pastes(&"a long story ".repeat(80_000)).await?;
    let answers = std::time::Instant::now();
    let _alive: bool = omar.page.evaluate("true").await?;
    assert!(answers.elapsed().as_secs() < 10, "the page hangs");
    omar.is_told_it_is_too_long().await?;
    omar.clears_composer().await?;
    omar.says("shorter, then").await?;
    layla.sees("shorter, then").await?;
    omar.is_undisturbed()?;
    layla.is_undisturbed()
}

#[tokio::test]
async fn what_is_too_long_to_be_pasted_is_refused_whole_and_said() -> anyhow::Result<()> {
    let (_host, _layla, omar) = met().await?;
    let paste = "units => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', 'x'.repeat(units));
        const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
        return document.querySelector('textarea[data-part=write]').dispatchEvent(event);
    }";
    assert!(omar.page.call::<bool>(paste, json!([1_000])).await?);
    assert!(!omar.page.call::<bool>(paste, json!([4_000_000])).await?);
    omar.page.shows("[data-part=toast]").await?;
    omar.is_undisturbed()
}
