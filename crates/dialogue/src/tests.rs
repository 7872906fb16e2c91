//! Every kind of value goes to bytes and back, and bytes that are not whole are refused.

mod asks;
mod commands;
mod samples;

use std::collections::BTreeSet;

use self::asks::asks;
use self::commands::{answers, commands};
use self::samples::{news, replies};
use crate::page::{Ask, Call, CodeError, News, Passcode, Reply, decode, encode};
use crate::{Answer, Command};

/// The name of a value's kind, out of its debug form.
fn kind(value: &impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    let end = text.find(|c: char| !c.is_alphanumeric());
    text[..end.unwrap_or(text.len())].to_owned()
}

/// How many kinds there are is what the first byte can be: one more is refused.
fn kinds<T: serde::de::DeserializeOwned + std::fmt::Debug>(prefix: &[u8]) -> usize {
    let known = |first: &u8| {
        // Zeros are a valid value of everything that follows, if there is enough of them.
        let bytes = [prefix, &[*first], &[0; 64]].concat();
        postcard::take_from_bytes::<T>(&bytes).is_ok()
    };
    (0..=u8::MAX).take_while(known).count()
}

#[test]
fn every_call_comes_back_as_it_was() {
    let mut seen = BTreeSet::new();
    for ask in asks() {
        seen.insert(kind(&ask));
        let call = Call { id: u32::MAX, ask };
        assert_eq!(decode::<Call>(&encode(&call).unwrap()), Ok(call));
    }
    assert_eq!(seen.len(), kinds::<Ask>(&[]), "{seen:?}");
    let seen: BTreeSet<String> = commands().iter().map(kind).collect();
    assert_eq!(seen.len(), kinds::<Command>(&[]), "{seen:?}");
    let seen: BTreeSet<String> = answers().iter().map(kind).collect();
    assert_eq!(seen.len(), kinds::<Answer>(&[]), "{seen:?}");
}

#[test]
fn all_news_come_back_as_they_were() {
    let mut seen = BTreeSet::new();
    for news in news() {
        seen.insert(kind(&news));
        assert_eq!(decode::<News>(&encode(&news).unwrap()), Ok(news));
    }
    assert_eq!(seen.len(), kinds::<News>(&[]), "{seen:?}");
    let seen: BTreeSet<String> = replies().iter().map(kind).collect();
    assert_eq!(seen.len(), kinds::<Reply>(&[]), "{seen:?}");
}

#[test]
fn bytes_that_are_cut_or_continued_are_refused() {
    for news in news() {
        let mut bytes = encode(&news).unwrap();
        for length in 0..bytes.len() {
            assert_eq!(decode::<News>(&bytes[..length]), Err(CodeError), "{news:?}");
        }
        bytes.push(0);
        assert_eq!(decode::<News>(&bytes), Err(CodeError));
    }
}

#[test]
fn a_flipped_bit_never_leads_to_a_panic() {
    for news in news() {
        let bytes = encode(&news).unwrap();
        for place in 0..bytes.len().min(400) {
            for bit in 0..8 {
                let mut flipped = bytes.clone();
                flipped[place] ^= 1 << bit;
                // It may be another value, or none.
                let _ = decode::<News>(&flipped);
            }
        }
    }
}

#[test]
fn a_passcode_is_not_printed() {
    let ask = Ask::SetPasscode {
        old: None,
        new: Some(Passcode("correct horse".to_owned())),
    };
    assert!(!format!("{ask:?}").contains("horse"));
}
