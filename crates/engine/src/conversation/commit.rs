//! Our own commits: staged, queued, and merged only when they come back from the log. If another
//! commit comes first, ours is forgotten and its intent planned again.

use hudhud_base::Generation;
use hudhud_mls::{Plan, StageError, StagedOwn};
use hudhud_store::{
    intents::{self, IntentRow, IntentState},
    outbox::{self, OutboxRow},
};
use hudhud_wire::{Class, Rotation};
use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

use crate::api::Failure;
use crate::conversation::Conversation;
use crate::conversation::generation::{HandedControl, hashes};
use crate::conversation::handshake::Placement;
use crate::conversation::policy::Policy;
use crate::turn::Step;
use crate::turn::damage::Damage;
use crate::turn::own::random;
use crate::turn::record::{self, Secret32};
use crate::work::outbox::{keep_rotation, ordered};

/// What a handshake of our own will need once it is read back.
#[derive(Debug, Default, Encode, Decode)]
pub(crate) struct Aftermath {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub(crate) welcome: Option<Vec<u8>>,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(crate) tree: Option<Vec<u8>>,
    /// Control of the generation that begins.
    #[n(2)]
    pub(crate) control: Option<Secret32>,
    /// It is a leave, not a commit.
    #[n(3)]
    pub(crate) leave: bool,
    /// It is an external commit that brings this device back.
    #[n(4)]
    pub(crate) rejoin: bool,
}

impl Aftermath {
    /// What a queued row leads to; `None` if it carries a message.
    pub(crate) fn of(out: &OutboxRow) -> Option<Self> {
        (out.class == outbox::OutboxClass::Ordered)
            .then(|| record::decode(&out.content))
            .flatten()
    }
}

/// Whether a queued row is the external commit that brings this device back.
pub(crate) fn is_rejoin(out: &OutboxRow) -> bool {
    Aftermath::of(out).is_some_and(|aftermath| aftermath.rejoin)
}

/// The commit that an intent asks for.
#[derive(Default)]
pub(crate) struct Proposed {
    pub(crate) plan: Plan,
    pub(crate) policy: Option<Policy>,
    pub(crate) rotate: bool,
}

/// Control as a commit hands it on.
struct Handing {
    generation: Generation,
    /// Of a generation that begins: drawn here. Of the one that goes on: as it is, and only where the
    /// policy changes, because somebody may hold it now who could not before.
    capability: Option<[u8; 32]>,
}

/// A commit that the group has staged.
struct StagedCommit {
    staged: StagedOwn,
    /// Of the epoch that it begins, if it rotates.
    secret: Option<Zeroizing<[u8; 32]>>,
    epoch: u64,
}

/// A handshake to be queued.
struct Queued {
    mls: Vec<u8>,
    epoch: u64,
    rotation: Option<Rotation>,
    aftermath: Aftermath,
}

impl Conversation<'_, '_> {
    pub(crate) fn stage_commit(&mut self, intent: IntentRow, proposed: Proposed) -> Step {
        let Proposed {
            mut plan,
            policy,
            rotate,
        } = proposed;
        let current = self.generation_keys()?;
        let rotates = rotate && current.control.is_some();
        if rotate && !rotates && !plan.remove.is_empty() {
            // Control has not reached this device: it cannot end the generation.
            return self.turn.intent_failed(intent.id, Failure::NotAllowed);
        }
        let next_control: [u8; 32] = random(self.turn.rng);
        let handing = if rotates {
            Handing {
                generation: self.row.generation.next(),
                capability: Some(next_control),
            }
        } else {
            let control = policy.as_ref().and(current.control.as_ref());
            Handing {
                generation: self.row.generation,
                capability: control.map(|control| *control.as_bytes()),
            }
        };
        let controls = match handing.capability {
            Some(capability) => self.seal_controls(&HandedControl {
                generation: handing.generation,
                capability,
                plan: &plan,
                policy: policy.as_ref(),
            })?,
            None => Vec::new(),
        };
        plan.policy = policy.as_ref().map(Policy::encode);
        plan.authenticated =
            Placement::new(self.row.ordered_head, self.row.generation, controls).encode();
        let commit = match self.stage_in_group(plan, rotates)? {
            Ok(commit) => commit,
            Err(error) => return self.not_staged(&intent, error),
        };
        let rotation = commit.secret.map(|secret| Rotation {
            generation: handing.generation,
            hashes: hashes(&secret, &next_control),
        });
        let queued = Queued {
            mls: commit.staged.commit,
            epoch: commit.epoch,
            rotation,
            aftermath: Aftermath {
                welcome: commit.staged.welcome,
                tree: commit.staged.tree,
                control: rotates.then_some(Secret32(next_control)),
                ..Aftermath::default()
            },
        };
        self.queue_handshake(intent, queued)
    }

    fn stage_in_group(
        &mut self,
        plan: Plan,
        rotates: bool,
    ) -> Step<Result<StagedCommit, StageError>> {
        let own = self.turn.own()?;
        self.with_group(|group, context| {
            let staged = group.stage(context, &own.identity, plan)?;
            let secret = if rotates {
                Some(group.pending_secret(context).map_err(|_| StageError::Bug)?)
            } else {
                None
            };
            Ok(StagedCommit {
                staged,
                secret,
                epoch: group.epoch(),
            })
        })
    }

    fn not_staged(&mut self, intent: &IntentRow, error: StageError) -> Step {
        match error {
            StageError::AlreadyPending => {
                // A commit nobody remembers: it is no longer ours to send.
                let discarded = self.with_group(|group, context| group.discard_pending(context))?;
                discarded.map_err(|_| self.damaged(Damage::CommitNotDiscarded))
            }
            StageError::Storage(_) | StageError::Bug => Err(self.damaged(Damage::CommitNotStaged)),
            StageError::NotMember | StageError::Leaving => {
                self.turn.intent_failed(intent.id, Failure::NotAllowed)
            }
            StageError::Plan | StageError::WrongSuite => {
                self.turn.intent_failed(intent.id, Failure::Forged)
            }
        }
    }

    /// Queues what asks the others to let this device go.
    pub(crate) fn stage_leave(&mut self, intent: IntentRow) -> Step {
        let own = self.turn.own()?;
        let (asked, epoch) =
            self.with_group(|group, context| (group.leave(context, &own.identity), group.epoch()))?;
        let mls = asked.map_err(|_| self.damaged(Damage::LeaveNotMade))?;
        let queued = Queued {
            mls,
            epoch,
            rotation: None,
            aftermath: Aftermath {
                leave: true,
                ..Aftermath::default()
            },
        };
        self.queue_handshake(intent, queued)
    }

    fn queue_handshake(&mut self, mut intent: IntentRow, queued: Queued) -> Step {
        let sealed = self.seal_entry(Class::Ordered, queued.mls)?;
        let content = record::encode(&queued.aftermath);
        let out = OutboxRow {
            epoch: queued.epoch,
            rotation: queued.rotation.as_ref().map(keep_rotation),
            intent: Some(intent.id),
            ..ordered(&self.row, content, sealed)
        };
        outbox::insert(self.turn.db, &out)?;
        intent.state = IntentState::Staged;
        Ok(intents::update(self.turn.db, &intent)?)
    }
}
