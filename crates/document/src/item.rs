//! Items of a feed: what an RSS item or an Atom entry says, and the document it makes.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::charset::{self, Hint};
use crate::record::{body, here, is_markup};
use crate::row::{FIELDS, LETTERBOXD, NAME, append};
use crate::{Builder, Field, Limits, NoteKind, Options, field_of, record};

/// What all items of a feed share.
#[derive(Debug, Clone, Default)]
pub struct Feed {
    /// The feed's own title.
    pub title: String,
    /// The author of the items that name none.
    pub author: String,
    pub(crate) hint: Hint,
}

/// Text of an element that is not known: longer is no label, and nobody's review.
const SHORT: usize = 300;

/// An element of an item.
#[derive(Debug, Default)]
pub(crate) struct Element<'a> {
    pub(crate) name: String,
    value: Cow<'a, str>,
    /// White space that counts only if something follows it.
    gap: bool,
    /// Where its content begins, and whether that holds elements.
    start: usize,
    nested: bool,
    /// Elements of the same name open inside it.
    same: usize,
    /// Has the child that names a person been read, so that the rest says nothing?
    named: bool,
    /// The attributes that matter: `href` and `rel`, `term`, `type`, `isPermaLink`.
    attributes: Vec<(String, String)>,
}

impl<'a> Element<'a> {
    fn new(tag: &BytesStart<'a>, start: usize) -> Self {
        let name = tag.name().0;
        let attributes = tag
            .attributes()
            .with_checks(false)
            .flatten()
            .take(16)
            .map(|a| {
                let value = quick_xml::escape::unescape_with(&a.value, resolve_html5_entity)
                    .map_or_else(|_| a.value.to_string(), Cow::into_owned);
                (a.key.0.to_string(), value)
            })
            .collect();
        let name = name[..name.floor_char_boundary(NAME)].to_string();
        Element { name, start, attributes, ..Element::default() }
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    fn push(&mut self, text: &'a str) {
        if self.named {
            return;
        }
        if text.trim().is_empty() {
            self.gap |= !self.value.is_empty() && !text.is_empty();
            return;
        }
        if std::mem::take(&mut self.gap) {
            self.value.to_mut().push(' ');
        }
        append(&mut self.value, text);
    }

    fn push_char(&mut self, c: char) {
        if !self.named && c != '\0' && c != '\u{feff}' {
            if std::mem::take(&mut self.gap) {
                self.value.to_mut().push(' ');
            }
            self.value.to_mut().push(if c == '\r' { '\n' } else { c });
        }
    }
}

/// What reading an item or a feed's head gave.
#[derive(Debug, Default)]
pub(crate) struct Elements<'a> {
    pub(crate) list: Vec<Element<'a>>,
    /// A reference to an entity that XML and HTML do not have.
    entity: Option<String>,
    /// Where and why the XML breaks off.
    fault: Option<(usize, String)>,
}

/// Reads the elements directly inside the first element of `xml`.
pub(crate) fn elements(xml: &str) -> Elements<'_> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    let mut out = Elements::default();
    let mut inside = false;
    let mut current: Option<Element<'_>> = None;
    let at = |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(xml.len());
    loop {
        let before = at(&reader);
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(e) => {
                let place = usize::try_from(reader.error_position()).unwrap_or(before);
                out.fault = Some((place.min(xml.len()), e.to_string()));
                break;
            }
        };
        match event {
            Event::Start(_) if !inside => inside = true,
            Event::Start(tag) => match &mut current {
                None => current = Some(Element::new(&tag, at(&reader))),
                Some(element) => {
                    element.same += usize::from(tag.name().0 == element.name);
                    element.nested = true;
                    if tag.local_name().as_ref() == "name" {
                        element.value = Cow::Borrowed("");
                    }
                    element.gap |= !element.value.is_empty();
                }
            },
            Event::End(tag) => match &mut current {
                Some(element) if tag.name().0 == element.name && element.same > 0 => element.same -= 1,
                Some(element) if tag.name().0 == element.name => {
                    finish(&mut out, current.take(), &xml[..before]);
                }
                Some(element) => element.named |= tag.local_name().as_ref() == "name",
                None => break,
            },
            Event::Empty(tag) => match &mut current {
                None if inside => out.list.push(Element::new(&tag, 0)),
                None => break,
                Some(element) => element.nested = true,
            },
            Event::Text(text) => {
                if let (Some(element), Cow::Borrowed(text)) = (&mut current, text.into_inner()) {
                    element.push(text);
                }
            }
            Event::CData(text) => {
                if let (Some(element), Cow::Borrowed(text)) = (&mut current, text.into_inner()) {
                    element.push(text);
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(element) = &mut current {
                    refer(element, &reference, &mut out.entity);
                }
            }
            Event::Eof => break,
            _ => {}
        }
        if out.list.len() >= FIELDS {
            break;
        }
    }
    finish(&mut out, current, xml);
    out
}

/// Ends an element; one with elements inside and a text of its own kind is taken as markup.
fn finish<'a>(out: &mut Elements<'a>, element: Option<Element<'a>>, xml: &'a str) {
    let Some(mut element) = element else { return };
    let local = local(&element.name);
    let text = is_body(local) || local == "title";
    if element.nested && text {
        element.value = Cow::Borrowed(xml.get(element.start..).unwrap_or_default());
    }
    out.list.push(element);
}

fn refer<'a>(element: &mut Element<'a>, reference: &BytesRef<'a>, unknown: &mut Option<String>) {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return element.push_char(c);
    }
    let name: &str = reference;
    if let Some(text) = resolve_html5_entity(name) {
        return text.chars().for_each(|c| element.push_char(c));
    }
    // Never expanded: entities that define one another are how a small feed becomes a large one.
    unknown.get_or_insert_with(|| name.chars().take(40).collect());
    for c in ['&'].into_iter().chain(name.chars()).chain([';']) {
        element.push_char(c);
    }
}

pub(crate) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or_default()
}

impl Feed {
    /// Reads what a feed says of itself before its first item.
    pub(crate) fn new(head: &str, hint: Hint) -> Feed {
        let mut feed = Feed { hint, ..Feed::default() };
        // The channel of RSS is an element of the root; Atom's feed is the root itself.
        let found = head.match_indices('<').find(|(at, _)| {
            let tag = &head[at + 1..];
            let tag = &tag[..tag.floor_char_boundary(NAME)];
            let end = tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(tag.len());
            matches!(local(&tag[..end]), "channel" | "feed")
        });
        let list = found.map_or_else(Vec::new, |(at, _)| elements(&head[at..]).list);
        for element in list {
            let slot = match local(&element.name) {
                "title" => &mut feed.title,
                "author" | "creator" => &mut feed.author,
                _ => continue,
            };
            if slot.is_empty() {
                *slot = plain(element.value.trim()).into_owned();
            }
        }
        feed
    }
}

/// Text without the tags and character references that some feeds put into titles.
fn plain(text: &str) -> Cow<'_, str> {
    if !is_markup(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        // Only what begins like a tag is looked through for its end.
        let begins = tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        match begins.then(|| tag.split_once('>')) {
            Some(Some((_, after))) => rest = after,
            // No tag ends from here on.
            Some(None) => {
                out.push('<');
                out.push_str(tag);
                rest = "";
            }
            None => {
                out.push('<');
                rest = tag;
            }
        }
    }
    out.push_str(rest);
    match quick_xml::escape::unescape_with(&out, resolve_html5_entity) {
        Ok(text) => Cow::Owned(charset::tidy(text.into_owned())),
        Err(_) => Cow::Owned(out),
    }
}

/// Makes an item into fields and body.
pub(crate) fn item(b: &mut Builder, feed: &Feed, bytes: Vec<u8>, cut: bool, line: Option<u64>, o: &Options) {
    let mut notes = Vec::new();
    let hint = Hint { cut, ..feed.hint };
    let text = charset::decode(bytes, &hint, &mut notes);
    notes.into_iter().for_each(|n| b.note(n));
    let Elements { list, entity, fault } = elements(&text);
    if let Some((at, why)) = fault.filter(|_| !cut) {
        let line = line.map(|l| l + record::lines(&text.as_bytes()[..at]));
        let message = format!("broken XML: {why}; what came before is kept");
        b.note(here(NoteKind::Malformed, message, line));
    }
    if let Some(name) = entity {
        let message = format!("the entity &{name}; is the feed's own and is not expanded");
        b.note(here(NoteKind::Malformed, message, line));
    }
    b.reserve(text.len() + 64);
    fields(b, feed, &list, &o.columns);
    bodies(b, &list, o, &o.limits);
}

fn fields(b: &mut Builder, feed: &Feed, list: &[Element<'_>], columns: &[(String, Field)]) {
    b.field(Field::Outlet, "feed", &feed.title);
    let has = |name: &str| list.iter().any(|e| local(&e.name) == name && !e.value.trim().is_empty());
    let mut tags = String::new();
    let mut linked = false;
    let mut letterboxd = false;
    for element in list {
        let name = element.name.as_str();
        let value = element.value.trim();
        if name.starts_with("media:") || is_text(element, columns) {
            continue;
        }
        if let Some(field) = record::declared(name, columns) {
            b.field(field, name, &plain(value));
            continue;
        }
        match local(name) {
            "title" => b.field(Field::Title, name, &plain(value)),
            "author" | "creator" => b.field(Field::Byline, name, &plain(value)),
            "pubDate" | "published" | "date" | "issued" => b.field(Field::Published, name, value),
            "updated" | "modified" if !has("published") && !has("issued") => {
                b.field(Field::Published, name, value);
            }
            "link" => {
                let href = element.attribute("href").unwrap_or(value);
                if matches!(element.attribute("rel"), None | Some("alternate")) && !linked {
                    b.field(Field::Url, name, href);
                    linked = true;
                }
            }
            "guid" | "id" => {
                let address = value.starts_with("http") && element.attribute("isPermaLink") != Some("false");
                let field = if address && !has("link") { Field::Url } else { Field::Other };
                b.field(field, name, value);
            }
            "category" | "subject" => {
                let tag =
                    if value.is_empty() { element.attribute("term").unwrap_or_default() } else { value };
                if !tags.is_empty() && !tag.is_empty() {
                    tags.push_str(", ");
                }
                tags.push_str(&plain(tag));
            }
            "updated" | "modified" | "comments" | "commentRss" | "enclosure" | "source" => {}
            inner => {
                let known = [field_of(name), field_of(inner)].into_iter().find(|f| *f != Field::Other);
                let field = known.filter(|f| *f != Field::Body).unwrap_or(Field::Other);
                if field != Field::Other || value.len() <= SHORT && !is_markup(value) {
                    b.field(field, name, &plain(value));
                }
                letterboxd |= name == "letterboxd:memberRating" && !value.is_empty();
            }
        }
    }
    b.field(Field::Tags, "category", &tags);
    if !has("author") && !has("creator") {
        b.field(Field::Byline, "author", &feed.author);
    }
    if letterboxd {
        b.field(Field::GradeBest, LETTERBOXD, "5");
    }
}

/// May the element hold the review itself?
fn is_text(element: &Element<'_>, columns: &[(String, Field)]) -> bool {
    match record::declared(&element.name, columns) {
        Some(field) => field == Field::Body,
        None => is_body(local(&element.name)),
    }
}

fn is_body(local: &str) -> bool {
    matches!(local, "encoded" | "description" | "summary") || field_of(local) == Field::Body
}

/// The review itself: the fullest element that may hold it; a summary beside it is a field.
fn bodies(b: &mut Builder, list: &[Element<'_>], options: &Options, limits: &Limits) {
    let rank = |e: &Element<'_>| match local(&e.name) {
        _ if record::declared(&e.name, &options.columns).is_some() => 4,
        "encoded" => 3,
        "description" => 1,
        "summary" => 0,
        _ => 2,
    };
    let is_text = |e: &&Element<'_>| {
        is_text(e, &options.columns) && !e.name.starts_with("media:") && !e.value.trim().is_empty()
    };
    let texts: Vec<_> =
        list.iter().filter(is_text).map(|e| (e, plain(&e.value).split_whitespace().count())).collect();
    let most = texts.iter().map(|(_, words)| *words).max().unwrap_or_default();
    // The text decides, not the name: a picture is no review. Of about equals the name does, as descriptions
    // add "The post … appeared first on …" to the whole text. Of equals the first: `max_by_key` alone would
    // take the last.
    let whole = |e: &Element<'_>, words: usize| rank(e) == 4 || words * 2 >= most;
    let best = texts.iter().rev().filter(|(e, words)| whole(e, *words)).max_by_key(|(e, _)| rank(e));
    let Some((best, _)) = best else { return };
    for (other, words) in &texts {
        if (rank(other) < rank(best) || !whole(other, *words)) && !is_markup(&other.value) {
            b.field(Field::Summary, &other.name, &other.value);
        }
    }
    if best.nested {
        crate::html::xhtml(b, &best.value, limits);
        b.close();
    } else {
        body(b, &best.value, limits);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body_of(elements: &str) -> String {
        let feed = format!("<rss><channel><item>{elements}</item></channel></rss>");
        let options = Options::default();
        let mut documents = crate::records(feed.as_bytes(), "f.rss", &options);
        let doc = crate::parse(documents.next().expect("an item"), &options);
        doc.prose().map(|b| doc.slice(b.span)).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn elements_of_a_feed_are_xml() {
        let xhtml =
            "<content type='xhtml'><div><iframe src='x'/><p>Great <![CDATA[<film>]]>.</p></div></content>";
        assert_eq!(body_of(xhtml), "Great <film>.");
    }

    #[test]
    fn the_body_is_what_holds_the_text() {
        let long = "A great film of its kind. ".repeat(20);
        let long = long.trim();
        for name in ["fulltext", "review:text", "articleBody"] {
            assert_eq!(body_of(&format!("<title>x</title><{name}>{long}</{name}>")), long);
        }
        let picture = "<content:encoded><![CDATA[<img src='x'>]]></content:encoded>";
        assert_eq!(body_of(&format!("{picture}<description>{long}</description>")), long);
    }
}
