//! What is said after commands about people: accounts, requests, groups.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct Signup {
    /// The host, for example https://example.org
    #[arg(long, env = "HUDHUD_SERVER", value_name = "URL")]
    pub(crate) server: String,
    /// A name by which others find you: 3 to 32 letters, digits and underscores
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// The code of an invitation, for a host that takes nobody without one
    #[arg(long, env = "HUDHUD_INVITATION", value_name = "CODE")]
    pub(crate) invitation: Option<String>,
}

/// What invitations are made from.
#[derive(Debug, Args)]
pub(crate) struct Invite {
    /// The data directory of the host, which may be running
    pub(crate) data: PathBuf,
    /// How many codes; each makes one account
    #[arg(long, default_value_t = 1, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) count: u32,
    /// Days for which they are good, beyond today
    #[arg(long, default_value_t = 30, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(0..=3_650))]
    pub(crate) days: u32,
    /// The file with the secret of the host, if it is not in its data directory
    #[arg(long, env = "HUDHUD_SERVER_SECRET_FILE", value_name = "FILE")]
    pub(crate) server_secret: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Account {
    /// Claim this name, giving up the one before
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Profile {
    /// What you call yourself, in any script: at most 48 characters; empty takes it back
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// A picture of you: a JPEG of at most 384 pixels each way and 20 KiB
    #[arg(long, value_name = "FILE", conflicts_with = "no_picture")]
    pub(crate) picture: Option<PathBuf>,
    /// Show no picture any more
    #[arg(long)]
    pub(crate) no_picture: bool,
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
    /// Let a member remove, rename, promote and demote
    Promote {
        /// The group
        group: String,
        /// @name or account
        member: String,
    },
    /// Make an admin an ordinary member again
    Demote {
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
