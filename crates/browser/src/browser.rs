//! One browser: a process, its profile, and the connection to it.
//!
//! A profile belongs to one person and outlives the process, so that a browser can be killed and
//! started again. Nothing here knows what a page shows.

use std::sync::Arc;

use anyhow::Context as _;
use serde_json::json;
use tempfile::TempDir;

use crate::chromium::Chromium;
use crate::devtools::{Devtools, network_conditions};
use crate::manner::Manner;
use crate::page::{Look, PATIENCE, Page};
use crate::record::{NETWORK, Record, Trouble};

/// Whether there is a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// There is.
    On,
    /// There is none: every request fails.
    Off,
}

/// A running browser on a profile of its own.
///
/// Dropping it panics if anything went wrong in it that nobody took with [`Browser::take_troubles`]
/// or forgave: an error in a console, an exception, a promise whose failure nobody handles. No test
/// has to remember to ask.
#[derive(Debug)]
pub struct Browser {
    process: Chromium,
    devtools: Arc<Devtools>,
    profile: TempDir,
    manner: Manner,
}

impl Browser {
    /// Starts a browser on a new profile.
    ///
    /// # Errors
    ///
    /// There is no browser on this machine, or it does not answer.
    pub async fn start(manner: Manner) -> anyhow::Result<Self> {
        let profile = tempfile::Builder::new()
            .prefix("hudhud-browser-")
            .tempdir()?;
        let (process, devtools) = start(&profile, &manner).await?;
        Ok(Self {
            process,
            devtools,
            profile,
            manner,
        })
    }

    /// Ends the browser without a word (SIGKILL). Its profile stays.
    ///
    /// # Errors
    ///
    /// It had ended already.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.process.kill()
    }

    /// Starts it on the same profile, after [`Browser::kill`]. The record begins anew, but for what
    /// went wrong before.
    ///
    /// # Errors
    ///
    /// As [`Browser::start`].
    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        let before = self.take_troubles();
        (self.process, self.devtools) = start(&self.profile, &self.manner).await?;
        self.devtools.shared.record().troubles.extend(before);
        Ok(())
    }

    /// Where the profile lies.
    #[must_use]
    pub fn profile(&self) -> &std::path::Path {
        self.profile.path()
    }

    /// Opens a tab on nothing, of this size and appearance.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn page(&self, look: &Look) -> anyhow::Result<Page> {
        let made = self
            .devtools
            .send(None, "Target.createTarget", json!({ "url": "about:blank" }))
            .await?;
        let target = made["targetId"].as_str().context("a tab has a number")?;
        let session = self
            .devtools
            .shared
            .until(PATIENCE, |record| record.session_of(target))
            .await?;
        let page = Page::new(Arc::clone(&self.devtools), session, target.to_owned());
        page.look(look).await?;
        Ok(page)
    }

    /// Takes the network away from every target, or gives it back.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn network(&self, network: Network) -> anyhow::Result<()> {
        let offline = network == Network::Off;
        self.devtools.shared.setup().offline = offline;
        let sessions: Vec<_> = {
            let record = self.devtools.shared.record();
            let targets = record.targets.iter();
            targets.map(|target| target.session.clone()).collect()
        };
        for session in sessions {
            // A kind of target without a network of its own refuses, and one that is ending may not answer.
            let _refused = self
                .devtools
                .send(
                    Some(&session),
                    "Network.emulateNetworkConditions",
                    network_conditions(offline),
                )
                .await;
        }
        Ok(())
    }

    /// Looks at what was said since the browser was started.
    pub fn record<T>(&self, look: impl FnOnce(&Record) -> T) -> T {
        look(&self.devtools.shared.record())
    }

    /// Everything that went wrong since the last time, and forgets it.
    pub fn take_troubles(&self) -> Vec<Trouble> {
        std::mem::take(&mut self.devtools.shared.record().troubles)
    }

    /// Forgets the requests and sockets that failed, and those that will: for a test that took the
    /// network away.
    pub fn forgive_network(&self) {
        let mut record = self.devtools.shared.record();
        record.network_forgiven = true;
        record.troubles.retain(|trouble| trouble.source != NETWORK);
    }

    /// Waits until the record says something.
    ///
    /// # Errors
    ///
    /// It never does.
    pub async fn until<T>(&self, says: impl Fn(&Record) -> Option<T>) -> anyhow::Result<T> {
        self.devtools.shared.until(PATIENCE, says).await
    }
}

impl Drop for Browser {
    #[expect(
        clippy::panic,
        reason = "it fails the test that did not look, and nothing else can from here"
    )]
    fn drop(&mut self) {
        let troubles = self.take_troubles();
        if troubles.is_empty() || std::thread::panicking() {
            return;
        }
        // A test that ends with an error of its own has said it here, and would be silenced.
        let told = self.devtools.shared.record().described.take();
        panic!(
            "went wrong in the browser, and nobody looked: {troubles:#?}\n{}",
            told.unwrap_or_default()
        );
    }
}

async fn start(profile: &TempDir, manner: &Manner) -> anyhow::Result<(Chromium, Arc<Devtools>)> {
    let process = Chromium::start(profile.path(), manner)?;
    let devtools = Devtools::connect(&process.address, manner).await?;
    Ok((process, Arc::new(devtools)))
}
