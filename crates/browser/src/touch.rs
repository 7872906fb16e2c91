//! Fingers, as the browser itself delivers them.

use std::time::Duration;

use serde_json::json;

use crate::input::Spot;
use crate::page::Page;

impl Page {
    /// Draws the first such element that holds this text sideways with a finger, by so many pixels to
    /// the right.
    ///
    /// # Errors
    ///
    /// None comes in front.
    pub async fn draw(&self, selector: &str, text: &str, right: f64) -> anyhow::Result<()> {
        let at = self.middle(selector, Some(text)).await?;
        self.draw_from(at, right, 0.0).await
    }

    /// Draws what lies at a place with a finger, by so many pixels to the right and downwards.
    pub(crate) async fn draw_from(&self, at: Spot, right: f64, down: f64) -> anyhow::Result<()> {
        const STEPS: u32 = 8;
        self.finger("touchStart", Some(at)).await?;
        for step in 1..=STEPS {
            let part = f64::from(step) / f64::from(STEPS);
            let (x, y) = (at.x + right * part, at.y + down * part);
            self.finger("touchMove", Some(Spot { x, y })).await?;
        }
        self.finger("touchEnd", None).await
    }

    /// Lays a finger on a place for so long.
    pub(crate) async fn touch_at(&self, at: Spot, held: Duration) -> anyhow::Result<()> {
        self.finger("touchStart", Some(at)).await?;
        if !held.is_zero() {
            tokio::time::sleep(held).await;
        }
        self.finger("touchEnd", None).await
    }

    async fn finger(&self, kind: &str, at: Option<Spot>) -> anyhow::Result<()> {
        let points: Vec<_> = at
            .iter()
            .map(|at| json!({ "x": at.x, "y": at.y }))
            .collect();
        let event = json!({ "type": kind, "touchPoints": points });
        self.command("Input.dispatchTouchEvent", event).await?;
        Ok(())
    }
}
