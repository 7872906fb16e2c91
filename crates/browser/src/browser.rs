//! One browser: a process, its profile, and the connection to it.
//!
//! A profile belongs to one person and outlives the process, so that a browser can be killed and
//! started again. Nothing here knows what a page shows.

use tempfile::TempDir;

use crate::manner::{Look, Manner, Network};
use crate::page::Page;
use crate::process::Process;
use crate::record::{NETWORK, Record, Trouble};
use crate::socket::PATIENCE;
use crate::tab::Connection;

/// A running browser on a profile of its own.
///
/// Dropping it panics if anything went wrong in it that nobody took with [`Browser::take_troubles`]
/// or forgave: an error in a console, an exception, a promise whose failure nobody handles. No test
/// has to remember to ask.
#[derive(Debug)]
pub struct Browser {
    process: Process,
    connection: Connection,
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
        let (process, connection) = Connection::start(profile.path(), &manner).await?;
        Ok(Self {
            process,
            connection,
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
        (self.process, self.connection) =
            Connection::start(self.profile.path(), &self.manner).await?;
        self.connection.shared().record().troubles.extend(before);
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
        let page = Page::new(self.connection.tab().await?);
        page.look(look).await?;
        Ok(page)
    }

    /// Takes the network away from every target, or gives it back.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn network(&self, network: Network) -> anyhow::Result<()> {
        self.connection.network(network).await
    }

    /// Looks at what was said since the browser was started.
    pub fn record<T>(&self, look: impl FnOnce(&Record) -> T) -> T {
        look(&self.connection.shared().record())
    }

    /// Everything that went wrong since the last time, and forgets it.
    pub fn take_troubles(&self) -> Vec<Trouble> {
        std::mem::take(&mut self.connection.shared().record().troubles)
    }

    /// Forgets the requests and sockets that failed, and those that will: for a test that took the
    /// network away.
    pub fn forgive_network(&self) {
        let mut record = self.connection.shared().record();
        record.network_forgiven = true;
        record.troubles.retain(|trouble| trouble.source != NETWORK);
    }

    /// Waits until the record says something.
    ///
    /// # Errors
    ///
    /// It never does.
    pub async fn until<T>(&self, says: impl Fn(&Record) -> Option<T>) -> anyhow::Result<T> {
        self.connection.shared().until(PATIENCE, says).await
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
        let told = self.connection.shared().record().described.take();
        panic!(
            "went wrong in the browser, and nobody looked: {troubles:#?}\n{}",
            told.unwrap_or_default()
        );
    }
}
