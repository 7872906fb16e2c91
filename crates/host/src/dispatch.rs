//! Which link may ask what, and who answers.

use hudhud_base::{RequestId, limits};
use hudhud_wire::{
    ClientFrame, LinkKind, Refusal, RefusalCode, Reply, Request, ServerFrame, VERSIONS, Welcome,
};
use rand_core::CryptoRng;

use crate::release::Decided;
use crate::sessions::AccountLink;
use crate::step::{Answer, Step, refuse};

impl Step<'_> {
    /// Decides one frame.
    pub(crate) fn decide(&mut self, frame: ClientFrame, rng: &mut dyn CryptoRng) -> Decided {
        self.memory.tallies.request(&frame.request);
        let answer = self.admit(&frame).and_then(|link| match link {
            None => self.hello(frame.request, rng),
            Some(LinkKind::Account) => self.on_account_link(frame.request, rng),
            Some(LinkKind::Inbox) => self.on_inbox_link(frame.request),
            Some(LinkKind::Anonymous) => self.on_anonymous_link(frame.request, rng),
        });
        let reply = answer.unwrap_or_else(|refusal| {
            self.memory.tallies.refusal(refusal.code);
            Reply::Refused(Box::new(with_delay(refusal)))
        });
        let close = matches!(
            &reply,
            Reply::Refused(refusal)
                if matches!(refusal.code, RefusalCode::Malformed | RefusalCode::Version)
        );
        Decided {
            reply: ServerFrame::Reply {
                id: frame.id,
                reply,
            },
            close,
        }
    }

    /// The kind of the link, if it may ask at all.
    fn admit(&self, frame: &ClientFrame) -> Answer<Option<LinkKind>> {
        let Some(link) = self.memory.sessions.get(&self.session) else {
            return refuse(RefusalCode::Malformed);
        };
        let too_many = usize::from(link.in_flight) >= limits::REQUESTS_IN_FLIGHT;
        if frame.id == RequestId(0) || too_many || link.closing {
            return refuse(RefusalCode::Malformed);
        }
        Ok(link.link)
    }

    fn hello(&mut self, request: Request, rng: &mut dyn CryptoRng) -> Answer<Reply> {
        let Request::Hello {
            version_min,
            version_max,
            link,
            agent: _,
        } = request
        else {
            return refuse(RefusalCode::Malformed);
        };
        let version = version_max.min(*VERSIONS.end());
        if version < version_min || version < *VERSIONS.start() {
            return refuse(RefusalCode::Version);
        }
        let mut challenge = [0; 32];
        rng.fill_bytes(&mut challenge);
        if let Some(session) = self.memory.sessions.get_mut(&self.session) {
            session.link = Some(link);
            if link == LinkKind::Account {
                session.account = Some(Box::new(AccountLink {
                    challenge,
                    proved: None,
                }));
            }
        }
        let config = &self.memory.config;
        Ok(Reply::Welcome(Welcome {
            version,
            challenge,
            agent: config.agent.clone(),
            host: config.host.clone(),
            now: self.now,
            frame_bytes: u32::try_from(limits::FRAME_BYTES).unwrap_or(u32::MAX),
            blob_bytes: config.quotas.blob_bytes,
        }))
    }

    fn on_account_link(&mut self, request: Request, rng: &mut dyn CryptoRng) -> Answer<Reply> {
        match request {
            Request::Authenticate {
                account,
                device_key,
                signature,
            } => self.authenticate(account, device_key, &signature),
            Request::Ping => Ok(Reply::Done),
            Request::GetPuzzle => Ok(self.puzzle(LinkKind::Account, rng)),
            Request::SignUp(sign_up) => self.sign_up(*sign_up),
            Request::UpdateAccount {
                device_list,
                inbox_key,
            } => self.update_account(device_list, inbox_key),
            Request::ClaimName { name, signature } => self.claim_name(&name, signature),
            Request::ReleaseName => self.release_name(),
            Request::PublishKeyPackages(packages) => self.publish_key_packages(packages),
            Request::OwnAccount => self.own_account(),
            Request::Hello { .. } => refuse(RefusalCode::Malformed),
            Request::Create(_)
            | Request::Open(_)
            | Request::Close(_)
            | Request::Append(_)
            | Request::Read { .. }
            | Request::Live { .. }
            | Request::Pause { .. }
            | Request::Signal { .. }
            | Request::Erase { .. }
            | Request::Deliver(_)
            | Request::ResolveName { .. }
            | Request::GetAccount { .. }
            | Request::TakeKeyPackages { .. } => refuse(RefusalCode::WrongLink),
        }
    }

    fn on_inbox_link(&mut self, request: Request) -> Answer<Reply> {
        match request {
            Request::Ping => Ok(Reply::Done),
            Request::Open(logs) => self.open(logs, LinkKind::Inbox),
            Request::Close(handles) => self.close(&handles),
            Request::Read {
                handle,
                from,
                limit,
            } => self.read(handle, from, limit),
            Request::Live { handle, from } => self.live(handle, from),
            Request::Pause { handle } => self.pause(handle),
            Request::Erase {
                handle,
                seq,
                secret,
            } => self.erase(handle, seq, secret),
            Request::Hello { .. } => refuse(RefusalCode::Malformed),
            Request::Authenticate { .. }
            | Request::GetPuzzle
            | Request::Create(_)
            | Request::Append(_)
            | Request::Signal { .. }
            | Request::Deliver(_)
            | Request::SignUp(_)
            | Request::UpdateAccount { .. }
            | Request::ClaimName { .. }
            | Request::ReleaseName
            | Request::PublishKeyPackages(_)
            | Request::OwnAccount
            | Request::ResolveName { .. }
            | Request::GetAccount { .. }
            | Request::TakeKeyPackages { .. } => refuse(RefusalCode::WrongLink),
        }
    }

    fn on_anonymous_link(&mut self, request: Request, rng: &mut dyn CryptoRng) -> Answer<Reply> {
        match request {
            Request::Ping => Ok(Reply::Done),
            Request::GetPuzzle => Ok(self.puzzle(LinkKind::Anonymous, rng)),
            Request::Create(create) => self.create(&create),
            Request::Open(logs) => self.open(logs, LinkKind::Anonymous),
            Request::Close(handles) => self.close(&handles),
            Request::Append(append) => self.append(append),
            Request::Read {
                handle,
                from,
                limit,
            } => self.read(handle, from, limit),
            Request::Live { handle, from } => self.live(handle, from),
            Request::Pause { handle } => self.pause(handle),
            Request::Signal { handle, body } => self.signal(handle, &body),
            Request::Erase {
                handle,
                seq,
                secret,
            } => self.erase(handle, seq, secret),
            Request::Deliver(deliver) => self.deliver(deliver),
            Request::ResolveName { name } => self.resolve_name(&name),
            Request::GetAccount { account } => self.account(account),
            Request::TakeKeyPackages {
                account,
                take,
                write,
                payment,
            } => self.take_key_packages(account, take, write.as_ref(), payment.as_ref()),
            Request::Hello { .. } => refuse(RefusalCode::Malformed),
            Request::Authenticate { .. }
            | Request::SignUp(_)
            | Request::UpdateAccount { .. }
            | Request::ClaimName { .. }
            | Request::ReleaseName
            | Request::PublishKeyPackages(_)
            | Request::OwnAccount => refuse(RefusalCode::WrongLink),
        }
    }
}

/// A refusal with a price.
pub(crate) fn unpaid<T>(bits: u32) -> Answer<T> {
    Err(Refusal {
        bits,
        ..Refusal::new(RefusalCode::Payment)
    })
}

/// Says when asking again makes sense, where it is a matter of waiting.
pub(crate) fn with_delay(refusal: Refusal) -> Refusal {
    let code = refusal.code;
    let usual_ms = if code == RefusalCode::Full {
        60_000
    } else if code == RefusalCode::Busy || code == RefusalCode::Storage {
        2_000
    } else {
        0
    };
    let retry_after_ms = refusal.retry_after_ms.max(usual_ms);
    Refusal {
        retry_after_ms,
        ..refusal
    }
}
