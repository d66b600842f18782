//! Sessions of signed tokens: four cookies, an end, and the token that every write must repeat.

use std::time::Duration;

use tokio::time::Instant;

use super::random::Random;

/// How long a CSRF token is good. That it ages at all before its session does is our convention, so that a client can
/// meet a stale one.
const CSRF_LIFETIME: Duration = Duration::from_mins(30);

struct Session {
    id: String,
    signature: String,
    user: String,
    end: Instant,
    csrf: Vec<(String, Instant)>,
}

#[derive(Default)]
pub(super) struct Sessions(Vec<Session>);

/// What a browser is to keep, by name.
pub(super) struct Cookies {
    pub session: String,
    pub session_signature: String,
    pub csrf: String,
    pub csrf_signature: String,
}

impl Sessions {
    /// A new session of a user.
    pub(super) fn open(&mut self, user: &str, lifetime: Duration, now: Instant, random: &mut Random) -> Cookies {
        self.0.retain(|session| now < session.end);
        let cookies = Cookies {
            session: random.text(),
            session_signature: random.text(),
            csrf: random.text(),
            csrf_signature: random.text(),
        };
        self.0.push(Session {
            id: cookies.session.clone(),
            signature: cookies.session_signature.clone(),
            user: user.to_owned(),
            end: now + lifetime,
            csrf: vec![(cookies.csrf.clone(), now)],
        });
        cookies
    }

    fn find(&mut self, cookies: &str, now: Instant) -> Option<&mut Session> {
        let (id, signature) = (cookie(cookies, "eas.sid")?, cookie(cookies, "eas.sid.sig")?);
        self.0.iter_mut().find(|session| session.id == id && session.signature == signature && now < session.end)
    }

    /// The user of the session that a `Cookie` header names.
    pub(super) fn user(&mut self, cookies: &str, now: Instant) -> Option<String> {
        self.find(cookies, now).map(|session| session.user.clone())
    }

    /// Whether this is a CSRF token of that session, and fresh.
    pub(super) fn guards(&mut self, cookies: &str, token: &str, now: Instant) -> bool {
        let fresh = |(own, made): &(String, Instant)| own == token && now.duration_since(*made) < CSRF_LIFETIME;
        self.find(cookies, now).is_some_and(|session| session.csrf.iter().any(fresh))
    }

    /// The CSRF token of that session: the last one while it has half its time left, else a new one.
    pub(super) fn csrf(&mut self, cookies: &str, now: Instant, random: &mut Random) -> Option<String> {
        let session = self.find(cookies, now)?;
        if let Some((token, made)) = session.csrf.last()
            && now.duration_since(*made) < CSRF_LIFETIME / 2
        {
            return Some(token.clone());
        }
        let token = random.text();
        session.csrf.push((token.clone(), now));
        Some(token)
    }
}

fn cookie<'a>(cookies: &'a str, name: &str) -> Option<&'a str> {
    let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(own, _)| *own == name).map(|(_, value)| value).next()
}
