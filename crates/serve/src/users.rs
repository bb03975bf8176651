//! Who may use a shared case, and for what. Kept in a file beside the case; passwords as Argon2id hashes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What somebody may do; each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Look, ask and export.
    Reader,
    /// Judge claims.
    Reviewer,
    /// Add reports.
    Editor,
    /// Everything.
    Owner,
}

impl Role {
    /// All, least first.
    pub const ALL: [Role; 4] = [Role::Reader, Role::Reviewer, Role::Editor, Role::Owner];

    /// The word used in files and on the page.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Reader => "reader",
            Role::Reviewer => "reviewer",
            Role::Editor => "editor",
            Role::Owner => "owner",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Role::ALL.into_iter().find(|r| r.as_str() == text);
        found.ok_or_else(|| "roles are reader, reviewer, editor, owner".to_owned())
    }
}

/// Why users could not be read or changed.
#[derive(Debug, Error)]
pub enum UsersError {
    /// The file cannot be read or written.
    #[error("cannot use `{}`: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The file is not what was written.
    #[error("`{}` is no list of users: {error}", path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// Why.
        error: serde_json::Error,
    },
    /// A name or password that cannot be.
    #[error("{0}")]
    Refused(String),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct User {
    role: Role,
    /// PHC string.
    password: String,
}

/// The users of a case.
#[derive(Clone, Debug, Default)]
pub struct Users {
    path: PathBuf,
    users: BTreeMap<String, User>,
}

impl Users {
    /// The file beside a case.
    pub fn path(case: &Path) -> PathBuf {
        let mut name = case.as_os_str().to_owned();
        name.push(".users.json");
        name.into()
    }

    /// The users of a case; none where there is no file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn of(case: &Path) -> Result<Self, UsersError> {
        let path = Self::path(case);
        match std::fs::read(&path) {
            Ok(bytes) => match serde_json::from_slice(&bytes) {
                Ok(users) => Ok(Self { path, users }),
                Err(error) => Err(UsersError::Form { path, error }),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Ok(Self { path, users: BTreeMap::new() })
            }
            Err(error) => Err(UsersError::File { path, error }),
        }
    }

    /// True where nobody is named: the case is one person's.
    pub fn is_empty(&self) -> bool {
        self.users.is_empty()
    }

    /// Names and roles, by name.
    pub fn list(&self) -> impl Iterator<Item = (&str, Role)> {
        self.users.iter().map(|(name, user)| (name.as_str(), user.role))
    }

    /// Adds somebody, or gives them another role and password.
    ///
    /// # Errors
    /// When the name is empty, the password short, or the file cannot be written.
    pub fn add(&mut self, name: &str, role: Role, password: &str) -> Result<(), UsersError> {
        let name = name.trim();
        if name.is_empty() || name.chars().any(char::is_control) {
            return Err(UsersError::Refused("a user needs a name".into()));
        }
        if password.chars().count() < 10 {
            return Err(UsersError::Refused("a password needs ten characters or more".into()));
        }
        let hash = Argon2::default()
            .hash_password(password.as_bytes())
            .map_err(|e| UsersError::Refused(format!("the password cannot be kept: {e}")))?;
        self.users.insert(name.to_owned(), User { role, password: hash.to_string() });
        self.write()
    }

    /// Removes somebody; false where there is nobody of that name.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remove(&mut self, name: &str) -> Result<bool, UsersError> {
        let found = self.users.remove(name).is_some();
        if found {
            self.write()?;
        }
        Ok(found)
    }

    /// The role of somebody who knows the password. Takes as long for a name that is not known.
    pub(crate) fn check(&self, name: &str, password: &str) -> Option<Role> {
        static NOBODY: OnceLock<String> = OnceLock::new();
        let nobody = || {
            let hash = Argon2::default().hash_password(b"nobody has this name");
            hash.map(|h| h.to_string()).unwrap_or_default()
        };
        let user = self.users.get(name);
        let kept = user.map_or_else(|| NOBODY.get_or_init(nobody).as_str(), |u| u.password.as_str());
        let right = PasswordHash::new(kept)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        user.filter(|_| right).map(|u| u.role)
    }

    fn write(&self) -> Result<(), UsersError> {
        let err = |error| UsersError::File { path: self.path.clone(), error };
        let text = serde_json::to_string_pretty(&self.users)
            .map_err(|error| UsersError::Form { path: self.path.clone(), error })?;
        let mut beside = self.path.clone().into_os_string();
        beside.push(format!(".{}", std::process::id()));
        private(Path::new(&beside), text.as_bytes()).map_err(err)?;
        std::fs::rename(&beside, &self.path).map_err(err)
    }
}

/// Writes a file that only its owner can read.
fn private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    std::io::Write::write_all(&mut options.open(path)?, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_opens_and_it_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let case = folder.path().join("a.case");
        let mut users = Users::of(&case).unwrap();
        assert!(users.is_empty());
        users.add("Ana", Role::Reviewer, "correct horse battery").unwrap();
        let again = Users::of(&case).unwrap();
        assert_eq!(again.check("Ana", "correct horse battery"), Some(Role::Reviewer));
        assert_eq!(again.check("Ana", "wrong horse battery"), None);
        assert_eq!(again.check("Bo", "correct horse battery"), None);
        let kept = std::fs::read_to_string(Users::path(&case)).unwrap();
        assert!(kept.contains("argon2id") && !kept.contains("horse"));
    }

    #[test]
    fn short_passwords_and_empty_names_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut users = Users::of(&folder.path().join("a.case")).unwrap();
        assert!(users.add("Ana", Role::Owner, "short").is_err());
        assert!(users.add(" ", Role::Owner, "correct horse battery").is_err());
    }
}
