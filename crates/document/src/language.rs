//! The language of a document's body.

use crate::{Document, TokenKind};

/// Bytes of body that are looked at: the answer does not change beyond, and the price is per byte.
const PREFIX: usize = 1024;
/// Below this many bytes a guess is no better than a coin.
const SHORTEST: usize = 48;

/// Words that every English text is full of and no other language is.
const ENGLISH: [&str; 16] = [
    "the", "and", "of", "to", "is", "it", "that", "with", "this", "was", "for", "his", "her", "you", "but",
    "are",
];
/// How many words of the body are asked.
const ASKED: usize = 160;

/// ISO 639-1 code of the body's language, where the text is long enough and the detector sure.
pub(crate) fn detect(doc: &Document) -> Option<&'static str> {
    if is_english(doc) {
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

/// Is one word in six of those that English cannot do without? Most reviews are in English, and this costs a
/// fiftieth of asking the detector, which is asked where the answer is no.
fn is_english(doc: &Document) -> bool {
    let start = doc.prose().next().map_or(0, |b| b.span.start);
    let first = doc.tokens.partition_point(|t| t.span.start < start);
    let words = doc.tokens[first..].iter().filter(|t| t.kind == TokenKind::Word).take(ASKED);
    let (mut all, mut english) = (0, 0);
    for word in words {
        let word = word.span.of(&doc.text);
        all += 1;
        english += usize::from(word.len() <= 4 && ENGLISH.iter().any(|e| e.eq_ignore_ascii_case(word)));
    }
    all >= 20 && english * 6 >= all
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
