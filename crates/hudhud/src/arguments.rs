//! The command line: what can be said, with help for people. Nothing is done here.

use std::path::PathBuf;
use std::sync::LazyLock;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::status;

/// Version, and the commit it was built from where the build knew it.
static VERSION: LazyLock<String> = LazyLock::new(|| match option_env!("HUDHUD_COMMIT") {
    Some(commit) => format!("{} ({commit})", env!("CARGO_PKG_VERSION")),
    None => env!("CARGO_PKG_VERSION").to_owned(),
});

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "hudhud",
    version = VERSION.as_str(),
    about = "Hudhud: messages that only the people in them can read",
    long_about = "Hudhud: messages that only the people in them can read.\n\n\
        One program is both ends: `hudhud serve` runs a host, everything else is a person's device. \
        A device keeps its history, encrypted, in one directory; one program may have it open at a \
        time.",
    after_help = "Begin:\n  \
        hudhud signup --server https://example.org --name amal\n  \
        hudhud send @basim 'Good morning'\n  \
        hudhud listen\n\n\
        `hudhud COMMAND --help` shows examples; `hudhud exit-codes` lists what an exit code means.",
    disable_help_subcommand = false,
    propagate_version = true
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Global {
    /// Directory of this device [default: the system's directory for data, under `hudhud`]
    #[arg(long, global = true, env = "HUDHUD_HOME", value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// Read the passphrase from the first line of this file instead of asking for it
    #[arg(
        long,
        global = true,
        env = "HUDHUD_PASSPHRASE_FILE",
        value_name = "FILE",
        conflicts_with = "key_file"
    )]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Open the device with a key in a file, which is made if it is not there. For programs that
    /// nobody sits at: whoever has this file and the directory reads the whole history, so keep
    /// them apart and private
    #[arg(long, global = true, env = "HUDHUD_KEY_FILE", value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// Print one JSON object a line, for programs
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// When to use colours; NO_COLOR turns them off too
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    /// Language of what is printed [default: from LANG]
    #[arg(long, global = true, env = "HUDHUD_LANG", value_name = "LANGUAGE")]
    pub(crate) lang: Option<Language>,
    /// Wait for the network at most this long; what is not done then goes on the next time
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 30,
          value_parser = clap::value_parser!(u64).range(0..=86_400))]
    pub(crate) timeout: u64,
    /// Show what is on this device without waiting for the network
    #[arg(long, global = true)]
    pub(crate) offline: bool,
    /// Let plain http:// leave this machine. Messages stay sealed, but the network sees that you
    /// talk to this host, and can stand in for it
    #[arg(long, global = true)]
    pub(crate) allow_plain: bool,
    /// Trust the certificate authorities in this file too (PEM), for a host of your own
    #[arg(long, global = true, env = "HUDHUD_CA", value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Print nothing but what was asked for
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Log what the program does to the terminal (no names, no ids, no texts); twice for more
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    Auto,
    /// Even into a pipe.
    Always,
    /// Not at all.
    Never,
}

/// What is printed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// English.
    En,
    /// العربية
    Ar,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make an account on a host, and this device's keys
    #[command(after_help = "Examples:\n  \
        hudhud signup --server https://example.org --name amal\n  \
        hudhud signup --server https://example.org          (a name is not needed)\n\n\
        The passphrase you choose opens this device's history. Nobody can reset it.")]
    Signup(Signup),
    /// Show this device's account, or claim a name for it
    #[command(after_help = "Examples:\n  hudhud account\n  hudhud account --name amal")]
    Account(Account),
    /// Send a message
    #[command(after_help = "Examples:\n  \
        hudhud send @basim 'Good morning'\n  \
        hudhud send @basim@example.org 'And to your host'\n  \
        hudhud send 'Book club' 'Thursday?' --reply-to 41\n  \
        uname -a | hudhud send @basim -\n  \
        tail -f log | hudhud send 3 --lines\n\n\
        Returns when the message is safe on the host. If that takes longer than --timeout it waits \
        in the outbox, goes out the next time, and the exit code is 66.")]
    Send(Send),
    /// Print messages as they come
    #[command(after_help = "Examples:\n  \
        hudhud listen\n  \
        hudhud listen --unread --for 10\n  \
        hudhud --json listen --count 1\n\n\
        Ends with Ctrl-C.")]
    Listen(Listen),
    /// List conversations, the newest first
    #[command(
        after_help = "Examples:\n  hudhud conversations\n  hudhud --json conversations --limit 5"
    )]
    Conversations(Conversations),
    /// Show the messages of a conversation
    #[command(after_help = "Examples:\n  \
        hudhud history @basim\n  \
        hudhud history 'Book club' --limit 100\n  \
        hudhud history 3 --before 41\n\n\
        A conversation is named by @name, by its number, or by the beginning of its title.")]
    History(History),
    /// Show, accept or decline conversations that strangers began
    #[command(after_help = "Examples:\n  \
        hudhud requests\n  \
        hudhud requests accept 4\n  \
        hudhud requests decline @basim\n  \
        hudhud requests block @basim\n\n\
        Until you accept, a stranger does not learn that you have seen anything.")]
    Requests(Requests),
    /// Find messages on this device
    #[command(after_help = "Examples:\n  \
        hudhud search book thursday\n  hudhud search كتاب --in @basim\n\n\
        All words must occur; parts of words are found too.")]
    Search(Search),
    /// Groups: create, rename, and who is in them
    #[command(
        subcommand,
        after_help = "Examples:\n  \
        hudhud group create 'Book club' @basim @dalia\n  \
        hudhud group add 'Book club' @ehab\n  \
        hudhud group remove 'Book club' @ehab\n  \
        hudhud group members 'Book club'"
    )]
    Group(Group),
    /// React to a message with an emoji
    #[command(after_help = "Examples:\n  hudhud react 41 👍\n  hudhud react 41 👍 --remove")]
    React(React),
    /// Change the text of a message of yours
    #[command(after_help = "Examples:\n  hudhud edit 41 'Thursday at six'")]
    Edit(Edit),
    /// Take a message of yours back, for everybody
    #[command(after_help = "Examples:\n  hudhud delete 41")]
    Delete(Delete),
    /// Talk in one conversation, line by line
    #[command(
        visible_alias = "talk",
        after_help = "Examples:\n  hudhud chat @basim\n\n\
        Type a line and Enter to send it; /help lists what else can be typed."
    )]
    Chat(Talk),
    /// Run a host
    #[command(after_help = "Examples:\n  \
        hudhud serve\n  \
        hudhud serve --domain example.org --listen 0.0.0.0:443 --tls-certificate chain.pem --tls-key key.pem")]
    Serve(Box<hudhud_server::ServeArgs>),
    /// Check whether this machine can run a host with these settings
    Doctor(Box<hudhud_server::ServeArgs>),
    /// Print what to load into a shell so that it completes commands
    #[command(after_help = "Examples:\n  \
        hudhud completions bash > ~/.local/share/bash-completion/completions/hudhud")]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// List exit codes and what they mean
    #[command(long_about = status::HELP)]
    ExitCodes,
}

#[derive(Debug, Args)]
pub(crate) struct Signup {
    /// The host, for example https://example.org
    #[arg(long, env = "HUDHUD_SERVER", value_name = "URL")]
    pub(crate) server: String,
    /// A name by which others find you: 3 to 32 letters, digits and underscores
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Account {
    /// Claim this name, giving up the one before
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Send {
    /// @name, @name@host, a conversation's number, or the beginning of a group's title
    pub(crate) to: String,
    /// The text; `-` reads all of standard input as one message
    #[arg(required_unless_present = "lines", conflicts_with = "lines")]
    pub(crate) text: Option<String>,
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
    /// The last so many messages
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
pub(crate) struct Requests {
    #[command(subcommand)]
    pub(crate) action: Option<RequestAction>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RequestAction {
    /// Show them (this happens without a word too)
    List,
    /// Take part
    Accept {
        /// Number, or @name of who began it
        request: String,
    },
    /// Refuse; the stranger is not told
    Decline {
        /// Number, or @name of who began it
        request: String,
    },
    /// Refuse, and hear no more from this person
    Block {
        /// Number of a request, or @name
        person: String,
    },
    /// Undo a block
    Unblock {
        /// @name or account
        person: String,
    },
    /// List whom you have blocked
    Blocked,
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

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// Begin a group
    Create {
        /// Its title
        title: String,
        /// Whom to add: @name or @name@host
        members: Vec<String>,
    },
    /// Add people
    Add {
        /// The group
        group: String,
        /// @name or @name@host
        #[arg(required = true)]
        members: Vec<String>,
    },
    /// Remove somebody; what is said afterwards they cannot read
    Remove {
        /// The group
        group: String,
        /// @name or account
        member: String,
    },
    /// Give it another title
    Rename {
        /// The group
        group: String,
        /// The new title
        title: String,
    },
    /// Let a member add, remove, rename and promote
    Promote {
        /// The group
        group: String,
        /// @name or account
        member: String,
    },
    /// Leave; what was said stays on this device
    Leave {
        /// The group
        group: String,
    },
    /// Who is in it
    Members {
        /// The group
        group: String,
    },
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
pub(crate) struct Talk {
    /// @name, number, or the beginning of a title; without it the newest conversation
    pub(crate) with: Option<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_does_not_contradict_itself() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_that_takes_arguments_explains_itself() {
        for command in Cli::command().get_subcommands() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
        }
    }
}
