//! Signing with programs that stand in for Apple's and for `rcodesign`. Their calls and answers are written from their manuals, not
//! recorded on a Mac.

mod fixture;

use std::cell::RefCell;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fixture::{ARM64, Driver, X86_64};
use tympan_aspl_bundle::signing::{Identity, Signing, Tool, notarise, sign, state};
use tympan_aspl_bundle::{Call, ErrorKind, Ran, System};

/// Answers every call with a function, and notes it.
struct Stand<F>(RefCell<Vec<String>>, F);

impl<F: Fn(&Call) -> io::Result<Ran>> Stand<F> {
    fn new(answer: F) -> Self {
        Self(RefCell::default(), answer)
    }

    fn calls(&self) -> Vec<String> {
        self.0.borrow().clone()
    }
}

impl<F: Fn(&Call) -> io::Result<Ran>> System for Stand<F> {
    fn run(&self, call: &Call) -> io::Result<Ran> {
        self.0.borrow_mut().push(call.to_string());
        (self.1)(call)
    }

    fn wait(&self, _: Duration) {
        panic!("nothing waits here");
    }
}

fn ran(code: i32, stdout: &str, stderr: &str) -> Ran {
    Ran {
        code: Some(code),
        stdout: stdout.into(),
        stderr: stderr.into(),
    }
}

fn folder(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("signing")
        .join(test);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

fn unsigned() -> Driver {
    Driver {
        is_signed: false,
        ..Driver::good()
    }
}

fn signing(identity: Identity, tool: Tool) -> Signing {
    let mut signing = Signing::by(identity);
    signing.tool = tool;
    signing
}

#[test]
fn an_ad_hoc_signature_is_read_back_from_the_bundle() {
    for (tool, expected) in [
        (
            Tool::Codesign,
            "codesign --force --sign - --timestamp=none ",
        ),
        (Tool::Rcodesign, "rcodesign sign --timestamp-url none "),
    ] {
        let folder = folder("ad-hoc");
        let bundle = unsigned().write(&folder);
        let system = Stand::new(|_: &Call| {
            Driver::good().write(&folder);
            Ok(ran(0, "", ""))
        });
        let state = sign(&system, &bundle, &signing(Identity::AdHoc, tool)).unwrap();
        assert_eq!(system.calls(), [format!("{expected}{}", bundle.display())]);
        assert_eq!(
            state.to_string(),
            "x86_64 signed (ad hoc); arm64 signed (ad hoc); bundle sealed"
        );
    }
}

#[test]
fn an_identity_signs_with_all_that_notarisation_demands() {
    let folder = folder("identity");
    let bundle = unsigned().write(&folder);
    let system = Stand::new(|_: &Call| {
        Driver::good().write(&folder);
        Ok(ran(0, "", ""))
    });
    let keychain = Identity::Keychain("Developer ID Application: Example (TEAM)".into());
    sign(&system, &bundle, &Signing::by(keychain)).unwrap();
    let file = Identity::File {
        p12: "id.p12".into(),
        password: "secret".into(),
    };
    sign(&system, &bundle, &Signing::by(file)).unwrap();
    let path = bundle.display();
    assert_eq!(
        system.calls(),
        [
            format!(
                "codesign --force --sign 'Developer ID Application: Example (TEAM)' --timestamp --options runtime {path}"
            ),
            format!(
                "rcodesign sign --p12-file id.p12 --p12-password-file secret --code-signature-flags runtime {path}"
            ),
        ]
    );
}

#[test]
fn a_missing_program_is_named_with_what_can_be_done() {
    let bundle = unsigned().write(&folder("missing"));
    let system = Stand::new(|_: &Call| Err(io::ErrorKind::NotFound.into()));
    let error = sign(&system, &bundle, &signing(Identity::AdHoc, Tool::Rcodesign)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Tool);
    assert!(error.what().contains("there is no `rcodesign`"), "{error}");
    assert!(error.hint().unwrap().contains("apple-codesign"));
}

#[test]
fn a_program_that_fails_is_quoted() {
    let bundle = unsigned().write(&folder("fails"));
    let said = "error: The specified item could not be found in the keychain.";
    let system = Stand::new(|_: &Call| Ok(ran(1, "", said)));
    let error = sign(&system, &bundle, &signing(Identity::AdHoc, Tool::Codesign)).unwrap_err();
    assert!(error.what().contains(said), "{error}");
}

#[test]
fn a_program_that_leaves_something_unsigned_is_not_believed() {
    let bundle = unsigned().write(&folder("lies"));
    let system = Stand::new(|_: &Call| Ok(ran(0, "", "")));
    let error = sign(&system, &bundle, &signing(Identity::AdHoc, Tool::Codesign)).unwrap_err();
    assert!(error.what().contains("arm64 not signed"), "{error}");
}

#[test]
fn an_ad_hoc_signature_cannot_be_notarised() {
    let bundle = Driver::good().write(&folder("notarise"));
    let system = Stand::new(|_: &Call| panic!("nothing is submitted"));
    let error = notarise(&system, Tool::Codesign, &bundle, "profile").unwrap_err();
    assert!(error.what().contains("cannot be notarised"), "{error}");
    assert!(error.hint().unwrap().contains("--identity"));
}

#[test]
fn a_submission_is_archived_submitted_and_stapled() {
    let driver = Driver {
        has_identity: true,
        ..Driver::good()
    };
    let bundle = driver.write(&folder("submit"));
    let system = Stand::new(|_: &Call| Ok(ran(0, "  status: Accepted\n", "")));
    notarise(&system, Tool::Codesign, &bundle, "profile").unwrap();
    let path = bundle.display();
    let zip = bundle.with_extension("notary.zip");
    let zip = zip.display();
    assert_eq!(
        system.calls(),
        [
            format!("ditto -c -k --keepParent {path} {zip}"),
            format!("xcrun notarytool submit --wait --keychain-profile profile {zip}"),
            format!("xcrun stapler staple {path}"),
        ]
    );

    let system = Stand::new(|_: &Call| Ok(ran(0, "  status: Invalid\n", "")));
    let error = notarise(&system, Tool::Rcodesign, &bundle, "key.json").unwrap_err();
    assert!(error.what().contains("refused"), "{error}");
    assert_eq!(
        system.calls(),
        [format!(
            "rcodesign notary-submit --wait --api-key-file key.json {path}"
        )]
    );
}

#[test]
fn what_is_signed_is_said_for_each_slice() {
    let driver = Driver {
        architectures: vec![ARM64, X86_64],
        ..unsigned()
    };
    let state = state(&driver.write(&folder("state"))).unwrap();
    assert!(!state.is_complete());
    assert_eq!(
        state.to_string(),
        "arm64 not signed; x86_64 not signed; bundle not sealed"
    );
}
