//! The authority's own key, and the certificates that it signs.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, DnType, IsCa, Issuer,
    KeyPair, SanType,
};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, CertificateSigningRequestDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore, ServerConfig};

use super::mischief::Mischief;

const DAY: Duration = Duration::from_hours(24);

/// What it signs with.
pub(super) struct Paper {
    issuer: Issuer<'static, KeyPair>,
    own: CertificateDer<'static>,
    pub(super) file: PathBuf,
}

impl Paper {
    /// Makes a key, and writes its certificate into a directory.
    pub(super) fn new(directory: &Path) -> anyhow::Result<Self> {
        let key = KeyPair::generate()?;
        let mut parameters = CertificateParams::new(Vec::new())?;
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // Another name than what it signs: some take those for signed by themselves.
        let name = &mut parameters.distinguished_name;
        name.push(DnType::CommonName, "the authority of this machine");
        let made = parameters.self_signed(&key)?;
        std::fs::create_dir_all(directory)?;
        let file = directory.join("authority.pem");
        std::fs::write(&file, made.pem())?;
        Ok(Self {
            own: made.der().clone(),
            issuer: Issuer::new(parameters, key),
            file,
        })
    }

    /// For the authority's own port.
    pub(super) fn server(&self) -> anyhow::Result<Arc<ServerConfig>> {
        let key = KeyPair::generate()?;
        let made =
            CertificateParams::new(["127.0.0.1".to_owned()])?.signed_by(&key, &self.issuer)?;
        let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(anyhow::Error::msg)?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![made.der().clone()], key)?;
        Ok(Arc::new(config))
    }

    /// For whoever trusts this authority and no other.
    pub(super) fn client(&self) -> anyhow::Result<Arc<ClientConfig>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.own.clone())?;
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Arc::new(config))
    }

    /// Certificate and key for a domain, begun and ending so many days ago and from now; one that has
    /// ended has fewer than none left.
    pub(super) fn identity(&self, domain: &str, days: (u32, i32)) -> anyhow::Result<String> {
        let key = KeyPair::generate()?;
        let mut wanted = CertificateParams::new([domain.to_owned()])?;
        let now = SystemTime::now();
        wanted.not_before = (now - DAY * days.0).into();
        let end = DAY * days.1.unsigned_abs();
        let until = if days.1 < 0 { now - end } else { now + end };
        wanted.not_after = until.into();
        let made = wanted.signed_by(&key, &self.issuer)?;
        Ok(format!("{}{}", made.pem(), key.serialize_pem()))
    }

    /// Signs what is asked for, if it is for `domain`, or something else that was not asked for.
    pub(super) fn certify(
        &self,
        request: Vec<u8>,
        domain: &str,
        mischief: Mischief,
    ) -> anyhow::Result<String> {
        let request = CertificateSigningRequestDer::from(request);
        let mut wanted = CertificateSigningRequestParams::from_der(&request)?;
        let asked = SanType::DnsName(domain.try_into()?);
        let names = &mut wanted.params.subject_alt_names;
        if *names != [asked] {
            anyhow::bail!("the request is for other names than the order");
        }
        if mischief == Mischief::OtherName {
            *names = vec![SanType::DnsName("else.example".try_into()?)];
        }
        let now = SystemTime::now();
        let (from, until) = if mischief == Mischief::Expired {
            (now - DAY * 90, now - DAY)
        } else {
            (now - DAY / 24, now + DAY * 90)
        };
        wanted.params.not_before = from.into();
        wanted.params.not_after = until.into();
        if mischief == Mischief::OtherKey {
            let key = KeyPair::generate()?;
            return Ok(wanted.params.signed_by(&key, &self.issuer)?.pem());
        }
        Ok(wanted.signed_by(&self.issuer)?.pem())
    }
}

pub(super) fn name(domain: &str) -> anyhow::Result<ServerName<'static>> {
    ServerName::try_from(domain.to_owned()).context("that is no domain")
}
