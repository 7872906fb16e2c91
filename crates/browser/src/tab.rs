//! A browser and a tab of it, whichever it is: what both protocols can be asked for.

use anyhow::Context as _;
use serde_json::Value;

use crate::gesture::{Button, Finger, Spot};
use crate::keys::{Description, Held};
use crate::manner::{Engine, Look, Manner, Network};
use crate::process::Process;
use crate::socket::Shared;
use crate::{chromium, firefox};

/// The connection to a browser.
#[derive(Debug)]
pub(crate) enum Connection {
    Chromium(chromium::devtools::Devtools),
    Firefox(firefox::bidi::Bidi),
}

impl Connection {
    /// Starts a browser on a profile and connects to it.
    pub(crate) async fn start(
        profile: &std::path::Path,
        manner: &Manner,
    ) -> anyhow::Result<(Process, Self)> {
        match manner.engine {
            Engine::Chromium => {
                let process = chromium::start(profile, manner)?;
                let connected = chromium::devtools::Devtools::connect(&process.address, manner);
                let connection = Self::Chromium(connected.await?);
                Ok((process, connection))
            }
            Engine::Firefox => {
                let process = firefox::start(profile, manner)?;
                let connected = firefox::bidi::Bidi::connect(&process.address, manner);
                let connection = Self::Firefox(connected.await?);
                Ok((process, connection))
            }
        }
    }

    /// What the browser said.
    pub(crate) fn shared(&self) -> &Shared {
        match self {
            Self::Chromium(browser) => browser.shared(),
            Self::Firefox(browser) => browser.shared(),
        }
    }

    /// Opens a tab on nothing.
    pub(crate) async fn tab(&self) -> anyhow::Result<Tab> {
        Ok(match self {
            Self::Chromium(browser) => Tab::Chromium(browser.tab().await?),
            Self::Firefox(browser) => Tab::Firefox(browser.tab().await?),
        })
    }

    /// Takes the network away from everything, or gives it back.
    pub(crate) async fn network(&self, network: Network) -> anyhow::Result<()> {
        match self {
            Self::Chromium(browser) => browser.network(network).await,
            Self::Firefox(browser) => browser.network(network).await?,
        }
        Ok(())
    }
}

/// A tab.
#[derive(Debug)]
pub(crate) enum Tab {
    Chromium(chromium::tab::Tab),
    Firefox(firefox::tab::Tab),
}

/// The same of either.
macro_rules! either {
    ($self:ident, $tab:ident => $does:expr) => {
        match $self {
            Self::Chromium($tab) => $does,
            Self::Firefox($tab) => $does,
        }
    };
}

impl Tab {
    /// What the browser said.
    pub(crate) fn shared(&self) -> &Shared {
        either!(self, tab => tab.shared())
    }

    /// Changes size and appearance.
    pub(crate) async fn look(&self, look: &Look) -> anyhow::Result<()> {
        either!(self, tab => tab.look(look).await)
    }

    /// Opens an address and waits until its document is there.
    pub(crate) async fn open(&self, address: &str) -> anyhow::Result<()> {
        either!(self, tab => tab.open(address).await)
    }

    /// Loads the document again.
    pub(crate) async fn reload(&self) -> anyhow::Result<()> {
        either!(self, tab => tab.reload().await)
    }

    /// Puts the tab in front of the others.
    pub(crate) async fn to_front(&self) -> anyhow::Result<()> {
        either!(self, tab => tab.to_front().await)
    }

    /// Closes it as a person does.
    pub(crate) async fn close(self) -> anyhow::Result<()> {
        either!(self, tab => tab.close().await)
    }

    /// The value of an expression; promises are awaited.
    pub(crate) async fn evaluate(&self, expression: &str) -> anyhow::Result<Value> {
        either!(self, tab => tab.evaluate(expression).await)
    }

    /// What is on the screen, as a PNG file.
    pub(crate) async fn picture(&self) -> anyhow::Result<Vec<u8>> {
        let data = either!(self, tab => tab.picture().await)?;
        let text = data.as_str().context("a picture has bytes")?;
        Ok(data_encoding::BASE64.decode(text.as_bytes())?)
    }

    /// Presses and lets go of a button of the mouse; `count` is of how many clicks in a row.
    pub(crate) async fn click(&self, at: Spot, button: Button, count: u32) -> anyhow::Result<()> {
        match self {
            Self::Chromium(tab) => tab.click(at, button, count).await,
            Self::Firefox(tab) => tab.click(at, button).await,
        }
    }

    /// Turns the wheel by so many pixels downwards.
    pub(crate) async fn wheel(&self, at: Spot, down: f64) -> anyhow::Result<()> {
        either!(self, tab => tab.wheel(at, down).await)
    }

    /// Puts text in at once, as an input method does.
    pub(crate) async fn insert(&self, text: &str) -> anyhow::Result<()> {
        either!(self, tab => tab.insert(text).await)
    }

    /// Presses and lets go of a key.
    pub(crate) async fn stroke(&self, key: &Description, held: Held) -> anyhow::Result<()> {
        either!(self, tab => tab.stroke(key, held).await)
    }

    /// Moves a finger.
    pub(crate) async fn finger(&self, finger: Finger) -> anyhow::Result<()> {
        either!(self, tab => tab.finger(finger).await)
    }
}
