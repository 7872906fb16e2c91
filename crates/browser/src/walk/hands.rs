//! Hands of somebody: a pointer or a finger, keys, text. What they do is chosen among what is in sight.

use std::time::Duration;

use super::dice::Dice;
use super::sight::{Handle, Sight};
use super::texts;
use crate::gesture::Button;
use crate::input::{Chord, Key};
use crate::page::Page;

/// A finger that stays so long asks for a menu.
const HELD: Duration = Duration::from_millis(600);
/// The focus comes back within so many looks after a key was pressed.
const FOCUS_LOOKS: u32 = 10;
/// What locks the device, wherever it is asked for.
pub(super) const PASSCODE: &str = "walk on 1";

/// Keys that do something, and those that move.
const KEYS: [Chord; 15] = [
    Chord::Plain(Key::Tab),
    Chord::Plain(Key::Tab),
    Chord::Shift(Key::Tab),
    Chord::Plain(Key::Enter),
    Chord::Plain(Key::Enter),
    Chord::Plain(Key::Space),
    Chord::Plain(Key::Escape),
    Chord::Plain(Key::Escape),
    Chord::Plain(Key::Down),
    Chord::Plain(Key::Up),
    Chord::Plain(Key::Left),
    Chord::Plain(Key::Right),
    Chord::Plain(Key::Home),
    Chord::Plain(Key::PageUp),
    Chord::Control('k'),
];

/// Hands on a tab.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hands<'a> {
    pub(super) page: &'a Page,
    /// With a finger, in place of a mouse.
    pub(super) touch: bool,
}

impl Hands<'_> {
    pub(super) async fn presses_something(
        &self,
        dice: &mut Dice,
        sight: &Sight,
        tell: &mut impl FnMut(String),
    ) -> anyhow::Result<()> {
        let may = |handle: &&Handle| handle.is_control && !handle.is_final;
        let all: Vec<&Handle> = sight.handles.iter().filter(may).collect();
        let Some(handle) = dice.named(&all, |handle| &handle.name) else {
            tell("finds nothing to press".to_owned());
            return Ok(());
        };
        tell(format!("presses {}", handle.name));
        self.presses(handle).await?;
        if dice.below(12) == 0 {
            tell("and once more at the same place".to_owned());
            self.presses(handle).await?;
        }
        Ok(())
    }

    /// Opens one that is in sight, or goes towards the list: people come back to what they talk about.
    pub(super) async fn turns_to_a_conversation(
        &self,
        dice: &mut Dice,
        sight: &Sight,
        tell: &mut impl FnMut(String),
    ) -> anyhow::Result<()> {
        let part = |handle: &Handle| handle.name.split(' ').next_back().map(str::to_owned);
        let of = |wanted: &str| {
            let all = sight.handles.iter();
            all.filter(|handle| part(handle).as_deref() == Some(wanted))
                .collect::<Vec<_>>()
        };
        let rows = of("conversation");
        let all = if rows.is_empty() { of("back") } else { rows };
        let Some(handle) = dice.one_of(&all) else {
            return self.presses_something(dice, sight, tell).await;
        };
        tell(format!("presses {}", handle.name));
        self.presses(handle).await
    }

    pub(super) async fn presses(&self, handle: &Handle) -> anyhow::Result<()> {
        if self.touch {
            self.page.touch_at(handle.at, Duration::ZERO).await
        } else {
            self.page.tab.click(handle.at, Button::Left, 1).await
        }
    }

    pub(super) async fn asks_for_a_menu(
        &self,
        dice: &mut Dice,
        sight: &Sight,
        tell: &mut impl FnMut(String),
    ) -> anyhow::Result<()> {
        let all: Vec<&Handle> = sight.handles.iter().filter(|h| h.takes_menu).collect();
        let Some(handle) = dice.one_of(&all) else {
            return self.presses_something(dice, sight, tell).await;
        };
        let page = self.page;
        if !self.touch {
            tell(format!("asks for the menu of {}", handle.name));
            return page.tab.click(handle.at, Button::Right, 1).await;
        }
        if dice.below(3) == 0 {
            let right = if dice.below(2) == 0 { 90.0 } else { -90.0 };
            tell(format!("draws {} by {right}", handle.name));
            return page.draw_from(handle.at, right, 0.0).await;
        }
        tell(format!("holds {}", handle.name));
        page.touch_at(handle.at, HELD).await
    }

    /// One key, or a few times the same; the focus may not be lost by it.
    pub(super) async fn uses_the_keyboard(
        &self,
        dice: &mut Dice,
        sight: &Sight,
        tell: &mut impl FnMut(String),
    ) -> anyhow::Result<()> {
        let mut chord = *dice.one_of(&KEYS).unwrap_or(&Chord::Plain(Key::Tab));
        let acts = matches!(chord, Chord::Plain(Key::Enter | Key::Space));
        if acts && (sight.focus_is_final || sight.focus_takes_text) {
            chord = Chord::Plain(Key::Tab);
        }
        let moves = matches!(chord, Chord::Plain(Key::Tab) | Chord::Shift(Key::Tab));
        let times = if moves { 1 + dice.below(4) } else { 1 };
        let before = sight.focus.as_deref().unwrap_or("nothing");
        tell(format!("presses {chord:?} {times} times at {before}"));
        for _ in 0..times {
            self.page.press(chord).await?;
        }
        // Tab leads round through the browser itself.
        if moves || sight.focus.is_none() {
            return Ok(());
        }
        for _ in 0..FOCUS_LOOKS {
            if Sight::of(self.page).await?.focus.is_some() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        anyhow::bail!("the focus was at {before}, and is lost")
    }

    pub(super) async fn writes(
        &self,
        dice: &mut Dice,
        mark: &str,
        sight: &Sight,
        tell: &mut impl FnMut(String),
    ) -> anyhow::Result<()> {
        let all: Vec<&Handle> = sight.handles.iter().filter(|h| h.takes_text).collect();
        let Some(handle) = dice.named(&all, |handle| &handle.name) else {
            return self.presses_something(dice, sight, tell).await;
        };
        let is_passcode = handle.name.contains("passcode");
        let text = if is_passcode {
            PASSCODE.to_owned()
        } else {
            texts::text(dice, mark)
        };
        let shown: String = text.chars().take(24).collect();
        let page = self.page;
        let sends = dice.below(5) != 0;
        tell(format!(
            "writes {shown:?} ({} bytes) in {}{}",
            text.len(),
            handle.name,
            if sends { " and sends it" } else { "" }
        ));
        self.presses(handle).await?;
        if is_passcode {
            page.press(Chord::Control('a')).await?;
        }
        page.insert(&text).await?;
        if sends {
            page.settled().await?;
            self.sends().await?;
        }
        Ok(())
    }

    /// As it is done here: with a finger the button sends, and Enter begins a line.
    async fn sends(&self) -> anyhow::Result<()> {
        let sight = Sight::of(self.page).await?;
        let is_button = |handle: &&Handle| handle.name.ends_with(" send");
        match sight.handles.iter().find(is_button) {
            Some(button) if self.touch => self.presses(button).await,
            _ => self.page.press(Key::Enter).await,
        }
    }
}
