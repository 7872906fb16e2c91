//! Names: what an account key signs to bind a name to it on a host.

use hudhud_base::AccountId;
use hudhud_crypto::identity::account_id;
use hudhud_crypto::signature::verify;

use crate::turn::own::Own;

const NAME: &str = "hudhud name v1";

/// The bytes an account key signs.
fn name_message(name: &str, account: &AccountId, domain: &str) -> Vec<u8> {
    [name.as_bytes(), &[0], account.as_bytes(), domain.as_bytes()].concat()
}

pub(crate) fn sign_name(own: &Own, name: &str, domain: &str) -> [u8; 64] {
    let message = name_message(name, &own.account, domain);
    own.account_key.sign(NAME, &message)
}

pub(crate) fn name_is_signed(
    account_key: &[u8; 32],
    name: &str,
    domain: &str,
    signature: &[u8; 64],
) -> bool {
    let message = name_message(name, &account_id(account_key), domain);
    verify(account_key, NAME, &message, signature)
}
