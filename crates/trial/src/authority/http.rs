//! As much of HTTP as one question and one answer on a connection take.

use std::io::{self, BufRead as _, BufReader, Read, Write};

use serde_json::Value;

/// Bytes of a question.
const QUESTION_BYTES: u64 = 64 * 1024;

pub(super) struct Question {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) kind: String,
    pub(super) body: Vec<u8>,
}

pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: String,
}

impl Reply {
    pub(super) fn of(status: u16, body: &Value) -> Self {
        Self {
            status,
            kind: "application/json",
            headers: Vec::new(),
            body: body.to_string(),
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(super) fn send(&self, to: &mut impl Write) -> io::Result<()> {
        let mut head = format!(
            "HTTP/1.1 {} -\r\ncontent-type: {}\r\ncontent-length: {}\r\nconnection: close\r\n",
            self.status,
            self.kind,
            self.body.len()
        );
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        write!(to, "{head}\r\n{}", self.body)?;
        to.flush()
    }
}

impl Question {
    pub(super) fn read(from: impl Read) -> io::Result<Self> {
        let mut from = BufReader::new(from).take(QUESTION_BYTES);
        let mut line = String::new();
        from.read_line(&mut line)?;
        let mut words = line.split_ascii_whitespace().map(str::to_owned);
        let mut word = || words.next().ok_or(io::ErrorKind::InvalidData);
        let (method, path) = (word()?, word()?);
        let (mut length, mut kind) = (0, String::new());
        loop {
            let mut line = String::new();
            from.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else {
                break;
            };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().unwrap_or_default(),
                "content-type" => value.trim().clone_into(&mut kind),
                _ => {}
            }
        }
        let mut body = Vec::new();
        from.take(length).read_to_end(&mut body)?;
        Ok(Self {
            method,
            path,
            kind,
            body,
        })
    }
}
