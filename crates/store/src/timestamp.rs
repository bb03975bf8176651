//! Time stamps of others (RFC 3161): that a hash was there at a time, signed by an authority.

use cms::cert::CertificateChoices;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{ObjectIdentifier, OctetString};
use der::{Decode as _, Encode as _};
use ring::digest;
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage};
use x509_tsp::{TimeStampResp, TstInfo};

use crate::case::Case;
use crate::chain::hex;
use crate::error::Error;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
const SUBJECT_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// Certificates between the signer and the authority that is trusted.
const DEPTH: usize = 6;

/// What a time stamp says of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped {
    /// The record whose hash was stamped: it and all before it were there.
    pub record: i64,
    /// When: UTC, `2026-03-01T12:00:00Z`.
    pub at: String,
    /// Who signed it: the subject of the certificate.
    pub by: String,
}

impl Case {
    /// Checks a time stamp (`.tsr`, the answer of a time-stamping authority) over the hash of a record.
    ///
    /// The signature has to be that of a certificate in `authority` (PEM), or of one that leads to it; it has
    /// to be made for time stamping and valid at the time told. Whether it was called back later is not asked.
    ///
    /// # Errors
    /// [`Error::Timestamp`] with what does not hold; or when the case cannot be read.
    pub fn stamped(&self, response: &[u8], authority: &[u8]) -> Result<Stamped, Error> {
        let (hash, stamped) = check(response, authority).map_err(Error::Timestamp)?;
        let record = self.record_of(&hash)?;
        let missing =
            || Error::Timestamp(format!("it stamps {}, the hash of no record of the case", hex(&hash)));
        Ok(Stamped { record: record.ok_or_else(missing)?, ..stamped })
    }
}

/// The hash that is stamped, and by whom and when; why not, in words.
fn check(response: &[u8], authority: &[u8]) -> Result<(Vec<u8>, Stamped), String> {
    let unreadable = |what: &'static str| move |e: der::Error| format!("{what}: {e}");
    // The reader of certificates counts below zero on a file of nothing.
    let authority = authority.trim_ascii();
    let trusted = if authority.is_empty() { Ok(Vec::new()) } else { Certificate::load_pem_chain(authority) }
        .map_err(unreadable("the certificate does not read"))?;
    if trusted.is_empty() {
        return Err("there is no certificate in the file of the authority".into());
    }
    let response = TimeStampResp::from_der(response).map_err(unreadable("it is no time stamp"))?;
    let token = response.time_stamp_token.ok_or("the authority refused to stamp")?;
    if token.content_type != SIGNED_DATA {
        return Err("it is not signed".into());
    }
    let signed: SignedData = token.content.decode_as().map_err(unreadable("its signature does not read"))?;
    if signed.encap_content_info.econtent_type != TST_INFO {
        return Err("what is signed is no time stamp".into());
    }
    let content = signed.encap_content_info.econtent.as_ref().ok_or("nothing is signed")?;
    let content: OctetString = content.decode_as().map_err(unreadable("what is signed does not read"))?;
    let told = TstInfo::from_der(content.as_bytes()).map_err(unreadable("what is signed does not read"))?;
    let imprint = told.message_imprint;
    if digest_of(&imprint.hash_algorithm.oid).is_none_or(|d| *d != digest::SHA256) {
        return Err(
            "it stamps no SHA-256; stamp the hash itself: `openssl ts -query -sha256 -digest HASH`".into()
        );
    }
    let mut certificates: Vec<Certificate> = trusted.clone();
    for choice in signed.certificates.iter().flat_map(|set| set.0.iter()) {
        if let CertificateChoices::Certificate(certificate) = choice {
            certificates.push(certificate.clone());
        }
    }
    let [signer] = signed.signer_infos.0.as_slice() else {
        return Err("it has not one signature".into());
    };
    let by = certificates
        .iter()
        .find(|c| is_of(c, &signer.sid))
        .ok_or("the certificate of who signed it is neither in it nor given")?;
    signature_holds(signer, by, content.as_bytes())?;
    let time = told.gen_time.to_unix_duration();
    let stamping = by.tbs_certificate.get::<ExtendedKeyUsage>().ok().flatten();
    if !stamping.is_some_and(|(_, usage)| usage.0.contains(&TIME_STAMPING)) {
        return Err("the certificate of who signed it is not made for time stamping".into());
    }
    leads_to(by, &certificates, &trusted, time)?;
    let stamped = Stamped {
        record: 0,
        at: told.gen_time.to_date_time().to_string(),
        by: by.tbs_certificate.subject.to_string(),
    };
    Ok((imprint.hashed_message.as_bytes().to_vec(), stamped))
}

fn is_of(certificate: &Certificate, sid: &SignerIdentifier) -> bool {
    let told = &certificate.tbs_certificate;
    match sid {
        SignerIdentifier::IssuerAndSerialNumber(id) => {
            told.issuer == id.issuer && told.serial_number == id.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(id) => {
            let of = told.extensions.iter().flatten().find(|e| e.extn_id == SUBJECT_KEY);
            let own = of.and_then(|e| OctetString::from_der(e.extn_value.as_bytes()).ok());
            own.is_some_and(|own| own.as_bytes() == id.0.as_bytes())
        }
    }
}

/// That the signature is over these bytes and by this certificate.
fn signature_holds(signer: &SignerInfo, by: &Certificate, content: &[u8]) -> Result<(), String> {
    let digest = digest_of(&signer.digest_alg.oid).ok_or("it is signed with an unknown digest")?;
    let attributes = signer.signed_attrs.as_ref().ok_or("its signature leaves out what it is over")?;
    let of =
        |oid: ObjectIdentifier| attributes.iter().find(|a| a.oid == oid).and_then(|a| a.values.iter().next());
    let kind = of(CONTENT_TYPE).and_then(|v| v.decode_as::<ObjectIdentifier>().ok());
    let sum = of(MESSAGE_DIGEST).and_then(|v| v.decode_as::<OctetString>().ok());
    if kind != Some(TST_INFO)
        || sum.is_none_or(|sum| sum.as_bytes() != digest::digest(digest, content).as_ref())
    {
        return Err("what is signed was changed".into());
    }
    // The certificate is named inside the signature: another with the same key does not do.
    let whole = by.to_der().map_err(|e| e.to_string())?;
    let named = |oid, digests: &[&'static digest::Algorithm]| {
        let value = of(oid).and_then(|v| v.to_der().ok())?;
        let holds = |d: &&'static digest::Algorithm| {
            let sum = digest::digest(d, &whole);
            value.windows(sum.as_ref().len()).any(|w| w == sum.as_ref())
        };
        Some(digests.iter().any(holds))
    };
    let named = named(SIGNING_CERTIFICATE_V2, &[&digest::SHA256, &digest::SHA384, &digest::SHA512])
        .or_else(|| named(SIGNING_CERTIFICATE, &[&digest::SHA1_FOR_LEGACY_USE_ONLY]));
    if named != Some(true) {
        return Err("the signature names another certificate".into());
    }
    let over = attributes.to_der().map_err(|e| e.to_string())?;
    let known = verifier(by, &signer.signature_algorithm.oid, Some(digest));
    holds(by, known, &over, signer.signature.as_bytes())
        .map_err(|()| "its signature does not hold".to_owned())
}

/// That a certificate is trusted, or was signed by one that is, over few others; all valid at a time.
fn leads_to(
    from: &Certificate,
    known: &[Certificate],
    trusted: &[Certificate],
    at: std::time::Duration,
) -> Result<(), String> {
    let mut now = from;
    for _ in 0..DEPTH {
        let validity = &now.tbs_certificate.validity;
        if at < validity.not_before.to_unix_duration() || at > validity.not_after.to_unix_duration() {
            return Err(format!("the certificate of {} was not valid then", now.tbs_certificate.subject));
        }
        if trusted.contains(now) {
            return Ok(());
        }
        let over = now.tbs_certificate.to_der().map_err(|e| e.to_string())?;
        let signed = |by: &&Certificate| {
            let may = by.tbs_certificate.get::<BasicConstraints>().ok().flatten().is_some_and(|(_, c)| c.ca);
            may && by.tbs_certificate.subject == now.tbs_certificate.issuer
                && now.signature.as_bytes().is_some_and(|signature| {
                    holds(by, verifier(by, &now.signature_algorithm.oid, None), &over, signature).is_ok()
                })
        };
        match known.iter().find(signed) {
            Some(by) if by != now => now = by,
            _ => break,
        }
    }
    Err(format!("the certificate of {} does not lead to the authority given", from.tbs_certificate.subject))
}

fn holds(
    by: &Certificate,
    verifier: Option<&'static dyn VerificationAlgorithm>,
    over: &[u8],
    signature: &[u8],
) -> Result<(), ()> {
    let key = by.tbs_certificate.subject_public_key_info.subject_public_key.raw_bytes();
    UnparsedPublicKey::new(verifier.ok_or(())?, key).verify(over, signature).map_err(drop)
}

/// How signatures of an algorithm and of the key of a certificate are checked. Where the algorithm leaves the digest
/// open, `digest` is it.
fn verifier(
    by: &Certificate,
    algorithm: &ObjectIdentifier,
    digest: Option<&'static digest::Algorithm>,
) -> Option<&'static dyn VerificationAlgorithm> {
    let key = &by.tbs_certificate.subject_public_key_info.algorithm;
    let curve = || key.parameters.as_ref().and_then(|p| p.decode_as::<ObjectIdentifier>().ok());
    let bits = match algorithm.to_string().as_str() {
        "1.2.840.113549.1.1.11" | "1.2.840.10045.4.3.2" => 256,
        "1.2.840.113549.1.1.12" | "1.2.840.10045.4.3.3" => 384,
        "1.2.840.113549.1.1.13" => 512,
        "1.2.840.113549.1.1.1" => digest?.output_len() * 8,
        _ => return None,
    };
    Some(match (key.oid == RSA, bits, curve()) {
        (true, 256, _) => &signature::RSA_PKCS1_2048_8192_SHA256,
        (true, 384, _) => &signature::RSA_PKCS1_2048_8192_SHA384,
        (true, 512, _) => &signature::RSA_PKCS1_2048_8192_SHA512,
        (false, 256, Some(P256)) => &signature::ECDSA_P256_SHA256_ASN1,
        (false, 384, Some(P256)) => &signature::ECDSA_P256_SHA384_ASN1,
        (false, 256, Some(P384)) => &signature::ECDSA_P384_SHA256_ASN1,
        (false, 384, Some(P384)) => &signature::ECDSA_P384_SHA384_ASN1,
        _ => return None,
    })
}

fn digest_of(oid: &ObjectIdentifier) -> Option<&'static digest::Algorithm> {
    Some(match oid.to_string().as_str() {
        "2.16.840.1.101.3.4.2.1" => &digest::SHA256,
        "2.16.840.1.101.3.4.2.2" => &digest::SHA384,
        "2.16.840.1.101.3.4.2.3" => &digest::SHA512,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::sha256;

    /// A file that `tests/stamps/make.sh` made of the hash of `a note on the dam`.
    fn file(kind: &str, name: &str) -> Vec<u8> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stamps");
        std::fs::read(folder.join(kind).join(name)).expect("a file")
    }

    #[test]
    fn a_stamp_is_held_against_its_authority() {
        for kind in ["rsa", "ec"] {
            let (stamp, authority) = (file(kind, "stamp.tsr"), file(kind, "authority.pem"));
            let (hash, stamped) = check(&stamp, &authority).expect("it holds");
            assert_eq!(hash, sha256(b"a note on the dam"));
            assert!(stamped.by.contains("CN=Tarsh Clock"), "{stamped:?}");
            assert!(stamped.at.starts_with("20") && stamped.at.ends_with('Z'), "{stamped:?}");
            // The certificate of the signer itself may be what is trusted.
            assert!(check(&stamp, &file(kind, "signer.pem")).is_ok());
        }
        let other =
            check(&file("rsa", "stamp.tsr"), &file("ec", "authority.pem")).expect_err("another authority");
        assert!(other.contains("does not lead to the authority"), "{other}");
        for nothing in [&b""[..], b"\r\n\n", b" ", b"-", b"-----END CERTIFICATE-----"] {
            assert!(check(&file("rsa", "stamp.tsr"), nothing).is_err());
        }
        assert!(check(b"", &file("rsa", "authority.pem")).is_err());
    }

    /// Whatever byte is changed: the stamp does not hold, or still says the same.
    #[test]
    fn a_changed_byte_is_found() {
        for kind in ["rsa", "ec"] {
            let (stamp, authority) = (file(kind, "stamp.tsr"), file(kind, "authority.pem"));
            let sound = check(&stamp, &authority).expect("it holds");
            let mut refused = 0;
            for at in 0..stamp.len() {
                let mut changed = stamp.clone();
                changed[at] ^= 1;
                match check(&changed, &authority) {
                    Ok(found) => assert_eq!(found, sound, "byte {at}"),
                    Err(_) => refused += 1,
                }
            }
            assert!(refused * 10 > stamp.len() * 9, "{refused} of {}", stamp.len());
        }
    }
}
