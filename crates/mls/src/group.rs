//! A group: its members, its epoch, and what can be done to it.

use zeroize::Zeroizing;

use crate::context::Context;
use crate::identity::Identity;
use crate::key_package::KeyPackage;
use crate::member::Member;
use crate::records::RecordsError;
use crate::suite::Suite;

/// A group in memory.
#[derive(Debug)]
pub struct Group {
    suite: Suite,
    policy: Vec<u8>,
}

/// What a commit is to do. Leaves that wait to be committed are always included.
#[derive(Debug, Default)]
pub struct Plan {
    /// Devices to add.
    pub add: Vec<KeyPackage>,
    /// Leaves to remove.
    pub remove: Vec<u32>,
    /// The new policy bytes, if they change.
    pub policy: Option<Vec<u8>>,
    /// Whether fresh keys are made for the whole path even where MLS does not ask for it.
    pub refresh: bool,
    /// Bytes that every member sees and that the commit authenticates.
    pub authenticated: Vec<u8>,
}

/// A commit of our own that is stored as pending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedOwn {
    /// To be appended to the log.
    pub commit: Vec<u8>,
    /// For those who were added, if anybody was.
    pub welcome: Option<Vec<u8>>,
    /// The ratchet tree that joiners need beside the Welcome.
    pub tree: Option<Vec<u8>>,
    /// The epoch that begins when it is merged.
    pub next_epoch: u64,
}

/// What bytes from the log turned out to be.
#[derive(Debug)]
pub enum Processed {
    /// An application message.
    Message {
        /// Who sent it.
        sender: Member,
        /// In which epoch.
        epoch: u64,
        /// What it authenticates in addition.
        authenticated: Vec<u8>,
        /// What it says.
        plaintext: Vec<u8>,
    },
    /// A valid commit of somebody else. Dropping it rejects it.
    Commit(Box<StagedTheirs>),
    /// A leave, which is stored now and waits to be committed.
    Leave {
        /// Of this leaf.
        leaf: u32,
    },
    /// Exactly the bytes of our pending commit: merge it.
    OwnCommit,
    /// Something that claims our own leaf as its sender and cannot be opened by us. The claim is not
    /// authenticated: only the caller's memory of what it sent can confirm it.
    OwnMessage,
}

/// How a commit changes the policy bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyChange {
    /// What they were.
    pub before: Vec<u8>,
    /// What they become.
    pub after: Vec<u8>,
}

/// A commit of somebody else: valid, and not merged.
#[derive(Debug)]
pub struct StagedTheirs {
    /// Who made it; of an external commit, the leaf that joins by it.
    pub committer: Member,
    /// What it authenticates in addition.
    pub authenticated: Vec<u8>,
    /// Devices it adds. Of an external commit, the committer is not among them.
    pub added: Vec<Member>,
    /// Devices it removes against, or without, their will.
    pub removed: Vec<Member>,
    /// Devices whose leave it carries out.
    pub left: Vec<Member>,
    /// How it changes the policy, if it does.
    pub policy: Option<PolicyChange>,
    /// Whether we are no member once it is merged.
    pub removes_us: bool,
    /// Whether it is an external commit: its committer was outside, or out of step.
    pub external: bool,
    /// The epoch that begins when it is merged.
    pub next_epoch: u64,
}

/// A group that a Welcome let us into.
#[derive(Debug)]
pub struct Joined {
    /// The group.
    pub group: Group,
    /// Who made the Welcome.
    pub sender: Member,
}

/// What a rejoin needs.
#[derive(Debug)]
pub struct Reentry<'a> {
    /// The control key of the new leaf.
    pub control_public: [u8; 32],
    /// Fresh group info from a member.
    pub group_info: &'a [u8],
    /// The ratchet tree, if the group info does not hold it.
    pub tree: Option<&'a [u8]>,
    /// Bytes that the commit authenticates.
    pub authenticated: Vec<u8>,
}

/// An external commit of our own that waits to be read back from the log.
#[derive(Debug)]
pub struct PendingRejoin {
    group: Group,
    commit: Vec<u8>,
}

/// A group could not be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreateError {
    /// There is a group with this id.
    #[error("a group with this id exists")]
    AlreadyExists,
    /// The records failed.
    #[error(transparent)]
    Storage(#[from] RecordsError),
    /// The MLS library failed in a way that is not expected of it.
    #[error("the group could not be built")]
    Bug,
}

/// A commit could not be staged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StageError {
    /// A commit of our own is pending: merge or discard it first.
    #[error("a commit is pending")]
    AlreadyPending,
    /// We are no longer a member.
    #[error("this device is no longer a member")]
    NotMember,
    /// We asked to leave: somebody else has to commit.
    #[error("this device is leaving")]
    Leaving,
    /// The plan names a leaf that is blank, our own, or twice, or adds a device that is a member.
    #[error("the plan does not fit the group")]
    Plan,
    /// A key package is of another suite than the group.
    #[error("a key package is of another suite")]
    WrongSuite,
    /// The records failed.
    #[error(transparent)]
    Storage(#[from] RecordsError),
    /// The MLS library failed in a way that is not expected of it.
    #[error("the commit could not be built")]
    Bug,
}

/// A pending commit could not be merged or discarded, or a staged one not be merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// No commit is pending.
    #[error("no commit is pending")]
    NothingPending,
    /// The commit was made for another epoch than the group's.
    #[error("the commit is for another epoch")]
    WrongEpoch,
    /// The records failed.
    #[error(transparent)]
    Storage(#[from] RecordsError),
    /// The MLS library failed in a way that is not expected of it.
    #[error("the commit could not be merged")]
    Bug,
}

/// A secret of an epoch could not be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// No commit is pending.
    #[error("no commit is pending")]
    NothingPending,
    /// We are no longer a member.
    #[error("this device is no longer a member")]
    NotMember,
    /// The records failed.
    #[error(transparent)]
    Storage(#[from] RecordsError),
    /// The MLS library failed in a way that is not expected of it.
    #[error("the secret could not be exported")]
    Bug,
}

/// A message could not be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// A leave waits to be committed; no message may be sent before.
    #[error("a leave is to be committed first")]
    CommitLeavesFirst,
    /// We are no longer a member.
    #[error("this device is no longer a member")]
    NotMember,
    /// The records failed.
    #[error(transparent)]
    Storage(#[from] RecordsError),
    /// The MLS library failed in a way that is not expected of it.
    #[error("the message could not be sealed")]
    Bug,
}

/// Bytes from the log are nothing for this group in this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProcessError {
    /// A commit or leave of another epoch, or a message of a later one.
    #[error("the message is of epoch {theirs}, the group is at {ours}")]
    WrongEpoch {
        /// The group's epoch.
        ours: u64,
        /// The message's epoch.
        theirs: u64,
    },
    /// A message of an epoch, or a place in one, whose keys are gone.
    #[error("the keys for this message are gone")]
    TooOld,
    /// A message that was opened before.
    #[error("the message was opened before")]
    AlreadySeen,
    /// It breaks the profile: its sender misbehaved, or the bytes were damaged.
    #[error("the message is not valid")]
    Invalid,
    /// It belongs to another group, or we are no longer a member.
    #[error("the message is not for this group")]
    NotForUs,
    /// The records failed.
    #[error(transparent)]
    Storage(#[from] RecordsError),
    /// The MLS library failed in a way that is not expected of it.
    #[error("the message could not be processed")]
    Bug,
}

/// A leave could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LeaveError {
    /// A commit of our own is pending: merge or discard it first.
    #[error("a commit is pending")]
    AlreadyPending,
    /// We are no longer a member.
    #[error("this device is no longer a member")]
    NotMember,
    /// The records failed.
    #[error(transparent)]
    Storage(#[from] RecordsError),
    /// The MLS library failed in a way that is not expected of it.
    #[error("the leave could not be built")]
    Bug,
}

/// A Welcome did not let us in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JoinError {
    /// It is for none of the key packages whose keys are stored.
    #[error("the welcome is for no key package of this device")]
    NoSuchKeyPackage,
    /// There is a group with this id already.
    #[error("a group with this id exists")]
    AlreadyMember,
    /// No ratchet tree was given.
    #[error("the ratchet tree is missing")]
    NoTree,
    /// The Welcome or the tree breaks the profile, or was damaged.
    #[error("the welcome is not valid")]
    Invalid,
    /// The records failed.
    #[error(transparent)]
    Storage(#[from] RecordsError),
    /// The MLS library failed in a way that is not expected of it.
    #[error("the group could not be joined")]
    Bug,
}

/// Group info could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GroupInfoError {
    /// We are no longer a member.
    #[error("this device is no longer a member")]
    NotMember,
    /// The MLS library failed in a way that is not expected of it.
    #[error("the group info could not be built")]
    Bug,
}

/// A rejoin could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RejoinError {
    /// A rejoin into this group is pending: merge or discard it first.
    #[error("a rejoin is pending")]
    AlreadyPending,
    /// No ratchet tree was given.
    #[error("the ratchet tree is missing")]
    NoTree,
    /// The group info or the tree breaks the profile, or was damaged.
    #[error("the group info is not valid")]
    Invalid,
    /// The records failed.
    #[error(transparent)]
    Storage(#[from] RecordsError),
    /// The MLS library failed in a way that is not expected of it.
    #[error("the rejoin could not be built")]
    Bug,
}

#[expect(
    unused_variables,
    clippy::unnecessary_wraps,
    reason = "signatures first"
)]
impl Group {
    /// Creates a group of one. `policy` is opaque here: every member sees it, and only commits
    /// change it. `group_id` is at least 16 random bytes.
    ///
    /// # Errors
    /// [`CreateError::AlreadyExists`] if the id is taken; [`CreateError::Storage`] when the records fail.
    pub fn create(
        ctx: &mut Context<'_>,
        identity: &Identity,
        control_public: [u8; 32],
        suite: Suite,
        group: NewGroup<'_>,
    ) -> Result<Self, CreateError> {
        Err(CreateError::Bug)
    }

    /// The group with this id, if its records are there.
    ///
    /// # Errors
    /// When the records fail or cannot be read.
    pub fn load(ctx: &mut Context<'_>, group_id: &[u8]) -> Result<Option<Self>, RecordsError> {
        Err(RecordsError::Failed)
    }

    /// Removes every record of the group.
    ///
    /// # Errors
    /// When the records fail.
    pub fn delete(self, ctx: &mut Context<'_>) -> Result<(), RecordsError> {
        Err(RecordsError::Failed)
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &[u8] {
        &self.policy
    }

    /// Everybody in it, by leaf.
    #[must_use]
    pub fn members(&self) -> Vec<Member> {
        Vec::new()
    }

    /// The member at a leaf.
    #[must_use]
    pub fn member(&self, leaf: u32) -> Option<Member> {
        None
    }

    /// Our own leaf.
    #[must_use]
    pub fn own_leaf(&self) -> u32 {
        0
    }

    /// The epoch.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        0
    }

    /// The policy bytes of this epoch.
    #[must_use]
    pub fn policy(&self) -> &[u8] {
        &self.policy
    }

    /// The suite.
    #[must_use]
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// Whether we are a member.
    #[must_use]
    pub fn is_active(&self) -> bool {
        false
    }

    /// Whether a commit of our own waits to be read back from the log.
    #[must_use]
    pub fn has_pending_commit(&self) -> bool {
        false
    }

    /// The leaves whose leave waits to be committed.
    #[must_use]
    pub fn pending_leaves(&self) -> Vec<u32> {
        Vec::new()
    }

    /// Makes a commit and stores it as pending. It is merged when it is read back from the log.
    ///
    /// # Errors
    /// See [`StageError`].
    pub fn stage(
        &mut self,
        ctx: &mut Context<'_>,
        identity: &Identity,
        plan: Plan,
    ) -> Result<StagedOwn, StageError> {
        Err(StageError::Bug)
    }

    /// The generation secret of the epoch that our pending commit begins. The same for every call.
    ///
    /// # Errors
    /// [`SecretError::NothingPending`] if there is no pending commit.
    pub fn pending_secret(
        &mut self,
        ctx: &mut Context<'_>,
    ) -> Result<Zeroizing<[u8; 32]>, SecretError> {
        Err(SecretError::Bug)
    }

    /// The generation secret of the current epoch. The same for every call and every member.
    ///
    /// # Errors
    /// [`SecretError::NotMember`] if we were removed.
    pub fn secret(&mut self, ctx: &mut Context<'_>) -> Result<Zeroizing<[u8; 32]>, SecretError> {
        Err(SecretError::Bug)
    }

    /// Merges our pending commit: to be done when it was read back as the first valid one of its epoch.
    ///
    /// # Errors
    /// [`CommitError::NothingPending`] if there is none.
    pub fn merge_pending(&mut self, ctx: &mut Context<'_>) -> Result<(), CommitError> {
        Err(CommitError::Bug)
    }

    /// Forgets our pending commit: it lost.
    ///
    /// # Errors
    /// [`CommitError::Storage`] when the records fail.
    pub fn discard_pending(&mut self, ctx: &mut Context<'_>) -> Result<(), CommitError> {
        Err(CommitError::Bug)
    }

    /// Seals a message for the members of this epoch. Allowed while a commit of our own is pending.
    ///
    /// # Errors
    /// [`SealError::CommitLeavesFirst`] while a leave waits to be committed.
    pub fn seal(
        &mut self,
        ctx: &mut Context<'_>,
        identity: &Identity,
        authenticated: &[u8],
        plaintext: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        Err(SealError::Bug)
    }

    /// Takes bytes from the log.
    ///
    /// # Errors
    /// See [`ProcessError`].
    pub fn process(
        &mut self,
        ctx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Result<Processed, ProcessError> {
        Err(ProcessError::Bug)
    }

    /// Asks to leave. Somebody else's commit carries it out.
    ///
    /// # Errors
    /// See [`LeaveError`].
    pub fn leave(
        &mut self,
        ctx: &mut Context<'_>,
        identity: &Identity,
    ) -> Result<Vec<u8>, LeaveError> {
        Err(LeaveError::Bug)
    }

    /// Joins by a Welcome. Uses up the key package, unless it is one of last resort.
    ///
    /// # Errors
    /// See [`JoinError`].
    pub fn join(
        ctx: &mut Context<'_>,
        welcome: &[u8],
        tree: Option<&[u8]>,
    ) -> Result<Joined, JoinError> {
        Err(JoinError::Bug)
    }

    /// What somebody outside, or out of step, needs to join by an external commit: group info with
    /// the external key and the ratchet tree.
    ///
    /// # Errors
    /// [`GroupInfoError::NotMember`] if we were removed.
    pub fn group_info(
        &mut self,
        ctx: &mut Context<'_>,
        identity: &Identity,
    ) -> Result<Vec<u8>, GroupInfoError> {
        Err(GroupInfoError::Bug)
    }

    /// Makes an external commit that joins the group, and removes our old leaf if there is one. The
    /// group as we had it stays as it is until the rejoin is merged.
    ///
    /// # Errors
    /// See [`RejoinError`].
    pub fn rejoin(
        ctx: &mut Context<'_>,
        identity: &Identity,
        reentry: Reentry<'_>,
    ) -> Result<PendingRejoin, RejoinError> {
        Err(RejoinError::Bug)
    }
}

#[expect(unused_variables, reason = "signatures first")]
impl PendingRejoin {
    /// The pending rejoin into the group with this id, if there is one.
    ///
    /// # Errors
    /// When the records fail or cannot be read.
    pub fn load(ctx: &mut Context<'_>, group_id: &[u8]) -> Result<Option<Self>, RecordsError> {
        Err(RecordsError::Failed)
    }

    /// The external commit, to be appended to the log.
    #[must_use]
    pub fn commit(&self) -> &[u8] {
        &self.commit
    }

    /// Whether bytes read back from the log are this commit.
    #[must_use]
    pub fn is(&self, bytes: &[u8]) -> bool {
        self.commit == bytes
    }

    /// The group as it is once this is merged: to be read, not to be written.
    #[must_use]
    pub fn group(&self) -> &Group {
        &self.group
    }

    /// The generation secret of the epoch that begins.
    ///
    /// # Errors
    /// [`SecretError::Storage`] when the records fail.
    pub fn secret(&mut self, ctx: &mut Context<'_>) -> Result<Zeroizing<[u8; 32]>, SecretError> {
        Err(SecretError::Bug)
    }

    /// Puts the rejoined group in the place of the one we had.
    ///
    /// # Errors
    /// When the records fail.
    pub fn merge(self, ctx: &mut Context<'_>) -> Result<Group, RecordsError> {
        Err(RecordsError::Failed)
    }

    /// Forgets it: the commit lost.
    ///
    /// # Errors
    /// When the records fail.
    pub fn discard(self, ctx: &mut Context<'_>) -> Result<(), RecordsError> {
        Err(RecordsError::Failed)
    }
}

#[expect(unused_variables, reason = "signatures first")]
impl StagedTheirs {
    /// The generation secret of the epoch that begins when this is merged: what the commit's
    /// authenticated data is checked against before it is merged.
    ///
    /// # Errors
    /// [`SecretError::NotMember`] if this removes us.
    pub fn secret(&mut self, ctx: &mut Context<'_>) -> Result<Zeroizing<[u8; 32]>, SecretError> {
        Err(SecretError::Bug)
    }

    /// Moves the group into the next epoch.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub fn merge(self, group: &mut Group, ctx: &mut Context<'_>) -> Result<(), CommitError> {
        Err(CommitError::Bug)
    }
}

/// What a new group begins with.
#[derive(Debug, Clone, Copy)]
pub struct NewGroup<'a> {
    /// Its id: at least 16 random bytes.
    pub id: &'a [u8],
    /// Its policy bytes.
    pub policy: &'a [u8],
}
