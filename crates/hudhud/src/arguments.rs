//! The command line: what can be said, with help for people. Nothing is done here.

mod messages;
mod operator;
mod people;

use std::path::PathBuf;
use std::sync::LazyLock;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::status;

pub(crate) use self::messages::{
    Bidi, Conversations, Delete, Edit, Export, Forward, History, Listen, Outbox, OutboxAction,
    React, Receipts, Save, Search, Send, Talk,
};
pub(crate) use self::operator::{Admin, AdminAction, Backup, Restore};
pub(crate) use self::people::{Account, Group, Invite, Profile, RequestAction, Requests, Signup};

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
        hudhud signup --server https://example.org          (a name is not needed)\n  \
        hudhud signup --server https://example.org --invitation 0123-4567-89ab-cdef-ghjk-mnpq\n\n\
        The passphrase you choose opens this device's history. Nobody can reset it.")]
    Signup(Signup),
    /// Show this device's account, or claim a name for it
    #[command(after_help = "Examples:\n  hudhud account\n  hudhud account --name amal")]
    Account(Account),
    /// Show or change how you show yourself to those you talk to
    #[command(after_help = "Examples:\n  \
        hudhud profile\n  \
        hudhud profile --name 'Layla Haddad'\n  \
        hudhud profile --name ''            (nothing but your @name)\n  \
        hudhud profile --picture me.jpg\n\n\
        It travels with the next message you send in each conversation, sealed like it: the host never \
        learns it. Anybody may call themselves anything; who somebody is, their @name says.")]
    Profile(Profile),
    /// Send a message
    #[command(after_help = "Examples:\n  \
        hudhud send @basim 'Good morning'\n  \
        hudhud send @basim@example.org 'And to your host'\n  \
        hudhud send 'Book club' 'Thursday?' --reply-to 41\n  \
        uname -a | hudhud send @basim -\n  \
        tail -f log | hudhud send 3 --lines\n\n\
        Returns when the message is safe on the host. If that takes longer than --timeout it waits \
        in the outbox, goes out the next time, and the exit code is 66, whatever the reason: do not \
        send it again. With --no-wait or --offline it waits there at once, and the exit code is 0. \
        Any other code means that nothing waits.")]
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
    /// Write everything that was said to a file that people and programs can read
    #[command(after_help = "Examples:\n  \
        hudhud export ~/hudhud-copy\n  \
        hudhud --offline export .           (only what is on this device already)\n\n\
        Writes one JSON file, hudhud-NAME.json, with every conversation: what was said, when and by \
        whom. It is not encrypted: whoever has it can read it. A file that is there is never \
        overwritten.")]
    Export(Export),
    /// Save what is attached to a message
    #[command(after_help = "Examples:\n  \
        hudhud save 41                     (into this directory)\n  \
        hudhud save 41 ~/Pictures\n\n\
        Nothing is written over, and nothing is opened: be careful with files of people you do not \
        know.")]
    Save(Save),
    /// Say in other conversations what was said in a message, with what is attached to it
    #[command(after_help = "Examples:\n  \
        hudhud forward 41 @dalia\n  \
        hudhud forward 41 @dalia 'Book club' --no-author\n\n\
        It is said with it who wrote it first and when, unless --no-author is given: so you say, and \
        nobody can check it. What is attached is fetched first if it is not here, and sealed anew for each \
        conversation. What fails in one conversation is said, and keeps none of the others.")]
    Forward(Forward),
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
    /// Show who has received and read a message of yours
    #[command(after_help = "Examples:\n  hudhud receipts 41")]
    Receipts(Receipts),
    /// React to a message with an emoji
    #[command(after_help = "Examples:\n  hudhud react 41 👍\n  hudhud react 41 👍 --remove")]
    React(React),
    /// Change the text of a message of yours
    #[command(after_help = "Examples:\n  hudhud edit 41 'Thursday at six'")]
    Edit(Edit),
    /// Take a message of yours back, for everybody
    #[command(after_help = "Examples:\n  hudhud delete 41")]
    Delete(Delete),
    /// Show what waits for the network, give it up, or try it again now
    #[command(after_help = "Examples:\n  \
        hudhud outbox\n  \
        hudhud outbox cancel m41 w7\n  \
        hudhud outbox retry\n\n\
        What has a code can be given up; what has none may have left already.")]
    Outbox(Outbox),
    /// Talk: the whole screen on a terminal, line by line in a pipe
    #[command(
        visible_alias = "talk",
        after_help = "Examples:\n  hudhud chat\n  hudhud chat @basim\n  hudhud chat --plain @basim\n\n\
        F1 lists the keys. With --plain, with --json, or in a pipe, it is one conversation: a line and \
        Enter sends, /help lists what else can be typed."
    )]
    Chat(Talk),
    /// Keep this device open for other commands, which then need no passphrase and run side by side
    #[command(
        after_help = "Examples:\n  hudhud --passphrase-file FILE daemon &\n  hudhud listen --json | my-bot\n  \
        hudhud send @basim 'while it listens'"
    )]
    Daemon,
    /// Run a host
    #[command(after_help = "Examples:\n  \
        hudhud serve\n  \
        hudhud serve --domain example.org --listen 0.0.0.0:443 --tls-certificate chain.pem --tls-key key.pem")]
    Serve(Box<hudhud_server::ServeArgs>),
    /// Check whether this machine can run a host with these settings
    Doctor(Box<hudhud_server::ServeArgs>),
    /// Make codes with which people may sign up on a host that takes nobody without one
    #[command(after_help = "Examples:\n  \
        hudhud invite /var/lib/hudhud\n  \
        hudhud invite /var/lib/hudhud --count 20 --days 7\n\n\
        The host is run with `--registration invitation`. It need not be stopped or told: codes are signed \
        with its secret. Each makes one account, until the end of its last day (UTC). Whoever has a code \
        gives it with `hudhud signup --invitation`, or types it where the app asks for it. Codes cannot be \
        taken back one by one.")]
    Invite(Invite),
    /// Look after the accounts of a host that runs on this machine
    #[command(after_help = "Examples:\n  \
        hudhud admin --data /var/lib/hudhud accounts\n  \
        hudhud admin --data /var/lib/hudhud suspend @amal\n  \
        hudhud admin --data /var/lib/hudhud remove @amal\n  \
        hudhud admin --data /var/lib/hudhud usage\n\n\
        For root, and the user as whom the host runs. A host does not know who is in which conversation: \
        whoever is suspended still writes where he is a member, until the members remove him.")]
    Admin(Admin),
    /// Copy all that a host keeps into one file, while it serves
    #[command(after_help = "Examples:\n  \
        hudhud backup /var/lib/hudhud /backup/monday.hudhud\n  \
        hudhud backup /var/lib/hudhud - | ssh elsewhere 'cat > monday.hudhud'\n\n\
        The copy is of one moment. It holds the host's secret and what a stolen disk would: keep it as \
        well as that.")]
    Backup(Backup),
    /// Make a data directory of a backup
    #[command(after_help = "Examples:\n  \
        hudhud restore monday.hudhud /var/lib/hudhud\n  \
        hudhud restore monday.hudhud --verify")]
    Restore(Restore),
    /// Say what a host's store has lost, and let it be opened with what is left
    #[command(after_help = "Examples:\n  hudhud repair /var/lib/hudhud\n\n\
        A host does not start on a store that has lost commits. Restore a backup if there is one. If \
        there is none, this says what is gone, asks, and lets the host start without it.")]
    Repair {
        /// The data directory.
        data: PathBuf,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Ask a host on this machine whether it is ready, for whatever restarts it if it is not
    #[command(after_help = "Examples:\n  \
        hudhud health\n  hudhud health 127.0.0.1:8440\n\n\
        Prints the host's own sentence; exits with 0 if it is ready, else 1.")]
    Health {
        /// Where it serves metrics, or plain HTTP.
        #[arg(
            env = "HUDHUD_METRICS_LISTEN",
            value_name = "ADDRESS:PORT",
            default_value = "127.0.0.1:8440"
        )]
        address: std::net::SocketAddr,
    },
    /// Write the manual pages into a directory
    #[command(after_help = "Examples:\n  hudhud man /usr/local/share/man/man1")]
    Man {
        /// The directory.
        directory: PathBuf,
    },
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
