//! Parsed frames from hosts to typed ones: the rules that the scan cannot see.

use bytes::Bytes;
use hudhud_base::{
    DeviceId, EntryId, Generation, Handle, LogAddress, Minute, RequestId, RunningHash, Timestamp,
};
use raw::server_frame::Body;

use super::{enums, fields};
use crate::{
    Account, Appended, Class, DecodeError, DeviceKeyPackage, Entries, Entry, EntryBody, Opened,
    OpenedLog, OwnAccount, Puzzle, Refusal, Reply, ServerFrame, Welcome, generated as raw,
};

pub(super) fn frame(frame: raw::ServerFrame) -> Result<ServerFrame, DecodeError> {
    let body = fields::present(frame.body, "ServerFrame.body")?;
    if frame.request == 0 {
        pushed(body)
    } else {
        answer(RequestId(frame.request), body)
    }
}

/// What nobody asked for. A refusal may stand here: then a frame could not even be read.
fn pushed(body: Body) -> Result<ServerFrame, DecodeError> {
    Ok(match body {
        Body::Entries(run) => ServerFrame::Entries(entries(run)?),
        Body::Ended(ended) => ServerFrame::Ended {
            handle: Handle(ended.handle),
            generation: Generation(ended.generation),
            seq: fields::place(ended.seq, "Ended.seq")?,
        },
        Body::Lagging(lagging) => ServerFrame::Lagging {
            handle: Handle(lagging.handle),
            from: fields::seq(lagging.from, "Lagging.from")?,
        },
        Body::Signalled(signalled) => ServerFrame::Signalled {
            handle: Handle(signalled.handle),
            body: fields::filled(signalled.body, "Signalled.body")?,
        },
        Body::GoAway(go_away) => ServerFrame::GoAway {
            retry_after_ms: go_away.retry_after_ms,
        },
        Body::Refused(refusal) => ServerFrame::Reply {
            id: RequestId(0),
            reply: Reply::Refused(Box::new(refused(refusal)?)),
        },
        Body::Welcome(_)
        | Body::Done(_)
        | Body::Puzzle(_)
        | Body::Opened(_)
        | Body::Appended(_)
        | Body::OwnAccountIs(_)
        | Body::NameIs(_)
        | Body::AccountIs(_)
        | Body::KeyPackages(_) => return Err(DecodeError::Missing("ServerFrame.request")),
    })
}

fn answer(id: RequestId, body: Body) -> Result<ServerFrame, DecodeError> {
    let reply = match body {
        Body::Welcome(body) => Reply::Welcome(welcome(body)?),
        Body::Done(raw::Done {}) => Reply::Done,
        Body::Refused(body) => Reply::Refused(Box::new(refused(body)?)),
        Body::Puzzle(puzzle) => Reply::Puzzle(Puzzle {
            challenge: puzzle.challenge,
            bits: puzzle.bits,
        }),
        Body::Opened(opened) => Reply::Opened(
            opened
                .logs
                .iter()
                .map(opened_log)
                .collect::<Result<_, _>>()?,
        ),
        Body::Appended(appended) => Reply::Appended(Appended {
            seq: fields::place(appended.seq, "Appended.seq")?,
            minute: Minute(appended.minute),
            running_hash: RunningHash(fields::fixed(
                &appended.running_hash,
                "Appended.running_hash",
            )?),
        }),
        Body::Entries(run) => Reply::Entries(entries(run)?),
        Body::OwnAccountIs(body) => Reply::OwnAccount(own_account(body)?),
        Body::NameIs(name_is) => Reply::Name {
            account_key: fields::fixed(&name_is.account_key, "NameIs.account_key")?,
            signature: fields::fixed(&name_is.signature, "NameIs.signature")?,
            name: fields::text(name_is.name, "NameIs.name")?,
        },
        Body::AccountIs(body) => Reply::Account(Box::new(account(body)?)),
        Body::KeyPackages(body) => Reply::KeyPackages(
            body.packages
                .into_iter()
                .map(key_package)
                .collect::<Result<_, _>>()?,
        ),
        Body::Ended(_) | Body::Lagging(_) | Body::Signalled(_) | Body::GoAway(_) => {
            return Err(DecodeError::Unfitting("ServerFrame.request"));
        }
    };
    Ok(ServerFrame::Reply { id, reply })
}

fn welcome(welcome: raw::Welcome) -> Result<Welcome, DecodeError> {
    Ok(Welcome {
        version: welcome.version,
        challenge: fields::fixed(&welcome.challenge, "Welcome.challenge")?,
        agent: welcome.agent,
        host: welcome.host,
        now: Timestamp::bounded(welcome.now_ms).ok_or(DecodeError::Number("Welcome.now_ms"))?,
        frame_bytes: welcome.frame_bytes,
        blob_bytes: welcome.blob_bytes,
    })
}

fn refused(refusal: raw::Refused) -> Result<Refusal, DecodeError> {
    Ok(Refusal {
        code: enums::read_refusal(refusal.code, "Refused.code")?,
        retry_after_ms: refusal.retry_after_ms,
        seq: fields::place(refusal.seq, "Refused.seq")?,
        generation: Generation(refusal.generation),
        bits: refusal.bits,
        missed: refusal
            .missed
            .into_iter()
            .map(entry)
            .collect::<Result<_, _>>()?,
    })
}

fn opened_log(log: &raw::OpenedLog) -> Result<OpenedLog, DecodeError> {
    let outcome = if log.refusal == 0 {
        Ok(Opened {
            next_seq: fields::place(log.next_seq, "OpenedLog.next_seq")?,
            first_seq: fields::place(log.first_seq, "OpenedLog.first_seq")?,
            ordered_head: fields::place(log.ordered_head, "OpenedLog.ordered_head")?,
            generation: Generation(log.generation),
            running_hash: RunningHash(fields::fixed(&log.running_hash, "OpenedLog.running_hash")?),
            until: (log.until_seq != 0)
                .then(|| fields::place(log.until_seq, "OpenedLog.until_seq"))
                .transpose()?,
        })
    } else {
        // A log that did not open has nothing else to tell; compared whole, so that a field that is
        // added to the schema is covered.
        let bare = raw::OpenedLog {
            handle: log.handle,
            refusal: log.refusal,
            ..raw::OpenedLog::default()
        };
        if *log != bare {
            return Err(DecodeError::Unfitting("OpenedLog.refusal"));
        }
        Err(enums::read_refusal(log.refusal, "OpenedLog.refusal")?)
    };
    Ok(OpenedLog {
        handle: Handle(log.handle),
        outcome,
    })
}

fn entries(run: raw::Entries) -> Result<Entries, DecodeError> {
    Ok(Entries {
        handle: Handle(run.handle),
        entries: run
            .entries
            .into_iter()
            .map(entry)
            .collect::<Result<_, _>>()?,
        next: fields::seq(run.next_seq, "Entries.next_seq")?,
        live: run.live,
    })
}

fn entry(entry: raw::Entry) -> Result<Entry, DecodeError> {
    let class = enums::read_class(entry.class, "Entry.class")?;
    if class == Class::Plain && entry.rotation.is_some() {
        return Err(DecodeError::Unfitting("Entry.rotation"));
    }
    let body = match (entry.body.is_empty(), entry.body_hash.is_empty()) {
        (false, true) => EntryBody::Sealed(entry.body),
        (true, false) => EntryBody::Tombstone(fields::fixed(&entry.body_hash, "Entry.body_hash")?),
        (true, true) => return Err(DecodeError::Missing("Entry.body")),
        (false, false) => return Err(DecodeError::Unfitting("Entry.body_hash")),
    };
    Ok(Entry {
        seq: fields::seq(entry.seq, "Entry.seq")?,
        class,
        id: EntryId(fields::fixed(&entry.entry, "Entry.entry")?),
        generation: Generation(entry.generation),
        minute: Minute(entry.minute),
        rotation: entry
            .rotation
            .as_ref()
            .map(fields::read_rotation)
            .transpose()?,
        body,
    })
}

fn own_account(own: raw::OwnAccountIs) -> Result<OwnAccount, DecodeError> {
    let count = |count: &raw::DeviceCount| {
        Ok((
            DeviceId(fields::fixed(&count.device, "DeviceCount.device")?),
            count.left,
        ))
    };
    Ok(OwnAccount {
        device_list: fields::filled(own.device_list, "OwnAccountIs.device_list")?,
        name: fields::optional_text(own.name),
        key_packages: own
            .key_packages
            .iter()
            .map(count)
            .collect::<Result<_, _>>()?,
        inbox: LogAddress(fields::fixed(&own.inbox, "OwnAccountIs.inbox")?),
    })
}

fn account(account: raw::AccountIs) -> Result<Account, DecodeError> {
    // The scan lets an empty one pass: in a list it is an item, and not a default written out.
    if account.device_lists.is_empty() || account.device_lists.iter().any(Bytes::is_empty) {
        return Err(DecodeError::Missing("AccountIs.device_lists"));
    }
    Ok(Account {
        device_lists: account.device_lists,
        inbox_key: fields::filled(account.inbox_key, "AccountIs.inbox_key")?,
        name: fields::signed_name(
            account.name,
            &account.name_signature,
            "AccountIs.name",
            "AccountIs.name_signature",
        )?,
    })
}

fn key_package(package: raw::DeviceKeyPackage) -> Result<DeviceKeyPackage, DecodeError> {
    Ok(DeviceKeyPackage {
        device: DeviceId(fields::fixed(&package.device, "DeviceKeyPackage.device")?),
        key_package: fields::filled(package.key_package, "DeviceKeyPackage.key_package")?,
        last_resort: package.last_resort,
    })
}
