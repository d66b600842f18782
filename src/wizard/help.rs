//! What F1 says of a screen before it lists the keys: what the step is about, the page of Qlik's that says more,
//! and what it does not do.

use crate::{domain::step::Step, kit::visit::ScreenId};

const BEFORE_REVIEW: &str = "Nothing is created before the step Review.";
const BEFORE_BUTTON: &str = "Nothing is created, changed or deleted before you press a button that says so.";

/// A screen in two or three sentences, the address of Qlik's page about it, and what it promises not to do.
pub(super) fn about(screen: ScreenId) -> (&'static str, &'static str, &'static str) {
    match screen {
        ScreenId::Step(Step::Tenant) => (
            "A tenant is your company's own Qlik Cloud. Its host is in the address of the browser when you use Qlik Cloud, for \
             example acme.eu.qlikcloud.com. qonnect checks that the host answers; it sends no key yet.",
            "https://qlik.dev/manage/",
            BEFORE_REVIEW,
        ),
        ScreenId::Step(Step::SignIn) => (
            "qonnect needs to act as a user of the tenant. An API key is the simplest: create it in your Qlik Cloud profile, which \
             takes the permission Manage API keys. The other methods need an OAuth client or an identity provider.",
            "https://qlik.dev/authenticate/api-key/generate-your-first-api-key",
            BEFORE_REVIEW,
        ),
        ScreenId::Step(Step::Space) => (
            "A space is where the connection is stored, and its members can use it according to their roles. Only you can see your \
             personal space. A data space takes data integration sources only.",
            "https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Spaces/manage-data-connections-spaces.htm",
            BEFORE_REVIEW,
        ),
        ScreenId::Step(Step::Source) => (
            "A data source is the kind of system to connect to, for example Amazon S3 or Google BigQuery. The tenant says which there \
             are and which fields each has; an administrator can switch some off. The marks say what a source offers: separated credentials, \
             a sign-in in your browser, or a way through a gateway.",
            "https://qlik.dev/apis/rest/data-sources",
            BEFORE_REVIEW,
        ),
        ScreenId::Step(Step::Credentials) => (
            "Embedded credentials are part of the connection: everyone who may use it uses them. Separated credentials belong to one \
             user and are stored under a name; every user of the connection adds their own. The web dialog calls them User defined \
             credentials.",
            "https://qlik.dev/manage/data-connections/auth-data-connections",
            BEFORE_REVIEW,
        ),
        ScreenId::Step(Step::Details) => (
            "These are the connection's name and the fields of the data source. Required fields come first. Empty optional fields are \
             not sent, so the tenant uses its defaults.",
            "https://qlik.dev/manage/data-connections/create-data-connections",
            BEFORE_REVIEW,
        ),
        ScreenId::Step(Step::Authorize) => (
            "This source takes an authorization code instead of a password. The tenant gives a URL; you sign in there in a browser, and \
             the page shows the code. A code works once and expires after about ten minutes.",
            "https://qlik.dev/manage/data-connections/create-data-connections",
            "Nothing is created before the step Review, unless the tenant needs no sign-in for it.",
        ),
        ScreenId::Step(Step::Review) => (
            "This is everything that will be created, and the exact request. Choose an answer to change it. Create gets the focus when \
             the end of the request has been on the screen.",
            "https://qlik.dev/apis/rest/data-connections/",
            BEFORE_REVIEW,
        ),
        ScreenId::Step(Step::Done) => (
            "The connection was created and read back. The saved values were compared with what was sent; the credentials themselves \
             were not tested. Load scripts read files by FROM [lib://NAME/file.csv], and other sources after LIB CONNECT.",
            "https://qlik.dev/apis/rest/data-connections/",
            "Nothing more is created from here.",
        ),
        ScreenId::Save => (
            "Write your answers to a file, so that qonnect apply can create the same connection again, or write the request as a script. \
             Secrets are never written: the file or script takes them from variables.",
            "https://qlik.dev/manage/data-connections/create-data-connections",
            "Nothing is sent. Secrets are neither written nor copied: variables stand for them.",
        ),
        ScreenId::Fill => (
            "This fills in the answers of a file, so that you can check and complete them step by step. Nothing is created before \
             Review.",
            "https://qlik.dev/manage/data-connections/create-data-connections",
            BEFORE_REVIEW,
        ),
        ScreenId::SetUp => (
            "Separated credentials can be created only by the user they belong to. This assistant sets up what lets qonnect act as \
             another user: an OAuth client with M2M impersonation, or a JWT identity provider. You need the role Tenant Admin.",
            "https://qlik.dev/authenticate/oauth/guiding-principles-oauth-impersonation",
            BEFORE_BUTTON,
        ),
        ScreenId::Connections => (
            "These are the connections that you can see in the tenant, space by space. Open one to change, copy, move or \
             delete it, to authorize it again, to make another one like it, or to save it as a file; each change is shown before it is \
             sent.",
            "https://qlik.dev/apis/rest/data-connections/",
            BEFORE_BUTTON,
        ),
        ScreenId::Reauthorize => (
            "Experimental. A connection that signs in through a browser needs a new sign-in from time to time. Qlik documents that a \
             change takes a new authorization code, but not how to ask for the URL. qonnect asks as a create does, with the name that \
             is taken, so no second connection is created. The code is sent from the review only.",
            "https://qlik.dev/apis/rest/data-connections/",
            BEFORE_BUTTON,
        ),
        ScreenId::UnusedCredentials => (
            "Separated credentials stay when their connection is deleted. This lists those that no connection uses, as far as the \
             tenant shows them to you.",
            "https://qlik.dev/apis/rest/data-credentials",
            BEFORE_BUTTON,
        ),
    }
}
