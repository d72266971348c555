//! Markdown, with front matter or without, to blocks and marks.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::{Builder, Limits, MarkKind, Marker, Role, front_matter, html};

/// Inline marks that may be open at once; the oldest is forgotten.
const MARKS: usize = 64;

/// Reads a page: front matter as fields, then the body.
pub(crate) fn page(b: &mut Builder, text: &str, limits: &Limits) {
    let body = front_matter::take(b, text, limits);
    render(b, body, limits);
}

/// Reads Markdown that is all content.
pub(crate) fn render(b: &mut Builder, text: &str, limits: &Limits) {
    let text = &without_template_tags(text);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut walk =
        Walk { b, limits, marks: Vec::new(), html: String::new(), quoted: 0, in_image: 0, titled: false };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        walk.event(event, text, range.start, range.end);
    }
    walk.b.close();
}

/// The state of one walk through the events.
struct Walk<'b> {
    b: &'b mut Builder,
    limits: &'b Limits,
    marks: Vec<Marker>,
    /// The HTML block being collected.
    html: String,
    /// How many block quotations are open.
    quoted: usize,
    in_image: usize,
    /// Has a headline been seen?
    titled: bool,
}

impl Walk<'_> {
    fn event(&mut self, event: Event<'_>, text: &str, start: usize, end: usize) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(t) | Event::Code(t) | Event::InlineMath(t) | Event::DisplayMath(t) => self.b.push(&t),
            Event::SoftBreak | Event::HardBreak => self.b.push("\n"),
            Event::Html(t) => self.html.push_str(&t),
            Event::InlineHtml(t) => self.inline_html(&t),
            // "***" as the last line is a grade of three stars, not a line across the page.
            Event::Rule => {
                let mark = text[start..end].trim();
                if mark.starts_with("**") && !mark.contains(' ') && text[end..].trim().is_empty() {
                    self.b.open(Role::Body);
                    self.b.push(mark);
                }
                self.b.close();
            }
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph
            | Tag::Item
            | Tag::TableRow
            | Tag::TableHead
            | Tag::CodeBlock(_)
            | Tag::DefinitionListTitle => {
                let role = if self.quoted > 0 { Role::Quotation } else { Role::Body };
                self.b.open(role);
            }
            Tag::Heading { level, .. } => {
                let level = level as u8;
                let title = level == 1 && !self.titled;
                self.titled |= title;
                self.b.open(if title { Role::Title } else { Role::Heading(level) });
            }
            Tag::BlockQuote(_) => self.quoted += 1,
            Tag::TableCell if self.b.is_open() => self.b.push(" "),
            Tag::Emphasis => self.begin(MarkKind::Emphasis),
            Tag::Strong => self.begin(MarkKind::Strong),
            Tag::Link { .. } => self.begin(MarkKind::Link),
            Tag::Image { .. } => self.in_image += 1,
            Tag::HtmlBlock => {
                self.b.close();
                self.html.clear();
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::Item
            | TagEnd::TableRow
            | TagEnd::TableHead
            | TagEnd::CodeBlock
            | TagEnd::Heading(_) => {
                self.marks.clear();
                self.b.close();
            }
            TagEnd::BlockQuote(_) => {
                self.b.close();
                self.quoted = self.quoted.saturating_sub(1);
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link => self.finish(None),
            TagEnd::Image => self.in_image = self.in_image.saturating_sub(1),
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html);
                html::fragment(self.b, &html, self.limits);
                self.b.close();
            }
            _ => {}
        }
    }

    fn begin(&mut self, kind: MarkKind) {
        let marker = self.b.begin_mark(kind);
        // Tags that nobody closes would pile up and be searched again and again.
        if self.marks.len() == MARKS {
            let _forgotten = self.marks.remove(0);
        }
        self.marks.push(marker);
    }

    /// Ends the innermost open mark, or the innermost of this kind.
    fn finish(&mut self, kind: Option<MarkKind>) {
        let at = match kind {
            None => self.marks.len().checked_sub(1),
            Some(kind) => self.marks.iter().rposition(|m| m.kind() == kind),
        };
        if let Some(at) = at {
            let marker = self.marks.remove(at);
            self.b.end_mark(marker);
        }
    }

    /// A tag inside a paragraph: what it means for the text, nothing more.
    fn inline_html(&mut self, tag: &str) {
        let name: String =
            tag.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
        let kind = match name.to_ascii_lowercase().as_str() {
            "br" => return self.b.push("\n"),
            "i" | "em" | "cite" => MarkKind::Emphasis,
            "b" | "strong" => MarkKind::Strong,
            "a" => MarkKind::Link,
            _ => return,
        };
        if tag.starts_with("</") {
            self.finish(Some(kind));
        } else {
            self.begin(kind);
        }
    }
}

/// Leaves out template tags of the generators (`{% include … %}`, `{{< youtube … >}}`, `{{ … }}`),
/// which are instructions to a program and no part of the review.
fn without_template_tags(text: &str) -> std::borrow::Cow<'_, str> {
    if memchr::memmem::find(text.as_bytes(), b"{%").is_none()
        && memchr::memmem::find(text.as_bytes(), b"{{").is_none()
    {
        return text.into();
    }
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let (mut copied, mut from) = (0, 0);
    // The end of the line, and whether each closing is known to be missing from here to there.
    let (mut line_end, mut missing) = (0, [false; 2]);
    while let Some(found) = memchr::memchr(b'{', &bytes[from..]) {
        let at = from + found;
        from = at + 1;
        if at >= line_end {
            line_end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |n| at + n);
            missing = [false; 2];
        }
        let (which, close) = match bytes.get(from) {
            Some(b'%') => (0, "%}"),
            Some(b'{') => (1, "}}"),
            _ => continue,
        };
        if missing[which] {
            continue;
        }
        // A tag stands on one line; an opening without its closing is text.
        match text[at..line_end].find(close) {
            Some(n) => {
                out.push_str(&text[copied..at]);
                from = at + n + close.len();
                copied = from;
            }
            None => missing[which] = true,
        }
    }
    out.push_str(&text[copied..]);
    out.into()
}

#[cfg(test)]
mod tests {
    use crate::{Field, Format, MarkKind, Options, Record, Role, Source, parse};

    fn read(text: &str) -> crate::Document {
        let content = crate::Content::Whole {
            format: Format::Markdown,
            bytes: text.as_bytes().to_vec(),
            charset: None,
            fields: Vec::new(),
            cut: false,
        };
        let doc =
            parse(Record { source: Source::default(), content, notes: Vec::new() }, &Options::default());
        doc.check().unwrap();
        doc
    }

    #[test]
    fn front_matter_of_every_style_is_fields() {
        for text in [
            "---\ntitle: \"Code 46 (2003)\"\nrating: 3.0\n---\n\nBody *here*.",
            "----\ntitle: Code 46 (2003)\nreview:\n  rating: 3.0\n----\nBody *here*.",
            "+++\ntitle = 'Code 46 (2003)'\nrating = 3.0\n+++\nBody *here*.",
            "Title: Code 46 (2003)\nRating: 3.0\nDate: 2020-01-01\n\nBody *here*.",
            "---\ntitle: Code 46 (2003)\nrating: 3.0\nbroken: [1, 2\n---\nBody *here*.",
        ] {
            let doc = read(text);
            assert_eq!(doc.field(Field::Title), Some("Code 46 (2003)"), "{text}");
            assert_eq!(doc.field(Field::Grade), Some("3.0"), "{text}");
            let body: Vec<&str> = doc.prose().map(|b| doc.slice(b.span)).collect();
            assert_eq!(body, ["Body here."], "{text}");
            assert_eq!(doc.slice(doc.marks[0].span), "here");
        }
    }

    #[test]
    fn a_fence_never_closed_loses_nothing() {
        let doc = read("---\ntitle: Her\nrating: 4\n\nA review.\n\nIts end.");
        assert_eq!(doc.field(Field::Grade), Some("4"));
        assert_eq!(doc.prose().count(), 2);
        assert_eq!(doc.notes.len(), 1);
    }

    #[test]
    fn inline_html_and_quotations() {
        let doc = read("Well, <i>Her</i> is<br>long.\n\n> quoted\n\nEnd.\n\n***\n");
        let blocks: Vec<(Role, &str)> = doc.blocks.iter().map(|b| (b.role, doc.slice(b.span))).collect();
        assert_eq!(
            blocks,
            [
                (Role::Body, "Well, Her is\nlong."),
                (Role::Quotation, "quoted"),
                (Role::Body, "End."),
                (Role::Body, "***")
            ]
        );
        assert_eq!((doc.marks[0].kind, doc.slice(doc.marks[0].span)), (MarkKind::Emphasis, "Her"));
    }

    #[test]
    fn template_tags_are_left_out() {
        let doc = read("{% include stars.html n=4 %}\nGood {{< em >}}film. A {brace} stays.");
        assert_eq!(doc.text, "Good film. A {brace} stays.");
        assert_eq!(super::without_template_tags("{{ {% {%}\n{{a}} b {{"), "{{ \n b {{");
    }

    #[test]
    fn what_is_never_closed_takes_linear_time() {
        let braces = "{%{{".repeat(1 << 18);
        assert_eq!(super::without_template_tags(&braces), braces);
        assert_eq!(read(&"<i>a</b>".repeat(1 << 14)).marks.len(), 0);
    }
}
