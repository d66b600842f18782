//! The browser comes back: listening on this machine for the one request that carries the code (`qlik-cloud-auth.md` section
//! 4.6).
//!
//! It listens while it is waited for, and no longer: dropping the future closes every socket. Many may knock (a second browser, a
//! connection opened in advance, the icon of the page); only a GET of the right path with the right state ends the waiting.

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::{StreamExt as _, stream::FuturesUnordered};
use sha2::{Digest as _, Sha256};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::timeout,
};

use crate::{
    client::Client,
    domain::{
        access::Access,
        browser::{BrowserAttempt, BrowserFault, BrowserPlan, Redirect, ReturnFault, read_query},
        secret::Secret,
    },
};

/// The longest head of a request, the longest it may take, and how many are read at once.
const MOST_BYTES: usize = 16 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);
const MOST_OPEN: usize = 32;
const PAGE: &str = include_str!("../../assets/signed-in.html");

/// Begins an attempt: state and verifier by chance, and the challenge of the verifier (RFC 7636). The error is a sentence.
pub(super) fn attempt(plan: &BrowserPlan) -> Result<BrowserAttempt, String> {
    let chance = || {
        let mut bytes = [0_u8; 32];
        let filled = getrandom::fill(&mut bytes);
        filled.map(|()| URL_SAFE_NO_PAD.encode(bytes)).map_err(|_| "This system provides no random numbers.".to_owned())
    };
    let (state, verifier) = (chance()?, chance()?);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
    BrowserAttempt::new(plan.clone(), Secret::new(&state), Secret::new(&verifier), &challenge)
        .ok_or_else(|| "The tenant's address cannot be opened in a browser.".to_owned())
}

/// Waits for the browser, and exchanges what it brings. Meanwhile whoever else knocks is told that it is over.
pub(super) async fn sign_in(client: &Client, attempt: &BrowserAttempt) -> Result<Access, BrowserFault> {
    let listener = Listener::bind(attempt.plan.redirect.port()).await?;
    let code = listener.serve(|head| judge(head, attempt)).await.map_err(BrowserFault::Returned)?;
    tokio::select! {
        access = client.exchange_code(attempt, &code) => access.map_err(BrowserFault::Exchange),
        _never = listener.serve(|head| Reply { end: None, ..judge(head, attempt) }) => Err(closed()),
    }
}

/// Both addresses of this machine: which of them `localhost` is, the browser decides.
struct Listener {
    four: TcpListener,
    six: Option<TcpListener>,
}

impl Listener {
    async fn bind(port: u16) -> Result<Self, BrowserFault> {
        let fault = |error: &io::Error| match error.kind() {
            io::ErrorKind::AddrInUse => BrowserFault::PortTaken(port),
            kind => BrowserFault::CannotListen(format!("qonnect cannot listen on port {port} ({kind}).")),
        };
        let four = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await.map_err(|e| fault(&e))?;
        let six = match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await {
            Ok(six) => Some(six),
            // Somebody else there would get the code instead of us.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(fault(&error)),
            Err(_no_such_addresses) => None,
        };
        Ok(Self { four, six })
    }

    /// Answers whoever knocks, until one of them ends it.
    async fn serve(&self, judge: impl Fn(&str) -> Reply) -> Result<Secret, ReturnFault> {
        let mut open = FuturesUnordered::new();
        loop {
            tokio::select! {
                Some(end) = open.next(), if !open.is_empty() => {
                    if let Some(end) = end {
                        return end;
                    }
                }
                stream = self.accept(), if open.len() < MOST_OPEN => open.push(speak(stream, &judge)),
            }
        }
    }

    async fn accept(&self) -> TcpStream {
        loop {
            let accepted = match &self.six {
                Some(six) => tokio::select! {
                    stream = self.four.accept() => stream,
                    stream = six.accept() => stream,
                },
                None => self.four.accept().await,
            };
            match accepted {
                Ok((stream, _)) => return stream,
                // Out of sockets, perhaps: not so fast.
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }
}

/// What a knock gets for an answer, and whether it ends the waiting.
struct Reply {
    status: &'static str,
    bad: bool,
    title: &'static str,
    text: String,
    end: Option<Result<Secret, ReturnFault>>,
}

impl Reply {
    fn bad(status: &'static str, title: &'static str, text: impl Into<String>) -> Self {
        Self { status, bad: true, title, text: text.into(), end: None }
    }

    fn page(&self) -> String {
        let tone = if self.bad { "bad" } else { "good" };
        let body = PAGE
            .replace("{{tone}}", tone)
            .replace("{{title}}", &escape(self.title))
            .replace("{{text}}", &escape(&self.text));
        format!(
            "HTTP/1.1 {}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
             Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'\r\n\
             Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
             Connection: close\r\n\r\n{body}",
            self.status,
            body.len()
        )
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// One knock: its head is read, judged and answered. What does not come in time, or goes, was nobody.
async fn speak(mut stream: TcpStream, judge: &impl Fn(&str) -> Reply) -> Option<Result<Secret, ReturnFault>> {
    let mut bytes = zeroize::Zeroizing::new(Vec::with_capacity(MOST_BYTES));
    let read = async {
        while !bytes.windows(4).any(|end| end == b"\r\n\r\n") && bytes.len() < MOST_BYTES {
            let room = (MOST_BYTES - bytes.len()) as u64;
            if (&mut stream).take(room).read_buf(&mut *bytes).await.ok()? == 0 {
                return None;
            }
        }
        Some(())
    };
    timeout(PATIENCE, read).await.ok()??;
    let reply = judge(&String::from_utf8_lossy(&bytes));
    let page = reply.page();
    // Whether the browser takes the page or not, the code has come.
    let written = async {
        stream.write_all(page.as_bytes()).await?;
        stream.shutdown().await
    };
    let _taken = timeout(PATIENCE, written).await;
    reply.end
}

fn judge(head: &str, attempt: &BrowserAttempt) -> Reply {
    const ELSEWHERE: &str = "The sign-in continues in the other window.";
    let redirect = &attempt.plan.redirect;
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some("HTTP/1.1" | "HTTP/1.0"), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Reply::bad("400 Bad Request", "Not understood", ELSEWHERE);
    };
    if method != "GET" {
        return Reply::bad("405 Method Not Allowed", "Not understood", ELSEWHERE);
    }
    if !lines.take_while(|line| !line.is_empty()).any(|line| is_for_us(line, redirect)) {
        return Reply::bad("400 Bad Request", "Not understood", ELSEWHERE);
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if path != redirect.path() {
        return Reply::bad("404 Not Found", "Nothing here", ELSEWHERE);
    }
    match read_query(query, attempt) {
        Ok(code) => Reply {
            status: "200 OK",
            bad: false,
            title: "Back to the terminal",
            text: "The sign-in has arrived there and is being finished. You can close this window.".to_owned(),
            end: Some(Ok(code)),
        },
        Err(fault @ (ReturnFault::Denied | ReturnFault::Refused { .. })) => {
            let text = format!("{fault} You can close this window; the terminal says how to go on.");
            Reply { end: Some(Err(fault)), ..Reply::bad("200 OK", "Not signed in", text) }
        }
        Err(fault) => Reply::bad("400 Bad Request", "This is not the sign-in that is waited for", fault.to_string()),
    }
}

/// Whether a `Host` line names this very listener: a page elsewhere may point its own name at this machine.
fn is_for_us(line: &str, redirect: &Redirect) -> bool {
    let Some((name, host)) = line.split_once(':') else { return false };
    let port = redirect.port();
    let ours = ["localhost", "127.0.0.1", "[::1]"].iter().any(|own| host.trim() == format!("{own}:{port}"));
    name.eq_ignore_ascii_case("host") && ours
}

fn closed() -> BrowserFault {
    BrowserFault::CannotListen("The listening has ended.".to_owned())
}
