//! A walk through the app at random: two people with browsers and one at the terminal do whatever
//! can be done, and nothing may go wrong.
//!
//! What is done depends on the seed and on what is on the screen, so a seed that failed fails again,
//! nearly always. What people see is compared at the end.

mod agreement;
mod dice;
mod hands;
mod sight;
mod texts;
mod walker;

use anyhow::Context as _;

use crate::axe::Axe;
use crate::host::Host;
use crate::manner::Look;
use crate::peer::Peer;
use crate::person::Person;
use agreement::Talk;
use dice::Dice;
use walker::Walker;

/// The page is put before axe-core once in so many deeds of a person.
const DEEDS_TO_AN_EXAMINATION: u32 = 8;

const NARROW: Look = Look {
    width: 390,
    height: 780,
    scale: 1.0,
    dark: true,
    still: true,
    touch: true,
};

/// A walk.
#[derive(Debug, Clone, Copy)]
pub struct Walk {
    /// What is done.
    pub seed: u64,
    /// How much is done, by all three together.
    pub steps: u32,
}

/// Everybody, where they meet, and what was done so far.
struct Cast {
    host: Host,
    walkers: [Walker; 2],
    salma: Peer,
    talks: Vec<Talk>,
    trace: Vec<String>,
}

impl Walk {
    /// Goes from the first meeting to the last look; all that was done.
    ///
    /// # Errors
    ///
    /// Something went wrong; the error has all that was done, and what was on the screen.
    pub async fn perform(self, axe: &Axe) -> anyhow::Result<Vec<String>> {
        let mut cast = Cast::meet().await?;
        let ended = cast.walk(self, axe).await;
        let ended = match ended {
            Ok(()) => cast.agree().await,
            failed => failed,
        };
        for walker in &cast.walkers {
            // The walk has looked; what came after a failure is not told twice.
            let _after = walker.person.browser.take_troubles();
        }
        ended.with_context(|| {
            let steps = cast.trace.join("\n  ");
            format!("seed {}, after these steps:\n  {steps}", self.seed)
        })?;
        Ok(cast.trace)
    }
}

impl Cast {
    /// A host; omar wide and in English, layla with a finger and in Arabic, salma at the terminal; a
    /// group of the three, and what each two of them say to each other.
    async fn meet() -> anyhow::Result<Self> {
        let host = Host::start()?;
        let origin = host.origin();
        let (omar, layla, salma) = tokio::try_join!(
            Person::joins(&origin, "omar", "en"),
            Person::joins(&origin, "layla", "ar"),
            Peer::joins(&origin, "salma"),
        )?;
        let talks = agreement::begin(&omar, &layla, &salma).await?;
        layla.page.look(&NARROW).await?;
        Ok(Self {
            host,
            walkers: [
                Walker::new(omar, Look::default()),
                Walker::new(layla, NARROW),
            ],
            salma,
            talks,
            trace: Vec::new(),
        })
    }

    async fn walk(&mut self, walk: Walk, axe: &Axe) -> anyhow::Result<()> {
        let mut deeds = [0; 2];
        for step in 0..walk.steps {
            let mut dice = Dice::of(walk.seed, step);
            let mark = texts::mark(step);
            let who = match dice.below(40) {
                0..18 => 0,
                18..36 => 1,
                36..39 => {
                    self.terminal_writes(step, &mut dice, &mark).await?;
                    continue;
                }
                _ => {
                    self.host_is_restarted(step)?;
                    continue;
                }
            };
            let (walker, trace) = (&mut self.walkers[who], &mut self.trace);
            let name = walker.person.name.clone();
            let mut tell = |deed| trace.push(format!("{step}: {name} {deed}"));
            let ended = walker.does(&mut dice, &mark, &mut tell).await;
            let ended = match ended {
                Ok(()) => walker.checks().await,
                failed => failed,
            };
            if let Err(error) = ended {
                return Err(error.context(walker.person.page.describe().await));
            }
            deeds[who] += 1;
            if deeds[who] % DEEDS_TO_AN_EXAMINATION == 0 {
                walker.is_open_to_all(axe).await?;
            }
        }
        Ok(())
    }

    async fn terminal_writes(
        &mut self,
        step: u32,
        dice: &mut Dice,
        mark: &str,
    ) -> anyhow::Result<()> {
        let text = texts::text(dice, mark);
        let Some(talk) = dice
            .one_of(&self.talks)
            .filter(|talk| talk.at_terminal.is_some())
        else {
            return Ok(());
        };
        let to = talk.at_terminal.as_deref().unwrap_or_default();
        self.trace
            .push(format!("{step}: salma writes {mark} to {to}"));
        if texts::mark_in(&text).is_some() && text.len() < texts::LONGEST_BYTES {
            self.salma.does(&["send", to, &text]).await?;
        }
        Ok(())
    }

    fn host_is_restarted(&mut self, step: u32) -> anyhow::Result<()> {
        self.trace.push(format!("{step}: the host is restarted"));
        for walker in &self.walkers {
            walker.person.forgives();
        }
        self.host.stop()?;
        self.host.start_again()
    }

    /// Everybody comes home, and sees the same.
    async fn agree(&mut self) -> anyhow::Result<()> {
        for walker in &mut self.walkers {
            self.trace
                .push(format!("{} comes home", walker.person.name));
            walker.has_a_network().await?;
            walker.comes_home().await?;
            walker.checks().await?;
        }
        let [omar, layla] = &self.walkers;
        for talk in &self.talks {
            agreement::compare(talk, &omar.person, &layla.person, &self.salma).await?;
        }
        Ok(())
    }
}
