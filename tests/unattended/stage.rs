//! A stand-in tenant, with something in front of it that keeps every body that is sent.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::Child,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use qonnect::standin::{Config, StandIn, serve};
use serde_json::Value;
use tokio::runtime::Runtime;

pub struct Stage {
    pub runtime: Runtime,
    pub standin: StandIn,
    /// The address of what stands in front.
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

/// A request as it went by.
#[derive(Clone, Debug)]
pub struct Seen {
    pub line: String,
    pub body: Vec<u8>,
    /// Whether the tenant has answered it.
    is_passed: bool,
}

impl Stage {
    pub fn new(config: Config) -> Self {
        let runtime = Runtime::new().unwrap();
        let standin = runtime.block_on(serve(config)).unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let front = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", front.local_addr().unwrap());
        let (behind, kept) = (standin.url().trim_start_matches("http://").to_owned(), Arc::clone(&seen));
        thread::spawn(move || {
            for stream in front.incoming().flatten() {
                let (behind, kept) = (behind.clone(), Arc::clone(&kept));
                thread::spawn(move || pass(&stream, &behind, &kept));
            }
        });
        Self { runtime, standin, url, seen }
    }

    pub fn faulty(faults: &[&str]) -> Self {
        Self::new(Config { faults: faults.iter().map(|fault| fault.parse().unwrap()).collect(), ..Config::default() })
    }

    /// What a run needs to sign in.
    pub fn variables(&self) -> Vec<(&str, &str)> {
        vec![("QLIK_TENANT_URL", &self.url), ("QLIK_API_KEY", self.standin.key("creator"))]
    }

    /// The bodies of all writes so far.
    pub fn writes(&self) -> Vec<Vec<u8>> {
        let seen = self.seen.lock().unwrap();
        let is_write = |one: &&Seen| !one.line.starts_with("GET ");
        seen.iter().filter(is_write).map(|one| one.body.clone()).collect()
    }

    /// How many requests went by, reads among them.
    pub fn requests(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    /// Waits until so many requests have come by, before or after the tenant had the last one; false where the program ended first.
    pub fn wait_for(&self, count: usize, late: bool, child: &mut Child) -> bool {
        let there = |seen: &[Seen]| seen.iter().filter(|one| one.is_passed || !late).count() >= count;
        self.wait(child, there)
    }

    /// Waits until so many writes have come by.
    pub fn wait_for_writes(&self, count: usize, child: &mut Child) -> bool {
        self.wait(child, |seen| seen.iter().filter(|one| !one.line.starts_with("GET ")).count() >= count)
    }

    /// Waits until the tenant has answered all that came by, also what nobody waits for any more.
    pub fn wait_until_answered(&self) {
        while self.seen.lock().unwrap().iter().any(|one| !one.is_passed) {
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn wait(&self, child: &mut Child, there: impl Fn(&[Seen]) -> bool) -> bool {
        while child.try_wait().unwrap().is_none() {
            if there(&self.seen.lock().unwrap()) {
                return true;
            }
            thread::sleep(Duration::from_millis(1));
        }
        false
    }

    /// The names of all connections, asked of the stand-in over plain HTTP.
    pub fn connections(&self) -> Vec<String> {
        let mut names = Vec::new();
        let mut path = "/api/v1/data-connections?limit=100&noDatafiles=true".to_owned();
        loop {
            let page = self.get(&path);
            names.extend(page["data"].as_array().unwrap().iter().map(|one| one["qName"].as_str().unwrap().to_owned()));
            match page["links"]["next"]["href"].as_str() {
                Some(next) => next[next.find("/api").unwrap()..].clone_into(&mut path),
                None => break,
            }
        }
        names.sort();
        names
    }

    /// Gives a connection another name, as somebody else would.
    pub fn rename(&self, name: &str, new: &str) {
        let all = self.get("/api/v1/data-connections?limit=100&noDatafiles=true");
        let named = |one: &&Value| one["qName"] == name;
        let id = all["data"].as_array().unwrap().iter().find(named).unwrap()["id"].as_str().unwrap().to_owned();
        let body = serde_json::json!([{"op": "replace", "path": "/qName", "value": new}]).to_string();
        let answer = self.exchange("PATCH", &format!("/api/v1/data-connections/{id}"), &body);
        assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    }

    fn get(&self, path: &str) -> Value {
        let answer = self.exchange("GET", path, "");
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap()
    }

    /// One request over plain HTTP, past what stands in front.
    fn exchange(&self, method: &str, path: &str, body: &str) -> String {
        let host = self.standin.url().trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).unwrap();
        let (key, length) = (self.standin.key("creator"), body.len());
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

/// One request there, and its answer back.
fn pass(stream: &TcpStream, behind: &str, kept: &Mutex<Vec<Seen>>) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    let mut line = String::new();
    let mut length = 0;
    loop {
        line.clear();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let lower = line.to_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
        if lower.starts_with("host:") {
            line = format!("Host: {behind}\r\n");
        }
        if !lower.starts_with("connection:") {
            head.push_str(&line);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let at = {
        let mut kept = kept.lock().unwrap();
        kept.push(Seen { line: head.lines().next().unwrap().to_owned(), body: body.clone(), is_passed: false });
        kept.len() - 1
    };
    let mut there = TcpStream::connect(behind).unwrap();
    there.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes()).unwrap();
    there.write_all(&body).unwrap();
    let mut answer = Vec::new();
    // Where the stand-in cuts the line, this one is cut as well.
    let _cut = there.read_to_end(&mut answer);
    kept.lock().unwrap()[at].is_passed = true;
    let mut back = stream;
    let _gone = back.write_all(&answer);
}
