//! What the async shell adds to the machine: links that come and go, waits between attempts, those who
//! listen, closing, and the lock of a device. Time is virtual; the sockets are real, on loopback.

#[cfg(test)]
mod closing;
#[cfg(test)]
mod door;
#[cfg(test)]
mod links;
#[cfg(test)]
mod listening;
#[cfg(test)]
mod slow;
#[cfg(test)]
mod unlocking;
#[cfg(test)]
mod waiting;
