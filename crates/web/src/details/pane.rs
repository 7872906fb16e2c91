//! The state of the pane, which its parts share.

use hudhud_base::ConversationId;
use hudhud_dialogue::page::{Ask, Details, Problem, Reply};
use hudhud_dialogue::{Command, ConversationState, PersonView};
use leptos::prelude::*;

use crate::state::App;

/// What a person is about to do, and is asked about first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    Rename,
    Add,
    Promote(PersonView),
    Demote(PersonView),
    Remove(PersonView),
    Leave,
    Block(PersonView),
}

/// The pane's own state. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pane {
    pub(super) app: App,
    /// Of this conversation.
    pub(super) id: ConversationId,
    /// What is known; nothing of another conversation.
    pub(super) details: Memo<Option<Details>>,
    /// Why nothing is known.
    pub(super) problem: RwSignal<Option<Problem>>,
    /// The open question.
    pub(super) action: RwSignal<Option<Action>>,
}

impl Pane {
    /// Asks for the details; they are told as they change from then on.
    pub(super) fn look(self) {
        self.problem.set(None);
        leptos::task::spawn_local(async move {
            let conversation = self.id;
            match self.app.ask(Ask::Details { conversation }).await {
                Ok(Reply::Details(details)) => self.app.details.set(Some(details)),
                Ok(_) => {}
                Err(problem) => {
                    let _ = self.problem.try_set(Some(problem));
                }
            }
        });
    }

    /// Asks for something that takes the network. What it changes is seen here and told in the
    /// conversation; only a problem is said.
    pub(super) fn carry_out(self, command: Command) {
        self.action.set(None);
        self.app.request(command);
    }
}

/// Whether the conversation takes changes now.
pub(super) fn is_active(details: &Details) -> bool {
    details.conversation.state == ConversationState::Active
}
