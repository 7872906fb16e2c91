//! A real host on a real socket, asked by real WebSocket clients.
#![cfg(test)]

mod admin;
mod app;
mod backup;
mod blobs;
mod crashes;
mod damage;
mod entrance;
mod figures;
mod links;
mod lost;
mod operation;
mod order;
mod strangers;
mod world;
