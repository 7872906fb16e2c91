//! One attempt to be given a certificate (RFC 8555 §7, RFC 8737).

use std::time::Duration;

use hudhud_base::Timestamp;
use instant_acme::{
    Account, AccountCredentials, AuthorizationStatus, ChallengeType, Identifier, NewAccount,
    NewOrder, Order, OrderStatus, RetryPolicy,
};
use rcgen::{CertificateParams, DistinguishedName, KeyPair};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use super::error::{AcmeError, Words};
use super::http::Transport;
use crate::acme_files::AcmeFiles;
use crate::config::AcmeSettings;
use crate::tls::{Proofs, is_for, validity};

/// How long the authority may look, and how long it may write.
const PATIENCE: RetryPolicy = RetryPolicy::new()
    .initial_delay(Duration::from_millis(500))
    .backoff(1.5)
    .timeout(Duration::from_mins(2));
/// An account that an authority has forgotten (RFC 8555 §6.7).
const NO_ACCOUNT: &str = "urn:ietf:params:acme:error:accountDoesNotExist";

/// All that an attempt takes.
pub(super) struct Attempt<'a> {
    pub(super) settings: &'a AcmeSettings,
    pub(super) domain: &'a str,
    pub(super) files: &'a AcmeFiles,
    pub(super) proofs: &'a Proofs,
    pub(super) transport: &'a Transport,
}

impl Attempt<'_> {
    /// Certificate and key, in PEM, as they are then kept.
    pub(super) async fn run(&self, now: Timestamp) -> Result<(), AcmeError> {
        let account = self.account().await?;
        let names = [Identifier::Dns(self.domain.to_owned())];
        let ordered = account.new_order(&NewOrder::new(&names)).await;
        if let Err(instant_acme::Error::Api(problem)) = &ordered
            && problem.r#type.as_deref() == Some(NO_ACCOUNT)
        {
            self.files.forget_account();
        }
        let mut order = ordered?;
        let proved = self.prove(&mut order).await;
        // Whoever asks for it later asks for nothing of ours.
        self.proofs.take_off();
        proved?;
        let key = KeyPair::generate()?;
        let mut asked = CertificateParams::new([self.domain.to_owned()])?;
        asked.distinguished_name = DistinguishedName::new();
        let request = asked.serialize_request(&key)?;
        order.finalize_csr(request.der()).await?;
        let chain = order.poll_certificate(&PATIENCE).await?;
        let key_pem = key.serialize_pem();
        self.look_over(&chain, &key_pem, now)?;
        self.files.keep_identity(&format!("{chain}\n{key_pem}"))?;
        Ok(())
    }

    /// The one that is kept, if it is known to this authority, or a new one.
    async fn account(&self) -> Result<Account, AcmeError> {
        let http = || Account::builder_with_http(Box::new(self.transport.clone()));
        let kept = self.files.account().and_then(|bytes| read(&bytes));
        if let Some((directory, credentials)) = kept
            && directory == self.settings.directory
        {
            return Ok(http().from_credentials(credentials).await?);
        }
        let contact = format!("mailto:{}", self.settings.contact);
        let wanted = NewAccount {
            contact: &[&contact],
            terms_of_service_agreed: true,
            only_return_existing: false,
        };
        let directory = self.settings.directory.clone();
        let (account, credentials) = http().create(&wanted, directory, None).await?;
        let bytes = serde_json::to_vec(&credentials)
            .map_err(|error| AcmeError::Rules(Box::new(error.into())))?;
        self.files.keep_account(&bytes)?;
        Ok(account)
    }

    /// Shows, at the host's own port, that the domain is ours.
    async fn prove(&self, order: &mut Order) -> Result<(), AcmeError> {
        let mut authorizations = order.authorizations();
        while let Some(authorization) = authorizations.next().await {
            let mut authorization = authorization?;
            if authorization.status == AuthorizationStatus::Valid {
                continue;
            }
            let mut challenge = authorization
                .challenge(ChallengeType::TlsAlpn01)
                .ok_or(AcmeError::NoSuchProof)?;
            let digest = challenge.key_authorization().digest();
            self.proofs.show(self.domain, digest.as_ref())?;
            challenge.set_ready().await?;
        }
        match order.poll_ready(&PATIENCE).await? {
            OrderStatus::Ready | OrderStatus::Valid => Ok(()),
            OrderStatus::Pending | OrderStatus::Processing | OrderStatus::Invalid => {
                Err(why_not(order).await?)
            }
        }
    }

    /// Whether what was given is what was asked for.
    fn look_over(&self, chain: &str, key_pem: &str, now: Timestamp) -> Result<(), AcmeError> {
        let chain = CertificateDer::pem_slice_iter(chain.as_bytes());
        let chain: Vec<CertificateDer<'static>> = chain
            .collect::<Result<_, _>>()
            .map_err(|_| AcmeError::NoCertificate)?;
        let own = chain.first().ok_or(AcmeError::NoCertificate)?;
        if !is_for(own, self.domain) {
            return Err(AcmeError::OtherName);
        }
        let valid = validity(own).ok_or(AcmeError::NoCertificate)?;
        if valid.until <= now {
            return Err(AcmeError::Expired);
        }
        // Authorities date certificates back by an hour, so a clock may be a little wrong.
        if valid.from > now {
            return Err(AcmeError::NotYetValid);
        }
        let key = PrivateKeyDer::from_pem_slice(key_pem.as_bytes());
        let key = key.map_err(|_| AcmeError::OtherKey)?;
        CertifiedKey::from_der(chain, key, &ring::default_provider())
            .map(drop)
            .map_err(|_| AcmeError::OtherKey)
    }
}

/// What the authority says of the proof that it did not accept.
async fn why_not(order: &mut Order) -> Result<AcmeError, AcmeError> {
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization?;
        let looked = authorization.refresh().await?;
        let problem = looked.challenges.iter().find_map(|it| it.error.as_ref());
        if let Some(problem) = problem {
            return Ok(AcmeError::NotProved(Words::of(problem)));
        }
    }
    Ok(AcmeError::Unfinished)
}

/// An account, and the authority that knows it.
fn read(bytes: &[u8]) -> Option<(String, AccountCredentials)> {
    let value: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    let directory = value.get("directory")?.as_str()?.to_owned();
    Some((directory, serde_json::from_value(value).ok()?))
}
