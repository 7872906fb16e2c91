//! What is said after commands about messages.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use hudhud_base::limits::FORWARD_CONVERSATIONS;

#[derive(Debug, Args)]
pub(crate) struct Send {
    /// @name, @name@host, a conversation's number, or the beginning of a group's title
    pub(crate) to: String,
    /// The text; `-` reads all of standard input as one message
    #[arg(required_unless_present_any = ["lines", "photo", "file"], conflicts_with = "lines")]
    pub(crate) text: Option<String>,
    /// Send this picture, without what it says of where and when it was taken; the text stands
    /// under it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["lines", "edit"])]
    pub(crate) photo: Vec<PathBuf>,
    /// Send this file as it is; the text stands under it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["lines", "edit"])]
    pub(crate) file: Vec<PathBuf>,
    /// Send every line of standard input as a message of its own
    #[arg(long)]
    pub(crate) lines: bool,
    /// Answer this message
    #[arg(long, value_name = "MESSAGE")]
    pub(crate) reply_to: Option<i64>,
    /// Change this message of yours instead of sending a new one
    #[arg(long, value_name = "MESSAGE", conflicts_with_all = ["reply_to", "lines"])]
    pub(crate) edit: Option<i64>,
    /// Put it into the outbox and return; it goes out the next time the network allows
    #[arg(long)]
    pub(crate) no_wait: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Save {
    /// The number of the message
    pub(crate) message: i64,
    /// The directory to write to; made if it is not there
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) directory: PathBuf,
    /// Save programs too, without a question
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Forward {
    /// The number of the message
    pub(crate) message: i64,
    /// Where to: @name, @name@host, a conversation's number, or the beginning of a group's title
    #[arg(required = true, value_name = "CONVERSATION", num_args = 1..=FORWARD_CONVERSATIONS)]
    pub(crate) to: Vec<String>,
    /// Do not say whose words they are
    #[arg(long)]
    pub(crate) no_author: bool,
    /// Put it into the outbox and return; it goes out the next time the network allows
    #[arg(long)]
    pub(crate) no_wait: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Listen {
    /// Stop after this many seconds
    #[arg(long = "for", value_name = "SECONDS")]
    pub(crate) seconds: Option<u64>,
    /// Stop after this many messages
    #[arg(long, value_name = "COUNT")]
    pub(crate) count: Option<u64>,
    /// Begin with what is unread, and mark as read what is printed
    #[arg(long)]
    pub(crate) unread: bool,
    /// Print only this conversation
    #[arg(long = "in", value_name = "CONVERSATION")]
    pub(crate) conversation: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Conversations {
    /// At most this many
    #[arg(long, value_name = "COUNT", default_value_t = 50)]
    pub(crate) limit: u32,
}

#[derive(Debug, Args)]
pub(crate) struct History {
    /// @name, number, or the beginning of a title
    pub(crate) conversation: String,
    /// The last so many messages, 500 at most
    #[arg(long, value_name = "COUNT", default_value_t = 20,
          value_parser = clap::value_parser!(u32).range(1..=500))]
    pub(crate) limit: u32,
    /// Those before this message
    #[arg(long, value_name = "MESSAGE")]
    pub(crate) before: Option<i64>,
    /// Leave them unread
    #[arg(long)]
    pub(crate) keep_unread: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// What to look for
    #[arg(required = true)]
    pub(crate) words: Vec<String>,
    /// Only in this conversation
    #[arg(long = "in", value_name = "CONVERSATION")]
    pub(crate) conversation: Option<String>,
    /// At most this many
    #[arg(long, value_name = "COUNT", default_value_t = 20,
          value_parser = clap::value_parser!(u32).range(1..=500))]
    pub(crate) limit: u32,
}

#[derive(Debug, Args)]
pub(crate) struct Receipts {
    /// The number of the message
    pub(crate) message: i64,
}

#[derive(Debug, Args)]
pub(crate) struct React {
    /// The number of the message
    pub(crate) message: i64,
    /// One emoji
    pub(crate) emoji: String,
    /// Take it back
    #[arg(long)]
    pub(crate) remove: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Edit {
    /// The number of the message
    pub(crate) message: i64,
    /// The new text; `-` reads standard input
    pub(crate) text: String,
}

#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// The number of the message
    pub(crate) message: i64,
}

#[derive(Debug, Args)]
pub(crate) struct Outbox {
    #[command(subcommand)]
    pub(crate) action: Option<OutboxAction>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OutboxAction {
    /// Show what waits (this happens without a word too)
    List,
    /// Give up what has not left
    Cancel {
        /// As the list shows them, for example m41 or w7
        #[arg(required = true, value_name = "CODE")]
        codes: Vec<String>,
    },
    /// Try everything now, and wait for it
    Retry,
}

#[derive(Debug, Args)]
pub(crate) struct Talk {
    /// @name, number, or the beginning of a title; without it the list, or the newest line by line
    pub(crate) with: Option<String>,
    /// Line by line, as in a pipe, instead of the whole screen
    #[arg(long)]
    pub(crate) plain: bool,
    /// Who puts Arabic and Hebrew into the order in which they are read [default: the program, unless
    /// the terminal is known to]
    #[arg(long, env = "HUDHUD_BIDI", value_name = "WHO", default_value = "auto")]
    pub(crate) bidi: Bidi,
}

/// Who orders signs that run from right to left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Bidi {
    /// The terminal if it is known to, else the program.
    Auto,
    /// The program: the terminal shows signs as they come.
    Program,
    /// The terminal.
    Terminal,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The directory to write to; made if it is not there
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
}
