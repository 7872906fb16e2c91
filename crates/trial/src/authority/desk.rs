//! What the authority keeps and answers: accounts, orders, and the states they go through (RFC 8555 §7).

use std::collections::{BTreeMap, BTreeSet};

use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::http::{Question, Reply};
use super::jws::{self, Key, Signed, Signer, decode};
use super::mischief::Mischief;
use super::paper::Paper;

/// All that it knows.
pub(super) struct Desk {
    pub(super) origin: String,
    pub(super) paper: Paper,
    pub(super) mischief: Mischief,
    /// Where the domains that are asked for are found, on this machine.
    pub(super) found_at: Option<u16>,
    nonces: BTreeSet<String>,
    next: u64,
    accounts: BTreeMap<String, Key>,
    orders: Vec<Order>,
}

/// One order, with its one domain, its one authorization, and its one proof.
struct Order {
    account: String,
    domain: String,
    token: String,
    state: State,
    certificate: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Pending,
    Looking,
    Ready,
    Valid,
    Invalid,
}

/// A proof to be looked at.
pub(super) struct Errand {
    pub(super) order: usize,
    pub(super) domain: String,
    pub(super) digest: Vec<u8>,
}

type Answer = Result<Reply, Reply>;

fn refused(status: u16, kind: &str, detail: &str) -> Reply {
    let kind = format!("urn:ietf:params:acme:error:{kind}");
    let mut reply = Reply::of(
        status,
        &json!({ "type": kind, "detail": detail, "status": status }),
    );
    reply.kind = "application/problem+json";
    reply
}

fn nothing() -> Reply {
    refused(404, "malformed", "nothing is there")
}

impl Desk {
    pub(super) fn new(origin: String, paper: Paper) -> Self {
        Self {
            origin,
            paper,
            mischief: Mischief::None,
            found_at: None,
            nonces: BTreeSet::new(),
            next: 0,
            accounts: BTreeMap::new(),
            orders: Vec::new(),
        }
    }

    /// So many accounts and so many orders were made.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.accounts.len(), self.orders.len())
    }

    /// The answer, and what is to be looked at.
    pub(super) fn answer(&mut self, question: &Question) -> (Reply, Option<Errand>) {
        let path: Vec<&str> = question.path.trim_matches('/').split('/').collect();
        let done = match (question.method.as_str(), &path[..]) {
            ("GET", ["directory"]) => Ok((self.directory(), None)),
            ("HEAD" | "GET", ["nonce"]) => Ok((Reply::of(200, &Value::Null), None)),
            ("POST", path) => self.post(path, question),
            _ => Err(refused(405, "malformed", "that is not asked so")),
        };
        let (reply, errand) = done.unwrap_or_else(|refused| (refused, None));
        let nonce = self.fresh("nonce");
        self.nonces.insert(nonce.clone());
        (reply.with("replay-nonce", nonce), errand)
    }

    fn post(
        &mut self,
        path: &[&str],
        question: &Question,
    ) -> Result<(Reply, Option<Errand>), Reply> {
        let (signed, account) = self.signed(question)?;
        let reply = match path {
            ["account"] => self.account(&signed, account)?,
            ["order"] => self.order(&signed, account)?,
            ["challenge", number] if signed.payload.is_some() => {
                let number = self.number(number, account)?;
                let errand = self.begin_to_look(number);
                return Ok((Reply::of(200, &self.challenge(number)), errand));
            }
            [what, number] => {
                let number = self.number(number, account)?;
                self.go_on(what, number, &signed)?
            }
            _ => return Err(nothing()),
        };
        Ok((reply, None))
    }

    fn fresh(&mut self, what: &str) -> String {
        self.next += 1;
        let seed = format!("{what} {} {}", self.origin, self.next);
        data_encoding::BASE64URL_NOPAD.encode(digest(&SHA256, seed.as_bytes()).as_ref())
    }

    fn directory(&self) -> Reply {
        let at = |path: &str| format!("{}/{path}", self.origin);
        Reply::of(
            200,
            &json!({
                "newNonce": at("nonce"),
                "newAccount": at("account"),
                "newOrder": at("order"),
                "revokeCert": at("revoke"),
                "keyChange": at("key"),
                "meta": { "termsOfService": at("terms") },
            }),
        )
    }

    /// What every question must fulfil (RFC 8555 §6.2 to §6.5); and who asks.
    fn signed(&mut self, question: &Question) -> Result<(Signed, Option<String>), Reply> {
        if question.kind != "application/jose+json" {
            return Err(refused(415, "malformed", "that is not JOSE"));
        }
        let signed = Signed::read(&question.body)
            .ok_or_else(|| refused(400, "malformed", "that is not signed"))?;
        if self.mischief == Mischief::LosesNonces {
            self.mischief = Mischief::None;
            self.nonces.clear();
        }
        if !self.nonces.remove(&signed.nonce) {
            return Err(refused(
                400,
                "badNonce",
                "that was not given out, or was used",
            ));
        }
        if signed.url != format!("{}{}", self.origin, question.path) {
            return Err(refused(
                401,
                "unauthorized",
                "it was signed for something else",
            ));
        }
        let (key, account) = match &signed.signer {
            Signer::New(key) => (Some(key), None),
            Signer::Known(account) => (self.accounts.get(account), Some(account.clone())),
        };
        let key = key.ok_or_else(|| refused(400, "accountDoesNotExist", "who is that?"))?;
        if !signed.is_signed_by(key) {
            return Err(refused(401, "unauthorized", "the signature does not fit"));
        }
        Ok((signed, account))
    }

    fn account(&mut self, signed: &Signed, account: Option<String>) -> Answer {
        let (Signer::New(key), None, Some(asked)) = (&signed.signer, account, &signed.payload)
        else {
            return Err(refused(400, "malformed", "an account begins with a key"));
        };
        if asked["termsOfServiceAgreed"] != true {
            return Err(refused(403, "userActionRequired", "agree to the terms"));
        }
        let contact = asked["contact"][0].as_str().unwrap_or_default();
        if !contact.starts_with("mailto:") {
            return Err(refused(400, "invalidContact", "nobody can be written to"));
        }
        let at = format!("{}/account/{}", self.origin, jws::thumbprint(key));
        self.accounts.insert(at.clone(), key.clone());
        Ok(Reply::of(201, &json!({ "status": "valid" })).with("location", at))
    }

    fn order(&mut self, signed: &Signed, account: Option<String>) -> Answer {
        let account = account.ok_or_else(|| refused(401, "unauthorized", "who asks?"))?;
        if let Mischief::Limits { seconds } = self.mischief {
            let limited = refused(429, "rateLimited", "too many certificates already");
            return Err(limited.with("retry-after", seconds.to_string()));
        }
        let asked = signed.payload.as_ref().map(|it| &it["identifiers"]);
        let domain = asked.and_then(|asked| match asked.as_array()?.as_slice() {
            [one] if one["type"] == "dns" => one["value"].as_str(),
            _ => None,
        });
        let domain = domain.ok_or_else(|| refused(400, "unsupportedIdentifier", "one domain"))?;
        let token = self.fresh("token");
        self.orders.push(Order {
            account,
            domain: domain.to_owned(),
            token,
            state: State::Pending,
            certificate: String::new(),
        });
        let number = self.orders.len() - 1;
        let at = format!("{}/order/{number}", self.origin);
        Ok(Reply::of(201, &self.shown(number)).with("location", at))
    }

    fn shown(&self, number: usize) -> Value {
        let at = |what: &str| format!("{}/{what}/{number}", self.origin);
        let order = &self.orders[number];
        let status = match order.state {
            State::Pending | State::Looking => "pending",
            State::Ready => "ready",
            State::Valid => "valid",
            State::Invalid => "invalid",
        };
        let mut shown = json!({
            "status": status,
            "identifiers": [{ "type": "dns", "value": order.domain }],
            "authorizations": [at("authorization")],
            "finalize": at("finalize"),
        });
        if order.state == State::Valid {
            shown["certificate"] = at("certificate").into();
        }
        shown
    }

    fn challenge(&self, number: usize) -> Value {
        let order = &self.orders[number];
        let status = match order.state {
            State::Pending => "pending",
            State::Looking => "processing",
            State::Ready | State::Valid => "valid",
            State::Invalid => "invalid",
        };
        let mut shown = json!({
            "type": "tls-alpn-01",
            "url": format!("{}/challenge/{number}", self.origin),
            "token": order.token,
            "status": status,
        });
        if order.state == State::Invalid {
            shown["error"] = json!({
                "type": "urn:ietf:params:acme:error:connection",
                "detail": "the domain was looked at, and the proof was not there",
            });
        }
        shown
    }

    /// An order of the account that asks.
    fn number(&self, number: &str, account: Option<String>) -> Result<usize, Reply> {
        let number: usize = number.parse().map_err(|_| nothing())?;
        let order = self.orders.get(number).ok_or_else(nothing)?;
        if account.as_ref() != Some(&order.account) {
            return Err(refused(403, "unauthorized", "that is somebody else's"));
        }
        Ok(number)
    }

    fn go_on(&mut self, what: &str, number: usize, signed: &Signed) -> Answer {
        let order = &self.orders[number];
        match (what, &signed.payload) {
            ("order", None) => Ok(Reply::of(200, &self.shown(number))),
            ("authorization", None) => Ok(Reply::of(200, &self.authorization(number))),
            ("finalize", Some(asked)) => self.finalize(number, &asked["csr"]),
            ("certificate", None) if order.state == State::Valid => {
                let mut reply = Reply::of(200, &Value::Null);
                reply.kind = "application/pem-certificate-chain";
                order.certificate.clone_into(&mut reply.body);
                Ok(reply)
            }
            _ => Err(nothing()),
        }
    }

    fn authorization(&self, number: usize) -> Value {
        let challenge = self.challenge(number);
        let status = match challenge["status"].as_str() {
            Some("processing") => "pending".into(),
            _ => challenge["status"].clone(),
        };
        json!({
            "identifier": { "type": "dns", "value": self.orders[number].domain },
            "status": status,
            "challenges": [challenge],
        })
    }

    fn begin_to_look(&mut self, number: usize) -> Option<Errand> {
        let order = &mut self.orders[number];
        if order.state != State::Pending {
            return None;
        }
        order.state = State::Looking;
        let thumbprint = jws::thumbprint(&self.accounts[&order.account]);
        let shown = format!("{}.{thumbprint}", order.token);
        Some(Errand {
            order: number,
            domain: order.domain.clone(),
            digest: digest(&SHA256, shown.as_bytes()).as_ref().to_vec(),
        })
    }

    /// What was looked at proved it, or did not.
    pub(super) fn looked(&mut self, order: usize, proved: bool) {
        self.orders[order].state = if proved { State::Ready } else { State::Invalid };
    }

    fn finalize(&mut self, number: usize, request: &Value) -> Answer {
        let order = &mut self.orders[number];
        if order.state != State::Ready {
            return Err(refused(403, "orderNotReady", "prove it first"));
        }
        let request = request.as_str().and_then(decode).unwrap_or_default();
        let certificate = self.paper.certify(request, &order.domain, self.mischief);
        order.certificate = certificate.map_err(|why| refused(400, "badCSR", &why.to_string()))?;
        order.state = State::Valid;
        let shown = self.shown(number);
        Ok(Reply::of(200, &shown).with("location", format!("{}/order/{number}", self.origin)))
    }
}
