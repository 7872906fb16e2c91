//! The committed encodings: a change here is a change of the protocol.
//!
//! `HUDHUD_BLESS=1` writes them anew.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use hudhud_wire::{decode_client, decode_server, encode_client, encode_server};

use crate::{client_samples, server_samples};

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

/// The encodings of all client samples, by name.
pub(crate) fn of_clients() -> Vec<(&'static str, Bytes)> {
    client_samples::all()
        .iter()
        .map(|(name, frame)| (*name, encode_client(frame)))
        .collect()
}

/// The encodings of all host samples, by name.
pub(crate) fn of_hosts() -> Vec<(&'static str, Bytes)> {
    server_samples::all()
        .iter()
        .map(|(name, frame)| (*name, encode_server(frame)))
        .collect()
}

fn compare(file: &str, frames: &[(&'static str, Bytes)]) {
    let mut text = String::new();
    for (name, bytes) in frames {
        write!(text, "{name}: ").unwrap();
        bytes
            .iter()
            .for_each(|byte| write!(text, "{byte:02x}").unwrap());
        text.push('\n');
    }
    if std::env::var_os("HUDHUD_BLESS").is_some() {
        std::fs::write(path(file), &text).unwrap();
    }
    let committed = std::fs::read_to_string(path(file)).unwrap();
    for (found, expected) in text.lines().zip(committed.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(text.lines().count(), committed.lines().count());
}

#[test]
fn client_frames_have_the_committed_encodings() {
    compare("vectors/client.txt", &of_clients());
}

#[test]
fn server_frames_have_the_committed_encodings() {
    compare("vectors/server.txt", &of_hosts());
}

#[test]
fn every_client_frame_is_decoded_as_it_was() {
    for (name, frame) in client_samples::all() {
        assert_eq!(decode_client(encode_client(&frame)), Ok(frame), "{name}");
    }
}

#[test]
fn every_server_frame_is_decoded_as_it_was() {
    for (name, frame) in server_samples::all() {
        assert_eq!(decode_server(encode_server(&frame)), Ok(frame), "{name}");
    }
}

#[test]
fn every_refusal_code_survives_the_wire() {
    use hudhud_base::RequestId;
    use hudhud_wire::{Refusal, Reply, ServerFrame};
    for (number, code) in (1_u8..).zip(server_samples::CODES) {
        let reply = Reply::Refused(Box::new(Refusal::new(code)));
        let frame = ServerFrame::Reply {
            id: RequestId(1),
            reply,
        };
        let bytes = encode_server(&frame);
        assert_eq!(*bytes, [0x08, 1, 0x22, 2, 0x08, number]);
        assert_eq!(decode_server(bytes), Ok(frame));
    }
}

#[test]
fn every_frame_of_the_schema_has_a_sample() {
    let schema = path("schema");
    let files =
        protox::compile([schema.join("wire.proto")], [schema]).expect("the schema is valid");
    let members = |message: &str| -> BTreeSet<String> {
        let messages = files.file.iter().flat_map(|file| &file.message_type);
        let fields = messages
            .filter(|found| found.name() == message)
            .flat_map(|found| &found.field);
        fields
            .filter(|field| field.oneof_index.is_some())
            .map(|field| field.name().to_owned())
            .collect()
    };
    let clients: BTreeSet<_> = client_samples::all()
        .iter()
        .map(|(_, frame)| frame.request.kind().to_owned())
        .collect();
    let hosts: BTreeSet<_> = server_samples::all()
        .iter()
        .map(|(_, frame)| frame.kind().to_owned())
        .collect();
    assert_eq!(clients, members("ClientFrame"));
    assert_eq!(hosts, members("ServerFrame"));
}
