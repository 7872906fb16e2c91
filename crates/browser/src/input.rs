//! Mouse and keyboard (fingers are in `touch`), as the browser itself delivers them: an element that is covered cannot be
//! clicked, and a letter goes where the focus is.

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::keys::{self, Description};
pub use crate::keys::{Chord, Key};
use crate::page::Page;

/// The middle of an element that can be clicked now: shown, at rest, and in front.
const MIDDLE: &str = "
(selector, text) => {
    for (const element of document.querySelectorAll(selector)) {
        if (text !== null && !element.textContent.includes(text)) continue;
        element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
        const box = element.getBoundingClientRect();
        if (box.width === 0 || box.height === 0) continue;
        const x = box.left + box.width / 2, y = box.top + box.height / 2;
        const front = document.elementFromPoint(x, y);
        if (front === null || !(element.contains(front) || front.contains(element))) continue;
        if (element.matches(':disabled')) continue;
        const moving = element.getAnimations({ subtree: false }).some(a => a.playState === 'running');
        if (moving) continue;
        return { x, y };
    }
    return null;
}";

/// Control, in the browser's bits.
const CONTROL: u8 = 2;
/// Shift.
const SHIFT: u8 = 8;

/// A place in the window, in CSS pixels.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
pub(crate) struct Spot {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Page {
    /// Clicks the first element that can be clicked, waiting for it.
    ///
    /// # Errors
    ///
    /// None comes in front.
    pub async fn click(&self, selector: &str) -> anyhow::Result<()> {
        self.click_among(selector, None).await
    }

    /// Clicks the first such element that holds this text.
    ///
    /// # Errors
    ///
    /// None comes in front.
    pub async fn click_on(&self, selector: &str, text: &str) -> anyhow::Result<()> {
        self.click_among(selector, Some(text)).await
    }

    /// Clicks an element inside the first one of a kind that holds this text.
    ///
    /// # Errors
    ///
    /// None comes in front.
    pub async fn click_in(&self, outer: &str, text: &str, inner: &str) -> anyhow::Result<()> {
        let mark = "(outer, text, inner) => {
            const all = [...document.querySelectorAll(outer)];
            const found = all.find(e => e.textContent.includes(text))?.querySelector(inner);
            if (!found) return false;
            document.querySelector('[data-test-here]')?.removeAttribute('data-test-here');
            found.setAttribute('data-test-here', '');
            return true;
        }";
        let _marked: bool = self
            .wait_for_call(mark, json!([outer, text, inner]))
            .await
            .with_context(|| format!("nothing to click: `{inner}` in `{outer}` with {text:?}"))?;
        self.click("[data-test-here]").await
    }

    async fn click_among(&self, selector: &str, text: Option<&str>) -> anyhow::Result<()> {
        let at = self.middle(selector, text).await?;
        self.click_at(&at, "left").await
    }

    /// Presses and lets go of a button of the mouse: `left`, `right`.
    pub(crate) async fn click_at(&self, at: &Spot, button: &str) -> anyhow::Result<()> {
        self.mouse("mouseMoved", at, "none").await?;
        self.mouse("mousePressed", at, button).await?;
        self.mouse("mouseReleased", at, button).await
    }

    /// Clicks twice in the time of a double click, at one place, whatever comes to stand there.
    ///
    /// # Errors
    ///
    /// Nothing comes in front.
    pub async fn double_click(&self, selector: &str) -> anyhow::Result<()> {
        let at = self.middle(selector, None).await?;
        self.mouse("mouseMoved", &at, "none").await?;
        for count in [1, 2] {
            for kind in ["mousePressed", "mouseReleased"] {
                self.mouse_of(kind, &at, "left", count).await?;
            }
            self.settled().await?;
        }
        Ok(())
    }

    /// Opens the context menu of the first such element that holds this text.
    ///
    /// # Errors
    ///
    /// None comes in front.
    pub async fn right_click_on(&self, selector: &str, text: &str) -> anyhow::Result<()> {
        let at = self.middle(selector, Some(text)).await?;
        self.click_at(&at, "right").await
    }

    /// Turns the wheel over an element, by so many pixels downwards.
    ///
    /// # Errors
    ///
    /// It never comes in front.
    pub async fn wheel(&self, selector: &str, down: f64) -> anyhow::Result<()> {
        let at = self.middle(selector, None).await?;
        let event = json!({
            "type": "mouseWheel", "x": at.x, "y": at.y, "deltaX": 0, "deltaY": down,
        });
        self.command("Input.dispatchMouseEvent", event).await?;
        Ok(())
    }

    pub(crate) async fn middle(&self, selector: &str, text: Option<&str>) -> anyhow::Result<Spot> {
        self.wait_for_call(MIDDLE, json!([selector, text]))
            .await
            .with_context(|| match text {
                Some(text) => format!("nothing to click: `{selector}` with {text:?}"),
                None => format!("nothing to click: `{selector}`"),
            })
    }

    async fn mouse(&self, kind: &str, at: &Spot, button: &str) -> anyhow::Result<()> {
        self.mouse_of(kind, at, button, 1).await
    }

    /// The same, of so many clicks in a row.
    async fn mouse_of(
        &self,
        kind: &str,
        at: &Spot,
        button: &str,
        count: u32,
    ) -> anyhow::Result<()> {
        let event = json!({
            "type": kind, "x": at.x, "y": at.y, "button": button, "clickCount": count,
        });
        self.command("Input.dispatchMouseEvent", event).await?;
        Ok(())
    }

    /// Types where the focus is: key by key what a Latin keyboard has, the rest as an input method
    /// gives it.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn write(&self, text: &str) -> anyhow::Result<()> {
        let mut composed = String::new();
        for character in text.chars() {
            let Some(description) = keys::describe(character) else {
                composed.push(character);
                continue;
            };
            // A space within Arabic is the input method's too.
            if character == ' ' && !composed.is_empty() {
                composed.push(character);
                continue;
            }
            self.insert(&std::mem::take(&mut composed)).await?;
            self.stroke(&description, 0).await?;
        }
        self.insert(&composed).await
    }

    /// Puts text in at once, as pasting or an input method does.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn insert(&self, text: &str) -> anyhow::Result<()> {
        if !text.is_empty() {
            self.command("Input.insertText", json!({ "text": text }))
                .await?;
        }
        Ok(())
    }

    /// Presses and lets go of a key.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn press(&self, chord: impl Into<Chord>) -> anyhow::Result<()> {
        match chord.into() {
            Chord::Plain(key) => self.stroke(&key.describe(), 0).await,
            Chord::Shift(key) => self.stroke(&key.describe(), SHIFT).await,
            Chord::Control(character) => {
                let mut description =
                    keys::describe(character).context("not on a Latin keyboard")?;
                description.text = None;
                self.stroke(&description, CONTROL).await
            }
        }
    }

    async fn stroke(&self, description: &Description, held: u8) -> anyhow::Result<()> {
        let mut event = json!({
            "type": "keyDown",
            "key": description.key,
            "code": description.code,
            "windowsVirtualKeyCode": description.number,
            "modifiers": held,
        });
        match &description.text {
            Some(text) => event["text"] = Value::from(text.as_str()),
            None => event["type"] = "rawKeyDown".into(),
        }
        self.command("Input.dispatchKeyEvent", event.clone())
            .await?;
        event["type"] = "keyUp".into();
        self.command("Input.dispatchKeyEvent", event).await?;
        Ok(())
    }
}

impl From<Key> for Chord {
    fn from(key: Key) -> Self {
        Self::Plain(key)
    }
}
