//! Files as one file: the `ustar` format (POSIX.1-1988), which every system can take apart.

/// `ustar` is made of these.
const BLOCK: usize = 512;
/// The longest name in one header.
const NAME: usize = 100;

/// One archive of `files`, names with their bytes. A name beyond 100 bytes is cut.
pub(crate) fn pack<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, bytes) in files {
        archive.extend_from_slice(&header(name, bytes.len()));
        archive.extend_from_slice(bytes);
        archive.resize(archive.len().next_multiple_of(BLOCK), 0);
    }
    // Two empty blocks are the end.
    archive.resize(archive.len() + 2 * BLOCK, 0);
    archive
}

fn header(name: &str, size: usize) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let mut put = |at: usize, text: &[u8]| {
        block[at..at + text.len()].copy_from_slice(text);
    };
    put(0, &name.as_bytes()[..name.len().min(NAME)]);
    put(100, b"0000600\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{size:011o}\0").as_bytes());
    put(136, b"00000000000\0");
    // The sum is taken with blanks in its own place.
    put(148, b"        ");
    put(156, b"0");
    put(257, b"ustar\x0000");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_takes_the_archive_apart() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.tar");
        let large = vec![7; 1500];
        let archive = pack([("one/a", &b"hello"[..]), ("b", &large[..]), ("empty", &[])]);
        assert_eq!(archive.len() % BLOCK, 0);
        std::fs::write(&path, archive).unwrap();
        let status = std::process::Command::new("tar")
            .args(["-xf", "a.tar"])
            .current_dir(directory.path())
            .status()
            .unwrap();
        assert!(status.success());
        let read = |name: &str| std::fs::read(directory.path().join(name)).unwrap();
        assert_eq!(read("one/a"), b"hello");
        assert_eq!(read("b"), large);
        assert!(read("empty").is_empty());
    }

    #[test]
    fn a_long_name_is_cut_and_not_spilled_into_the_next_field() {
        let archive = pack([("x".repeat(300).as_str(), &b""[..])]);
        assert_eq!(&archive[99..108], b"x0000600\0");
    }
}
