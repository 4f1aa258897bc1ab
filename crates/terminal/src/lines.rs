//! JSON lines: one command a line in, one answer a line out.
//!
//! A line that is too long or not a command is answered and passed over; it
//! never ends the conversation. What was read is wiped from memory, since the
//! desk's lines hold a PIN.

use std::io::{self, Read, Write};

use domain::Reason;
use serde::Serialize;
use zeroize::{Zeroize as _, Zeroizing};

/// The longest line that is read, in bytes.
pub const LINE_MAX: usize = 64 * 1024;
const CHUNK: usize = 4 * 1024;

/// Lines of an input that is not buffered anywhere else.
pub(crate) struct Lines<R> {
    input: R,
    /// Never grows, so that it leaves no copies behind.
    unread: Zeroizing<Vec<u8>>,
}

/// What comes next.
pub(crate) enum Line {
    /// A line without its end.
    Text(Zeroizing<Vec<u8>>),
    /// A line of more than [`LINE_MAX`] bytes, which was passed over.
    TooLong,
    /// The input has ended.
    End,
}

/// Whether to read another line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    Go,
    Stop,
}

/// One answer: `command` and `outcome` before everything else.
#[derive(Debug, Serialize)]
pub(crate) struct Answer<T> {
    pub(crate) command: &'static str,
    pub(crate) outcome: &'static str,
    #[serde(flatten)]
    pub(crate) body: T,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(input: R) -> Self {
        Self {
            input,
            unread: Zeroizing::new(Vec::with_capacity(LINE_MAX + CHUNK)),
        }
    }

    pub(crate) fn next(&mut self) -> io::Result<Line> {
        let mut too_long = false;
        loop {
            if let Some(end) = self.unread.iter().position(|byte| *byte == b'\n') {
                let line = self.take(end);
                return Ok(if too_long || line.len() > LINE_MAX {
                    Line::TooLong
                } else {
                    Line::Text(line)
                });
            }
            if self.unread.len() > LINE_MAX {
                too_long = true;
                self.unread.zeroize();
            }
            if !self.read_more()? {
                // A last line without its end: half a command is not JSON, so
                // a whole one may be carried out.
                return Ok(match self.unread.len() {
                    0 => Line::End,
                    end if !too_long => Line::Text(self.take(end)),
                    _ => Line::End,
                });
            }
        }
    }

    /// The line that ends at `end`; what follows moves to the front.
    fn take(&mut self, end: usize) -> Zeroizing<Vec<u8>> {
        let mut line = Zeroizing::new(Vec::with_capacity(end));
        line.extend(self.unread.iter().take(end));
        let taken = (end + 1).min(self.unread.len());
        self.unread.drain(..taken);
        if self.unread.is_empty() {
            // Wipes the whole capacity.
            self.unread.zeroize();
        }
        line
    }

    fn read_more(&mut self) -> io::Result<bool> {
        let mut chunk = Zeroizing::new([0; CHUNK]);
        let count = loop {
            match self.input.read(chunk.as_mut_slice()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.unread.extend(chunk.iter().take(count));
        Ok(count > 0)
    }
}

/// Reads lines from `input` until it ends or `answer` says stop, and writes
/// each answer to `output` at once.
pub(crate) fn serve<R: Read, W: Write>(
    input: R,
    mut output: W,
    mut answer: impl FnMut(&[u8]) -> (Vec<u8>, Flow),
) -> io::Result<()> {
    let mut lines = Lines::new(input);
    loop {
        let (mut text, flow) = match lines.next()? {
            Line::End => return Ok(()),
            Line::TooLong => (not_a_command(&too_long()), Flow::Go),
            Line::Text(line) if line.trim_ascii().is_empty() => continue,
            Line::Text(line) => answer(&line),
        };
        text.push(b'\n');
        output.write_all(&text)?;
        output.flush()?;
        if flow == Flow::Stop {
            return Ok(());
        }
    }
}

/// `answer` as one line of JSON, without its end.
pub(crate) fn line<T: Serialize>(
    command: &'static str,
    outcome: &'static str,
    body: &T,
) -> Vec<u8> {
    let answer = Answer {
        command,
        outcome,
        body,
    };
    // Our own answers are always JSON; if ever not, a line is still owed.
    serde_json::to_vec(&answer).unwrap_or_else(|_not_json| {
        br#"{"command":"unknown","outcome":"error","code":"internal"}"#.to_vec()
    })
}

/// The answer to a line that is not a command.
pub(crate) fn not_a_command(reason: &Reason) -> Vec<u8> {
    line("unknown", "error", reason)
}

fn too_long() -> Reason {
    Reason::new(
        "line_too_long",
        "入力行が長すぎます。",
        format!("The line is longer than {LINE_MAX} bytes; it was passed over."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn echoed(input: &[u8]) -> Vec<String> {
        let mut output = Vec::new();
        serve(input, &mut output, |line| (line.to_vec(), Flow::Go)).unwrap();
        let text = String::from_utf8(output).unwrap();
        text.split_terminator('\n').map(str::to_owned).collect()
    }

    #[test]
    fn lines_are_taken_one_by_one_and_empty_ones_passed_over() {
        assert_eq!(
            echoed(b"a\n\n  \nbc\r\nthe last"),
            ["a", "bc\r", "the last"]
        );
    }

    #[test]
    fn a_line_that_is_too_long_is_answered_and_the_next_one_is_read() {
        for length in [LINE_MAX + 1, 3 * LINE_MAX, 3 * LINE_MAX + CHUNK + 1] {
            let mut input = vec![b'x'; length];
            input.extend_from_slice(b"\nnext\n");
            let answers = echoed(&input);
            assert_eq!(answers.len(), 2, "{length}");
            assert!(answers[0].contains("line_too_long"));
            assert_eq!(answers[1], "next");
        }
        let longest = "y".repeat(LINE_MAX);
        assert_eq!(echoed(format!("{longest}\n").as_bytes()), [longest]);
    }
}
