//! The one call that makes something (`qlik-cloud-api.md` sections 8.3, 13 and 13.1). It is sent once, whatever happens.

use crate::domain::{
    connection::{Created, NewConnection},
    dialect::Purpose,
    failure::Failure,
    session::Session,
};

use super::{Client, connections::connection, outgoing::Outgoing, wire};

impl Client {
    /// The first call of interactive OAuth. A source without it ignores the question **and creates**, so the answer may be a
    /// connection.
    pub async fn ask_auth_url(&self, session: &Session, connection: &NewConnection) -> Result<Created, Failure> {
        self.post("requesting the authorization URL", session, connection, Purpose::AuthUrl).await
    }

    /// Creates a connection.
    ///
    /// `OutcomeUnknown` means that the request may have been carried out: a time-out or a cut after the connection to the host
    /// stood, an error of the server, a success that cannot be read. With every other failure nothing was made.
    pub async fn create(&self, session: &Session, connection: &NewConnection) -> Result<Created, Failure> {
        self.post("creating the connection", session, connection, Purpose::Create).await
    }

    async fn post(
        &self,
        asked: &'static str,
        session: &Session,
        new: &NewConnection,
        purpose: Purpose,
    ) -> Result<Created, Failure> {
        let ask = Outgoing::create(asked, session, &session.dialect.create(new, purpose))?;
        // Both come with 201, so the body decides; a connection is the stronger word.
        self.send(&ask).await?.one(|told: wire::Connection| {
            let auth_url = told.auth_url.0.clone();
            match connection(told) {
                Some(made) => Some(Created::Made(Box::new(self.without_secrets(made)))),
                None => auth_url.map(Created::AuthUrl),
            }
        })
    }
}
