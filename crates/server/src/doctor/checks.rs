//! The single checks.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use hudhud_base::Timestamp;

use super::report::{Check, Finding};
use crate::acme_files::AcmeFiles;
use crate::config::Config;
use crate::data_directory::{DataDirectory, DataDirectoryError, FORMAT, Found, Note, inspect};
use crate::disk::{Fill, Space};
use crate::host_thread::JUMP_MS;
use crate::random::seeded;
use crate::store;
use crate::tls::{certified_key, is_for, validity};

/// Records whose checksums are compared.
const SAMPLED_RECORDS: usize = 10_000;
/// Days before the end of a certificate at which somebody should look.
const RENEWAL_DAYS: u64 = 14;
/// A clock before this is wrong: 2026-01-01.
const EARLIEST: Timestamp = Timestamp(1_767_225_600_000);
/// A clock after this is wrong: 2100-01-01.
const LATEST: Timestamp = Timestamp(4_102_444_800_000);
/// Open files below which a host is soon full.
const FEW_FILES: u64 = 4096;

fn ok(subject: &'static str, detail: impl Into<String>) -> Check {
    Check {
        subject,
        finding: Finding::Ok,
        detail: detail.into(),
    }
}

fn warn(subject: &'static str, detail: impl Into<String>) -> Check {
    Check {
        subject,
        finding: Finding::Warn,
        detail: detail.into(),
    }
}

fn fail(subject: &'static str, detail: impl Into<String>) -> Check {
    Check {
        subject,
        finding: Finding::Fail,
        detail: detail.into(),
    }
}

pub(super) fn configuration(config: &Config) -> Check {
    match config.check() {
        Err(error) => fail("configuration", error.to_string()),
        Ok(()) if !config.sync => warn(
            "configuration",
            "sync is off: a loss of power loses acknowledged messages",
        ),
        Ok(()) if config.domain == "localhost" => warn(
            "configuration",
            "domain is localhost: names end in @localhost; set --domain",
        ),
        Ok(()) => ok(
            "configuration",
            format!("names here end in @{}", config.domain),
        ),
    }
}

/// Format, permissions, lock, secret, and a sample of the records.
pub(super) fn data_directory(config: &Config) -> Vec<Check> {
    let path = &config.data;
    match inspect(path) {
        Err(error) => return vec![fail("data", error.to_string())],
        Ok(Found::Nothing) => {
            let detail = format!("{} is empty: the first start makes it", path.display());
            return vec![warn("data", detail)];
        }
        Ok(Found::Known { domain }) if domain != config.domain => {
            let detail = format!(
                "{} belongs to {domain}, and the domain is set to {}",
                path.display(),
                config.domain
            );
            return vec![fail("data", detail)];
        }
        Ok(Found::Known { .. }) => {}
    }
    let mut checks = vec![ok(
        "data",
        format!("{} has format {FORMAT}", path.display()),
    )];
    checks.push(permissions(path));
    match DataDirectory::open_to_look(path) {
        Err(DataDirectoryError::Locked { .. }) => {
            checks.push(ok("lock", "held by a running host"));
            checks.push(warn("store", "not checked: a running host has it open"));
        }
        Err(error) => checks.push(fail("lock", error.to_string())),
        Ok(mut directory) => {
            checks.push(ok("lock", "free"));
            checks.push(
                match directory.secret_if_made(config.server_secret.as_deref()) {
                    Ok(Some(_)) => ok("secret", "readable"),
                    Ok(None) => warn("secret", "not there: the next start makes another"),
                    Err(error) => fail("secret", error.to_string()),
                },
            );
            checks.push(store(&mut directory));
        }
    }
    checks
}

fn permissions(path: &Path) -> Check {
    match fs::metadata(path) {
        Err(error) => fail("permissions", error.to_string()),
        Ok(found) => {
            let mode = found.permissions().mode() & 0o777;
            if mode & 0o077 == 0 {
                ok("permissions", format!("{mode:o}: its owner alone"))
            } else {
                let advice = format!("{mode:o}: others may look into it; chmod 700");
                warn("permissions", advice)
            }
        }
    }
}

fn store(directory: &mut DataDirectory) -> Check {
    let noted = match directory.noted() {
        Ok(noted) => noted,
        Err(error) => return fail("store", error.to_string()),
    };
    let looked = match store::look(directory, noted) {
        Ok(looked) => looked,
        Err(error) => return fail("store", error.to_string()),
    };
    let Ok(mut rng) = seeded() else {
        return fail("store", "the system gives no randomness");
    };
    match looked.store.sample(SAMPLED_RECORDS, &mut rng) {
        Err(error) => fail(
            "store",
            format!("{error}: restore the directory from a backup"),
        ),
        Ok(sample) if sample.damaged > 0 => {
            let detail = format!(
                "{} of {} records are damaged",
                sample.damaged, sample.checked
            );
            fail("store", detail)
        }
        Ok(sample) => ok("store", format!("{} records are sound", sample.checked)),
    }
}

pub(super) fn disk(config: &Config) -> Check {
    // Before the first start the directory is not there, but what it will be made in is.
    let existing = config
        .data
        .ancestors()
        .find(|path| path.exists())
        .unwrap_or(Path::new("."));
    let existing = if existing.as_os_str().is_empty() {
        Path::new(".")
    } else {
        existing
    };
    match Space::of(existing) {
        Err(error) => fail("disk", error.to_string()),
        Ok(space) => {
            let reserve_mib = config.reserve_bytes >> 20;
            let detail = format!(
                "{} % used, {} MiB free, {reserve_mib} MiB of them kept in reserve",
                space.used_percent(),
                space.free_bytes >> 20
            );
            match Fill::new(config.disk_high_percent, config.reserve_bytes).state_of(space) {
                hudhud_host::Space::Exhausted => {
                    fail("disk", format!("{detail}: nothing can be stored"))
                }
                hudhud_host::Space::Scarce => {
                    warn("disk", format!("{detail}: nothing new is created"))
                }
                hudhud_host::Space::Ample => ok("disk", detail),
            }
        }
    }
}

pub(super) fn certificate(config: &Config, now: Timestamp) -> Check {
    let Some(files) = config.identity_files() else {
        return ok("tls", "not used: loopback, or a proxy in front");
    };
    let asked = config.acme.as_ref();
    let in_vain = asked.and_then(|_| AcmeFiles::of(&config.data).failure());
    if let Some(asked) = asked
        && !files.certificate.exists()
    {
        let why = in_vain.map_or_else(String::new, |why| format!("; asked in vain: {why}"));
        let detail = format!(
            "no certificate yet: a host that runs asks {}{why}",
            asked.directory
        );
        return warn("tls", detail);
    }
    let key = match certified_key(&files) {
        Ok(key) => key,
        Err(error) => return fail("tls", error.to_string()),
    };
    let own = key.cert.first();
    let Some(found) = own.and_then(|certificate| validity(certificate)) else {
        return fail("tls", "the certificate's dates cannot be read");
    };
    let days_left = found.until.since_ms(now) / 86_400_000;
    if !own.is_some_and(|certificate| is_for(certificate, &config.domain)) {
        let detail = format!("the certificate is not for {}", config.domain);
        fail("tls", detail)
    } else if now > found.until {
        fail("tls", "the certificate has expired: renew it")
    } else if now < found.from {
        fail(
            "tls",
            "the certificate is not valid yet: is the clock right?",
        )
    } else if is_open(&files.key) {
        warn(
            "tls",
            "everybody on this machine may read the key; chmod 600",
        )
    } else if let Some(why) = in_vain {
        let detail = format!("{days_left} days left, and a new one was asked for in vain: {why}");
        warn("tls", detail)
    } else if days_left < RENEWAL_DAYS {
        warn(
            "tls",
            format!("the certificate ends in {days_left} days: renew it"),
        )
    } else {
        ok(
            "tls",
            format!("certificate and key fit; {days_left} days left"),
        )
    }
}

/// Whether a file may be read by anybody.
fn is_open(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o007 != 0)
}

pub(super) fn port(address: SocketAddr) -> Check {
    match TcpListener::bind(address) {
        Ok(_) => ok("port", format!("{address} is free")),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => warn(
            "port",
            format!("{address} is in use: by a running host, or by something else"),
        ),
        Err(error) => fail("port", format!("{address}: {error}")),
    }
}

pub(super) fn open_files() -> Check {
    use rustix::process::{Resource, getrlimit};
    let most = getrlimit(Resource::Nofile).maximum;
    match most {
        Some(most) if most < FEW_FILES => {
            let detail = format!("at most {most} connections and files; raise LimitNOFILE");
            warn("open files", detail)
        }
        Some(most) => ok("open files", format!("up to {most}")),
        None => ok("open files", "no limit"),
    }
}

pub(super) fn clock(config: &Config, now: Timestamp) -> Check {
    let noted = Note::seen_in(&config.data).map_or(now, |note| note.minute.start());
    let days_ahead = now.since_ms(noted) / 86_400_000;
    if !(EARLIEST..LATEST).contains(&now) {
        fail(
            "clock",
            "the clock is wrong: entries would expire at the wrong time",
        )
    } else if noted > Timestamp(0) && now.since_ms(noted) > JUMP_MS && !config.clock_is_right {
        let detail = format!(
            "{days_ahead} days ahead of when this host last ran: if that is right, start once with \
             --clock-is-right, else nothing is retired"
        );
        warn("clock", detail)
    } else {
        ok("clock", "plausible")
    }
}
