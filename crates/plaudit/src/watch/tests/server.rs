//! A small HTTP server on this machine that does as it is told and writes down what it was asked.

use std::io::{BufRead as _, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A request as it came.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// Without the port.
    pub(super) host: String,
    pub(super) path: String,
    /// Names in small letters.
    pub(super) headers: Vec<(String, String)>,
    /// The test's clock when it came.
    pub(super) at: i64,
    /// Requests for the same host and path before it.
    pub(super) before: usize,
    /// The server's port.
    pub(super) port: u16,
}

impl Asked {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// What the server does.
pub(super) enum Reply {
    /// Answers: the status, headers as they stand in an answer, the body.
    Say(u16, String, Vec<u8>),
    /// Says it is longer than it is, and hangs up.
    Cut(Vec<u8>),
    /// Hangs up without a word.
    Nothing,
    /// Says nothing, and does not hang up.
    Silence,
    /// A feed that never ends, as fast as it is read.
    Endless,
    /// A feed that never ends, a few bytes at a time.
    Drip,
    /// No HTTP.
    Noise,
}

impl Reply {
    pub(super) fn feed() -> Reply {
        Reply::say(200, "Content-Type: application/rss+xml\r\n", super::FEED)
    }

    pub(super) fn say(status: u16, headers: &str, body: &str) -> Reply {
        Reply::Say(status, headers.to_owned(), body.as_bytes().to_vec())
    }

    pub(super) fn status(status: u16) -> Reply {
        Reply::say(status, "", "")
    }

    pub(super) fn moved(status: u16, to: &str) -> Reply {
        Reply::say(status, &format!("Location: {to}\r\n"), "")
    }
}

type Replies = dyn Fn(&Asked) -> Reply + Send + Sync;

/// The server; its threads end with the process.
pub(super) struct Server {
    port: u16,
    log: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    pub(super) fn start(
        clock: Arc<AtomicI64>,
        reply: impl Fn(&Asked) -> Reply + Send + Sync + 'static,
    ) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let log = Arc::new(Mutex::new(Vec::new()));
        let reply: Arc<Replies> = Arc::new(reply);
        let shared = Arc::clone(&log);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (clock, log, reply) = (Arc::clone(&clock), Arc::clone(&shared), Arc::clone(&reply));
                thread::spawn(move || {
                    if let Some(mut asked) = request(&stream, port) {
                        asked.at = clock.load(Ordering::SeqCst);
                        {
                            let mut log = log.lock().unwrap();
                            asked.before = log
                                .iter()
                                .filter(|a: &&Asked| (&a.host, &a.path) == (&asked.host, &asked.path))
                                .count();
                            log.push(asked.clone());
                        }
                        let reply = reply(&asked);
                        let _ = answer(stream, reply);
                    }
                });
            }
        });
        Server { port, log }
    }

    pub(super) fn url(&self, place: &str) -> String {
        match place.split_once("://") {
            Some(_) => place.replace("PORT", &self.port.to_string()),
            None => {
                let (host, path) = place.split_once('/').unwrap_or((place, ""));
                format!("http://{host}:{}/{path}", self.port)
            }
        }
    }

    pub(super) fn log(&self) -> Vec<Asked> {
        self.log.lock().unwrap().clone()
    }
}

fn request(stream: &TcpStream, port: u16) -> Option<Asked> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers: Vec<(String, String)> = lines
        .take_while(|l| !l.is_empty())
        .filter_map(|l| l.split_once(": ").map(|(n, v)| (n.to_ascii_lowercase(), v.to_owned())))
        .collect();
    let host = headers.iter().find(|(n, _)| n == "host").map(|(_, v)| v.clone())?;
    let host = host.rsplit_once(':').map_or(host.clone(), |(h, _)| h.to_owned());
    Some(Asked { host, path, headers, at: 0, before: 0, port })
}

fn answer(mut stream: TcpStream, reply: Reply) -> std::io::Result<()> {
    const OPEN: &[u8] =
        b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n<rss><channel>";
    match reply {
        Reply::Say(status, headers, body) => {
            write!(stream, "HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\n", body.len())?;
            stream.write_all(b"Connection: close\r\n\r\n")?;
            stream.write_all(&body)
        }
        Reply::Cut(body) => {
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len() + 1)?;
            stream.write_all(&body)
        }
        Reply::Nothing => Ok(()),
        Reply::Silence => {
            thread::sleep(Duration::from_secs(30));
            Ok(())
        }
        Reply::Endless => {
            stream.write_all(OPEN)?;
            loop {
                stream.write_all(&[b' '; 4096])?;
            }
        }
        Reply::Drip => {
            stream.write_all(OPEN)?;
            loop {
                stream.write_all(b" ")?;
                thread::sleep(Duration::from_millis(50));
            }
        }
        Reply::Noise => stream.write_all(b"220 mail.example ESMTP\r\n"),
    }
}
