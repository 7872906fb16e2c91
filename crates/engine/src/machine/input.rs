//! What happens to the machine, each kind to its room; and time passing.

use hudhud_base::Transfer;
use hudhud_store::{blobs::BlobDirection, conversations};

use crate::api::{BlobOutcome, Input};
use crate::turn::links;
use crate::turn::{Step, Turn};

impl Turn<'_> {
    pub(crate) fn take(&mut self, input: Input) -> Step {
        let cold = !self.memory.warm;
        if cold {
            self.warm_up()?;
        }
        match input {
            Input::Command(command) => self.command(command)?,
            Input::LinkUp(link) => self.link_up(link),
            Input::LinkDown(link) => self.link_lost(&link)?,
            Input::Frame(link, frame) => {
                if self.apart(|turn| turn.frame(&link, frame))?.is_err() {
                    // Nothing in it can be told from the rest: whoever sent it is not listened to.
                    self.out.close.push(link);
                }
            }
            Input::Blob(transfer, outcome) => {
                if self.apart(|turn| turn.blob(transfer, outcome))?.is_err() {
                    self.give_up_blob(&transfer)?;
                }
            }
            Input::Solved { puzzle, nonce } => {
                if let Some(paid) = self.solved(puzzle, nonce) {
                    self.upload(&paid.transfer, Some((paid.challenge, paid.nonce)))?;
                }
            }
            Input::Tick => {}
        }
        // Whatever a turn is for: what was to happen by now does.
        if cold || self.memory.deadline.is_some_and(|at| at <= self.now) {
            self.tick()?;
        }
        self.clear_up()?;
        if self.apart(Turn::tend_account)?.is_err() {
            // The link that comes up next tries again.
            let own = self.own()?;
            self.out.close.push(links::account(&own.row.host));
        }
        Ok(())
    }

    /// What the memory needs to know about the store, once.
    fn warm_up(&mut self) -> Step {
        self.memory.warm = true;
        // Nobody knows how many are left since the process last ran.
        self.memory.packages_due = true;
        for row in self.live_conversations()? {
            self.memory.hosts.insert(row.host);
        }
        self.ask_for_keys()
    }

    /// Time passed: whatever waited for it goes on.
    fn tick(&mut self) -> Step {
        for row in conversations::receipt_due_before(self.db, self.now)? {
            let (id, receipt) = (row.id, row.clone());
            if self
                .apart(|turn| turn.view(receipt).send_receipt())?
                .is_err()
            {
                self.set_conversation_aside(id)?;
            }
        }
        self.pump_blobs()?;
        self.tell_contacts()?;
        self.pump_inquiries()?;
        self.pump_deliveries()?;
        self.pump_intents()?;
        self.drive_all()
    }

    fn blob(&mut self, transfer: Transfer, outcome: BlobOutcome) -> Step {
        let Some(ended) = self.blob_ended(transfer, outcome)? else {
            return Ok(());
        };
        // Letters wait until what they refer to is at the host, and intents for what was fetched.
        self.pump_deliveries()?;
        self.pump_intents()?;
        if ended.direction == BlobDirection::Seal {
            self.after_sealing(&transfer.blob)?;
        }
        if let Some(message) = ended.message {
            self.attachment_came_to_rest(message)?;
        }
        match ended.direction {
            BlobDirection::Up => self.drive(transfer.conversation),
            BlobDirection::Down => self.read_on(transfer.conversation, transfer.blob),
            // Of a conversation, perhaps, that is gone; and nothing waits for what has not left.
            BlobDirection::Erase | BlobDirection::Seal => Ok(()),
        }
    }
}
