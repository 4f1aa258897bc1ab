//! Bytes that were made by hand, not by the writer.

use zengin::{LineEnd, MonthDay, Profile, RECORD_BYTES, read, write};

use crate::sample;

const GOLDEN: &str = include_str!("../golden/general_transfer.txt");

/// The records of the hand-made file; a gap or overlap between fields fails.
pub fn records() -> Vec<Vec<u8>> {
    let mut records: Vec<Vec<u8>> = Vec::new();
    for line in GOLDEN.lines() {
        let line = line.split('#').next().unwrap().trim();
        if line.starts_with("record ") {
            records.push(Vec::new());
        } else if !line.is_empty() {
            let (range, parts) = line.split_once(' ').unwrap();
            let (start, end) = range.split_once('-').unwrap();
            let record = records.last_mut().unwrap();
            assert_eq!(record.len(), start.parse::<usize>().unwrap(), "{line}");
            parts
                .split(',')
                .for_each(|part| record.extend(bytes(part.trim())));
            assert_eq!(record.len(), end.parse::<usize>().unwrap(), "{line}");
        }
    }
    assert!(records.iter().all(|record| record.len() == RECORD_BYTES));
    records
}

fn bytes(part: &str) -> Vec<u8> {
    if let Some(text) = part.strip_prefix('"') {
        text.strip_suffix('"').unwrap().into()
    } else if let Some(count) = part.strip_prefix("sp ") {
        vec![b' '; count.parse().unwrap()]
    } else {
        part.split(' ')
            .map(|byte| u8::from_str_radix(byte, 16).unwrap())
            .collect()
    }
}

/// The hand-made file with `after` behind every record.
pub fn file(after: &[u8]) -> Vec<u8> {
    records()
        .into_iter()
        .flat_map(|record| [record, after.to_vec()].concat())
        .collect()
}

#[test]
fn the_writer_makes_the_hand_made_bytes() {
    let sample = sample::file();
    let by_default = write(&sample, &Profile::default()).unwrap();
    assert_eq!(by_default, file(b"\r\n"));
    assert_eq!(by_default.len(), 610);

    let bare = write(&sample, &sample::profile(LineEnd::None, false)).unwrap();
    assert_eq!(bare, file(b""));
    assert_eq!(bare.len(), 600);

    let lf = write(&sample, &sample::profile(LineEnd::Lf, false)).unwrap();
    assert_eq!(lf, file(b"\n"));

    let closed = write(&sample, &sample::profile(LineEnd::CrLf, true)).unwrap();
    assert_eq!(closed, [file(b"\r\n"), vec![0x1A]].concat());
}

#[test]
fn the_reader_understands_the_hand_made_bytes() {
    let expected = sample::file();
    for line_end in sample::LINE_ENDS {
        for eof in [false, true] {
            let mut bytes = file(line_end.bytes());
            bytes.extend(eof.then_some(0x1A));
            let said = read(&bytes).unwrap();
            assert_eq!(said.originator, expected.originator);
            assert_eq!(said.transfers, expected.transfers);
            assert_eq!(said.transfer_date, MonthDay { month: 11, day: 30 });
            assert_eq!(said.total.get(), 10_000_123_449);
            assert_eq!((said.line_end, said.eof), (line_end, eof));
        }
    }
}

#[test]
fn every_shorter_file_is_refused() {
    for line_end in sample::LINE_ENDS {
        let whole = file(line_end.bytes());
        for length in 0..whole.len() {
            assert!(read(&whole[..length]).is_err(), "{line_end:?} {length}");
        }
    }
}

#[test]
fn every_other_byte_in_fillers_constants_totals_and_line_ends_is_refused() {
    // What another file of ours may say otherwise.
    let free: [&[std::ops::Range<usize>]; 5] = [
        &[4..58, 58..103],
        &[1..5, 20..23, 42..90, 91..111],
        // A Y at 112 would make the zeros before it a note.
        &[1..5, 20..23, 42..90, 112..113],
        &[],
        &[],
    ];
    let whole = file(b"\r\n");
    for at in 0..whole.len() {
        let (record, offset) = (at / 122, at % 122);
        if free[record].iter().any(|range| range.contains(&offset)) {
            continue;
        }
        for byte in (0..=u8::MAX).filter(|&byte| byte != whole[at]) {
            let mut corrupt = whole.clone();
            corrupt[at] = byte;
            assert!(read(&corrupt).is_err(), "{record} {offset} {byte:02X}");
        }
    }
}
