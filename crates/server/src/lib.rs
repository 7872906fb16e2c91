//! The host's shell: listeners, TLS, the embedded store, blobs, metrics, configuration.
//!
//! Everything that decides is in `hudhud-host`; this crate gives it a network, a disk, a clock and
//! entropy. It knows no content and no MLS, and names the storage engine that no other crate names.
//! For operators: docs/operate.md.

mod acme;
mod acme_files;
mod admin;
mod app_files;
mod backup;
mod blob_calls;
mod blob_files;
mod clock;
mod config;
mod data_directory;
mod disk;
mod doctor;
mod host_thread;
mod invitations;
mod mailbox;
mod metrics;
mod network;
mod operator_calls;
mod random;
mod repair;
mod run;
mod serve_error;
mod server;
mod store;
mod tls;

pub use admin::{
    AccountInfo, AdminClient, AdminError, AdminLine, AdminRefusal, AdminRequest, EarlierCopy, Usage,
};
pub use app_files::{AppFile, AppFiles, AppFilesError, Contents};
pub use backup::{BackupError, Copied, Earlier, Had, copy_at_rest, had, restore, verify};
pub use config::{
    AcmeConfigError, AcmeSettings, Config, ConfigError, ConfigFileError, LogFormat, Registration,
    ServeArgs, TlsFiles,
};
pub use data_directory::{DataDirectory, DataDirectoryError, FORMAT, Note};
pub use doctor::{Check, Finding, Report, doctor};
pub use invitations::Invitations;
pub use network::stream::Stream;
pub use repair::Repair;
pub use run::run;
pub use serve_error::ServeError;
pub use server::Server;
pub use store::{EmbeddedStore, Purpose, Sample, StoreOpenError, StoreOptions};
pub use tls::TlsError;
