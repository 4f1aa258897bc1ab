//! HTTP/1.1 over one connection that is kept, with as little work as possible:
//! whoever measures shares the machine with what is measured.
//!
//! Only what the service answers is understood: a head with `content-length`.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A connection to the service.
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

impl Connection {
    /// To the service at `address`.
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(64 << 10),
        })
    }

    /// Sends a request and waits for its answer.
    pub async fn send(&mut self, request: &[u8]) -> io::Result<Answer> {
        self.stream.write_all(request).await?;
        let (head, length, status) = self.head().await?;
        let whole = head + length;
        while self.buffer.len() < whole {
            self.more().await?;
        }
        let answer: Vec<u8> = self.buffer.drain(..whole).skip(head).collect();
        Ok(Answer {
            status,
            body: answer,
        })
    }

    /// Length of the head and of the body, and the status.
    async fn head(&mut self) -> io::Result<(usize, usize, u16)> {
        loop {
            let end = self
                .buffer
                .windows(4)
                .position(|window| window == b"\r\n\r\n");
            if let Some(end) = end {
                let head = self.buffer.get(..end).unwrap_or_default();
                let (length, status) = read_head(head)?;
                return Ok((end + 4, length, status));
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

fn read_head(head: &[u8]) -> io::Result<(usize, u16)> {
    let not_http = || io::Error::from(io::ErrorKind::InvalidData);
    let text = std::str::from_utf8(head).map_err(|_not_text| not_http())?;
    let mut lines = text.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let status = status.and_then(|status| status.parse().ok());
    let length = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _value)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_name, value)| value.trim().parse().ok());
    length.zip(status).ok_or_else(not_http)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_says_how_long_the_body_is() {
        let head = b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 12\r\nx: y";
        assert_eq!(read_head(head).unwrap(), (12, 429));
        for head in [&b""[..], b"HTTP/1.1 200 OK\r\nx: y", b"\xff"] {
            assert!(read_head(head).is_err());
        }
    }
}
