//! Small CBOR values that this crate writes into entries, invitations and its own rows.
//!
//! Decoding is strict: the whole input is one value, and lengths are bounded by the input itself.

use hudhud_base::HostName;
use minicbor::{Decode, Encode};
use zeroize::Zeroize;

/// 32 bytes as one CBOR byte string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub(crate) struct Bytes32(#[cbor(n(0), with = "minicbor::bytes")] pub(crate) [u8; 32]);

/// 32 secret bytes as one CBOR byte string; not printable.
#[derive(Clone, PartialEq, Eq, Encode, Decode, Zeroize)]
#[zeroize(drop)]
#[cbor(transparent)]
pub(crate) struct Secret32(#[cbor(n(0), with = "minicbor::bytes")] pub(crate) [u8; 32]);

impl std::fmt::Debug for Secret32 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret32(…)")
    }
}

/// A host as everybody names it, as one CBOR text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HostText(pub(crate) HostName);

impl<C> Encode<C> for HostText {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.str(&self.0.to_string())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for HostText {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let name = d.str()?.parse();
        name.map(Self)
            .map_err(|_| minicbor::decode::Error::message("not the name of a host"))
    }
}

/// A sequence number that an entry can have, as one CBOR number.
pub(crate) mod seq {
    use hudhud_base::Seq;
    use minicbor::encode::Write;
    use minicbor::{Decoder, Encoder};

    pub(crate) fn encode<C, W: Write>(
        seq: &Seq,
        to: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        to.u64(seq.0).map(drop)
    }

    pub(crate) fn decode<C>(
        from: &mut Decoder<'_>,
        _: &mut C,
    ) -> Result<Seq, minicbor::decode::Error> {
        Seq::bounded(from.u64()?)
            .ok_or_else(|| minicbor::decode::Error::message("no entry stands there"))
    }
}

/// The bytes of a value. Encoding into memory cannot fail.
pub(crate) fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    let written = minicbor::encode(value, &mut bytes);
    debug_assert!(written.is_ok(), "a vector takes every byte");
    bytes
}

/// The value, if these bytes are exactly one.
pub(crate) fn decode<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Option<T> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let value = decoder.decode().ok()?;
    (decoder.position() == bytes.len()).then_some(value)
}
