//! Names for pages: ASCII, unique, and the same for the same thing in every run.

use std::collections::BTreeSet;

/// The longest slug before whatever makes it unique.
const LONGEST: usize = 60;

/// Lower-case ASCII letters and digits, a hyphen between words; empty where `text` has none.
pub(super) fn slug(text: &str) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        // An apostrophe does not part a word: "mother's" is one.
        if matches!(c, '\'' | '’') {
            continue;
        }
        let plain = fold(c);
        if plain.is_empty() {
            gap = true;
            continue;
        }
        let need = usize::from(gap && !out.is_empty()) + plain.len();
        if out.len() + need > LONGEST {
            // Whole words, where there is more than one.
            if !gap && let Some(word) = out.rfind('-') {
                out.truncate(word);
            }
            break;
        }
        if gap && !out.is_empty() {
            out.push('-');
        }
        gap = false;
        out.push_str(plain);
    }
    out
}

/// A lower-case letter without its accent, as far as a Latin title needs it; empty for what is no letter.
fn fold(c: char) -> &'static str {
    const ASCII: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
    if let Some(at) = ASCII.find(c) {
        return &ASCII[at..=at];
    }
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'ð' | 'đ' => "d",
        'è'..='ë' | 'ē' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì'..='ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => "o",
        'œ' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => "",
    }
}

/// Sixteen hexadecimal digits of `text` (FNV-1a, which will not change with the standard library's hasher).
pub(super) fn hash(text: &str) -> String {
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes() {
        sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{sum:016x}")
}

/// Hands out names, each once.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// `wish` where it is free and a file may be called so; else with `or`, then with a number.
    pub(super) fn take(&mut self, wish: &str, or: &str) -> String {
        // Names that a Windows file cannot have, whatever its extension.
        let reserved = matches!(wish, "" | "con" | "prn" | "aux" | "nul")
            || (wish.len() == 4 && (wish.starts_with("com") || wish.starts_with("lpt")));
        let mut name = if reserved || self.taken.contains(wish) {
            format!("{wish}-{or}").trim_start_matches('-').to_owned()
        } else {
            wish.to_owned()
        };
        let base = name.clone();
        let mut n = 2;
        while self.taken.contains(&name) {
            name = format!("{base}-{n}");
            n += 1;
        }
        self.taken.insert(name.clone());
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_ascii_and_short() {
        assert_eq!(slug("Mother! (2017)"), "mother-2017");
        assert_eq!(slug("Amélie’s  Straße"), "amelies-strasse");
        assert_eq!(slug("千と千尋の神隠し"), "");
        assert_eq!(slug("../../etc/passwd"), "etc-passwd");
        assert!(slug(&"Wörd ".repeat(90)).len() <= LONGEST);
    }

    #[test]
    fn names_are_unique() {
        let mut names = Names::default();
        assert_eq!(names.take("carrie", "x1"), "carrie");
        assert_eq!(names.take("carrie", "x1"), "carrie-x1");
        assert_eq!(names.take("carrie", "x1"), "carrie-x1-2");
        assert_eq!(names.take("", "x1"), "x1");
        assert_eq!(names.take("nul", "x1"), "nul-x1");
    }

    #[test]
    fn the_hash_does_not_change() {
        assert_eq!(hash(""), "cbf29ce484222325");
        assert_eq!(hash("a"), "af63dc4c8601ec8c");
    }
}
