//! The head of a page: `meta`, `title`, `link rel=canonical`, the language of `html`.

use super::facts::Facts;
use super::name::{Attr, Tag};
use super::tree::Tree;
use crate::Field;

/// Reads them all.
pub(super) fn read(tree: &Tree<'_>, facts: &mut Facts) {
    let mut titles = Vec::new();
    let mut in_foreign = 0;
    for i in 0..tree.nodes.len() {
        match tree.tag(i) {
            Tag::Meta => {
                let name =
                    tree.attr(i, Attr::Property).or_else(|| tree.attr(i, Attr::Name)).unwrap_or_default();
                if let (Some(content), Some(field)) = (tree.attr(i, Attr::Content), meaning(name)) {
                    let lead = if name.contains([':', '.', '_']) { "" } else { "meta " };
                    facts.add(field, format!("{lead}{}", name.trim()), content);
                }
            }
            Tag::Svg => in_foreign = tree.end(i),
            Tag::Title if i >= in_foreign && titles.is_empty() => titles.push(tree.text_of(i, 1000)),
            Tag::Link => {
                let canonical = tree
                    .attr(i, Attr::Rel)
                    .is_some_and(|r| r.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case("canonical")));
                if canonical {
                    facts.add(Field::Url, "canonical", tree.attr(i, Attr::Href).unwrap_or_default());
                }
            }
            Tag::Html => {
                facts.add(Field::Language, "html lang", tree.attr(i, Attr::Lang).unwrap_or_default())
            }
            _ => {}
        }
    }
    for title in titles {
        // Decoded already; what looks like a reference now is none.
        facts.add(Field::Title, "title", &title.replace('&', "&amp;"));
    }
}

/// What a `meta` of this name means.
fn meaning(name: &str) -> Option<Field> {
    if name.len() > 40 {
        return None;
    }
    Some(match name.trim().to_ascii_lowercase().as_str() {
        "og:title" | "twitter:title" | "citation_title" | "dc.title" | "dcterms.title" | "parsely-title"
        | "sailthru.title" | "title" => Field::Title,
        "og:site_name"
        | "citation_journal_title"
        | "dc.publisher"
        | "dcterms.publisher"
        | "publisher"
        | "application-name"
        | "article:publisher"
        | "parsely-network-canonical" => Field::Outlet,
        "og:url" => Field::Url,
        "description" | "og:description" | "dc.description" | "dcterms.abstract" | "sailthru.description" => {
            Field::Summary
        }
        "author"
        | "article:author"
        | "article:author_name"
        | "dc.creator"
        | "dcterms.creator"
        | "parsely-author"
        | "sailthru.author"
        | "citation_author"
        | "byl"
        | "author_name"
        | "twitter:creator_name" => Field::Byline,
        "article:published_time"
        | "article:published"
        | "date"
        | "pubdate"
        | "publishdate"
        | "publish-date"
        | "publish_date"
        | "dc.date"
        | "dc.date.issued"
        | "dcterms.date"
        | "dcterms.created"
        | "dcterms.issued"
        | "parsely-pub-date"
        | "sailthru.date"
        | "citation_publication_date"
        | "citation_date"
        | "citation_online_date"
        | "datepublished"
        | "og:published_time"
        | "last-published" => Field::Published,
        "keywords" | "news_keywords" | "article:tag" | "article:section" | "parsely-tags"
        | "parsely-section" | "sailthru.tags" | "dc.subject" => Field::Tags,
        "og:type" => Field::Kind,
        "og:locale" | "dc.language" | "dcterms.language" | "content-language" | "language" => Field::Language,
        "video:director" => Field::Director,
        "video:actor" => Field::Cast,
        "video:duration" => Field::Runtime,
        _ => return None,
    })
}
