//! The two cipher suites of the profile.

use openmls::prelude::Ciphersuite;

/// What a group seals with. It never changes within one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Suite {
    /// 0x0001: X25519, AES-128-GCM, SHA-256, Ed25519.
    Classical,
    /// 0x004F: ML-KEM-768 with X25519, AES-128-GCM, SHA-256, Ed25519.
    Hybrid,
}

impl Suite {
    /// Every suite of the profile.
    pub const ALL: [Self; 2] = [Self::Classical, Self::Hybrid];

    /// Its code point in MLS.
    #[must_use]
    pub fn code(self) -> u16 {
        self.ciphersuite().into()
    }

    pub(crate) const fn ciphersuite(self) -> Ciphersuite {
        match self {
            Self::Classical => Ciphersuite::MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519,
            Self::Hybrid => Ciphersuite::MLS_128_MLKEM768X25519_AES128GCM_SHA256_Ed25519,
        }
    }

    pub(crate) fn of(ciphersuite: Ciphersuite) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|suite| suite.ciphersuite() == ciphersuite)
    }
}
