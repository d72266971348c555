//! Names of elements and attributes as small numbers, so that what follows compares no strings.

/// A name of up to sixteen bytes as one number, in lower case; longer ones are nobody we know.
const fn pack(name: &str) -> u128 {
    let bytes = name.as_bytes();
    if bytes.len() > 16 {
        return 0;
    }
    let mut key = 0;
    let mut i = 0;
    while i < bytes.len() {
        key = key << 8 | bytes[i].to_ascii_lowercase() as u128;
        i += 1;
    }
    key
}

macro_rules! names {
    ($(#[$doc:meta])* $type:ident, $keys:ident, $($variant:ident = $name:literal),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub(super) enum $type {
            $(#[doc = $name] $variant),+
        }

        #[allow(non_upper_case_globals)]
        mod $keys {
            $(pub(super) const $variant: u128 = super::pack($name);)+
        }

        impl $type {
            fn lookup(name: &str) -> Option<Self> {
                match pack(name) {
                    $($keys::$variant => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

names! {
    /// An element's name.
    Tag, tags,
    // Not elements: text, and the root of everything.
    Text = "#text", Root = "#root", Other = "#other",
    A = "a", Abbr = "abbr", Acronym = "acronym", Address = "address", Applet = "applet", Area = "area",
    Article = "article", Aside = "aside", Audio = "audio", B = "b", Base = "base", Big = "big",
    Blockquote = "blockquote", Body = "body", Br = "br", Button = "button", Canvas = "canvas",
    Caption = "caption", Center = "center", Cite = "cite", Code = "code", Col = "col",
    Colgroup = "colgroup", Data = "data", Datalist = "datalist", Dd = "dd", Del = "del",
    Details = "details", Dfn = "dfn", Dialog = "dialog", Dir = "dir", Div = "div", Dl = "dl", Dt = "dt",
    Em = "em", Embed = "embed", Fieldset = "fieldset", Figcaption = "figcaption", Figure = "figure",
    Font = "font", Footer = "footer", Form = "form", Frame = "frame", Frameset = "frameset", H1 = "h1",
    H2 = "h2", H3 = "h3", H4 = "h4", H5 = "h5", H6 = "h6", Head = "head", Header = "header",
    Hgroup = "hgroup", Hr = "hr", Html = "html", I = "i", Iframe = "iframe", Img = "img", Input = "input",
    Ins = "ins", Kbd = "kbd", Label = "label", Legend = "legend", Li = "li", Link = "link",
    Listing = "listing", Main = "main", Map = "map", Mark = "mark", Math = "math", Menu = "menu",
    Meta = "meta", Meter = "meter", Nav = "nav", Nobr = "nobr", Noembed = "noembed",
    Noframes = "noframes", Noscript = "noscript", Object = "object", Ol = "ol", Optgroup = "optgroup",
    Option = "option", Output = "output", P = "p", Param = "param", Picture = "picture",
    Plaintext = "plaintext", Pre = "pre", Progress = "progress", Q = "q", Rp = "rp", Rt = "rt",
    Ruby = "ruby", S = "s", Samp = "samp", Script = "script", Search = "search", Section = "section",
    Select = "select", Small = "small", Source = "source", Span = "span", Strike = "strike",
    Strong = "strong", Style = "style", Sub = "sub", Summary = "summary", Sup = "sup", Svg = "svg",
    Table = "table", Tbody = "tbody", Td = "td", Template = "template", Textarea = "textarea",
    Tfoot = "tfoot", Th = "th", Thead = "thead", Time = "time", Title = "title", Tr = "tr",
    Track = "track", Tt = "tt", U = "u", Ul = "ul", Use = "use", Var = "var", Video = "video",
    Wbr = "wbr", Xmp = "xmp",
}

names! {
    /// An attribute's name, of those that we read.
    Attr, attrs,
    Alt = "alt", AriaHidden = "aria-hidden", AriaLabel = "aria-label", Class = "class",
    Content = "content", DataRating = "data-rating", DataScore = "data-score", DataSrc = "data-src",
    DataStars = "data-stars", Datetime = "datetime", Hidden = "hidden", Href = "href", Id = "id",
    Itemid = "itemid", Itemprop = "itemprop", Itemref = "itemref", Itemscope = "itemscope",
    Itemtype = "itemtype", Lang = "lang", Max = "max", Name = "name", Property = "property", Rel = "rel",
    Role = "role", Src = "src", Style = "style", Title = "title", Type = "type", Typeof = "typeof",
    Value = "value", XlinkHref = "xlink:href",
}

impl Tag {
    pub(super) fn of(name: &str) -> Tag {
        Tag::lookup(name).unwrap_or(Tag::Other)
    }

    /// Has it no content and no end tag?
    pub(super) fn is_void(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Area | Base
                | Br
                | Col
                | Embed
                | Frame
                | Hr
                | Img
                | Input
                | Link
                | Meta
                | Param
                | Source
                | Track
                | Wbr
        )
    }

    /// Is its content text up to the end tag, whatever it looks like?
    pub(super) fn is_raw(self) -> bool {
        use Tag::*;
        matches!(self, Script | Style | Title | Textarea | Iframe | Noembed | Noframes | Xmp | Plaintext)
    }

    /// Does it stand on lines of its own, and does it end an open paragraph?
    pub(super) fn is_block(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Address
                | Article
                | Aside
                | Blockquote
                | Body
                | Caption
                | Center
                | Dd
                | Details
                | Dialog
                | Dir
                | Div
                | Dl
                | Dt
                | Fieldset
                | Figcaption
                | Figure
                | Footer
                | Form
                | H1
                | H2
                | H3
                | H4
                | H5
                | H6
                | Header
                | Hgroup
                | Hr
                | Html
                | Legend
                | Li
                | Listing
                | Main
                | Menu
                | Nav
                | Ol
                | Optgroup
                | Option
                | P
                | Plaintext
                | Pre
                | Search
                | Section
                | Summary
                | Table
                | Tbody
                | Td
                | Tfoot
                | Th
                | Thead
                | Tr
                | Ul
                | Xmp
                | Root
        )
    }

    /// Is it one of the elements that overlap with blocks in sloppy markup (`<b><p></b></p>`)?
    pub(super) fn is_format(self) -> bool {
        use Tag::*;
        matches!(
            self,
            A | B | Big | Code | Em | Font | I | Nobr | S | Small | Strike | Strong | Tt | U | Cite | Span
        )
    }

    /// The level of a heading.
    pub(super) fn heading(self) -> Option<u8> {
        use Tag::*;
        Some(match self {
            H1 => 1,
            H2 => 2,
            H3 => 3,
            H4 => 4,
            H5 => 5,
            H6 => 6,
            _ => return None,
        })
    }
}

impl Attr {
    pub(super) fn of(name: &str) -> Option<Attr> {
        Attr::lookup(name)
    }
}
