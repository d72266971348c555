//! The site's name where no metadata gives it: a part of the page's title that the page itself repeats where
//! sites put their names, in the link home, in the line of copyright, at the head of the footer.

use super::name::{Attr, Tag};
use super::tree::Tree;

/// Nodes that are looked at.
const MAX_NODES: usize = 50_000;

/// The parts of a title, without what stands in brackets after one.
pub(super) fn segments(title: &str) -> Vec<&str> {
    let mut parts = vec![title];
    for gap in [" | ", " – ", " — ", " - ", " · ", " • ", " » ", " :: ", "|", ": "] {
        parts = parts.iter().flat_map(|part| part.split(gap)).collect();
    }
    let bare = |part: &&str| part.find(" (").unwrap_or(part.len());
    let fits = |part: &&str| (3..=60).contains(&part.len()) && part.starts_with(|c: char| c.is_uppercase());
    parts.iter().map(|part| part[..bare(part)].trim()).filter(fits).collect()
}

/// Parts of titles that name a kind of page, never a site.
const KINDS: &[&str] = &[
    "review",
    "reviews",
    "film",
    "films",
    "movie",
    "movies",
    "home",
    "news",
    "culture",
    "arts",
    "archive",
    "blog",
    "cinema",
    "entertainment",
    "filmreview",
    "filmreviews",
    "moviereview",
    "moviereviews",
    "criticism",
    "features",
];

/// The part of the title that is the site's name; no part of the headline or of the film's title is.
pub(super) fn name<'t>(tree: &Tree<'_>, title: &'t str, headline: &str) -> Option<&'t str> {
    let headline = squash(headline);
    let parts = segments(title);
    let parts: Vec<(&str, String)> = parts
        .into_iter()
        .map(|part| (part, squash(part)))
        .filter(|(_, s)| {
            s.len() >= 3
                && !KINDS.contains(&s.as_str())
                && (headline.is_empty() || !headline.contains(s.as_str()))
        })
        .collect();
    if parts.is_empty() {
        return None;
    }
    let mut i = 1;
    while i < tree.nodes.len().min(MAX_NODES) {
        let tag = tree.tag(i);
        let said = match tag {
            Tag::Script | Tag::Style | Tag::Head => {
                i = tree.end(i).max(i + 1);
                continue;
            }
            Tag::A if leads_home(tree.attr(i, Attr::Href).unwrap_or_default()) => {
                let text = squash(&tree.text_of(i, 100));
                parts.iter().find(|(_, part)| *part == text)
            }
            Tag::Footer | Tag::Header => {
                let text = squash(&tree.text_of(i, 100));
                parts.iter().find(|(_, part)| part.len() >= 6 && text.starts_with(part.as_str()))
            }
            Tag::Text => in_line(&super::entity::text(tree.nodes[i].text), &parts),
            _ => None,
        };
        if let Some((part, _)) = said {
            return Some(part);
        }
        i += 1;
    }
    None
}

/// "© 2019 The Paper", "The Paper, 7 November 2019".
fn in_line<'p, 't>(text: &str, parts: &'p [(&'t str, String)]) -> Option<&'p (&'t str, String)> {
    const LONGEST: usize = 200;
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    if let Some((_, owner)) = text.split_once('©') {
        let owner = owner.trim_start_matches(|c: char| !c.is_alphabetic());
        return parts.iter().find(|(_, part)| is_owner(owner, part));
    }
    let (first, rest) = text.split_once(", ")?;
    let dated = rest.len() < 40 && crate::date::date_in(rest).is_some();
    let first = dated.then(|| squash(first))?;
    parts.iter().find(|(_, part)| *part == first)
}

/// Does the text of a copyright begin with this whole name?
fn is_owner(owner: &str, name: &str) -> bool {
    let mut squashed = String::new();
    let mut words = owner.split_whitespace();
    for word in words.by_ref() {
        squashed.push_str(&squash(word));
        if squashed.len() >= name.len() {
            let ends = word.ends_with(['.', ',', ';', '|']);
            let next = words.next().unwrap_or_default().to_ascii_lowercase();
            let more = ["ltd", "inc", "llc", "limited", "gmbh", "all", "media", "and"];
            let closed =
                ends || !next.starts_with(char::is_alphabetic) || more.iter().any(|w| next.starts_with(w));
            return squashed == name && closed;
        }
    }
    false
}

/// Is it the address of a site's first page?
pub(super) fn leads_home(href: &str) -> bool {
    let href = href.trim();
    if matches!(
        href,
        "/" | "./" | "../" | "index.html" | "index.htm" | "index.php" | "/index.html" | "home.html"
    ) {
        return true;
    }
    let site = href.strip_prefix("https://").or_else(|| href.strip_prefix("http://"));
    let site = site.or_else(|| href.strip_prefix("//")).map(|s| s.trim_end_matches('/'));
    site.is_some_and(|s| !s.is_empty() && !s.contains(['/', '?', '#']))
}

/// Two to four words that may be a person's name.
pub(super) fn may_be_name(line: &str) -> bool {
    let words = || line.split_whitespace();
    (2..=4).contains(&words().count())
        && line.len() <= 40
        && words().all(|w| {
            let letters = |c: char| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’');
            w.chars().all(letters)
                && (w.starts_with(char::is_uppercase)
                    || matches!(w, "de" | "van" | "von" | "der" | "la" | "da"))
                && !matches!(w, "The" | "Film" | "Films" | "Movie" | "Movies" | "Review" | "Reviews" | "News")
        })
        && !line.ends_with('.')
}

fn squash(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_title_that_the_page_repeats() {
        let found = |title: &str, body: &str| {
            let tree = super::super::tree::build(body, 64);
            name(&tree, title, "Her Smell").map(str::to_owned)
        };
        let title = "Her Smell review: loud – Film | The Paper";
        assert_eq!(found(title, "<a href='/'>THE PAPER</a>").as_deref(), Some("The Paper"));
        assert_eq!(found(title, "<p>© 2019 The Paper Ltd").as_deref(), Some("The Paper"));
        assert_eq!(found(title, "<p>The Paper, 7 November 2019").as_deref(), Some("The Paper"));
        assert_eq!(found("Cats | The Paper", "<p>© Cats Distribution"), None);
        assert_eq!(found("Review: Cats | The Paper", "<header>Reviews</header><p>Review, 3 May 2019"), None);
        assert_eq!(found(title, "<a href='/film'>Film</a><p>The Paper said so."), None);
        assert_eq!(found("Her Smell", "<a href='/'>Her Smell</a>"), None);
    }

    #[test]
    fn names() {
        assert!(may_be_name("Odalys Fenwick") && may_be_name("Guillermo de la Cruz"));
        assert!(!may_be_name("The Paper") && !may_be_name("Not at all.") && !may_be_name("Cats"));
    }
}
