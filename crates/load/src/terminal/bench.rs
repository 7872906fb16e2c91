//! The order of the measurements of the whole screen, and their table.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use hudhud_trial::Plan;

use super::past::has_a_past;
use super::screen::Screen;
use crate::figure::{Goal, Table, median, milliseconds, number};
use crate::people::{Person, two_who_talk};
use crate::place::Place;

/// Columns and rows: what a terminal begins with, and a large one.
const SIZES: [(u16, u16); 2] = [(80, 24), (200, 60)];
/// Each letter is drawn once, by a press: nothing else on the screen is written in this script.
const LETTERS: [&str; 24] = [
    "α", "β", "γ", "δ", "ε", "ζ", "η", "θ", "ι", "κ", "λ", "μ", "ν", "ξ", "ο", "π", "ρ", "σ", "τ",
    "υ", "φ", "χ", "ψ", "ω",
];
/// Empties the line that is being written.
const EMPTY_LINE: &str = "\u{15}";
const QUIT: &str = "\u{11}";
/// Between two presses, as a person types.
const TYPING: Duration = Duration::from_millis(60);
/// Twenty messages a second.
const WRITING: Duration = Duration::from_millis(50);

/// Measure the program on a whole screen: its start, and keys
#[derive(Debug, Clone, clap::Args)]
pub struct TerminalBench {
    /// Rounds of each measurement
    #[arg(long, default_value_t = 5, value_name = "COUNT")]
    rounds: usize,
    /// Messages on the device
    #[arg(long, default_value_t = 100_000, value_name = "COUNT")]
    messages: u32,
    /// Conversations in which they are
    #[arg(long, default_value_t = 500, value_name = "COUNT")]
    conversations: u32,
    /// One short round of everything, on a small scale: shows that it works
    #[arg(long)]
    quick: bool,
    #[command(flatten)]
    place: Place,
}

impl TerminalBench {
    /// Measures, and returns the table; `told` hears what is being done.
    ///
    /// # Errors
    /// The program, or its host, refused something.
    pub fn measure(mut self, told: &mut dyn FnMut(&str)) -> anyhow::Result<Table> {
        if self.quick {
            self.rounds = 1;
            self.messages = self.messages.min(2_000);
            self.conversations = self.conversations.min(20);
        }
        let program = self.place.program()?;
        let directory = self.place.directory()?;
        told("two people meet");
        let host = Plan::new(&program, &directory.path().join("host")).start()?;
        let origin = format!("http://localhost:{}", host.port());
        let (amal, basim) = two_who_talk(&program, &directory.path().join("homes"), &origin)?;
        told("one of them has a past");
        has_a_past(&amal, (self.conversations, self.messages))?;
        let mut table = Table::new("of the bare program");
        told("the start");
        let bare = self.bare_start(&amal, &mut table)?;
        for size in SIZES {
            self.start(&amal, size, bare, &mut table)?;
        }
        told("the keys");
        let echo = self.echo(&mut table)?;
        for size in SIZES {
            self.keys([&amal, &basim], size, echo, &mut table)?;
        }
        Ok(table)
    }

    /// What every start costs: the program says its version.
    fn bare_start(&self, amal: &Person, table: &mut Table) -> anyhow::Result<f64> {
        let mut taken = Vec::new();
        for _ in 0..self.rounds {
            let began = Instant::now();
            amal.command().arg("--version").output()?;
            taken.push(milliseconds(began.elapsed()));
        }
        let median = median(taken.clone());
        table.add("the bare program says its version", "ms", taken, None);
        Ok(median)
    }

    fn start(
        &self,
        amal: &Person,
        size: (u16, u16),
        bare: f64,
        table: &mut Table,
    ) -> anyhow::Result<()> {
        let mut taken = Vec::new();
        for _ in 0..self.rounds {
            let screen = Screen::start(size, amal.command().arg("chat"))?;
            taken.push(milliseconds(screen.shown("@basim")?));
            screen.leaves(QUIT)?;
        }
        let name = format!("start to a usable list, {}", written(size));
        let goal = (!self.quick).then_some(Goal::AtMost(300.0));
        table.add_with_ratio((&name, "ms"), taken, goal, |median| number(median / bare));
        Ok(())
    }

    /// What a terminal takes to show a letter when nobody draws: 95 of 100.
    fn echo(&self, table: &mut Table) -> anyhow::Result<f64> {
        let mut rounds = Vec::new();
        for _ in 0..self.rounds {
            let mut screen = Screen::start((80, 24), &mut Command::new("cat"))?;
            rounds.push(most(&typed(&mut screen)?));
        }
        let median = median(rounds.clone());
        table.add("key to screen, a bare terminal, p95", "ms", rounds, None);
        Ok(median)
    }

    fn keys(
        &self,
        [amal, basim]: [&Person; 2],
        size: (u16, u16),
        echo: f64,
        table: &mut Table,
    ) -> anyhow::Result<()> {
        let (mut quiet, mut busy) = (Vec::new(), Vec::new());
        for _ in 0..self.rounds {
            let mut screen = Screen::start(size, amal.command().args(["chat", "@basim"]))?;
            screen.shown("Write a message")?;
            quiet.push(most(&typed(&mut screen)?));
            busy.push(most(&while_messages_arrive(basim, &mut screen)?));
            screen.leaves(&format!("{EMPTY_LINE}{QUIT}"))?;
        }
        for (what, goal, rounds) in [
            ("in peace", None, quiet),
            (
                "while 20 messages a second arrive",
                Some(Goal::AtMost(10.0)),
                busy,
            ),
        ] {
            let name = format!("key to screen {what}, {}, p95", written(size));
            table.add_with_ratio((&name, "ms"), rounds, goal, |median| number(median / echo));
        }
        Ok(())
    }
}

/// Types each letter four times; how long each took, in milliseconds.
fn typed(screen: &mut Screen) -> anyhow::Result<Vec<f64>> {
    let mut taken = Vec::new();
    for _ in 0..4 {
        for letter in LETTERS {
            taken.push(milliseconds(screen.pressed(letter)?));
            std::thread::sleep(TYPING);
        }
        screen.press(EMPTY_LINE)?;
        std::thread::sleep(TYPING);
    }
    Ok(taken)
}

/// Basim sends amal a line twenty times a second meanwhile.
fn while_messages_arrive(basim: &Person, screen: &mut Screen) -> anyhow::Result<Vec<f64>> {
    let mut writer = basim
        .command()
        .args(["send", "@amal", "--lines"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let mut lines = writer.stdin.take().context("its input is a pipe")?;
    let is_over = AtomicBool::new(false);
    let taken = std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let mut number = 0_u64;
            while !is_over.load(Ordering::Relaxed) {
                number += 1;
                writeln!(lines, "line {number} of those that arrive")?;
                std::thread::sleep(WRITING);
            }
            drop(lines);
            anyhow::Ok(number)
        });
        // They are under way.
        let taken = screen
            .shown("of those that arrive")
            .and_then(|_| typed(screen));
        is_over.store(true, Ordering::Relaxed);
        let written = writing.join();
        written.map_err(|_| anyhow::anyhow!("whoever writes has failed"))??;
        taken
    });
    let status = writer.wait()?;
    anyhow::ensure!(status.success(), "basim's messages were not sent: {status}");
    taken
}

fn written((columns, rows): (u16, u16)) -> String {
    format!("{columns} × {rows}")
}

/// What 95 of 100 take at most.
fn most(taken: &[f64]) -> f64 {
    let mut sorted = taken.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
        .get(sorted.len() * 95 / 100)
        .copied()
        .unwrap_or_default()
}
