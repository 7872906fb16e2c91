//! Frames as peers see them: committed encodings, damaged ones and hostile ones.

#[cfg(test)]
mod client_samples;
#[cfg(test)]
mod damaged;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod server_samples;
#[cfg(test)]
mod vectors;
