//! Firefox's WebDriver BiDi: one session, which is told of everything in every tab.

use std::sync::Arc;

use anyhow::Context as _;
use serde_json::{Value, json};

use super::events;
use super::tab::Tab;
use crate::manner::{Manner, Network};
use crate::record::Record;
use crate::socket::{Event, Listener, Request, Shared, Socket};

/// What it tells by itself: words, and what is asked of the network and comes to nothing.
const EVENTS: [&str; 4] = [
    "log.entryAdded",
    "network.beforeRequestSent",
    "network.fetchError",
    "network.responseCompleted",
];

/// A connection to one browser.
#[derive(Debug)]
pub(crate) struct Bidi {
    socket: Arc<Socket>,
    /// The browser's own window.
    window: String,
}

impl Bidi {
    /// Connects, and asks to be told of everything.
    pub(crate) async fn connect(address: &str, manner: &Manner) -> anyhow::Result<Self> {
        let socket = Socket::connect(&format!("{address}/session"), Words).await?;
        let ask = async |method, parameters| socket.send(Request::new(method, parameters)).await;
        // A page that asks whether to leave is left: it had its say.
        let prompts = json!({ "default": "ignore", "beforeUnload": "accept" });
        let wanted = json!({ "alwaysMatch": { "unhandledPromptBehavior": prompts } });
        ask("session.new", json!({ "capabilities": wanted })).await?;
        ask("session.subscribe", json!({ "events": EVENTS })).await?;
        for script in &manner.page_scripts {
            let function = format!("() => {{ {script} }}");
            let script = json!({ "functionDeclaration": function });
            ask("script.addPreloadScript", script).await?;
        }
        let of_the_browser = json!({ "moz:scope": "chrome", "maxDepth": 0 });
        let tree = ask("browsingContext.getTree", of_the_browser).await?;
        let window = tree["contexts"][0]["context"].as_str();
        let window = window.context("the browser has a window")?.to_owned();
        Ok(Self {
            socket: Arc::new(socket),
            window,
        })
    }

    /// What the browser said.
    pub(crate) fn shared(&self) -> &Shared {
        &self.socket.shared
    }

    /// Opens a tab on nothing.
    pub(crate) async fn tab(&self) -> anyhow::Result<Tab> {
        let create = Request::new("browsingContext.create", json!({ "type": "tab" }));
        let made = self.socket.send(create).await?;
        let context = made["context"].as_str().context("a tab has a name")?;
        Ok(Tab::new(
            Arc::clone(&self.socket),
            context.to_owned(),
            self.window.clone(),
        ))
    }

    /// Takes the network away from everything, or gives it back.
    pub(crate) async fn network(&self, network: Network) -> anyhow::Result<()> {
        let conditions = match network {
            Network::On => Value::Null,
            Network::Off => json!({ "type": "offline" }),
        };
        let set = json!({ "networkConditions": conditions });
        let set = Request::new("emulation.setNetworkConditions", set);
        self.socket.send(set).await?;
        Ok(())
    }
}

/// Nothing is to be answered: tabs and workers are set up by the browser itself.
struct Words;

impl Listener for Words {
    fn hears(&mut self, event: &Event, record: &mut Record) -> Vec<Request> {
        events::note(record, event);
        Vec::new()
    }
}
