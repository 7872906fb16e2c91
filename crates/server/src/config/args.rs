//! The settings as they are given: in flags, in the environment, or in the file.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// Who may sign up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Registration {
    /// Whoever pays the price.
    #[default]
    Open,
    /// Whoever has a code that `hudhud invite` made.
    Invitation,
    /// Nobody.
    Closed,
}

impl Registration {
    /// As it is written in settings.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Invitation => "invitation",
            Self::Closed => "closed",
        }
    }
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// A line a person reads.
    #[default]
    Text,
    /// An object a line.
    Json,
}

/// Flags of `hudhud serve`. Every field has a flag, an environment variable and a key in the file;
/// `None` means that none of them was given.
#[derive(Debug, Clone, Default, clap::Args, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServeArgs {
    /// File with any of these settings, in TOML (`metrics_listen = "127.0.0.1:9090"`).
    #[arg(long, env = "HUDHUD_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Address and port to listen on [default: 127.0.0.1:8440].
    #[arg(long, env = "HUDHUD_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// This host's domain, as it stands in @name@domain [default: localhost].
    #[arg(long, env = "HUDHUD_DOMAIN", value_name = "DOMAIN")]
    pub domain: Option<String>,
    /// Directory that holds everything the host keeps [default: hudhud-data].
    #[arg(long, env = "HUDHUD_DATA", value_name = "DIRECTORY")]
    pub data: Option<PathBuf>,
    /// Certificate chain, in PEM; read again when it changes and on SIGHUP.
    #[arg(long, env = "HUDHUD_TLS_CERTIFICATE", value_name = "FILE")]
    pub tls_certificate: Option<PathBuf>,
    /// Private key of the certificate, in PEM.
    #[arg(long, env = "HUDHUD_TLS_KEY_FILE", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// Get the certificate from an authority by ACME, with this address for its letters (`you@example.org`).
    /// Whoever gives it agrees to the authority's terms of service. The authority looks at port 443 of
    /// the domain.
    #[arg(long, env = "HUDHUD_ACME_CONTACT", value_name = "ADDRESS")]
    pub acme_contact: Option<String>,
    /// The authority's directory
    /// [default: Let's Encrypt's, https://acme-v02.api.letsencrypt.org/directory].
    #[arg(long, env = "HUDHUD_ACME_DIRECTORY", value_name = "URL")]
    pub acme_directory: Option<String>,
    /// Certificates, in PEM, that the authority's own must come from [default: those browsers trust].
    #[arg(long, env = "HUDHUD_ACME_CA", value_name = "FILE")]
    pub acme_ca: Option<PathBuf>,
    /// Serve without TLS on an address that is not loopback: only behind a proxy that adds TLS.
    #[arg(long, env = "HUDHUD_INSECURE_PLAIN", num_args = 0..=1, require_equals = true,
          default_missing_value = "true", value_name = "BOOL")]
    pub insecure_plain: Option<bool>,
    /// Serve the web app beside the protocol [default: true].
    #[arg(long, env = "HUDHUD_APP", value_name = "BOOL")]
    pub app: Option<bool>,
    /// Directory with the app's files, as `cargo xtask web` writes it [default: those built in].
    #[arg(long, env = "HUDHUD_APP_FILES", value_name = "DIRECTORY")]
    pub app_files: Option<PathBuf>,
    /// Address for metrics over plain HTTP; none: no metrics.
    #[arg(long, env = "HUDHUD_METRICS_LISTEN", value_name = "ADDRESS:PORT")]
    pub metrics_listen: Option<SocketAddr>,
    /// How the log is written [default: text].
    #[arg(long, env = "HUDHUD_LOG_FORMAT", value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
    /// File with the host's secret, 32 bytes [default: `secret` in the data directory].
    #[arg(long, env = "HUDHUD_SERVER_SECRET_FILE", value_name = "FILE")]
    pub server_secret: Option<PathBuf>,
    /// Connections at most [default: what the limit of open files allows].
    #[arg(long, env = "HUDHUD_CONNECTIONS", value_name = "COUNT")]
    pub connections: Option<u32>,
    /// Connections from one address at most, loopback exempt [default: 256].
    #[arg(long, env = "HUDHUD_CONNECTIONS_PER_ADDRESS", value_name = "COUNT")]
    pub connections_per_address: Option<u32>,
    /// Handshakes (TLS and HTTP) under way at once [default: 512].
    #[arg(long, env = "HUDHUD_HANDSHAKES", value_name = "COUNT")]
    pub handshakes: Option<u32>,
    /// Sync every commit to the device before it is acknowledged [default: true]. `false` loses
    /// acknowledged messages when the machine loses power: for comparisons only.
    #[arg(long, env = "HUDHUD_SYNC", value_name = "BOOL")]
    pub sync: Option<bool>,
    /// Store cache, in MiB [default: 64].
    #[arg(long, env = "HUDHUD_CACHE_MIB", value_name = "MIB")]
    pub cache_mib: Option<u32>,
    /// Entries waiting for one slow connection before following ends there, in KiB [default: 512].
    #[arg(long, env = "HUDHUD_PUSH_QUEUE_KIB", value_name = "KIB")]
    pub push_queue_kib: Option<u32>,
    /// Answers that one connection is owed or has not taken before its next request is read, in KiB
    /// [default: 2048].
    #[arg(long, env = "HUDHUD_REPLY_QUEUE_KIB", value_name = "KIB")]
    pub reply_queue_kib: Option<u32>,
    /// One blob at most, in MiB [default: 64].
    #[arg(long, env = "HUDHUD_BLOB_MIB", value_name = "MIB")]
    pub blob_mib: Option<u32>,
    /// Used part of the disk above which nothing new is created, in percent [default: 90].
    #[arg(long, env = "HUDHUD_DISK_HIGH_PERCENT", value_name = "PERCENT")]
    pub disk_high_percent: Option<u8>,
    /// Free space of the disk that the store leaves alone, in MiB; below it nothing is stored, below
    /// twice as much nothing new is created [default: 128].
    #[arg(long, env = "HUDHUD_RESERVE_MIB", value_name = "MIB")]
    pub reserve_mib: Option<u32>,
    /// The clock is right although it is more than a week ahead of when this host last ran: retire by
    /// it. For one start, after a long stop.
    #[arg(long, env = "HUDHUD_CLOCK_IS_RIGHT", num_args = 0..=1, require_equals = true,
          default_missing_value = "true", value_name = "BOOL")]
    pub clock_is_right: Option<bool>,
    /// A connection without Hello is closed after this, in seconds [default: 10].
    #[arg(long, env = "HUDHUD_HELLO_SECONDS", value_name = "SECONDS")]
    pub hello_seconds: Option<u32>,
    /// A silent connection is pinged after this, in seconds
    /// [default: 540, and 45 where proxies are named].
    #[arg(long, env = "HUDHUD_IDLE_SECONDS", value_name = "SECONDS")]
    pub idle_seconds: Option<u32>,
    /// A connection that takes nothing of what waits for it is closed after this, in seconds
    /// [default: 120].
    #[arg(long, env = "HUDHUD_WRITE_SECONDS", value_name = "SECONDS")]
    pub write_seconds: Option<u32>,
    /// What may wait for all connections together before those that take nothing are closed, in MiB
    /// [default: 256].
    #[arg(long, env = "HUDHUD_OUTBOX_MIB", value_name = "MIB")]
    pub outbox_mib: Option<u32>,
    /// On stopping, clients are told to come back within this, spread out, in seconds [default: 15].
    #[arg(long, env = "HUDHUD_RETURN_SECONDS", value_name = "SECONDS")]
    pub return_seconds: Option<u32>,
    /// Who may sign up [default: open].
    #[arg(long, env = "HUDHUD_REGISTRATION", value_name = "WHO")]
    pub registration: Option<Registration>,
    /// Names kept for the host, besides those every host keeps, with commas between them.
    #[arg(
        long,
        env = "HUDHUD_RESERVED_NAMES",
        value_name = "NAMES",
        value_delimiter = ','
    )]
    pub reserved_names: Option<Vec<String>>,
    /// Days for which changes of groups are kept: whoever was away for longer must be let in again
    /// [default: 400].
    #[arg(long, env = "HUDHUD_ORDERED_DAYS", value_name = "DAYS")]
    pub ordered_days: Option<u32>,
    /// Days for which messages are kept for devices that are away [default: 90].
    #[arg(long, env = "HUDHUD_PLAIN_DAYS", value_name = "DAYS")]
    pub plain_days: Option<u32>,
    /// Days for which blobs are kept [default: 30].
    #[arg(long, env = "HUDHUD_BLOB_DAYS", value_name = "DAYS")]
    pub blob_days: Option<u32>,
    /// One log at most, in MiB [default: 4096].
    #[arg(long, env = "HUDHUD_LOG_MIB", value_name = "MIB")]
    pub log_mib: Option<u32>,
    /// Addresses of proxies that are believed when they say whom they speak for, with commas between
    /// them.
    #[arg(
        long,
        env = "HUDHUD_PROXIES",
        value_name = "ADDRESSES",
        value_delimiter = ','
    )]
    pub proxies: Option<Vec<IpAddr>>,
    /// The proxies begin each connection with the header of the PROXY protocol, version 2; otherwise
    /// they say it in `Forwarded` [default: false].
    #[arg(long, env = "HUDHUD_PROXY_PROTOCOL", num_args = 0..=1, require_equals = true,
          default_missing_value = "true", value_name = "BOOL")]
    pub proxy_protocol: Option<bool>,
    /// Zero bits of the puzzle for a sign-up; 0: free [default: 16].
    #[arg(long, env = "HUDHUD_SIGN_UP_BITS", value_name = "BITS")]
    pub sign_up_bits: Option<u32>,
    /// Zero bits of the puzzle for a blob of up to 1 MiB, one more for each doubling; 0: free
    /// [default: 12].
    #[arg(long, env = "HUDHUD_BLOB_BITS", value_name = "BITS")]
    pub blob_bits: Option<u32>,
    /// Zero bits of the puzzle for creating a log; 0: free [default: 12].
    #[arg(long, env = "HUDHUD_CREATE_BITS", value_name = "BITS")]
    pub create_bits: Option<u32>,
    /// Zero bits of the puzzle for a first contact without the inbox's capability [default: 16].
    #[arg(long, env = "HUDHUD_CONTACT_BITS", value_name = "BITS")]
    pub contact_bits: Option<u32>,
}

impl ServeArgs {
    /// Settings of `self`, and those of `below` where `self` has none.
    pub(super) fn or(self, below: Self) -> Self {
        Self {
            config: self.config,
            listen: self.listen.or(below.listen),
            domain: self.domain.or(below.domain),
            data: self.data.or(below.data),
            tls_certificate: self.tls_certificate.or(below.tls_certificate),
            tls_key: self.tls_key.or(below.tls_key),
            acme_contact: self.acme_contact.or(below.acme_contact),
            acme_directory: self.acme_directory.or(below.acme_directory),
            acme_ca: self.acme_ca.or(below.acme_ca),
            insecure_plain: self.insecure_plain.or(below.insecure_plain),
            app: self.app.or(below.app),
            app_files: self.app_files.or(below.app_files),
            metrics_listen: self.metrics_listen.or(below.metrics_listen),
            log_format: self.log_format.or(below.log_format),
            server_secret: self.server_secret.or(below.server_secret),
            connections: self.connections.or(below.connections),
            connections_per_address: self
                .connections_per_address
                .or(below.connections_per_address),
            handshakes: self.handshakes.or(below.handshakes),
            sync: self.sync.or(below.sync),
            cache_mib: self.cache_mib.or(below.cache_mib),
            push_queue_kib: self.push_queue_kib.or(below.push_queue_kib),
            reply_queue_kib: self.reply_queue_kib.or(below.reply_queue_kib),
            blob_mib: self.blob_mib.or(below.blob_mib),
            disk_high_percent: self.disk_high_percent.or(below.disk_high_percent),
            reserve_mib: self.reserve_mib.or(below.reserve_mib),
            clock_is_right: self.clock_is_right.or(below.clock_is_right),
            hello_seconds: self.hello_seconds.or(below.hello_seconds),
            idle_seconds: self.idle_seconds.or(below.idle_seconds),
            write_seconds: self.write_seconds.or(below.write_seconds),
            outbox_mib: self.outbox_mib.or(below.outbox_mib),
            return_seconds: self.return_seconds.or(below.return_seconds),
            registration: self.registration.or(below.registration),
            reserved_names: self.reserved_names.or(below.reserved_names),
            ordered_days: self.ordered_days.or(below.ordered_days),
            plain_days: self.plain_days.or(below.plain_days),
            blob_days: self.blob_days.or(below.blob_days),
            log_mib: self.log_mib.or(below.log_mib),
            proxies: self.proxies.or(below.proxies),
            proxy_protocol: self.proxy_protocol.or(below.proxy_protocol),
            blob_bits: self.blob_bits.or(below.blob_bits),
            sign_up_bits: self.sign_up_bits.or(below.sign_up_bits),
            create_bits: self.create_bits.or(below.create_bits),
            contact_bits: self.contact_bits.or(below.contact_bits),
        }
    }
}
