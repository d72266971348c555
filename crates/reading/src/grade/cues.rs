//! The words that tell a grade from what looks like one: data, parsed once.

use std::sync::LazyLock;

use serde::Deserialize;

/// The lists of `data/cues.toml`, which says what each is for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Cues {
    pub(super) labels: Vec<String>,
    pub(super) overall: Vec<String>,
    pub(super) foreign: Vec<String>,
    pub(super) aggregators: Vec<String>,
    pub(super) aspects: Vec<String>,
    pub(super) counters: Vec<String>,
    pub(super) shares: Vec<String>,
    pub(super) letter_things: Vec<String>,
    pub(super) hypothetical: Vec<String>,
    pub(super) hypothetical_after: Vec<String>,
    pub(super) other_film: Vec<String>,
    pub(super) own: Vec<String>,
    pub(super) give: Vec<String>,
    pub(super) get: Vec<String>,
    pub(super) fillers: Vec<String>,
    pub(super) say: Vec<String>,
    pub(super) helpers: Vec<String>,
    pub(super) others: Vec<String>,
    pub(super) goes_on: Vec<String>,
    pub(super) film_words: Vec<String>,
    pub(super) dates: Vec<String>,
    pub(super) pieces: Vec<String>,
    pub(super) dice: Vec<String>,
    pub(super) verbs: Vec<String>,
    pub(super) second_thoughts: Vec<String>,
}

static CUES: LazyLock<Cues> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/cues.toml")).unwrap_or_default());

/// The lists.
pub(super) fn get() -> &'static Cues {
    &CUES
}

/// Is the word in the list, whatever its case and the form of its apostrophe?
pub(super) fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|w| w.eq_ignore_ascii_case(word))
        || word.contains('’') && list.iter().any(|w| w.eq_ignore_ascii_case(&word.replace('’', "'")))
}

/// Does the text (lower case) hold one of the phrases, from a word's beginning?
pub(super) fn holds(list: &[String], text: &str) -> bool {
    list.iter().any(|p| {
        text.match_indices(p.as_str())
            .any(|(at, _)| p.starts_with(' ') || !text[..at].ends_with(char::is_alphanumeric))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read() {
        assert!(has(&get().labels, "Grade") && has(&get().own, "I’d"));
        assert!(holds(&get().hypothetical, "it could have been a 4-star film"));
    }
}
