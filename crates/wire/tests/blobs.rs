//! What is said about a blob over HTTP is read as it was written, and nothing else is.

#[cfg(test)]
mod tests {
    use hudhud_base::{BlobId, CapabilityHash};
    use hudhud_wire::blob::{
        self, BlobAnswer, BlobCreation, BlobHeaderError, BlobPiece, BlobPrice, BlobProgress,
        Headers,
    };
    use hudhud_wire::{Capability, PuzzleSolution};

    fn look(headers: &Headers, name: &str) -> Option<String> {
        let found = headers.iter().find(|(header, _)| *header == name);
        found.map(|(_, value)| value.clone())
    }

    fn with(headers: &Headers, name: &'static str, value: &str) -> Headers {
        let mut others = headers.clone();
        others.retain(|(header, _)| *header != name);
        others.push((name, value.to_owned()));
        others
    }

    fn progress(offset_bytes: u64) -> BlobProgress {
        BlobProgress {
            offset_bytes,
            size_bytes: 100,
        }
    }

    fn creation() -> BlobCreation {
        BlobCreation {
            size_bytes: 4_294_967_296,
            erase_hash: Some(CapabilityHash([3; 32])),
            payment: Some(PuzzleSolution {
                challenge: vec![1, 2, 3].into(),
                nonce: u64::MAX,
            }),
        }
    }

    fn piece() -> BlobPiece {
        BlobPiece {
            offset_bytes: 7,
            is_last: true,
            digest: [9; 32],
        }
    }

    #[test]
    fn every_answer_is_read_as_it_was_written() {
        let price = BlobPrice {
            challenge: vec![1, 2, 3].into(),
            bits: 12,
        };
        for answer in [
            BlobAnswer::Created(progress(0)),
            BlobAnswer::Stands(progress(40)),
            BlobAnswer::Stands(progress(100)),
            BlobAnswer::Erased,
            BlobAnswer::Malformed,
            BlobAnswer::Unpaid(price),
            BlobAnswer::Forbidden,
            BlobAnswer::Missing,
            BlobAnswer::Slow,
            BlobAnswer::Elsewhere(progress(40)),
            BlobAnswer::Conflict,
            BlobAnswer::Lengthless,
            BlobAnswer::TooLarge,
            BlobAnswer::Outside,
            BlobAnswer::TooMany,
            BlobAnswer::Storage,
            BlobAnswer::Busy,
            BlobAnswer::Full,
        ] {
            let headers = answer.headers();
            let read = BlobAnswer::read(answer.status(), &|name| look(&headers, name));
            assert_eq!(read, Some(answer));
        }
    }

    #[test]
    fn an_answer_that_contradicts_itself_says_nothing() {
        let headers = BlobAnswer::Stands(progress(40)).headers();
        for (name, value) in [
            ("upload-complete", "?1"),
            ("upload-complete", "yes"),
            ("upload-offset", "101"),
            ("upload-offset", "-1"),
            ("upload-offset", "+1"),
            ("upload-length", "1000000000000000"),
            ("upload-length", ""),
        ] {
            let headers = with(&headers, name, value);
            for status in [200, 201, 204, 409] {
                let read = BlobAnswer::read(status, &|name| look(&headers, name));
                assert_eq!(read, None, "{status}, {name}: {value}");
            }
        }
        for status in [201, 200, 402, 206, 301, 100, 418, 999] {
            assert_eq!(BlobAnswer::read(status, &|_| None), None, "{status}");
        }
    }

    #[test]
    fn what_is_announced_and_brought_is_read_as_it_was_written() {
        let headers = creation().headers();
        let read = BlobCreation::read(&|name| look(&headers, name));
        assert_eq!(read, Ok(creation()));
        let headers = piece().headers();
        let read = BlobPiece::read(&|name| look(&headers, name));
        assert_eq!(read, Ok(piece()));
        let headers = blob::erase_headers(&Capability([5; 32]));
        let read = blob::erase_secret(&|name| look(&headers, name));
        assert_eq!(read, Ok(Capability([5; 32])));
    }

    #[test]
    fn a_header_that_is_missing_or_malformed_is_named() {
        use BlobHeaderError as Wrong;
        let headers = creation().headers();
        for (name, value, wrong) in [
            ("upload-length", "0", Wrong::Length),
            ("upload-length", "1e3", Wrong::Length),
            ("upload-complete", "?1", Wrong::Complete),
            ("upload-complete", "", Wrong::Complete),
            ("hudhud-erase-hash", "AQID", Wrong::EraseHash),
            ("hudhud-puzzle", "AQID", Wrong::Puzzle),
            ("hudhud-puzzle", "AQID.", Wrong::Puzzle),
            ("hudhud-puzzle", "AQ!D.7", Wrong::Puzzle),
            ("hudhud-puzzle", "AQID.-7", Wrong::Puzzle),
            ("hudhud-puzzle", "AQID.+7", Wrong::Puzzle),
        ] {
            let headers = with(&headers, name, value);
            let read = BlobCreation::read(&|name| look(&headers, name));
            assert_eq!(read, Err(wrong), "{name}: {value}");
        }
        let headers = piece().headers();
        for (name, value, wrong) in [
            ("content-type", "text/plain", Wrong::Type),
            ("upload-offset", "", Wrong::Offset),
            ("upload-complete", "1", Wrong::Complete),
            ("content-digest", "sha-512=:AQID:", Wrong::Digest),
            ("content-digest", "sha-256=:AQID:", Wrong::Digest),
            ("content-digest", "sha-256=AQID", Wrong::Digest),
        ] {
            let headers = with(&headers, name, value);
            let read = BlobPiece::read(&|name| look(&headers, name));
            assert_eq!(read, Err(wrong), "{name}: {value}");
        }
        assert_eq!(blob::erase_secret(&|_| None), Err(Wrong::Erase));
    }

    #[test]
    fn the_digest_is_found_among_others() {
        let headers = piece().headers();
        let ours = look(&headers, "content-digest").unwrap();
        let headers = with(
            &headers,
            "content-digest",
            &format!("sha-512=:AQID:, {ours}"),
        );
        let read = BlobPiece::read(&|name| look(&headers, name));
        assert_eq!(read, Ok(piece()));
    }

    #[test]
    fn headers_stay() {
        let list = |headers: Headers| {
            let lines: Vec<_> = headers
                .iter()
                .map(|(name, value)| format!("{name}: {value}"))
                .collect();
            lines.join("\n")
        };
        let id = BlobId([0xab; 32]);
        assert_eq!(blob::path(id), format!("/v1/blobs/{}", "ab".repeat(32)));
        assert_eq!(blob::blob_id(&"aB".repeat(32)), Some(id));
        assert_eq!(blob::blob_id("../secret"), None);
        assert_eq!(
            list(creation().headers()),
            "upload-length: 4294967296\n\
             upload-complete: ?0\n\
             hudhud-erase-hash: AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM\n\
             hudhud-puzzle: AQID.18446744073709551615"
        );
        assert_eq!(
            list(piece().headers()),
            "content-type: application/partial-upload\n\
             upload-offset: 7\n\
             upload-complete: ?1\n\
             content-digest: sha-256=:CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=:"
        );
        assert_eq!(
            list(BlobAnswer::Stands(progress(40)).headers()),
            "upload-offset: 40\n\
             upload-length: 100\n\
             upload-complete: ?0\n\
             upload-limit: max-append-size=16777216"
        );
    }
}
