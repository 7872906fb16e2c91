//! Chromium's DevTools: every target is set up before it runs its first line.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;
use serde_json::json;

use super::events;
use super::tab::Tab;
use crate::manner::{Manner, Network};
use crate::record::Record;
use crate::socket::{Event, Listener, PATIENCE, Request, Shared, Socket};

/// What a new target is told before it runs anything.
#[derive(Debug, Default)]
struct Setup {
    /// Scripts for pages, run in each new document before its own.
    page_scripts: Vec<String>,
    /// Whether the network is off.
    offline: bool,
}

/// A connection to one browser.
#[derive(Debug)]
pub(crate) struct Devtools {
    socket: Arc<Socket>,
    setup: Arc<Mutex<Setup>>,
}

impl Devtools {
    /// Connects, and asks to be told of every target.
    pub(crate) async fn connect(address: &str, manner: &Manner) -> anyhow::Result<Self> {
        let setup = Arc::new(Mutex::new(Setup {
            page_scripts: manner.page_scripts.clone(),
            offline: false,
        }));
        let targets = Targets(Arc::clone(&setup));
        let socket = Socket::connect(address, targets).await?;
        socket.send(auto_attach()).await?;
        Ok(Self {
            socket: Arc::new(socket),
            setup,
        })
    }

    /// What the browser said.
    pub(crate) fn shared(&self) -> &Shared {
        &self.socket.shared
    }

    /// Opens a tab on nothing.
    pub(crate) async fn tab(&self) -> anyhow::Result<Tab> {
        let made = self
            .socket
            .send(Request::new(
                "Target.createTarget",
                json!({ "url": "about:blank" }),
            ))
            .await?;
        let target = made["targetId"].as_str().context("a tab has a number")?;
        let session = self
            .shared()
            .until(PATIENCE, |record| record.session_of(target))
            .await?;
        Ok(Tab::new(
            Arc::clone(&self.socket),
            session,
            target.to_owned(),
        ))
    }

    /// Takes the network away from every target, or gives it back.
    pub(crate) async fn network(&self, network: Network) {
        let offline = network == Network::Off;
        lock(&self.setup).offline = offline;
        let sessions: Vec<_> = {
            let record = self.shared().record();
            let targets = record.targets.iter();
            targets.map(|target| target.session.clone()).collect()
        };
        for session in sessions {
            // A kind of target without a network of its own refuses, and one that is ending may not answer.
            let _refused = self
                .socket
                .send(network_conditions(&session, offline))
                .await;
        }
    }
}

/// Sets up targets as they come.
struct Targets(Arc<Mutex<Setup>>);

impl Listener for Targets {
    fn hears(&mut self, event: &Event, record: &mut Record) -> Vec<Request> {
        let mut requests = Vec::new();
        if event.method == "Target.attachedToTarget" {
            let child = event.parameters["sessionId"].as_str().unwrap_or("");
            let info = &event.parameters["targetInfo"];
            if info["url"]
                .as_str()
                .is_some_and(|url| url.starts_with("chrome:"))
            {
                // The browser's own: it may run, and what it does is nobody's business.
                return vec![resume(child)];
            }
            let kind = info["type"].as_str().unwrap_or("");
            requests = set_up(&lock(&self.0), child, kind);
        }
        // A page that asks whether to leave is left: it had its say.
        if event.method == "Page.javascriptDialogOpening"
            && event.parameters["type"] == "beforeunload"
        {
            let accept = Request::new("Page.handleJavaScriptDialog", json!({ "accept": true }));
            requests.push(accept.to(&event.session));
        }
        events::note(record, event);
        requests
    }
}

/// A kind of target that does not know one of these refuses it, and nothing is lost. Commands of one
/// target are obeyed in order.
fn set_up(setup: &Setup, child: &str, kind: &str) -> Vec<Request> {
    let enable = [
        "Runtime.enable",
        "Log.enable",
        "Network.enable",
        "Page.enable",
    ];
    let mut requests: Vec<_> = enable
        .into_iter()
        .map(|method| Request::new(method, json!({})).to(child))
        .collect();
    requests.push(auto_attach().to(child));
    if kind == "page" {
        requests.extend(setup.page_scripts.iter().map(|script| {
            let method = "Page.addScriptToEvaluateOnNewDocument";
            Request::new(method, json!({ "source": script })).to(child)
        }));
    }
    if setup.offline {
        requests.push(network_conditions(child, true));
    }
    requests.push(resume(child));
    requests
}

fn resume(child: &str) -> Request {
    Request::new("Runtime.runIfWaitingForDebugger", json!({})).to(child)
}

/// Children stand still until they are set up.
fn auto_attach() -> Request {
    let how = json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true });
    Request::new("Target.setAutoAttach", how)
}

/// Everything off, or nothing.
fn network_conditions(session: &str, offline: bool) -> Request {
    let how = json!({
        "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
    });
    Request::new("Network.emulateNetworkConditions", how).to(session)
}

fn lock(setup: &Mutex<Setup>) -> MutexGuard<'_, Setup> {
    setup.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came(address: &str) -> Event {
        let info = json!({ "targetId": "t", "type": "page", "url": address });
        Event {
            session: String::new(),
            method: "Target.attachedToTarget".to_owned(),
            parameters: json!({ "sessionId": "s", "targetInfo": info }),
        }
    }

    #[test]
    fn a_target_runs_last_of_all_and_the_browsers_own_is_left_alone() {
        let setup = Setup {
            page_scripts: vec!["1".to_owned()],
            offline: true,
        };
        let mut targets = Targets(Arc::new(Mutex::new(setup)));
        let mut record = Record::default();
        let told = targets.hears(&came("about:blank"), &mut record);
        assert_eq!(told.last(), Some(&resume("s")));
        assert_eq!(told.len(), 8);
        assert_eq!(record.session_of("t"), Some("s".to_owned()));
        let told = targets.hears(&came("chrome://newtab"), &mut record);
        assert_eq!(told, [resume("s")]);
        assert_eq!(record.targets.len(), 1);
    }
}
