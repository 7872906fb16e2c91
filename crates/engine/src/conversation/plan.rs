//! From an intent to a commit: what it asks of the group as it is now.

use hudhud_base::{AccountId, Generation, LogAddress, limits};
use hudhud_mls::{KeyPackage, Member, Plan};
use hudhud_store::{
    conversations::ConversationRow,
    intents::{self, IntentRow},
};

use crate::api::Failure;
use crate::conversation::Conversation;
use crate::conversation::commit::Proposed;
use crate::conversation::next_log::first_of_next;
use crate::conversation::policy::Policy;
use crate::conversation::policy::edit::Edit;
use crate::turn::Step;
use crate::turn::damage::Damage;
use crate::turn::own::random;
use crate::work::intent::{Absent, IntentKind, Target};

/// What an intent asks of the group as it is now.
enum Wanted {
    /// There is nothing left to do.
    Nothing,
    /// It cannot be done.
    Impossible(Failure),
    /// Something is still being found out.
    Later,
    /// It asks for less than before: it is looked at anew.
    Changed,
    /// A commit.
    Commit(Box<Proposed>),
    /// A leave.
    Leave,
}

/// What became of an intent.
enum Planned {
    /// Something is still being found out.
    Later,
    /// It was staged, or it is over.
    Done,
}

impl Wanted {
    fn commit(proposed: Proposed) -> Self {
        Self::Commit(Box::new(proposed))
    }

    fn change(edit: Edit) -> Self {
        Self::commit(Proposed {
            edits: vec![edit],
            ..Proposed::default()
        })
    }
}

/// The group as an intent finds it.
struct Present {
    policy: Policy,
    members: Vec<Member>,
    /// Leaves that were asked for in this epoch.
    leaves: Vec<u32>,
    own_leaf: u32,
    own: AccountId,
}

impl Present {
    fn is_admin(&self) -> bool {
        self.policy.is_admin(&self.own)
    }

    fn leaf_of(&self, account: &AccountId) -> Option<&Member> {
        self.members
            .iter()
            .find(|member| member.account == *account)
    }
}

impl Conversation<'_, '_> {
    /// Stages the first intent that can be; true if something changed and the caller looks again.
    pub(crate) fn plan_next(&mut self) -> Step<bool> {
        for intent in intents::open_of(self.turn.db, self.row.id)? {
            if intent.not_before > self.turn.now {
                continue;
            }
            let Some(kind) = IntentKind::of(&intent) else {
                continue;
            };
            let (id, row) = (intent.id, self.row.clone());
            let planned = self.turn.apart(|turn| turn.view(row).plan(intent, &kind))?;
            match planned {
                Ok(Planned::Later) => continue,
                Ok(Planned::Done) => {}
                // What it needs cannot be worked with: asked again, it would be the same.
                Err(_) => self.turn.intent_failed(id, Failure::NotAllowed)?,
            }
            return Ok(true);
        }
        Ok(false)
    }

    fn plan(&mut self, intent: IntentRow, kind: &IntentKind) -> Step<Planned> {
        match self.wanted(kind, &intent)? {
            Wanted::Later => return Ok(Planned::Later),
            Wanted::Changed => {}
            Wanted::Nothing => self.turn.intent_fulfilled(intent.id, kind)?,
            Wanted::Impossible(failure) => {
                self.turn.intent_failed(intent.id, failure)?;
                self.abandon_if_alone()?;
            }
            Wanted::Leave => self.stage_leave(intent)?,
            Wanted::Commit(proposed) => {
                let intent = if matches!(kind, IntentKind::Move(_)) {
                    self.not_again_at_once(intent)
                } else {
                    intent
                };
                self.stage_commit(intent, *proposed)?;
            }
        }
        Ok(Planned::Done)
    }

    fn present(&mut self) -> Step<Present> {
        let own = self.turn.own()?.account;
        let (policy, members, leaves, own_leaf) = self.with_group(|group, _| {
            (
                Policy::of(group),
                group.members(),
                group.pending_leaves(),
                group.own_leaf(),
            )
        })?;
        let policy = policy.ok_or_else(|| self.damaged(Damage::PolicyUnreadable))?;
        Ok(Present {
            policy,
            members,
            leaves,
            own_leaf,
            own,
        })
    }

    fn wanted(&mut self, kind: &IntentKind, intent: &IntentRow) -> Step<Wanted> {
        let present = self.present()?;
        Ok(match kind {
            IntentKind::Add(targets) => self.wanted_add(intent, targets, &present.members)?,
            IntentKind::Remove(account) => wanted_remove(&present, &AccountId(account.0)),
            // Also without the right to do it: it has happened.
            IntentKind::Rename(title) if present.policy.title() == *title => Wanted::Nothing,
            IntentKind::Demote(account) if !present.policy.is_admin(&AccountId(account.0)) => {
                Wanted::Nothing
            }
            IntentKind::Rename(_) | IntentKind::Promote(_) | IntentKind::Demote(_)
                if !present.is_admin() =>
            {
                Wanted::Impossible(Failure::NotAllowed)
            }
            IntentKind::Demote(account) => Wanted::change(Edit::Dismiss(AccountId(account.0))),
            IntentKind::Rename(title) => Wanted::change(Edit::Title(title.clone())),
            IntentKind::Promote(account) => wanted_promote(&present, &AccountId(account.0)),
            IntentKind::Leave => wanted_leave(&present),
            IntentKind::CommitLeaves if present.leaves.is_empty() => Wanted::Nothing,
            IntentKind::CommitLeaves => Wanted::commit(Proposed {
                // Others carry out the leave alone; whoever holds control ends the generation after
                // it.
                rotate: present.is_admin(),
                ..Proposed::default()
            }),
            IntentKind::Rotate(generation) => {
                wanted_rotate(&self.row, Generation(*generation), present.is_admin())
            }
            // Another commit of ours may have done it meanwhile.
            IntentKind::Renew if !self.leaf_is_old()? => Wanted::Nothing,
            IntentKind::Renew => Wanted::commit(Proposed {
                plan: Plan {
                    refresh: true,
                    ..Plan::default()
                },
                ..Proposed::default()
            }),
            IntentKind::Move(log) => self.wanted_move(LogAddress(log.0), present.is_admin())?,
            IntentKind::Refound(lost) => self.wanted_place(LogAddress(lost.0), &present)?,
            IntentKind::SignUp
            | IntentKind::ClaimName
            | IntentKind::Start(..)
            | IntentKind::Accept
            | IntentKind::Rejoin => Wanted::Later,
        })
    }

    /// Another log, unless the group is there already, or this device cannot take it there.
    fn wanted_move(&mut self, full: LogAddress, admin: bool) -> Step<Wanted> {
        if self.row.log != full || !admin || !self.holds_control()? {
            return Ok(Wanted::Nothing);
        }
        let next = LogAddress(random(self.turn.rng));
        Ok(Wanted::commit(Proposed {
            edits: vec![Edit::Move(next, first_of_next(&self.row))],
            rotate: true,
            ..Proposed::default()
        }))
    }

    /// What the group says of its place, once a lost log was replaced.
    fn wanted_place(&mut self, lost: LogAddress, present: &Present) -> Step<Wanted> {
        let here = self.row.log;
        if here == lost {
            return Ok(Wanted::Later);
        }
        if present.policy.log() == here || !present.is_admin() {
            return Ok(Wanted::Nothing);
        }
        let first = self.generation_keys()?.first_seq;
        Ok(Wanted::change(Edit::Move(here, first)))
    }

    fn wanted_add(
        &mut self,
        intent: &IntentRow,
        targets: &[Target],
        members: &[Member],
    ) -> Step<Wanted> {
        let suite = self.with_group(|group, _| group.suite())?;
        let mut targets = targets.to_vec();
        // Counted again: the group may have grown since somebody was asked in.
        let room = limits::HYBRID_GROUP_DEVICES.saturating_sub(members.len());
        let mut plan = Plan::default();
        let mut left_out = false;
        for target in targets
            .iter_mut()
            .filter(|target| is_missing(target, members))
        {
            if plan.add.len() == room {
                target.absent = Some(Absent::TooMany);
                left_out = true;
                continue;
            }
            let (Some(account), Some(bytes)) = (target.account(), target.key_package.as_ref())
            else {
                // One commit adds them all: it waits for the last of them.
                self.turn.find_for(intent)?;
                return Ok(Wanted::Later);
            };
            let keys = self.turn.device_keys(&account)?;
            match KeyPackage::parse(bytes, &account, &keys) {
                Ok(package) if package.suite() == suite => plan.add.push(package),
                // The others are added without them.
                Ok(_) | Err(_) => {
                    target.absent = Some(Absent::Forged);
                    left_out = true;
                }
            }
        }
        let nobody = plan.add.is_empty();
        if left_out && nobody && !targets.iter().any(|target| is_there(target, members)) {
            let full = targets
                .iter()
                .any(|target| target.absent == Some(Absent::TooMany));
            return Ok(Wanted::Impossible(if full {
                Failure::TooMany
            } else {
                Failure::Forged
            }));
        }
        if left_out {
            // Who could not be added is named when the others have been.
            let mut row = intent.clone();
            self.turn.save_intent(&mut row, &IntentKind::Add(targets))?;
            return Ok(Wanted::Changed);
        }
        if nobody {
            return Ok(Wanted::Nothing);
        }
        Ok(Wanted::commit(Proposed {
            plan,
            ..Proposed::default()
        }))
    }
}

fn is_there(target: &Target, members: &[Member]) -> bool {
    target
        .account()
        .is_some_and(|account| members.iter().any(|member| member.account == account))
}

fn is_missing(target: &Target, members: &[Member]) -> bool {
    target.absent.is_none() && !is_there(target, members)
}

fn wanted_remove(present: &Present, account: &AccountId) -> Wanted {
    match present.leaf_of(account) {
        None => Wanted::Nothing,
        Some(_) if !present.is_admin() => Wanted::Impossible(Failure::NotAllowed),
        Some(member) => {
            // Who asked to leave is removed by any commit; removed twice, the commit is not valid.
            let leaves = present.leaves.contains(&member.leaf);
            let plan = Plan {
                remove: if leaves {
                    Vec::new()
                } else {
                    vec![member.leaf]
                },
                ..Plan::default()
            };
            Wanted::commit(Proposed {
                plan,
                rotate: true,
                ..Proposed::default()
            })
        }
    }
}

fn wanted_promote(present: &Present, account: &AccountId) -> Wanted {
    let stays = present
        .leaf_of(account)
        .is_some_and(|member| !present.leaves.contains(&member.leaf));
    if present.policy.is_admin(account) || !stays {
        Wanted::Nothing
    } else if !present.policy.takes_admins() {
        Wanted::Impossible(Failure::TooMany)
    } else {
        Wanted::change(Edit::Appoint(*account))
    }
}

/// Who leaves last among the admins first makes somebody else one, or nobody could remove anyone.
fn wanted_leave(present: &Present) -> Wanted {
    let stays = |member: &&Member| {
        member.leaf != present.own_leaf && !present.leaves.contains(&member.leaf)
    };
    let others: Vec<_> = present.members.iter().filter(stays).collect();
    let another_admin = others
        .iter()
        .any(|member| present.policy.is_admin(&member.account));
    match others.first() {
        Some(heir) if present.is_admin() && !another_admin => {
            Wanted::change(Edit::Appoint(heir.account))
        }
        Some(_) | None => Wanted::Leave,
    }
}

fn wanted_rotate(row: &ConversationRow, ends: Generation, admin: bool) -> Wanted {
    // Another rotation came first.
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
