//! What an operator may decide: merged from flags, environment, one file and defaults.
//!
//! Owns names, units, defaults and precedence (flag, then environment, then file, then default).
//! Does not touch the network or the data directory: whether a path is usable is found out by
//! whoever opens it, or by [`crate::doctor`].

mod acme;
mod args;
mod file;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use hudhud_base::limits;

use crate::acme_files::AcmeFiles;
use crate::app_files::{AppFiles, AppFilesError};
pub(crate) use acme::authority;
pub use acme::{AcmeConfigError, AcmeSettings};
pub use args::{LogFormat, Registration, ServeArgs};
pub use file::ConfigFileError;

/// Certificate and key, by path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// Certificate chain in PEM, the host's own first.
    pub certificate: PathBuf,
    /// Private key in PEM.
    pub key: PathBuf,
}

/// Everything decided. See docs/operate.md for each setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Address and port of the one listener; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// The host's own domain.
    pub domain: String,
    /// Data directory.
    pub data: PathBuf,
    /// TLS, if the host speaks it itself.
    pub tls: Option<TlsFiles>,
    /// TLS with a certificate that an authority gives.
    pub acme: Option<AcmeSettings>,
    /// Plain HTTP is wanted on an address that is not loopback.
    pub insecure_plain: bool,
    /// Whether the app is served.
    pub app: bool,
    /// The app's files. A program that has them built in puts them here where these are empty.
    pub app_files: AppFiles,
    /// Listener of the metrics.
    pub metrics_listen: Option<SocketAddr>,
    /// How the log is written.
    pub log_format: LogFormat,
    /// Where the host's secret lies; `None`: in the data directory.
    pub server_secret: Option<PathBuf>,
    /// Connections at most; `None`: by the limit of open files.
    pub connections: Option<u32>,
    /// Connections from one address at most; loopback is exempt.
    pub connections_per_address: u32,
    /// Handshakes under way at once.
    pub handshakes: u32,
    /// Every commit is synced before it is acknowledged.
    pub sync: bool,
    /// Bytes of the store's cache.
    pub cache_bytes: u64,
    /// Bytes of pushes that may wait for one connection.
    pub push_queue_bytes: usize,
    /// Bytes of answers that one connection may be owed, or have waiting, before its next request is
    /// read.
    pub reply_queue_bytes: usize,
    /// Bytes of one blob.
    pub blob_bytes: u64,
    /// Percent of the disk in use above which nothing new is created; 1 to 100.
    pub disk_high_percent: u8,
    /// Free bytes of the disk that are left alone.
    pub reserve_bytes: u64,
    /// The clock is right, however far it is ahead of what was noted.
    pub clock_is_right: bool,
    /// How long a connection may go without Hello.
    pub hello_timeout: Duration,
    /// How long a connection may be silent before it is pinged.
    pub idle: Duration,
    /// How long a connection may take nothing of what waits for it.
    pub write_timeout: Duration,
    /// Bytes that may wait for all connections together before those that take nothing are closed.
    pub outbox_bytes: usize,
    /// Within which time clients are asked to come back after a stop.
    pub return_spread: Duration,
    /// Who may sign up.
    pub registration: Registration,
    /// Names kept for the host, besides those every host keeps.
    pub reserved_names: Vec<String>,
    /// Days for which ordered entries are kept.
    pub ordered_days: u32,
    /// Days for which plain entries are kept.
    pub plain_days: u32,
    /// Days for which blobs are kept.
    pub blob_days: u32,
    /// Bytes of sealed bodies in one log.
    pub log_bytes: u64,
    /// Proxies that are believed when they say whom they speak for.
    pub proxies: Vec<IpAddr>,
    /// They say it by the PROXY protocol, and not by `Forwarded`.
    pub proxy_protocol: bool,
    /// Zero bits for a sign-up.
    pub sign_up_bits: u32,
    /// Zero bits for a log.
    pub create_bits: u32,
    /// Zero bits for a small blob.
    pub blob_bits: u32,
    /// Zero bits for a first contact.
    pub contact_bits: u32,
}

/// Settings that cannot be served with.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file could not be read or understood.
    #[error(transparent)]
    File(#[from] ConfigFileError),
    /// The app's files cannot be served.
    #[error(transparent)]
    AppFiles(#[from] AppFilesError),
    /// One of the two TLS files is missing.
    #[error("TLS needs both files: give --tls-certificate and --tls-key, or neither")]
    HalfOfTls,
    /// No authority can be asked so.
    #[error(transparent)]
    Acme(#[from] AcmeConfigError),
    /// Plain HTTP would be open to the network.
    #[error(
        "{address} is not loopback and there is no TLS: give --acme-contact, or --tls-certificate \
         and --tls-key, or --insecure-plain if a proxy in front adds TLS"
    )]
    PlainOnNetwork {
        /// The address asked for.
        address: SocketAddr,
    },
    /// A number is outside its range.
    #[error("{setting} must be {low} to {high}, found {found}")]
    OutOfRange {
        /// The setting, as its key in the file.
        setting: &'static str,
        /// Lowest value allowed.
        low: u64,
        /// Highest value allowed.
        high: u64,
        /// What was given.
        found: u64,
    },
    /// The domain has a character that no domain has, or is empty.
    #[error("{domain:?} is not a domain: letters, digits, hyphens and dots, up to 253")]
    Domain {
        /// What was given.
        domain: String,
    },
}

impl Config {
    /// Merges the flags and environment in `args` with the file they name and the defaults.
    ///
    /// # Errors
    ///
    /// The file cannot be read or has an unknown key, or the settings contradict each other.
    pub fn resolve(args: ServeArgs) -> Result<Self, ConfigError> {
        let args = match &args.config {
            Some(path) => {
                let below = file::read(path)?;
                args.or(below)
            }
            None => args,
        };
        Self::from_args(args)
    }

    fn from_args(args: ServeArgs) -> Result<Self, ConfigError> {
        let acme = AcmeSettings::of(&args)?;
        let tls = match (args.tls_certificate, args.tls_key) {
            (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(ConfigError::HalfOfTls),
        };
        let is_behind = args.proxies.as_ref().is_some_and(|named| !named.is_empty());
        let idle_seconds = if is_behind {
            IDLE_BEHIND_SECONDS
        } else {
            IDLE_SECONDS
        };
        let config = Self {
            listen: args
                .listen
                .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8440))),
            domain: args.domain.unwrap_or_else(|| "localhost".to_owned()),
            data: args.data.unwrap_or_else(|| PathBuf::from("hudhud-data")),
            tls,
            acme,
            insecure_plain: args.insecure_plain.unwrap_or(false),
            app: args.app.unwrap_or(true),
            app_files: match args.app_files {
                Some(directory) => AppFiles::read(&directory)?,
                None => AppFiles::default(),
            },
            metrics_listen: args.metrics_listen,
            log_format: args.log_format.unwrap_or_default(),
            server_secret: args.server_secret,
            connections: args.connections,
            connections_per_address: args.connections_per_address.unwrap_or(256),
            handshakes: args.handshakes.unwrap_or(512),
            sync: args.sync.unwrap_or(true),
            cache_bytes: mebibytes(args.cache_mib.unwrap_or(64)),
            push_queue_bytes: kibibytes(args.push_queue_kib.unwrap_or(512)),
            reply_queue_bytes: kibibytes(args.reply_queue_kib.unwrap_or(2048)),
            blob_bytes: args.blob_mib.map_or(limits::BLOB_BYTES, mebibytes),
            disk_high_percent: args.disk_high_percent.unwrap_or(90),
            reserve_bytes: mebibytes(args.reserve_mib.unwrap_or(128)),
            clock_is_right: args.clock_is_right.unwrap_or(false),
            hello_timeout: seconds(args.hello_seconds.unwrap_or(10)),
            idle: seconds(args.idle_seconds.unwrap_or(idle_seconds)),
            write_timeout: seconds(args.write_seconds.unwrap_or(120)),
            outbox_bytes: usize::try_from(mebibytes(args.outbox_mib.unwrap_or(256)))
                .unwrap_or(usize::MAX),
            return_spread: seconds(args.return_seconds.unwrap_or(15)),
            registration: args.registration.unwrap_or_default(),
            reserved_names: args.reserved_names.unwrap_or_default(),
            ordered_days: args.ordered_days.unwrap_or(limits::ORDERED_RETENTION_DAYS),
            plain_days: args.plain_days.unwrap_or(limits::PLAIN_RETENTION_DAYS),
            blob_days: args.blob_days.unwrap_or(limits::BLOB_DAYS),
            log_bytes: mebibytes(args.log_mib.unwrap_or(4096)),
            proxies: args.proxies.unwrap_or_default(),
            proxy_protocol: args.proxy_protocol.unwrap_or(false),
            sign_up_bits: args.sign_up_bits.unwrap_or(16),
            create_bits: args.create_bits.unwrap_or(12),
            blob_bits: args.blob_bits.unwrap_or(12),
            contact_bits: args.contact_bits.unwrap_or(16),
        };
        config.check()?;
        Ok(config)
    }

    /// Looks for settings that contradict each other.
    ///
    /// # Errors
    ///
    /// The first contradiction.
    pub fn check(&self) -> Result<(), ConfigError> {
        if !self.is_tls() && !self.insecure_plain && !self.listen.ip().is_loopback() {
            return Err(ConfigError::PlainOnNetwork {
                address: self.listen,
            });
        }
        if let Some(acme) = &self.acme {
            acme.check(&self.domain)?;
        }
        let domain_bytes = self.domain.bytes();
        if self.domain.is_empty()
            || self.domain.len() > 253
            || !domain_bytes
                .clone()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
        {
            return Err(ConfigError::Domain {
                domain: self.domain.clone(),
            });
        }
        for (setting, low, high, found) in self.ranges() {
            if !(low..=high).contains(&found) {
                return Err(ConfigError::OutOfRange {
                    setting,
                    low,
                    high,
                    found,
                });
            }
        }
        Ok(())
    }

    /// Whether it speaks TLS itself.
    pub(crate) fn is_tls(&self) -> bool {
        self.tls.is_some() || self.acme.is_some()
    }

    /// Where certificate and key lie, or will lie.
    pub(crate) fn identity_files(&self) -> Option<TlsFiles> {
        let given = || {
            let identity = AcmeFiles::of(&self.data).identity();
            TlsFiles {
                certificate: identity.clone(),
                key: identity,
            }
        };
        self.tls
            .clone()
            .or_else(|| self.acme.as_ref().map(|_| given()))
    }

    /// Every number with its key, its lowest and highest value, and what it is.
    fn ranges(&self) -> Vec<(&'static str, u64, u64, u64)> {
        let frame_kib = u64::try_from(limits::FRAME_BYTES / 1024).unwrap_or(u64::MAX);
        vec![
            (
                "connections",
                1,
                10_000_000,
                u64::from(self.connections.unwrap_or(1)),
            ),
            (
                "connections_per_address",
                1,
                10_000_000,
                u64::from(self.connections_per_address),
            ),
            ("handshakes", 1, 100_000, u64::from(self.handshakes)),
            ("cache_mib", 1, 1_048_576, self.cache_bytes >> 20),
            (
                "push_queue_kib",
                frame_kib,
                1_048_576,
                kib(self.push_queue_bytes),
            ),
            (
                "reply_queue_kib",
                frame_kib,
                1_048_576,
                kib(self.reply_queue_bytes),
            ),
            ("blob_mib", 1, 4096, self.blob_bytes >> 20),
            (
                "disk_high_percent",
                1,
                100,
                u64::from(self.disk_high_percent),
            ),
            ("reserve_mib", 64, 1_048_576, self.reserve_bytes >> 20),
            ("hello_seconds", 1, 300, self.hello_timeout.as_secs()),
            ("idle_seconds", 10, 86_400, self.idle.as_secs()),
            ("write_seconds", 1, 3600, self.write_timeout.as_secs()),
            ("outbox_mib", 8, 1_048_576, kib(self.outbox_bytes) >> 10),
            ("return_seconds", 1, 3600, self.return_spread.as_secs()),
            ("sign_up_bits", 0, BITS, u64::from(self.sign_up_bits)),
            ("create_bits", 0, BITS, u64::from(self.create_bits)),
            ("blob_bits", 0, BITS, u64::from(self.blob_bits)),
            ("ordered_days", DAYS, 3650, u64::from(self.ordered_days)),
            ("plain_days", DAYS, 3650, u64::from(self.plain_days)),
            ("blob_days", 1, 3650, u64::from(self.blob_days)),
            ("log_mib", 1, 1_048_576, self.log_bytes >> 20),
            ("contact_bits", 0, BITS, u64::from(self.contact_bits)),
        ]
    }
}

/// Silence before a ping, if nothing else is set: rarely, because it wakes telephones.
const IDLE_SECONDS: u32 = 540;
/// The same where a proxy is named: by itself none is patient for more than a minute.
const IDLE_BEHIND_SECONDS: u32 = 45;

/// Nobody's device pays more.
const BITS: u64 = limits::PUZZLE_BITS as u64;

/// Days for which entries are kept at least: a device may be away for so long and miss nothing.
const DAYS: u64 = 30;

fn mebibytes(count: u32) -> u64 {
    u64::from(count) << 20
}

fn kibibytes(count: u32) -> usize {
    usize::try_from(u64::from(count) << 10).unwrap_or(usize::MAX)
}

fn kib(bytes: usize) -> u64 {
    u64::try_from(bytes >> 10).unwrap_or(u64::MAX)
}

fn seconds(count: u32) -> Duration {
    Duration::from_secs(u64::from(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("hudhud.toml");
        std::fs::write(&path, "listen = \"127.0.0.1:1\"\ncache_mib = 7\n").unwrap();
        let args = ServeArgs {
            config: Some(path),
            listen: Some("127.0.0.1:2".parse().unwrap()),
            ..ServeArgs::default()
        };
        let config = Config::resolve(args).unwrap();
        assert_eq!(config.listen.port(), 2);
        assert_eq!(config.cache_bytes, 7 << 20);
        assert_eq!(config.idle, Duration::from_secs(540));
    }

    #[test]
    fn plain_http_on_an_open_address_is_refused_unless_it_is_asked_for() {
        let listen = Some("0.0.0.0:8440".parse().unwrap());
        let refused = Config::resolve(ServeArgs {
            listen,
            ..ServeArgs::default()
        })
        .unwrap_err();
        assert!(matches!(refused, ConfigError::PlainOnNetwork { .. }));
        let insecure_plain = Some(true);
        Config::resolve(ServeArgs {
            listen,
            insecure_plain,
            ..ServeArgs::default()
        })
        .unwrap();
    }

    #[test]
    fn behind_a_proxy_no_link_is_silent_for_a_minute_unless_that_is_asked_for() {
        let behind = |idle_seconds| {
            let proxies = Some(vec![IpAddr::from([127, 0, 0, 1])]);
            let args = ServeArgs {
                proxies,
                idle_seconds,
                ..ServeArgs::default()
            };
            Config::resolve(args).unwrap().idle
        };
        assert!(behind(None) < Duration::from_secs(60));
        assert_eq!(behind(Some(300)), Duration::from_secs(300));
    }

    #[test]
    fn unless_it_is_said_otherwise_whatever_fills_a_disk_costs_something() {
        let config = Config::resolve(ServeArgs::default()).unwrap();
        let prices = [config.create_bits, config.sign_up_bits, config.blob_bits];
        assert!(prices.iter().all(|bits| *bits >= 12), "{prices:?}");
        let free = Config::resolve(ServeArgs {
            blob_bits: Some(0),
            ..ServeArgs::default()
        });
        assert_eq!(free.unwrap().blob_bits, 0);
    }

    #[test]
    fn half_of_tls_is_refused() {
        let tls_key = Some(PathBuf::from("key.pem"));
        let error = Config::resolve(ServeArgs {
            tls_key,
            ..ServeArgs::default()
        })
        .unwrap_err();
        assert!(matches!(error, ConfigError::HalfOfTls));
    }

    #[test]
    fn a_number_outside_its_range_names_the_setting() {
        let disk_high_percent = Some(101);
        let args = ServeArgs {
            disk_high_percent,
            ..ServeArgs::default()
        };
        let error = Config::resolve(args).unwrap_err();
        assert_eq!(
            error.to_string(),
            "disk_high_percent must be 1 to 100, found 101"
        );
    }
}
