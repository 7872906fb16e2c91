//! What the messenger does, told as stories: people with real devices at a real host, in virtual time.
//! Nothing goes wrong in them but what they ask for.

#[cfg(test)]
mod arranging;
#[cfg(test)]
mod attachments;
#[cfg(test)]
mod blocking;
#[cfg(test)]
mod crashes;
#[cfg(test)]
mod drafts;
#[cfg(test)]
mod evidence;
#[cfg(test)]
mod expiry;
#[cfg(test)]
mod failed;
#[cfg(test)]
mod first_contact;
#[cfg(test)]
mod forwarding;
#[cfg(test)]
mod groups;
#[cfg(test)]
mod hosts;
#[cfg(test)]
mod integrity;
#[cfg(test)]
mod joining;
#[cfg(test)]
mod leaving;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod links;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod moving;
#[cfg(test)]
mod names;
#[cfg(test)]
mod offline;
#[cfg(test)]
mod poison;
#[cfg(test)]
mod prices;
#[cfg(test)]
mod profiles;
#[cfg(test)]
mod races;
#[cfg(test)]
mod receipts;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod rejoining;
#[cfg(test)]
mod removal;
#[cfg(test)]
mod renewal;
#[cfg(test)]
mod replacing;
#[cfg(test)]
mod search;
#[cfg(test)]
mod succession;
#[cfg(test)]
mod trust;
#[cfg(test)]
mod typing;
