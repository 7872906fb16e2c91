//! The grammar of `schema/wire.proto` as a table, with the bound of every length and count.
//!
//! A test beside it compares the table with the schema.

#[cfg(test)]
mod tests;

use hudhud_base::limits;

use crate::bounds;

/// A message and its fields, in ascending order of their numbers.
pub(crate) struct Message {
    /// As in the schema.
    pub(super) name: &'static str,
    pub(super) fields: &'static [Field],
}

/// One field of a message.
pub(super) struct Field {
    pub(super) number: u32,
    /// `Message.field`, for errors.
    pub(super) name: &'static str,
    pub(super) form: Form,
}

/// What a field holds. Lengths are in bytes.
#[derive(Clone, Copy)]
pub(super) enum Form {
    U32,
    U64,
    /// Stands also when it is 0.
    OptionalU64,
    Enum,
    Flag,
    /// At most so many bytes.
    Bytes(usize),
    /// At most so many bytes of UTF-8.
    Text(usize),
    Message(&'static Message),
    /// A member of the message's only `oneof`.
    Choice(&'static Message),
    /// At most so many messages.
    Messages(usize, &'static Message),
    /// At most `count` strings of at most `most` bytes.
    ByteStrings {
        count: usize,
        most: usize,
    },
    /// At most so many numbers in one field.
    PackedU32(usize),
}

impl Form {
    /// How often a field of this form may stand in its message.
    pub(super) const fn count(self) -> usize {
        match self {
            Self::Messages(count, _) | Self::ByteStrings { count, .. } => count,
            Self::U32
            | Self::U64
            | Self::OptionalU64
            | Self::Enum
            | Self::Flag
            | Self::Bytes(_)
            | Self::Text(_)
            | Self::Message(_)
            | Self::Choice(_)
            | Self::PackedU32(_) => 1,
        }
    }

    /// Whether the field is a varint; otherwise it is length-delimited.
    pub(super) const fn is_number(self) -> bool {
        match self {
            Self::U32 | Self::U64 | Self::OptionalU64 | Self::Enum | Self::Flag => true,
            Self::Bytes(_)
            | Self::Text(_)
            | Self::Message(_)
            | Self::Choice(_)
            | Self::Messages(..)
            | Self::ByteStrings { .. }
            | Self::PackedU32(_) => false,
        }
    }
}

macro_rules! messages {
    ($($constant:ident $message:literal { $($number:literal $field:literal $form:expr;)* })*) => {
        $(pub(crate) static $constant: Message = Message {
            name: $message,
            fields: &[$(Field { number: $number, name: concat!($message, ".", $field), form: $form }),*],
        };)*
    };
}

const ID: Form = Form::Bytes(bounds::ID_BYTES);
const ENTRY_ID: Form = Form::Bytes(bounds::ENTRY_ID_BYTES);
const SIGNATURE: Form = Form::Bytes(bounds::SIGNATURE_BYTES);
const NAME: Form = Form::Text(limits::NAME_BYTES);
const AGENT: Form = Form::Text(bounds::AGENT_BYTES);
const CHALLENGE: Form = Form::Bytes(bounds::CHALLENGE_BYTES);
const DEVICE_LIST: Form = Form::Bytes(limits::DEVICE_LIST_BYTES);
const INBOX_KEY: Form = Form::Bytes(bounds::INBOX_KEY_BYTES);
const KEY_PACKAGE: Form = Form::Bytes(limits::KEY_PACKAGE_BYTES);
const ENTRY_BODY: Form = Form::Bytes(limits::ENTRY_BYTES);

messages! {
    CLIENT_FRAME "ClientFrame" {
        1 "request" Form::U32;
        2 "hello" Form::Choice(&HELLO);
        3 "authenticate" Form::Choice(&AUTHENTICATE);
        4 "ping" Form::Choice(&PING);
        5 "get_puzzle" Form::Choice(&GET_PUZZLE);
        10 "create" Form::Choice(&CREATE);
        11 "open" Form::Choice(&OPEN);
        12 "close" Form::Choice(&CLOSE);
        13 "append" Form::Choice(&APPEND);
        14 "read" Form::Choice(&READ);
        15 "live" Form::Choice(&LIVE);
        16 "pause" Form::Choice(&PAUSE);
        17 "signal" Form::Choice(&SIGNAL);
        18 "erase" Form::Choice(&ERASE);
        19 "deliver" Form::Choice(&DELIVER);
        30 "sign_up" Form::Choice(&SIGN_UP);
        31 "update_account" Form::Choice(&UPDATE_ACCOUNT);
        32 "claim_name" Form::Choice(&CLAIM_NAME);
        33 "release_name" Form::Choice(&RELEASE_NAME);
        34 "publish_key_packages" Form::Choice(&PUBLISH_KEY_PACKAGES);
        35 "own_account" Form::Choice(&OWN_ACCOUNT);
        36 "resolve_name" Form::Choice(&RESOLVE_NAME);
        37 "get_account" Form::Choice(&GET_ACCOUNT);
        38 "take_key_packages" Form::Choice(&TAKE_KEY_PACKAGES);
    }
    HELLO "Hello" { 1 "version_min" Form::U32; 2 "version_max" Form::U32; 3 "link" Form::Enum; 4 "agent" AGENT; }
    AUTHENTICATE "Authenticate" { 1 "account" ID; 2 "device_key" ID; 3 "signature" SIGNATURE; }
    PING "Ping" {}
    GET_PUZZLE "GetPuzzle" {}
    PUZZLE_SOLUTION "PuzzleSolution" { 1 "challenge" CHALLENGE; 2 "nonce" Form::U64; }
    CAPABILITY_HASHES "CapabilityHashes" { 1 "read" ID; 2 "write" ID; 3 "control" ID; }
    CREATE "Create" {
        1 "address" ID;
        2 "kind" Form::Enum;
        3 "hashes" Form::Message(&CAPABILITY_HASHES);
        4 "payment" Form::Message(&PUZZLE_SOLUTION);
        5 "generation" Form::U32;
        6 "first_seq" Form::U64;
    }
    OPEN_LOG "OpenLog" {
        1 "handle" Form::U32;
        2 "address" ID;
        3 "generation" Form::U32;
        4 "read" ID;
        5 "write" ID;
        6 "control" ID;
    }
    OPEN "Open" { 1 "logs" Form::Messages(limits::OPEN_BATCH, &OPEN_LOG); }
    CLOSE "Close" { 1 "handles" Form::PackedU32(limits::HANDLES_PER_LINK); }
    ROTATION "Rotation" { 1 "generation" Form::U32; 2 "hashes" Form::Message(&CAPABILITY_HASHES); }
    APPEND "Append" {
        1 "handle" Form::U32;
        2 "entry" ENTRY_ID;
        3 "class" Form::Enum;
        4 "generation" Form::U32;
        5 "expected_head" Form::OptionalU64;
        6 "rotation" Form::Message(&ROTATION);
        7 "expires_minute" Form::U32;
        8 "erase_hash" ID;
        9 "body" ENTRY_BODY;
    }
    READ "Read" { 1 "handle" Form::U32; 2 "from" Form::U64; 3 "limit" Form::U32; }
    LIVE "Live" { 1 "handle" Form::U32; 2 "from" Form::U64; }
    PAUSE "Pause" { 1 "handle" Form::U32; }
    SIGNAL "Signal" { 1 "handle" Form::U32; 2 "body" Form::Bytes(limits::SIGNAL_BYTES); }
    ERASE "Erase" { 1 "handle" Form::U32; 2 "seq" Form::U64; 3 "secret" ID; }
    DELIVER "Deliver" {
        1 "address" ID;
        2 "entry" ENTRY_ID;
        3 "write" ID;
        4 "payment" Form::Message(&PUZZLE_SOLUTION);
        5 "body" Form::Bytes(limits::INBOX_ENTRY_BYTES);
    }
    DEVICE_KEY_PACKAGES "DeviceKeyPackages" {
        1 "device" ID;
        2 "one_time" Form::ByteStrings { count: limits::KEY_PACKAGES, most: limits::KEY_PACKAGE_BYTES };
        3 "last_resort" KEY_PACKAGE;
    }
    SIGN_UP "SignUp" {
        1 "account_key" ID;
        2 "device_list" DEVICE_LIST;
        3 "inbox" ID;
        4 "inbox_hashes" Form::Message(&CAPABILITY_HASHES);
        5 "inbox_key" INBOX_KEY;
        6 "key_packages" Form::Message(&DEVICE_KEY_PACKAGES);
        7 "name" NAME;
        8 "name_signature" SIGNATURE;
        9 "payment" Form::Message(&PUZZLE_SOLUTION);
        10 "signature" SIGNATURE;
    }
    UPDATE_ACCOUNT "UpdateAccount" {
        1 "device_list" DEVICE_LIST;
        2 "inbox_key" INBOX_KEY;
        3 "inbox_hashes" Form::Message(&CAPABILITY_HASHES);
    }
    CLAIM_NAME "ClaimName" { 1 "name" NAME; 2 "signature" SIGNATURE; }
    RELEASE_NAME "ReleaseName" {}
    PUBLISH_KEY_PACKAGES "PublishKeyPackages" { 1 "key_packages" Form::Message(&DEVICE_KEY_PACKAGES); }
    OWN_ACCOUNT "OwnAccount" {}
    RESOLVE_NAME "ResolveName" { 1 "name" NAME; }
    GET_ACCOUNT "GetAccount" { 1 "account" ID; 2 "era" Form::U32; 3 "version" Form::U64; }
    TAKE_KEY_PACKAGES "TakeKeyPackages" {
        1 "account" ID;
        2 "take" ENTRY_ID;
        3 "write" ID;
        4 "payment" Form::Message(&PUZZLE_SOLUTION);
    }

    SERVER_FRAME "ServerFrame" {
        1 "request" Form::U32;
        2 "welcome" Form::Choice(&WELCOME);
        3 "done" Form::Choice(&DONE);
        4 "refused" Form::Choice(&REFUSED);
        5 "puzzle" Form::Choice(&PUZZLE);
        10 "opened" Form::Choice(&OPENED);
        11 "appended" Form::Choice(&APPENDED);
        12 "entries" Form::Choice(&ENTRIES);
        13 "ended" Form::Choice(&ENDED);
        14 "lagging" Form::Choice(&LAGGING);
        15 "signalled" Form::Choice(&SIGNALLED);
        30 "own_account_is" Form::Choice(&OWN_ACCOUNT_IS);
        31 "name_is" Form::Choice(&NAME_IS);
        32 "account_is" Form::Choice(&ACCOUNT_IS);
        33 "key_packages" Form::Choice(&KEY_PACKAGES);
        40 "go_away" Form::Choice(&GO_AWAY);
    }
    WELCOME "Welcome" {
        1 "version" Form::U32;
        2 "challenge" ID;
        3 "agent" AGENT;
        4 "host" Form::Text(bounds::HOST_BYTES);
        5 "now_ms" Form::U64;
        6 "frame_bytes" Form::U32;
        7 "blob_bytes" Form::U64;
    }
    DONE "Done" {}
    PUZZLE "Puzzle" { 1 "challenge" CHALLENGE; 2 "bits" Form::U32; }
    REFUSED "Refused" {
        1 "code" Form::Enum;
        2 "retry_after_ms" Form::U32;
        3 "seq" Form::U64;
        4 "generation" Form::U32;
        5 "bits" Form::U32;
        6 "missed" Form::Messages(limits::READ_ENTRIES, &ENTRY);
    }
    OPENED_LOG "OpenedLog" {
        1 "handle" Form::U32;
        2 "refusal" Form::Enum;
        3 "next_seq" Form::U64;
        4 "first_seq" Form::U64;
        5 "ordered_head" Form::U64;
        6 "generation" Form::U32;
        7 "running_hash" ID;
        8 "until_seq" Form::U64;
    }
    OPENED "Opened" { 1 "logs" Form::Messages(limits::OPEN_BATCH, &OPENED_LOG); }
    APPENDED "Appended" { 1 "seq" Form::U64; 2 "minute" Form::U32; 3 "running_hash" ID; }
    ENTRY "Entry" {
        1 "seq" Form::U64;
        2 "class" Form::Enum;
        3 "entry" ENTRY_ID;
        4 "generation" Form::U32;
        5 "minute" Form::U32;
        6 "rotation" Form::Message(&ROTATION);
        7 "body" ENTRY_BODY;
        8 "body_hash" ID;
    }
    ENTRIES "Entries" {
        1 "handle" Form::U32;
        2 "entries" Form::Messages(limits::READ_ENTRIES, &ENTRY);
        3 "next_seq" Form::U64;
        4 "live" Form::Flag;
    }
    ENDED "Ended" { 1 "handle" Form::U32; 2 "generation" Form::U32; 3 "seq" Form::U64; }
    LAGGING "Lagging" { 1 "handle" Form::U32; 2 "from" Form::U64; }
    SIGNALLED "Signalled" { 1 "handle" Form::U32; 2 "body" Form::Bytes(limits::SIGNAL_BYTES); }
    OWN_ACCOUNT_IS "OwnAccountIs" {
        1 "device_list" DEVICE_LIST;
        2 "name" NAME;
        3 "key_packages" Form::Messages(limits::DEVICES, &DEVICE_COUNT);
        4 "inbox" ID;
    }
    DEVICE_COUNT "DeviceCount" { 1 "device" ID; 2 "left" Form::U32; }
    NAME_IS "NameIs" { 1 "account_key" ID; 2 "signature" SIGNATURE; 3 "name" NAME; }
    ACCOUNT_IS "AccountIs" {
        1 "device_lists" Form::ByteStrings { count: limits::DEVICE_LISTS as usize, most: limits::DEVICE_LIST_BYTES };
        2 "inbox_key" INBOX_KEY;
        3 "name" NAME;
        4 "name_signature" SIGNATURE;
    }
    DEVICE_KEY_PACKAGE "DeviceKeyPackage" { 1 "device" ID; 2 "key_package" KEY_PACKAGE; 3 "last_resort" Form::Flag; }
    KEY_PACKAGES "KeyPackages" { 1 "packages" Form::Messages(limits::DEVICES, &DEVICE_KEY_PACKAGE); }
    GO_AWAY "GoAway" { 1 "retry_after_ms" Form::U32; }
}
