//! The client machine: sans-IO, deterministic, one transaction a turn.
//!
//! [`Engine::turn`] takes what happened (a command, a frame, time passing), changes the store in
//! one transaction, and returns what to send and what to tell the person; all of it is released
//! only once that transaction is durable. Memory is a cache: a turn that fails drops it, and the
//! next one builds it again from the store. The engine reads no clock, draws no randomness of its
//! own, opens no socket and spawns nothing.
//!
//! It has rooms, one above the other. A room calls only those below it; what concerns a higher one it
//! returns, and the machine hands it on.
//!
//! | room, from the top | holds | never |
//! |---|---|---|
//! | `machine` | the transaction, what comes in and whom it is for, what goes on from what a room returned, deadlines, the links to hold | decides what a room decides |
//! | `conversation` | one verb a file: say, hear, commit, plan, join, leave, rejoin, … | opens a link |
//! | `inbox` | letters: their form, writing them, reading the own inbox | knows what a letter leads to |
//! | `people` | accounts, names, device lists, key packages; finding somebody | writes to a conversation |
//! | `log` | what is read next, the running hash, gaps, the host's word on where a log ends | knows what is inside an entry |
//! | `work` | rows that outlive the process: intents, entries and letters to be sent, blobs | knows what they are for |
//! | `link` | requests and their answers, payment, opening and closing logs | knows what an entry means |
//! | `turn` | what every room stands on: the open transaction, memory, events, own keys, groups | knows a room |

mod api;
mod conversation;
mod inbox;
mod link;
mod log;
mod machine;
mod people;
mod turn;
mod work;

pub use api::{
    About, Access, Answer, Arrange, AttachmentKind, BlobOutcome, BlobTask, Command, CommandError,
    ConversationId, Ended, Env, Event, Failure, Input, IntentEnd, IntentId, Link, MessageRow,
    NotAdded, Outputs, Person, PuzzleTask, SealedAnew, SealedAttachment, SealedFile, SecretBytes,
    TurnError,
};
pub use conversation::draft::first_words;
pub use conversation::notice::{Notice, decode_notice};
pub use conversation::receipt::is_receipt;
pub use hudhud_mls::Suite;
pub use inbox::opening::opening_of_invitation;
pub use machine::engine::Engine;
pub use people::key_packages::KEY_PACKAGES_SETTING;
pub use turn::config::Config;
pub use turn::damage::Damage;
pub use work::wish::Wish;
