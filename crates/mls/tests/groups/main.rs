//! Groups of devices that exchange bytes, as a log would carry them.

#[cfg(test)]
#[macro_use]
mod world;

#[cfg(test)]
mod commits;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod garbage;
#[cfg(test)]
mod invalid;
#[cfg(test)]
mod join;
#[cfg(test)]
mod leaves;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod rejoin;
#[cfg(test)]
mod rollback;
#[cfg(test)]
mod sizes;
