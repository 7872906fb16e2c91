//! The loop: keys, the device and time go in; screens come out. It owns the state, and nobody else
//! touches it.

use std::io;

use crossterm::event::{Event as Input, EventStream, MouseButton, MouseEventKind};
use futures_util::StreamExt as _;
use hudhud_base::Timestamp;
use hudhud_client::Heard;
use tokio::task::JoinSet;
use tokio::time::{Duration, Instant, sleep_until, timeout};

use super::cell::Grid;
use super::draw::draw;
use super::errand;
use super::keys::key;
use super::pace::Pace;
use super::paint::painted;
use super::state::State;
use super::terminal::Terminal;
use super::traffic::Told;
use crate::device::Device;
use crate::problem::Problem;
use crate::status::Status;
use crate::words::Phrase;

/// Between two looks at the clock.
const TICK: Duration = Duration::from_secs(1);

/// What happens next.
enum Next {
    Input(io::Result<Input>),
    Heard(Heard),
    Told(Told),
    /// A screen is due.
    Draw,
    Tick,
    /// The terminal, the device or the system ends it.
    Over,
}

/// Shows the screen until the person leaves, or the terminal goes.
pub(crate) async fn run(device: &mut Device, mut state: State) -> Result<(), Problem> {
    let gone = |error: io::Error| {
        Problem::new(Status::Data, "output-not-taken", Phrase::OutputNotTaken).with(error)
    };
    let terminal = Terminal::take().map_err(gone)?;
    resize(&mut state);
    let mut input = EventStream::new();
    let mut ending = Ending::new().map_err(gone)?;
    let mut errands: JoinSet<Told> = JoinSet::new();
    let mut pace = Pace::default();
    pace.pressed();
    let mut shown: Option<Grid> = None;
    let mut tick = Instant::now() + TICK;
    while !state.is_over {
        for wish in state.wishes() {
            let language = device.ui.language;
            errands.spawn(errand::run(device.client.clone(), wish, language));
        }
        let due = pace.due();
        let next = tokio::select! {
            biased;
            pressed = input.next() => pressed.map_or(Next::Over, Next::Input),
            () = ending.wait() => Next::Over,
            () = sleep_until(due.unwrap_or(tick)), if due.is_some() => Next::Draw,
            Some(told) = errands.join_next() => told.map_or(Next::Over, Next::Told),
            heard = device.events.next() => heard.map_or(Next::Over, Next::Heard),
            () = sleep_until(tick) => Next::Tick,
        };
        match next {
            Next::Input(Ok(input)) => {
                apply(&mut state, input);
                pace.pressed();
            }
            Next::Heard(heard) => {
                state.heard(heard);
                pace.changed();
            }
            Next::Told(told) => {
                state.told(told);
                pace.changed();
            }
            Next::Draw => {
                let before = shown.take().filter(|_| !state.is_stale);
                state.is_stale = false;
                let now = draw(&state);
                let text = painted(before.as_ref(), &now, device.ui.is_coloured());
                terminal.show(&text).map_err(gone)?;
                shown = Some(now);
                pace.drew(Instant::now());
            }
            Next::Tick => {
                tick = Instant::now() + TICK;
                if state.tick(now()) {
                    pace.changed();
                }
            }
            Next::Input(Err(_)) | Next::Over => break,
        }
    }
    // What is being written is kept, whatever ended it.
    state.put_down();
    for wish in state.wishes() {
        errand::run(device.client.clone(), wish, device.ui.language).await;
    }
    drop(terminal);
    if state.is_over {
        say_the_rest(device, errands, &mut ending).await
    } else {
        // Whoever ends it from outside waits for nothing.
        Ok(())
    }
}

/// What was asked for last is still on its way to the device, and what is at its host may wait for the letter
/// without which nobody would look there. Ctrl-C is an interruption now, and ends the wait.
async fn say_the_rest(
    device: &Device,
    errands: JoinSet<Told>,
    ending: &mut Ending,
) -> Result<(), Problem> {
    let rest = async {
        // One that waits for somebody else goes on the next time: it is an intent already.
        drop(timeout(TICK, errands.join_all()).await);
        device.send_what_waits().await
    };
    tokio::select! {
        sent = rest => sent,
        () = ending.wait() => Ok(()),
    }
}

/// What time it is.
pub(crate) fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let ms = since.map_or(0, |since| since.as_millis());
    Timestamp(u64::try_from(ms).unwrap_or(u64::MAX))
}

/// Asks the terminal that is written to: the one that sends keys may be another.
fn resize(state: &mut State) {
    if let Some((columns, rows)) = terminal_size::terminal_size_of(io::stdout()) {
        state.resized(columns.0.into(), rows.0.into());
    }
}

fn apply(state: &mut State, input: Input) {
    match input {
        Input::Key(event) => {
            if let Some(key) = key(event) {
                state.pressed(key);
            }
        }
        Input::Paste(text) => state.pasted(&text),
        Input::Resize(_, _) => resize(state),
        Input::Mouse(mouse) => {
            let (x, y) = (mouse.column.into(), mouse.row.into());
            if mouse.kind == MouseEventKind::Down(MouseButton::Left) {
                state.clicked(x, y);
            } else if mouse.kind == MouseEventKind::ScrollUp {
                state.wheeled(x, y, 1);
            } else if mouse.kind == MouseEventKind::ScrollDown {
                state.wheeled(x, y, -1);
            }
        }
        Input::FocusGained | Input::FocusLost => {}
    }
}

/// What ends a program that shows a screen, other than the person at it.
#[cfg(unix)]
struct Ending {
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Ending {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Ending;

#[cfg(not(unix))]
impl Ending {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn wait(&mut self) {
        // Without a handler there is only the person at the terminal.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
