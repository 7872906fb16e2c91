//! What a turn leads to outside the machine: frames, links, blobs, puzzles, and what is told.

use bytes::Bytes;
use hudhud_base::{BlobId, Transfer};
use hudhud_crypto::identity::body_hash;
use hudhud_crypto::puzzle::{self, PaidFor};
use hudhud_engine::{BlobOutcome, BlobTask, Input, Outputs, PuzzleTask, SealedFile};

use crate::world::World;
use crate::world::files::{open_from, seal_into};
use crate::world::queue::{DeviceIndex, Event};

/// Solutions that are tried: enough for the prices of stories, and an end for one that asks too much.
const NONCES: u64 = 1 << 22;

impl World {
    /// Lets out what a turn led to.
    pub(super) fn release(&mut self, index: DeviceIndex, outputs: Outputs) {
        for (link, frame) in outputs.transmit {
            if !self.send_up(index, &link, &frame) && self.drop_link(index, &link) {
                self.later(index, Input::LinkDown(link));
            }
        }
        for link in outputs.close {
            if self.drop_link(index, &link) {
                if let Some(device) = self.devices.get_mut(index) {
                    device.failures = device.failures.saturating_add(1);
                }
                self.later(index, Input::LinkDown(link));
            }
        }
        self.follow_wanted(index);
        for task in outputs.blobs {
            self.transfer(index, task);
        }
        for task in outputs.puzzles {
            self.solve(index, &task);
        }
        if let Some(device) = self.devices.get_mut(index) {
            device.heard.extend(outputs.events);
        }
        self.arm(index);
    }

    fn later(&mut self, index: DeviceIndex, input: Input) {
        if let Some(device) = self.devices.get_mut(index) {
            device.inputs.push_back(input);
        }
    }

    fn transfer(&mut self, index: DeviceIndex, task: BlobTask) {
        let transfer = task.transfer();
        let Some(url) = task.host() else {
            if let Some(device) = self.devices.get_mut(index)
                && matches!(task, BlobTask::Forget { .. })
            {
                device.files.remove(&transfer.blob);
            }
            return;
        };
        if let BlobTask::Seal { from, .. } = &task {
            // No host has a part in it.
            let outcome = self.sealed_anew(index, transfer.blob, from);
            return self.blob_ends(index, transfer, outcome);
        }
        let host = self.host_at(url);
        let up = host
            .and_then(|host| self.hosts.get(host))
            .is_some_and(|side| side.up);
        let unreachable = !up
            || self
                .devices
                .get(index)
                .is_none_or(|device| !device.reachable)
            || (!self.fair && self.random.chance(self.weather.blob_unreachable));
        let outcome = match task {
            BlobTask::Upload { bytes, payment, .. } => {
                self.stored(host, (transfer.blob, bytes), payment, unreachable)
            }
            BlobTask::Store { payment, .. } => match self.file(index, transfer.blob) {
                None => BlobOutcome::Missing,
                Some(bytes) => self.stored(host, (transfer.blob, bytes), payment, unreachable),
            },
            BlobTask::Download { .. } => {
                let found = self.at_host(host, transfer.blob);
                found.map_or(BlobOutcome::Missing, BlobOutcome::Fetched)
            }
            BlobTask::Fetch { blob, hash, .. } => match self.at_host(host, blob) {
                None => BlobOutcome::Missing,
                Some(bytes) if body_hash(&bytes) != hash => BlobOutcome::Differs,
                Some(bytes) => {
                    if let Some(device) = self.devices.get_mut(index).filter(|_| !unreachable) {
                        device.files.insert(transfer.blob, bytes);
                    }
                    BlobOutcome::Kept
                }
            },
            BlobTask::Erase { blob, .. } => {
                if let Some(side) = host.and_then(|host| self.hosts.get_mut(host))
                    && !unreachable
                {
                    side.blobs.remove(&blob);
                }
                BlobOutcome::Stored
            }
            BlobTask::Seal { .. } | BlobTask::Stop { .. } | BlobTask::Forget { .. } => return,
        };
        let is_price = matches!(outcome, BlobOutcome::Unpaid { .. });
        let outcome = if unreachable && !is_price {
            BlobOutcome::Unreachable
        } else {
            outcome
        };
        self.blob_ends(index, transfer, outcome);
    }

    /// What a shell does when it is asked to seal the content of one file anew into another.
    fn sealed_anew(&mut self, index: DeviceIndex, file: BlobId, from: &SealedFile) -> BlobOutcome {
        let Some(device) = self.devices.get_mut(index) else {
            return BlobOutcome::Missing;
        };
        let content = match open_from(&device.files, from) {
            Ok(content) => content,
            Err(outcome) => return outcome,
        };
        let sealed = seal_into((&mut device.files, file), &content, &mut device.rng);
        self.model.attached.insert(file, content);
        sealed.map_or(BlobOutcome::Refused, BlobOutcome::Sealed)
    }

    fn file(&self, index: DeviceIndex, file: BlobId) -> Option<Bytes> {
        self.devices.get(index)?.files.get(&file).cloned()
    }

    fn at_host(&mut self, host: Option<usize>, blob: BlobId) -> Option<Bytes> {
        self.counts.downloads += 1;
        let side = host.and_then(|host| self.hosts.get(host))?;
        side.blobs.get(&blob).cloned()
    }

    /// What an upload comes to; it may be complete although its answer is lost.
    fn stored(
        &mut self,
        host: Option<usize>,
        (blob, bytes): (BlobId, Bytes),
        payment: Option<(Bytes, u64)>,
        unreachable: bool,
    ) -> BlobOutcome {
        self.inspect(&bytes, "in a blob");
        if let Some(unpaid) = self.unpaid(host, blob, payment) {
            return unpaid;
        }
        if !unreachable || self.random.chance(self.weather.blob_unreported) {
            self.counts.blobs += 1;
            if let Some(side) = host.and_then(|host| self.hosts.get_mut(host)) {
                side.blobs.insert(blob, bytes);
            }
        }
        BlobOutcome::Stored
    }

    /// What a host says to an upload that is not paid for.
    fn unpaid(
        &mut self,
        host: Option<usize>,
        blob: BlobId,
        payment: Option<(Bytes, u64)>,
    ) -> Option<BlobOutcome> {
        let side = host.and_then(|host| self.hosts.get(host));
        let bits = side.map_or(0, |side| side.config.puzzle_bits.blob);
        let binding = PaidFor::Blob(&blob).binding();
        let paid = payment
            .is_some_and(|(challenge, nonce)| puzzle::check(&challenge, binding, nonce, bits));
        (bits > 0 && !paid).then(|| BlobOutcome::Unpaid {
            challenge: Bytes::copy_from_slice(&blob.0),
            bits,
        })
    }

    fn blob_ends(&mut self, index: DeviceIndex, transfer: Transfer, outcome: BlobOutcome) {
        let wait = self.random.between(1, 4 * self.weather.latency_ms);
        if let Some(device) = self.devices.get(index) {
            let life = device.life;
            self.queue
                .plan(self.now + wait, Event::Blob(index, life, transfer, outcome));
        }
    }

    fn solve(&mut self, index: DeviceIndex, task: &PuzzleTask) {
        self.counts.puzzles += 1;
        let nonce = puzzle::solve(&task.challenge, &task.binding, task.bits, 0, NONCES);
        let wait = self.random.between(1, self.weather.puzzle_ms);
        if let (Some(device), Some(nonce)) = (self.devices.get(index), nonce) {
            let solved = Event::Solved(index, device.life, (task.puzzle, nonce));
            self.queue.plan(self.now + wait, solved);
        }
    }
}
