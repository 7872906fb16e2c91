//! The own account at its host: signing up, proving who we are, claiming a name.

use bytes::Bytes;
use hudhud_base::{HostUrl, RequestId, limits};
use hudhud_store::{intents::IntentRow, own, settings};
use hudhud_wire::{
    AUTHENTICATE_LABEL, ClientFrame, PuzzleSolution, Refusal, RefusalCode, Request, SIGN_UP_LABEL,
    SignUp, authenticate_bytes, decode_client, encode_client,
};

use crate::api::{Answer, CommandError, Event, Failure, Link};
use crate::people::names::sign_name;
use crate::turn::links;
use crate::turn::own::generate;
use crate::turn::pending::Pending;
use crate::turn::retry::is_passing;
use crate::turn::{Step, Turn};
use crate::work::intent::IntentKind;

/// Where the exact bytes of the sign-up are kept until it is answered: only the same bytes again
/// are recognised as the same sign-up.
const SIGN_UP_SETTING: &str = "sign-up";

/// Where the code is kept with which somebody may sign up, until they have.
const INVITATION_SETTING: &str = "invitation";

fn read_invitation(typed: &str) -> Result<[u8; limits::INVITATION_BYTES], CommandError> {
    hudhud_text::code::read(typed).ok_or(CommandError::NotAnInvitation)
}

impl Turn<'_> {
    pub(crate) fn begin_sign_up(
        &mut self,
        host: &str,
        name: Option<String>,
        code: Option<String>,
    ) -> Step<Answer> {
        let url: HostUrl = host.parse().map_err(|_| CommandError::NotAHost)?;
        let host = &url.to_string();
        let invitation = code.as_deref().map(read_invitation).transpose()?;
        if let Some(row) = own::load(self.db)? {
            // Nothing is there yet: another name may be tried, or another host.
            if row.signed_up {
                return Err(CommandError::AlreadySignedUp.into());
            }
            // The bytes that were kept ask for the former name, at the former host.
            settings::delete(self.db, SIGN_UP_SETTING)?;
            self.update_own(|row| {
                row.host = host.to_owned();
                row.domain = String::new();
                row.wanted_name = name;
            })?;
        } else {
            own::save(self.db, &generate(host, name, self.now, self.rng))?;
        }
        match invitation {
            Some(code) => settings::put(self.db, INVITATION_SETTING, &code)?,
            None => settings::delete(self.db, INVITATION_SETTING)?,
        }
        let intent = self.insert_intent(None, &IntentKind::SignUp)?;
        let link = links::account(host);
        // The host has greeted already: on a link that was up before, nothing else would begin.
        if self.has_been_greeted(&link) {
            self.greet_as_account(&link)?;
        }
        Ok(Answer::Intent(intent))
    }

    /// First thing on an account link: sign up, or prove the device.
    pub(crate) fn greet_as_account(&mut self, link: &Link) -> Step {
        let own = self.own()?;
        let Some(state) = self.memory.links.get(link) else {
            return Ok(());
        };
        let (domain, challenge) = (state.domain.clone(), state.challenge);
        if own.row.signed_up {
            let message = authenticate_bytes(&challenge, &own.account, &domain);
            let request = Request::Authenticate {
                account: own.account,
                device_key: own.device_key.public(),
                signature: own.device_key.sign(AUTHENTICATE_LABEL, &message),
            };
            self.request(link, request, Pending::Authenticate);
            return Ok(());
        }
        let request = match self.kept_sign_up()? {
            Some(request) => request,
            None => self.compose_sign_up(&domain)?,
        };
        self.request_payable(link, request, Pending::SignUp);
        Ok(())
    }

    fn kept_sign_up(&mut self) -> Step<Option<Request>> {
        let kept = settings::read(self.db, SIGN_UP_SETTING)?;
        Ok(kept
            .and_then(|bytes| decode_client(Bytes::copy_from_slice(&bytes)).ok())
            .map(|frame| frame.request))
    }

    fn compose_sign_up(&mut self, domain: &str) -> Step<Request> {
        let own = self.own()?;
        self.update_own(|row| row.domain = domain.to_owned())?;
        let key_packages = self.make_key_packages(self.config.key_packages, true)?;
        let name = own.row.wanted_name.clone().map(|name| {
            let signature = sign_name(&own, &name, domain);
            (name, signature)
        });
        let mut sign_up = SignUp {
            account_key: own.account_key.public(),
            device_list: Bytes::from(own.row.device_list.clone()),
            inbox: own.row.inbox_address,
            inbox_hashes: own.inbox_hashes(),
            inbox_key: Bytes::from(own.inbox.public()),
            key_packages,
            name,
            payment: self.invitation()?,
            signature: [0; 64],
        };
        sign_up.signature = own.account_key.sign(SIGN_UP_LABEL, &sign_up.signed_bytes());
        let request = Request::SignUp(Box::new(sign_up));
        let kept = encode_client(&ClientFrame {
            // Any number will do: the request alone is read back.
            id: RequestId(1),
            request: request.clone(),
        });
        settings::put(self.db, SIGN_UP_SETTING, &kept)?;
        Ok(request)
    }

    /// The invitation to be shown, if one was given: it stands where a payment would.
    fn invitation(&mut self) -> Step<Option<PuzzleSolution>> {
        let code = settings::read(self.db, INVITATION_SETTING)?;
        Ok(code.map(|code| PuzzleSolution {
            challenge: Bytes::copy_from_slice(&code),
            nonce: 0,
        }))
    }

    pub(crate) fn signed_up(&mut self, link: &Link) -> Step {
        // Out of the bytes that were sent, before they go.
        let name = self.name_asked_for()?;
        settings::delete(self.db, SIGN_UP_SETTING)?;
        settings::delete(self.db, INVITATION_SETTING)?;
        self.update_own(|row| {
            row.signed_up = true;
            // Another may have been wanted since the sign-up left: that one is still to be claimed.
            if row.wanted_name == name {
                row.wanted_name = None;
            }
            row.name = name;
        })?;
        // The sign-up brought as many as there may be.
        self.memory.packages_due = false;
        self.key_packages_are(self.config.key_packages)?;
        self.intents_done(&IntentKind::SignUp)?;
        self.event(Event::SignedUp);
        if self.own()?.row.wanted_name.is_none() {
            self.intents_done(&IntentKind::ClaimName)?;
        }
        self.authenticated(link)
    }

    /// The name in the sign-up that is under way.
    fn name_asked_for(&mut self) -> Step<Option<String>> {
        Ok(match self.kept_sign_up()? {
            Some(Request::SignUp(sign_up)) => sign_up.name.map(|(name, _)| name),
            Some(_) | None => None,
        })
    }

    pub(crate) fn sign_up_refused(&mut self, refusal: &Refusal) -> Step {
        if is_passing(refusal.code) {
            return self.postpone_all(&IntentKind::SignUp, refusal);
        }
        settings::delete(self.db, SIGN_UP_SETTING)?;
        if matches!(refusal.code, RefusalCode::Exists | RefusalCode::Conflict) {
            // An earlier attempt got through and its answer did not: what is left is the name.
            return self.signed_up_before();
        }
        // The keys stay: trying again, under another name, is the same account.
        let failure = Failure::Refused(refusal.code);
        self.intents_failed(&IntentKind::ClaimName, failure)?;
        self.intents_failed(&IntentKind::SignUp, failure)
    }

    fn postpone_all(&mut self, kind: &IntentKind, refusal: &Refusal) -> Step {
        for row in self.open_intents(kind)? {
            self.postpone_intent(row.id, u64::from(refusal.retry_after_ms))?;
        }
        Ok(())
    }

    /// Asks again for what the host could not do just now. What was never refused is on its way, or
    /// goes with the greeting of the link.
    pub(crate) fn pump_account(&mut self, intent: &IntentRow) -> Step {
        let own = self.own()?;
        let link = links::account(&own.row.host);
        let greeted = self.has_been_greeted(&link);
        let asks = |pending: &Pending| {
            matches!(
                pending,
                Pending::SignUp | Pending::ClaimName | Pending::Authenticate
            )
        };
        if intent.attempts == 0 || !greeted || self.memory.is_requested(&link, asks) {
            return Ok(());
        }
        if own.row.signed_up {
            self.claim_wanted_name(&link)
        } else {
            self.greet_as_account(&link)
        }
    }

    fn signed_up_before(&mut self) -> Step {
        self.update_own(|row| row.signed_up = true)?;
        // How many packages that attempt has left there is not known.
        self.memory.packages_due = true;
        self.intents_done(&IntentKind::SignUp)?;
        self.event(Event::SignedUp);
        let link = links::account(&self.own()?.row.host);
        self.greet_as_account(&link)
    }

    pub(crate) fn authenticated(&mut self, link: &Link) -> Step {
        self.ready(link);
        self.claim_wanted_name(link)
    }

    fn claim_wanted_name(&mut self, link: &Link) -> Step {
        let own = self.own()?;
        if let Some(name) = own.row.wanted_name.clone() {
            let domain = self.domain_of(link);
            let signature = sign_name(&own, &name, &domain);
            let request = Request::ClaimName { name, signature };
            self.request(link, request, Pending::ClaimName);
        }
        Ok(())
    }

    pub(crate) fn begin_claim(&mut self, name: String) -> Step<Answer> {
        let own = self.own()?;
        self.update_own(|row| row.wanted_name = Some(name))?;
        let intent = self.insert_intent(None, &IntentKind::ClaimName)?;
        let link = links::account(&own.row.host);
        // Otherwise the link that comes up claims it.
        if self.is_ready(&link) {
            self.authenticated(&link)?;
        } else if !own.row.signed_up && self.has_been_greeted(&link) {
            // The sign-up before was refused for its name; one that is under way is answered first.
            if self.kept_sign_up()?.is_none() {
                self.greet_as_account(&link)?;
            }
        }
        Ok(Answer::Intent(intent))
    }

    fn has_been_greeted(&self, link: &Link) -> bool {
        let state = self.memory.links.get(link);
        state.is_some_and(|state| !state.domain.is_empty())
    }

    pub(crate) fn name_claimed(&mut self) -> Step {
        self.update_own(|row| row.name = row.wanted_name.take())?;
        // Earlier attempts for which nobody waits any more are over with it.
        self.intents_done(&IntentKind::ClaimName)
    }

    pub(crate) fn claim_refused(&mut self, refusal: &Refusal) -> Step {
        if is_passing(refusal.code) {
            return self.postpone_all(&IntentKind::ClaimName, refusal);
        }
        self.update_own(|row| row.wanted_name = None)?;
        self.intents_failed(&IntentKind::ClaimName, Failure::Refused(refusal.code))
    }
}
