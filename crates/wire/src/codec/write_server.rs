//! Typed frames of hosts to what the generated encoder writes.

use bytes::Bytes;
use raw::server_frame::Body;

use super::scratch::Scratch;
use super::{enums, fields};
use crate::{
    Account, Appended, DeviceKeyPackage, Entries, Entry, EntryBody, OpenedLog, OwnAccount, Refusal,
    Reply, ServerFrame, Welcome, generated as raw,
};

pub(super) fn frame(frame: &ServerFrame) -> raw::ServerFrame {
    let mut scratch = Scratch::default();
    let (request, body) = match frame {
        ServerFrame::Reply { id, reply } => (id.0, answer(reply, &mut scratch)),
        ServerFrame::Entries(run) => (0, Body::Entries(entries(run, &mut scratch))),
        ServerFrame::Ended {
            handle,
            generation,
            seq,
        } => (
            0,
            Body::Ended(raw::Ended {
                handle: handle.0,
                generation: generation.0,
                seq: seq.0,
            }),
        ),
        ServerFrame::Lagging { handle, from } => (
            0,
            Body::Lagging(raw::Lagging {
                handle: handle.0,
                from: from.0,
            }),
        ),
        ServerFrame::Signalled { handle, body } => (
            0,
            Body::Signalled(raw::Signalled {
                handle: handle.0,
                body: body.clone(),
            }),
        ),
        ServerFrame::GoAway { retry_after_ms } => (
            0,
            Body::GoAway(raw::GoAway {
                retry_after_ms: *retry_after_ms,
            }),
        ),
    };
    raw::ServerFrame {
        request,
        body: Some(body),
    }
}

fn answer(reply: &Reply, scratch: &mut Scratch) -> Body {
    match reply {
        Reply::Welcome(reply) => Body::Welcome(welcome(reply, scratch)),
        Reply::Done => Body::Done(raw::Done {}),
        Reply::Refused(reply) => Body::Refused(refused(reply, scratch)),
        Reply::Puzzle(puzzle) => Body::Puzzle(raw::Puzzle {
            challenge: puzzle.challenge.clone(),
            bits: puzzle.bits,
        }),
        Reply::Opened(logs) => Body::Opened(raw::Opened {
            logs: logs.iter().map(|log| opened_log(log, scratch)).collect(),
        }),
        Reply::Appended(reply) => Body::Appended(appended(reply, scratch)),
        Reply::Entries(run) => Body::Entries(entries(run, scratch)),
        Reply::OwnAccount(reply) => Body::OwnAccountIs(own_account(reply, scratch)),
        Reply::Name {
            account_key,
            signature,
            name,
        } => Body::NameIs(raw::NameIs {
            account_key: scratch.copy(account_key),
            signature: scratch.copy(signature),
            name: name.clone(),
        }),
        Reply::Account(reply) => Body::AccountIs(account(reply, scratch)),
        Reply::KeyPackages(packages) => Body::KeyPackages(raw::KeyPackages {
            packages: packages
                .iter()
                .map(|package| key_package(package, scratch))
                .collect(),
        }),
    }
}

fn welcome(welcome: &Welcome, scratch: &mut Scratch) -> raw::Welcome {
    raw::Welcome {
        version: welcome.version,
        challenge: scratch.copy(&welcome.challenge),
        agent: welcome.agent.clone(),
        host: welcome.host.clone(),
        now_ms: welcome.now.0,
        frame_bytes: welcome.frame_bytes,
        blob_bytes: welcome.blob_bytes,
    }
}

fn refused(refusal: &Refusal, scratch: &mut Scratch) -> raw::Refused {
    raw::Refused {
        code: enums::write_refusal(refusal.code),
        retry_after_ms: refusal.retry_after_ms,
        seq: refusal.seq.0,
        generation: refusal.generation.0,
        bits: refusal.bits,
        missed: refusal
            .missed
            .iter()
            .map(|missed| entry(missed, scratch))
            .collect(),
    }
}

fn opened_log(log: &OpenedLog, scratch: &mut Scratch) -> raw::OpenedLog {
    let handle = log.handle.0;
    match &log.outcome {
        Ok(opened) => raw::OpenedLog {
            handle,
            refusal: raw::RefusalCode::Unspecified.into(),
            next_seq: opened.next_seq.0,
            first_seq: opened.first_seq.0,
            ordered_head: opened.ordered_head.0,
            generation: opened.generation.0,
            running_hash: scratch.copy(&opened.running_hash.0),
            until_seq: opened.until.map_or(0, |until| until.0),
        },
        Err(code) => raw::OpenedLog {
            handle,
            refusal: enums::write_refusal(*code),
            ..raw::OpenedLog::default()
        },
    }
}

fn appended(appended: &Appended, scratch: &mut Scratch) -> raw::Appended {
    raw::Appended {
        seq: appended.seq.0,
        minute: appended.minute.0,
        running_hash: scratch.copy(&appended.running_hash.0),
    }
}

pub(super) fn entries(run: &Entries, scratch: &mut Scratch) -> raw::Entries {
    raw::Entries {
        handle: run.handle.0,
        entries: run
            .entries
            .iter()
            .map(|member| entry(member, scratch))
            .collect(),
        next_seq: run.next.0,
        live: run.live,
    }
}

fn entry(entry: &Entry, scratch: &mut Scratch) -> raw::Entry {
    let (body, body_hash) = match &entry.body {
        EntryBody::Sealed(body) => (body.clone(), Bytes::new()),
        EntryBody::Tombstone(hash) => (Bytes::new(), scratch.copy(hash)),
    };
    raw::Entry {
        seq: entry.seq.0,
        class: enums::write_class(entry.class),
        entry: scratch.copy(&entry.id.0),
        generation: entry.generation.0,
        minute: entry.minute.0,
        rotation: entry
            .rotation
            .as_ref()
            .map(|rotation| fields::write_rotation(rotation, scratch)),
        body,
        body_hash,
    }
}

fn own_account(own: &OwnAccount, scratch: &mut Scratch) -> raw::OwnAccountIs {
    let count = |(device, left): &(hudhud_base::DeviceId, u32)| raw::DeviceCount {
        device: scratch.copy(&device.0),
        left: *left,
    };
    raw::OwnAccountIs {
        device_list: own.device_list.clone(),
        name: own.name.clone().unwrap_or_default(),
        key_packages: own.key_packages.iter().map(count).collect(),
        inbox: scratch.copy(&own.inbox.0),
    }
}

fn account(account: &Account, scratch: &mut Scratch) -> raw::AccountIs {
    let (name, name_signature) = fields::write_signed_name(account.name.as_ref(), scratch);
    raw::AccountIs {
        device_lists: account.device_lists.clone(),
        inbox_key: account.inbox_key.clone(),
        name,
        name_signature,
    }
}

fn key_package(package: &DeviceKeyPackage, scratch: &mut Scratch) -> raw::DeviceKeyPackage {
    raw::DeviceKeyPackage {
        device: scratch.copy(&package.device.0),
        key_package: package.key_package.clone(),
        last_resort: package.last_resort,
    }
}
