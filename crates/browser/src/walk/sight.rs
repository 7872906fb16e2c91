//! What a person sees of the page: what they could lay hands on, and what is wrong with it.

use std::time::Duration;

use anyhow::ensure;
use serde::Deserialize;
use serde_json::json;

use crate::gesture::Spot;
use crate::page::Page;

/// In the page, because only there is known what is in front of what.
const LOOK: &str = include_str!("sight.js");

/// A page that offers nothing for so many looks is a dead end.
const LOOKS: u32 = 100;
/// As long as this is waited for rest.
const REST: Duration = Duration::from_secs(2);
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// Something that can be pressed, or asked for its menu.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Handle {
    #[serde(flatten)]
    pub(super) at: Spot,
    /// Its part of the page, and what that is in.
    pub(super) name: String,
    /// Whether it ends something for good, or leads out of the app.
    pub(super) is_final: bool,
    pub(super) is_control: bool,
    pub(super) takes_menu: bool,
    pub(super) takes_text: bool,
}

/// What is on the screen.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Sight {
    pub(super) handles: Vec<Handle>,
    pub(super) faults: Vec<String>,
    /// The part of the page that has the focus; `None`: nothing has it.
    pub(super) focus: Option<String>,
    pub(super) focus_is_final: bool,
    pub(super) focus_takes_text: bool,
    /// Whether the list is there, and nothing lies over it.
    pub(super) is_home: bool,
    pub(super) place: String,
}

impl Sight {
    /// Looks once the page is at rest and offers something.
    pub(super) async fn of(page: &Page) -> anyhow::Result<Self> {
        for _ in 0..LOOKS {
            // What turns as long as there is no network does not come to rest.
            // A document that went took the question with it: what is there now is looked at.
            let _rest = tokio::time::timeout(REST, page.settled()).await;
            let sight: Self = page.wait_for_call(LOOK, json!([])).await?;
            if sight.handles.iter().any(|handle| handle.is_control) {
                return Ok(sight);
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        anyhow::bail!("the page is a dead end: nothing on it can be pressed")
    }

    /// Fails with what is wrong with how the page stands there.
    pub(super) fn is_sound(&self) -> anyhow::Result<()> {
        ensure!(
            self.faults.is_empty(),
            "the page {}",
            self.faults.join("; ")
        );
        Ok(())
    }
}
