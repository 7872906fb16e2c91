//! The settings of an authority, and what cannot be one.

use std::path::PathBuf;

use http::Uri;

use super::args::ServeArgs;

/// Where certificates come from if nothing else is named.
pub(crate) const LETS_ENCRYPT: &str = "https://acme-v02.api.letsencrypt.org/directory";

/// From whom certificates come, by ACME.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcmeSettings {
    /// Where the authority writes to.
    pub contact: String,
    /// The authority's directory.
    pub directory: String,
    /// What its own certificate must come from; `None`: what browsers trust.
    pub ca: Option<PathBuf>,
}

/// Why no authority can be asked.
#[derive(Debug, thiserror::Error)]
pub enum AcmeConfigError {
    /// Certificates are named twice.
    #[error("give --acme-contact, or --tls-certificate and --tls-key, and not both")]
    Twice,
    /// An authority is named, and nobody whom it writes to.
    #[error("--acme-directory and --acme-ca need --acme-contact")]
    NoContact,
    /// That is no address of a person.
    #[error("acme_contact is an address for letters (you@example.org), found {contact:?}")]
    Contact {
        /// What was given.
        contact: String,
    },
    /// That is no authority.
    #[error("acme_directory begins with https://, found {directory:?}")]
    Directory {
        /// What was given.
        directory: String,
    },
    /// No authority knows it.
    #[error("an authority certifies domains that it finds: give --domain, found {domain:?}")]
    Domain {
        /// What was given.
        domain: String,
    },
}

/// Where an authority is.
pub(crate) struct Authority<'a> {
    pub(crate) host: &'a str,
    pub(crate) port: u16,
}

impl AcmeSettings {
    /// What the settings name, if they name one.
    pub(super) fn of(args: &ServeArgs) -> Result<Option<Self>, AcmeConfigError> {
        let Some(contact) = args.acme_contact.clone() else {
            let lonely = args.acme_directory.is_some() || args.acme_ca.is_some();
            return if lonely {
                Err(AcmeConfigError::NoContact)
            } else {
                Ok(None)
            };
        };
        if args.tls_certificate.is_some() {
            return Err(AcmeConfigError::Twice);
        }
        let is_odd = |c: char| c.is_whitespace() || c.is_control();
        let is_address = contact.split('@').filter(|part| !part.is_empty()).count() == 2;
        if !is_address || contact.contains(is_odd) {
            return Err(AcmeConfigError::Contact { contact });
        }
        let directory = args
            .acme_directory
            .clone()
            .unwrap_or_else(|| LETS_ENCRYPT.to_owned());
        let is_known = directory.parse().is_ok_and(|uri| authority(&uri).is_some());
        if !is_known {
            return Err(AcmeConfigError::Directory { directory });
        }
        Ok(Some(Self {
            contact,
            directory,
            ca: args.acme_ca.clone(),
        }))
    }

    /// Whether an authority can certify this domain.
    pub(super) fn check(&self, domain: &str) -> Result<(), AcmeConfigError> {
        if domain.contains('.') {
            return Ok(());
        }
        Err(AcmeConfigError::Domain {
            domain: domain.to_owned(),
        })
    }
}

/// Where an address of an authority leads, by https.
pub(crate) fn authority(uri: &Uri) -> Option<Authority<'_>> {
    let is_https = uri.scheme_str() == Some("https");
    is_https.then_some(Authority {
        host: uri.host()?.trim_start_matches('[').trim_end_matches(']'),
        port: uri.port_u16().unwrap_or(443),
    })
}
