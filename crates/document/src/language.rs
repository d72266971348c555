//! The language of a document's body.

use crate::Document;

/// Bytes of body that are looked at: the answer does not change beyond, and the price is per byte.
const PREFIX: usize = 1024;
/// Below this many bytes a guess is no better than a coin.
const SHORTEST: usize = 48;

/// ISO 639-1 code of the body's language, where the text is long enough and the detector sure.
pub(crate) fn detect(doc: &Document) -> Option<&'static str> {
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
