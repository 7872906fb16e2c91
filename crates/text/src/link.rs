//! Links in a text: where one ends, where it really leads, and how that is shown. Only the web and
//! mail: no other scheme is ever a link.

use std::ops::Range;

use crate::clean::beginning;
use crate::host::{self, Honesty};
use crate::marks::Reading;

/// A link is shown with at most so many graphemes.
const SHOWN_GRAPHEMES: usize = 64;
/// When it is longer, so many of its last ones stay.
const LAST_GRAPHEMES: usize = 18;
/// A longer address is shown as text.
const LINK_BYTES: usize = 4096;

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads: `http:`, `https:` or `mailto:`. It has no name and password in it.
    pub href: String,
    /// The host that it leads to, as browsers name it; none of an address for mail.
    pub host: Option<String>,
    /// What is shown: the real host first.
    pub shown: String,
    /// What to warn of.
    pub caution: Option<Caution>,
}

/// Why a link may not be what it seems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caution {
    /// Its host looks like this other one.
    Imitates(String),
    /// Its host mixes scripts within one word.
    Mixed,
    /// It had something before an `@` that looks like a host and is none.
    Disguised,
}

enum Scheme {
    Web(&'static str),
    /// `www.` without a scheme.
    Bare,
    Mail,
}

fn scheme(text: &str) -> Option<(Scheme, usize)> {
    let begins = |with: &str| {
        text.get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    if begins("https://") {
        Some((Scheme::Web("https"), 8))
    } else if begins("http://") {
        Some((Scheme::Web("http"), 7))
    } else if begins("mailto:") {
        Some((Scheme::Mail, 7))
    } else if begins("www.") {
        Some((Scheme::Bare, 0))
    } else {
        None
    }
}

/// The link that begins at this byte of a line, and where it ends.
///
/// # Errors
/// There is none, and none begins before this byte either: whoever goes on from there looks at nothing twice.
pub(crate) fn at(
    line: &str,
    begin: usize,
    reading: Reading,
) -> Result<(Range<usize>, Link), usize> {
    let Some((scheme, text, skip)) = beginning_at(line, begin) else {
        return Err(begin);
    };
    let (extent, end) = extent(text, reading).map_err(|looked_at| begin + looked_at)?;
    let link = text.get(skip..extent).and_then(|rest| match scheme {
        Scheme::Web(scheme) => web(scheme, rest),
        Scheme::Bare => web("https", rest),
        Scheme::Mail => mail(rest),
    });
    link.map(|link| (begin..begin + extent, link))
        .ok_or(begin + end)
}

/// What begins like a link at this byte: as what, the line from there, and how much of it names the scheme.
fn beginning_at(line: &str, begin: usize) -> Option<(Scheme, &str, usize)> {
    let text = line.get(begin..)?;
    if !text.starts_with(['h', 'H', 'm', 'M', 'w', 'W']) {
        return None;
    }
    // `xhttp://` and `foo@www.` are no links; `وhttps://` is one.
    let before = line.get(..begin)?.chars().next_back();
    if before
        .is_some_and(|char| char.is_ascii_alphanumeric() || matches!(char, '_' | '@' | '.' | '/'))
    {
        return None;
    }
    let (scheme, skip) = scheme(text)?;
    Some((scheme, text, skip))
}

/// How many bytes of a text belong to a link that begins it, and where it ends with what follows the link, as
/// after a sentence.
///
/// # Errors
/// It is too long; so many bytes were looked at.
fn extent(text: &str, reading: Reading) -> Result<(usize, usize), usize> {
    const ENDS: &[char] = &[
        '<', '>', '"', '`', '«', '»', '“', '”', '،', '؛', '؟', '۔', '…',
    ];
    let ends = |char: char| char.is_whitespace() || char.is_control() || ENDS.contains(&char);
    // In a message it belongs to the sign after it.
    let escapes = |at: usize| {
        let after = text.get(at + 1..).and_then(|rest| rest.chars().next());
        reading == Reading::Written && after.is_some_and(|after| after.is_ascii_punctuation())
    };
    let end = text
        .char_indices()
        .take_while(|(at, _)| *at <= LINK_BYTES)
        .find(|(at, char)| ends(*char) || (*char == '\\' && escapes(*at)))
        .map_or(text.len(), |(at, _)| at);
    if end > LINK_BYTES {
        // The sign that went too far is the first that may begin another.
        return Err(text.floor_char_boundary(LINK_BYTES));
    }
    let mut kept = text.get(..end).unwrap_or("");
    // Counted once, and taken off as the link gets shorter.
    let mut brackets = Brackets::of(kept);
    // A sentence goes on after the link; a bracket belongs to it only if it opened in it.
    while let Some(last) = kept.chars().next_back() {
        match last {
            ')' | ']' | '}' if brackets.keeps(last) => break,
            ')'
            | ']'
            | '}'
            | '.'
            | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '\''
            | '*'
            | '_'
            | '~'
            | '|'
            | '’'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{061c}'
            | '\u{200b}'..='\u{200d}' => {}
            _ => break,
        }
        kept = kept.get(..kept.len() - last.len_utf8()).unwrap_or("");
    }
    Ok((kept.len(), end))
}

/// Of each kind of bracket in a link, how many more open than close.
struct Brackets([isize; 3]);

impl Brackets {
    fn of(text: &str) -> Self {
        let mut brackets = Self([0; 3]);
        for (kind, one) in text.chars().filter_map(bracket) {
            brackets.add(kind, one);
        }
        brackets
    }

    fn add(&mut self, kind: usize, one: isize) {
        if let Some(count) = self.0.get_mut(kind) {
            *count += one;
        }
    }

    /// Whether the last sign, a closing bracket, has an opening one; if not, it is left out.
    fn keeps(&mut self, closing: char) -> bool {
        let Some((kind, one)) = bracket(closing) else {
            return false;
        };
        let opened = self.0.get(kind).is_some_and(|count| *count >= 0);
        if !opened {
            self.add(kind, -one);
        }
        opened
    }
}

/// The number of a bracket's kind; and 1 if it opens, -1 if it closes.
fn bracket(char: char) -> Option<(usize, isize)> {
    Some(match char {
        '(' => (0, 1),
        ')' => (0, -1),
        '[' => (1, 1),
        ']' => (1, -1),
        '{' => (2, 1),
        '}' => (2, -1),
        _ => return None,
    })
}

fn web(scheme: &str, rest: &str) -> Option<Link> {
    // Browsers take a backslash for a slash here.
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let (user, place) = match authority.rsplit_once('@') {
        Some((user, place)) => (Some(user), place),
        None => (None, authority),
    };
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        Some(_) | None => (place, None),
    };
    if port.is_some_and(|port| {
        port.is_empty() || port.len() > 5 || !port.bytes().all(|byte| byte.is_ascii_digit())
    }) {
        return None;
    }
    let host = host::ascii(host)?;
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    let shown = host::shown(&host);
    let caution = match shown.honesty {
        Honesty::Imitates(like) => Some(Caution::Imitates(like)),
        Honesty::Mixed => Some(Caution::Mixed),
        Honesty::Plain => user.map(|_| Caution::Disguised),
    };
    let tail = tail.replace('\\', "/");
    Some(Link {
        href: format!("{scheme}://{host}{port}{tail}"),
        host: Some(host),
        shown: shortened(&format!("{}{port}", shown.text), &readable(&tail)),
        caution,
    })
}

fn mail(rest: &str) -> Option<Link> {
    let (address, _) = rest.split_once('?').unwrap_or((rest, ""));
    let (user, host) = address.split_once('@')?;
    let fits = |char: char| char.is_alphanumeric() || "._+-".contains(char);
    if user.is_empty() || !user.chars().all(fits) {
        return None;
    }
    let host = host::ascii(host)?;
    let shown = host::shown(&host);
    Some(Link {
        href: format!("mailto:{user}@{host}"),
        host: None,
        shown: shortened(&format!("{user}@{}", shown.text), ""),
        caution: match shown.honesty {
            Honesty::Imitates(like) => Some(Caution::Imitates(like)),
            Honesty::Mixed => Some(Caution::Mixed),
            Honesty::Plain => None,
        },
    })
}

/// A path with its letters in place of their percent codes, where that is nothing but letters.
fn readable(tail: &str) -> String {
    let tail = if tail == "/" { "" } else { tail };
    let mut bytes = Vec::with_capacity(tail.len());
    let mut rest = tail.as_bytes();
    while let [first, after @ ..] = rest {
        let code = match (first, after) {
            (b'%', [high, low, ..]) => hexadecimal(*high).zip(hexadecimal(*low)),
            _ => None,
        };
        match code {
            // ASCII codes mean something else than their letters.
            Some((high, low)) if high >= 8 => {
                bytes.push(high * 16 + low);
                rest = after.get(2..).unwrap_or(&[]);
            }
            Some(_) | None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    match String::from_utf8(bytes) {
        Ok(text)
            if text
                .chars()
                .all(|char| char.is_ascii() || char.is_alphanumeric()) =>
        {
            text
        }
        Ok(_) | Err(_) => tail.to_owned(),
    }
}

fn hexadecimal(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// Host and path, cut in the middle of the path; of a host that is too long the end is shown,
/// because that is what somebody owns.
fn shortened(host: &str, path: &str) -> String {
    let length = |text: &str| text.chars().count();
    if length(host) + length(path) <= SHOWN_GRAPHEMES {
        return format!("{host}{path}");
    }
    if length(host) > SHOWN_GRAPHEMES {
        let skip = length(host) - SHOWN_GRAPHEMES;
        let end: String = host.chars().skip(skip).collect();
        return format!("…{end}/…");
    }
    let first = SHOWN_GRAPHEMES
        .saturating_sub(length(host) + LAST_GRAPHEMES)
        .max(4);
    let (head, _) = beginning(path, first);
    let skip = length(path)
        .saturating_sub(LAST_GRAPHEMES)
        .max(length(head));
    let last: String = path.chars().skip(skip).collect();
    format!("{host}{head}…{last}")
}

#[cfg(test)]
mod tests {
    use super::{Caution, Link, SHOWN_GRAPHEMES, at};
    use crate::marks::Reading;

    fn found(line: &str) -> Option<(String, Link)> {
        line.char_indices()
            .find_map(|(begin, _)| at(line, begin, Reading::Typed).ok())
            .map(|(range, link)| (line[range].to_owned(), link))
    }

    fn href(line: &str) -> Option<String> {
        found(line).map(|(_, link)| link.href)
    }

    #[test]
    fn only_the_web_and_mail_are_links() {
        assert_eq!(
            href("see https://example.org/a?b#c"),
            Some("https://example.org/a?b#c".into())
        );
        assert_eq!(
            href("HTTP://Example.ORG"),
            Some("http://example.org".into())
        );
        assert_eq!(
            href("www.example.org/x"),
            Some("https://www.example.org/x".into())
        );
        assert_eq!(
            href("mailto:a.b@example.org?body=x"),
            Some("mailto:a.b@example.org".into())
        );
        for none in [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "ftp://a.b",
            "vbscript:x",
            "javascript:https",
            "https://",
            "https:///",
            "http://%65vil.com",
            "mailto:",
            "xhttps://example.org",
        ] {
            assert_eq!(href(none), None, "{none}");
        }
        assert_eq!(href("https://a b"), Some("https://a".into()));
    }

    #[test]
    fn what_is_no_link_after_all_is_not_looked_at_again() {
        let brackets = ")".repeat(2_050);
        for (line, end) in [
            ("www.%a", 6),
            ("www.%a b", 6),
            ("www.%a) www.b.org", 7),
            (&format!("www.%-www.%{brackets} x"), 11 + brackets.len()),
            (&"www.a/".repeat(1_000), 4_096),
            (&format!("https://a{}", "م".repeat(3_000)), 4_095),
            ("word", 0),
        ] {
            assert_eq!(at(line, 0, Reading::Typed), Err(end), "{line}");
        }
    }

    #[test]
    fn what_ends_a_sentence_does_not_belong_to_a_link() {
        for (line, link) in [
            ("https://a.org.", "https://a.org"),
            ("https://a.org/x, and", "https://a.org/x"),
            ("(https://a.org/x)", "https://a.org/x"),
            ("https://a.org/x_(y)", "https://a.org/x_(y)"),
            ("https://a.org/x?!", "https://a.org/x"),
            ("\"https://a.org/x\"", "https://a.org/x"),
            ("انظر https://a.org/x، ثم", "https://a.org/x"),
            ("هل رأيت https://a.org/x؟", "https://a.org/x"),
            ("وhttps://a.org/x؛", "https://a.org/x"),
            ("«https://a.org/x»", "https://a.org/x"),
            ("https://a.org/هدهد.", "https://a.org/هدهد"),
        ] {
            assert_eq!(
                found(line).map(|(text, _)| text).as_deref(),
                Some(link),
                "{line}"
            );
        }
    }

    #[test]
    fn the_real_host_is_shown_whatever_stands_before_an_at_sign() {
        let (_, link) = found("https://bank.com@evil.example/login").unwrap();
        assert_eq!(link.href, "https://evil.example/login");
        assert_eq!(link.shown, "evil.example/login");
        assert_eq!(link.caution, Some(Caution::Disguised));
        let (_, link) = found(r"https://good.example\@evil.example/").unwrap();
        assert!(link.shown.starts_with("good.example/"));
        let (_, link) = found("https://a:b@bank.com@evil.example:8443").unwrap();
        assert_eq!(link.href, "https://evil.example:8443");
    }

    #[test]
    fn a_parser_of_addresses_finds_the_same_host() {
        let mut links = 0;
        for address in [
            "https://example.org",
            "http://EXAMPLE.org:8080/a/../b?c#d",
            "https://bank.com@evil.example/login",
            r"https://good.example\@evil.example/",
            r"https:\\evil.example",
            "https://a:b@bank.com@evil.example:8443",
            "https://аррӏе.com/login",
            "https://bücher.example?x@y",
            "https://ｅxample。org/",
            "https://[2001:DB8::1]:9/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://a_b.example#@c",
            "https://موقع.وزارة-الاتصالات.مصر/",
            "https://a.org:443@b.org:444/",
        ] {
            let Some((_, link)) = found(address) else {
                continue;
            };
            links += 1;
            let parsed = url::Url::parse(&link.href).unwrap();
            assert_eq!(parsed.host_str(), link.host.as_deref(), "{address}");
        }
        assert!(links >= 11, "{links} links");
    }

    #[test]
    fn a_host_that_imitates_is_called_out() {
        let (_, link) = found("https://аррӏе.com/login").unwrap();
        assert_eq!(link.shown, "xn--80ak6aa92e.com/login");
        assert_eq!(link.caution, Some(Caution::Imitates("apple.com".into())));
        let (_, link) = found("https://xn--bcher-kva.example").unwrap();
        assert_eq!(
            (link.shown.as_str(), link.caution),
            ("bücher.example", None)
        );
    }

    #[test]
    fn letters_in_a_path_are_shown_and_tricks_are_not() {
        let (_, link) = found("https://ar.example.org/wiki/%D9%87%D8%AF%D9%87%D8%AF").unwrap();
        assert_eq!(link.shown, "ar.example.org/wiki/هدهد");
        let (_, link) = found("https://a.org/%E2%80%AEx%2F%00").unwrap();
        assert_eq!(link.shown, "a.org/%E2%80%AEx%2F%00");
    }

    #[test]
    fn long_links_are_shortened_and_keep_their_host() {
        let path = "x".repeat(500);
        let (text, link) = found(&format!("https://example.org/{path}END")).unwrap();
        assert_eq!(text.len(), 523);
        assert!(link.shown.starts_with("example.org/x") && link.shown.ends_with("END"));
        assert!(link.shown.chars().count() <= SHOWN_GRAPHEMES + 1);
        let (_, link) = found(&format!("https://{}evil.example/", "bank.com.".repeat(12))).unwrap();
        assert!(link.shown.ends_with("evil.example/…"), "{}", link.shown);
    }

    #[test]
    fn an_endless_link_is_text() {
        assert_eq!(
            found(&format!("https://a.org/{}", "x".repeat(1_000_000))),
            None
        );
    }
}
