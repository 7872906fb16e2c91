//! What whoever asks has signed (RFC 7515, and RFC 8555 §6.2): read and checked, or refused.

use data_encoding::BASE64URL_NOPAD;
use ring::digest::{SHA256, digest};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::{Value, json};

/// A key on P-256, uncompressed.
pub(super) type Key = Vec<u8>;

/// Who signed, by what the head says.
pub(super) enum Signer {
    /// Somebody new shows a key.
    New(Key),
    /// Whoever has the account at this address.
    Known(String),
}

/// A signed request, of which nothing was checked.
pub(super) struct Signed {
    pub(super) signer: Signer,
    pub(super) nonce: String,
    pub(super) url: String,
    /// `None`: it only asks how something stands.
    pub(super) payload: Option<Value>,
    covered: String,
    signature: Vec<u8>,
}

impl Signed {
    /// Reads a body; `None`: it is none that ACME knows.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let whole: Value = serde_json::from_slice(body).ok()?;
        let part = |name: &str| whole.get(name)?.as_str();
        let (protected, payload) = (part("protected")?, part("payload")?);
        let head: Value = serde_json::from_slice(&decode(protected)?).ok()?;
        if head.get("alg")? != "ES256" {
            return None;
        }
        let text = |name: &str| Some(head.get(name)?.as_str()?.to_owned());
        let signer = match (head.get("jwk"), text("kid")) {
            (Some(jwk), None) => Signer::New(key(jwk)?),
            (None, Some(account)) => Signer::Known(account),
            _ => return None,
        };
        let asked = match payload {
            "" => None,
            payload => Some(serde_json::from_slice(&decode(payload)?).ok()?),
        };
        Some(Self {
            signer,
            nonce: text("nonce")?,
            url: text("url")?,
            payload: asked,
            covered: format!("{protected}.{payload}"),
            signature: decode(part("signature")?)?,
        })
    }

    /// Whether the holder of `key` signed all of it.
    pub(super) fn is_signed_by(&self, key: &[u8]) -> bool {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key)
            .verify(self.covered.as_bytes(), &self.signature)
            .is_ok()
    }
}

/// What stands for a key in proofs (RFC 7638).
pub(super) fn thumbprint(key: &[u8]) -> String {
    let (x, y) = key[1..].split_at(32);
    let [x, y] = [x, y].map(|half| BASE64URL_NOPAD.encode(half));
    let members = json!({ "crv": "P-256", "kty": "EC", "x": x, "y": y });
    BASE64URL_NOPAD.encode(digest(&SHA256, members.to_string().as_bytes()).as_ref())
}

pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64URL_NOPAD.decode(text.as_bytes()).ok()
}

fn key(jwk: &Value) -> Option<Key> {
    if jwk.get("kty")? != "EC" || jwk.get("crv")? != "P-256" {
        return None;
    }
    let half = |name: &str| decode(jwk.get(name)?.as_str()?).filter(|half| half.len() == 32);
    let mut key = vec![4];
    key.extend(half("x")?);
    key.extend(half("y")?);
    Some(key)
}
