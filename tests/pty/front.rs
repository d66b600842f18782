//! What stands between the program and the stand-in: it counts requests, and answers some of them as the stand-in never would.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;

use crate::tenant::Tenant;

pub struct Front {
    url: String,
    seen: Arc<Mutex<Vec<String>>>,
}

/// A request: `PATCH /api/v1/…`, and its body.
pub struct Asked {
    pub line: String,
    pub body: Value,
}

/// Head and body.
type Answer = (String, Value);

impl Front {
    /// `answer` gets each request, and what brings the stand-in's own answer.
    pub fn before(
        tenant: &Tenant,
        answer: impl Fn(&Asked, &dyn Fn() -> Answer) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (seen, host, answer) = (Arc::new(Mutex::new(Vec::new())), tenant.host().to_owned(), Arc::new(answer));
        let kept = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (seen, host, answer) = (Arc::clone(&seen), host.clone(), Arc::clone(&answer));
                thread::spawn(move || serve(stream, &seen, &host, &*answer));
            }
        });
        Self { url, seen: kept }
    }

    /// One that changes nothing.
    pub fn plain(tenant: &Tenant) -> Self {
        Self::before(tenant, |_, forward| forward())
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// How many requests of this method led to an address with this in it.
    pub fn count(&self, method: &str, part: &str) -> usize {
        self.seen.lock().unwrap().iter().filter(|line| line.starts_with(method) && line.contains(part)).count()
    }
}

fn serve(
    stream: TcpStream,
    seen: &Mutex<Vec<String>>,
    host: &str,
    answer: &(impl Fn(&Asked, &dyn Fn() -> Answer) -> Answer + ?Sized),
) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let lines: Vec<String> =
        reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let (first, headers) = lines.split_first()?;
    let length =
        headers.iter().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    let line = first.trim_end_matches(" HTTP/1.1").to_owned();
    seen.lock().unwrap().push(line.clone());
    let forward = || {
        let mut there = TcpStream::connect(host).unwrap();
        let kept = headers.iter().filter(|line| {
            let name = line.split(':').next().unwrap_or_default().to_lowercase();
            !["host", "connection", "accept-encoding"].contains(&name.as_str())
        });
        let own = [first.clone(), format!("Host: {host}"), "Connection: close".to_owned()];
        let head = own.iter().chain(kept).map(String::as_str).chain(["", ""]).collect::<Vec<_>>().join("\r\n");
        there.write_all(&[head.as_bytes(), &body].concat()).unwrap();
        let mut text = String::new();
        // Where it is cut, there is no answer.
        there.read_to_string(&mut text).ok();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
        (head.to_owned(), serde_json::from_str(body).unwrap_or_default())
    };
    let asked = Asked { line, body: serde_json::from_slice(&body).unwrap_or_default() };
    let (head, told) = answer(&asked, &forward);
    let text = if told.is_null() { String::new() } else { told.to_string() };
    let mut stream = stream;
    if !head.is_empty() {
        let kept: Vec<&str> = head.lines().filter(|line| !line.to_lowercase().starts_with("content-length:")).collect();
        let head = format!("{}\r\nContent-Length: {}\r\n\r\n", kept.join("\r\n"), text.len());
        stream.write_all(&[head.as_bytes(), text.as_bytes()].concat()).ok()?;
    }
    Some(())
}
