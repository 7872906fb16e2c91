//! The desk: turns what the page asks into calls of the client, and what happens into news.
//!
//! Does not open or close a device, and knows nothing of a browser.
