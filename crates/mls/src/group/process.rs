//! Taking bytes from the log: sorting what they are, and refusing what the profile does not allow.

use openmls::framing::errors::MessageDecryptionError;
use openmls::group::UnresolvedAppDataCommit;
use openmls::group::{MlsGroupStateError, ProcessMessageError, StageCommitError, ValidationError};
use openmls::prelude::tls_codec::DeserializeBytes as _;
use openmls::prelude::{
    ContentType, MlsMessageIn, ProcessedMessage, ProcessedMessageContent, ProtocolMessage,
    QueuedProposal, Sender, StagedCommit, WireFormat,
};
use openmls_traits::OpenMlsProvider as _;

use super::{Group, StagedTheirs, leaver};
use crate::components::{self, Apply};
use crate::context::Context;
use crate::member::Member;
use crate::profile::PAST_EPOCHS;
use crate::provider::Provider;
use crate::records::RecordsError;

/// What bytes from the log turned out to be.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "one at a time, and the large one is the usual one"
)]
pub enum Processed {
    /// An application message.
    Message {
        /// Who sent it.
        sender: Member,
        /// In which epoch.
        epoch: u64,
        /// Bytes that it authenticates.
        authenticated: Vec<u8>,
        /// What it says.
        plaintext: Vec<u8>,
    },
    /// A valid commit of somebody else. Dropping it rejects it.
    Commit(Box<StagedTheirs>),
    /// A leave, which is stored now and waits to be committed. Our own comes back as this, too.
    Leave {
        /// Of this leaf.
        leaf: u32,
    },
    /// Exactly the bytes of our pending commit: merge it.
    OwnCommit,
    /// Something that claims our own leaf as its sender and that we cannot open: a message of our
    /// own, or a commit of our own that was discarded. The claim is not authenticated; only the
    /// caller's memory of what it sent can confirm it.
    OwnMessage {
        /// The epoch that it claims, too.
        epoch: u64,
    },
}

/// Bytes from the log are nothing for this group in this state. Neither group nor records change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProcessError {
    /// A commit or leave of another epoch, or a message of a later one. The epoch is not
    /// authenticated.
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

impl Group {
    /// Takes bytes from the log. `apply` says what differences make of the group's components.
    ///
    /// # Errors
    /// See [`ProcessError`]: whether to skip the bytes ([`ProcessError::Invalid`],
    /// [`ProcessError::NotForUs`], [`ProcessError::TooOld`], [`ProcessError::AlreadySeen`]), to
    /// find out what was missed ([`ProcessError::WrongEpoch`]), or to roll back.
    pub fn process(
        &mut self,
        ctx: &mut Context<'_>,
        bytes: &[u8],
        apply: Apply,
    ) -> Result<Processed, ProcessError> {
        if !self.is_active() {
            return Err(ProcessError::NotForUs);
        }
        let provider = Provider::reading(ctx, self.space);
        // Before the library sees them: a sender's ratchet has no keys to open what it sealed, so to
        // the library our sealed commit is any message of our own.
        if self.is_pending_commit(&provider, bytes)? {
            return Ok(Processed::OwnCommit);
        }
        let message = self.admit(bytes)?;
        // Opening uses up a key of that epoch, so its secrets have to be written.
        provider
            .storage()
            .opens_message_of(message.epoch().as_u64());
        let processed = self
            .library
            .process_message(&provider, message)
            .map_err(|error| whose_fault(error, &provider))?;
        self.classify(&provider, processed, apply)
    }

    /// Reads bytes and refuses, by what stands in clear, what is not for this group in this state.
    fn admit(&self, bytes: &[u8]) -> Result<ProtocolMessage, ProcessError> {
        let message = MlsMessageIn::tls_deserialize_exact_bytes(bytes)
            .map_err(|_| ProcessError::Invalid)?
            .try_into_protocol_message()
            .map_err(|_| ProcessError::Invalid)?;
        if message.group_id() != self.library.group_id() {
            return Err(ProcessError::NotForUs);
        }
        let sealed = message.wire_format() == WireFormat::PrivateMessage;
        let allowed = match message.content_type() {
            // MLS allows no other (RFC 9420 §6); here so that the match says the whole rule.
            ContentType::Application => sealed,
            // Members seal their commits; who is outside cannot.
            ContentType::Commit => sealed != message.is_external(),
            // Only leaves stand alone, and MLS does not seal them. Which proposal it is can be seen
            // once it has been checked: `keep_leave`.
            ContentType::Proposal => !sealed && !message.is_external(),
        };
        if !allowed {
            return Err(ProcessError::Invalid);
        }
        let (ours, theirs) = (self.epoch(), message.epoch().as_u64());
        // The library has these limits too, but its errors have no numbers, and a caller has to know
        // whether it is behind the sender or the sender behind it.
        let past = message.content_type() == ContentType::Application && theirs < ours;
        if past && theirs.saturating_add(PAST_EPOCHS as u64) < ours {
            return Err(ProcessError::TooOld);
        }
        if theirs != ours && !past {
            return Err(ProcessError::WrongEpoch { ours, theirs });
        }
        Ok(message)
    }

    fn classify(
        &mut self,
        provider: &Provider<'_>,
        processed: ProcessedMessage,
        apply: Apply,
    ) -> Result<Processed, ProcessError> {
        let epoch = processed.epoch().as_u64();
        let sender = processed.sender().clone();
        let authenticated = processed.aad().to_vec();
        match processed.into_content() {
            ProcessedMessageContent::ApplicationMessage(message) => {
                let Sender::Member(leaf) = sender else {
                    return Err(ProcessError::Invalid);
                };
                // Of the message's epoch: by now the leaf may be somebody else's.
                let sender = self
                    .member_in(&self.own_records(provider)?, leaf.u32(), epoch)?
                    .ok_or(ProcessError::Invalid)?;
                let plaintext = message.into_bytes();
                Ok(Processed::Message {
                    sender,
                    epoch,
                    authenticated,
                    plaintext,
                })
            }
            ProcessedMessageContent::StagedCommitMessage(staged) => {
                self.examined(*staged, &sender, authenticated)
            }
            ProcessedMessageContent::UnresolvedAppDataCommit(unresolved) => {
                let staged = self.resolve(provider, *unresolved, apply)?;
                self.examined(staged, &sender, authenticated)
            }
            ProcessedMessageContent::ProposalMessage(proposal) => {
                self.keep_leave(provider, *proposal)
            }
            // For the library's sake: it says so of commits in clear alone, which `admit` refuses.
            ProcessedMessageContent::OwnPendingCommit => Ok(Processed::OwnCommit),
            ProcessedMessageContent::OwnPrivateMessage => Ok(Processed::OwnMessage { epoch }),
            ProcessedMessageContent::ExternalJoinProposalMessage(_) => Err(ProcessError::Invalid),
        }
    }

    fn examined(
        &self,
        staged: StagedCommit,
        sender: &Sender,
        authenticated: Vec<u8>,
    ) -> Result<Processed, ProcessError> {
        self.examine(staged, sender, authenticated)
            .map(|theirs| Processed::Commit(Box::new(theirs)))
            .ok_or(ProcessError::Invalid)
    }

    /// Stages a commit that changes components: the keys of its epoch depend on what they become.
    fn resolve(
        &self,
        provider: &Provider<'_>,
        unresolved: UnresolvedAppDataCommit,
        apply: Apply,
    ) -> Result<StagedCommit, ProcessError> {
        let proposals = unresolved.app_data_update_proposals();
        let updates = components::updated(&self.library, proposals, apply);
        let updates = updates.ok_or(ProcessError::Invalid)?;
        self.library
            .stage_app_data_commit(provider, unresolved, Some(updates))
            .map_err(|error| whose_fault(ProcessMessageError::InvalidCommit(error), provider))
    }

    /// Stores a leave; the second of one leaf in one epoch changes nothing.
    fn keep_leave(
        &mut self,
        provider: &Provider<'_>,
        proposal: QueuedProposal,
    ) -> Result<Processed, ProcessError> {
        let leaf = leaver(&proposal).ok_or(ProcessError::Invalid)?;
        // The first one of a leaf counts (docs/spec/mls.md). Our own has been stored since it was
        // made, so that what is read back is the second.
        if !self.pending_leaves().contains(&leaf) {
            self.library
                .store_pending_proposal(provider.storage(), proposal)?;
        }
        Ok(Processed::Leave { leaf })
    }
}

/// Whose fault a failure is.
fn whose_fault(error: ProcessMessageError<RecordsError>, provider: &Provider<'_>) -> ProcessError {
    // First: the library tells some failures to read as missing keys.
    if let Some(failure) = provider.failure() {
        return ProcessError::Storage(failure);
    }
    // The library does not export the type of this one; its name is all there is to tell by.
    let keys = if let ProcessMessageError::ValidationError(ValidationError::UnableToDecrypt(
        MessageDecryptionError::SecretTreeError(inner),
    )) = &error
    {
        format!("{inner:?}")
    } else {
        String::new()
    };
    let gone = ProcessMessageError::ValidationError(ValidationError::NoPastEpochData);
    // Keys of our own that are not in our records: no sender can bring that about.
    let bugs = [
        ProcessMessageError::InvalidCommit(StageCommitError::MissingDecryptionKey),
        ProcessMessageError::InvalidCommit(StageCommitError::OwnKeyNotFound),
    ];
    if error == gone || ["TooDistantInThePast", "IndexOutOfBounds"].contains(&keys.as_str()) {
        ProcessError::TooOld
    } else if keys == "SecretReuseError" {
        ProcessError::AlreadySeen
    } else if error == ProcessMessageError::GroupStateError(MlsGroupStateError::UseAfterEviction) {
        ProcessError::NotForUs
    } else if bugs.contains(&error) || matches!(error, ProcessMessageError::LibraryError(_)) {
        ProcessError::Bug
    } else {
        ProcessError::Invalid
    }
}
