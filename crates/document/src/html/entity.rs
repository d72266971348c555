//! Character references (`&amp;`, `&#8217;`), decoded where text is used and not before.

use std::borrow::Cow;

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// Decodes running text. NUL characters vanish, as browsers have it.
pub(super) fn text(raw: &str) -> Cow<'_, str> {
    decode(raw, false)
}

/// Decodes an attribute's value: there, "&copy=1" is a query and no copyright sign.
pub(super) fn value(raw: &str) -> Cow<'_, str> {
    decode(raw, true)
}

fn decode(raw: &str, in_attribute: bool) -> Cow<'_, str> {
    let Some(mut next) = memchr::memchr2(b'&', 0, raw.as_bytes()) else { return Cow::Borrowed(raw) };
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    loop {
        let (plain, tail) = rest.split_at(next);
        out.push_str(plain);
        let used = if tail.starts_with('\0') {
            if in_attribute {
                out.push('\u{fffd}');
            }
            1
        } else {
            match reference(&tail[1..], in_attribute, &mut out) {
                Some(len) => 1 + len,
                None => {
                    out.push('&');
                    1
                }
            }
        };
        rest = &tail[used..];
        match memchr::memchr2(b'&', 0, rest.as_bytes()) {
            Some(n) => next = n,
            None => {
                out.push_str(rest);
                return Cow::Owned(out);
            }
        }
    }
}

/// Decodes the reference whose "&" stands before `rest`: how many bytes it took.
fn reference(rest: &str, in_attribute: bool, out: &mut String) -> Option<usize> {
    if let Some(number) = rest.strip_prefix('#') {
        return numeric(number, out).map(|len| len + 1);
    }
    let bytes = rest.as_bytes();
    // The longest name in the list has 32 characters with its semicolon.
    let run = bytes.iter().take(32).take_while(|b| b.is_ascii_alphanumeric()).count();
    if run == 0 {
        return None;
    }
    let mut ends = (1..=run).rev();
    let whole = (bytes.get(run) == Some(&b';')).then_some(run + 1);
    let (len, (a, b)) = whole.into_iter().chain(&mut ends).find_map(|len| {
        let found = NAMED_ENTITIES.get(&rest[..len]).filter(|(a, _)| *a != 0)?;
        Some((len, *found))
    })?;
    let closed = bytes[len - 1] == b';';
    if in_attribute && !closed && bytes.get(len).is_some_and(|b| *b == b'=' || b.is_ascii_alphanumeric()) {
        return None;
    }
    out.extend(char::from_u32(a));
    if b != 0 {
        out.extend(char::from_u32(b));
    }
    Some(len)
}

fn numeric(rest: &str, out: &mut String) -> Option<usize> {
    let (radix, lead) = if rest.starts_with(['x', 'X']) { (16, 1) } else { (10, 0) };
    let digits = rest[lead..].bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
    if digits == 0 {
        return None;
    }
    let end = lead + digits;
    let number = rest[lead..end].bytes().fold(0u32, |n, b| {
        let digit = char::from(b).to_digit(radix).unwrap_or(0);
        n.saturating_mul(radix).saturating_add(digit)
    });
    let c = match number {
        0 => None,
        0x80..=0x9f => C1_REPLACEMENTS[(number - 0x80) as usize].or(char::from_u32(number)),
        n => char::from_u32(n),
    };
    out.push(c.unwrap_or('\u{fffd}'));
    Some(end + usize::from(rest[end..].starts_with(';')))
}
