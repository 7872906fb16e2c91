//! Mouse and keyboard (fingers are in `touch`), as the browser itself delivers them: an element that is covered cannot be
//! clicked, and a letter goes where the focus is.

use anyhow::Context as _;
use serde_json::json;

use crate::gesture::{Button, Spot};
use crate::keys::{self, Held};
pub use crate::keys::{Chord, Key};
use crate::page::Page;

/// The middle of an element that can be clicked now: shown, in front, and at the same place for three
/// looks. What is still being filled with news moves under the pointer, as it would under anybody's.
const MIDDLE: &str = "
(() => {
    let rested = 0, last = null;
    return (selector, text) => {
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
            const stays = last !== null && last.element === element && last.x === x && last.y === y;
            rested = stays ? rested + 1 : 0;
            last = { element, x, y };
            return rested < 2 ? null : { x, y };
        }
        return null;
    };
})()";

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
        self.tab.click(at, Button::Left, 1).await
    }

    /// Clicks twice in the time of a double click, at one place, whatever comes to stand there.
    ///
    /// # Errors
    ///
    /// Nothing comes in front.
    pub async fn double_click(&self, selector: &str) -> anyhow::Result<()> {
        let at = self.middle(selector, None).await?;
        for count in [1, 2] {
            self.tab.click(at, Button::Left, count).await?;
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
        self.tab.click(at, Button::Right, 1).await
    }

    /// Turns the wheel over an element, by so many pixels downwards.
    ///
    /// # Errors
    ///
    /// It never comes in front.
    pub async fn wheel(&self, selector: &str, down: f64) -> anyhow::Result<()> {
        let at = self.middle(selector, None).await?;
        self.tab.wheel(at, down).await
    }

    pub(crate) async fn middle(&self, selector: &str, text: Option<&str>) -> anyhow::Result<Spot> {
        self.wait_for_call(MIDDLE, json!([selector, text]))
            .await
            .with_context(|| match text {
                Some(text) => format!("nothing to click: `{selector}` with {text:?}"),
                None => format!("nothing to click: `{selector}`"),
            })
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
            self.tab.stroke(&description, Held::Nothing).await?;
        }
        self.insert(&composed).await
    }

    /// Puts text in at once, as pasting or an input method does.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn insert(&self, text: &str) -> anyhow::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        self.tab.insert(text).await
    }

    /// Presses and lets go of a key.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn press(&self, chord: impl Into<Chord>) -> anyhow::Result<()> {
        let (description, held) = match chord.into() {
            Chord::Plain(key) => (key.describe(), Held::Nothing),
            Chord::Shift(key) => (key.describe(), Held::Shift),
            Chord::Control(character) => {
                let described = keys::describe(character);
                (described.context("not on a Latin keyboard")?, Held::Control)
            }
        };
        self.tab.stroke(&description, held).await
    }
}

impl From<Key> for Chord {
    fn from(key: Key) -> Self {
        Self::Plain(key)
    }
}
