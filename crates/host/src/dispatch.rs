//! Which link may ask what, and who answers.

use std::collections::VecDeque;

use hudhud_base::{RequestId, Timestamp, limits};
use hudhud_logstore::{Facts, Wanted};
use hudhud_wire::{
    ClientFrame, LinkKind, Refusal, RefusalCode, Reply, Request, ServerFrame, VERSIONS, Welcome,
};

use crate::SessionId;
use crate::ahead::Trials;
use crate::cost::decision_bytes_at_most;
use crate::decision::{Changes, Decision, Done, LinkChange};
use crate::memory::Memory;
use crate::refusal::{Answer, Halt, refuse, with_delay};
use crate::step::Step;

impl Decision {
    /// No, for a reason that is not the client's.
    pub(crate) fn refusal(id: RequestId, code: RefusalCode) -> Self {
        let reply = Reply::Refused(Box::new(with_delay(Refusal::new(code))));
        Self {
            reply: ServerFrame::Reply { id, reply },
            close: false,
            behind: Vec::new(),
            for_others: Vec::new(),
            done: Done::default(),
        }
    }
}

/// A decision waits for what it named.
#[derive(Debug)]
pub(crate) struct Wanting;

/// Whether deciding a request needs random bytes. None of these looks at facts.
pub(crate) const fn draws(request: &Request) -> bool {
    matches!(request, Request::Hello { .. } | Request::GetPuzzle)
}

/// Whether a request can name at once everything that its decision looks at: trying it a second time
/// would do the work of deciding it twice.
fn wants_once(request: &Request) -> bool {
    match request {
        Request::Append(append) => append.expected_head.is_none(),
        Request::GetAccount { known, .. } => known.version == 0,
        Request::Authenticate { .. }
        | Request::Create(_)
        | Request::Open(_)
        | Request::Signal { .. }
        | Request::SignUp(_)
        | Request::ClaimName { .. }
        | Request::ReleaseName
        | Request::PublishKeyPackages(_) => true,
        Request::Hello { .. }
        | Request::Ping
        | Request::GetPuzzle
        | Request::Close(_)
        | Request::Read { .. }
        | Request::Live { .. }
        | Request::Pause { .. }
        | Request::Erase { .. }
        | Request::Deliver(_)
        | Request::UpdateAccount { .. }
        | Request::OwnAccount
        | Request::ResolveName { .. }
        | Request::TakeKeyPackages { .. } => false,
    }
}

impl Memory {
    /// Adds what the frames behind the first want, as far as one turn would answer them: they are
    /// decided for trial, one look-up then serves all of them, and nothing comes of the trial. The
    /// number of trials.
    pub(crate) fn want_ahead(
        &self,
        now: Timestamp,
        (frames, turn_bytes): (&VecDeque<(SessionId, ClientFrame)>, usize),
        (trials, facts): (&mut Trials, &Facts),
        wanted: &mut Wanted,
    ) -> u64 {
        let mut turn_bytes = turn_bytes;
        let mut tried = 0;
        trials.prepare(frames.len(), facts);
        for (place, (session, frame)) in frames.iter().enumerate().skip(1) {
            // What this turn would not get to is not looked up for it.
            turn_bytes += decision_bytes_at_most(&frame.request);
            if turn_bytes > self.config.turn_bytes {
                break;
            }
            if draws(&frame.request) || !trials.may(place) {
                continue;
            }
            tried += 1;
            let step = Step::new((self, facts), wanted, *session, now);
            let wants = step.decide(frame, [0; 32]).is_err();
            trials.tried(place, wants && !wants_once(&frame.request));
        }
        tried
    }
}

impl Step<'_> {
    /// Decides one frame; `random` is for those that draw.
    ///
    /// # Errors
    /// Something is to be looked up before it can be decided.
    pub(crate) fn decide(
        mut self,
        frame: &ClientFrame,
        random: [u8; 32],
    ) -> Result<Decision, Wanting> {
        let answer = self.admit(frame).and_then(|link| match link {
            None => self.hello(&frame.request, random),
            Some(LinkKind::Account) => self.on_account_link(&frame.request, random),
            Some(LinkKind::Inbox) => self.on_inbox_link(&frame.request),
            Some(LinkKind::Conversations) => self.on_conversations_link(&frame.request, random),
            Some(LinkKind::People) => self.on_people_link(&frame.request, random),
        });
        let reply = match answer {
            Ok(reply) => reply,
            Err(Halt::Wanting) => return Err(Wanting),
            Err(Halt::Refused(refusal)) => {
                // What is refused changes nothing.
                self.changes = Changes::default();
                Reply::Refused(Box::new(with_delay(refusal)))
            }
        };
        let close = matches!(
            &reply,
            Reply::Refused(refusal)
                if matches!(refusal.code, RefusalCode::Malformed | RefusalCode::Version)
        );
        Ok(Decision {
            reply: ServerFrame::Reply {
                id: frame.id,
                reply,
            },
            close,
            behind: std::mem::take(&mut self.behind),
            for_others: std::mem::take(&mut self.for_others),
            done: self.done(),
        })
    }

    /// The kind of the link, if it may ask at all.
    fn admit(&self, frame: &ClientFrame) -> Answer<Option<LinkKind>> {
        let Some(link) = self.memory.sessions.get(&self.session) else {
            return refuse(RefusalCode::Malformed);
        };
        // Answers that have left are not counted: this is what the host still owes.
        let too_many = usize::from(link.in_flight) >= limits::REQUESTS_IN_FLIGHT;
        if frame.id == RequestId(0) || too_many || link.closing {
            return refuse(RefusalCode::Malformed);
        }
        Ok(link.link)
    }

    fn hello(&mut self, request: &Request, challenge: [u8; 32]) -> Answer<Reply> {
        let Request::Hello {
            version_min,
            version_max,
            link,
            agent: _,
        } = request
        else {
            // Nothing comes before Hello.
            return refuse(RefusalCode::Malformed);
        };
        let version = *version_max.min(VERSIONS.end());
        if version < *version_min || version < *VERSIONS.start() {
            return refuse(RefusalCode::Version);
        }
        self.changes
            .link
            .push(LinkChange::Greeted(*link, challenge));
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

    fn on_account_link(&mut self, request: &Request, random: [u8; 32]) -> Answer<Reply> {
        match request {
            Request::Authenticate {
                account,
                device_key,
                signature,
            } => self.authenticate(account, device_key, signature),
            Request::Ping => Ok(Reply::Done),
            Request::GetPuzzle => Ok(self.puzzle(LinkKind::Account, &random)),
            Request::SignUp(sign_up) => self.sign_up(sign_up),
            Request::UpdateAccount(update) => self.update_account(update),
            Request::ClaimName { name, signature } => self.claim_name(name, *signature),
            Request::ReleaseName => self.release_name(),
            Request::PublishKeyPackages(packages) => self.publish_key_packages(packages),
            Request::OwnAccount => self.own_account(),
            // A link is greeted once: its kind and challenge hold until it ends.
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

    fn on_inbox_link(&mut self, request: &Request) -> Answer<Reply> {
        match request {
            Request::Ping => Ok(Reply::Done),
            Request::Open(logs) => self.open(logs, LinkKind::Inbox),
            Request::Close(handles) => self.close(handles),
            Request::Read {
                handle,
                from,
                limit,
            } => self.read(*handle, *from, *limit),
            Request::Live { handle, from } => self.live(*handle, *from),
            Request::Pause { handle } => self.pause(*handle),
            Request::Erase {
                handle,
                seq,
                secret,
            } => self.erase(*handle, *seq, secret.as_ref()),
            // Once, as on every link.
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

    fn on_conversations_link(&mut self, request: &Request, random: [u8; 32]) -> Answer<Reply> {
        match request {
            Request::Ping => Ok(Reply::Done),
            Request::GetPuzzle => Ok(self.puzzle(LinkKind::Conversations, &random)),
            Request::Create(create) => self.create(create),
            Request::Open(logs) => self.open(logs, LinkKind::Conversations),
            Request::Close(handles) => self.close(handles),
            Request::Append(append) => self.append(append),
            Request::Read {
                handle,
                from,
                limit,
            } => self.read(*handle, *from, *limit),
            Request::Live { handle, from } => self.live(*handle, *from),
            Request::Pause { handle } => self.pause(*handle),
            Request::Signal { handle, body } => self.signal(*handle, body),
            Request::Erase {
                handle,
                seq,
                secret,
            } => self.erase(*handle, *seq, secret.as_ref()),
            // Once, as on every link.
            Request::Hello { .. } => refuse(RefusalCode::Malformed),
            // Nothing here names anybody: whoever opens a log is not seen to ask for its members.
            Request::Authenticate { .. }
            | Request::SignUp(_)
            | Request::UpdateAccount { .. }
            | Request::ClaimName { .. }
            | Request::ReleaseName
            | Request::PublishKeyPackages(_)
            | Request::OwnAccount
            | Request::Deliver(_)
            | Request::ResolveName { .. }
            | Request::GetAccount { .. }
            | Request::TakeKeyPackages { .. } => refuse(RefusalCode::WrongLink),
        }
    }

    fn on_people_link(&mut self, request: &Request, random: [u8; 32]) -> Answer<Reply> {
        match request {
            Request::Ping => Ok(Reply::Done),
            Request::GetPuzzle => Ok(self.puzzle(LinkKind::People, &random)),
            Request::Deliver(deliver) => self.deliver(deliver),
            Request::ResolveName { name } => self.resolve_name(name),
            Request::GetAccount { account, known } => self.account(*account, *known),
            Request::TakeKeyPackages {
                account,
                take,
                write,
                payment,
            } => self.take_key_packages(account, take, write.as_ref(), payment.as_ref()),
            // Once, as on every link.
            Request::Hello { .. } => refuse(RefusalCode::Malformed),
            Request::Authenticate { .. }
            | Request::Create(_)
            | Request::Open(_)
            | Request::Close(_)
            | Request::Append(_)
            | Request::Read { .. }
            | Request::Live { .. }
            | Request::Pause { .. }
            | Request::Signal { .. }
            | Request::Erase { .. }
            | Request::SignUp(_)
            | Request::UpdateAccount { .. }
            | Request::ClaimName { .. }
            | Request::ReleaseName
            | Request::PublishKeyPackages(_)
            | Request::OwnAccount => refuse(RefusalCode::WrongLink),
        }
    }
}
