//! From an intent to a commit, and from our own commit read back to what it means.
//!
//! A commit is staged, appended on the ordered head it was built on, and merged only when it comes
//! back from the log. If another one comes first, ours is forgotten and its intent planned again.

use hudhud_base::{AccountId, Generation, OutboxId};
use hudhud_crypto::{
    control::{self, ControlPublic},
    derive::GenerationKeys,
    identity::capability_hash,
    keys::GenerationSecret,
};
use hudhud_mls::{Group, KeyPackage, Member, Plan, StageError};
use hudhud_store::{
    conversations::ConversationRow,
    generations,
    intents::{self, IntentRow, IntentState},
    outbox::{self, OutboxClass, OutboxRow},
};
use hudhud_wire::{CapabilityHashes, Class, Rotation};
use minicbor::{Decode, Encode};

use crate::api::{Failure, TurnError};
use crate::conversation::handshake::{Placement, SealedControl};
use crate::conversation::policy::{Change, Policy};
use crate::turn::own::random;
use crate::turn::record::{self, Bytes32, Secret32};
use crate::turn::{Step, Turn};
use crate::work::intent::{IntentKind, Target};

/// What our own commit will need once it is read back.
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

/// What an intent asks of the group as it is now.
enum Wanted {
    /// There is nothing left to do.
    Nothing,
    /// It cannot be done.
    Impossible(Failure),
    /// Something is still being found out.
    Later,
    /// A commit.
    Commit(Box<Proposed>),
    /// A leave.
    Leave,
}

/// The commit that an intent asks for.
#[derive(Default)]
struct Proposed {
    plan: Plan,
    policy: Option<Policy>,
    rotate: bool,
}

impl Wanted {
    fn commit(proposed: Proposed) -> Self {
        Self::Commit(Box::new(proposed))
    }

    fn policy(policy: Policy) -> Self {
        Self::commit(Proposed {
            policy: Some(policy),
            ..Proposed::default()
        })
    }
}

/// For whom and for what a control capability is sealed.
pub(crate) fn control_info(row: &ConversationRow, generation: Generation) -> Vec<u8> {
    [row.log.0.as_slice(), &generation.0.to_be_bytes()].concat()
}

impl Turn<'_> {
    /// Stages the first intent that can be; true if something changed and the caller looks again.
    pub(crate) fn plan_next(&mut self, row: &ConversationRow) -> Step<bool> {
        for intent in intents::open_of(self.db, row.id)? {
            if intent.not_before > self.now {
                continue;
            }
            let Some(kind) = IntentKind::of(&intent) else {
                continue;
            };
            let own = self.own()?;
            let wanted = self.wanted(row, &own.account, &kind, &intent)?;
            match wanted {
                Wanted::Later => continue,
                Wanted::Nothing => self.intent_fulfilled(intent.id, &kind)?,
                Wanted::Impossible(failure) => {
                    self.end_intent(Some(intent.id), Some(failure))?;
                    self.abandon_if_alone(row.id)?;
                }
                Wanted::Leave => self.stage_leave(row, intent)?,
                Wanted::Commit(proposed) => self.stage(row, intent, *proposed)?,
            }
            return Ok(true);
        }
        Ok(false)
    }

    fn wanted(
        &mut self,
        row: &ConversationRow,
        own: &AccountId,
        kind: &IntentKind,
        intent: &IntentRow,
    ) -> Step<Wanted> {
        let (policy, members, leaves, own_leaf) = self.with_group(row, |group, _| {
            (
                Policy::decode(group.policy()),
                group.members(),
                group.pending_leaves(),
                group.own_leaf(),
            )
        })?;
        let policy = policy.ok_or(TurnError::Damaged)?;
        let admin = policy.is_admin(own);
        let leaf_of =
            |account: &AccountId| members.iter().find(|member| member.account == *account);
        Ok(match kind {
            IntentKind::Add(targets) => self.wanted_add(intent, targets, &members)?,
            IntentKind::Remove(account) => match leaf_of(&AccountId(account.0)) {
                None => Wanted::Nothing,
                Some(_) if !admin => Wanted::Impossible(Failure::NotAllowed),
                Some(member) if leaves.contains(&member.leaf) => Wanted::commit(Proposed {
                    rotate: true,
                    ..Proposed::default()
                }),
                Some(member) => {
                    let plan = Plan {
                        remove: vec![member.leaf],
                        ..Plan::default()
                    };
                    Wanted::commit(Proposed {
                        plan,
                        rotate: true,
                        ..Proposed::default()
                    })
                }
            },
            IntentKind::Rename(title) if policy.title == *title => Wanted::Nothing,
            IntentKind::Rename(_) | IntentKind::Promote(_) if !admin => {
                Wanted::Impossible(Failure::NotAllowed)
            }
            IntentKind::Rename(title) => Wanted::policy(policy.with_title(title)),
            IntentKind::Promote(account) => {
                let account = AccountId(account.0);
                if policy.is_admin(&account) || leaf_of(&account).is_none() {
                    Wanted::Nothing
                } else {
                    Wanted::policy(policy.with_admin(&account))
                }
            }
            IntentKind::Leave => wanted_leave(&policy, own, &members, &leaves, own_leaf),
            IntentKind::CommitLeaves if leaves.is_empty() => Wanted::Nothing,
            IntentKind::CommitLeaves => Wanted::commit(Proposed {
                rotate: admin,
                ..Proposed::default()
            }),
            IntentKind::Rotate(generation) => wanted_rotate(row, Generation(*generation), admin),
            IntentKind::SignUp
            | IntentKind::ClaimName
            | IntentKind::Start(_)
            | IntentKind::Accept
            | IntentKind::Rejoin => Wanted::Later,
        })
    }

    fn wanted_add(
        &mut self,
        intent: &IntentRow,
        targets: &[Target],
        members: &[Member],
    ) -> Step<Wanted> {
        let missing: Vec<_> = targets
            .iter()
            .filter(|target| target.absent.is_none())
            .filter(|target| {
                target
                    .account()
                    .is_none_or(|account| members.iter().all(|member| member.account != account))
            })
            .collect();
        if missing.is_empty() {
            return Ok(Wanted::Nothing);
        }
        if members.len() + missing.len() > hudhud_base::limits::HYBRID_GROUP_DEVICES {
            return Ok(Wanted::Impossible(Failure::TooMany));
        }
        let mut plan = Plan::default();
        for target in missing {
            let (Some(account), Some(bytes)) = (target.account(), target.key_package.as_ref())
            else {
                self.find_for(intent.clone())?;
                return Ok(Wanted::Later);
            };
            let keys = self.device_keys(&account)?;
            match KeyPackage::parse(bytes, &account, &keys) {
                Ok(package) => plan.add.push(package),
                Err(_) => return Ok(Wanted::Impossible(Failure::Forged)),
            }
        }
        Ok(Wanted::commit(Proposed {
            plan,
            ..Proposed::default()
        }))
    }

    fn stage(&mut self, row: &ConversationRow, intent: IntentRow, proposed: Proposed) -> Step {
        let Proposed {
            mut plan,
            policy,
            rotate,
        } = proposed;
        let own = self.own()?;
        let current =
            generations::by_number(self.db, row.id, row.generation)?.ok_or(TurnError::Damaged)?;
        let rotates = rotate && current.control.is_some();
        if rotate && !rotates && !plan.remove.is_empty() {
            // Control has not reached this device: it cannot end the generation.
            return self.end_intent(Some(intent.id), Some(Failure::NotAllowed));
        }
        let next_control: [u8; 32] = random(self.rng);
        let (generation, control) = if rotates {
            (row.generation.next(), Some(next_control))
        } else {
            (
                row.generation,
                policy
                    .as_ref()
                    .and(current.control.as_ref())
                    .map(|control| *control.as_bytes()),
            )
        };
        let controls = match control {
            Some(control) => {
                self.seal_controls(row, generation, &control, (&plan, policy.as_ref()))?
            }
            None => Vec::new(),
        };
        plan.policy = policy.as_ref().map(Policy::encode);
        plan.authenticated = Placement::new(row.ordered_head, row.generation, controls).encode();
        let staged = self.with_group(row, |group, context| {
            let staged = group.stage(context, &own.identity, plan)?;
            let secret = if rotates {
                Some(group.pending_secret(context).map_err(|_| StageError::Bug)?)
            } else {
                None
            };
            Ok((staged, secret, group.epoch()))
        })?;
        let (staged, secret, epoch) = match staged {
            Ok(staged) => staged,
            Err(error) => return self.not_staged(row, &intent, error),
        };
        let rotation = secret.map(|secret| Rotation {
            generation,
            hashes: hashes(&secret, &next_control),
        });
        let aftermath = Aftermath {
            welcome: staged.welcome,
            tree: staged.tree,
            control: rotates.then_some(Secret32(next_control)),
            ..Aftermath::default()
        };
        self.queue_ordered(
            row,
            intent,
            staged.commit,
            Queued {
                epoch,
                rotation,
                aftermath,
            },
        )
    }

    fn not_staged(&mut self, row: &ConversationRow, intent: &IntentRow, error: StageError) -> Step {
        match error {
            StageError::AlreadyPending => {
                // A commit nobody remembers: it is no longer ours to send.
                let discarded =
                    self.with_group(row, |group, context| group.discard_pending(context))?;
                discarded.map_err(|_| TurnError::Damaged.into())
            }
            StageError::Storage(_) | StageError::Bug => Err(TurnError::Damaged.into()),
            StageError::NotMember | StageError::Leaving => {
                self.end_intent(Some(intent.id), Some(Failure::NotAllowed))
            }
            StageError::Plan | StageError::WrongSuite => {
                self.end_intent(Some(intent.id), Some(Failure::Forged))
            }
        }
    }

    fn stage_leave(&mut self, row: &ConversationRow, intent: IntentRow) -> Step {
        let own = self.own()?;
        let left = self.with_group(row, |group, context| {
            (group.leave(context, &own.identity), group.epoch())
        })?;
        let (Ok(bytes), epoch) = left else {
            return Err(TurnError::Damaged.into());
        };
        let aftermath = Aftermath {
            leave: true,
            ..Aftermath::default()
        };
        self.queue_ordered(
            row,
            intent,
            bytes,
            Queued {
                epoch,
                rotation: None,
                aftermath,
            },
        )
    }

    fn queue_ordered(
        &mut self,
        row: &ConversationRow,
        mut intent: IntentRow,
        message: Vec<u8>,
        queued: Queued,
    ) -> Step {
        let (inner, blob) = self.inner_of(row, message)?;
        let (entry, sealed) = self.seal_entry(row, Class::Ordered, &inner)?;
        outbox::insert(
            self.db,
            &OutboxRow {
                id: OutboxId(0),
                conversation: row.id,
                message: None,
                content: record::encode(&queued.aftermath),
                class: OutboxClass::Ordered,
                entry: Some(entry),
                sealed: Some(sealed),
                generation: row.generation,
                epoch: queued.epoch,
                expected_head: Some(row.ordered_head),
                rotation: queued
                    .rotation
                    .as_ref()
                    .map(crate::conversation::send::keep_rotation),
                intent: Some(intent.id),
                blob,
                attempts: 0,
                not_before: hudhud_base::Timestamp(0),
            },
        )?;
        intent.state = IntentState::Staged;
        intents::update(self.db, &intent)?;
        Ok(())
    }

    /// Control for every admin who will be in the group, but for ourselves.
    fn seal_controls(
        &mut self,
        row: &ConversationRow,
        generation: Generation,
        capability: &[u8; 32],
        (plan, policy): (&Plan, Option<&Policy>),
    ) -> Step<Vec<SealedControl>> {
        let (members, now, leaves, own_leaf) = self.with_group(row, |group, _| {
            (
                group.members(),
                Policy::decode(group.policy()),
                group.pending_leaves(),
                group.own_leaf(),
            )
        })?;
        let Some(policy) = policy.cloned().or(now) else {
            return Err(TurnError::Damaged.into());
        };
        let info = control_info(row, generation);
        let mut controls = Vec::new();
        for member in members {
            let stays = !plan.remove.contains(&member.leaf) && !leaves.contains(&member.leaf);
            if member.leaf == own_leaf || !stays || !policy.is_admin(&member.account) {
                continue;
            }
            // A member whose control key is no key simply gets none.
            if let Ok(sealed) = control::seal(
                &ControlPublic(member.control_key),
                &info,
                capability,
                self.rng,
            ) {
                controls.push(SealedControl {
                    leaf: member.leaf,
                    sealed,
                });
            }
        }
        Ok(controls)
    }

    /// A staged commit that will not stand: forgotten, and its intent open again.
    pub(crate) fn drop_commit(&mut self, row: &ConversationRow, out: &OutboxRow) -> Step {
        let aftermath: Aftermath = record::decode(&out.content).unwrap_or_default();
        // A stored leave is forgotten with the epoch that another commit ends.
        if aftermath.rejoin {
            self.drop_rejoin(row)?;
        } else if !aftermath.leave {
            let discarded = self.with_group(row, |group, context| {
                if group.has_pending_commit() {
                    group.discard_pending(context)
                } else {
                    Ok(())
                }
            })?;
            discarded.map_err(|_| TurnError::Damaged)?;
        }
        if let Some(blob) = &out.blob {
            hudhud_store::blobs::delete(self.db, blob)?;
            self.memory.blobs_running.remove(blob);
        }
        outbox::delete(self.db, out.id)?;
        if let Some(mut intent) = out
            .intent
            .map(|id| intents::by_id(self.db, id))
            .transpose()?
            .flatten()
            && intent.state == IntentState::Staged
        {
            intent.state = IntentState::Open;
            intents::update(self.db, &intent)?;
        }
        Ok(())
    }

    /// Drops our staged commit, if there is one: the head has moved.
    pub(crate) fn drop_staged(&mut self, row: &ConversationRow) -> Step {
        for out in outbox::list(self.db, row.id)? {
            if out.class == OutboxClass::Ordered {
                self.drop_commit(row, &out)?;
            }
        }
        Ok(())
    }
}

struct Queued {
    epoch: u64,
    rotation: Option<Rotation>,
    aftermath: Aftermath,
}

/// Who leaves last among the admins first makes somebody else one, or nobody could remove anyone.
fn wanted_leave(
    policy: &Policy,
    own: &AccountId,
    members: &[Member],
    leaves: &[u32],
    own_leaf: u32,
) -> Wanted {
    let stays = |member: &&Member| member.leaf != own_leaf && !leaves.contains(&member.leaf);
    let others: Vec<_> = members.iter().filter(stays).collect();
    let another_admin = others.iter().any(|member| policy.is_admin(&member.account));
    match others.first() {
        Some(heir) if policy.is_admin(own) && !another_admin => {
            Wanted::policy(policy.with_admin(&heir.account))
        }
        Some(_) | None => Wanted::Leave,
    }
}

fn wanted_rotate(row: &ConversationRow, ends: Generation, admin: bool) -> Wanted {
    if ends < row.generation || !admin {
        return Wanted::Nothing;
    }
    Wanted::commit(Proposed {
        plan: Plan {
            refresh: true,
            ..Plan::default()
        },
        rotate: true,
        ..Proposed::default()
    })
}

/// What the host is told of the generation that a secret begins.
pub(crate) fn hashes(secret: &[u8; 32], control: &[u8; 32]) -> CapabilityHashes {
    let keys = GenerationKeys::derive(&GenerationSecret::from_bytes(*secret));
    CapabilityHashes {
        read: capability_hash(&keys.read),
        write: capability_hash(&keys.write),
        control: capability_hash(control),
    }
}

/// Whether a commit of somebody else may stand where it stands. A pure function of the group before
/// it, the commit, and its place.
pub(crate) fn is_valid(
    (row, group, rotation): (&ConversationRow, &Group, Option<&Rotation>),
    commit: &mut hudhud_mls::StagedTheirs,
    context: &mut hudhud_mls::Context<'_>,
) -> bool {
    let (Some(policy), Some(placement)) = (
        Policy::decode(group.policy()),
        Placement::decode(&commit.authenticated),
    ) else {
        return false;
    };
    let after = commit
        .policy
        .as_ref()
        .map(|change| Policy::decode(&change.after));
    if after.as_ref().is_some_and(Option::is_none)
        || !placement.is_at(row.ordered_head, row.generation)
    {
        return false;
    }
    let gone = commit.removed.len() + commit.left.len();
    let joined = commit.added.len() + usize::from(commit.external);
    let devices_after = (group.members().len() + joined).saturating_sub(gone);
    if commit.external {
        // Only to come back: the one who joins must be the one who is removed.
        let returns = commit
            .removed
            .iter()
            .all(|member| member.account == commit.committer.account)
            && commit.removed.len() == 1;
        return returns && commit.added.is_empty() && commit.policy.is_none() && rotation.is_none();
    }
    let change = Change {
        added: commit.added.len(),
        removed: commit.removed.len(),
        policy: after.as_ref().and_then(Option::as_ref),
        rotates: rotation.is_some(),
        devices_after,
    };
    policy.allows(&commit.committer.account, &change)
        && rotation_fits(row, rotation, commit, context)
}

/// The host's hashes must be the ones that the commit derives. One who is removed cannot tell.
fn rotation_fits(
    row: &ConversationRow,
    rotation: Option<&Rotation>,
    commit: &mut hudhud_mls::StagedTheirs,
    context: &mut hudhud_mls::Context<'_>,
) -> bool {
    let Some(rotation) = rotation else {
        return true;
    };
    if commit.removes_us {
        return true;
    }
    let Ok(secret) = commit.secret(context) else {
        return false;
    };
    let derived = hashes(&secret, &[0; 32]);
    rotation.generation == row.generation.next()
        && derived.read == rotation.hashes.read
        && derived.write == rotation.hashes.write
}

/// An account as CBOR.
pub(crate) fn account_bytes(account: &AccountId) -> Bytes32 {
    Bytes32(account.0)
}
