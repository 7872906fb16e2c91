//! Typed frames of clients to what the generated encoder writes.

use bytes::Bytes;
use hudhud_base::{AccountId, EntryId, Handle, Seq};
use raw::client_frame::Body;

use super::scratch::Scratch;
use super::{enums, fields};
use crate::{
    AccountUpdate, Append, Capability, ClientFrame, Create, Deliver, DeviceKeyPackages, LinkKind,
    ListPlace, OpenLog, PuzzleSolution, Request, SignUp, generated as raw,
};

pub(super) fn frame(frame: &ClientFrame) -> raw::ClientFrame {
    let body = body(&frame.request, &mut Scratch::default());
    raw::ClientFrame {
        request: frame.id.0,
        body: Some(body),
    }
}

fn body(request: &Request, scratch: &mut Scratch) -> Body {
    match request {
        Request::Hello {
            version_min,
            version_max,
            link,
            agent,
        } => Body::Hello(hello(*version_min, *version_max, *link, agent)),
        Request::Authenticate {
            account,
            device_key,
            signature,
        } => Body::Authenticate(authenticate(account, device_key, signature, scratch)),
        Request::Ping => Body::Ping(raw::Ping {}),
        Request::GetPuzzle => Body::GetPuzzle(raw::GetPuzzle {}),
        Request::Create(request) => Body::Create(create(request, scratch)),
        Request::Open(logs) => Body::Open(raw::Open {
            logs: logs.iter().map(|log| open_log(log, scratch)).collect(),
        }),
        Request::Close(handles) => Body::Close(raw::Close {
            handles: handles.iter().map(|handle| handle.0).collect(),
        }),
        Request::Append(request) => Body::Append(append(request, scratch)),
        Request::Read {
            handle,
            from,
            limit,
        } => Body::Read(read(*handle, *from, *limit)),
        Request::Live { handle, from } => Body::Live(live(*handle, *from)),
        Request::Pause { handle } => Body::Pause(raw::Pause { handle: handle.0 }),
        Request::Signal { handle, body } => Body::Signal(signal(*handle, body)),
        Request::Erase {
            handle,
            seq,
            secret,
        } => Body::Erase(erase(*handle, *seq, secret.as_ref(), scratch)),
        Request::Deliver(request) => Body::Deliver(deliver(request, scratch)),
        Request::SignUp(request) => Body::SignUp(sign_up(request, scratch)),
        Request::UpdateAccount(update) => Body::UpdateAccount(update_account(update, scratch)),
        Request::ClaimName { name, signature } => Body::ClaimName(raw::ClaimName {
            name: name.clone(),
            signature: scratch.copy(signature),
        }),
        Request::ReleaseName => Body::ReleaseName(raw::ReleaseName {}),
        Request::PublishKeyPackages(packages) => {
            Body::PublishKeyPackages(raw::PublishKeyPackages {
                key_packages: Some(key_packages(packages, scratch)),
            })
        }
        Request::OwnAccount => Body::OwnAccount(raw::OwnAccount {}),
        Request::ResolveName { name } => Body::ResolveName(raw::ResolveName { name: name.clone() }),
        Request::GetAccount { account, known } => {
            Body::GetAccount(get_account(account, *known, scratch))
        }
        Request::TakeKeyPackages {
            account,
            take,
            write,
            payment,
        } => Body::TakeKeyPackages(take_key_packages(
            (account, take),
            write.as_ref(),
            payment.as_ref(),
            scratch,
        )),
    }
}

fn hello(version_min: u32, version_max: u32, link: LinkKind, agent: &str) -> raw::Hello {
    raw::Hello {
        version_min,
        version_max,
        link: enums::write_link(link),
        agent: agent.to_owned(),
    }
}

fn authenticate(
    account: &AccountId,
    device_key: &[u8; 32],
    signature: &[u8; 64],
    scratch: &mut Scratch,
) -> raw::Authenticate {
    raw::Authenticate {
        account: scratch.copy(&account.0),
        device_key: scratch.copy(device_key),
        signature: scratch.copy(signature),
    }
}

fn capability(capability: Option<&Capability>, scratch: &mut Scratch) -> Bytes {
    scratch.copy_if_some(capability.map(|capability| &capability.0))
}

fn create(create: &Create, scratch: &mut Scratch) -> raw::Create {
    raw::Create {
        address: scratch.copy(&create.address.0),
        kind: enums::write_log_kind(create.kind),
        hashes: Some(fields::write_hashes(&create.hashes, scratch)),
        payment: create.payment.as_ref().map(fields::write_solution),
        generation: create.generation.0,
        first_seq: create.first.0,
    }
}

fn open_log(log: &OpenLog, scratch: &mut Scratch) -> raw::OpenLog {
    raw::OpenLog {
        handle: log.handle.0,
        address: scratch.copy(&log.address.0),
        generation: log.generation.0,
        read: capability(log.read.as_ref(), scratch),
        write: capability(log.write.as_ref(), scratch),
        control: capability(log.control.as_ref(), scratch),
    }
}

fn append(append: &Append, scratch: &mut Scratch) -> raw::Append {
    raw::Append {
        handle: append.handle.0,
        entry: scratch.copy(&append.entry.0),
        class: enums::write_class(append.class),
        generation: append.generation.0,
        expected_head: append.expected_head.map(|head| head.0),
        rotation: append
            .rotation
            .as_ref()
            .map(|rotation| fields::write_rotation(rotation, scratch)),
        expires_minute: append.expires.map_or(0, |minute| minute.0),
        erase_hash: scratch.copy_if_some(append.erase_hash.as_ref().map(|hash| &hash.0)),
        body: append.body.clone(),
    }
}

fn read(handle: Handle, from: Seq, limit: u32) -> raw::Read {
    raw::Read {
        handle: handle.0,
        from: from.0,
        limit,
    }
}

fn live(handle: Handle, from: Seq) -> raw::Live {
    raw::Live {
        handle: handle.0,
        from: from.0,
    }
}

fn signal(handle: Handle, body: &Bytes) -> raw::Signal {
    raw::Signal {
        handle: handle.0,
        body: body.clone(),
    }
}

fn erase(handle: Handle, seq: Seq, secret: Option<&[u8; 32]>, scratch: &mut Scratch) -> raw::Erase {
    raw::Erase {
        handle: handle.0,
        seq: seq.0,
        secret: scratch.copy_if_some(secret),
    }
}

fn deliver(deliver: &Deliver, scratch: &mut Scratch) -> raw::Deliver {
    raw::Deliver {
        address: scratch.copy(&deliver.address.0),
        entry: scratch.copy(&deliver.entry.0),
        write: capability(deliver.write.as_ref(), scratch),
        payment: deliver.payment.as_ref().map(fields::write_solution),
        body: deliver.body.clone(),
    }
}

fn key_packages(packages: &DeviceKeyPackages, scratch: &mut Scratch) -> raw::DeviceKeyPackages {
    raw::DeviceKeyPackages {
        device: scratch.copy(&packages.device.0),
        one_time: packages.one_time.clone(),
        last_resort: packages.last_resort.clone().unwrap_or_default(),
    }
}

fn sign_up(sign_up: &SignUp, scratch: &mut Scratch) -> raw::SignUp {
    let (name, name_signature) = fields::write_signed_name(sign_up.name.as_ref(), scratch);
    raw::SignUp {
        account_key: scratch.copy(&sign_up.account_key),
        device_list: sign_up.device_list.clone(),
        inbox: scratch.copy(&sign_up.inbox.0),
        inbox_hashes: Some(fields::write_hashes(&sign_up.inbox_hashes, scratch)),
        inbox_key: sign_up.inbox_key.clone(),
        key_packages: Some(key_packages(&sign_up.key_packages, scratch)),
        name,
        name_signature,
        payment: sign_up.payment.as_ref().map(fields::write_solution),
        signature: scratch.copy(&sign_up.signature),
    }
}

fn update_account(update: &AccountUpdate, scratch: &mut Scratch) -> raw::UpdateAccount {
    raw::UpdateAccount {
        device_list: update.device_list.clone(),
        inbox_key: update.inbox_key.clone(),
        inbox_hashes: Some(fields::write_hashes(&update.inbox_hashes, scratch)),
    }
}

fn get_account(account: &AccountId, known: ListPlace, scratch: &mut Scratch) -> raw::GetAccount {
    raw::GetAccount {
        account: scratch.copy(&account.0),
        era: known.era,
        version: known.version,
    }
}

fn take_key_packages(
    (account, take): (&AccountId, &EntryId),
    write: Option<&Capability>,
    payment: Option<&PuzzleSolution>,
    scratch: &mut Scratch,
) -> raw::TakeKeyPackages {
    raw::TakeKeyPackages {
        account: scratch.copy(&account.0),
        take: scratch.copy(&take.0),
        write: capability(write, scratch),
        payment: payment.map(fields::write_solution),
    }
}
