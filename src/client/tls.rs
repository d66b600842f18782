//! Whom to trust: what the system trusts, and what the person adds.

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use rustls_platform_verifier::Verifier;

use super::BuildError;

/// The configuration for everything that is reached over TLS. Where the system has no roots, those that were added suffice.
pub(super) fn config(extra: Vec<CertificateDer<'static>>) -> Result<ClientConfig, BuildError> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(extra, Arc::clone(&provider)).map_err(|_| BuildError::NoRoots)?;
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

/// The configuration for what is reached without TLS: it trusts nobody.
pub(super) fn none() -> Result<ClientConfig, BuildError> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(|_| BuildError::Tls)?;
    Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

/// All the certificates of a PEM file, of which there must be one at least, and each must be one that can be trusted.
pub(super) fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, BuildError> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let all = all.ok().filter(|all| !all.is_empty()).ok_or(BuildError::CaCert)?;
    let mut roots = RootCertStore::empty();
    all.iter().try_for_each(|one| roots.add(one.clone())).map_err(|_| BuildError::CaCert)?;
    Ok(all)
}
