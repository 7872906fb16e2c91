//! Lines that nobody wrote: who came, who went, what changed.

use serde::{Deserialize, Serialize};

/// What such a line says, about people of type `P`: accounts where it is kept, views where it is
/// shown. Whoever did it is the sender of the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice<P> {
    /// They added these people.
    Added(Vec<P>),
    /// They removed these people.
    Removed(Vec<P>),
    /// These people left.
    Left(Vec<P>),
    /// They gave the group this title.
    Renamed(String),
    /// They made these people admins.
    Promoted(Vec<P>),
    /// They made these people ordinary members again.
    Demoted(Vec<P>),
    /// This device came into the conversation; what was said before is not here.
    Joined,
    /// A message stood here whose keys are gone: it cannot be read on this device any more.
    Unreadable,
    /// Messages expired at the host before this device read them.
    Missed,
    /// This device fell out of step, and is back: messages in between may be missing.
    Rejoined,
    /// This device fell out of step, asked for thirty days to be let in again, and nobody did. It
    /// asks again when somebody of the group is heard, or the person says something here.
    Unanswered,
    /// The host showed a device list of these people that they have signed, and that cannot be true
    /// beside the one that was known. It was not taken.
    Contradicted(Vec<P>),
    /// Something stood here that this program could not take in. Its bytes are kept for one that can.
    SetAside,
    /// The host has not shown the same log to everybody who reads it.
    Disagreed,
    /// The host shows a log that ends before what this device has read of it.
    HostBehind,
    /// Something stands in the log that this device has sealed and does not remember: its data was
    /// copied, or set back.
    Copied,
    /// What was changed here last, by an edit, a deletion or a reaction, was never said to the others.
    ChangeUnsaid,
    /// A newer version wrote it.
    Unknown,
}

impl<P> Notice<P> {
    /// Its word: the same in what is kept, in what programs read and in what is exported.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Added(_) => "added",
            Self::Removed(_) => "removed",
            Self::Left(_) => "left",
            Self::Renamed(_) => "renamed",
            Self::Promoted(_) => "promoted",
            Self::Demoted(_) => "demoted",
            Self::Joined => "joined",
            Self::Unreadable => "unreadable",
            Self::Missed => "missed",
            Self::Rejoined => "rejoined",
            Self::Unanswered => "unanswered",
            Self::Contradicted(_) => "contradicted",
            Self::SetAside => "set-aside",
            Self::Disagreed => "disagreed",
            Self::HostBehind => "host-behind",
            Self::Copied => "copied",
            Self::ChangeUnsaid => "change-unsaid",
            Self::Unknown => "unknown",
        }
    }

    /// Whom it is about, in its order.
    #[must_use]
    pub fn people(&self) -> &[P] {
        match self {
            Self::Added(people)
            | Self::Removed(people)
            | Self::Left(people)
            | Self::Promoted(people)
            | Self::Demoted(people)
            | Self::Contradicted(people) => people,
            Self::Renamed(_)
            | Self::Joined
            | Self::Unreadable
            | Self::Missed
            | Self::Rejoined
            | Self::Unanswered
            | Self::SetAside
            | Self::Disagreed
            | Self::HostBehind
            | Self::Copied
            | Self::ChangeUnsaid
            | Self::Unknown => &[],
        }
    }

    /// The title it tells of.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        if let Self::Renamed(title) = self {
            Some(title)
        } else {
            None
        }
    }

    /// The same about the same people, each put in other words.
    ///
    /// # Errors
    /// The first one that `of` gives.
    pub fn about<Q, E>(self, of: impl FnMut(P) -> Result<Q, E>) -> Result<Notice<Q>, E> {
        let each = |people: Vec<P>| people.into_iter().map(of).collect::<Result<_, E>>();
        Ok(match self {
            Self::Added(people) => Notice::Added(each(people)?),
            Self::Removed(people) => Notice::Removed(each(people)?),
            Self::Left(people) => Notice::Left(each(people)?),
            Self::Promoted(people) => Notice::Promoted(each(people)?),
            Self::Demoted(people) => Notice::Demoted(each(people)?),
            Self::Contradicted(people) => Notice::Contradicted(each(people)?),
            Self::Renamed(title) => Notice::Renamed(title),
            Self::Joined => Notice::Joined,
            Self::Unreadable => Notice::Unreadable,
            Self::Missed => Notice::Missed,
            Self::Rejoined => Notice::Rejoined,
            Self::Unanswered => Notice::Unanswered,
            Self::SetAside => Notice::SetAside,
            Self::Disagreed => Notice::Disagreed,
            Self::HostBehind => Notice::HostBehind,
            Self::Copied => Notice::Copied,
            Self::ChangeUnsaid => Notice::ChangeUnsaid,
            Self::Unknown => Notice::Unknown,
        })
    }
}
