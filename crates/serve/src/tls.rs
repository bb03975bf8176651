//! TLS of the server itself: a certificate with its key.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::start::ServeError;

/// Where certificate and key lie, both in PEM form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls {
    /// The certificate, and after it those that vouch for it.
    pub cert: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

impl Tls {
    /// Reads both.
    ///
    /// # Errors
    /// When a file cannot be read, holds neither, or key and certificate are not of one pair.
    pub(crate) fn config(&self) -> Result<ServerConfig, ServeError> {
        let certs: Vec<_> = CertificateDer::pem_file_iter(&self.cert)
            .and_then(Iterator::collect)
            .map_err(|error| refused(&self.cert, &error))?;
        if certs.is_empty() {
            return Err(refused(&self.cert, &"there is no `BEGIN CERTIFICATE` in it"));
        }
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| match error {
            pem::Error::NoItemsFound => refused(&self.key, &"there is no private key in it"),
            error => refused(&self.key, &error),
        })?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let versions = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let builder = versions.map_err(|error| refused(&self.cert, &error))?;
        let mut config =
            builder.with_no_client_auth().with_single_cert(certs, key).map_err(|error| match error {
                rustls::Error::InconsistentKeys(_) => {
                    refused(&self.key, &format!("it is not the key of `{}`", self.cert.display()))
                }
                error => refused(&self.cert, &error),
            })?;
        // Open pages hold a connection each for what happens; a browser allows few of them in HTTP/1.1.
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }
}

fn refused(path: &Path, why: &dyn Display) -> ServeError {
    ServeError::Tls { path: path.to_path_buf(), why: why.to_string() }
}
