//! One tab of Firefox, by BiDi commands.

use std::sync::Arc;

use anyhow::bail;
use serde_json::{Value, json};

use super::value::plain;
use crate::gesture::{Button, Finger, Spot};
use crate::keys::{Description, Held};
use crate::manner::Look;
use crate::socket::{Request, Shared, Socket};

/// A tab.
#[derive(Debug)]
pub(crate) struct Tab {
    socket: Arc<Socket>,
    context: String,
    /// The browser's own window.
    window: String,
}

impl Tab {
    pub(super) fn new(socket: Arc<Socket>, context: String, window: String) -> Self {
        Self {
            socket,
            context,
            window,
        }
    }

    /// Sends a command that names this tab.
    async fn command(&self, method: &'static str, mut parameters: Value) -> anyhow::Result<Value> {
        parameters["context"] = self.context.as_str().into();
        self.socket.send(Request::new(method, parameters)).await
    }

    /// What the browser said.
    pub(crate) fn shared(&self) -> &Shared {
        &self.socket.shared
    }

    /// Changes size and appearance. What there is no command for is a preference, which all tabs obey.
    pub(crate) async fn look(&self, look: &Look) -> anyhow::Result<()> {
        let size = json!({
            "viewport": { "width": look.width, "height": look.height },
            "devicePixelRatio": look.scale,
        });
        self.command("browsingContext.setViewport", size).await?;
        // A pointer is coarse (1), or fine (2) and able to hover (4).
        let pointers = if look.touch { 1 } else { 6 };
        let preferences = json!({
            "layout.css.prefers-color-scheme.content-override": u8::from(!look.dark),
            "ui.prefersReducedMotion": u8::from(look.still),
            "ui.primaryPointerCapabilities": pointers,
            "ui.allPointerCapabilities": pointers,
            // On (1), or whether this machine has glass (2).
            "dom.w3c_touch_events.enabled": if look.touch { 1 } else { 2 },
        });
        let set = format!(
            "Object.entries({preferences}).forEach(
                ([name, value]) => Services.prefs.setIntPref(name, value))"
        );
        self.script(&self.window, &set).await?;
        Ok(())
    }

    /// Opens an address and waits until its document is there.
    pub(crate) async fn open(&self, address: &str) -> anyhow::Result<()> {
        let how = json!({ "url": address, "wait": "complete" });
        self.command("browsingContext.navigate", how).await?;
        Ok(())
    }

    /// Loads the document again.
    pub(crate) async fn reload(&self) -> anyhow::Result<()> {
        let how = json!({ "wait": "complete" });
        self.command("browsingContext.reload", how).await?;
        Ok(())
    }

    /// Puts the tab in front of the others.
    pub(crate) async fn to_front(&self) -> anyhow::Result<()> {
        self.command("browsingContext.activate", json!({})).await?;
        Ok(())
    }

    /// Closes it as a person does, who is asked first if the page wants so.
    pub(crate) async fn close(self) -> anyhow::Result<()> {
        let how = json!({ "promptUnload": true });
        self.command("browsingContext.close", how).await?;
        Ok(())
    }

    /// The value of an expression; promises are awaited.
    pub(crate) async fn evaluate(&self, expression: &str) -> anyhow::Result<Value> {
        self.script(&self.context, expression).await
    }

    async fn script(&self, context: &str, expression: &str) -> anyhow::Result<Value> {
        let parameters = json!({
            "expression": expression,
            "target": { "context": context },
            "awaitPromise": true,
            "userActivation": true,
        });
        let evaluate = Request::new("script.evaluate", parameters);
        let answer = self.socket.send(evaluate).await?;
        if answer["type"] == "exception" {
            bail!("the page threw {}", answer["exceptionDetails"]["text"]);
        }
        Ok(plain(&answer["result"]))
    }

    /// What is on the screen: a PNG file in base64.
    pub(crate) async fn picture(&self) -> anyhow::Result<Value> {
        let how = json!({ "origin": "viewport" });
        let method = "browsingContext.captureScreenshot";
        let mut answer = self.command(method, how).await?;
        Ok(answer["data"].take())
    }

    /// Presses and lets go of a button of the mouse. Firefox counts by itself how many came in a row.
    pub(crate) async fn click(&self, at: Spot, button: Button) -> anyhow::Result<()> {
        let number = match button {
            Button::Left => 0,
            Button::Right => 2,
        };
        let steps = json!([
            { "type": "pointerMove", "x": at.x, "y": at.y },
            { "type": "pointerDown", "button": number },
            { "type": "pointerUp", "button": number },
        ]);
        self.pointer("mouse", steps).await
    }

    /// Turns the wheel by so many pixels downwards.
    pub(crate) async fn wheel(&self, at: Spot, down: f64) -> anyhow::Result<()> {
        let step = json!({
            "type": "scroll", "x": at.x.round(), "y": at.y.round(), "deltaX": 0, "deltaY": down.round(),
        });
        self.hands(json!({ "type": "wheel", "id": "wheel", "actions": [step] }))
            .await
    }

    /// Puts text in at once. There is no command for what an input method does: the page's editor is
    /// told, which fires the same events.
    pub(crate) async fn insert(&self, text: &str) -> anyhow::Result<()> {
        let insert = format!("document.execCommand('insertText', false, {})", json!(text));
        self.evaluate(&insert).await?;
        Ok(())
    }

    /// Presses and lets go of a key.
    pub(crate) async fn stroke(&self, key: &Description, held: Held) -> anyhow::Result<()> {
        let held = match held {
            Held::Nothing => None,
            Held::Control => Some('\u{e009}'),
            Held::Shift => Some('\u{e008}'),
        };
        let mut keys: Vec<_> = held.into_iter().chain([key.sign]).collect();
        let down = keys.clone().into_iter();
        let down = down.map(|key| json!({ "type": "keyDown", "value": key }));
        keys.reverse();
        let up = keys
            .iter()
            .map(|key| json!({ "type": "keyUp", "value": key }));
        let steps: Vec<_> = down.chain(up).collect();
        self.hands(json!({ "type": "key", "id": "keys", "actions": steps }))
            .await
    }

    /// Moves a finger.
    pub(crate) async fn finger(&self, finger: Finger) -> anyhow::Result<()> {
        let go = |at: Spot| json!({ "type": "pointerMove", "x": at.x, "y": at.y });
        let steps = match finger {
            Finger::Down(at) => json!([go(at), { "type": "pointerDown", "button": 0 }]),
            Finger::Move(at) => json!([go(at)]),
            Finger::Up => json!([{ "type": "pointerUp", "button": 0 }]),
        };
        self.pointer("touch", steps).await
    }

    async fn pointer(&self, kind: &str, steps: Value) -> anyhow::Result<()> {
        let how = json!({ "pointerType": kind });
        self.hands(json!({ "type": "pointer", "id": kind, "parameters": how, "actions": steps }))
            .await
    }

    async fn hands(&self, source: Value) -> anyhow::Result<()> {
        let actions = json!({ "actions": [source] });
        self.command("input.performActions", actions).await?;
        Ok(())
    }
}
