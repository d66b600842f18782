//! The stand-in tenant as a process of its own, asked over plain HTTP that shares nothing with the program's client.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::{RsaPublicKey, pkcs8::DecodePublicKey as _, traits::PublicKeyParts as _};
use serde_json::{Value, json};

use crate::start::{PROGRAM, Start};

/// A stand-in that runs until this is dropped.
pub struct Tenant {
    process: Child,
    url: String,
    users: Value,
    clients: Value,
}

/// An answer to a plain request.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub text: String,
}

impl Answer {
    /// The body of an answer with this status.
    #[track_caller]
    pub fn body(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        serde_json::from_str(&self.text).unwrap()
    }
}

impl Tenant {
    /// A stand-in without faults.
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// A stand-in with one fault after the other.
    pub fn faulty(faults: &[&str]) -> Self {
        Self::with(&faults.iter().flat_map(|fault| ["--fault", fault]).collect::<Vec<_>>())
    }

    /// A stand-in with these options.
    pub fn with(options: &[&str]) -> Self {
        let mut process = Command::new(PROGRAM)
            .args(["standin", "--json"])
            .args(options)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).expect("the announcement");
        Self {
            process,
            url: said["tenant"].as_str().unwrap().to_owned(),
            users: said["users"].clone(),
            clients: said["clients"].clone(),
        }
    }

    /// The address, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Address and port.
    pub fn host(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    /// The key of the first user with this role.
    pub fn key(&self, role: &str) -> &str {
        let users = self.users.as_array().unwrap();
        users.iter().find(|user| user["role"] == role).unwrap()["apiKey"].as_str().unwrap()
    }

    /// The id of a new OAuth client that proves itself by the private key of the fixtures, whose id is `k1`.
    pub fn client_by_key(&self) -> String {
        let public = RsaPublicKey::from_public_key_pem(include_str!("../fixtures/jwt-public.pem")).unwrap();
        let number = |number: &rsa::BigUint| URL_SAFE_NO_PAD.encode(number.to_bytes_be());
        let client = json!({
            "appType": "web", "clientName": "Signer", "allowedGrantTypes": ["client_credentials"],
            "allowedAuthMethods": ["private_key_jwt"], "allowedScopes": ["user_default"],
            "connectionConfig": { "consentMethod": "trusted" },
            "publicKeys": [{ "kty": "RSA", "alg": "RS256", "use": "sig", "kid": "k1", "n": number(public.n()), "e": number(public.e()) }],
        });
        let made = self.post_as("admin", "/api/v1/oauth-clients", &client);
        made["clientId"].as_str().unwrap().to_owned()
    }

    /// Id and secret of an OAuth client of this kind.
    pub fn client(&self, kind: &str) -> (&str, &str) {
        let found = self.clients.as_array().unwrap().iter().find(|client| client["kind"] == kind).unwrap();
        (found["clientId"].as_str().unwrap(), found["clientSecret"].as_str().unwrap())
    }

    /// The program, with this tenant and the creator's key in its environment.
    pub fn program(&self, args: &[&str]) -> Start {
        Start::new(args).env("QLIK_TENANT_URL", &self.url).env("QLIK_API_KEY", self.key("creator"))
    }

    fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(self.host()).unwrap();
        let (host, length) = (self.host(), body.len());
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, text) = answer.split_once("\r\n\r\n").expect("an answer");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, text: text.to_owned() }
    }

    /// Asks as the creator.
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &format!("Authorization: Bearer {}\r\n", self.key("creator")), "")
    }

    /// Makes something as somebody, behind the program's back.
    pub fn post_as(&self, role: &str, path: &str, body: &Value) -> Value {
        let headers = format!("Authorization: Bearer {}\r\nContent-Type: application/json\r\n", self.key(role));
        self.send("POST", path, &headers, &body.to_string()).body(201)
    }

    /// Changes or removes something as somebody, behind the program's back.
    pub fn do_as(&self, role: &str, method: &str, path: &str, body: &Value) -> Answer {
        let headers = format!("Authorization: Bearer {}\r\nContent-Type: application/json\r\n", self.key(role));
        self.send(method, path, &headers, &body.to_string())
    }

    /// Creates a connection as somebody.
    pub fn create_as(&self, role: &str, body: &Value) -> Value {
        self.post_as(role, "/api/connectivity/data-connections", body)
    }

    /// What a person does in the browser: opens the address, allows, and copies the code.
    pub fn code_at(&self, url: &str) -> String {
        let path = url.strip_prefix(&self.url).expect("an address of this tenant");
        let answer = self.send("GET", path, "Accept: text/plain\r\n", "");
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.text.trim_end().to_owned()
    }

    /// All connections that the creator sees.
    pub fn connections(&self) -> Vec<Value> {
        let body = self.get("/api/v1/data-connections?noDatafiles=true&limit=100").body(200);
        body["data"].as_array().unwrap().clone()
    }

    /// How many connections have this name.
    pub fn count(&self, name: &str) -> usize {
        self.connections().iter().filter(|connection| connection["qName"] == name).count()
    }

    /// The one connection of this name.
    #[track_caller]
    pub fn connection(&self, name: &str) -> Value {
        let named: Vec<Value> =
            self.connections().into_iter().filter(|connection| connection["qName"] == name).collect();
        assert_eq!(named.len(), 1, "{named:?}");
        named[0].clone()
    }

    /// The creator's credential of this name.
    #[track_caller]
    pub fn credential(&self, name: &str) -> Value {
        let segment = name.replace(' ', "%20");
        self.get(&format!("/api/v1/data-credentials/{segment}?byCredentialName=true")).body(200)
    }

    /// The id of the space of this name.
    #[track_caller]
    pub fn space(&self, name: &str) -> String {
        let spaces = self.get("/api/v1/spaces?limit=100").body(200);
        let space = spaces["data"].as_array().unwrap().iter().find(|space| space["name"] == name);
        space.expect("a space of this name")["id"].as_str().unwrap().to_owned()
    }
}

impl Drop for Tenant {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
