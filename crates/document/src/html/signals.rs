//! What names of classes and ids say about an element: part of the article, or of what is around it.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::name::{Attr, Tag};
use super::tree::Tree;

/// What an element's names say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Nothing.
    None,
    /// This is the text of the article.
    Body,
    /// Menus, share buttons, advertisements, related links: not the article, unless most of the page's
    /// text is in there.
    Around,
    /// Readers' comments: not the article, however long.
    Comments,
}

/// Names, squashed to lower-case letters, of elements that hold the text and nothing else.
const BODIES: &[&str] = &[
    "articlebody",
    "reviewbody",
    "reviewtext",
    "reviewcontent",
    "entrycontent",
    "postcontent",
    "postbody",
    "articlecontent",
    "articletext",
    "storybody",
    "storycontent",
    "storytext",
    "econtent",
    "posttext",
    "entrybody",
    "entrytext",
    "contentbody",
    "bodycontent",
    "newsbody",
    "newstext",
    "articlebodytext",
    "articlemain",
    "articlebodycontent",
    "blogcontent",
    "singlecontent",
    "tdpostcontent",
    "themecontent",
    "bodycopy",
    "bodytext",
    "maincontentbody",
    "richtext",
    "fieldnamebody",
    "articlecontentbody",
    "articlepage",
    "articlesection",
    "contentarticle",
    "textcontent",
    "postentry",
    "blogpostcontent",
    "articlewrapper",
    "singlepostcontent",
    "wpblockpostcontent",
    "articledetailcontent",
    "pagecontent",
];

const COMMENTS: &[&str] =
    &["comment", "comments", "commentlist", "disqus", "respond", "livefyre", "replies", "commentarea"];

const AROUND: &[&str] = &[
    "nav",
    "navbar",
    "navigation",
    "menu",
    "submenu",
    "subnav",
    "sidebar",
    "related",
    "recommended",
    "recommendations",
    "recommend",
    "recirc",
    "recirculation",
    "footer",
    "share",
    "sharing",
    "sharebar",
    "sharedaddy",
    "shares",
    "social",
    "socials",
    "sociable",
    "promo",
    "promos",
    "promotion",
    "newsletter",
    "newsletters",
    "subscribe",
    "subscription",
    "signup",
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "breadcrumb",
    "breadcrumbs",
    "taglist",
    "tagcloud",
    "pagination",
    "pager",
    "advert",
    "advertisement",
    "advertising",
    "ad",
    "ads",
    "adsbygoogle",
    "banner",
    "sponsor",
    "sponsored",
    "popular",
    "trending",
    "outbrain",
    "taboola",
    "masthead",
    "toolbar",
    "login",
    "search",
    "modal",
    "popup",
    "overlay",
    "tooltip",
    "paywall",
    "sharethis",
    "addthis",
    "addtoany",
    "shareaholic",
    "yarpp",
    "readmore",
    "mostread",
    "bio",
    "authorbox",
    "aboutauthor",
    "authorbio",
    "prevnext",
    "postnav",
    "printonly",
    "outro",
    "disclaimer",
    "donate",
    "donation",
    "promobox",
    "callout",
    "cta",
    "syndication",
    "skiplink",
    "slideshow",
    "factbox",
    "teaser",
    "teasers",
    "infobox",
    "printfriendly",
    "correction",
    "toc",
    "credit",
    "credits",
    "infoline",
    "readnext",
    "nextpost",
    "prevpost",
    "hatom",
    "metadata",
    "postmeta",
    "entrymeta",
    "postmetadata",
    "entryfooter",
    "articlefooter",
    "postfooter",
    "recentposts",
    "morefrom",
    "morestories",
    "kicker",
    "eyebrow",
    "livechat",
    "poll",
    "quiz",
    "alert",
    "notice",
    "feedback",
    "utility",
    "actions",
];

/// Names that say it only as a whole: "tag-horror" is what WordPress calls a review of a horror film, and
/// "label-hidden" hides a label.
const AROUND_WHOLE: &[&str] = &[
    "hidden",
    "ishidden",
    "visuallyhidden",
    "category",
    "categories",
    "postcategories",
    "postcategory",
    "entrycategories",
    "tag",
    "tags",
    "posttags",
    "entrytags",
    "articletags",
    "tagslinks",
    "catlinks",
    "tagscontainer",
    "tagswrapper",
    "taglinks",
    "widget",
    "widgets",
    "widgetarea",
    "sidebarwidget",
    "widgetcontainer",
    "footerwidgets",
    "foot",
    "legal",
    "colophon",
    "widgetcontent",
];

/// Words that turn a name into its opposite or into a mere mention.
const NOT: &[&str] =
    &["no", "has", "with", "without", "open", "closed", "is", "js", "enable", "hide", "show"];

/// What the names of this element say.
pub(super) fn sign(tree: &Tree<'_>, node: usize) -> Sign {
    let mut sign = Sign::None;
    for (attr, value) in tree.attrs_of(node) {
        match attr {
            Attr::Itemprop if matches!(*value, "articleBody" | "reviewBody") => return Sign::Body,
            Attr::Role
                if matches!(
                    *value,
                    "navigation" | "banner" | "contentinfo" | "search" | "complementary" | "dialog" | "alert"
                ) =>
            {
                return Sign::Around;
            }
            Attr::Class | Attr::Id => {
                for name in value.split_ascii_whitespace().take(24) {
                    // WordPress names the whole post after its categories.
                    if matches!(name, "hentry" | "type-post" | "h-entry" | "h-review" | "hreview") {
                        return Sign::None;
                    }
                    match of_name(name) {
                        Sign::Body => sign = Sign::Body,
                        found @ (Sign::Around | Sign::Comments) if sign == Sign::None => sign = found,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    if sign == Sign::None && matches!(tree.tag(node), Tag::Nav | Tag::Menu | Tag::Search) {
        return Sign::Around;
    }
    sign
}

/// What one name says. It is cut into words at hyphens, underscores and capitals.
fn of_name(name: &str) -> Sign {
    let mut buffer = [0u8; 64];
    if name.len() > buffer.len() || !name.is_ascii() {
        return Sign::None;
    }
    let mut len = 0;
    let mut starts = [0usize; 17];
    // Does a word begin at a capital? Class names made by tools are full of short "words" of that kind.
    let mut camel = [false; 17];
    let mut words = 0;
    let mut last = b'-';
    for byte in name.bytes() {
        if byte.is_ascii_alphabetic() {
            let begins =
                !last.is_ascii_alphabetic() || byte.is_ascii_uppercase() && last.is_ascii_lowercase();
            if begins && words < 16 {
                starts[words] = len;
                camel[words] = last.is_ascii_alphabetic();
                words += 1;
            }
            buffer[len] = byte.to_ascii_lowercase();
            len += 1;
        }
        last = byte;
    }
    starts[words] = len;
    let whole = std::str::from_utf8(&buffer[..len]).unwrap_or_default();
    let word = |from: usize, to: usize| WORDS.get(&whole[starts[from]..starts[to]]).copied();
    match WORDS.get(whole) {
        Some(Word::Body) => return Sign::Body,
        Some(Word::AroundWhole) => return Sign::Around,
        _ => {}
    }
    let mut sign = Sign::None;
    for n in 0..words {
        if starts[n + 1] - starts[n] < 4 && (camel[n] || camel[n + 1]) {
            continue;
        }
        let found = match word(n, n + 1) {
            Some(Word::Not) => return Sign::None,
            Some(Word::Comments) => Sign::Comments,
            None if is_of_comments(&whole[starts[n]..starts[n + 1]]) => Sign::Comments,
            Some(Word::Around) => Sign::Around,
            // "authorBox", "tag-list": two words that only together say something.
            _ if n + 1 < words && word(n, n + 2) == Some(Word::Around) => Sign::Around,
            _ => continue,
        };
        if found == Sign::Comments || sign == Sign::None {
            sign = found;
        }
    }
    sign
}

/// "commentlist", "commentlinks", "kommentare"; but not "commentary".
fn is_of_comments(word: &str) -> bool {
    word.starts_with("kommentar")
        || word.strip_prefix("comment").is_some_and(|rest| !rest.starts_with("ar") && !rest.starts_with("at"))
}

/// What a word says in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// As the whole name: the body.
    Body,
    /// As the whole name: around it.
    AroundWhole,
    Comments,
    Around,
    Not,
}

static WORDS: LazyLock<HashMap<&'static str, Word>> = LazyLock::new(|| {
    let of = |words: &'static [&'static str], kind| words.iter().map(move |w| (*w, kind));
    of(BODIES, Word::Body)
        .chain(of(AROUND, Word::Around))
        .chain(of(COMMENTS, Word::Comments))
        .chain(of(AROUND_WHOLE, Word::AroundWhole))
        .chain(of(NOT, Word::Not))
        .collect()
});

/// Is it named as the author's line?
pub(super) fn is_byline(tree: &Tree<'_>, node: usize) -> bool {
    tree.attrs_of(node).iter().any(|(attr, value)| match attr {
        Attr::Rel => value.split_ascii_whitespace().any(|r| r == "author"),
        Attr::Itemprop => *value == "author",
        Attr::Class => {
            value.len() < 120
                && value.split_ascii_whitespace().any(|c| {
                    let c = c.to_ascii_lowercase();
                    matches!(
                        c.as_str(),
                        "byline" | "author" | "p-author" | "by-line" | "by" | "vcard" | "reviewer" | "critic"
                    ) || c.contains("byline")
                        || c.ends_with("author") && !c.contains("about")
                        || c.ends_with("-by") && c != "powered-by"
                        || c.ends_with("author-name")
                        || c.ends_with("author_name")
                })
        }
        _ => false,
    })
}

/// Is it named as the line of the date?
pub(super) fn is_date(tree: &Tree<'_>, node: usize) -> bool {
    (tree.tag(node) == Tag::Time)
        || tree.attrs_of(node).iter().any(|(attr, value)| match attr {
            Attr::Itemprop => matches!(*value, "datePublished" | "dateCreated"),
            Attr::Class => {
                value.len() < 120
                    && value.split_ascii_whitespace().any(|c| {
                        let c = c.to_ascii_lowercase();
                        matches!(
                            c.as_str(),
                            "date"
                                | "published"
                                | "dt-published"
                                | "dateline"
                                | "timestamp"
                                | "posted-on"
                                | "pubdate"
                        ) || c.ends_with("-date")
                            || c.ends_with("_date")
                            || c.ends_with("date-header")
                    })
            }
            _ => false,
        })
}

/// Is it named as the standfirst, between the headline and the text?
pub(super) fn is_standfirst(tree: &Tree<'_>, node: usize) -> bool {
    tree.attr(node, Attr::Class).is_some_and(|class| {
        class.len() < 200
            && class.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
                [
                    "standfirst",
                    "summary",
                    "dek",
                    "deck",
                    "subheadline",
                    "subtitle",
                    "lede",
                    "intro",
                    "lead",
                    "strapline",
                ]
                .iter()
                .any(|w| word.eq_ignore_ascii_case(w))
            })
    })
}
