//! What reading lists of feeds and reading the heads of feeds share: bytes to text, and references.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{resolve_html5_entity, unescape_with};
use quick_xml::events::BytesStart;

/// The longest reference that is tried, in bytes: HTML's longest name has 32.
const LONGEST_REFERENCE: usize = 40;

/// The text of the bytes; a note where some of them could not be read.
///
/// UTF-8, UTF-16 with its mark, and Latin-1 where it is declared or where the bytes are no UTF-8. Others are not
/// worth a table here: addresses are ASCII in all of them.
pub(crate) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<&'static str>) {
    let wide = match bytes {
        [0xff, 0xfe, rest @ ..] => Some((rest, u16::from_le_bytes as fn([u8; 2]) -> u16)),
        [0xfe, 0xff, rest @ ..] => Some((rest, u16::from_be_bytes as fn([u8; 2]) -> u16)),
        _ => None,
    };
    if let Some((rest, unit)) = wide {
        let units = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let mut broken = rest.len() % 2 != 0;
        let text: String = char::decode_utf16(units)
            .map(|c| {
                broken |= c.is_err();
                c.unwrap_or(char::REPLACEMENT_CHARACTER)
            })
            .collect();
        return (text.into(), broken.then_some("some of it is no UTF-16"));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.strip_prefix('\u{feff}').unwrap_or(text).into(), None),
        Err(_) => {
            let head = bytes[..bytes.len().min(200)].to_ascii_lowercase();
            let declared = [&b"iso-8859-1"[..], b"windows-1252"];
            let known = declared.iter().any(|name| head.windows(name.len()).any(|w| w == *name));
            let text: String = bytes.iter().map(|b| char::from(*b)).collect();
            (text.into(), (!known).then_some("it is no UTF-8 and is read as Latin-1"))
        }
    }
}

/// A reader that goes on where a strict one would not.
pub(crate) fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    reader
}

/// The value of the tag's attribute of this name, whatever its case and prefix; trimmed, `None` if empty.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.html_attributes();
    let found = attributes
        .with_checks(false)
        .flatten()
        .find(|a| a.key.local_name().as_ref().eq_ignore_ascii_case(name))?;
    let value = unescape(&found.value).trim().to_owned();
    (!value.is_empty()).then_some(value)
}

/// Resolves the references that are some, and leaves every other `&` as it stands: `?a=1&b=2` is common.
pub(crate) fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(LONGEST_REFERENCE).position(|b| b == b';').map_or(1, |end| end + 1);
        match unescape_with(&rest[..end], resolve_html5_entity) {
            Ok(text) if end > 1 => out.push_str(&text),
            _ => out.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        for (raw, text) in [
            ("a&amp;b", "a&b"),
            ("?a=1&b=2", "?a=1&b=2"),
            ("?a=1&b=2;c&amp;d", "?a=1&b=2;c&d"),
            ("&eacute;&#233;&#xe9;", "ééé"),
            ("&amp;amp;", "&amp;"),
            ("&", "&"),
            ("&;&nothing;&#xd800;&é;", "&;&nothing;&#xd800;&é;"),
        ] {
            assert_eq!(unescape(raw), text, "{raw}");
        }
    }

    #[test]
    fn encodings() {
        let wide = |text: &str, unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(unit).collect()
        };
        for (bytes, text, noted) in [
            ("é".as_bytes().to_vec(), "é", false),
            ("\u{feff}é".as_bytes().to_vec(), "é", false),
            (wide("é", u16::to_le_bytes), "é", false),
            (wide("é🎬", u16::to_be_bytes), "é🎬", false),
            (vec![0xff, 0xfe, 0x00, 0xd8, b'a', 0, b'b'], "\u{fffd}a", true),
            (
                b"<?xml version='1.0' encoding='ISO-8859-1'?>\xe9".to_vec(),
                "<?xml version='1.0' encoding='ISO-8859-1'?>é",
                false,
            ),
            (b"\xe9".to_vec(), "é", true),
        ] {
            let (read, note) = decode(&bytes);
            assert_eq!((&*read, note.is_some()), (text, noted));
        }
    }
}
