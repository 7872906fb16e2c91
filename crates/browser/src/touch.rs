//! Fingers, as the browser itself delivers them.

use std::time::Duration;

use crate::gesture::{Finger, Spot};
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
        // A finger that comes to the edge of the glass goes no further.
        let (width, height): (f64, f64) = self.evaluate("[innerWidth, innerHeight]").await?;
        self.tab.finger(Finger::Down(at)).await?;
        for step in 1..=STEPS {
            let part = f64::from(step) / f64::from(STEPS);
            let x = (at.x + right * part).clamp(0.0, width - 1.0);
            let y = (at.y + down * part).clamp(0.0, height - 1.0);
            self.tab.finger(Finger::Move(Spot { x, y })).await?;
        }
        self.tab.finger(Finger::Up).await
    }

    /// Lays a finger on a place for so long.
    pub(crate) async fn touch_at(&self, at: Spot, held: Duration) -> anyhow::Result<()> {
        self.tab.finger(Finger::Down(at)).await?;
        if !held.is_zero() {
            tokio::time::sleep(held).await;
        }
        self.tab.finger(Finger::Up).await
    }
}
