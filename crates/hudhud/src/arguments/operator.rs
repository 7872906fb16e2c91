//! What whoever runs a host can say to it.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct Admin {
    /// The data directory of the host, which is running
    #[arg(
        long,
        env = "HUDHUD_DATA",
        value_name = "DIR",
        default_value = "hudhud-data"
    )]
    pub(crate) data: PathBuf,
    #[command(subcommand)]
    pub(crate) action: AdminAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AdminAction {
    /// List accounts, by id: name, day of the sign-up, and whether it is suspended
    Accounts,
    /// Show one account
    Account {
        /// @name, or the account's id
        whom: String,
    },
    /// Let an account sign in no more, and nobody write to it first; its name stays
    Suspend {
        /// @name, or the account's id
        whom: String,
    },
    /// Let a suspended account in again
    Resume {
        /// @name, or the account's id
        whom: String,
    },
    /// Erase an account with its inbox, for ever
    Remove {
        /// @name, or the account's id
        whom: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Show what is kept, and what room there is
    Usage,
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The data directory of the host, whether it runs or not
    pub(crate) data: PathBuf,
    /// The file to write, which must not be there; `-`: standard output
    pub(crate) file: PathBuf,
    /// An earlier backup: what it has of photos and files is not copied again, and restoring needs both
    #[arg(long, value_name = "FILE")]
    pub(crate) after: Option<PathBuf>,
    /// Mebibytes in a second at most, while the host serves
    #[arg(long, default_value_t = 64, value_name = "COUNT",
          value_parser = clap::value_parser!(u32).range(1..=65_536))]
    pub(crate) mib_per_second: u32,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup; `-`: standard input
    pub(crate) file: PathBuf,
    /// The data directory to make, which must be empty or not there
    #[arg(required_unless_present = "verify")]
    pub(crate) data: Option<PathBuf>,
    /// A backup that this one was taken after; once for each
    #[arg(long, value_name = "FILE")]
    pub(crate) earlier: Vec<PathBuf>,
    /// Only read the backup to its end, and say whether it is whole
    #[arg(long, conflicts_with = "data")]
    pub(crate) verify: bool,
}
