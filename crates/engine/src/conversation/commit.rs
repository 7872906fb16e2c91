//! Our own commits: staged, queued, and merged only when they come back from the log. If another
//! commit comes first, ours is forgotten and its intent planned again.

use hudhud_base::{AccountId, LogAddress, Seq};
use hudhud_mls::{KeyPackage, Member, Plan, StageError, StagedOwn};
use hudhud_store::{
    intents::{self, IntentRow, IntentState},
    outbox::{self, OutboxRow},
};
use hudhud_wire::{Class, Rotation};
use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

use crate::api::Failure;
use crate::conversation::Conversation;
use crate::conversation::generation::hashes;
use crate::conversation::handshake::Placement;
use crate::conversation::policy::edit::Edit;
use crate::conversation::policy::rights::Change;
use crate::conversation::policy::{self, Policy};
use crate::turn::Step;
use crate::turn::damage::Damage;
use crate::turn::own::random;
use crate::turn::record::{self, Bytes32, Secret32};
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
    /// It gives this device's leaf other keys.
    #[n(6)]
    pub(crate) renews: bool,
    /// It takes the group to another log.
    #[n(5)]
    pub(crate) moves: Option<NextLog>,
}

/// The log in which a group goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub(crate) struct NextLog {
    #[n(0)]
    log: Bytes32,
    /// Where its first entry will stand.
    #[cbor(n(1), with = "record::seq")]
    pub(crate) first: Seq,
    /// The host has it.
    #[n(2)]
    pub(crate) is_there: bool,
}

impl NextLog {
    /// Where a policy leads that was another one `before`, if to another log.
    fn of(before: &Policy, after: &Policy) -> Option<Self> {
        (before.log() != after.log()).then(|| Self {
            log: Bytes32(after.log().0),
            first: after.first(),
            is_there: false,
        })
    }

    /// The same, once the host has it.
    pub(crate) fn found(self) -> Self {
        Self {
            is_there: true,
            ..self
        }
    }

    pub(crate) fn log(&self) -> LogAddress {
        LogAddress(self.log.0)
    }
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
    /// What changes of what the group has agreed about itself, but for what follows from who goes.
    pub(crate) edits: Vec<Edit>,
    pub(crate) rotate: bool,
}

/// What a commit comes to.
struct Settled {
    before: Policy,
    edits: Vec<Edit>,
    after: Policy,
    /// Whose devices stay, in the order of their leaves.
    staying: Vec<AccountId>,
    /// The other devices that stay.
    others: Vec<Member>,
}

impl Settled {
    /// Who holds control after it, but for this device and for those who held it `before`.
    fn holders(&self, before: Option<&Policy>) -> Vec<Member> {
        let holds = |member: &&Member| {
            self.after.is_admin(&member.account)
                && before.is_none_or(|before| !before.is_admin(&member.account))
        };
        self.others.iter().filter(holds).copied().collect()
    }
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
            edits,
            rotate,
        } = proposed;
        let current = self.generation_keys()?;
        // Who commits a leave without control leaves the rotation to whoever has it.
        let rotates = rotate && current.control.is_some();
        let settled = self.settle(&plan, edits)?;
        // Where a lost log was replaced, the place follows: there is nowhere to go.
        let moves =
            NextLog::of(&settled.before, &settled.after).filter(|next| next.log() != self.row.log);
        if rotate && !rotates && (moves.is_some() || !plan.remove.is_empty()) {
            // Control has not reached this device: it cannot end the generation.
            return self.turn.intent_failed(intent.id, Failure::NoControl);
        }
        let next_control: [u8; 32] = random(self.turn.rng);
        if !self.may_make(&plan, &settled, rotates)? {
            // Every other member would pass it over.
            return self.turn.intent_failed(intent.id, Failure::NotAllowed);
        }
        plan.updates = policy::updates(&settled.edits);
        // Of a generation that begins, control is drawn here. Of the one that goes on it is as it is,
        // for those who may hold it from now on.
        let (generation, capability, to) = if rotates {
            let to = settled.holders(None);
            (self.row.generation.next(), Some(next_control), to)
        } else {
            let to = settled.holders(Some(&settled.before));
            let control = current.control.as_ref().map(|control| *control.as_bytes());
            (self.row.generation, control, to)
        };
        let controls = match capability {
            Some(capability) => self.seal_controls(generation, &capability, &to),
            None => Vec::new(),
        };
        plan.authenticated =
            Placement::new(self.row.ordered_head, self.row.generation, controls).encode();
        let commit = match self.stage_in_group(plan, rotates)? {
            Ok(commit) => commit,
            Err(error) => return self.not_staged(&intent, error),
        };
        let rotation = commit.secret.map(|secret| Rotation {
            generation,
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
                moves,
                renews: commit.staged.renews,
                ..Aftermath::default()
            },
        };
        self.queue_handshake(intent, queued)
    }

    /// What a plan and these edits come to, and who will be in the group.
    fn settle(&mut self, plan: &Plan, edits: Vec<Edit>) -> Step<Settled> {
        let (mut members, before, leaves, own_leaf) = self.with_group(|group, _| {
            let leaves = group.pending_leaves();
            (group.members(), Policy::of(group), leaves, group.own_leaf())
        })?;
        let before = before.ok_or_else(|| self.damaged(Damage::PolicyUnreadable))?;
        // A commit carries out the leaves that were asked for in its epoch.
        members
            .retain(|member| !plan.remove.contains(&member.leaf) && !leaves.contains(&member.leaf));
        let staying: Vec<_> = members.iter().map(|member| member.account).collect();
        let (edits, after) = before.changed(edits, &staying);
        // Only now: this device stays, but what it knows is not sealed to it.
        members.retain(|member| member.leaf != own_leaf);
        Ok(Settled {
            before,
            edits,
            after,
            staying,
            others: members,
        })
    }

    /// Whether the rules that everybody holds the commits of others to allow this one.
    fn may_make(&mut self, plan: &Plan, settled: &Settled, rotates: bool) -> Step<bool> {
        let own = self.turn.own()?.account;
        let joining: Vec<_> = plan.add.iter().map(KeyPackage::account).collect();
        let change = Change {
            removed: plan.remove.len(),
            policy: (!settled.edits.is_empty()).then_some(&settled.after),
            rotates,
            // At the earliest; read back, it is looked at again.
            at: self.row.cursor.next(),
            log: Some(self.row.log),
            staying: &settled.staying,
            joining: &joining,
        };
        Ok(settled.before.allows(&own, &change))
    }

    fn stage_in_group(
        &mut self,
        plan: Plan,
        rotates: bool,
    ) -> Step<Result<StagedCommit, StageError>> {
        let own = self.turn.own()?;
        self.with_group(|group, context| {
            let staged = group.stage(context, &own.identity, plan, policy::apply)?;
            // While it is pending: the host is told the hashes together with the commit.
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
