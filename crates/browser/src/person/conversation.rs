//! What people do with each other in a conversation, and what they see of it.

use anyhow::{Context as _, ensure};
use serde_json::json;

use super::Person;
use crate::input::{Chord, Key};

/// The text of the composer.
const COMPOSER: &str = "textarea[data-part=write]";
/// Every message of the conversation that is open.
const MESSAGE: &str = "[data-part=message]";
/// What a message says, without who and when.
const BODY: &str = "[data-part=message] [data-part=body]";

/// The message that says so, for scripts in the page.
const OF_TEXT: &str = "(text) => [...document.querySelectorAll('[data-part=message]')].findLast(
    message => message.querySelector('[data-part=body]')?.textContent.includes(text))";

impl Person {
    /// Begins a conversation with somebody by their name, and has it open.
    ///
    /// # Errors
    ///
    /// It does not come to that.
    pub async fn begins_with(&self, name: &str) -> anyhow::Result<()> {
        self.page.click("[data-part=new]").await?;
        self.page.click("[data-part=whom]").await?;
        self.page.write(name).await?;
        self.page.press(Key::Enter).await?;
        // Until then another conversation may be open beside.
        self.page
            .shows_text("[data-part=conversation-title]", name)
            .await
            .with_context(|| format!("{} cannot begin with {name}", self.name))?;
        self.page.shows(COMPOSER).await
    }

    /// Opens a conversation from the list.
    ///
    /// # Errors
    ///
    /// It is not in the list.
    pub async fn opens(&self, title: &str) -> anyhow::Result<()> {
        self.is_home().await?;
        self.page
            .click_on(".pane.list .row.conversation", title)
            .await?;
        self.page
            .shows_text("[data-part=conversation-title]", title)
            .await
    }

    /// Waits until somebody of this name asks to be let in.
    ///
    /// # Errors
    ///
    /// Nobody does.
    pub async fn has_request_from(&self, name: &str) -> anyhow::Result<()> {
        self.looks_at_requests().await?;
        self.page
            .shows_text("[data-part=requests-list] [data-part=request]", name)
            .await
    }

    async fn looks_at_requests(&self) -> anyhow::Result<()> {
        if self.page.count("[data-part=requests-list]").await? == 0 {
            self.page.click("[data-part=requests]").await?;
        }
        Ok(())
    }

    /// Accepts the request of somebody, once their name is known, and has the conversation open.
    ///
    /// # Errors
    ///
    /// There is none.
    pub async fn accepts(&self, inviter: &str) -> anyhow::Result<()> {
        self.has_request_from(inviter).await?;
        self.page
            .click_in("[data-part=request]", inviter, "[data-part=accept]")
            .await?;
        self.page
            .wait_for("location.pathname.startsWith('/c/')")
            .await?;
        self.page
            .shows(COMPOSER)
            .await
            .with_context(|| format!("{} cannot accept {inviter}", self.name))
    }

    /// Declines the one request there is, which somebody made, and waits until it is gone.
    ///
    /// # Errors
    ///
    /// There is none, or it stays.
    pub async fn declines(&self, inviter: &str) -> anyhow::Result<()> {
        self.has_request_from(inviter).await?;
        self.page
            .click("[data-part=requests-list] [data-part=decline]")
            .await?;
        self.page
            .hides_text("[data-part=requests-list] [data-part=request]", inviter)
            .await
    }

    /// Writes something and sends it, and waits until it stands in the conversation.
    ///
    /// # Errors
    ///
    /// It never does.
    pub async fn says(&self, text: &str) -> anyhow::Result<()> {
        self.drafts(text).await?;
        self.page.press(Key::Enter).await?;
        self.sees(text).await
    }

    /// Sends a message of several lines.
    ///
    /// # Errors
    ///
    /// As [`Person::says`].
    pub async fn says_lines(&self, lines: &[&str]) -> anyhow::Result<()> {
        self.page.click(COMPOSER).await?;
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                self.page.press(Chord::Shift(Key::Enter)).await?;
            }
            self.page.write(line).await?;
        }
        self.page.press(Key::Enter).await?;
        self.sees(lines.last().unwrap_or(&"")).await
    }

    /// Writes something and does not send it; empty text takes away what is there.
    ///
    /// # Errors
    ///
    /// The composer does not take it.
    pub async fn drafts(&self, text: &str) -> anyhow::Result<()> {
        self.page.click(COMPOSER).await?;
        if text.is_empty() {
            return self.clears_composer().await;
        }
        self.page.write(text).await
    }

    /// What stands in the composer.
    ///
    /// # Errors
    ///
    /// There is no composer.
    pub async fn drafted(&self) -> anyhow::Result<String> {
        self.page.shows(COMPOSER).await?;
        self.page
            .call(
                "selector => document.querySelector(selector).value",
                json!([COMPOSER]),
            )
            .await
    }

    /// Puts text into the composer at once.
    ///
    /// # Errors
    ///
    /// The composer does not take it.
    pub async fn pastes(&self, text: &str) -> anyhow::Result<()> {
        self.page.click(COMPOSER).await?;
        self.page.insert(text).await
    }

    /// Puts text into the composer at once and sends it.
    ///
    /// # Errors
    ///
    /// The composer stays full.
    pub async fn pastes_and_sends(&self, text: &str) -> anyhow::Result<()> {
        self.pastes(text).await?;
        self.page.press(Key::Enter).await?;
        let empty = format!("document.querySelector('{COMPOSER}').value === ''");
        self.page.wait_for(&empty).await
    }

    /// Takes away what stands in the composer.
    ///
    /// # Errors
    ///
    /// It stays.
    pub async fn clears_composer(&self) -> anyhow::Result<()> {
        self.page.click(COMPOSER).await?;
        let select = "selector => { document.querySelector(selector).select(); return true }";
        let _selected: bool = self.page.call(select, json!([COMPOSER])).await?;
        self.page.press(Key::Backspace).await?;
        let empty = format!("document.querySelector('{COMPOSER}').value === ''");
        self.page.wait_for(&empty).await
    }

    /// Waits for a message with this text.
    ///
    /// # Errors
    ///
    /// It never comes.
    pub async fn sees(&self, text: &str) -> anyhow::Result<()> {
        self.page
            .shows_text(BODY, text)
            .await
            .with_context(|| format!("{} never sees {text:?}", self.name))
    }

    /// Waits until no message says this any more.
    ///
    /// # Errors
    ///
    /// One still does.
    pub async fn no_longer_sees(&self, text: &str) -> anyhow::Result<()> {
        self.page
            .hides_text(BODY, text)
            .await
            .with_context(|| format!("{} still sees {text:?}", self.name))
    }

    /// Waits until a message has come so far, or further: `waiting`, `sent`, `delivered`, `read`.
    ///
    /// # Errors
    ///
    /// It never does.
    pub async fn sees_state(&self, text: &str, state: &str) -> anyhow::Result<()> {
        let order = ["waiting", "sent", "delivered", "read"];
        let least = order.iter().position(|&known| known == state);
        let enough = &order[least.context("no state of a message")?..];
        self.sees_in(
            text,
            "(message, states) => states.includes(message.dataset.state)",
            json!(enough),
        )
        .await
        .with_context(|| format!("{}: {text:?} is never {state}", self.name))
    }

    /// Waits until something holds of the newest message with this text.
    async fn sees_in(
        &self,
        text: &str,
        holds: &str,
        argument: serde_json::Value,
    ) -> anyhow::Result<()> {
        let function = format!(
            "(text, argument) => {{
                const message = ({OF_TEXT})(text);
                return message !== undefined && ({holds})(message, argument);
            }}"
        );
        let _true: bool = self
            .page
            .wait_for_call(&function, json!([text, argument]))
            .await?;
        Ok(())
    }

    /// What all messages that are in the page say, without when and how far they came, oldest first.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn bodies(&self) -> anyhow::Result<Vec<String>> {
        let words = "selector => [...document.querySelectorAll(selector)].map(body => {
            const copy = body.cloneNode(true);
            copy.querySelector('[data-part=foot]')?.remove();
            return copy.textContent;
        })";
        self.page.call(words, json!([BODY])).await
    }

    async fn chooses(&self, text: &str, item: &str) -> anyhow::Result<()> {
        self.sees(text).await?;
        self.page.right_click_on(BODY, text).await?;
        self.page
            .click(&format!("[role=menu] [data-part={item}]"))
            .await
    }

    /// Opens what is known about a message, and waits until it says this.
    ///
    /// # Errors
    ///
    /// It is not there, or never says so.
    pub async fn looks_up(&self, text: &str, said: &str) -> anyhow::Result<()> {
        self.chooses(text, "times").await?;
        self.page.shows_text("[data-part=times]", said).await?;
        self.page.click("[data-part=times] [data-part=close]").await
    }

    /// Answers a message.
    ///
    /// # Errors
    ///
    /// It is not there, or cannot be answered.
    pub async fn answers(&self, text: &str, answer: &str) -> anyhow::Result<()> {
        self.chooses(text, "reply").await?;
        self.page
            .shows_text("[data-part=reply-strip]", text)
            .await?;
        self.says(answer).await
    }

    /// Waits until a message shows what it answers.
    ///
    /// # Errors
    ///
    /// It never does.
    pub async fn sees_quote(&self, text: &str, quoted: &str) -> anyhow::Result<()> {
        self.sees_in(
            text,
            "(message, quoted) => message.querySelector('[data-part=quote]')?.textContent.includes(quoted)",
            json!(quoted),
        )
        .await
        .with_context(|| format!("{}: {text:?} never quotes {quoted:?}", self.name))
    }

    /// Changes an own message.
    ///
    /// # Errors
    ///
    /// It cannot be changed.
    pub async fn changes(&self, text: &str, new: &str) -> anyhow::Result<()> {
        self.chooses(text, "edit").await?;
        self.page.shows("[data-part=edit-strip]").await?;
        self.clears_composer().await?;
        self.says(new).await
    }

    /// Waits until a message says that it was changed.
    ///
    /// # Errors
    ///
    /// It never does.
    pub async fn sees_changed(&self, text: &str) -> anyhow::Result<()> {
        self.sees_in(
            text,
            "message => message.querySelector('[data-part=edited]') !== null",
            json!(null),
        )
        .await
        .with_context(|| format!("{}: {text:?} is never marked as changed", self.name))
    }

    /// Reacts to a message with one of the emoji that are offered at once.
    ///
    /// # Errors
    ///
    /// It is not offered.
    pub async fn reacts(&self, text: &str, emoji: &str) -> anyhow::Result<()> {
        self.chooses(text, "react").await?;
        self.page
            .click(&format!("[data-part=picker] [data-emoji='{emoji}']"))
            .await
    }

    /// Waits until a reaction stands under a message.
    ///
    /// # Errors
    ///
    /// It never does.
    pub async fn sees_reaction(&self, text: &str, emoji: &str) -> anyhow::Result<()> {
        self.sees_in(
            text,
            "(message, emoji) => [...message.querySelectorAll('[data-part=reaction]')].some(
                reaction => reaction.textContent.includes(emoji))",
            json!(emoji),
        )
        .await
        .with_context(|| format!("{} never sees {emoji} under {text:?}", self.name))
    }

    /// Takes an own message back, for everybody.
    ///
    /// # Errors
    ///
    /// It stays.
    pub async fn takes_back(&self, text: &str) -> anyhow::Result<()> {
        self.chooses(text, "delete").await?;
        self.page.click("[data-part=yes]").await?;
        self.no_longer_sees(text).await
    }

    /// Searches everywhere; what the first hits say.
    ///
    /// # Errors
    ///
    /// Nothing is found.
    pub async fn searches(&self, query: &str) -> anyhow::Result<Vec<String>> {
        self.page.click("[data-part=search]").await?;
        self.page.write(query).await?;
        self.page.shows("[data-part=hit]").await?;
        self.page.texts("[data-part=hit]").await
    }

    /// Waits until the page says that there is no connection.
    ///
    /// # Errors
    ///
    /// It never does.
    pub async fn is_told_of_no_connection(&self) -> anyhow::Result<()> {
        self.page.shows("[data-part=connection] .connection").await
    }

    /// Waits until the page says so no longer.
    ///
    /// # Errors
    ///
    /// It goes on saying so.
    pub async fn has_a_connection(&self) -> anyhow::Result<()> {
        self.page
            .wait_for("document.querySelector('[data-part=connection] .connection') === null")
            .await
    }

    /// Waits until the list shows what is being written.
    ///
    /// # Errors
    ///
    /// It never does.
    pub async fn shows_draft_in_list(&self, text: &str) -> anyhow::Result<()> {
        self.page
            .shows_text(".pane.list .row.conversation", text)
            .await
    }

    /// Waits until the page says that what is in the composer is too long.
    ///
    /// # Errors
    ///
    /// It never does.
    pub async fn is_told_it_is_too_long(&self) -> anyhow::Result<()> {
        self.page.shows("[data-part=counter].over").await
    }

    /// Presses Tab until this element has the focus.
    ///
    /// # Errors
    ///
    /// It is not reached within a hundred steps.
    pub async fn tabs_to(&self, selector: &str) -> anyhow::Result<()> {
        for _ in 0..100 {
            let there = "selector => document.activeElement?.matches(selector) ?? false";
            if self.page.call(there, json!([selector])).await? {
                return Ok(());
            }
            self.page.press(Key::Tab).await?;
        }
        let seen = self.page.describe().await;
        ensure!(false, "Tab never reaches {selector}: {seen}");
        Ok(())
    }

    /// How many messages are in the page.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn drawn(&self) -> anyhow::Result<usize> {
        self.page.count(MESSAGE).await
    }
}
