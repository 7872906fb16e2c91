//! Names: an account key signs to bind a name to it on a host.

use hudhud_crypto::identity::account_id;
use hudhud_crypto::signature::verify;
use hudhud_text::folded_name;
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

/// Whose a name is, as a host says.
pub(crate) struct FoundName {
    pub(crate) account_key: [u8; 32],
    /// As its owner wrote it.
    pub(crate) name: String,
    pub(crate) signature: [u8; 64],
}

impl FoundName {
    /// Whether its owner has signed it for this host, and it is the one that was asked for.
    pub(crate) fn is_of(&self, asked: &str, domain: &str) -> bool {
        folded_name(asked) == folded_name(&self.name)
            && name_is_signed(&self.account_key, &self.name, domain, &self.signature)
    }
}

#[cfg(test)]
mod tests {
    use hudhud_crypto::signature::SigningKey;

    use super::*;

    const DOMAIN: &str = "hoopoe.example";

    fn found(name: &str) -> FoundName {
        let key = SigningKey::from_seed(&[1; 32]);
        let message = name_bytes(name, &account_id(&key.public()), DOMAIN);
        FoundName {
            account_key: key.public(),
            name: name.to_owned(),
            signature: key.sign(NAME_LABEL, &message),
        }
    }

    #[test]
    fn a_name_is_the_one_that_was_asked_for_however_it_is_written() {
        assert!(found("Layla_99").is_of("lAYLA_٩٩", DOMAIN));
        assert!(found("ليلى").is_of("ليلى", DOMAIN));
        assert!(!found("Layla_99").is_of("layla_98", DOMAIN));
    }

    #[test]
    fn a_name_of_another_host_or_key_is_not_taken() {
        assert!(!found("layla").is_of("layla", "crow.example"));
        let stolen = FoundName {
            account_key: SigningKey::from_seed(&[2; 32]).public(),
            ..found("layla")
        };
        assert!(!stolen.is_of("layla", DOMAIN));
    }
}
