//! One tab: what is in it, waiting for what shall be in it, what it looks like.
//!
//! Every wait has an end, and a failed one says what was on the page and leaves a picture.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::manner::Look;
use crate::socket::PATIENCE;
use crate::tab::Tab;

/// Lines of the console that a failure shows.
const CONSOLE_LINES: usize = 30;

/// Resolves with the first value of a function that is neither false nor null.
const POLL: &str = "
new Promise((resolve, reject) => {
    const found = FUNCTION;
    const look = () => {
        try {
            const value = found(...ARGUMENTS);
            if (value !== null && value !== undefined && value !== false) return resolve(value);
        } catch (error) { return reject(error); }
        setTimeout(look, 10);
    };
    look();
})";

/// A tab.
#[derive(Debug)]
pub struct Page {
    pub(crate) tab: Tab,
}

impl Page {
    pub(crate) fn new(tab: Tab) -> Self {
        Self { tab }
    }

    /// Changes size and appearance.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn look(&self, look: &Look) -> anyhow::Result<()> {
        self.tab.look(look).await
    }

    /// Opens an address and waits until its document is there.
    ///
    /// # Errors
    ///
    /// It cannot be opened.
    pub async fn open(&self, address: &str) -> anyhow::Result<()> {
        self.tab.open(address).await
    }

    /// Loads the document again.
    ///
    /// # Errors
    ///
    /// It does not come back.
    pub async fn reload(&self) -> anyhow::Result<()> {
        self.tab.reload().await
    }

    /// Puts the tab in front of the others.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn to_front(&self) -> anyhow::Result<()> {
        self.tab.to_front().await
    }

    /// Closes the tab as a person does.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn close(self) -> anyhow::Result<()> {
        self.tab.close().await
    }

    /// The value of an expression; promises are awaited.
    ///
    /// # Errors
    ///
    /// It throws, or is not of this type.
    pub async fn evaluate<T: DeserializeOwned>(&self, expression: &str) -> anyhow::Result<T> {
        let value = self.tab.evaluate(expression).await?;
        serde_json::from_value(value).with_context(|| format!("of `{expression}`"))
    }

    /// What a function answers to these arguments.
    ///
    /// # Errors
    ///
    /// It throws, or its answer is not of this type.
    pub async fn call<T: DeserializeOwned>(
        &self,
        function: &str,
        arguments: Value,
    ) -> anyhow::Result<T> {
        self.evaluate(&format!("({function})(...{arguments})"))
            .await
    }

    /// Waits until a function answers something, and gives that.
    ///
    /// # Errors
    ///
    /// It never does; the error tells what was on the page.
    pub async fn wait_for_call<T: DeserializeOwned>(
        &self,
        function: &str,
        arguments: Value,
    ) -> anyhow::Result<T> {
        let poll = POLL
            .replace("FUNCTION", function)
            .replace("ARGUMENTS", &arguments.to_string());
        let until = Instant::now() + PATIENCE;
        let mut last = anyhow!("the page answers nothing");
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match tokio::time::timeout(left, self.evaluate::<T>(&poll)).await {
                Ok(Ok(value)) => return Ok(value),
                // A document that went away took the question with it: it is put to the next one.
                Ok(Err(error)) if was_lost(&error) => last = error,
                Ok(Err(error)) => return Err(error.context(self.describe().await)),
                Err(_) => break,
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let waited = format!("waited {} s", PATIENCE.as_secs());
        Err(last.context(waited).context(self.describe().await))
    }

    /// Waits until a condition holds.
    ///
    /// # Errors
    ///
    /// It never does.
    pub async fn wait_for(&self, condition: &str) -> anyhow::Result<()> {
        let _true: Value = self
            .wait_for_call(&format!("() => Boolean({condition})"), json!([]))
            .await
            .with_context(|| format!("never true: {condition}"))?;
        Ok(())
    }

    /// Waits until such an element is shown.
    ///
    /// # Errors
    ///
    /// It never is.
    pub async fn shows(&self, selector: &str) -> anyhow::Result<()> {
        self.shows_among(selector, "").await
    }

    /// Waits until such an element with this text is shown.
    ///
    /// # Errors
    ///
    /// It never is.
    pub async fn shows_text(&self, selector: &str, text: &str) -> anyhow::Result<()> {
        self.shows_among(selector, text).await
    }

    async fn shows_among(&self, selector: &str, text: &str) -> anyhow::Result<()> {
        let function = "(selector, text) => [...document.querySelectorAll(selector)].some(
            e => e.getClientRects().length > 0 && e.textContent.includes(text))";
        let _true: Value = self
            .wait_for_call(function, json!([selector, text]))
            .await
            .with_context(|| format!("never shown: `{selector}` with {text:?}"))?;
        Ok(())
    }

    /// Waits until no such element with this text is shown.
    ///
    /// # Errors
    ///
    /// One stays.
    pub async fn hides_text(&self, selector: &str, text: &str) -> anyhow::Result<()> {
        let function = "(selector, text) => ![...document.querySelectorAll(selector)].some(
            e => e.getClientRects().length > 0 && e.textContent.includes(text))";
        let _true: Value = self
            .wait_for_call(function, json!([selector, text]))
            .await
            .with_context(|| format!("never went: `{selector}` with {text:?}"))?;
        Ok(())
    }

    /// The texts of all such elements, in document order.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn texts(&self, selector: &str) -> anyhow::Result<Vec<String>> {
        let function =
            "selector => [...document.querySelectorAll(selector)].map(e => e.textContent)";
        self.call(function, json!([selector])).await
    }

    /// How many such elements there are.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn count(&self, selector: &str) -> anyhow::Result<usize> {
        let function = "selector => document.querySelectorAll(selector).length";
        self.call(function, json!([selector])).await
    }

    /// Waits until fonts are there and nothing on the page has moved or changed for ten frames.
    ///
    /// # Errors
    ///
    /// It never comes to rest.
    pub async fn settled(&self) -> anyhow::Result<()> {
        let rest = "document.fonts.ready.then(() => new Promise(resolve => {
            let still = 0;
            const watch = new MutationObserver(() => { still = 0; });
            watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
            const frame = () => {
                still = document.getAnimations().some(a => a.playState === 'running') ? 0 : still + 1;
                if (still >= 10) { watch.disconnect(); resolve(true); } else requestAnimationFrame(frame);
            };
            requestAnimationFrame(frame);
        }))";
        let _true: bool = tokio::time::timeout(PATIENCE, self.evaluate(rest)).await??;
        Ok(())
    }

    /// What is on the screen, as a PNG file.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn picture(&self) -> anyhow::Result<Vec<u8>> {
        self.tab.picture().await
    }

    /// What a person would tell who was asked what they see.
    pub async fn describe(&self) -> String {
        let seen: Value = self
            .evaluate(
                "({ address: location.href, title: document.title,
                    focus: document.activeElement?.outerHTML.slice(0, 200),
                    text: document.body?.innerText.slice(0, 2000) })",
            )
            .await
            .unwrap_or_else(|error| format!("nothing: {error:#}").into());
        let console = {
            let record = self.tab.shared().record();
            let skipped = record.console.len().saturating_sub(CONSOLE_LINES);
            record.console[skipped..].join("\n  ")
        };
        let picture = match self.keep_picture().await {
            Ok(path) => path.display().to_string(),
            Err(error) => format!("none: {error:#}"),
        };
        let told = format!("on the page: {seen:#}\nconsole:\n  {console}\npicture: {picture}\n");
        self.tab.shared().record().described = Some(told.clone());
        told
    }

    async fn keep_picture(&self) -> anyhow::Result<PathBuf> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let directory = std::env::temp_dir().join("hudhud-failures");
        std::fs::create_dir_all(&directory)?;
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = directory.join(format!("{}-{number}.png", std::process::id()));
        let picture = tokio::time::timeout(Duration::from_secs(5), self.picture()).await??;
        std::fs::write(&path, picture)?;
        Ok(path)
    }
}

/// Whether a question was lost because its document went away.
fn was_lost(error: &anyhow::Error) -> bool {
    let text = format!("{error:#}");
    [
        "context was destroyed",
        "Cannot find context",
        "Cannot find default execution context",
        "navigated or closed",
        "Promise was collected",
        "destroyed before query",
        "no such frame",
    ]
    .iter()
    .any(|sign| text.contains(sign))
}
