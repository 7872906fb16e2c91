//! From when to when a certificate is valid, read from its DER (RFC 5280 §4.1).
//!
//! Only the two times: everything else about certificates is the TLS library's.

use hudhud_base::Timestamp;

/// The span in which a certificate may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Validity {
    /// Not before this.
    pub(crate) from: Timestamp,
    /// Not after this.
    pub(crate) until: Timestamp,
}

/// The validity in `certificate`; `None` if it is not a certificate.
pub(crate) fn validity(certificate: &[u8]) -> Option<Validity> {
    const SEQUENCE: u8 = 0x30;
    const VERSION: u8 = 0xa0;
    let (outer, _) = element(certificate, Some(SEQUENCE))?;
    let (mut rest, _) = element(outer, Some(SEQUENCE))?;
    if rest.first() == Some(&VERSION) {
        rest = element(rest, None)?.1;
    }
    // Serial number, signature algorithm, issuer.
    for _ in 0..3 {
        rest = element(rest, None)?.1;
    }
    let (times, _) = element(rest, Some(SEQUENCE))?;
    let (from, times) = time(times)?;
    let (until, _) = time(times)?;
    Some(Validity { from, until })
}

/// Splits the first element off: its contents, and what follows it.
fn element(bytes: &[u8], tag: Option<u8>) -> Option<(&[u8], &[u8])> {
    let (&found, rest) = bytes.split_first()?;
    if tag.is_some_and(|tag| tag != found) {
        return None;
    }
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        if digits.is_empty() || digits.len() > 4 {
            return None;
        }
        (
            digits
                .iter()
                .fold(0, |length, &digit| (length << 8) | usize::from(digit)),
            rest,
        )
    };
    rest.split_at_checked(length)
}

fn time(bytes: &[u8]) -> Option<(Timestamp, &[u8])> {
    const UTC_TIME: u8 = 0x17;
    let two_digit_year = *bytes.first()? == UTC_TIME;
    let (text, rest) = element(bytes, None)?;
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (year, fields) = if two_digit_year {
        let year: i64 = text.get(..2)?.parse().ok()?;
        (
            if year < 50 { 2000 + year } else { 1900 + year },
            text.get(2..)?,
        )
    } else {
        (text.get(..4)?.parse().ok()?, text.get(4..)?)
    };
    let field = |at: usize| fields.get(at..at + 2)?.parse::<i64>().ok();
    let days = days_since_1970(year, field(0)?, field(2)?);
    let seconds = ((days * 24 + field(4)?) * 60 + field(6)?) * 60 + field(8)?;
    Some((
        Timestamp(u64::try_from(seconds).ok()?.checked_mul(1000)?),
        rest,
    ))
}

/// Days in the Gregorian calendar, counted in years that begin in March so that the leap day is last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let in_year = (153 * month + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + in_year
        - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_across_leap_years() {
        assert_eq!(days_since_1970(1970, 1, 1), 0);
        assert_eq!(days_since_1970(2000, 3, 1), 11_017);
        assert_eq!(days_since_1970(2026, 11, 23), 20_780);
    }

    #[test]
    fn the_times_of_a_certificate_are_found() {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut parameters = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        parameters.not_before = rcgen::date_time_ymd(2020, 1, 2);
        parameters.not_after = rcgen::date_time_ymd(2051, 3, 4);
        let certificate = parameters.self_signed(&key).unwrap();
        let found = validity(certificate.der()).unwrap();
        assert_eq!(found.from, Timestamp(1_577_923_200_000));
        assert_eq!(found.until, Timestamp(2_561_500_800_000));
    }

    #[test]
    fn a_certificate_cut_anywhere_is_no_certificate() {
        let key = rcgen::KeyPair::generate().unwrap();
        let parameters = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = parameters.self_signed(&key).unwrap();
        let whole = certificate.der();
        for length in 0..whole.len() {
            assert_eq!(validity(&whole[..length]), None);
        }
    }
}
