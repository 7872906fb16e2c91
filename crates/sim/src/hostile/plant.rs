//! Faults that are planted to see the oracles of these worlds fail.

use hudhud_store::messages::{self, MessageKind};
use hudhud_store::{StoreError, settings};

use crate::hostile::siege::Siege;

/// What is done wrong on purpose, when all is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sabotage {
    /// Nothing.
    #[default]
    Nothing,
    /// A device shows what nobody said.
    OtherWords,
    /// A device keeps what nobody wrote.
    Bulk,
    /// Somebody is cut off when the last words are said.
    Apart,
}

/// Bytes that are kept for nothing.
const BULK: usize = 64 * 1024 * 1024;

impl Siege {
    /// Before the last words.
    pub(super) fn keep_apart(&mut self, sabotage: Sabotage) {
        if let (Sabotage::Apart, Some(who)) = (sabotage, self.honest.last().copied()) {
            self.world.is_cut_off(who);
        }
    }

    /// After them.
    pub(super) fn tamper(&mut self, sabotage: Sabotage) {
        let honest: Vec<_> = self
            .everybody()
            .map(|who| self.world.account(who))
            .collect();
        let Some(device) = self
            .honest
            .last()
            .and_then(|who| self.world.devices.get_mut(who.0))
        else {
            return;
        };
        let own = device.account();
        let change = |store: &mut hudhud_store::Store| -> Result<(), StoreError> {
            let part = store.begin()?;
            match sabotage {
                Sabotage::OtherWords => {
                    let rows = hudhud_store::conversations::list(part.db(), None, 10)?;
                    for row in rows {
                        let page = messages::page(part.db(), row.id, None, 100)?;
                        let said = page.into_iter().find(|row| {
                            row.kind == MessageKind::Text
                                && Some(row.sender) != own
                                && honest.contains(&row.sender)
                        });
                        if let Some(mut said) = said {
                            said.body = "never said".to_owned();
                            messages::update(part.db(), &said)?;
                        }
                    }
                }
                Sabotage::Bulk => settings::put(part.db(), "bulk", &vec![7; BULK])?,
                Sabotage::Nothing | Sabotage::Apart => {}
            }
            part.commit()
        };
        // If it did not happen, nothing will be found.
        let _ = change(&mut device.store);
    }
}
