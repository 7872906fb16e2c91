//! The URIs that stand in message ids. They name no host, so that a conversation or an account
//! that moves keeps its messages' ids.

use std::fmt::Write;

use hudhud_base::AccountId;

/// `hudhud:account:` and the account id in hexadecimal.
#[must_use]
pub fn account_uri(account: &AccountId) -> String {
    format!("hudhud:account:{account}")
}

/// `hudhud:conversation:` and the MLS group id in hexadecimal.
#[must_use]
pub fn conversation_uri(group_id: &[u8]) -> String {
    let mut uri = String::from("hudhud:conversation:");
    for byte in group_id {
        // Writing to a string does not fail.
        let _ = write!(uri, "{byte:02x}");
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_has_one_uri() {
        let uri = account_uri(&AccountId([0xab; 32]));
        assert_eq!(uri, format!("hudhud:account:{}", "ab".repeat(32)));
    }

    #[test]
    fn a_conversation_is_named_by_its_group() {
        assert_eq!(conversation_uri(&[0x0f, 0xf0]), "hudhud:conversation:0ff0");
    }
}
