//! One tab of Chromium, by DevTools commands.

use std::sync::Arc;

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use crate::gesture::{Button, Finger, Spot};
use crate::keys::{Description, Held};
use crate::manner::Look;
use crate::socket::{PATIENCE, Request, Shared, Socket};

/// A tab.
#[derive(Debug)]
pub(crate) struct Tab {
    socket: Arc<Socket>,
    session: String,
    target: String,
}

impl Tab {
    pub(super) fn new(socket: Arc<Socket>, session: String, target: String) -> Self {
        Self {
            socket,
            session,
            target,
        }
    }

    async fn command(&self, method: &'static str, parameters: Value) -> anyhow::Result<Value> {
        let request = Request::new(method, parameters).to(&self.session);
        self.socket.send(request).await
    }

    /// What the browser said.
    pub(crate) fn shared(&self) -> &Shared {
        &self.socket.shared
    }

    /// Changes size and appearance.
    pub(crate) async fn look(&self, look: &Look) -> anyhow::Result<()> {
        let size = json!({
            "width": look.width, "height": look.height,
            "deviceScaleFactor": look.scale, "mobile": look.touch,
        });
        self.command("Emulation.setDeviceMetricsOverride", size)
            .await?;
        let touch = json!({ "enabled": look.touch, "maxTouchPoints": 5 });
        self.command("Emulation.setTouchEmulationEnabled", touch)
            .await?;
        let scheme = if look.dark { "dark" } else { "light" };
        let motion = if look.still {
            "reduce"
        } else {
            "no-preference"
        };
        let media = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": motion },
        ] });
        self.command("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Opens an address and waits until its document is there.
    pub(crate) async fn open(&self, address: &str) -> anyhow::Result<()> {
        let loads = self.shared().record().loads;
        let gone = self
            .command("Page.navigate", json!({ "url": address }))
            .await?;
        if let Some(reason) = gone["errorText"].as_str() {
            bail!("{address} does not open: {reason}");
        }
        self.loaded_since(loads).await
    }

    /// Loads the document again.
    pub(crate) async fn reload(&self) -> anyhow::Result<()> {
        let loads = self.shared().record().loads;
        self.command("Page.reload", json!({})).await?;
        self.loaded_since(loads).await
    }

    async fn loaded_since(&self, loads: usize) -> anyhow::Result<()> {
        self.shared()
            .until(PATIENCE, |record| (record.loads > loads).then_some(()))
            .await
            .context("the document never finished loading")
    }

    /// Puts the tab in front of the others.
    pub(crate) async fn to_front(&self) -> anyhow::Result<()> {
        self.command("Page.bringToFront", json!({})).await?;
        Ok(())
    }

    /// Closes it as a person does.
    pub(crate) async fn close(self) -> anyhow::Result<()> {
        let which = json!({ "targetId": self.target });
        let close = Request::new("Target.closeTarget", which);
        self.socket.send(close).await?;
        Ok(())
    }

    /// The value of an expression; promises are awaited.
    pub(crate) async fn evaluate(&self, expression: &str) -> anyhow::Result<Value> {
        let parameters = json!({
            "expression": expression,
            "awaitPromise": true,
            "returnByValue": true,
            "userGesture": true,
        });
        let mut answer = self.command("Runtime.evaluate", parameters).await?;
        if let Some(details) = answer.get("exceptionDetails") {
            let thrown = &details["exception"]["description"];
            bail!("the page threw {thrown} ({})", details["text"]);
        }
        Ok(answer["result"]["value"].take())
    }

    /// What is on the screen: a PNG file in base64.
    pub(crate) async fn picture(&self) -> anyhow::Result<Value> {
        let how = json!({ "format": "png", "captureBeyondViewport": false });
        let mut answer = self.command("Page.captureScreenshot", how).await?;
        Ok(answer["data"].take())
    }

    /// Presses and lets go of a button of the mouse; `count` is of how many clicks in a row.
    pub(crate) async fn click(&self, at: Spot, button: Button, count: u32) -> anyhow::Result<()> {
        let name = match button {
            Button::Left => "left",
            Button::Right => "right",
        };
        for (kind, button) in [
            ("mouseMoved", "none"),
            ("mousePressed", name),
            ("mouseReleased", name),
        ] {
            let event = json!({
                "type": kind, "x": at.x, "y": at.y, "button": button, "clickCount": count,
            });
            self.command("Input.dispatchMouseEvent", event).await?;
        }
        Ok(())
    }

    /// Turns the wheel by so many pixels downwards.
    pub(crate) async fn wheel(&self, at: Spot, down: f64) -> anyhow::Result<()> {
        let event = json!({
            "type": "mouseWheel", "x": at.x, "y": at.y, "deltaX": 0, "deltaY": down,
        });
        self.command("Input.dispatchMouseEvent", event).await?;
        Ok(())
    }

    /// Puts text in at once, as an input method does.
    pub(crate) async fn insert(&self, text: &str) -> anyhow::Result<()> {
        self.command("Input.insertText", json!({ "text": text }))
            .await?;
        Ok(())
    }

    /// Presses and lets go of a key.
    pub(crate) async fn stroke(&self, key: &Description, held: Held) -> anyhow::Result<()> {
        let modifiers = match held {
            Held::Nothing => 0,
            Held::Control => 2,
            Held::Shift => 8,
        };
        let mut event = json!({
            "type": "keyDown",
            "key": key.key,
            "code": key.code,
            "windowsVirtualKeyCode": key.number,
            "modifiers": modifiers,
        });
        match &key.text {
            Some(text) if held != Held::Control => event["text"] = Value::from(text.as_str()),
            _ => event["type"] = "rawKeyDown".into(),
        }
        self.command("Input.dispatchKeyEvent", event.clone())
            .await?;
        event["type"] = "keyUp".into();
        self.command("Input.dispatchKeyEvent", event).await?;
        Ok(())
    }

    /// Moves a finger.
    pub(crate) async fn finger(&self, finger: Finger) -> anyhow::Result<()> {
        let (kind, at) = match finger {
            Finger::Down(at) => ("touchStart", Some(at)),
            Finger::Move(at) => ("touchMove", Some(at)),
            Finger::Up => ("touchEnd", None),
        };
        let points: Vec<_> = at
            .iter()
            .map(|at| json!({ "x": at.x, "y": at.y }))
            .collect();
        let event = json!({ "type": kind, "touchPoints": points });
        self.command("Input.dispatchTouchEvent", event).await?;
        Ok(())
    }
}
