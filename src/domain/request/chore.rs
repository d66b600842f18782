//! What is asked of this machine.

use super::HiddenText;
use crate::domain::{
    browser::BrowserPlan,
    local::{NewFiles, PathTarget},
    notes::{Amendment, Notes},
    setup::{KeyPair, KeyPlan},
    tenant::Tenant,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Chore {
    /// The tenants used lately, from the state file.
    RecentTenants,
    /// Put a tenant on that list.
    RememberTenant(Tenant),
    /// Put a text on the clipboard. It may carry state and challenge, so it is never logged.
    Copy(HiddenText),
    /// Open an address in the browser.
    Open(HiddenText),
    /// Read a file of this machine, named by its path as it was typed.
    ReadFile(String),
    /// How the beginning of a path can go on that is to lead to this.
    CompletePath(String, PathTarget),
    /// What is remembered of a tenant.
    TenantNotes(Tenant),
    /// Remember this of a tenant.
    KeepNotes(Tenant, Notes),
    /// Change what is remembered of a tenant, and leave the rest of it.
    AmendNotes(Tenant, Amendment),
    CliContexts,
    /// Read a private key from the file of this path.
    ReadKey(HiddenText),
    /// Begin a sign-in through the browser: makes the address to open, and sends nothing.
    StartBrowser(BrowserPlan),
    /// The key pair of this plan, if its files exist.
    LoadKeyPair(KeyPlan),
    /// Make a key pair and a self-signed certificate. Takes seconds.
    MakeKeyPair(KeyPlan),
    /// Delete the files of a key pair.
    RemoveKeyPair(KeyPair),
    /// Write files that the person keeps.
    WriteFiles(NewFiles),
}
