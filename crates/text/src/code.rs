//! Codes that people pass on: letters and digits none of which is taken for another.

/// No letter that looks like a digit, and no `u`, so that fewer codes spell something.
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Signs between two hyphens.
const GROUP: usize = 4;
/// Bits of a sign.
const BITS: u32 = 5;

/// Bytes as a code: five of them are two groups of four signs. Bits that do not fill a sign are lost.
#[must_use]
pub fn written(bytes: &[u8]) -> String {
    let mut code = String::new();
    let (mut held, mut bits, mut signs) = (0_u32, 0, 0_usize);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= BITS {
            bits -= BITS;
            if signs > 0 && signs.is_multiple_of(GROUP) {
                code.push('-');
            }
            let sign = SIGNS.get(((held >> bits) & 31) as usize);
            code.extend(sign.map(|sign| char::from(*sign)));
            signs += 1;
        }
        held &= (1 << bits) - 1;
    }
    code
}

/// The bytes of a code as somebody typed it: in letters of either size, with or without hyphens and
/// spaces, with digits of any script, and with `o`, `i` and `l` for the digits they look like. `None` if
/// it has other signs, or is longer or shorter.
#[must_use]
pub fn read<const N: usize>(code: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let mut places = bytes.iter_mut();
    let (mut held, mut bits) = (0_u32, 0);
    for char in code.chars().filter(|char| !is_between(*char)) {
        held = (held << BITS) | value(char)?;
        bits += BITS;
        if bits >= 8 {
            bits -= 8;
            *places.next()? = u8::try_from((held >> bits) & 0xff).ok()?;
            held &= (1 << bits) - 1;
        }
    }
    (places.next().is_none() && held == 0).then_some(bytes)
}

/// What may stand between signs and says nothing.
fn is_between(char: char) -> bool {
    // A code that is copied out of a line may bring a mark of its direction along.
    char.is_whitespace()
        || matches!(char, '-' | '‐'..='―' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}')
}

fn value(char: char) -> Option<u32> {
    let sign = match crate::arabic::european(char).to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    };
    let at = SIGNS.iter().position(|one| char::from(*one) == sign)?;
    u32::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_was_written() {
        for seed in 0..=255_u8 {
            let bytes: [u8; 15] = std::array::from_fn(|at| seed.wrapping_mul(at as u8 + 7));
            let code = written(&bytes);
            assert_eq!(code.len(), 24 + 5);
            assert_eq!(read::<15>(&code), Some(bytes), "{code}");
        }
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let bytes = [0x00, 0x44, 0x32, 0x14, 0xc7];
        assert_eq!(written(&bytes), "0123-4567");
        for typed in [
            "01234567",
            " O l23 - 4567 ",
            "oI23–4567",
            "\u{2066}٠١٢٣-٤٥٦٧\u{2069}",
            "۰۱۲۳۴۵۶۷",
        ] {
            assert_eq!(read::<5>(typed), Some(bytes), "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_of_that_length_is_refused() {
        for typed in [
            "",
            "0123-456",
            "0123-4567-8",
            "0123-456u",
            "0123-456!",
            "🙂",
        ] {
            assert_eq!(read::<5>(typed), None, "{typed}");
        }
    }
}
