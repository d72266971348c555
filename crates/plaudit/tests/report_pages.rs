//! The report's pages as text: whole, well-formed, every link leads somewhere, nothing slips through.

#![allow(clippy::unwrap_used, reason = "a test, helpers included")]

use std::collections::{BTreeMap, BTreeSet};

mod report_demo;

use plaudit::report::{Options, Page, Review, render};
use report_demo::{FULL, SPOILER, many, options, policies, reviews, with_text};

/// Every pile of reviews that a test here goes through.
fn piles() -> Vec<(&'static str, Vec<Review>)> {
    let mut texts = reviews();
    with_text(&mut texts, 2);
    let one = vec![reviews().swap_remove(0)];
    vec![("none", vec![]), ("one", one), ("demo", reviews()), ("texts", texts), ("sixty", many(60))]
}

fn rendered() -> Vec<(&'static str, Vec<Page>)> {
    piles().into_iter().map(|(name, pile)| (name, render(&pile, &policies(), &options()))).collect()
}

fn page<'a>(pages: &'a [Page], path: &str) -> &'a str {
    &pages.iter().find(|p| p.path == path).unwrap_or_else(|| panic!("no page {path}")).html
}

/// A start tag and its attributes.
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
}

/// Reads a page strictly: every element is closed in its turn, attributes are quoted and given once,
/// and no bare `<`, `>` or `&` stands in text.
fn tags(html: &str) -> Result<Vec<Tag>, String> {
    const VOID: [&str; 4] = ["meta", "link", "br", "img"];
    let (mut out, mut open) = (Vec::new(), Vec::<String>::new());
    let mut rest = html.strip_prefix("<!doctype html>").ok_or("no doctype")?;
    while let Some(at) = rest.find('<') {
        let gap = &rest[..at];
        let in_style = open.last().is_some_and(|t| t == "style");
        if !in_style && (gap.contains('>') || bare_ampersand(gap)) {
            return Err(format!("text not escaped: {gap:?}"));
        }
        let end = at + rest[at..].find('>').ok_or("a tag that does not end")?;
        let inner = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = inner.strip_prefix('/') {
            let last = open.pop().ok_or_else(|| format!("</{name}> closes nothing"))?;
            if last != name {
                return Err(format!("</{name}> closes <{last}>"));
            }
            continue;
        }
        let (inner, empty) = inner.strip_suffix('/').map_or((inner, false), |i| (i, true));
        let (name, mut list) = inner.split_once([' ', '\n']).unwrap_or((inner, ""));
        let mut attributes = BTreeMap::new();
        while let Some((key, value)) = list.trim_start().split_once("=\"") {
            let (value, after) = value.split_once('"').ok_or("an attribute that does not end")?;
            if bare_ampersand(value) || attributes.insert(key.to_owned(), value.to_owned()).is_some() {
                return Err(format!("bad attribute {key}={value:?}"));
            }
            list = after;
        }
        if !list.trim().is_empty() {
            return Err(format!("what is {list:?} in <{name}>?"));
        }
        if !empty && !VOID.contains(&name) {
            open.push(name.to_owned());
        }
        out.push(Tag { name: name.to_owned(), attributes });
    }
    if open.is_empty() { Ok(out) } else { Err(format!("left open: {open:?}")) }
}

fn bare_ampersand(text: &str) -> bool {
    text.match_indices('&').any(|(i, _)| {
        let name = text[i + 1..].split(';').next().unwrap_or_default();
        !text[i + 1..].contains(';')
            || name.len() > 8
            || !name.starts_with(|c: char| c == '#' || c.is_ascii_alphabetic())
    })
}

#[test]
fn every_page_is_well_formed_and_every_link_leads_somewhere() {
    for (pile, pages) in rendered() {
        let mut parsed = BTreeMap::new();
        for p in &pages {
            let tags = tags(&p.html).unwrap_or_else(|e| panic!("{pile}/{}: {e}", p.path));
            let mut ids = BTreeSet::new();
            for id in tags.iter().filter_map(|t| t.attributes.get("id")) {
                assert!(ids.insert(id.clone()), "{pile}/{}: id {id} twice", p.path);
            }
            assert!(parsed.insert(p.path.clone(), (tags, ids)).is_none(), "{pile}: {} twice", p.path);
        }
        for (path, (tags, ids)) in &parsed {
            for tag in tags {
                for key in ["aria-labelledby", "aria-describedby"] {
                    for id in tag.attributes.get(key).into_iter().flat_map(|v| v.split(' ')) {
                        assert!(ids.contains(id), "{pile}/{path}: {key} of <{}> names no {id}", tag.name);
                    }
                }
                let Some(href) = tag.attributes.get("href").filter(|_| tag.name == "a") else { continue };
                if href.starts_with("https://") {
                    continue;
                }
                let (file, fragment) = href.split_once('#').unwrap_or((href, ""));
                let target = if file.is_empty() { path.clone() } else { resolve(path, file) };
                let (_, ids) =
                    parsed.get(&target).unwrap_or_else(|| panic!("{pile}/{path}: {href} leads nowhere"));
                assert!(
                    fragment.is_empty() || ids.contains(fragment),
                    "{pile}/{path}: {href}: no such place"
                );
            }
        }
    }
}

/// `href` as seen from `path`.
fn resolve(path: &str, href: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        if part == ".." {
            assert!(parts.pop().is_some(), "{href} in {path} climbs out of the report");
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

#[test]
fn pages_load_nothing_and_run_nothing() {
    for (pile, pages) in rendered() {
        for p in &pages {
            for tag in tags(&p.html).unwrap() {
                assert!(
                    !["script", "img", "iframe", "object", "form"].contains(&tag.name.as_str()),
                    "{pile}/{}",
                    p.path
                );
                for (key, value) in &tag.attributes {
                    assert!(
                        !key.starts_with("on") && key != "src" && key != "style",
                        "{pile}/{}: {key}",
                        p.path
                    );
                    assert!(
                        !value.trim_start().to_lowercase().starts_with("javascript:"),
                        "{}: {value}",
                        p.path
                    );
                    let loads = tag.name == "link" && key == "href";
                    assert!(!loads || value.starts_with("data:"), "{}: {value}", p.path);
                }
            }
            assert!(p.html.contains("default-src 'none'"));
            assert!(p.html.contains("<html lang=\"en\">") && p.html.contains("width=device-width"));
            assert!(p.path.is_ascii() && p.path == p.path.to_lowercase());
        }
    }
}

#[test]
fn headings_are_in_order_with_one_first() {
    for (pile, pages) in rendered() {
        for p in &pages {
            let mut last = 0;
            for tag in tags(&p.html).unwrap() {
                let Some(level) = tag.name.strip_prefix('h').and_then(|n| n.parse::<u8>().ok()) else {
                    continue;
                };
                assert!(level <= last + 1, "{pile}/{}: h{level} after h{last}", p.path);
                assert!(level > 1 || last == 0, "{pile}/{}: a second h1", p.path);
                last = level;
            }
            assert!(last > 0);
        }
    }
}

#[test]
fn full_texts_are_there_only_where_given() {
    let without = render(&reviews(), &policies(), &options());
    assert!(without.iter().all(|p| !p.html.contains(FULL) && !p.html.contains("Full text</h2>")));
    let mut given = reviews();
    with_text(&mut given, 2);
    let with = render(&given, &policies(), &options());
    let holding: Vec<&str> = with.iter().filter(|p| p.html.contains(FULL)).map(|p| p.path.as_str()).collect();
    assert_eq!(holding.len(), 2, "the review's own page under each policy: {holding:?}");
}

#[test]
fn quotes_are_short_and_few() {
    let pages = render(&reviews(), &policies(), &Options { quotes: 5, quote_chars: 120, ..options() });
    for p in pages.iter().filter(|p| p.path.contains("reviews/")) {
        let mut sentences = 0;
        for quote in p.html.split("<blockquote").skip(1) {
            let quote = quote.split("</blockquote>").next().unwrap();
            let inner = &quote[quote.find('>').unwrap() + 1..];
            let outside = inner.replace("<mark>", "\u{1}").replace("</mark>", "\u{1}");
            let parts: Vec<&str> = outside.split('\u{1}').collect();
            let chars = unescape(&outside).chars().filter(|c| *c != '\u{1}').count();
            assert!(chars <= 120, "{}: {chars} characters", p.path);
            sentences += usize::from(!parts[0].trim().is_empty() || !parts[2].trim().is_empty());
        }
        assert!(sentences <= 5, "{}: {sentences} sentences", p.path);
    }
}

fn unescape(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[test]
fn copies_and_earlier_grades_are_shown_and_not_counted() {
    let pages = render(&reviews(), &policies(), &options());
    let film = page(&pages, "films/her-smell-2018.html");
    assert!(
        film.contains(">4 of 5</a>"),
        "eight reviews, one without a grade, a copy and an earlier grade out"
    );
    assert!(film.contains("An earlier grade: the critic gave another one later."));
    assert!(film.contains("The same review in another outlet: it counts once."));
    assert!(page(&pages, "left-out.html").contains("An earlier grade"));
}

#[test]
fn policies_give_their_own_figures() {
    let pages = render(&reviews(), &policies(), &options());
    let (linear, other) =
        (page(&pages, "films/parasite-2019.html"), page(&pages, "metacritic/films/parasite-2019.html"));
    assert!(linear.contains(">92.2</a>"), "mean of 96, 100, 100, 90, 75");
    assert!(other.contains(">91.4</a>"), "mean of 100, 100, 100, 90, 67");
    assert!(linear.contains("href=\"../metacritic/films/parasite-2019.html\""));
    assert!(other.contains("href=\"../../films/parasite-2019.html\""));
}

#[test]
fn the_same_input_gives_the_same_bytes_and_names_stay() {
    let pages = render(&reviews(), &policies(), &options());
    assert_eq!(pages, render(&reviews(), &policies(), &options()));
    let mut more = many(3);
    more.extend(reviews());
    let after: BTreeSet<String> =
        render(&more, &policies(), &options()).into_iter().map(|p| p.path).collect();
    for p in &pages {
        assert!(after.contains(&p.path), "{} is gone because other reviews came", p.path);
    }
}

#[test]
fn without_policies_the_words_are_still_there() {
    let pages = render(&reviews(), &[], &options());
    assert!(page(&pages, "index.html").contains("No grade to count."));
    assert!(pages.iter().any(|p| p.path.starts_with("reviews/her-smell-ada-quillfeather")));
}

#[test]
fn numbers_that_are_none_do_no_harm() {
    let mut all = reviews();
    all[0].grades[0].scores[0].value = f64::NAN;
    all[8].grades[0].scores[0].value = 1e9;
    let pages = render(&all, &policies(), &options());
    assert!(pages.iter().all(|p| !p.html.contains("NaN") && !p.html.contains("inf\"")));
}

/// The page of the demo's review at `i`.
fn review_page(pages: &[Page], i: usize) -> &str {
    let source = format!("<code>{}</code>", reviews()[i].source);
    let found = |p: &&Page| p.path.starts_with("reviews/") && p.html.contains(&source);
    &pages.iter().find(found).unwrap_or_else(|| panic!("no page of {source}")).html
}

/// What a reader sees: the text between the tags, one space between words.
fn seen(html: &str) -> String {
    let body = html.split_once("<body>").unwrap().1;
    let text: String =
        body.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect();
    unescape(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn stated_and_inferred_scores_stand_side_by_side() {
    let pages = render(&reviews(), &policies(), &options());
    let html = review_page(&pages, 3);
    let text = seen(html);
    for want in [
        "stated88 of 100, from ★★★½",
        "the text speaks for51 90% interval 26–71",
        "Stated 88; the text speaks for 51, 26 to 71, on a scale of 0 to 100",
        "The grade lies above what the text speaks for.",
        "+6.2Four years on I take it back, and gladly.",
        "−3.1I was bored <i>once</i>.",
        "From the first sentence to the last: fault, then praise.",
        "The critic dislikes films about <bands>.",
    ] {
        assert!(text.contains(want), "{want}\n{text}");
    }
    assert!(html.contains("class=\"hollow\"") && html.contains("class=\"full\""), "both on the scale");
    let ungraded = review_page(&pages, 7);
    assert!(ungraded.contains("class=\"hollow\"") && !ungraded.contains("class=\"full\""));
    assert!(!ungraded.contains("class=\"gap\""), "without a grade there is no gap");
    let other = review_page(&pages, 8);
    assert!(!other.contains("id=\"judgment\""), "nothing is inferred there");
}

#[test]
fn inferred_scores_are_in_no_figure_of_the_graded() {
    let mut plain = reviews();
    plain.iter_mut().for_each(|r| r.inferred = None);
    let (without, with) =
        (render(&plain, &policies(), &options()), render(&reviews(), &policies(), &options()));
    let overview = |pages: &[Page]| {
        let html = page(pages, "films/her-smell-2018.html").to_owned();
        let from = html.find("class=\"overview\"").unwrap();
        html[from..].split("</section>").next().unwrap().to_owned()
    };
    assert_eq!(overview(&without), overview(&with));
    let film = page(&with, "films/her-smell-2018.html");
    let text = seen(film);
    for want in [
        "8 reviews: 5 graded, 1 inferred, 2 counted out",
        "All reviews, 5 graded and 1 inferred",
        "71 inferred",
        "Graded: 5 from 33 to 88; inferred: 1 at 71",
        "the text speaks for 71, 90% interval 46–91",
    ] {
        assert!(text.contains(want), "{want}\n{text}");
    }
    assert!(page(&with, "index.html").contains("1 inferred</a>"));
    let cats = seen(page(&with, "films/cats-2019.html"));
    assert!(cats.contains("6 graded, 1 inferred"), "a grade on an unknown scale: {cats}");
}

#[test]
fn an_interval_that_is_none_is_not_shown() {
    let mut all = reviews();
    all[3].inferred.as_mut().unwrap().low = f64::NAN;
    all[7].inferred.as_mut().unwrap().value = 1e9;
    all[3].arc[0].polarity = f32::NAN;
    let pages = render(&all, &policies(), &options());
    assert!(!review_page(&pages, 3).contains("class=\"hollow\""));
    assert!(!seen(page(&pages, "films/her-smell-2018.html")).contains("inferred"));
    assert!(pages.iter().all(|p| !p.html.contains("NaN") && !p.html.contains("inf\"")));
}

#[test]
fn a_films_aspects_count_every_critic_once() {
    let pages = render(&reviews(), &policies(), &options());
    let film = page(&pages, "films/her-smell-2018.html");
    let aspect = |name: &str| {
        let from = film.find(&format!("id=\"aspect-{name}\"")).unwrap_or_else(|| panic!("no {name}"));
        film[from..].split("</li>").next().unwrap()
    };
    // Twenty-one opinions of one critic are one voice for it; the copy of the other's review is none.
    let acting = aspect("acting");
    assert!(acting.contains("1 for, 1 against"), "{acting}");
    assert!(acting.contains("<mark> gives the performance of the year</mark>"), "the surest: {acting}");
    assert!(acting.contains("Marguerite Lund</bdi></a>") && acting.contains("#aspect-acting"));
    assert!(acting.contains("on <bdi>Elisabeth Moss</bdi>"));
    assert!(aspect("length").contains("1 mixed, 1 against"));
    assert!(aspect("ending").contains("without giving away the plot"), "its only words are a spoiler");
}

#[test]
fn spoilers_are_covered_on_every_page() {
    let mut all = reviews();
    with_text(&mut all, 2);
    let pages = render(&all, &policies(), &options());
    let mut shown = 0;
    for p in &pages {
        for (at, _) in p.html.match_indices(SPOILER) {
            let before = &p.html[..at];
            let details = before.matches("<details class=\"cover\"").count();
            let label =
                before.rfind("<label class=\"covered\"").is_some_and(|l| !before[l..].contains("</label>"));
            let open =
                before.rfind("<details class=\"cover\"").is_some_and(|d| !before[d..].contains("</details>"));
            assert!(label || (details > 0 && open), "{} gives it away", p.path);
            assert!(p.path.contains("reviews/"), "{}", p.path);
            shown += 1;
        }
    }
    assert!(shown >= 3, "in the opinion, the list and the full text: {shown}");
}
