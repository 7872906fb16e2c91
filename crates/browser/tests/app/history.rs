//! A long history in both directions, without a jump.

use hudhud_browser::{Host, Peer, Person};
use serde_json::json;

/// More than the page holds at once, so that it lets go at both ends.
const MESSAGES: usize = 500;

/// What the page may hold at once.
const DRAWN: usize = 320;

/// A turn of the wheel, in pixels.
const TURN: f64 = 450.0;

/// What an anchor may move beside the wheel: positions on the screen are whole pixels, and lines of
/// messages are not.
const SLACK: f64 = 3.0;

/// The first message that is wholly seen, and how far it is below the top of the log.
const ANCHOR: &str = "() => {
    const log = document.querySelector('[data-part=messages]');
    const top = log.getBoundingClientRect().top;
    for (const message of log.querySelectorAll('[data-part=message]')) {
        const y = message.getBoundingClientRect().top - top;
        if (y >= 0) return { message: message.dataset.message, y };
    }
    return null;
}";

/// Where that message is once nothing has moved for ten frames.
const SETTLED: &str = "wanted => new Promise(resolve => {
    const log = document.querySelector('[data-part=messages]');
    const find = () => {
        const top = log.getBoundingClientRect().top;
        const message = [...log.querySelectorAll('[data-part=message]')].find(
            one => one.dataset.message === wanted);
        return message === undefined ? null : message.getBoundingClientRect().top - top;
    };
    let last = find(), still = 0;
    const look = () => {
        const now = find();
        still = now === last ? still + 1 : 0;
        last = now;
        if (still >= 10) resolve(now); else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})";

#[derive(serde::Deserialize)]
struct Anchor {
    message: String,
    y: f64,
}

#[tokio::test]
async fn five_hundred_messages_scroll_by_without_a_jump() -> anyhow::Result<()> {
    let host = Host::start()?;
    let layla = Person::joins(&host.origin(), "layla", "ar").await?;
    let omar = Peer::joins(&host.origin(), "omar").await?;
    omar.does(&["send", "@layla", "hello"]).await?;
    layla.accepts("omar").await?;
    layla.sees("hello").await?;
    let lines: Vec<_> = (0..MESSAGES)
        .map(|number| format!("line {number}."))
        .collect();
    omar.pours("@layla", &lines).await?;
    // Whoever stands at the end stays there while messages come.
    layla.sees(&format!("line {}.", MESSAGES - 1)).await?;
    let mut turns = 0;
    loop {
        let before: Anchor = layla.page.wait_for_call(ANCHOR, json!([])).await?;
        layla.page.wheel("[data-part=messages]", -TURN).await?;
        let after: Option<f64> = layla.page.call(SETTLED, json!([before.message])).await?;
        let moved = after.map(|after| after - before.y);
        let reached = layla
            .bodies()
            .await?
            .first()
            .is_some_and(|body| body == "hello");
        match moved {
            Some(moved) if (moved - TURN).abs() <= SLACK => {}
            // The beginning stops the wheel.
            Some(moved) if reached && (0.0..TURN).contains(&moved) => break,
            other => anyhow::bail!(
                "after {turns} turns {:?} moved by {other:?}",
                before.message
            ),
        }
        let drawn = layla.drawn().await?;
        assert!(drawn <= DRAWN, "{drawn} messages are in the page");
        turns += 1;
    }
    assert!(turns > 25, "only {turns} turns of the wheel");
    layla.page.click("[data-part=to-latest]").await?;
    layla.sees(&format!("line {}.", MESSAGES - 1)).await?;
    layla.is_undisturbed()
}
