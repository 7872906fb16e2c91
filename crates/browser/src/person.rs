//! Somebody who uses the app: a browser of their own, what they do with mouse and keyboard, and what
//! they see.
//!
//! The one place that knows how the page names its parts (`data-part`).

mod conversation;
mod group;

use anyhow::{Context as _, ensure};

use crate::browser::Browser;
use crate::input::Key;
use crate::manner::{Look, Manner};
use crate::page::Page;

/// Somebody with a browser.
#[derive(Debug)]
pub struct Person {
    /// The name they sign up with, without `@`.
    pub name: String,
    /// Their browser.
    pub browser: Browser,
    /// The tab that they look at.
    pub page: Page,
    /// Where the app is.
    pub origin: String,
    look: Look,
}

impl Person {
    /// Opens the app for the first time.
    ///
    /// # Errors
    ///
    /// The app does not come up.
    pub async fn arrives(origin: &str, name: &str, language: &str) -> anyhow::Result<Self> {
        let manner = Manner {
            language: language.to_owned(),
            ..Manner::default()
        };
        Self::arrives_with(origin, name, manner, Look::default()).await
    }

    /// Opens the app for the first time, in a browser that was set up in some manner.
    ///
    /// # Errors
    ///
    /// As [`Person::arrives`].
    pub async fn arrives_with(
        origin: &str,
        name: &str,
        manner: Manner,
        look: Look,
    ) -> anyhow::Result<Self> {
        let browser = Browser::start(manner).await?;
        let page = browser.page(&look).await?;
        page.open(&format!("{origin}/")).await?;
        Ok(Self {
            name: name.to_owned(),
            browser,
            page,
            origin: origin.to_owned(),
            look,
        })
    }

    /// Opens the app for the first time and makes an account.
    ///
    /// # Errors
    ///
    /// It does not come to that.
    pub async fn joins(origin: &str, name: &str, language: &str) -> anyhow::Result<Self> {
        let person = Self::arrives(origin, name, language).await?;
        person.signs_up().await?;
        Ok(person)
    }

    /// Makes an account: one field, one button, and a step that is left out.
    ///
    /// # Errors
    ///
    /// It does not come to that.
    pub async fn signs_up(&self) -> anyhow::Result<()> {
        self.page.click("[data-part=name]").await?;
        self.page.write(&self.name).await?;
        self.page.press(Key::Enter).await?;
        self.skips_introduction()
            .await
            .with_context(|| format!("{} does not get an account", self.name))
    }

    /// Goes on from the step after the sign-up without saying what to be called.
    ///
    /// # Errors
    ///
    /// It does not come to that.
    pub async fn skips_introduction(&self) -> anyhow::Result<()> {
        self.page.click("[data-part=introduction-skip]").await?;
        self.is_home().await
    }

    /// Waits until the list of conversations is there.
    ///
    /// # Errors
    ///
    /// It never is.
    pub async fn is_home(&self) -> anyhow::Result<()> {
        self.page.shows("[data-part=settings]").await
    }

    /// Goes to a place of the app as a link does.
    ///
    /// # Errors
    ///
    /// It does not open.
    pub async fn visits(&self, path: &str) -> anyhow::Result<()> {
        self.page.open(&format!("{}{path}", self.origin)).await
    }

    /// Leaves the browser without a word and comes back (SIGKILL, then a new process).
    ///
    /// # Errors
    ///
    /// The browser does not come back.
    pub async fn is_cut_off(&mut self) -> anyhow::Result<()> {
        self.browser.kill()?;
        self.browser.start_again().await?;
        self.page = self.browser.page(&self.look).await?;
        self.visits("/").await
    }

    /// Nothing went wrong that a person with an open console would see, and nobody but the host was
    /// asked for anything. Says it once: what is told is forgotten.
    ///
    /// # Errors
    ///
    /// Everything that went wrong.
    pub fn is_undisturbed(&self) -> anyhow::Result<()> {
        let troubles = self.browser.take_troubles();
        ensure!(troubles.is_empty(), "{}: {troubles:#?}", self.name);
        let own = self.origin.trim_start_matches("http");
        let is_ours = |address: &str| {
            let rest = address.trim_start_matches("http").trim_start_matches("ws");
            rest.starts_with(own)
                || ["data:", "blob:", "about:"]
                    .iter()
                    .any(|scheme| address.starts_with(scheme))
        };
        let foreign: Vec<_> = self.browser.record(|record| {
            let requests = record.requests.iter();
            let addresses = requests.map(|request| request.address.clone());
            addresses.filter(|address| !is_ours(address)).collect()
        });
        ensure!(
            foreign.is_empty(),
            "{} asked others: {foreign:?}",
            self.name
        );
        Ok(())
    }

    /// Forgets the requests that had to fail: the network was off, the host was away.
    pub fn forgives(&self) {
        self.browser.forgive_network();
    }
}
