//! How the host in a link is shown, so that it cannot be taken for another one.

use idna::AsciiDenyList;
use idna::uts46::{Hyphens, Uts46};
use unicode_security::MixedScript as _;

/// A host as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShownHost {
    /// In letters where they are honest, else in punycode.
    pub(crate) text: String,
    pub(crate) honesty: Honesty,
}

/// What its letters do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Honesty {
    Plain,
    /// They look like this other host.
    Imitates(String),
    /// They are of several scripts within one word.
    Mixed,
}

/// The host as browsers ask for it: in ASCII. `None`: no browser would.
pub(crate) fn ascii(host: &str) -> Option<String> {
    if let Some(inner) = host.strip_prefix('[') {
        let address = inner.strip_suffix(']')?;
        let fits = address
            .chars()
            .all(|char| char.is_ascii_hexdigit() || char == ':' || char == '.');
        return (fits && address.contains(':')).then(|| host.to_ascii_lowercase());
    }
    if host.is_empty() || host.len() > 512 || host.contains('%') {
        return None;
    }
    let ascii = idna::domain_to_ascii_from_cow(host.as_bytes().into(), AsciiDenyList::URL)
        .ok()?
        .into_owned();
    // A browser takes `2130706433` and `0x7f.1` for addresses, and would go to another than is shown.
    let last = ascii.trim_end_matches('.').rsplit('.').next();
    let numeric = last.is_some_and(|last| {
        last.starts_with("0x") || last.chars().all(|char| char.is_ascii_digit())
    });
    if numeric {
        return is_dotted(&ascii).then_some(ascii);
    }
    let fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '.' | '_');
    (ascii.chars().all(fits) && ascii.chars().any(|char| char.is_ascii_alphanumeric()))
        .then_some(ascii)
}

/// Whether a host is an address of four numbers, written as browsers write it.
fn is_dotted(host: &str) -> bool {
    let is_plain = |part: &str| {
        part.parse::<u8>()
            .is_ok_and(|number| number.to_string() == part)
    };
    host.split('.').count() == 4 && host.split('.').all(is_plain)
}

/// How a host in ASCII is shown.
pub(crate) fn shown(ascii: &str) -> ShownHost {
    let plain = ShownHost {
        text: ascii.to_owned(),
        honesty: Honesty::Plain,
    };
    if !ascii.contains("xn--") {
        return plain;
    }
    let mut mixed = false;
    let mut imitates = false;
    let (text, valid) = Uts46::new().to_user_interface(
        ascii.as_bytes(),
        AsciiDenyList::URL,
        Hyphens::Allow,
        |label, top, _| {
            let label: String = label.iter().collect();
            let top: String = top.iter().collect();
            match judged(&label, &top) {
                Honesty::Plain => true,
                Honesty::Imitates(_) => {
                    imitates = true;
                    false
                }
                Honesty::Mixed => {
                    mixed = true;
                    false
                }
            }
        },
    );
    if valid.is_err() {
        return plain;
    }
    let honesty = match (imitates, mixed) {
        (false, false) => Honesty::Plain,
        (true, _) | (_, true) => {
            let (letters, _) = idna::domain_to_unicode(ascii);
            let like = like(&letters);
            if like.is_ascii() {
                Honesty::Imitates(like)
            } else {
                Honesty::Mixed
            }
        }
    };
    ShownHost {
        text: text.into_owned(),
        honesty,
    }
}

/// Whether the letters of one label can be shown beside this last label.
fn judged(label: &str, top: &str) -> Honesty {
    if label.is_ascii() {
        return Honesty::Plain;
    }
    if !label.is_single_script() {
        return Honesty::Mixed;
    }
    // Where the whole host is in one script, nobody takes it for Latin.
    if !top.is_ascii() && format!("{label}{top}").is_single_script() {
        return Honesty::Plain;
    }
    let like = like(label);
    if like.is_ascii() {
        Honesty::Imitates(like)
    } else {
        Honesty::Plain
    }
}

/// What the letters look like, where they are not ASCII already.
fn like(letters: &str) -> String {
    let mut like = String::with_capacity(letters.len());
    let mut bytes = [0; 4];
    for letter in letters.chars() {
        if letter.is_ascii() {
            like.push(letter);
        } else {
            like.extend(unicode_security::skeleton(letter.encode_utf8(&mut bytes)));
        }
    }
    like.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{Honesty, ascii, shown};

    fn of(host: &str) -> (String, Honesty) {
        let shown = shown(&ascii(host).expect("a host"));
        (shown.text, shown.honesty)
    }

    #[test]
    fn honest_letters_are_shown() {
        for host in [
            "bücher.example",
            "موقع.وزارة-الاتصالات.مصر",
            "例え.テスト",
            "пример.рф",
            "оса.рф",
            "example.org",
        ] {
            assert_eq!(of(host), (host.to_owned(), Honesty::Plain));
        }
        assert_eq!(of("xn--bcher-kva.example").0, "bücher.example");
    }

    #[test]
    fn letters_that_imitate_are_shown_as_punycode() {
        // All Cyrillic.
        assert_eq!(
            of("аррӏе.com"),
            (
                "xn--80ak6aa92e.com".to_owned(),
                Honesty::Imitates("apple.com".to_owned())
            )
        );
        // Latin with one Cyrillic letter.
        let (text, honesty) = of("pаypal.com");
        assert!(text.starts_with("xn--"));
        assert_eq!(honesty, Honesty::Imitates("paypal.com".to_owned()));
        // Arabic within Latin is no host at all, Greek beside Cyrillic is.
        assert_eq!(ascii("bankمصر.com"), None);
        let (text, honesty) = of("жβя.com");
        assert!(text.starts_with("xn--"));
        assert_eq!(honesty, Honesty::Mixed);
    }

    #[test]
    fn a_host_is_what_a_browser_would_ask_for() {
        assert_eq!(ascii("EXAMPLE.org").as_deref(), Some("example.org"));
        assert_eq!(ascii("ｅxample。org").as_deref(), Some("example.org"));
        assert_eq!(ascii("[2001:DB8::1]").as_deref(), Some("[2001:db8::1]"));
        assert_eq!(ascii("127.0.0.1").as_deref(), Some("127.0.0.1"));
        for none in [
            "",
            "%65vil.com",
            "a b",
            "exa<mple",
            "[nonsense]",
            "..",
            "a|b",
            "2130706433",
            "0x7f.1",
            "example.1",
            "1.2.3",
            "1.2.3.04",
        ] {
            assert_eq!(ascii(none), None, "{none}");
        }
    }
}
