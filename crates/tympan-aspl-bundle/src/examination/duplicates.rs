//! The checks against other drivers in the same place: of two with one factory UUID or bundle identifier, one is not loaded
//! (hal-facts E.6).

use std::path::Path;

use plist::Dictionary;

use super::Fault;
use super::plist_keys::factory_uuids;
use super::subject::{Subject, read_plist};

/// What a host tells drivers apart by, as far as it can be read from `Info.plist`.
///
/// # Examples
///
/// ```
/// use std::path::Path;
/// use tympan_aspl_bundle::examination::DriverIdentity;
///
/// let nothing = DriverIdentity::of(Path::new("no/such/Thing.driver"));
/// assert_eq!(nothing.identifier, None);
/// assert!(!nothing.clashes_with(&nothing));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DriverIdentity {
    /// `CFBundleIdentifier`.
    pub identifier: Option<String>,
    /// The UUIDs of the factories, upper case.
    pub factories: Vec<String>,
}

impl DriverIdentity {
    /// That of a bundle; empty where its `Info.plist` is missing or damaged.
    #[must_use]
    pub fn of(bundle: &Path) -> Self {
        read_plist(bundle).map_or_else(|_| Self::default(), |plist| Self::read(&plist))
    }

    fn read(plist: &Dictionary) -> Self {
        let identifier = plist
            .get("CFBundleIdentifier")
            .and_then(|text| text.as_string());
        Self {
            identifier: identifier.map(str::to_owned),
            factories: factory_uuids(plist),
        }
    }

    /// Whether a host would load only one of the two.
    #[must_use]
    pub fn clashes_with(&self, other: &Self) -> bool {
        self.shared_identifier(other).is_some() || self.shared_factory(other).is_some()
    }

    fn shared_identifier(&self, other: &Self) -> Option<&str> {
        let (own, other) = (self.identifier.as_ref()?, other.identifier.as_ref()?);
        own.eq_ignore_ascii_case(other).then_some(own)
    }

    fn shared_factory(&self, other: &Self) -> Option<&str> {
        let mut factories = self.factories.iter();
        let shared = factories.find(|uuid| other.factories.contains(uuid));
        shared.map(String::as_str)
    }
}

pub(super) fn factory(subject: &Subject<'_>) -> Vec<Fault> {
    compare(subject, |own, other| {
        let uuid = own.shared_factory(other)?;
        Some((
            format!("its factory UUID {uuid} is also that of"),
            "give one of the two a factory UUID of its own (another bundle_id in `export!` does)",
        ))
    })
}

pub(super) fn identifier(subject: &Subject<'_>) -> Vec<Fault> {
    compare(subject, |own, other| {
        let identifier = own.shared_identifier(other)?;
        Some((
            format!("its bundle identifier {identifier} is also that of"),
            "give one of the two another bundle_id in `export!`",
        ))
    })
}

fn compare(
    subject: &Subject<'_>,
    find: impl Fn(&DriverIdentity, &DriverIdentity) -> Option<(String, &'static str)>,
) -> Vec<Fault> {
    let Ok(plist) = &subject.plist else {
        return Vec::new();
    };
    let own = DriverIdentity::read(plist);
    let mut faults = Vec::new();
    for other in &subject.examination.neighbours {
        if other.file_name() == subject.bundle().file_name() || same(other, subject.bundle()) {
            continue;
        }
        if let Some((what, remedy)) = find(&own, &DriverIdentity::of(other)) {
            let other = other.display();
            faults.push(Fault::new(
                &subject.plist_path(),
                format!("{what} {other}"),
                format!("{remedy}, or uninstall the other: `cargo aspl uninstall '{other}'`"),
            ));
        }
    }
    faults
}

fn same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}
