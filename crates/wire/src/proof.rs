//! The bytes that a device signs to prove itself on a link, and an account to have a name on a host.

use hudhud_base::AccountId;

/// What Ed25519 signs with a device key on an account link stands behind this label.
pub const AUTHENTICATE_LABEL: &str = "hudhud authenticate v1";

/// What Ed25519 signs with an account key to bind a name stands behind this label.
pub const NAME_LABEL: &str = "hudhud name v1";

/// The link's challenge, the account, and the host by the name it gives itself
/// (docs/spec/accounts.md).
#[must_use]
pub fn authenticate_bytes(challenge: &[u8; 32], account: &AccountId, domain: &str) -> Vec<u8> {
    [challenge.as_slice(), account.as_bytes(), domain.as_bytes()].concat()
}

/// The name, a zero byte that no name holds, the account, and the host by the name it gives itself
/// (docs/spec/accounts.md).
#[must_use]
pub fn name_bytes(name: &str, account: &AccountId, domain: &str) -> Vec<u8> {
    [name.as_bytes(), &[0], account.as_bytes(), domain.as_bytes()].concat()
}
