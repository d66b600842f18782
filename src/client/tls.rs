//! Whom to trust: what the system trusts, and what the person adds.

use std::sync::Arc;

use rustls::{
    ClientConfig,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use rustls_platform_verifier::Verifier;

use super::BuildError;

/// The configuration that both HTTP clients share, with the roots read once.
pub(super) fn config(ca_cert: Option<&[u8]>) -> Result<ClientConfig, BuildError> {
    let extra = ca_cert.map(certificates).transpose()?.unwrap_or_default();
    let refused = if extra.is_empty() { BuildError::NoRoots } else { BuildError::CaCert };
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(extra, Arc::clone(&provider)).map_err(|_| refused)?;
    // The library calls every verifier but its own dangerous; this one is the system's.
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| BuildError::Tls)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    // What is offered must be what was compiled in: a tenant that may choose chooses HTTP/2.
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// All the certificates of a PEM file, of which there must be one at least.
fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, BuildError> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    all.ok().filter(|all| !all.is_empty()).ok_or(BuildError::CaCert)
}
