//! A real host on a real socket, asked by real WebSocket clients.

mod blobs;
mod links;
mod operation;
mod world;
