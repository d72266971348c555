//! Words and figures as a page shows them: short quotes, whole words, numbers that do not round to a lie.

use consensus::Interval;

use super::Excerpt;

/// `excerpt` in at most `limit` characters, cut between words; the words themselves go before their sentence.
pub(super) fn cut(excerpt: &Excerpt, limit: usize) -> Excerpt {
    let words = head(excerpt.words.trim_matches('\n'), limit);
    let left = limit.saturating_sub(words.chars().count());
    let (before, after) = (excerpt.before.chars().count(), excerpt.after.chars().count());
    // Half of the room to each side; what a short side leaves goes to the other.
    let room = (left / 2).max(left.saturating_sub(after));
    let before = tail(&excerpt.before, room.min(before));
    let after = head(&excerpt.after, left.saturating_sub(before.chars().count()));
    Excerpt { before, words, after, spoiler: excerpt.spoiler }
}

/// The beginning of `text` in at most `limit` characters, an ellipsis included.
pub(crate) fn head(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    if limit == 0 {
        return String::new();
    }
    let end = text.char_indices().nth(limit - 1).map_or(text.len(), |(i, _)| i);
    let start = &text[..end];
    // Between words where there is a space in reach; Japanese has none.
    let at = match start.rfind(char::is_whitespace) {
        Some(space) if space >= end / 2 && !text[end..].starts_with(char::is_whitespace) => space,
        _ => end,
    };
    format!("{}…", start[..at].trim_end())
}

/// The end of `text` in at most `limit` characters, an ellipsis included.
pub(super) fn tail(text: &str, limit: usize) -> String {
    let count = text.chars().count();
    if count <= limit {
        return text.to_owned();
    }
    if limit == 0 {
        return String::new();
    }
    let start = text.char_indices().nth(count - (limit - 1)).map_or(text.len(), |(i, _)| i);
    let rest = &text[start..];
    let at = match rest.find(char::is_whitespace) {
        Some(space) if space <= rest.len() / 2 && !text[..start].ends_with(char::is_whitespace) => space,
        _ => 0,
    };
    format!("…{}", rest[at..].trim_start())
}

/// A score: a whole number where it is one, else one decimal.
pub(crate) fn score(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if (rounded - rounded.round()).abs() < 1e-9 { format!("{rounded:.0}") } else { format!("{rounded:.1}") }
}

/// A share in percent; 100 and 0 are kept for all and none.
pub(super) fn percent(share: f64) -> String {
    let rounded = (share * 100.0).round();
    let shown = if share < 1.0 { rounded.min(99.0) } else { rounded };
    let shown = if share > 0.0 { shown.max(1.0) } else { shown };
    format!("{shown:.0}%")
}

/// An interval of scores: "61–74".
pub(super) fn scores(interval: Interval) -> String {
    format!("{:.0}–{:.0}", interval.low, interval.high)
}

/// An interval of shares: "78–93%". Ends are rounded plainly: they are no counts.
pub(super) fn percents(interval: Interval) -> String {
    format!("{:.0}–{:.0}%", interval.low * 100.0, interval.high * 100.0)
}

/// "1 review", "1,204 reviews".
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n), if n == 1 { one } else { many })
}

/// A number with a comma after every three digits from the right.
pub(super) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The address, where it is one that a click should follow: never `javascript:` or a local file.
pub(super) fn web(url: Option<&str>) -> Option<&str> {
    url.filter(|u| {
        let scheme = u.split("://").next().unwrap_or_default();
        u.contains("://") && (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
    })
}

/// Lower case and single spaces: how names of critics and outlets are compared.
pub(super) fn plain(name: &str) -> String {
    name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quotes_are_cut_between_words() {
        assert_eq!(head("a quick brown fox", 9), "a quick…");
        assert_eq!(head("a quick brown fox", 8), "a quick…");
        assert_eq!(head("静かな傑作だと思う", 5), "静かな傑…");
        assert_eq!(tail("a quick brown fox", 10), "…brown fox");
        assert_eq!(tail("a quick brown fox", 9), "…fox");
    }

    #[test]
    fn figures_do_not_round_to_a_lie() {
        assert_eq!(percent(499.0 / 500.0), "99%");
        assert_eq!(percent(1.0), "100%");
        assert_eq!(percent(0.001), "1%");
        assert_eq!(score(59.96), "60");
        assert_eq!(score(66.666), "66.7");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(count(1, "review", "reviews"), "1 review");
    }

    #[test]
    fn only_web_addresses_are_linked() {
        assert_eq!(web(Some("https://a.example/x")), Some("https://a.example/x"));
        for no in ["javascript:alert(1)", "javascript://a/%0aalert(1)", "file:///etc/passwd", "a.example"] {
            assert_eq!(web(Some(no)), None);
        }
    }

    proptest! {
        #[test]
        fn an_excerpt_keeps_to_its_limit(b in ".{0,300}", w in ".{0,300}", a in ".{0,300}", limit in 0usize..300) {
            let got = cut(&Excerpt { before: b.clone(), words: w.clone(), after: a.clone(), spoiler: false }, limit);
            let total = [&got.before, &got.words, &got.after].iter().map(|s| s.chars().count()).sum::<usize>();
            prop_assert!(total <= limit);
            if b.chars().count() + w.chars().count() + a.chars().count() <= limit {
                prop_assert_eq!((got.before, got.words, got.after), (b, w, a));
            }
        }
    }
}
