//! Ratings that are markup: pictures and icons of stars, sprites cut to a width, class names.
//!
//! What a reader sees as "three and a half stars" is put into words where it stands.

use super::entity;
use super::name::{Attr, Tag};
use super::sprite;
use super::tree::Tree;

/// A rating found at a node.
#[derive(Debug, PartialEq)]
pub(super) struct Rating {
    /// It in words; `None` where the element's own text says it.
    pub(super) words: Option<String>,
    /// The first node after what it replaces or covers.
    pub(super) end: usize,
}

/// The rating that the element at `node` shows, if it shows one.
pub(super) fn at(tree: &Tree<'_>, node: usize) -> Option<Rating> {
    let tag = tree.tag(node);
    if tree.attrs_of(node).is_empty() && !matches!(tag, Tag::Li) || matches!(tag, Tag::Body | Tag::Html) {
        return None;
    }
    let found = found_at(tree, node)?;
    (!is_of_others(tree, node)).then_some(found)
}

fn found_at(tree: &Tree<'_>, node: usize) -> Option<Rating> {
    let tag = tree.tag(node);
    let end = tree.end(node);
    let small = end - node < 64;
    let get = |attr| tree.attr(node, attr).unwrap_or_default();
    let class = get(Attr::Class);
    if get(Attr::Itemprop) == "ratingValue" {
        return value_at(tree, node);
    }
    if !small {
        return None;
    }
    // Words that stand in place of the picture are the best there is.
    let starry = class.split(|c: char| !c.is_ascii_alphanumeric()).any(is_starry);
    for attr in [Attr::Alt, Attr::AriaLabel, Attr::Title] {
        let says = get(attr);
        if matches!(tag, Tag::Img | Tag::Svg | Tag::Span | Tag::Div | Tag::I | Tag::P | Tag::Abbr | Tag::Li)
            && says_rating(says, starry || tag == Tag::Img)
        {
            let says = entity::value(says).trim().to_owned();
            return Some(Rating { words: Some(says), end });
        }
    }
    if icon(tree, node).is_some()
        && let Some(run) = icons(tree, node)
    {
        return Some(run);
    }
    if tag == Tag::Img {
        let file = |attr| get(attr).rsplit('/').next().unwrap_or_default();
        let words = [Attr::Src, Attr::DataSrc].into_iter().find_map(|attr| from_file(file(attr)));
        return words.map(|words| Rating { words: Some(words), end });
    }
    if !starry && !has(class, "grade") {
        return None;
    }
    let text = tree.text_of(node, 80);
    let cut = (node..end).find_map(|n| width(tree.attr(n, Attr::Style)?));
    if let Some(percent) = cut
        && text.is_empty()
        && let Some(total) = sprite::stars(tree, class)
    {
        let words = format!("{} out of {total} stars", number(percent * f64::from(total) / 100.0));
        return Some(Rating { words: Some(words), end });
    }
    if let Some(percent) = cut {
        let glyphs = text.chars().filter(|c| matches!(c, '★' | '☆' | '⭐')).count();
        let total = if glyphs >= 6 && glyphs % 2 == 0 { glyphs / 2 } else { glyphs };
        if !text.chars().any(|c| c.is_ascii_digit()) {
            let words = if (3..=10).contains(&total) {
                format!("{} out of {total} stars", number(percent * total as f64 / 100.0))
            } else {
                format!("{}%", number(percent))
            };
            return Some(Rating { words: Some(words), end });
        }
    }
    if text.is_empty() {
        // "star-rating Three" is one name in two.
        let names = || class.split_ascii_whitespace();
        let tens =
            || names().any(|name| sprite::is_ten_of_tens(tree, node, name)).then(|| "1 stars".to_owned());
        let words = names().find_map(from_name).or_else(|| from_name(class)).or_else(tens).or_else(|| {
            let value = [Attr::DataRating, Attr::DataScore, Attr::DataStars]
                .iter()
                .find_map(|a| tree.attr(node, *a))?;
            let value: f64 = value.trim().parse().ok().filter(|v| (0.0..=10.0).contains(v))?;
            Some(format!("{} stars", number(value)))
        })?;
        return Some(Rating { words: Some(words), end });
    }
    // Short text in an element named as the rating's: "8/10", "B+", "★★★".
    let named = class
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|w| ["rating", "score", "grade", "stars"].iter().any(|n| w.eq_ignore_ascii_case(n)));
    let letter = text.len() <= 2 && text.starts_with(|c: char| matches!(c, 'A'..='F'));
    let says = letter
        || text.len() <= 40 && text.contains(|c: char| c.is_ascii_digit() || matches!(c, '★' | '½' | '⭐'));
    (named && says).then_some(Rating { words: None, end })
}

/// Microdata's rating value, in an element with text or in a `meta`.
fn value_at(tree: &Tree<'_>, node: usize) -> Option<Rating> {
    let end = tree.end(node);
    if !tree.text_of(node, 20).is_empty() {
        return Some(Rating { words: None, end });
    }
    let value = tree.attr(node, Attr::Content)?.trim();
    // Said in text beside it, it need not be said again.
    let around = tree.parent(node);
    if value.is_empty()
        || value.len() > 12
        || tree.text_of(around, 120).contains(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    let best = (around..tree.end(around).min(around + 40))
        .find(|n| tree.attr(*n, Attr::Itemprop) == Some("bestRating"))
        .and_then(|n| tree.attr(n, Attr::Content));
    let words = match best {
        Some(best) => format!("{value} out of {}", best.trim()),
        None => value.to_owned(),
    };
    Some(Rating { words: Some(words), end })
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Star {
    Full,
    Half,
    Empty,
}

/// The star that an element draws, itself or by the one element in it.
fn icon(tree: &Tree<'_>, node: usize) -> Option<Star> {
    let end = tree.end(node);
    if end - node > 12 {
        return None;
    }
    let mut star = None;
    for n in node..end {
        match tree.tag(n) {
            // Icon fonts write a star as its name.
            Tag::Text
                if matches!(
                    tree.nodes[n].text.trim(),
                    "star" | "star_half" | "star_border" | "star_outline"
                ) =>
            {
                star = star_name(tree.nodes[n].text.trim());
            }
            Tag::Text if tree.nodes[n].text.trim().chars().count() > 1 => return None,
            Tag::Text | Tag::Title => {}
            _ => {
                for (attr, value) in tree.attrs_of(n) {
                    if matches!(attr, Attr::Class | Attr::Href | Attr::XlinkHref | Attr::Src | Attr::Alt) {
                        star = star.or_else(|| star_name(value));
                    }
                }
            }
        }
    }
    star
}

/// The star that a class or file name stands for.
fn star_name(name: &str) -> Option<Star> {
    if name.len() > 120 || !has(name, "star") {
        return None;
    }
    let name = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    let mut parts = name.split(|c: char| !c.is_ascii_alphanumeric());
    let mut found = false;
    let mut kind = Star::Full;
    for part in &mut parts {
        match part {
            "star" | "fullstar" | "starfull" | "staricon" | "iconstar" => found = true,
            "halfstar" | "starhalf" => (found, kind) = (true, Star::Half),
            "emptystar" | "starempty" => (found, kind) = (true, Star::Empty),
            "half" => kind = Star::Half,
            "empty" | "o" | "outline" | "off" | "blank" | "grey" | "gray" | "inactive" | "far"
            | "regular" | "unfilled" | "disabled" | "none" | "border"
                if kind == Star::Full =>
            {
                kind = Star::Empty;
            }
            "rating" | "wars" | "trek" | "review" => return None,
            _ => {}
        }
    }
    found.then_some(kind)
}

/// Counts a run of star icons that begins at `node`.
fn icons(tree: &Tree<'_>, node: usize) -> Option<Rating> {
    let parent_end = tree.end(tree.parent(node));
    let (mut full, mut half, mut empty) = (0, 0, 0);
    let mut at = node;
    let mut end = node;
    while at < parent_end && full + half + empty < 12 {
        if tree.tag(at) == Tag::Text && tree.nodes[at].text.trim().is_empty() {
            at += 1;
            continue;
        }
        match (tree.tag(at) != Tag::Text).then(|| icon(tree, at)).flatten() {
            Some(Star::Full) => full += 1,
            Some(Star::Half) => half += 1,
            Some(Star::Empty) => empty += 1,
            None => break,
        }
        at = tree.end(at).max(at + 1);
        end = at;
    }
    let total = full + half + empty;
    if total < 2 && half == 0 || total > 10 {
        return None;
    }
    let value = number(f64::from(full) + f64::from(half) / 2.0);
    let words = if empty > 0 || total == 5 {
        format!("{value} out of {total} stars")
    } else {
        format!("{value} stars")
    };
    Some(Rating { words: Some(words), end })
}

/// Is this word of a class name one of those that ratings go by?
fn is_starry(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    word.starts_with("star") && !word.starts_with("start")
        || ["rating", "rated", "score", "grade"].iter().any(|w| word.starts_with(w))
        || word.ends_with("stars")
        || ["starrating", "reviewrating", "criticrating", "filmrating", "reviewscore"]
            .contains(&word.as_str())
}

/// "review_4_stars_paper.png", "3-half-stars.gif", "stars-3.5.png": a number beside the word.
fn from_file(file: &str) -> Option<String> {
    let file = file.split('?').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    if let Some(words) = from_name(stem) {
        return Some(words);
    }
    if stem.len() > 80 || !has(stem, "star") {
        return None;
    }
    let stem = stem.to_ascii_lowercase();
    let parts: Vec<&str> =
        stem.split(|c: char| !c.is_ascii_alphanumeric()).filter(|p| !p.is_empty()).collect();
    let at = parts.iter().position(|p| p.ends_with("star") || p.ends_with("stars"))?;
    if parts[at].starts_with(|c: char| c.is_ascii_digit()) {
        return from_name(parts[at]);
    }
    let from = (1..=2).rev().filter_map(|n| at.checked_sub(n));
    from.map(|from| parts[from..=at].join("-"))
        .chain((at + 3 <= parts.len()).then(|| parts[at..at + 2].join("-")))
        .chain((at + 2 == parts.len()).then(|| parts[at..].join("-")))
        .find_map(|name| from_name(&name))
}

/// "rating-3-5", "stars-35", "4stars", "star-rating-4-5", "rating4", "three-stars" in words.
fn from_name(name: &str) -> Option<String> {
    if name.len() > 40 || !(has(name, "star") || has(name, "rating") || has(name, "rated")) {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let mut figures: Vec<&str> = Vec::new();
    for part in name.split(|c: char| !c.is_ascii_alphanumeric()) {
        let digits = part.trim_matches(|c: char| c.is_ascii_alphabetic());
        let letters = part.replace(digits, "");
        match (digits, letters.as_str()) {
            (_, "") if !digits.is_empty() => figures.push(digits),
            ("", word) => {
                if let Some(n) =
                    ["zero", "one", "two", "three", "four", "five"].iter().position(|w| *w == word)
                {
                    figures.push(["0", "1", "2", "3", "4", "5"][n]);
                } else if word == "half" {
                    figures.push("5");
                } else if !matches!(
                    word,
                    "star" | "stars" | "rating" | "rated" | "ratings" | "review" | "img" | "icon" | ""
                ) {
                    return None;
                }
            }
            (_, "star" | "stars" | "rating" | "rated") => figures.push(digits),
            _ => return None,
        }
    }
    let value = match figures[..] {
        [one] if one.len() == 1 => one.to_owned(),
        // Two digits are a half or a whole of one digit; "10" may be either and says nothing.
        [two] if two.len() == 2 && two != "10" && two.ends_with(['0', '5']) => {
            number(two.parse::<f64>().ok()? / 10.0)
        }
        [whole, "5"] if whole.len() == 1 => format!("{whole}.5"),
        [whole, "0"] if whole.len() == 1 => whole.to_owned(),
        _ => return None,
    };
    Some(format!("{value} stars"))
}

/// Do these words (an `alt`, an `aria-label`) state a rating?
fn says_rating(text: &str, of_stars: bool) -> bool {
    if text.len() < 3 || text.len() > 80 {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    if ["user", "vote", "average", "reader", "audience", "review this", "rate "]
        .iter()
        .any(|w| lower.contains(w))
    {
        return false;
    }
    let is_number = |word: &str| {
        word.contains(|c: char| c.is_ascii_digit() || c == '½')
            || matches!(word, "zero" | "no" | "half" | "one" | "two" | "three" | "four" | "five")
    };
    let number =
        lower.contains('★') || lower.split(|c: char| !c.is_alphanumeric() && c != '½').any(is_number);
    // "3 stars", "two-and-a-half stars", "stars: 4"; but not "the stars of Four Lions".
    let words: Vec<&str> = lower.split([' ', '-', ':', '\u{a0}']).filter(|w| !w.is_empty()).collect();
    let counted = words.iter().enumerate().any(|(n, w)| {
        let star = w.trim_matches(|c: char| !c.is_alphabetic());
        matches!(star, "star" | "stars")
            && (w.len() > star.len() && is_number(w)
                || n > 0 && is_number(words[n - 1])
                || words.get(n + 1).is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit())))
    });
    let said = lower.contains("out of")
        || lower.contains("rated")
        || lower.contains('★')
        || ["rating", "grade", "score"].iter().any(|w| lower.starts_with(w))
        || counted && of_stars && words.len() <= 8;
    // The word alone says nothing.
    said && (number || lower.starts_with("grade") && lower.len() > "grades".len())
        && (of_stars || lower.contains("star") || lower.contains("rat"))
}

/// Is the rating one of many people, or of something listed beside the article?
fn is_of_others(tree: &Tree<'_>, node: usize) -> bool {
    let mut n = node;
    for _ in 0..8 {
        let prop = tree.attr(n, Attr::Itemprop).unwrap_or_default();
        let class = tree.attr(n, Attr::Class).unwrap_or_default();
        if prop == "aggregateRating"
            || ["aggregate", "user-", "users", "average", "votes", "comment", "related", "reader", "widget"]
                .iter()
                .any(|w| has(class, w))
        {
            return true;
        }
        if n == 0 || tree.tag(n) == Tag::Article {
            break;
        }
        n = tree.parent(n);
    }
    false
}

/// The percentage of a style's width.
fn width(style: &str) -> Option<f64> {
    let at = style.find("width")?;
    let rest = style[at + 5..].trim_start().strip_prefix(':')?.trim_start();
    let (figure, _) = rest.split_once('%')?;
    figure.trim().parse().ok().filter(|p| (0.0..=100.0).contains(p))
}

/// A figure with at most one decimal, none where it is whole.
fn number(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    if tenths.fract() == 0.0 { format!("{tenths:.0}") } else { format!("{tenths:.1}") }
}

/// Does `text` contain this lower-case ASCII word, in any case?
pub(super) fn has(text: &str, word: &str) -> bool {
    let word = word.as_bytes();
    text.len() >= word.len() && text.as_bytes().windows(word.len()).any(|w| w.eq_ignore_ascii_case(word))
}
