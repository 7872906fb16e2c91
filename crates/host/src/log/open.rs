//! Opening logs: capabilities are shown once, and hashed and compared whether or not there is a log.

use std::collections::BTreeSet;

use hudhud_base::{CapabilityHash, Handle, Seq, limits};
use hudhud_crypto::identity::capability_hash;
use hudhud_wire::{
    Capability, CapabilityHashes, LinkKind, LogKind, OpenLog, Opened, OpenedLog, RefusalCode,
    Reply, Rights,
};

use crate::decision::LinkChange;
use crate::record::{GenerationRecord, LogHead, Standing};
use crate::refusal::{Answer, Halt, refuse};
use crate::step::Step;
use crate::table;

impl Step<'_> {
    pub(crate) fn open(&mut self, logs: &[OpenLog], link: LinkKind) -> Answer<Reply> {
        if logs.len() > limits::OPEN_BATCH {
            return refuse(RefusalCode::TooMany);
        }
        let heads = logs.iter().filter_map(|log| self.head_key(&log.address));
        let heads: Vec<_> = heads.collect();
        // With the heads, and not once they are known: one look-up, whether or not there is a log.
        let generations = logs
            .iter()
            .map(|log| table::generation(&log.address, log.generation));
        self.need(heads.into_iter().chain(generations))?;
        let mut opened: Vec<OpenedLog> = Vec::with_capacity(logs.len());
        let mut taken = BTreeSet::new();
        for log in logs {
            let outcome = match self.open_one(log, link, &taken) {
                Ok(outcome) => outcome,
                Err(Halt::Wanting) => return Err(Halt::Wanting),
                // A record that cannot be read is the trouble of its own log.
                Err(Halt::Refused(refusal)) => Err(refusal.code),
            };
            if outcome.is_ok() {
                taken.insert(log.handle);
            }
            opened.push(OpenedLog {
                handle: log.handle,
                outcome,
            });
        }
        Ok(Reply::Opened(opened))
    }

    /// Opens a log behind those of the same request, which have `taken` their handles.
    fn open_one(
        &mut self,
        log: &OpenLog,
        link: LinkKind,
        taken: &BTreeSet<Handle>,
    ) -> Answer<Result<Opened, RefusalCode>> {
        let Some(session) = self.memory.sessions.get(&self.session) else {
            return Ok(Err(RefusalCode::NoSuchLog));
        };
        // Before any capability is looked at: these refusals say nothing about the log.
        if session.handles.len() + taken.len() >= limits::HANDLES_PER_LINK {
            return Ok(Err(RefusalCode::TooMany));
        }
        if session.handles.find(log.handle).is_some() || taken.contains(&log.handle) {
            return Ok(Err(RefusalCode::Exists));
        }
        let head = self.head(&log.address)?;
        let key = table::generation(&log.address, log.generation);
        let generation = self.load::<GenerationRecord>(&key)?;
        let fits = shown_fits(log, generation.as_ref().map(|record| &record.hashes));
        let (Some(head), Some(record), true) = (head, generation, fits) else {
            return Ok(Err(RefusalCode::NoSuchLog));
        };
        // Only whoever could open it elsewhere learns of which kind it is.
        if !may_open(link, head.kind) {
            return Ok(Err(RefusalCode::WrongLink));
        }
        match head.standing {
            Standing::Open => {}
            Standing::Suspended => return Ok(Err(RefusalCode::Suspended)),
            Standing::Removed => return Ok(Err(RefusalCode::NoSuchLog)),
        }
        self.changes.link.push(LinkChange::Opened {
            handle: log.handle,
            log: log.address,
            generation: log.generation,
            rights: Rights {
                read: log.read.is_some(),
                write: log.write.is_some(),
                control: log.control.is_some(),
            },
        });
        Ok(Ok(told(log, &head, &record)))
    }
}

fn may_open(link: LinkKind, kind: LogKind) -> bool {
    matches!(
        (link, kind),
        (LinkKind::Inbox, LogKind::Inbox) | (LinkKind::Conversations, LogKind::Conversation)
    )
}

/// Whether something was shown, and everything shown fits. Takes the same time for a log that is
/// not there.
fn shown_fits(log: &OpenLog, hashes: Option<&CapabilityHashes>) -> bool {
    let nothing = CapabilityHash([0; 32]);
    let nothing = CapabilityHashes {
        read: nothing,
        write: nothing,
        control: nothing,
    };
    let known = hashes.is_some();
    let hashes = hashes.unwrap_or(&nothing);
    let any = log.read.is_some() || log.write.is_some() || log.control.is_some();
    let fits = |shown: &Option<Capability>, hash| {
        shown
            .as_ref()
            .is_none_or(|capability| capability_fits(capability, hash))
    };
    // Not `&&`: none of the three may be spared.
    let all = fits(&log.read, &hashes.read)
        & fits(&log.write, &hashes.write)
        & fits(&log.control, &hashes.control);
    known & any & all
}

/// Compares in constant time.
pub(crate) fn capability_fits(shown: &Capability, hash: &CapabilityHash) -> bool {
    let shown = blake3::Hash::from_bytes(capability_hash(&shown.0).0);
    shown == blake3::Hash::from_bytes(hash.0)
}

/// What the holder of an ended generation is told ends with it.
fn told(log: &OpenLog, head: &LogHead, record: &GenerationRecord) -> Opened {
    if record.until == Seq(0) {
        return Opened {
            next_seq: head.next_seq,
            first_seq: head.first_seq,
            ordered_head: head.ordered_head,
            generation: head.generation,
            running_hash: head.running_hash,
            until: None,
        };
    }
    Opened {
        next_seq: record.until.next(),
        // What is left may begin behind the end of this generation.
        first_seq: head.first_seq.min(record.until.next()),
        // What ends a generation is ordered.
        ordered_head: record.until,
        generation: log.generation.next(),
        running_hash: record.until_hash,
        until: Some(record.until),
    }
}
