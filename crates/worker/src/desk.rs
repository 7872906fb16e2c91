//! The desk: turns what the page asks into calls of the client, and what happens into news.
//!
//! One loop owns what the page was told, so that answers and news keep their order and nothing is
//! told twice. Does not open or close a device, and knows nothing of a browser.

mod answer;
mod attach;
mod bell;
mod changes;
mod export;
mod glimpse;
mod list;
mod notify;
mod reach;
mod state;
mod tell;
mod tell_window;
mod window;

use hudhud_client::Heard;
use hudhud_dialogue::AskError;
use hudhud_dialogue::page::{Call, News};
use tokio::sync::mpsc;

use self::changes::Changes;
pub use self::state::Desk;
use self::state::{Gone, OrGone};

/// Events taken together, at most: a burst becomes one change of what is shown.
const EVENTS_AT_ONCE: usize = 512;

/// What the loop does next.
enum Next {
    Call(Call),
    Heard(Heard),
    GoOn,
}

impl Desk {
    /// Answers calls until there are no more, or the device is closed. Every call is answered, in
    /// order, an export apart, which takes its time.
    pub async fn run(mut self, mut calls: mpsc::Receiver<Call>) {
        // The end of either side is all that can happen, and it ends this.
        let _ = self.serve(&mut calls).await;
    }

    async fn serve(&mut self, calls: &mut mpsc::Receiver<Call>) -> OrGone {
        self.begin().await?;
        loop {
            let more = self.list.next_page().is_some() || !self.exports.is_empty();
            let next = tokio::select! {
                // Whoever asks waits for it.
                biased;
                call = calls.recv() => Next::Call(call.ok_or(Gone)?),
                heard = self.events.next() => Next::Heard(heard.ok_or(Gone)?),
                () = std::future::ready(()), if more => Next::GoOn,
            };
            match next {
                Next::Call(call) => self.call(call).await?,
                Next::Heard(heard) => {
                    self.hear(heard).await?;
                    // However much happens, what takes long goes on.
                    self.go_on().await?;
                }
                Next::GoOn => self.go_on().await?,
            }
        }
    }

    async fn begin(&mut self) -> OrGone {
        let own = self.client.account().await;
        self.own = self.or_behind(own)?.flatten();
        let reach = self.client.reach().await;
        if let Some(reach) = self.or_behind(reach)? {
            self.bell.begin(reach.caught_up.clone());
            self.tell_connection(&reach).await?;
        }
        self.list.read_all();
        self.go_on().await
    }

    /// Takes what happened, and everything else that has happened meanwhile.
    async fn hear(&mut self, first: Heard) -> OrGone {
        let mut changes = Changes::new(self.window.as_ref().map(|window| window.conversation));
        let mut next = Some(first);
        let mut count = 0;
        while let Some(heard) = next {
            match heard {
                Heard::Event(event) => {
                    self.bell.hear(&event);
                    changes.hear(event);
                }
                Heard::Lost => changes.all = true,
            }
            count += 1;
            if count >= EVENTS_AT_ONCE {
                break;
            }
            next = tokio::select! {
                biased;
                heard = self.events.next() => heard,
                () = std::future::ready(()) => None,
            };
        }
        changes.all |= std::mem::take(&mut self.behind);
        self.tell_changes(changes).await
    }

    /// Goes on with what takes long, by one step.
    async fn go_on(&mut self) -> OrGone {
        if let Some(page) = self.list.next_page() {
            return self.tell_list_page(page).await;
        }
        self.export_more().await
    }

    /// One step of the export that was asked for first.
    async fn export_more(&mut self) -> OrGone {
        let Some(mut first) = self.exports.pop_front() else {
            return Ok(());
        };
        let result = match first.step().await {
            Ok(None) => {
                self.exports.push_front(first);
                return Ok(());
            }
            Ok(Some(file)) => Ok(file),
            Err(AskError::Closed) => return Err(Gone),
            Err(error) => Err(error.into()),
        };
        let id = first.call;
        self.tell(News::Reply { id, result }).await
    }
}
