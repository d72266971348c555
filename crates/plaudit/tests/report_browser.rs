//! The report in a browser: chromium, driven over loopback, with scripts switched off.
//!
//! Needs /usr/bin/chromium and /usr/bin/chromedriver. Without them the test says loudly that it did
//! nothing, or fails where `PLAUDIT_REQUIRE_BROWSER=1` is set.

#![allow(clippy::unwrap_used, reason = "a test, helpers included")]

use plaudit::report;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use http::Method;
use serde_json::{Value, json};

mod report_demo;

const CHROMIUM: &str = "/usr/bin/chromium";
const DRIVER: &str = "/usr/bin/chromedriver";

/// A command that only chromium's driver has.
#[derive(Debug)]
struct Own(&'static str, Value);

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.1.to_string()))
    }
}

/// Ends the driver however the test ends; the browser ends with its session.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_report_works_in_a_browser() {
    if !(Path::new(CHROMIUM).exists() && Path::new(DRIVER).exists()) {
        let required = std::env::var_os("PLAUDIT_REQUIRE_BROWSER").is_some_and(|v| v == "1");
        assert!(!required, "PLAUDIT_REQUIRE_BROWSER=1, and there is no {CHROMIUM} or no {DRIVER}");
        // Past the harness, which keeps what a passing test prints to itself.
        let said = format!(
            "\n*** SKIPPED: no {CHROMIUM} or no {DRIVER}; the report was NOT tried in a browser ***\n\n"
        );
        std::io::stderr().write_all(said.as_bytes()).unwrap();
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(run());
}

async fn run() {
    let dir = tempfile::tempdir().unwrap();
    let mut reviews = report_demo::reviews();
    report_demo::with_text(&mut reviews, 2);
    reviews.extend(report_demo::many(12));
    let pages = report::render(&reviews, &report_demo::policies(), &report_demo::options());
    let site = dir.path().join("report");
    report::write(&site, &pages, false).unwrap();

    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let driver = Command::new(DRIVER)
        .arg(format!("--port={port}"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let _driver = Driver(driver);
    let client = connect(port, &dir.path().join("profile")).await;
    // A task of its own, so that the session is closed, and the browser with it, when it panics too.
    let task = tokio::spawn(all(client.clone(), site, pages));
    let stop = task.abort_handle();
    let outcome = tokio::time::timeout(Duration::from_secs(240), task).await;
    stop.abort();
    let _ = client.close().await;
    if let Err(failure) = outcome.expect("the browser took longer than four minutes") {
        std::panic::resume_unwind(failure.into_panic());
    }
}

async fn all(client: Client, site: PathBuf, pages: Vec<report::Page>) {
    follows_a_figure_to_its_words(&client, &site).await;
    switches_the_policy(&client, &site).await;
    covers_spoilers_until_asked(&client, &site, &pages).await;
    opens_an_aspect_by_keyboard(&client, &site).await;
    fits_a_phone(&client, &site, &pages).await;
    can_be_read_in_the_dark(&client, &site, &pages).await;
    let log = own(&client, "se/log", json!({"type": "browser"})).await;
    assert_eq!(log.get(0), None, "an error, or a violation of the content security policy");
}

async fn connect(port: u16, profile: &Path) -> Client {
    let args = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--window-size=1200,900",
    ];
    let mut args: Vec<String> = args.map(String::from).to_vec();
    args.push(format!("--user-data-dir={}", profile.display()));
    let options = json!({
        "binary": CHROMIUM,
        "args": args,
        // 2 blocks the scripts of pages; the driver's own still run.
        "prefs": {"profile.managed_default_content_settings.javascript": 2},
    });
    let capabilities = json!({"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}});
    let Value::Object(capabilities) = capabilities else { unreachable!() };
    let address = format!("http://127.0.0.1:{port}");
    let mut last = None;
    for _ in 0..100 {
        let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
        match builder.capabilities(capabilities.clone()).connect(&address).await {
            Ok(client) => return client,
            Err(e) => last = Some(e),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("cannot reach the driver: {last:?}");
}

async fn own(client: &Client, endpoint: &'static str, body: Value) -> Value {
    client.issue_cmd(Own(endpoint, body)).await.unwrap()
}

async fn devtools(client: &Client, cmd: &str, params: Value) {
    own(client, "goog/cdp/execute", json!({"cmd": cmd, "params": params})).await;
}

async fn open(client: &Client, site: &Path, path: &str) {
    client.goto(&format!("file://{}/{path}", site.display())).await.unwrap();
}

async fn evaluate(client: &Client, script: &str) -> Value {
    client.execute(script, vec![]).await.unwrap()
}

async fn click(client: &Client, css: &str) {
    client.find(Locator::Css(css)).await.unwrap_or_else(|e| panic!("{css}: {e}")).click().await.unwrap();
}

async fn text(client: &Client, css: &str) -> String {
    client.find(Locator::Css(css)).await.unwrap_or_else(|e| panic!("{css}: {e}")).text().await.unwrap()
}

async fn follows_a_figure_to_its_words(client: &Client, site: &Path) {
    open(client, site, "index.html").await;
    assert_eq!(client.title().await.unwrap(), "Critics’ notebook");
    click(client, "a.big[href='films/her-smell-2018.html#positive']").await;
    assert!(client.current_url().await.unwrap().as_str().ends_with("films/her-smell-2018.html#positive"));
    click(client, "svg.large a[href='#bin-8'] rect.positive").await;
    let bin = evaluate(client, "return getComputedStyle(document.querySelector('#bin-8')).boxShadow").await;
    assert_ne!(bin, json!("none"), "the reviews of the bar are not highlighted");
    let before = "return getComputedStyle(document.querySelector('.given[id]')).backgroundColor";
    click(client, "#bin-8 .item .grade").await;
    assert!(client.current_url().await.unwrap().as_str().ends_with("#g1"));
    let target = evaluate(client, before).await;
    let outline =
        evaluate(client, "return getComputedStyle(document.querySelector('#g1 mark')).outlineStyle").await;
    assert_eq!(outline, json!("solid"), "the words are not highlighted");
    let address = client.current_url().await.unwrap();
    client.goto(address.as_str().trim_end_matches("#g1")).await.unwrap();
    client.refresh().await.unwrap();
    assert_ne!(evaluate(client, before).await, target, "it is highlighted without being asked for");
}

async fn switches_the_policy(client: &Client, site: &Path) {
    open(client, site, "films/parasite-2019.html").await;
    assert_eq!(text(client, ".huge[href='#reviews']").await, "92.2");
    click(client, ".switch a:not([aria-current])").await;
    assert_eq!(text(client, ".huge[href='#reviews']").await, "91.4");
    assert_eq!(text(client, ".switch a[aria-current]").await, "Metacritic");
    click(client, ".crumbs a").await;
    let address = client.current_url().await.unwrap();
    assert!(address.as_str().ends_with("/metacritic/index.html"), "the choice is forgotten: {address}");
}

/// The first of the pages at the root that holds the words.
fn holding<'a>(pages: &'a [report::Page], words: &str) -> &'a str {
    let found = pages.iter().find(|p| p.path.starts_with("reviews/") && p.html.contains(words));
    &found.unwrap_or_else(|| panic!("no page with {words}")).path
}

async fn covers_spoilers_until_asked(client: &Client, site: &Path, pages: &[report::Page]) {
    // In a list: by the keyboard alone.
    open(client, site, holding(pages, "id=\"spoilers\"")).await;
    let covered =
        client.find(Locator::Css("section[aria-labelledby=spoilers] .cover blockquote")).await.unwrap();
    assert!(!covered.is_displayed().await.unwrap(), "a spoiler that nobody asked for");
    client
        .find(Locator::Css("section[aria-labelledby=spoilers] summary"))
        .await
        .unwrap()
        .send_keys("\n")
        .await
        .unwrap();
    assert!(covered.is_displayed().await.unwrap(), "a spoiler that does not open");
    assert!(covered.text().await.unwrap().contains(report_demo::SPOILER));
    // In the full text.
    open(client, site, holding(pages, "class=\"covered\"")).await;
    let visible = "return getComputedStyle(document.querySelector('.covered span')).visibility";
    assert_eq!(evaluate(client, visible).await, json!("hidden"));
    assert!(!text(client, ".text").await.contains(report_demo::SPOILER));
    client.find(Locator::Css(".covered input")).await.unwrap().send_keys(" ").await.unwrap();
    assert_eq!(evaluate(client, visible).await, json!("visible"));
    assert!(text(client, ".text").await.contains(report_demo::SPOILER));
}

async fn opens_an_aspect_by_keyboard(client: &Client, site: &Path) {
    open(client, site, "films/her-smell-2018.html").await;
    let voice = client.find(Locator::Css("#aspect-length blockquote")).await.unwrap();
    assert!(!voice.is_displayed().await.unwrap());
    client.find(Locator::Css("#aspect-length summary")).await.unwrap().send_keys("\n").await.unwrap();
    assert!(voice.is_displayed().await.unwrap());
    click(client, "#aspect-length .by a").await;
    let address = client.current_url().await.unwrap();
    assert!(
        address.as_str().contains("/reviews/") && address.as_str().ends_with("#aspect-length"),
        "{address}"
    );
}

async fn fits_a_phone(client: &Client, site: &Path, pages: &[report::Page]) {
    let phone = json!({"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": true});
    devtools(client, "Emulation.setDeviceMetricsOverride", phone).await;
    for page in pages {
        open(client, site, &page.path).await;
        evaluate(client, OPEN).await;
        let script = "const d = document.documentElement; return [innerWidth, d.scrollWidth, d.clientWidth]";
        assert_eq!(evaluate(client, script).await, json!([360, 360, 360]), "{} is too wide", page.path);
    }
    devtools(client, "Emulation.clearDeviceMetricsOverride", json!({})).await;
}

/// The lowest contrast of any text on the page against what is behind it, and the text.
const CONTRAST: &str = r"
const parse = c => { const m = c.match(/[\d.]+/g).map(Number); const f = c.startsWith('color(') ? 255 : 1;
  return [m[0] * f, m[1] * f, m[2] * f, m.length > 3 ? m[3] : 1]; };
const light = c => { const [r, g, b] = c.slice(0, 3).map(v => v / 255)
  .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
let worst = [99, ''];
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const text = walk.currentNode.data.trim();
  const element = walk.currentNode.parentElement;
  if (!text || ['title', 'desc', 'STYLE'].includes(element.nodeName)) continue;
  const style = getComputedStyle(element);
  const ink = parse(element.closest('svg') ? style.fill : style.color);
  let behind = element;
  while (behind && parse(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
  const paper = parse(getComputedStyle(behind || document.body).backgroundColor);
  const [a, b] = [light(ink), light(paper)].sort((x, y) => y - x);
  const contrast = (a + .05) / (b + .05);
  if (contrast < worst[0]) worst = [contrast, text];
}
return [worst[0], worst[1], light(parse(getComputedStyle(document.body).backgroundColor))];";

/// Opens whatever is covered or folded.
const OPEN: &str = "document.querySelectorAll('details').forEach(d => d.open = true);
document.querySelectorAll('.covered input').forEach(i => i.checked = true);";

async fn can_be_read_in_the_dark(client: &Client, site: &Path, pages: &[report::Page]) {
    for scheme in ["light", "dark"] {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        devtools(client, "Emulation.setEmulatedMedia", features).await;
        let review = std::fs::read_dir(site.join("reviews")).unwrap().next().unwrap().unwrap();
        let review = format!("reviews/{}#g1", review.file_name().to_string_lossy());
        let judged =
            ["class=\"gap\"", "id=\"spoilers\"", "class=\"covered\""].map(|words| holding(pages, words));
        let fixed = [
            "index.html",
            "films/cats-2019.html",
            "films/her-smell-2018.html",
            "about.html",
            "left-out.html",
        ];
        for path in fixed.into_iter().chain([review.as_str()]).chain(judged) {
            open(client, site, path).await;
            evaluate(client, OPEN).await;
            let got = evaluate(client, CONTRAST).await;
            let (worst, paper) = (got[0].as_f64().unwrap(), got[2].as_f64().unwrap());
            assert!(worst >= 4.5, "{scheme} {path}: contrast {worst:.2} of {}", got[1]);
            assert_eq!(scheme == "dark", paper < 0.1, "{path} is not {scheme}");
        }
    }
}
