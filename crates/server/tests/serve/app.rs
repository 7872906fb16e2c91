//! The app's files over real sockets: what a browser gets, and what a stranger does not.

use std::io::Read as _;
use std::path::Path;

use hudhud_server::{AppFile, AppFiles, Config, Contents, Server};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::world::{settings, stop};

const INDEX: &str = "<!doctype html><title>Hudhud</title>";
const SCRIPT: &str = "/assets/page-0123456789.js";
const FONT: &str = "/assets/plex-0123456789.woff2";

/// An answer, read to its end.
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

fn compressed(text: &str) -> Contents {
    let mut gzip = Vec::new();
    flate2::read::GzEncoder::new(text.as_bytes(), flate2::Compression::fast())
        .read_to_end(&mut gzip)
        .unwrap();
    Contents::Compressed {
        // The host passes it on unread.
        brotli: format!("brotli of {text}").into(),
        gzip: gzip.into(),
    }
}

fn file(media_type: &str, is_immutable: bool, contents: Contents) -> AppFile {
    AppFile {
        media_type: media_type.to_owned(),
        hash: "0123456789abcdef".to_owned(),
        is_immutable,
        contents,
    }
}

fn files() -> AppFiles {
    let mut files = AppFiles::default();
    let html = "text/html; charset=utf-8";
    files.insert("/index.html", file(html, false, compressed(INDEX)));
    files.insert(SCRIPT, file("text/javascript", true, compressed("start()")));
    let font = Contents::Plain("font".into());
    files.insert(FONT, file("font/woff2", true, font));
    files
}

fn start(data: &Path, files: AppFiles) -> Server {
    let mut config = Config::resolve(settings(data)).unwrap();
    config.app_files = files;
    Server::start(config).unwrap()
}

async fn ask(server: &Server, request: &str, headers: &[&str]) -> Answer {
    let mut stream = TcpStream::connect(server.local_addr()).await.unwrap();
    let mut text = format!("{request} HTTP/1.1\r\nhost: hudhud.example\r\nconnection: close\r\n");
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let end = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    Answer {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head,
        body: bytes[end + 4..].to_vec(),
    }
}

const BROWSER: &str = "accept: text/html,application/xhtml+xml,*/*;q=0.8";

#[tokio::test]
async fn the_page_is_at_every_place_the_app_may_have() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path(), files());
    for place in ["/", "/c/17", "/c/17/details", "/@amal", "/settings/privacy"] {
        let answer = ask(&server, &format!("GET {place}"), &[BROWSER]).await;
        assert_eq!((answer.status, answer.text()), (200, INDEX), "{place}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
    }
    let anything = ask(&server, "GET /", &["accept: */*"]).await;
    assert_eq!(anything.status, 200);
    stop(server).await;
}

#[tokio::test]
async fn unknown_paths_are_not_there() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path(), files());
    for (path, accept) in [
        ("/favicon.ico", "accept: */*"),
        ("/c/17", "accept: application/json"),
        ("/assets/page-9876543210.js", BROWSER),
        ("/assets/", BROWSER),
        ("/v1", BROWSER),
        ("/v1/unknown", BROWSER),
        ("/assets/../Cargo.toml", "accept: */*"),
        ("/assets/%2e%2e/index.html", BROWSER),
        ("/../../etc/passwd", "accept: */*"),
        ("//etc/passwd", "accept: */*"),
    ] {
        let answer = ask(&server, &format!("GET {path}"), &[accept]).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.text(), "nothing here\n", "{path}");
    }
    stop(server).await;
}

#[tokio::test]
async fn each_browser_gets_the_best_encoding_it_reads() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path(), files());
    let get = format!("GET {SCRIPT}");
    for (accept, encoding) in [
        ("accept-encoding: gzip, deflate, br, zstd", Some("br")),
        ("accept-encoding: gzip;q=1.0, BR;q=0.1", Some("br")),
        ("accept-encoding: gzip, br;q=0", Some("gzip")),
        ("accept-encoding: identity", None),
        ("accept-encoding: zstd", None),
        ("accept: */*", None),
    ] {
        let answer = ask(&server, &get, &[accept]).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-encoding"), encoding, "{accept}");
        assert_eq!(answer.header("vary"), Some("accept-encoding"));
        assert_eq!(answer.header("content-type"), Some("text/javascript"));
        let length = answer.header("content-length").unwrap();
        assert_eq!(length, answer.body.len().to_string());
        match encoding {
            Some("br") => assert_eq!(answer.text(), "brotli of start()"),
            Some(_) => assert_eq!(answer.body[..2], [0x1f, 0x8b]),
            None => assert_eq!(answer.text(), "start()"),
        }
    }
    let font = ask(&server, &format!("GET {FONT}"), &["accept-encoding: br"]).await;
    assert_eq!(
        (font.header("content-encoding"), font.text()),
        (None, "font")
    );
    assert_eq!(font.header("vary"), None);
    stop(server).await;
}

#[tokio::test]
async fn what_a_browser_has_is_not_sent_again() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path(), files());
    let get = format!("GET {SCRIPT}");
    let first = ask(&server, &get, &[]).await;
    let caching = "public, max-age=31536000, immutable";
    assert_eq!(first.header("cache-control"), Some(caching));
    let tag = first.header("etag").unwrap();
    for known in [tag.to_owned(), format!("\"other\", {tag}"), "*".to_owned()] {
        let header = format!("if-none-match: {known}");
        let answer = ask(&server, &get, &[&header]).await;
        assert_eq!((answer.status, answer.body.len()), (304, 0), "{known}");
        assert_eq!(answer.header("etag"), Some(tag));
    }
    let other = ask(&server, &get, &["if-none-match: \"other\""]).await;
    assert_eq!(other.status, 200);
    stop(server).await;
}

#[tokio::test]
async fn head_is_get_without_the_contents_and_nothing_else_is_answered() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path(), files());
    let head = ask(&server, &format!("HEAD {SCRIPT}"), &[]).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), Some("7"));
    for method in ["POST", "PUT", "DELETE"] {
        let answer = ask(&server, &format!("{method} /"), &[BROWSER]).await;
        assert_eq!(answer.status, 405);
        assert_eq!(answer.header("allow"), Some("GET, HEAD"));
    }
    stop(server).await;
}

#[tokio::test]
async fn no_answer_lacks_a_header_that_protects() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path(), files());
    for request in ["GET /", &format!("GET {SCRIPT}"), "GET /nothing", "POST /"] {
        let answer = ask(&server, request, &[]).await;
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        for (name, value) in [
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{request}");
        }
        let permissions = answer.header("permissions-policy").unwrap();
        assert!(permissions.contains("camera=()"), "{permissions}");
        let policy = answer.header("content-security-policy").unwrap();
        for part in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval';",
            "style-src 'self';",
            "connect-src 'self';",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types hudhud",
        ] {
            assert!(policy.contains(part), "{part} in {policy}");
        }
        for part in ["unsafe-inline", "'unsafe-eval'", "*", "http"] {
            assert!(!policy.contains(part), "{part} in {policy}");
        }
    }
    stop(server).await;
}

#[tokio::test]
async fn a_host_that_was_built_without_the_app_says_so_in_two_languages() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path(), AppFiles::default());
    let answer = ask(&server, "GET /c/17", &[BROWSER]).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("without the web app"));
    assert!(answer.text().contains("تطبيق الويب"));
    let script = ask(&server, &format!("GET {SCRIPT}"), &[]).await;
    assert_eq!(script.status, 404);
    stop(server).await;
}

#[tokio::test]
async fn a_host_that_is_to_serve_no_app_serves_none() {
    let data = tempfile::tempdir().unwrap();
    let mut args = settings(data.path());
    args.app = Some(false);
    let mut config = Config::resolve(args).unwrap();
    config.app_files = files();
    let server = Server::start(config).unwrap();
    let page = ask(&server, "GET /", &[BROWSER]).await;
    assert!(page.text().starts_with("This is hudhud.example"));
    assert_eq!(ask(&server, "GET /c/17", &[BROWSER]).await.status, 404);
    assert_eq!(
        ask(&server, &format!("GET {SCRIPT}"), &[]).await.status,
        404
    );
    stop(server).await;
}

#[test]
fn files_are_read_from_a_directory_and_what_is_missing_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let list = directory.path().join("listing.json");
    std::fs::write(&list, "{").unwrap();
    let error = AppFiles::read(directory.path()).unwrap_err().to_string();
    assert!(error.contains("cargo xtask web"), "{error}");
    std::fs::write(
        &list,
        r#"{"stamp": "", "files": [{"path": "/assets/a.woff2", "media_type": "font/woff2",
            "hash": "00", "is_immutable": true, "bytes": 4, "brotli_bytes": null,
            "gzip_bytes": null}]}"#,
    )
    .unwrap();
    let error = AppFiles::read(directory.path()).unwrap_err().to_string();
    assert!(error.contains("a.woff2"), "{error}");
    std::fs::create_dir(directory.path().join("assets")).unwrap();
    std::fs::write(directory.path().join("assets/a.woff2"), "font").unwrap();
    let files = AppFiles::read(directory.path()).unwrap();
    let contents = &files.file("/assets/a.woff2").unwrap().contents;
    assert_eq!(contents.plain().unwrap(), "font");
}
