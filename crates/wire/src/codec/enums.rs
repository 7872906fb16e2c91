//! Enums of the schema and ours: the same words on both sides, and none beside them.

use crate::{Class, DecodeError, LinkKind, LogKind, RefusalCode, generated as raw};

macro_rules! same_words {
    ($write:ident $read:ident $ours:ident $theirs:ident { $($word:ident = $raw_word:ident),* $(,)? }) => {
        pub(super) fn $write(value: $ours) -> i32 {
            match value {
                $($ours::$word => raw::$theirs::$raw_word.into(),)*
            }
        }

        /// `name` is the field, for the error.
        pub(super) fn $read(value: i32, name: &'static str) -> Result<$ours, DecodeError> {
            match raw::$theirs::try_from(value) {
                $(Ok(raw::$theirs::$raw_word) => Ok($ours::$word),)*
                Ok(raw::$theirs::Unspecified) => Err(DecodeError::Missing(name)),
                Err(_) => Err(DecodeError::UnknownValue(name)),
            }
        }
    };
}

same_words!(write_link read_link LinkKind LinkKind {
    Account = Account,
    Inbox = Inbox,
    Conversations = Conversations,
    People = People,
});

same_words!(write_log_kind read_log_kind LogKind LogKind {
    Inbox = LogInbox,
    Conversation = LogConversation,
});

same_words!(write_class read_class Class EntryClass {
    Ordered = Ordered,
    Plain = Plain,
});

same_words!(write_refusal read_refusal RefusalCode RefusalCode {
    Malformed = Malformed,
    Version = Version,
    WrongLink = WrongLink,
    NotAuthenticated = NotAuthenticated,
    Forbidden = Forbidden,
    NoSuchLog = NoSuchLog,
    NoSuchHandle = NoSuchHandle,
    Conflict = Conflict,
    Head = Head,
    Generation = Generation,
    Gone = Gone,
    TooLarge = TooLarge,
    Quota = Quota,
    Rate = Rate,
    Payment = Payment,
    Full = Full,
    Busy = Busy,
    NameTaken = NameTaken,
    NameMalformed = NameMalformed,
    NameReserved = NameReserved,
    NameImitates = NameImitates,
    NoSuchAccount = NoSuchAccount,
    NoSuchName = NoSuchName,
    BadSignature = BadSignature,
    Stale = Stale,
    Storage = Storage,
    Exists = Exists,
    TooMany = TooMany,
    Invitation = Invitation,
    Suspended = Suspended,
});

#[cfg(test)]
mod tests {
    use super::{Class, write_class};

    #[test]
    fn a_class_has_one_number_in_frames_and_in_what_is_hashed() {
        for class in [Class::Ordered, Class::Plain] {
            assert_eq!(write_class(class), i32::from(class.number()));
        }
    }
}
