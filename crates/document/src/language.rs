//! The language of a document's body.

use crate::{Document, TokenKind};

/// Bytes of body that are looked at: the answer does not change beyond, and the price is per byte.
const PREFIX: usize = 1024;
/// Below this many bytes a guess is no better than a coin.
const SHORTEST: usize = 48;

/// How many words of the body are asked.
const ASKED: usize = 120;
/// Fewer words than this tell nothing.
const FEWEST: usize = 8;

/// ISO 639-1 code of the body's language, where the text is long enough and the detector sure.
pub(crate) fn detect(doc: &Document) -> Option<&'static str> {
    let words = first_words(doc);
    if words.len() < FEWEST && doc.text.is_ascii() {
        return None;
    }
    if is_english(&words) {
        return Some("en");
    }
    let mut sample = String::with_capacity(PREFIX + 8);
    for block in doc.prose() {
        let text = doc.slice(block.span);
        let room = PREFIX.saturating_sub(sample.len());
        sample.push_str(&text[..text.floor_char_boundary(room)]);
        sample.push(' ');
        if sample.len() >= PREFIX {
            break;
        }
    }
    if sample.trim().len() < SHORTEST {
        return None;
    }
    let info = whatlang::detect(&sample)?;
    (info.is_reliable() || info.confidence() > 0.5 || info.script() != whatlang::Script::Latin)
        .then(|| code(info.lang()))
        .flatten()
}

/// Is one word in twelve of those that English cannot do without and its neighbors do not have, and are there
/// two of them? Most reviews are in English, and this costs a fiftieth of asking the detector, which is asked
/// where the answer is no.
fn is_english(words: &[&str]) -> bool {
    let mut seen = 0u32;
    let mut count = 0;
    for word in words {
        if let Some(n) = common(word) {
            seen |= 1 << n;
            count += 1;
        }
    }
    seen.count_ones() >= 2 && count * 12 >= words.len()
}

/// Which of the words it is. "is", "was" and "of" are left out: they are Dutch too.
fn common(word: &str) -> Option<u32> {
    let mut lower = [0u8; 5];
    let lower = lower.get_mut(..word.len())?;
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    Some(match &*lower {
        b"the" => 0,
        b"and" => 1,
        b"that" => 2,
        b"with" => 3,
        b"this" => 4,
        b"you" => 5,
        b"but" => 6,
        b"it" => 7,
        b"it's" => 8,
        b"which" => 9,
        b"from" => 10,
        b"what" => 11,
        _ => return None,
    })
}

/// The first words of the body.
fn first_words(doc: &Document) -> Vec<&str> {
    let start = doc.prose().next().map_or(0, |b| b.span.start);
    let first = doc.tokens.partition_point(|t| t.span.start < start);
    let words = doc.tokens[first..].iter().filter(|t| t.kind == TokenKind::Word);
    words.take(ASKED).map(|t| t.span.of(&doc.text)).collect()
}

fn code(lang: whatlang::Lang) -> Option<&'static str> {
    use whatlang::Lang::*;
    Some(match lang {
        Eng => "en",
        Fra => "fr",
        Deu => "de",
        Spa => "es",
        Ita => "it",
        Por => "pt",
        Nld => "nl",
        Swe => "sv",
        Dan => "da",
        Nob => "nb",
        Fin => "fi",
        Pol => "pl",
        Ces => "cs",
        Slk => "sk",
        Hun => "hu",
        Ron => "ro",
        Bul => "bg",
        Rus => "ru",
        Ukr => "uk",
        Bel => "be",
        Srp => "sr",
        Hrv => "hr",
        Slv => "sl",
        Ell => "el",
        Tur => "tr",
        Heb => "he",
        Ara => "ar",
        Pes => "fa",
        Hin => "hi",
        Ben => "bn",
        Tam => "ta",
        Tel => "te",
        Mar => "mr",
        Urd => "ur",
        Jpn => "ja",
        Kor => "ko",
        Cmn => "zh",
        Vie => "vi",
        Tha => "th",
        Ind => "id",
        Tgl => "tl",
        Cat => "ca",
        Lit => "lt",
        Lav => "lv",
        Est => "et",
        Afr => "af",
        Lat => "la",
        Epo => "eo",
        Hye => "hy",
        Kat => "ka",
        Mkd => "mk",
        Aze => "az",
        Uzb => "uz",
        _ => return None,
    })
}
