//! What people ask of their devices in a conversation. Messages are named by what they say.

use hudhud_base::AccountId;
use hudhud_engine::{Answer, Arrange, Command, CommandError, MessageRow};

use crate::story::{Conversation, DeviceNumber};
use crate::world::World;

/// Why a device gave no answer to be glad of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    /// The command was refused; nothing has changed.
    Refused(CommandError),
    /// The device is off, or the turn did not happen.
    NoTurn,
}

/// What a command led to at once.
pub type Answered<T = Answer> = Result<T, NoAnswer>;

impl World {
    /// Asks a device for something, and gives the answer that is there at once.
    ///
    /// # Errors
    /// [`NoAnswer`].
    pub fn asks(&mut self, device: DeviceNumber, command: Command) -> Answered {
        match self.command(device.0, command) {
            Some(answer) => answer.map_err(NoAnswer::Refused),
            None => Err(NoAnswer::NoTurn),
        }
    }

    /// The device's own number of the message that says this.
    #[track_caller]
    pub(crate) fn message(
        &self,
        device: DeviceNumber,
        conversation: Conversation,
        text: &str,
    ) -> MessageRow {
        let found = self
            .messages(device, conversation)
            .into_iter()
            .find(|row| row.body == text);
        match found {
            Some(row) => row.id,
            None => self.stop_story(format_args!(
                "{} has no message {text:?}",
                self.name(device.0)
            )),
        }
    }

    /// Says something.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn says(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        text: &str,
    ) -> Answered {
        let send = Command::Send {
            conversation: self.number(device, conversation),
            body: text.to_owned(),
            reply_to: None,
        };
        self.asks(device, send)
    }

    /// Answers the message that says `to`.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn replies(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        (to, text): (&str, &str),
    ) -> Answered {
        let send = Command::Send {
            conversation: self.number(device, conversation),
            body: text.to_owned(),
            reply_to: Some(self.message(device, conversation, to)),
        };
        self.asks(device, send)
    }

    /// Changes what was said.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn edits(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        (from, to): (&str, &str),
    ) -> Answered {
        let message = self.message(device, conversation, from);
        let body = to.to_owned();
        self.asks(device, Command::Edit { message, body })
    }

    /// Takes back what was said.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn deletes(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        text: &str,
    ) -> Answered {
        let message = self.message(device, conversation, text);
        self.asks(device, Command::Delete { message })
    }

    /// Sends again what was given up.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn resends(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        text: &str,
    ) -> Answered {
        let message = self.message(device, conversation, text);
        self.asks(device, Command::Resend { message })
    }

    /// Forgets what was given up.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn discards(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        text: &str,
    ) -> Answered {
        let message = self.message(device, conversation, text);
        self.asks(device, Command::Discard { message })
    }

    /// Reacts to the message that says `to`.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn reacts(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        (to, emoji): (&str, &str),
    ) -> Answered {
        let message = self.message(device, conversation, to);
        let emoji = emoji.to_owned();
        self.asks(device, Command::React { message, emoji })
    }

    /// Takes a reaction back.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn unreacts(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        (to, emoji): (&str, &str),
    ) -> Answered {
        let message = self.message(device, conversation, to);
        let emoji = emoji.to_owned();
        self.asks(device, Command::Unreact { message, emoji })
    }

    /// Has seen everything up to the message that says this.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn marks_read(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        text: &str,
    ) -> Answered {
        let read = Command::MarkRead {
            conversation: self.number(device, conversation),
            last: self.message(device, conversation, text),
        };
        self.asks(device, read)
    }

    /// Calls itself something; nothing if it is empty.
    ///
    /// # Errors
    /// [`NoAnswer`].
    pub fn calls_itself(&mut self, device: DeviceNumber, name: &str) -> Answered {
        let name = name.to_owned();
        self.asks(device, Command::Profile { name })
    }

    /// Shows a picture of itself, or none.
    ///
    /// # Errors
    /// [`NoAnswer`].
    pub fn shows_itself(&mut self, device: DeviceNumber, picture: Option<Vec<u8>>) -> Answered {
        self.asks(device, Command::Picture { picture })
    }

    /// Is writing.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn types(&mut self, device: DeviceNumber, conversation: Conversation) -> Answered {
        let conversation = self.number(device, conversation);
        self.asks(device, Command::Typing { conversation })
    }

    /// Has written this far.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn drafts(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        text: &str,
    ) -> Answered {
        let draft = Command::Draft {
            conversation: self.number(device, conversation),
            text: text.to_owned(),
        };
        self.asks(device, draft)
    }

    /// Has written this far to somebody with whom there is no conversation.
    ///
    /// # Errors
    /// [`NoAnswer`].
    pub fn drafts_to(&mut self, device: DeviceNumber, to: &str, text: &str) -> Answered {
        let (to, text) = (to.to_owned(), text.to_owned());
        self.asks(device, Command::FirstWords { to, text })
    }

    /// Does something with a conversation in the own list.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn arranges(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        arrange: Arrange,
    ) -> Answered {
        let conversation = self.number(device, conversation);
        let command = Command::Arrange {
            conversation,
            arrange,
        };
        self.asks(device, command)
    }

    /// Forgets what was said in a conversation.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn clears(&mut self, device: DeviceNumber, conversation: Conversation) -> Answered {
        let conversation = self.number(device, conversation);
        self.asks(device, Command::Clear { conversation })
    }

    /// Forgets a conversation that is over.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn forgets(&mut self, device: DeviceNumber, conversation: Conversation) -> Answered {
        let conversation = self.number(device, conversation);
        self.asks(device, Command::Forget { conversation })
    }

    /// Wants nothing of somebody any more.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn blocks(&mut self, device: DeviceNumber, other: DeviceNumber) -> Answered {
        let account: AccountId = self.account(other);
        self.asks(device, Command::Block { account })
    }

    /// Undoes that.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn unblocks(&mut self, device: DeviceNumber, other: DeviceNumber) -> Answered {
        let account = self.account(other);
        self.asks(device, Command::Unblock { account })
    }
}
