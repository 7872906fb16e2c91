//! Somebody who does whatever can be done: one deed at a time, each chosen by the dice among what is
//! on the screen.

use anyhow::ensure;

use super::dice::Dice;
use super::hands::{Hands, PASSCODE};
use super::sight::{Handle, Sight};
use crate::axe::Axe;
use crate::input::Key;
use crate::manner::{Look, Network};
use crate::person::Person;

/// Without a network for at most so many deeds.
const OFFLINE_DEEDS: u64 = 6;

/// Widths and heights of windows, in CSS pixels.
const SIZES: [(u32, u32); 6] = [
    (1280, 800),
    (390, 780),
    (320, 480),
    (768, 1024),
    (844, 390),
    (1000, 700),
];

/// A person, and how they hold the app.
#[derive(Debug)]
pub(super) struct Walker {
    pub(super) person: Person,
    pub(super) look: Look,
    /// Deeds until the network is back; `None`: it is there.
    offline: Option<u64>,
}

impl Walker {
    pub(super) fn new(person: Person, look: Look) -> Self {
        Self {
            person,
            look,
            offline: None,
        }
    }

    fn hands(&self) -> Hands<'_> {
        Hands {
            page: &self.person.page,
            touch: self.look.touch,
        }
    }

    /// Does one thing, and tells of it before.
    pub(super) async fn does(
        &mut self,
        dice: &mut Dice,
        mark: &str,
        tell: &mut impl FnMut(String),
    ) -> anyhow::Result<()> {
        self.counts_down().await?;
        let sight = Sight::of(&self.person.page).await?;
        let tell = &mut |deed: String| tell(format!("at {} {deed}", sight.place));
        let hands = self.hands();
        match dice.below(100) {
            0..26 => hands.presses_something(dice, &sight, tell).await,
            26..36 => hands.turns_to_a_conversation(dice, &sight, tell).await,
            36..60 => hands.uses_the_keyboard(dice, &sight, tell).await,
            60..78 => hands.writes(dice, mark, &sight, tell).await,
            78..86 => hands.asks_for_a_menu(dice, &sight, tell).await,
            86..91 => self.goes_back_or_on(dice, tell).await,
            91..94 => self.changes_size(dice, tell).await,
            94..96 => self.loses_the_network(dice, tell).await,
            _ if self.offline.is_some() => hands.presses_something(dice, &sight, tell).await,
            96..98 => {
                tell("loads the page again".to_owned());
                self.person.page.reload().await
            }
            _ => self.opens_a_second_tab(dice, tell).await,
        }
    }

    /// Looks at what came of it: nothing is wrong with the page, and nobody was told of an error.
    pub(super) async fn checks(&self) -> anyhow::Result<()> {
        let sight = Sight::of(&self.person.page).await?;
        sight.is_sound()?;
        let troubles = self.person.browser.take_troubles();
        ensure!(troubles.is_empty(), "in the console: {troubles:#?}");
        Ok(())
    }

    /// Nothing on the screen shuts anybody out.
    pub(super) async fn is_open_to_all(&self, axe: &Axe) -> anyhow::Result<()> {
        let findings = axe.examine(&self.person.page).await?;
        if findings.is_empty() {
            return Ok(());
        }
        let seen = self.person.page.describe().await;
        anyhow::bail!("shuts somebody out: {findings:#?}\n{seen}")
    }

    async fn goes_back_or_on(
        &self,
        dice: &mut Dice,
        tell: &mut impl FnMut(String),
    ) -> anyhow::Result<()> {
        let way = if dice.below(3) == 0 {
            "forward"
        } else {
            "back"
        };
        tell(format!("goes {way}"));
        // Not out of the app: there is a page before it, which is empty.
        let go = format!(
            "(() => {{ const at = navigation.currentEntry.index;
                if ('{way}' === 'forward' || at > 1) history.{way}();
                return true; }})()"
        );
        let _gone: bool = self.person.page.evaluate(&go).await?;
        Ok(())
    }

    async fn changes_size(
        &mut self,
        dice: &mut Dice,
        tell: &mut impl FnMut(String),
    ) -> anyhow::Result<()> {
        let &(width, height) = dice.one_of(&SIZES).unwrap_or(&SIZES[0]);
        tell(format!("makes the window {width} to {height}"));
        self.look.width = width;
        self.look.height = height;
        self.person.page.look(&self.look).await
    }

    async fn loses_the_network(
        &mut self,
        dice: &mut Dice,
        tell: &mut impl FnMut(String),
    ) -> anyhow::Result<()> {
        let deeds = 1 + dice.below(OFFLINE_DEEDS);
        tell(format!("has no network for {deeds} deeds"));
        self.person.forgives();
        self.offline = Some(deeds);
        self.person.browser.network(Network::Off).await
    }

    async fn counts_down(&mut self) -> anyhow::Result<()> {
        match self.offline {
            Some(0) => self.has_a_network().await,
            left => {
                self.offline = left.map(|left| left - 1);
                Ok(())
            }
        }
    }

    /// The network is there, or is there again.
    pub(super) async fn has_a_network(&mut self) -> anyhow::Result<()> {
        if self.offline.take().is_some() {
            self.person.browser.network(Network::On).await?;
        }
        Ok(())
    }

    async fn opens_a_second_tab(
        &mut self,
        dice: &mut Dice,
        tell: &mut impl FnMut(String),
    ) -> anyhow::Result<()> {
        let stays = dice.below(2) == 0;
        tell(format!(
            "opens a second tab, and {}",
            if stays { "stays there" } else { "comes back" }
        ));
        let second = self.person.browser.page(&self.look).await?;
        second.open(&format!("{}/", self.person.origin)).await?;
        second.click("[data-part=use-here]").await?;
        self.person.page.shows("[data-part=handed-over]").await?;
        if stays {
            std::mem::replace(&mut self.person.page, second)
                .close()
                .await?;
        } else {
            second.close().await?;
            self.person.page.to_front().await?;
            self.person.page.click("[data-part=use-here]").await?;
        }
        Ok(())
    }

    /// Whatever is shown, there is a way to the list.
    pub(super) async fn comes_home(&self) -> anyhow::Result<()> {
        const STEPS: u32 = 10;
        for _ in 0..STEPS {
            let sight = Sight::of(&self.person.page).await?;
            if sight.is_home {
                return Ok(());
            }
            let way = |handle: &&Handle| {
                ["back", "home", "no", "use-here", "again", "close-search"]
                    .iter()
                    .any(|part| handle.name.split(' ').next_back() == Some(part))
            };
            let asks = |handle: &&Handle| handle.name.contains("locked") && handle.takes_text;
            if let Some(field) = sight.handles.iter().find(asks) {
                self.hands().presses(field).await?;
                self.person.page.insert(PASSCODE).await?;
                self.person.page.press(Key::Enter).await?;
            } else if let Some(handle) = sight.handles.iter().find(way) {
                self.hands().presses(handle).await?;
            } else {
                self.person.page.press(Key::Escape).await?;
            }
        }
        let seen = self.person.page.describe().await;
        anyhow::bail!("nothing leads to the list: {seen}")
    }
}
