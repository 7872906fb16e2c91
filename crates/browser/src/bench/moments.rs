//! The moments: each is timed in the page, from the event to after the frame that shows its effect.

use anyhow::Context as _;
use hudhud_browser::{Browser, Key, Look, Manner, Peer, Person};
use serde_json::json;

use super::figure::{Figure, quantile};

/// Notes when things first appear, in milliseconds since the navigation began, and gives scripts a
/// way to know that a frame was drawn.
pub(crate) const MARKS: &str = "(() => {
    const marks = globalThis.marks = {};
    globalThis.drawn = () => new Promise(resolve => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now());
        channel.port2.postMessage(null);
    }));
    const seek = (name, selector) => {
        if (document.querySelector(selector)) drawn().then(at => { marks[name] = at; });
        else requestAnimationFrame(() => seek(name, selector));
    };
    seek('list', '.row.conversation');
    seek('welcome', '[data-part=welcome]');
})()";

/// With nothing in any cache: the frame, the first screen, what was loaded.
pub(crate) async fn cold(origin: &str, rounds: usize) -> anyhow::Result<Vec<Figure>> {
    const SIZES: &str = "performance.getEntriesByType('navigation')
        .concat(performance.getEntriesByType('resource'))
        .map(entry => [entry.name, entry.encodedBodySize])";
    let mut frame = Vec::new();
    let mut screen = Vec::new();
    let (mut shell, mut all) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let manner = Manner {
            page_scripts: vec![MARKS.to_owned()],
            ..Manner::default()
        };
        let browser = Browser::start(manner).await?;
        let page = browser.page(&Look::default()).await?;
        page.open(&format!("{origin}/")).await?;
        page.shows("[data-part=welcome]").await?;
        let painted =
            "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null";
        frame.push(
            page.wait_for_call(&format!("() => {painted}"), json!([]))
                .await?,
        );
        screen.push(page.wait_for_call("() => marks.welcome", json!([])).await?);
        page.wait_for("performance.getEntriesByType('resource').some(e => e.name.includes('/device-') && e.name.endsWith('.wasm') && e.encodedBodySize > 0)").await?;
        let sizes: Vec<(String, f64)> = page.evaluate(SIZES).await?;
        let is_device = |name: &str| name.contains("/device") || name.contains("/worker");
        let sum = |wanted: &dyn Fn(&str) -> bool| -> f64 {
            let chosen = sizes.iter().filter(|(name, _)| wanted(name));
            chosen.map(|(_, bytes)| bytes / 1_000.0).sum()
        };
        shell.push(sum(&|name| !is_device(name)));
        all.push(sum(&|_| true));
    }
    let of = |name, goal, unit, values| Figure {
        name,
        goal,
        unit,
        values,
    };
    Ok(vec![
        of("first paint of the shell, cold cache", 300.0, "ms", frame),
        of("first screen, cold cache", 1_000.0, "ms", screen),
        of("download of the shell", 350.0, "kB", shell),
        of("download of everything", 1_600.0, "kB", all),
    ])
}

/// The list from the local store.
pub(crate) async fn warm_list(reader: &Person, rounds: usize) -> anyhow::Result<Figure> {
    let mut values = Vec::new();
    for _ in 0..rounds {
        reader.visits("/").await?;
        values.push(
            reader
                .page
                .wait_for_call("() => marks.list", json!([]))
                .await?,
        );
    }
    Ok(Figure {
        name: "usable list from the local store, warm",
        goal: 500.0,
        unit: "ms",
        values,
    })
}

/// From the press on a row to a screen full of its messages.
pub(crate) async fn opening(reader: &Person, rounds: usize) -> anyhow::Result<Figure> {
    const WATCH: &str = "title => {
        globalThis.opened = null;
        let begun;
        addEventListener('click', event => { begun = event.timeStamp; }, { capture: true, once: true });
        const look = () => {
            const log = document.querySelector('[data-part=messages][data-ready]');
            const shown = document.querySelector('[data-part=conversation-title]')?.textContent;
            const full = log && log.scrollHeight >= log.clientHeight
                && log.querySelectorAll('[data-part=message]').length > 5;
            if (begun !== undefined && shown?.includes(title) && full)
                drawn().then(at => { globalThis.opened = at - begun; });
            else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
        return true;
    }";
    let mut values = Vec::new();
    for round in 0..rounds {
        let row = "n => document.querySelectorAll('.pane.list .row.conversation .row-title')[n]?.textContent";
        let title: String = reader.page.wait_for_call(row, json!([round + 2])).await?;
        let _watching: bool = reader.page.call(WATCH, json!([title])).await?;
        reader
            .page
            .click_on(".pane.list .row.conversation", &title)
            .await?;
        values.push(
            reader
                .page
                .wait_for_call("() => globalThis.opened", json!([]))
                .await?,
        );
    }
    Ok(Figure {
        name: "opening a conversation",
        goal: 100.0,
        unit: "ms",
        values,
    })
}

/// From the last letter to the first hits.
pub(crate) async fn search(reader: &Person, rounds: usize) -> anyhow::Result<Vec<Figure>> {
    const WATCH: &str = "query => {
        globalThis.found = null;
        let last;
        const key = event => { last = event.timeStamp; };
        addEventListener('keydown', key, { capture: true });
        addEventListener('beforeinput', key, { capture: true });
        const look = () => {
            const results = document.querySelector('[data-part=search-results]');
            if (results?.dataset.foundFor === query && results.querySelector('[data-part=hit]')) {
                removeEventListener('keydown', key, { capture: true });
                removeEventListener('beforeinput', key, { capture: true });
                drawn().then(at => { globalThis.found = at - last; });
            } else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
        return true;
    }";
    let mut figures = Vec::new();
    for (name, words) in [
        ("search, a common word", ["library", "المكتبة"]),
        ("search, a rare word", ["1234.", "2345."]),
    ] {
        let mut values = Vec::new();
        for round in 0..rounds {
            let query = words[round % words.len()];
            let _watching: bool = reader.page.call(WATCH, json!([query])).await?;
            reader.page.click("[data-part=search]").await?;
            reader.page.write(query).await?;
            values.push(
                reader
                    .page
                    .wait_for_call("() => globalThis.found", json!([]))
                    .await
                    .with_context(|| format!("nothing is found for {query}"))?,
            );
            reader.page.press(Key::Escape).await?;
            reader.page.press(Key::Escape).await?;
            reader.visits("/").await?;
            reader.is_home().await?;
        }
        figures.push(Figure {
            name,
            goal: 100.0,
            unit: "ms",
            values,
        });
    }
    Ok(figures)
}

/// From a key to its letter on the screen, while somebody else writes in the same conversation.
pub(crate) async fn typing(reader: &Person, peer: &Peer, rounds: usize) -> anyhow::Result<Figure> {
    const WATCH: &str = "() => {
        globalThis.strokes = [];
        let begun;
        addEventListener('keydown', event => { begun = event.timeStamp; }, { capture: true });
        addEventListener('input', () => {
            const from = begun;
            drawn().then(at => strokes.push(at - from));
        }, { capture: true });
        return true;
    }";
    const TEXT: &str = "the quick brown fox jumps over the lazy dog and types on ";
    let title = super::fill::title(0, 0);
    peer.does(&["send", &title, "come here"]).await?;
    reader.visits("/").await?;
    reader.opens(&title).await?;
    let _watching: bool = reader.page.call(WATCH, json!([])).await?;
    let mut values = Vec::new();
    for _ in 0..rounds {
        let lines: Vec<_> = (0..200).map(|line| format!("meanwhile {line}")).collect();
        let types = async {
            for _ in 0..2 {
                reader.pastes("").await?;
                reader.page.write(TEXT).await?;
            }
            anyhow::Ok(())
        };
        tokio::try_join!(types, peer.pours(&title, &lines))?;
        let strokes: Vec<f64> = reader.page.evaluate("strokes.splice(0)").await?;
        values.push(quantile(&strokes, 0.95));
        reader.clears_composer().await?;
    }
    Ok(Figure {
        name: "key press to pixels, 95th percentile, while messages arrive",
        goal: 16.0,
        unit: "ms",
        values,
    })
}

/// From Enter to the bubble here, and to the bubble there.
pub(crate) async fn sending(
    reader: &Person,
    friend: &Person,
    rounds: usize,
) -> anyhow::Result<Vec<Figure>> {
    const HERE: &str = "() => {
        addEventListener('keydown', event => {
            if (event.key === 'Enter') globalThis.entered = performance.timeOrigin + event.timeStamp;
        }, { capture: true });
        return true;
    }";
    const SEE: &str = "text => {
        globalThis.seen = null;
        const look = () => {
            const all = [...document.querySelectorAll('[data-part=messages] [data-part=body]')].slice(-5);
            if (all.some(body => body.textContent.includes(text)))
                drawn().then(at => { globalThis.seen = performance.timeOrigin + at; });
            else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
        return true;
    }";
    reader.visits("/").await?;
    reader.opens("friend").await?;
    let _heard: bool = reader.page.call(HERE, json!([])).await?;
    let (mut here, mut there) = (Vec::new(), Vec::new());
    for round in 0..rounds * 4 {
        let text = format!("echo number {round}!");
        for person in [reader, friend] {
            let _seeking: bool = person.page.call(SEE, json!([text])).await?;
        }
        reader.drafts(&text).await?;
        reader.page.press(Key::Enter).await?;
        let seen = "() => globalThis.seen";
        let own: f64 = reader.page.wait_for_call(seen, json!([])).await?;
        let other: f64 = friend.page.wait_for_call(seen, json!([])).await?;
        let entered: f64 = reader.page.evaluate("entered").await?;
        here.push(own - entered);
        there.push(other - entered);
    }
    let of = |name, goal, values| Figure {
        name,
        goal,
        unit: "ms",
        values,
    };
    Ok(vec![
        of("Enter to the bubble on the screen", 50.0, here),
        of("Enter to the bubble in the other browser", 150.0, there),
    ])
}
