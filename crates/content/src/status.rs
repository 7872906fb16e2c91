//! Reports of what was delivered and read: `application/mimi-message-status`
//! (draft-mahy-mimi-message-status-01), and our cumulative form beside it.

use hudhud_base::Seq;

use crate::DecodeError;
use crate::cbor::{Reader, Writer};
use crate::mimi::MessageId;

/// Messages that one report may name.
pub const STATUS_MESSAGES: usize = 1024;

/// The media type of the list of single messages.
pub(crate) const MEDIA_TYPE: &str = "application/mimi-message-status";

/// How far the reporting account is. Sequence numbers are those of the log the report stands in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatusReport {
    /// Every message up to this one has been delivered; 0 says nothing.
    pub delivered: Seq,
    /// Every message up to this one has been read; 0 says nothing.
    pub read: Seq,
    /// Single messages, [`STATUS_MESSAGES`] at most; Hudhud's own clients send none.
    pub messages: Vec<(MessageId, MessageStatus)>,
}

/// What became of a message at the reporting account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageStatus {
    /// Not, or no longer, read.
    Unread,
    /// A device has it.
    Delivered,
    /// A person has seen it.
    Read,
    /// It expired.
    Expired,
    /// It was deleted.
    Deleted,
    /// It was hidden.
    Hidden,
    /// It could not be received.
    Error,
    /// 7 to 255: not yet registered.
    Unknown(u8),
}

impl MessageStatus {
    fn code(self) -> u8 {
        match self {
            Self::Unread => 0,
            Self::Delivered => 1,
            Self::Read => 2,
            Self::Expired => 3,
            Self::Deleted => 4,
            Self::Hidden => 5,
            Self::Error => 6,
            Self::Unknown(code) => code,
        }
    }

    fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Unread,
            1 => Self::Delivered,
            2 => Self::Read,
            3 => Self::Expired,
            4 => Self::Deleted,
            5 => Self::Hidden,
            6 => Self::Error,
            7.. => Self::Unknown(code),
        }
    }
}

impl StatusReport {
    /// The list of single messages, as the media type has it.
    pub(crate) fn encode_messages(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.array(self.messages.len());
        for (message, status) in &self.messages {
            writer.array(2);
            writer.bytes(&message.0);
            writer.unsigned(status.code().into());
        }
        writer.into_bytes()
    }

    pub(crate) fn decode_messages(
        bytes: &[u8],
    ) -> Result<Vec<(MessageId, MessageStatus)>, DecodeError> {
        let mut reader = Reader::new(bytes);
        let messages = (0..reader.array(STATUS_MESSAGES)?)
            .map(|_| {
                reader.array_of(2)?;
                let message = MessageId(reader.array_of_bytes()?);
                Ok((message, MessageStatus::from_code(reader.narrow()?)))
            })
            .collect::<Result<_, _>>()?;
        reader.finish().map(|()| messages)
    }
}
