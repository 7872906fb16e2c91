//! What letters are about, and what somebody needs to come into a conversation.

use hudhud_base::{
    ConversationId, Generation, HostName, LogAddress, RunningHash, Seq, Timestamp, limits,
};
use hudhud_content::Profile;
use hudhud_crypto::{derive::GenerationKeys, keys::GenerationSecret};
use hudhud_store::{Secret, conversations::ConversationRow, generations::GenerationRow};
use minicbor::{Decode, Encode};

use crate::turn::record::{self, Bytes32, HostText, Secret32};
use crate::work::blob::BlobRef;

/// One generation of a log, as handed to somebody who joins in it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct GenerationRecord {
    #[n(0)]
    generation: u32,
    /// Read, write and log key follow from it: who shows the host the right ones has the right key.
    #[n(1)]
    secret: Secret32,
    /// For those whom the policy lets hold it.
    #[n(2)]
    control: Option<Secret32>,
    #[cbor(n(3), with = "record::seq")]
    first_seq: Seq,
}

impl GenerationRecord {
    /// A generation as its row keeps it; control only for those who may hold it.
    pub(crate) fn of(row: &GenerationRow, with_control: bool) -> Self {
        let control = row.control.as_ref().filter(|_| with_control);
        Self {
            generation: row.generation.0,
            secret: Secret32(*row.secret.as_bytes()),
            control: control.map(|control| Secret32(*control.as_bytes())),
            first_seq: row.first_seq,
        }
    }

    /// One that begins with a log, and follows from no epoch.
    pub(crate) fn begun(
        generation: Generation,
        secret: Secret32,
        control: Option<Secret32>,
        first_seq: Seq,
    ) -> Self {
        Self {
            generation: generation.0,
            secret,
            control,
            first_seq,
        }
    }

    /// The row that a record becomes.
    pub(crate) fn to_row(&self, conversation: ConversationId) -> GenerationRow {
        let keys = GenerationKeys::derive(&GenerationSecret::from_bytes(self.secret.0));
        GenerationRow {
            conversation,
            generation: self.generation(),
            secret: Secret::new(self.secret.0),
            read: Secret::new(keys.read),
            write: Secret::new(keys.write),
            control: self.control.as_ref().map(|control| Secret::new(control.0)),
            log_key: Secret::new(*keys.log_key.as_bytes()),
            // A log begins with entry 1, whatever somebody writes.
            first_seq: self.first_seq.max(Seq(1)),
            ended_seq: None,
        }
    }

    pub(crate) fn generation(&self) -> Generation {
        Generation(self.generation)
    }

    /// Whether these are the keys that a row has.
    pub(crate) fn is_of(&self, row: &GenerationRow) -> bool {
        self.secret.0 == *row.secret.as_bytes()
    }
}

/// Where the reader stands in the log after what this letter brings.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Place {
    #[n(0)]
    host: HostText,
    #[n(1)]
    log: Bytes32,
    #[cbor(n(2), with = "record::seq")]
    cursor: Seq,
    #[n(3)]
    running_hash: Option<Bytes32>,
    #[cbor(n(4), with = "record::seq")]
    ordered_head: Seq,
}

impl Place {
    /// Where a conversation on this host is read up to here.
    pub(crate) fn of(row: &ConversationRow, host: HostName) -> Self {
        Self {
            host: HostText(host),
            log: Bytes32(row.log.0),
            cursor: row.cursor,
            running_hash: row.running_hash.map(|hash| Bytes32(hash.0)),
            ordered_head: row.ordered_head,
        }
    }

    pub(crate) fn host(&self) -> &HostName {
        &self.host.0
    }

    pub(crate) fn log(&self) -> LogAddress {
        LogAddress(self.log.0)
    }

    pub(crate) fn cursor(&self) -> Seq {
        self.cursor
    }

    /// Whether a log can stand like this when a generation of it is handed on: the next entry can have a
    /// number, heads are entries that were read, and the generation began before, or with the next one. Both
    /// are such that other logs can begin after this one: a log that cannot is asked for in vain, for ever.
    fn fits(&self, generation: &GenerationRecord) -> bool {
        self.cursor.0 <= limits::TOLD_SEQ_MAX
            && self.ordered_head <= self.cursor
            && generation.first_seq <= self.cursor.next()
            && generation.generation <= limits::TOLD_GENERATION_MAX
    }

    pub(crate) fn running_hash(&self) -> Option<RunningHash> {
        self.running_hash.map(|hash| RunningHash(hash.0))
    }

    pub(crate) fn ordered_head(&self) -> Seq {
        self.ordered_head
    }
}

/// A Welcome and the tree it needs.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct WelcomeParts {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub(crate) welcome: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(crate) tree: Vec<u8>,
}

/// [`WelcomeParts`], where they are.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) enum WelcomeAt {
    #[n(0)]
    Here(#[n(0)] WelcomeParts),
    #[n(1)]
    Blob(#[n(0)] BlobRef),
}

/// What the writer of a letter calls themselves, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Called {
    #[n(0)]
    changed: u64,
    #[n(1)]
    name: String,
}

impl Called {
    pub(crate) fn of(profile: Profile) -> Self {
        Self {
            changed: profile.changed.0,
            name: profile.name,
        }
    }

    /// What it says, if it can be.
    pub(crate) fn profile(&self) -> Option<Profile> {
        Some(Profile {
            // What they say in the conversation is the same with a picture, and newer.
            changed: Timestamp::bounded(self.changed.saturating_sub(1))?,
            name: self.name.clone(),
            // A stranger's is not shown, and does not fit a letter.
            picture: None,
        })
    }
}

/// What a letter is about.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) enum Matter {
    /// Come into this conversation.
    #[n(0)]
    Invite {
        #[n(0)]
        group: Bytes32,
        /// Direct rather than a group.
        #[n(1)]
        direct: bool,
        #[n(2)]
        place: Place,
        #[n(3)]
        generation: GenerationRecord,
        #[n(4)]
        welcome: WelcomeAt,
        /// The writer's inbox takes letters that show this.
        #[n(5)]
        contact: Secret32,
        /// Where the writer's account is.
        #[n(6)]
        home: HostText,
        /// How a direct conversation begins: the beginning of what was said first.
        #[n(7)]
        opening: Option<String>,
        /// What the writer calls themselves.
        #[n(8)]
        called: Option<Called>,
    },
    /// I have fallen out of step with this group: let me in again.
    #[n(1)]
    Plea {
        #[n(0)]
        group: Bytes32,
        #[n(1)]
        home: HostText,
        /// Comes back in the answer.
        #[n(2)]
        nonce: Bytes32,
    },
    /// What a member who fell out of step needs to join by external commit.
    #[n(2)]
    Rejoin {
        #[n(0)]
        group: Bytes32,
        #[n(1)]
        place: Place,
        #[n(2)]
        generation: GenerationRecord,
        /// GroupInfo in `welcome`, the tree beside it.
        #[n(3)]
        info: WelcomeAt,
        /// Of the plea that it answers.
        #[n(4)]
        nonce: Bytes32,
    },
    /// The log is lost: the group goes on in another one.
    #[n(3)]
    Replaced {
        #[n(0)]
        group: Bytes32,
        /// The log that is lost.
        #[n(1)]
        former: Bytes32,
        /// Before the first entry of the other one.
        #[n(2)]
        place: Place,
        #[n(3)]
        generation: GenerationRecord,
        /// How far the writer had read the log that is lost.
        #[cbor(n(4), with = "record::seq")]
        read: Seq,
    },
    /// The capability that you had for my inbox opens it no more: here is the present one.
    #[n(4)]
    Contact {
        #[n(0)]
        contact: Secret32,
    },
}

impl Matter {
    /// Whether what it says of a log can be.
    pub(crate) fn is_sound(&self) -> bool {
        match self {
            Self::Invite {
                place, generation, ..
            }
            | Self::Rejoin {
                place, generation, ..
            }
            | Self::Replaced {
                place, generation, ..
            } => place.fits(generation),
            Self::Plea { .. } | Self::Contact { .. } => true,
        }
    }
}
