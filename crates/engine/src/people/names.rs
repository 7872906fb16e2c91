//! Names: an account key signs to bind a name to it on a host.

use hudhud_crypto::identity::account_id;
use hudhud_crypto::signature::verify;
use hudhud_wire::{NAME_LABEL, name_bytes};

use crate::turn::own::Own;

pub(crate) fn sign_name(own: &Own, name: &str, domain: &str) -> [u8; 64] {
    let message = name_bytes(name, &own.account, domain);
    own.account_key.sign(NAME_LABEL, &message)
}

pub(crate) fn name_is_signed(
    account_key: &[u8; 32],
    name: &str,
    domain: &str,
    signature: &[u8; 64],
) -> bool {
    let message = name_bytes(name, &account_id(account_key), domain);
    verify(account_key, NAME_LABEL, &message, signature)
}
