//! HTTP/1.1 over one connection that is kept, with as little work as possible:
//! whoever measures shares the machine with what is measured.
//!
//! Only messages with `content-length` are understood; the service and the fleet
//! send no others.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A connection to the service, or from a terminal.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// A request or an answer as it came.
#[derive(Clone, Debug)]
pub struct Message {
    bytes: Vec<u8>,
    head: usize,
}

impl Message {
    /// Head and body.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn into_answer(mut self) -> io::Result<Answer> {
        let body = self.bytes.split_off(self.head);
        Ok(Answer {
            status: status(&self.bytes)?,
            body,
        })
    }
}

impl Connection {
    /// To the service at `address`.
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        Self::over(TcpStream::connect(address).await?)
    }

    /// Over `stream`, from either end.
    pub fn over(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(64 << 10),
        })
    }

    /// Sends a request and waits for its answer.
    pub async fn send(&mut self, request: &[u8]) -> io::Result<Answer> {
        self.write(request).await?;
        self.receive().await?.into_answer()
    }

    /// Sends bytes, whole messages or not.
    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Waits for the next message.
    pub async fn receive(&mut self) -> io::Result<Message> {
        let (head, body) = self.head().await?;
        let whole = head + body;
        while self.buffer.len() < whole {
            self.more().await?;
        }
        let bytes = self.buffer.drain(..whole).collect();
        Ok(Message { bytes, head })
    }

    /// Length of the head and of the body.
    async fn head(&mut self) -> io::Result<(usize, usize)> {
        loop {
            let end = self
                .buffer
                .windows(4)
                .position(|window| window == b"\r\n\r\n");
            if let Some(end) = end {
                let head = self.buffer.get(..end).unwrap_or_default();
                return Ok((end + 4, content_length(head)?));
            }
            self.more().await?;
        }
    }

    async fn more(&mut self) -> io::Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}

fn content_length(head: &[u8]) -> io::Result<usize> {
    text(head)?
        .split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _value)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_name, value)| value.trim().parse().ok())
        .ok_or_else(not_http)
}

fn status(head: &[u8]) -> io::Result<u16> {
    let status = text(head)?.split(' ').nth(1);
    status
        .and_then(|status| status.parse().ok())
        .ok_or_else(not_http)
}

fn text(head: &[u8]) -> io::Result<&str> {
    std::str::from_utf8(head).map_err(|_not_text| not_http())
}

fn not_http() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_says_how_long_the_body_is() {
        let head = b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 12\r\nx: y";
        assert_eq!(content_length(head).unwrap(), 12);
        assert_eq!(status(head).unwrap(), 429);
        for head in [&b""[..], b"HTTP/1.1 200 OK\r\nx: y", b"\xff"] {
            assert!(content_length(head).is_err());
        }
    }
}
