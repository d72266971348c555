//! A page as newspapers serve them, around a review from a plain blog.
//!
//! Small pages flatter a reader of HTML: most of what it meets on the web is not the review. What stands
//! around the text here is invented, in the amounts and the markup of such pages.

use std::fmt::Write as _;

/// Topics that menus, tags and related links are made of.
const TOPICS: [&str; 12] = [
    "Politics",
    "Business",
    "Science",
    "Culture",
    "Film",
    "Books",
    "Music",
    "Television",
    "Travel",
    "Food",
    "Sport",
    "Opinion",
];

/// Puts the article of a plain page into a newspaper's page of some 50 KB.
pub(super) fn newspaper(plain: &str, number: usize) -> String {
    let title = between(plain, "<h1>", "</h1>").unwrap_or("A review");
    let article = between(plain, "<article>", "</article>").unwrap_or(plain);
    let mut page = String::with_capacity(64 << 10);
    head(&mut page, title, number);
    page.push_str("<body class=\"post-template single has-sidebar\">\n<a class=\"skip-link\" href=\"#main\">Skip to content</a>\n");
    header(&mut page);
    let _ = write!(
        page,
        "<div class=\"layout\"><main id=\"main\" class=\"site-main\"><article class=\"post type-review\">\n\
         <header class=\"entry-header\"><p class=\"kicker\"><a href=\"/film\">Film</a></p>\
         <h1 class=\"entry-title\">{title}</h1></header>\n{}\n<div class=\"entry-content\">\n{article}\n</div>\n{}",
        share("top"),
        share("bottom"),
    );
    page.push_str("<footer class=\"entry-footer\"><ul class=\"tags\">");
    for topic in TOPICS {
        let _ = write!(page, "<li><a rel=\"tag\" href=\"/tag/{topic}\">{topic}</a></li>");
    }
    page.push_str("</ul></footer></article>\n");
    related(&mut page, number);
    comments(&mut page, number);
    page.push_str("</main>\n");
    sidebar(&mut page);
    page.push_str("</div>\n");
    footer(&mut page);
    page.push_str("</body>\n</html>\n");
    page
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let (_, after) = text.split_once(open)?;
    after.split_once(close).map(|(inside, _)| inside)
}

fn head(page: &mut String, title: &str, number: usize) {
    let _ = write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>{title} | The Example Courier</title>\n\
         <meta property=\"og:type\" content=\"article\">\n<meta property=\"og:title\" content=\"{title}\">\n\
         <meta property=\"og:site_name\" content=\"The Example Courier\">\n\
         <link rel=\"canonical\" href=\"https://example.org/film/{number}\">\n\
         <script type=\"application/ld+json\">{{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\
         \"mainEntityOfPage\":\"https://example.org/film/{number}\",\"publisher\":{{\"@type\":\"Organization\",\
         \"name\":\"The Example Courier\"}},\"isAccessibleForFree\":true}}</script>\n"
    );
    for i in 0..12 {
        let _ = write!(
            page,
            "<link rel=\"preload\" as=\"font\" type=\"font/woff2\" href=\"/assets/fonts/text-{i}.woff2\" crossorigin>\n\
             <meta name=\"site:setting-{i}\" content=\"value-{i}\">\n"
        );
    }
    page.push_str("<style>\n");
    for i in 0..110 {
        let _ = writeln!(
            page,
            ".c-{i}{{display:flex;margin:0 {i}px;padding:.5rem 1rem;color:#12{i:04x};border-top:1px solid rgba(0,0,0,.1)}}"
        );
    }
    page.push_str("</style>\n<script>\n");
    for i in 0..70 {
        let _ = writeln!(
            page,
            "window.ads=window.ads||[];ads.push({{slot:'slot-{i}',sizes:[[300,250],[728,90]],lazy:{i}<3&&!0}});"
        );
    }
    page.push_str("</script>\n</head>\n");
}

fn header(page: &mut String) {
    page.push_str("<header class=\"site-header\"><a class=\"logo\" href=\"/\">The Example Courier</a><nav class=\"menu\" aria-label=\"Main\"><ul>\n");
    for topic in TOPICS {
        let _ = write!(
            page,
            "<li class=\"menu-item has-children\"><a href=\"/{topic}\">{topic}</a><ul class=\"sub-menu\">"
        );
        for sub in ["News", "Reviews", "Interviews", "Podcasts", "Archive"] {
            let _ = write!(
                page,
                "<li class=\"menu-item\"><a href=\"/{topic}/{sub}\"><span>{topic} {sub}</span></a></li>"
            );
        }
        page.push_str("</ul></li>\n");
    }
    page.push_str("</ul></nav></header>\n");
}

fn share(place: &str) -> String {
    let mut out = format!("<div class=\"share share-{place}\" role=\"toolbar\"><ul>");
    for site in ["Mail", "Link", "Print", "Save"] {
        let _ = write!(
            out,
            "<li><a class=\"share-button\" href=\"#{site}\"><svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"M4 4h16v16H4zM8 8l8 8M16 8l-8 8\"/></svg><span class=\"visually-hidden\">{site}</span></a></li>"
        );
    }
    out.push_str("</ul></div>");
    out
}

fn related(page: &mut String, number: usize) {
    page.push_str("<section class=\"related\"><h2>More from Film</h2><div class=\"cards\">\n");
    for i in 0..18 {
        let topic = TOPICS[(number + i) % TOPICS.len()];
        let _ = writeln!(
            page,
            "<div class=\"card\"><a href=\"/story/{i}\"><picture><source srcset=\"/img/{i}-800.webp 800w, /img/{i}-400.webp 400w\" type=\"image/webp\"><img loading=\"lazy\" src=\"/img/{i}.jpg\" alt=\"\" width=\"400\" height=\"225\"></picture></a><p class=\"kicker\">{topic}</p><h3><a href=\"/story/{i}\">What we learned this week about {topic}, in number {i}</a></h3><p class=\"dek\">Our writers look back at the week, and forward to what the next one has in store.</p><time datetime=\"2025-03-{:02}\">{} March 2025</time></div>",
            i + 1,
            i + 1
        );
    }
    page.push_str("</div></section>\n");
}

fn comments(page: &mut String, number: usize) {
    page.push_str("<section id=\"comments\" class=\"comments-area\"><h2 class=\"comments-title\">Comments</h2><ol class=\"comment-list\">\n");
    for i in 0..16 {
        let words = [
            "I could not disagree more with this.",
            "Saw it twice and would go again.",
            "The ending did not work for me, and I doubt it was meant to.",
            "Thank you for another fair review!",
        ];
        let said = words[(number + i) % words.len()];
        let _ = writeln!(
            page,
            "<li class=\"comment depth-1\" id=\"comment-{i}\"><div class=\"comment-meta\"><img class=\"avatar\" src=\"/avatar/{i}.png\" alt=\"\"><cite class=\"fn\">Reader {i}</cite> <a href=\"#comment-{i}\"><time>{} hours ago</time></a></div><div class=\"comment-content\"><p>{said}</p><p>Has anyone here read the book? I liked it, in spite of what people say about it.</p></div><div class=\"reply\"><a rel=\"nofollow\" href=\"#respond\">Reply</a></div></li>",
            i + 1
        );
    }
    page.push_str("</ol><form id=\"respond\"><label>Your comment <textarea></textarea></label><button>Post</button></form></section>\n");
}

fn sidebar(page: &mut String) {
    page.push_str("<aside class=\"sidebar\"><section class=\"widget newsletter\"><h2>The week in film, by mail</h2><p>Sign up for our free newsletter. No more than one a week.</p><form><input type=\"email\"><button>Sign up</button></form></section><section class=\"widget\"><h2>Most read</h2><ol>\n");
    for i in 0..20 {
        let _ = writeln!(
            page,
            "<li><a href=\"/most/{i}\"><span class=\"rank\">{}</span> The story that everyone seems to read today, part {i}</a></li>",
            i + 1
        );
    }
    page.push_str("</ol></section></aside>\n");
}

fn footer(page: &mut String) {
    page.push_str("<footer class=\"site-footer\"><div class=\"columns\">\n");
    for topic in TOPICS {
        let _ = write!(page, "<div class=\"column\"><h3>{topic}</h3><ul>");
        for i in 0..7 {
            let _ = write!(page, "<li><a href=\"/footer/{topic}/{i}\">{topic} section {i}</a></li>");
        }
        page.push_str("</ul></div>\n");
    }
    page.push_str("</div><p class=\"legal\">© 2025 The Example Courier. All rights reserved. Terms, privacy, cookies.</p></footer>\n<script src=\"/assets/app.js\" defer></script>\n");
}
