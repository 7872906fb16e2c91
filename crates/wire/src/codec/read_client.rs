//! Parsed frames from clients to typed ones: the rules that the scan cannot see.

use hudhud_base::{
    AccountId, CapabilityHash, DeviceId, EntryId, Generation, Handle, LogAddress, Minute,
    RequestId, Seq, limits,
};
use raw::client_frame::Body;

use super::{enums, fields};
use crate::{
    AccountUpdate, Append, Capability, Class, ClientFrame, Create, DecodeError, Deliver,
    DeviceKeyPackages, ListPlace, OpenLog, Request, SignUp, generated as raw,
};

pub(super) fn frame(frame: raw::ClientFrame) -> Result<ClientFrame, DecodeError> {
    // 0 is what a frame has that nobody asked for.
    if frame.request == 0 {
        return Err(DecodeError::Missing("ClientFrame.request"));
    }
    let body = fields::present(frame.body, "ClientFrame.body")?;
    Ok(ClientFrame {
        id: RequestId(frame.request),
        request: request(body)?,
    })
}

fn request(body: Body) -> Result<Request, DecodeError> {
    Ok(match body {
        Body::Hello(hello) => Request::Hello {
            version_min: hello.version_min,
            version_max: hello.version_max,
            link: enums::read_link(hello.link, "Hello.link")?,
            agent: hello.agent,
        },
        Body::Authenticate(proof) => Request::Authenticate {
            account: AccountId(fields::fixed(&proof.account, "Authenticate.account")?),
            device_key: fields::fixed(&proof.device_key, "Authenticate.device_key")?,
            signature: fields::fixed(&proof.signature, "Authenticate.signature")?,
        },
        Body::Ping(raw::Ping {}) => Request::Ping,
        Body::GetPuzzle(raw::GetPuzzle {}) => Request::GetPuzzle,
        Body::Create(body) => Request::Create(create(body)?),
        Body::Open(open) => {
            Request::Open(open.logs.iter().map(open_log).collect::<Result<_, _>>()?)
        }
        Body::Close(close) => Request::Close(close.handles.into_iter().map(Handle).collect()),
        Body::Append(body) => Request::Append(append(body)?),
        Body::Read(body) => read(body)?,
        Body::Live(live) => Request::Live {
            handle: Handle(live.handle),
            from: fields::seq(live.from, "Live.from")?,
        },
        Body::Pause(pause) => Request::Pause {
            handle: Handle(pause.handle),
        },
        Body::Signal(signal) => Request::Signal {
            handle: Handle(signal.handle),
            body: fields::filled(signal.body, "Signal.body")?,
        },
        Body::Erase(erase) => Request::Erase {
            handle: Handle(erase.handle),
            seq: fields::seq(erase.seq, "Erase.seq")?,
            secret: fields::optional_fixed(&erase.secret, "Erase.secret")?,
        },
        Body::Deliver(body) => Request::Deliver(deliver(body)?),
        Body::SignUp(body) => Request::SignUp(Box::new(sign_up(body)?)),
        Body::UpdateAccount(body) => Request::UpdateAccount(update_account(body)?),
        Body::ClaimName(claim) => Request::ClaimName {
            name: fields::text(claim.name, "ClaimName.name")?,
            signature: fields::fixed(&claim.signature, "ClaimName.signature")?,
        },
        Body::ReleaseName(raw::ReleaseName {}) => Request::ReleaseName,
        Body::PublishKeyPackages(publish) => Request::PublishKeyPackages(key_packages(
            fields::present(publish.key_packages, "PublishKeyPackages.key_packages")?,
        )?),
        Body::OwnAccount(raw::OwnAccount {}) => Request::OwnAccount,
        Body::ResolveName(resolve) => Request::ResolveName {
            name: fields::text(resolve.name, "ResolveName.name")?,
        },
        Body::GetAccount(body) => Request::GetAccount {
            account: AccountId(fields::fixed(&body.account, "GetAccount.account")?),
            known: ListPlace {
                era: body.era,
                version: body.version,
            },
        },
        Body::TakeKeyPackages(body) => take_key_packages(body)?,
    })
}

fn create(create: raw::Create) -> Result<Create, DecodeError> {
    Ok(Create {
        address: LogAddress(fields::fixed(&create.address, "Create.address")?),
        kind: enums::read_log_kind(create.kind, "Create.kind")?,
        hashes: fields::read_hashes(&fields::present(create.hashes, "Create.hashes")?)?,
        payment: create.payment.map(fields::read_solution),
        generation: first_generation(create.generation)?,
        first: first_seq(create.first_seq)?,
    })
}

/// A generation with which a log can begin.
fn first_generation(generation: u32) -> Result<Generation, DecodeError> {
    if generation <= limits::FIRST_GENERATION_MAX {
        Ok(Generation(generation))
    } else {
        Err(DecodeError::Number("Create.generation"))
    }
}

/// A sequence number with which a log can begin.
fn first_seq(first: u64) -> Result<Seq, DecodeError> {
    const NAME: &str = "Create.first_seq";
    let first = fields::seq(first, NAME)?;
    if first.0 <= limits::FIRST_SEQ_MAX {
        Ok(first)
    } else {
        Err(DecodeError::Number(NAME))
    }
}

fn open_log(log: &raw::OpenLog) -> Result<OpenLog, DecodeError> {
    Ok(OpenLog {
        handle: Handle(log.handle),
        address: LogAddress(fields::fixed(&log.address, "OpenLog.address")?),
        generation: Generation(log.generation),
        read: fields::optional_fixed(&log.read, "OpenLog.read")?.map(Capability),
        write: fields::optional_fixed(&log.write, "OpenLog.write")?.map(Capability),
        control: fields::optional_fixed(&log.control, "OpenLog.control")?.map(Capability),
    })
}

fn append(append: raw::Append) -> Result<Append, DecodeError> {
    let class = enums::read_class(append.class, "Append.class")?;
    // Refused here and not ignored later: each frame has one encoding, so a field that says nothing
    // in this class has no place in it.
    match class {
        Class::Ordered => {
            if append.expected_head.is_none() {
                return Err(DecodeError::Missing("Append.expected_head"));
            }
            if append.expires_minute != 0 {
                return Err(DecodeError::Unfitting("Append.expires_minute"));
            }
            if !append.erase_hash.is_empty() {
                return Err(DecodeError::Unfitting("Append.erase_hash"));
            }
        }
        Class::Plain => {
            if append.expected_head.is_some() {
                return Err(DecodeError::Unfitting("Append.expected_head"));
            }
            if append.rotation.is_some() {
                return Err(DecodeError::Unfitting("Append.rotation"));
            }
        }
    }
    Ok(Append {
        handle: Handle(append.handle),
        entry: EntryId(fields::fixed(&append.entry, "Append.entry")?),
        class,
        generation: Generation(append.generation),
        expected_head: append
            .expected_head
            .map(|head| fields::place(head, "Append.expected_head"))
            .transpose()?,
        rotation: append
            .rotation
            .as_ref()
            .map(fields::read_rotation)
            .transpose()?,
        expires: (append.expires_minute != 0).then_some(Minute(append.expires_minute)),
        erase_hash: fields::optional_fixed(&append.erase_hash, "Append.erase_hash")?
            .map(CapabilityHash),
        body: fields::filled(append.body, "Append.body")?,
    })
}

fn read(read: raw::Read) -> Result<Request, DecodeError> {
    if read.limit == 0 {
        return Err(DecodeError::Missing("Read.limit"));
    }
    Ok(Request::Read {
        handle: Handle(read.handle),
        from: fields::seq(read.from, "Read.from")?,
        limit: read.limit,
    })
}

fn deliver(deliver: raw::Deliver) -> Result<Deliver, DecodeError> {
    Ok(Deliver {
        address: LogAddress(fields::fixed(&deliver.address, "Deliver.address")?),
        entry: EntryId(fields::fixed(&deliver.entry, "Deliver.entry")?),
        write: fields::optional_fixed(&deliver.write, "Deliver.write")?.map(Capability),
        payment: deliver.payment.map(fields::read_solution),
        body: fields::filled(deliver.body, "Deliver.body")?,
    })
}

fn key_packages(packages: raw::DeviceKeyPackages) -> Result<DeviceKeyPackages, DecodeError> {
    // The scan lets an empty one pass: in a list it is an item, and not a default written out.
    if packages.one_time.iter().any(bytes::Bytes::is_empty) {
        return Err(DecodeError::Missing("DeviceKeyPackages.one_time"));
    }
    Ok(DeviceKeyPackages {
        device: DeviceId(fields::fixed(&packages.device, "DeviceKeyPackages.device")?),
        one_time: packages.one_time,
        last_resort: fields::optional(packages.last_resort),
    })
}

fn update_account(update: raw::UpdateAccount) -> Result<AccountUpdate, DecodeError> {
    let hashes = fields::present(update.inbox_hashes, "UpdateAccount.inbox_hashes")?;
    Ok(AccountUpdate {
        device_list: fields::filled(update.device_list, "UpdateAccount.device_list")?,
        inbox_key: fields::filled(update.inbox_key, "UpdateAccount.inbox_key")?,
        inbox_hashes: fields::read_hashes(&hashes)?,
    })
}

fn sign_up(sign_up: raw::SignUp) -> Result<SignUp, DecodeError> {
    Ok(SignUp {
        account_key: fields::fixed(&sign_up.account_key, "SignUp.account_key")?,
        device_list: fields::filled(sign_up.device_list, "SignUp.device_list")?,
        inbox: LogAddress(fields::fixed(&sign_up.inbox, "SignUp.inbox")?),
        inbox_hashes: fields::read_hashes(&fields::present(
            sign_up.inbox_hashes,
            "SignUp.inbox_hashes",
        )?)?,
        inbox_key: fields::filled(sign_up.inbox_key, "SignUp.inbox_key")?,
        key_packages: key_packages(fields::present(
            sign_up.key_packages,
            "SignUp.key_packages",
        )?)?,
        name: fields::signed_name(
            sign_up.name,
            &sign_up.name_signature,
            "SignUp.name",
            "SignUp.name_signature",
        )?,
        payment: sign_up.payment.map(fields::read_solution),
        signature: fields::fixed(&sign_up.signature, "SignUp.signature")?,
    })
}

fn take_key_packages(take: raw::TakeKeyPackages) -> Result<Request, DecodeError> {
    Ok(Request::TakeKeyPackages {
        account: AccountId(fields::fixed(&take.account, "TakeKeyPackages.account")?),
        take: EntryId(fields::fixed(&take.take, "TakeKeyPackages.take")?),
        write: fields::optional_fixed(&take.write, "TakeKeyPackages.write")?.map(Capability),
        payment: take.payment.map(fields::read_solution),
    })
}
