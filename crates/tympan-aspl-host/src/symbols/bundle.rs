//! Bundles: the driver's own, and that of the program.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tympan_aspl::cf::CFTypeRef;
use tympan_aspl::cf::portable::bundle::{self, Methods};
use tympan_aspl::cf::portable::class::{self, Class};
use tympan_aspl::cf::portable::{Reference, object, string};
use tympan_aspl::cf::property_list::{self, Value};

use super::abi::{Boolean, Given, NULL};
use super::property_list::{Mutability, to_object};
use super::{Symbol, functions};

pub(super) static SYMBOLS: &[Symbol] = functions![
    CFBundleGetMainBundle,
    CFBundleGetBundleWithIdentifier,
    CFBundleCreate,
    CFBundleCopyBundleURL,
    CFBundleCopyResourcesDirectoryURL,
    CFBundleCopyResourceURL,
    CFBundleCopyExecutableURL,
    CFBundleGetInfoDictionary,
    CFBundleGetValueForInfoDictionaryKey,
    CFBundleGetIdentifier,
    CFBundleGetVersionNumber,
    CFBundleGetDevelopmentRegion,
    CFBundleIsExecutableLoaded,
    CFBundleCopyLocalizedString,
];

/// What C may ask of a bundle and keep without a reference lives in the bundle.
struct Bundle {
    url: Reference,
    path: PathBuf,
    information: Option<Information>,
}

struct Information {
    list: BTreeMap<String, Value>,
    object: Reference,
    /// The values by key, so that each is one object.
    values: BTreeMap<String, Reference>,
}

static METHODS: Methods = Methods { url: get_url };
static CLASS: Class =
    object::class_of::<Bundle, _>(class::BUNDLE, bundle::equal, bundle::hash, &METHODS);

/// Bundles that C gets without a reference: one immortal object per path.
static SHARED: Mutex<BTreeMap<PathBuf, Reference>> = Mutex::new(BTreeMap::new());

unsafe extern "C" fn get_url(raw: CFTypeRef) -> CFTypeRef {
    // SAFETY: an object of this class.
    unsafe { object::body::<Bundle>(raw) }.url.as_raw()
}

/// A new bundle; none if there is no directory.
fn create(path: &Path) -> Option<CFTypeRef> {
    if !path.is_dir() {
        return None;
    }
    let url = super::url::owned(super::url::of_path(path, true))?;
    let information = bundle::information(path).ok().map(|list| {
        let object = |value: &Value| to_object(value, Mutability::Immutable);
        let values = list
            .iter()
            .map(|(key, value)| (key.clone(), object(value)))
            .collect();
        Information {
            object: object(&Value::Dictionary(list.clone())),
            values,
            list,
        }
    });
    Some(object::create(
        &CLASS,
        Bundle {
            url,
            path: path.to_owned(),
            information,
        },
    ))
}

/// The bundle at a path, without a reference, for ever.
fn shared(path: &Path) -> CFTypeRef {
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = shared.get(path) {
        return known.as_raw();
    }
    let Some(raw) = create(path) else {
        return NULL;
    };
    // SAFETY: made by `create`.
    let bundle = unsafe { object::body::<Bundle>(raw) };
    keep_for_ever(bundle.url.as_raw());
    if let Some(information) = &bundle.information {
        keep_for_ever(information.object.as_raw());
        information
            .values
            .values()
            .map(Reference::as_raw)
            .for_each(keep_for_ever);
    }
    keep_for_ever(raw);
    // SAFETY: the one reference is given to the table.
    shared.insert(path.to_owned(), unsafe { Reference::adopt(raw) });
    raw
}

/// Makes an object of this program immortal, and what it holds: a bundle that is never freed is no leak.
fn keep_for_ever(raw: CFTypeRef) {
    // SAFETY: an object that lives on in a bundle.
    let object = unsafe { Given::new(raw) };
    match object.type_id("CFBundle") {
        Some(class::ARRAY) => {
            let values = object.array("CFBundle").map(|array| array.values());
            values.into_iter().flatten().for_each(keep_for_ever);
        }
        Some(class::DICTIONARY) => {
            let entries = object
                .dictionary("CFBundle")
                .map(|dictionary| dictionary.entries());
            for (key, value) in entries.into_iter().flatten() {
                keep_for_ever(key);
                keep_for_ever(value);
            }
        }
        Some(class::URL) => keep_for_ever(super::url::CFURLGetString(object)),
        _ => {}
    }
    // SAFETY: made by this library: bundles and their information are.
    unsafe { object::make_immortal(raw) };
}

fn own<'a>(given: Given, function: &str) -> Option<&'a Bundle> {
    given.own::<Bundle>(function, "CFBundle", &CLASS)
}

#[unsafe(no_mangle)]
extern "C" fn CFBundleGetMainBundle() -> CFTypeRef {
    let program = std::env::current_exe().unwrap_or_default();
    program.parent().map_or(NULL, shared)
}

#[unsafe(no_mangle)]
extern "C" fn CFBundleGetBundleWithIdentifier(identifier: Given) -> CFTypeRef {
    let identifier = identifier.text("CFBundleGetBundleWithIdentifier");
    let path = identifier.and_then(|identifier| bundle::registered(&identifier));
    path.map_or(NULL, |path| shared(&path))
}

#[unsafe(no_mangle)]
extern "C" fn CFBundleCreate(_: Given, url: Given) -> CFTypeRef {
    url.url_path("CFBundleCreate")
        .and_then(|path| create(&path))
        .unwrap_or(NULL)
}

#[unsafe(no_mangle)]
extern "C" fn CFBundleCopyBundleURL(given: Given) -> CFTypeRef {
    given
        .bundle_path("CFBundleCopyBundleURL")
        .map_or(NULL, |path| super::url::of_path(&path, true))
}

#[unsafe(no_mangle)]
extern "C" fn CFBundleCopyResourcesDirectoryURL(given: Given) -> CFTypeRef {
    let path = given
        .bundle_path("CFBundleCopyResourcesDirectoryURL")
        .map(|path| path.join("Contents/Resources"));
    path.filter(|path| path.is_dir())
        .map_or(NULL, |path| super::url::of_path(&path, true))
}

#[unsafe(no_mangle)]
extern "C" fn CFBundleCopyResourceURL(
    given: Given,
    name: Given,
    extension: Given,
    directory: Given,
) -> CFTypeRef {
    let function = "CFBundleCopyResourceURL";
    let extension = extension.optional_text(function);
    let directory = directory.optional_text(function);
    let resource = given
        .bundle_path(function)
        .zip(name.text(function))
        .and_then(|(path, name)| {
            bundle::resource(&path, &name, extension.as_deref(), directory.as_deref())
        });
    resource.map_or(NULL, |path| super::url::of_path(&path, path.is_dir()))
}

#[unsafe(no_mangle)]
extern "C" fn CFBundleCopyExecutableURL(given: Given) -> CFTypeRef {
    let bundle = own(given, "CFBundleCopyExecutableURL");
    let name = bundle.and_then(|bundle| bundle.text("CFBundleExecutable"));
    let path = bundle.zip(name).and_then(|(bundle, name)| {
        let library = format!("lib{name}.so");
        let places = ["Contents/Linux", "Contents", ""].map(|place| bundle.path.join(place));
        places
            .into_iter()
            .flat_map(|place| [place.join(name), place.join(&library)])
            .find(|path| path.is_file())
    });
    path.map_or(NULL, |path| super::url::of_path(&path, false))
}

impl Bundle {
    /// A text of the Info.plist.
    fn text(&self, key: &str) -> Option<&str> {
        self.information.as_ref()?.list.get(key)?.as_str()
    }

    /// A value of the Info.plist as an object that lives as long as the bundle.
    fn value(&self, key: &str) -> CFTypeRef {
        let value = self
            .information
            .as_ref()
            .and_then(|information| information.values.get(key));
        value.map_or(NULL, Reference::as_raw)
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFBundleGetInfoDictionary(given: Given) -> CFTypeRef {
    let information =
        own(given, "CFBundleGetInfoDictionary").and_then(|bundle| bundle.information.as_ref());
    information.map_or(NULL, |information| information.object.as_raw())
}

#[unsafe(no_mangle)]
extern "C" fn CFBundleGetValueForInfoDictionaryKey(given: Given, key: Given) -> CFTypeRef {
    let function = "CFBundleGetValueForInfoDictionaryKey";
    own(given, function)
        .zip(key.text(function))
        .map_or(NULL, |(bundle, key)| bundle.value(&key))
}

#[unsafe(no_mangle)]
extern "C" fn CFBundleGetIdentifier(given: Given) -> CFTypeRef {
    own(given, "CFBundleGetIdentifier").map_or(NULL, |bundle| bundle.value("CFBundleIdentifier"))
}

#[unsafe(no_mangle)]
extern "C" fn CFBundleGetDevelopmentRegion(given: Given) -> CFTypeRef {
    own(given, "CFBundleGetDevelopmentRegion")
        .map_or(NULL, |bundle| bundle.value("CFBundleDevelopmentRegion"))
}

#[unsafe(no_mangle)]
extern "C" fn CFBundleGetVersionNumber(given: Given) -> u32 {
    let version =
        own(given, "CFBundleGetVersionNumber").and_then(|bundle| bundle.text("CFBundleVersion"));
    version.map_or(0, version_number)
}

/// A version such as 1.2.3 in the old form of resources: two decimal digits, one, one, and 0x8000 for a release.
fn version_number(text: &str) -> u32 {
    let mut parts = text.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut part = |limit: u32| parts.next().unwrap_or(0).min(limit);
    let (major, minor, fix) = (part(99), part(9), part(9));
    if major == 0 && minor == 0 && fix == 0 {
        return 0;
    }
    (major / 10) << 28 | (major % 10) << 24 | minor << 20 | fix << 16 | 0x8000
}

#[unsafe(no_mangle)]
extern "C" fn CFBundleIsExecutableLoaded(given: Given) -> Boolean {
    // A driver that asks runs out of the bundle that is registered.
    let identifier = own(given, "CFBundleIsExecutableLoaded")
        .and_then(|bundle| bundle.text("CFBundleIdentifier"));
    Boolean::from(identifier.is_some_and(|identifier| bundle::registered(identifier).is_some()))
}

#[unsafe(no_mangle)]
extern "C" fn CFBundleCopyLocalizedString(
    given: Given,
    key: Given,
    value: Given,
    table: Given,
) -> CFTypeRef {
    let function = "CFBundleCopyLocalizedString";
    let table = table
        .optional_text(function)
        .unwrap_or_else(|| "Localizable".to_owned());
    let found = given
        .bundle_path(function)
        .zip(key.text(function))
        .and_then(|(path, key)| {
            let file = bundle::resource(&path, &table, Some("strings"), None)?;
            let list = property_list::parse(&std::fs::read(file).ok()?).ok()?;
            list.get(&key)?.as_str().map(string::create)
        });
    found.unwrap_or_else(|| {
        if value.is_null() {
            key.retain()
        } else {
            value.retain()
        }
    })
}
