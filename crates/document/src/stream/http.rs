//! The part of HTTP that an archived response needs: status, a few headers, and the body's wrappings.

use std::io::Read;

use crate::record::find;

/// A response as archived.
#[derive(Debug, Default)]
pub(super) struct Response<'a> {
    pub(super) status: u16,
    pub(super) media: Media,
    /// Wrappings of the body, outermost last.
    coding: String,
    chunked: bool,
    body: &'a [u8],
}

/// A media type and its charset.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Media {
    pub(super) kind: String,
    pub(super) charset: Option<String>,
}

impl Media {
    /// Reads `text/html; charset="utf-8"`.
    pub(super) fn new(value: &str) -> Media {
        let mut parts = value.split(';');
        let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let charset = parts.find_map(|part| {
            let (name, value) = part.split_once('=')?;
            let value = value.trim().trim_matches(['"', '\'']);
            (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
        });
        Media { kind, charset }
    }
}

/// Where a header block ends, and where what it heads begins.
pub(super) fn header_end(data: &[u8]) -> Option<(usize, usize)> {
    let crlf = find(data, 0, b"\r\n\r\n").map(|at| (at, at + 4));
    // Some writers end lines with LF alone.
    let limit = crlf.map_or(data.len(), |(at, _)| at);
    find(&data[..limit], 0, b"\n\n").map(|at| (at, at + 2)).or(crlf)
}

/// The named values of a header block, after its first line.
pub(super) fn headers(block: &str) -> impl Iterator<Item = (&str, &str)> {
    block.lines().skip(1).filter_map(|line| line.split_once(':')).map(|(n, v)| (n.trim(), v.trim()))
}

impl<'a> Response<'a> {
    /// Takes a response apart; `None` if it is none.
    pub(super) fn new(block: &'a [u8]) -> Option<Response<'a>> {
        let (end, body) = header_end(block).unwrap_or((block.len(), block.len()));
        let head = String::from_utf8_lossy(&block[..end.min(64 << 10)]);
        let first = head.lines().next()?;
        let status = first.strip_prefix("HTTP/")?.split_whitespace().nth(1)?.parse().ok()?;
        let mut response = Response { status, body: &block[body..], ..Response::default() };
        for (name, value) in headers(&head) {
            if name.eq_ignore_ascii_case("content-type") {
                response.media = Media::new(value);
            } else if name.eq_ignore_ascii_case("content-encoding") {
                response.coding = value.to_ascii_lowercase();
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                response.chunked = value.to_ascii_lowercase().contains("chunked");
            }
        }
        Some(response)
    }

    /// The body without its wrappings, at most `cap` bytes of it, and whether that is not all;
    /// or what it is wrapped in that cannot be undone.
    pub(super) fn body(&self, cap: usize) -> Result<(Vec<u8>, bool), String> {
        let joined = if self.chunked { dechunk(self.body) } else { None };
        // Archives that undo a wrapping tend to keep the header that says it is there.
        let body = joined.as_deref().unwrap_or(self.body);
        let mut out = Vec::new();
        let reader: Box<dyn Read + '_> = match self.coding.as_str() {
            "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => {
                Box::new(flate2::read::MultiGzDecoder::new(body))
            }
            "deflate" if body.first().is_some_and(|b| b & 0x0f == 8) => {
                Box::new(flate2::read::ZlibDecoder::new(body))
            }
            "zstd" if body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => {
                match zstd::stream::read::Decoder::new(body) {
                    Ok(decoder) => Box::new(decoder),
                    Err(e) => return Err(format!("zstd ({e})")),
                }
            }
            "br" if !looks_like_text(body) => return Err("brotli, which is not unpacked here".into()),
            _ => {
                let cut = body.len() > cap;
                return Ok((body[..body.len().min(cap)].to_vec(), cut));
            }
        };
        // A damaged end gives what came before it; the cut is then the archive's.
        let failed = reader.take(cap as u64 + 1).read_to_end(&mut out).is_err();
        let cut = out.len() > cap;
        out.truncate(cap);
        Ok((out, cut || failed))
    }
}

fn looks_like_text(body: &[u8]) -> bool {
    let head = &body[..body.len().min(256)];
    std::str::from_utf8(head).map_or_else(|e| e.error_len().is_none(), |_| true)
        && !head.iter().any(|b| *b < 9)
}

/// Joins the chunks of a body; `None` if it does not begin with a chunk.
fn dechunk(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    let mut any = false;
    while let Some(end) = memchr::memchr(b'\n', &body[..body.len().min(1024)]) {
        let line = std::str::from_utf8(&body[..end]).ok();
        let size = line.and_then(|l| usize::from_str_radix(l.split(';').next()?.trim(), 16).ok());
        let Some(size) = size else { break };
        any = true;
        body = &body[end + 1..];
        let n = size.min(body.len());
        out.extend_from_slice(&body[..n]);
        body = &body[n..];
        body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n")).unwrap_or(body);
        if size == 0 {
            break;
        }
    }
    any.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrappings_come_off_only_where_they_are() {
        let plain = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html; charset=\"x\"\r\n\r\n<p>hi";
        let response = Response::new(plain).unwrap();
        assert_eq!(response.media, Media { kind: "text/html".into(), charset: Some("x".into()) });
        assert_eq!(response.body(100), Ok((b"<p>hi".to_vec(), false)));
        let chunked =
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\n<p>\r\n2\r\nhi\r\n0\r\n\r\n";
        assert_eq!(Response::new(chunked).unwrap().body(100), Ok((b"<p>hi".to_vec(), false)));
        assert_eq!(Response::new(chunked).unwrap().body(4), Ok((b"<p>h".to_vec(), true)));
    }
}
