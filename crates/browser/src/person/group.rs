//! Groups, and the app as a thing that is kept and renewed.

use anyhow::Context as _;
use serde_json::json;

use super::Person;
use crate::input::Key;

/// Somebody in the form for a new group.
const GUEST: &str = "[data-part=guest]";

impl Person {
    /// Begins a group with these people, typed by name, and has it open.
    ///
    /// # Errors
    ///
    /// It does not come to that.
    pub async fn begins_group(&self, title: &str, names: &[&str]) -> anyhow::Result<()> {
        self.names_group(title).await?;
        for name in names {
            self.types_guest(name).await?;
        }
        self.creates_group().await?;
        self.is_in(title).await
    }

    /// Opens the form for a new group and writes its title.
    ///
    /// # Errors
    ///
    /// There is no form.
    pub async fn names_group(&self, title: &str) -> anyhow::Result<()> {
        self.goes("/new/group").await?;
        self.page.click("[data-part=group-title]").await?;
        self.page.write(title).await
    }

    /// Adds somebody to the form by typing a name.
    ///
    /// # Errors
    ///
    /// They are not among the guests.
    pub async fn types_guest(&self, name: &str) -> anyhow::Result<()> {
        self.page.click("[data-part=group-people]").await?;
        self.page.write(name).await?;
        self.page.press(Key::Enter).await?;
        self.page.shows_text(GUEST, name).await
    }

    /// Adds somebody to the form by clicking them among the people that are suggested.
    ///
    /// # Errors
    ///
    /// They are not suggested.
    pub async fn clicks_guest(&self, name: &str) -> anyhow::Result<()> {
        self.page.click_on("[data-part=known-person]", name).await?;
        self.page.shows_text(GUEST, name).await
    }

    /// Takes somebody out of the form.
    ///
    /// # Errors
    ///
    /// They are not in it, or stay.
    pub async fn drops_guest(&self, name: &str) -> anyhow::Result<()> {
        self.page
            .click_in(GUEST, name, "[data-part=guest-remove]")
            .await?;
        self.page.hides_text(GUEST, name).await
    }

    /// Presses the button that makes the group of the form, or that tries once more.
    ///
    /// # Errors
    ///
    /// It cannot be pressed.
    pub async fn creates_group(&self) -> anyhow::Result<()> {
        self.page.click("[data-part=create-group]").await
    }

    /// Waits until the form says that somebody could not be added.
    ///
    /// # Errors
    ///
    /// It never does.
    pub async fn is_told_of_missing_guest(&self, name: &str) -> anyhow::Result<()> {
        self.page
            .shows_text("[data-part=guest].danger", name)
            .await
            .with_context(|| format!("{} is not told that {name} is missing", self.name))
    }

    /// Waits until a conversation with this title is open.
    ///
    /// # Errors
    ///
    /// It never is.
    pub async fn is_in(&self, title: &str) -> anyhow::Result<()> {
        self.page
            .shows_text("[data-part=conversation-title]", title)
            .await
            .with_context(|| format!("{} is not in {title:?}", self.name))
    }

    /// Removes somebody from the group that is open, and returns to what is said there.
    ///
    /// # Errors
    ///
    /// They cannot be removed.
    pub async fn removes(&self, name: &str) -> anyhow::Result<()> {
        let conversation: String = self.page.evaluate("location.pathname").await?;
        self.goes(&format!("{conversation}/details")).await?;
        self.page
            .click_in("[data-part=member]", name, "[data-part=member-more]")
            .await?;
        self.page.click("[data-part=member-remove]").await?;
        self.page.click("[data-part=yes]").await?;
        self.page.hides_text("[data-part=member]", name).await?;
        self.goes(&conversation).await
    }

    /// Waits until the open conversation says that this account is no longer in it.
    ///
    /// # Errors
    ///
    /// It never does.
    pub async fn is_told_of_the_end(&self) -> anyhow::Result<()> {
        self.page.shows("[data-part=foot-sentence]").await
    }

    /// Accepts so many requests, one after another.
    ///
    /// # Errors
    ///
    /// There are fewer.
    pub async fn accepts_everybody(&self, count: usize) -> anyhow::Result<()> {
        let accept = "before => {
            const card = [...document.querySelectorAll('[data-part=requests-list] [data-part=request]')].find(
                card => card.dataset.conversation !== before);
            card?.querySelector('[data-part=accept]').click();
            return card?.dataset.conversation ?? null;
        }";
        let mut last = String::new();
        for _ in 0..count {
            self.goes("/requests").await?;
            last = self.page.wait_for_call(accept, json!([last])).await?;
            // The app goes to the conversation by itself.
            let there = format!("location.pathname === '/c/{last}'");
            self.page.wait_for(&there).await?;
        }
        Ok(())
    }

    /// Goes to another place of the app without loading it anew.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn goes(&self, path: &str) -> anyhow::Result<()> {
        let go = "path => {
            history.pushState(null, '', path);
            dispatchEvent(new PopStateEvent('popstate', { state: null }));
            return true;
        }";
        let _gone: bool = self.page.call(go, json!([path])).await?;
        Ok(())
    }

    /// Waits until the browser has a copy of the app for times without a network.
    ///
    /// # Errors
    ///
    /// It never has.
    pub async fn keeps_a_copy_of_the_app(&self) -> anyhow::Result<()> {
        let kept = "navigator.serviceWorker.ready.then(r => r.active.state === 'activated'
            || new Promise(done => r.active.addEventListener('statechange', () => done(true))))";
        let _kept: bool = self.page.evaluate(kept).await?;
        self.page
            .wait_for("navigator.serviceWorker.controller !== null")
            .await
    }

    /// Waits until the app says that there is a newer one, and takes it.
    ///
    /// # Errors
    ///
    /// It never says so, or does not come back.
    pub async fn takes_the_update(&self) -> anyhow::Result<()> {
        let loads = self.browser.record(|record| record.loads);
        self.page.click("[data-part=update-now]").await?;
        self.browser
            .until(|record| (record.loads > loads).then_some(()))
            .await?;
        self.is_home().await
    }
}
