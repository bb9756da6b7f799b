//! Signing and notarising, by the programs that can: `codesign`, `notarytool` and `stapler` on macOS, `rcodesign` elsewhere. There is
//! no signing code here.
//!
//! What was signed is not taken from their word: [`state`] reads it from the bundle. Ad hoc signatures are for development; a driver
//! for others needs a Developer ID and notarisation, and reports on ad hoc signed drivers conflict (hal-facts E.3). The calls are
//! written from the manuals of these programs, and none has been made on a Mac.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use plist::Value;

use crate::examination::{CodeSignature, is_sealed, slices};
use crate::{Call, Error, ErrorKind, Ran, Result, System};

/// Who signs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Identity {
    /// Nobody: the signature says what the code is, not who made it.
    AdHoc,
    /// An identity of a keychain, by its name: "Developer ID Application: ...". Only `codesign` knows keychains.
    Keychain(String),
    /// A certificate and key in a file, which `rcodesign` takes on every OS.
    File {
        /// The `.p12` file.
        p12: PathBuf,
        /// A file with its password.
        password: PathBuf,
    },
}

/// How a bundle is signed.
///
/// # Examples
///
/// ```
/// use tympan_aspl_bundle::signing::{Identity, Signing};
///
/// let distributed = Signing::by(Identity::Keychain("Developer ID Application: Example".into()));
/// assert!(distributed.hardened_runtime && distributed.timestamp);
/// let local = Signing::by(Identity::AdHoc);
/// assert!(!local.hardened_runtime && !local.timestamp);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Signing {
    /// Who signs.
    pub identity: Identity,
    /// The program that does it.
    pub tool: Tool,
    /// Ask for the hardened runtime, which notarisation demands.
    pub hardened_runtime: bool,
    /// Get a timestamp from a server, which notarisation demands. An ad hoc signature has none.
    pub timestamp: bool,
}

impl Signing {
    /// What is usual: all that notarisation demands with an identity, none of it without.
    #[must_use]
    pub fn by(identity: Identity) -> Self {
        let is_named = identity != Identity::AdHoc;
        Self {
            tool: match identity {
                Identity::AdHoc => Tool::HOST,
                Identity::Keychain(_) => Tool::Codesign,
                Identity::File { .. } => Tool::Rcodesign,
            },
            identity,
            hardened_runtime: is_named,
            timestamp: is_named,
        }
    }

    fn call(&self, bundle: &Path) -> Call {
        match self.tool {
            Tool::Codesign => {
                let identity = match &self.identity {
                    Identity::Keychain(name) => name,
                    _ => "-",
                };
                let timestamp = match self.timestamp {
                    true => "--timestamp",
                    false => "--timestamp=none",
                };
                let mut call = Call::new("codesign");
                call = call.args(["--force", "--sign", identity, timestamp]);
                if self.hardened_runtime {
                    call = call.args(["--options", "runtime"]);
                }
                call
            }
            Tool::Rcodesign => {
                let mut call = Call::new("rcodesign").arg("sign");
                if let Identity::File { p12, password } = &self.identity {
                    call = call.args(["--p12-file".into(), text(p12)]);
                    call = call.args(["--p12-password-file".into(), text(password)]);
                }
                if !self.timestamp {
                    call = call.args(["--timestamp-url", "none"]);
                }
                if self.hardened_runtime {
                    call = call.args(["--code-signature-flags", "runtime"]);
                }
                call
            }
        }
        .arg(text(bundle))
    }
}

/// The program that signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Tool {
    /// Apple's, on macOS.
    Codesign,
    /// Of the crate `apple-codesign`, anywhere.
    Rcodesign,
}

impl Tool {
    /// The one for the machine this is compiled for.
    pub const HOST: Self = if cfg!(target_os = "macos") {
        Self::Codesign
    } else {
        Self::Rcodesign
    };

    fn notarise(self, upload: &Path, credentials: &str) -> Call {
        match self {
            Self::Codesign => {
                Call::new("xcrun").args(["notarytool", "submit", "--wait", "--keychain-profile"])
            }
            Self::Rcodesign => {
                Call::new("rcodesign").args(["notary-submit", "--wait", "--api-key-file"])
            }
        }
        .args([credentials.to_owned(), text(upload)])
    }

    fn staple(self, path: &Path) -> Call {
        match self {
            Self::Codesign => Call::new("xcrun").args(["stapler", "staple"]),
            Self::Rcodesign => Call::new("rcodesign").arg("staple"),
        }
        .arg(text(path))
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// Signs and seals a bundle in its place.
///
/// # Errors
///
/// [`ErrorKind::Tool`] when the program is missing or fails, or leaves the bundle with a slice unsigned.
pub fn sign(system: &dyn System, bundle: &Path, signing: &Signing) -> Result<State> {
    run(system, &signing.call(bundle), bundle)?;
    let state = state(bundle)?;
    if !state.is_complete() {
        return Err(Error::new(
            ErrorKind::Tool,
            format!("the signing left the bundle incomplete: {state}"),
        )
        .at(bundle)
        .with_hint("`cargo aspl doctor` says what is missing"));
    }
    Ok(state)
}

/// Submits a bundle to Apple's notary service, waits for its answer, and staples the ticket to the bundle.
///
/// `credentials` is the name of a keychain profile (`notarytool store-credentials`), or for `rcodesign` the file of an API key. Nothing
/// secret is passed on the command line.
///
/// # Errors
///
/// [`ErrorKind::Tool`] when the bundle is not signed by an identity, a program is missing, or the service refuses.
pub fn notarise(system: &dyn System, tool: Tool, bundle: &Path, credentials: &str) -> Result<()> {
    let state = state(bundle)?;
    let is_ready = |slice: &SliceState| {
        let signature = slice.signature.as_ref();
        signature.is_some_and(|signature| !signature.ad_hoc && signature.hardened_runtime)
    };
    if !state.is_complete() || !state.slices.iter().all(is_ready) {
        return Err(Error::new(
            ErrorKind::Tool,
            format!("this cannot be notarised: {state}"),
        )
        .at(bundle)
        .with_hint("sign it first with a Developer ID: `cargo aspl sign PATH --identity NAME`"));
    }
    match tool {
        // The service takes archives only; `rcodesign` makes one by itself.
        Tool::Codesign => {
            let archive = bundle.with_extension("notary.zip");
            let zip = Call::new("ditto").args(["-c", "-k", "--keepParent"]);
            run(system, &zip.args([text(bundle), text(&archive)]), bundle)?;
            let submitted = submit(system, tool, &archive, credentials);
            let _ = fs::remove_file(&archive);
            submitted?;
        }
        Tool::Rcodesign => submit(system, tool, bundle, credentials)?,
    }
    run(system, &tool.staple(bundle), bundle).map(drop)
}

fn submit(system: &dyn System, tool: Tool, upload: &Path, credentials: &str) -> Result<()> {
    let ran = run(system, &tool.notarise(upload, credentials), upload)?;
    // `notarytool submit --wait` ends well also when the answer is no.
    let refused = [&ran.stdout, &ran.stderr]
        .iter()
        .any(|text| text.contains("status: Invalid") || text.contains("status: Rejected"));
    if !refused {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Tool, "the notary service refused it")
        .at(upload)
        .with_hint("`xcrun notarytool log ID` shows why; the ID is in its answer"))
}

fn run(system: &dyn System, call: &Call, place: &Path) -> Result<Ran> {
    let error = |what: String| Error::new(ErrorKind::Tool, what).at(place);
    match system.run(call) {
        Ok(ran) if ran.succeeded() => Ok(ran),
        Ok(ran) => Err(error(format!("`{call}` failed: {}", ran.complaint()))
            .with_hint("run it yourself to see all it says")),
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => Err(error(format!(
            "nothing can be signed here: there is no `{}`",
            call.program()
        ))
        .with_hint(how_to_get(call.program()))),
        Err(other) => Err(error(format!("`{call}` cannot be run: {other}"))),
    }
}

fn how_to_get(program: &str) -> &'static str {
    match program {
        "rcodesign" => {
            "`cargo install apple-codesign` makes `rcodesign`, in about ten minutes; or sign on a Mac. Until then at most the arm64 code is signed, by the linker, and nothing is sealed"
        }
        _ => {
            "Apple's command line tools have it (`xcode-select --install`), on macOS only; elsewhere sign with `--p12` or ad hoc"
        }
    }
}

/// What of a bundle is signed, as read from it.
///
/// # Examples
///
/// ```
/// use std::path::Path;
/// use tympan_aspl_bundle::{ErrorKind, signing};
///
/// let error = signing::state(Path::new("no/such/Thing.driver")).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Tool);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct State {
    /// The slices of the executable.
    pub slices: Vec<SliceState>,
    /// Whether the files beside the executable are sealed: `_CodeSignature/CodeResources` is there.
    pub is_sealed: bool,
}

/// What of a slice is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SliceState {
    /// Apple's name: "arm64", "x86_64".
    pub architecture: String,
    /// Its signature, if it has one that can be read.
    pub signature: Option<CodeSignature>,
}

impl State {
    /// Whether every slice is signed, by more than the linker, and the bundle is sealed.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let is_signed = |slice: &SliceState| {
            let signature = slice.signature.as_ref();
            signature.is_some_and(|signature| !signature.by_linker)
        };
        self.is_sealed && !self.slices.is_empty() && self.slices.iter().all(is_signed)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for slice in &self.slices {
            match &slice.signature {
                Some(signature) => write!(f, "{} signed ({signature}); ", slice.architecture)?,
                None => write!(f, "{} not signed; ", slice.architecture)?,
            }
        }
        f.write_str(match self.is_sealed {
            true => "bundle sealed",
            false => "bundle not sealed",
        })
    }
}

/// Reads what of a bundle is signed.
///
/// # Errors
///
/// [`ErrorKind::Tool`] when the bundle has no Mach-O executable.
pub fn state(bundle: &Path) -> Result<State> {
    let none = |what: String| {
        Error::new(ErrorKind::Tool, what).at(bundle).with_hint(
            "only bundles for macOS are signed: `cargo aspl bundle --target universal` makes one",
        )
    };
    let executable =
        executable(bundle).ok_or_else(|| none("there is no executable for macOS".into()))?;
    let bytes = fs::read(&executable)
        .map_err(|error| Error::io("cannot read the executable", &executable, &error))?;
    let slices = slices(&bytes).map_err(none)?.into_iter();
    Ok(State {
        slices: slices
            .map(|slice| SliceState {
                architecture: slice.architecture,
                signature: slice.signature.and_then(std::result::Result::ok),
            })
            .collect(),
        is_sealed: is_sealed(bundle),
    })
}

fn executable(bundle: &Path) -> Option<PathBuf> {
    let plist = Value::from_file(bundle.join("Contents/Info.plist")).ok()?;
    let name = plist
        .as_dictionary()?
        .get("CFBundleExecutable")?
        .as_string()?;
    let path = bundle.join("Contents/MacOS").join(name);
    path.is_file().then_some(path)
}
