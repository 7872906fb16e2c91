//! A terminal whose other end somebody holds.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// A terminal of so many columns and rows. What is drawn on the second of the two is read from the
/// first, and what is pressed is written there.
///
/// # Errors
///
/// The system has no more of them.
pub fn terminal(columns: u16, rows: u16) -> io::Result<(File, OwnedFd)> {
    let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
    grantpt(&keyboard)?;
    unlockpt(&keyboard)?;
    let name = ptsname(&keyboard, Vec::new())?;
    let path = name.into_string().map_err(io::Error::other)?;
    let screen: OwnedFd = File::options().read(true).write(true).open(path)?.into();
    resize(&screen, columns, rows)?;
    Ok((keyboard.into(), screen))
}

/// Gives a terminal another size. Whoever draws on it is told by a signal, which is not sent here.
///
/// # Errors
///
/// It is no terminal.
pub fn resize(screen: &OwnedFd, columns: u16, rows: u16) -> io::Result<()> {
    let size = Winsize {
        ws_row: rows,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    Ok(tcsetwinsize(screen, size)?)
}
