//! `[package.metadata.aspl]` of a driver's `Cargo.toml`: what the bundle needs and the code does not know.
//!
//! Everything is checked when it is read, the files it names included, so that a mistake is told before anything is built.
//! Who the driver is (its identifier, its factory, the factory's UUID, the name of the bundle) is not among it: that is in the
//! [record](crate::DriverRecord) in the library alone. The keys are described in `docs/bundles.md`.

mod check;
mod icon;
mod localized;
mod matching;
mod table;

use std::collections::BTreeMap;
use std::path::Path;

use plist::Dictionary;
use serde_json::Value;

use crate::resources::Resources;
use crate::{Imports, Result};
pub(crate) use icon::check as check_icon;
pub(crate) use localized::Localized;
use table::{Key, Refused, Table};

/// The oldest macOS a bundle may ask for: what its libraries are linked for.
pub(crate) const OLDEST_MACOS: &str = "11.0";

/// What a driver's `Cargo.toml` says about its bundle.
///
/// # Examples
///
/// ```
/// use tympan_aspl_bundle::Metadata;
///
/// // Nothing is required: the library's own record is enough for a bundle.
/// assert_eq!(Metadata::default().minimum_macos(), "11.0");
/// ```
///
/// ```no_run
/// use tympan_aspl_bundle::Workspace;
///
/// let driver = Workspace::load(None)?.select(Some("null-device"))?;
/// let metadata = driver.metadata()?;
/// # Ok::<(), tympan_aspl_bundle::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    pub(crate) name: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) build_version: Option<String>,
    pub(crate) copyright: Option<String>,
    language: Option<String>,
    minimum_macos: Option<String>,
    /// The name of its file among the resources.
    pub(crate) icon: Option<String>,
    pub(crate) resources: Resources,
    pub(crate) localized: BTreeMap<String, Localized>,
    pub(crate) mach_services: Vec<String>,
    pub(crate) network: bool,
    pub(crate) iokit_user_clients: Vec<String>,
    pub(crate) loading_conditions: Vec<Dictionary>,
    imports: Imports,
}

impl Metadata {
    /// The oldest macOS the driver is for (`LSMinimumSystemVersion`): at least what its libraries are linked for.
    #[must_use]
    pub fn minimum_macos(&self) -> &str {
        self.minimum_macos.as_deref().unwrap_or(OLDEST_MACOS)
    }

    /// The libraries of macOS that the driver is linked with, and their symbols.
    pub(crate) fn imports(&self) -> &Imports {
        &self.imports
    }

    /// The language of the texts that are not in `localized` (`CFBundleDevelopmentRegion`).
    pub(crate) fn language(&self) -> &str {
        self.language.as_deref().unwrap_or("en")
    }

    /// The files with the texts of each language, by their paths in the resources; `bundle_name` is shown where no name is given.
    pub(crate) fn texts(&self, bundle_name: &str) -> Vec<(String, Vec<u8>)> {
        let name = self.name.as_deref().unwrap_or(bundle_name);
        let mut files = Vec::new();
        for (language, texts) in &self.localized {
            for (file, bytes) in texts.contents(name, self.copyright.as_deref()) {
                files.push((format!("{language}.lproj/{file}"), bytes));
            }
        }
        files
    }

    /// Reads what is under `package.metadata` of a manifest.
    pub(crate) fn read(package_metadata: &Value, manifest: &Path) -> Result<Self> {
        let Some(aspl) = package_metadata.get("aspl") else {
            return Ok(Self::default());
        };
        let table = Table::open(aspl, "package.metadata.aspl", manifest, KEYS, REFUSED)?;
        let folder = manifest.parent().unwrap_or(Path::new(""));
        let mut metadata = Self {
            name: table.read("name", check::text)?,
            version: table.read("version", check::version)?,
            build_version: table.read("build-version", check::version)?,
            copyright: table.read("copyright", check::text)?,
            language: table.read("language", check::language)?,
            minimum_macos: table.read("minimum-macos", check::minimum_macos)?,
            mach_services: table
                .read("mach-services", check::mach_services)?
                .unwrap_or_default(),
            network: table.read("network", check::network)?.is_some(),
            iokit_user_clients: table
                .read("iokit-user-clients", check::iokit_user_clients)?
                .unwrap_or_default(),
            loading_conditions: table
                .read("loading-conditions", matching::dictionaries)?
                .unwrap_or_default(),
            ..Self::default()
        };
        let resources = &mut metadata.resources;
        metadata.icon = table.read("icon", |value| {
            resources.add_icon(folder, check::string(value)?)
        })?;
        table.read("resources", |value| {
            check::paths(value)?
                .iter()
                .try_for_each(|path| resources.add(folder, path))
        })?;
        table.read("imports", |value| {
            for (library, symbols) in check::imports(value)? {
                metadata.imports.add(library, symbols);
            }
            Ok(())
        })?;
        metadata.read_localized(&table)?;
        Ok(metadata)
    }

    fn read_localized(&mut self, table: &Table<'_>) -> Result<()> {
        let Some(languages) = table.table_of_tables("localized")? else {
            return Ok(());
        };
        for (language, value) in languages {
            let fault = |fault| table.fault("localized", fault);
            let language = check::language_name(language).map_err(fault)?;
            let texts = Localized::read(value, &language, table, self.language())?;
            if let Some(other) = self
                .localized
                .keys()
                .find(|other| check::same_language(other, &language))
            {
                return Err(fault(Fault::new(
                    format!("`{other}` and `{language}` are the same language"),
                    "put the texts of a language into one table",
                )));
            }
            for file in texts.files() {
                let path = format!("{language}.lproj/{file}");
                let by = format!("the texts of `localized.{language}`");
                self.resources.claim(&path, by).map_err(fault)?;
            }
            self.localized.insert(language, texts);
        }
        // Without texts of its own for it, a user of the plain texts' language would be given another one's.
        let language = self.language().to_owned();
        let speaks = |other: &String| check::same_language(other, &language);
        if !self.localized.is_empty() && !self.localized.keys().any(speaks) {
            let path = format!("{language}.lproj/{}", Localized::INFO_PLIST);
            self.resources
                .claim(&path, "the plain texts".to_owned())
                .map_err(|fault| table.fault("localized", fault))?;
            self.localized.insert(language, Localized::default());
        }
        Ok(())
    }
}

/// What is wrong with a value, and how to mend it; the table adds the key and the file.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) what: String,
    pub(crate) hint: Option<String>,
}

impl Fault {
    pub(crate) fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: Some(hint.into()),
        }
    }

    /// The value is not what the table of keys allows, and the table says it all.
    fn not_allowed(value: &Value) -> Self {
        Self {
            what: format!("{} is not allowed", table::shown(value)),
            hint: None,
        }
    }
}

/// What a check of a value results in.
pub(crate) type Checked<T> = std::result::Result<T, Fault>;

/// The keys of `[package.metadata.aspl]`.
const KEYS: &[Key] = &[
    Key("name", "a text: the name that users see"),
    Key("version", check::VERSION),
    Key("build-version", check::VERSION),
    Key("copyright", "a text"),
    Key("language", check::LANGUAGE),
    Key(
        "minimum-macos",
        "a text such as \"12.0\", at least \"11.0\"",
    ),
    Key("icon", "the path of an .icns file, relative to Cargo.toml"),
    Key(
        "resources",
        "a list of paths of files and folders, relative to Cargo.toml",
    ),
    Key(
        "localized",
        "a table for each language, such as [package.metadata.aspl.localized.de]",
    ),
    Key("mach-services", "a list of names of Mach services"),
    Key(
        "network",
        "`true`; leave it out for a driver without sockets",
    ),
    Key("iokit-user-clients", "a list of names of IOKit classes"),
    Key(
        "loading-conditions",
        "a list of IOService matching dictionaries: one or more of [[package.metadata.aspl.loading-conditions]]",
    ),
    Key(
        "imports",
        "a table of libraries of macOS with the symbols that the driver takes from them, such as \"/usr/lib/libz.1.dylib\" = [\"deflate\"]",
    ),
];

/// Keys that somebody may look for here, and what to do instead.
const REFUSED: &[Refused] = &[
    Refused {
        names: &["load-as-application", "Load As Application"],
        what: "is not supported",
        hint: "the bundle would need a program in place of the library; a driver without a DriverKit extension does not need it",
    },
    Refused {
        names: &[
            "identifier",
            "bundle-id",
            "bundle-identifier",
            "CFBundleIdentifier",
        ],
        what: "cannot be set here: it comes from the code",
        hint: "set it where the driver is exported: `tympan_aspl::export!(driver, bundle_id = \"com.example.name\")`",
    },
    Refused {
        names: &["executable", "bundle-name", "CFBundleExecutable"],
        what: "cannot be set here: it comes from the code",
        hint: "set it where the driver is exported: `tympan_aspl::export!(driver, .., name = \"Name\")`",
    },
    Refused {
        names: &[
            "uuid",
            "factory-uuid",
            "factory",
            "CFPlugInFactories",
            "CFPlugInTypes",
        ],
        what: "cannot be set here: it comes from the code",
        hint: "`tympan_aspl::export!` makes the factory; it takes another UUID as `factory_uuid = \"..\"`",
    },
    Refused {
        names: &["manufacturer"],
        what: "cannot be set here: it comes from the code",
        hint: "set it where the driver is exported: `tympan_aspl::export!(driver, .., manufacturer = \"Example\")`",
    },
    Refused {
        names: &[
            "CFBundleInfoDictionaryVersion",
            "CFBundlePackageType",
            "CFBundleSignature",
            "CFBundleSupportedPlatforms",
        ],
        what: "cannot be set: it is the same in every driver",
        hint: "leave it out",
    },
    Refused {
        names: &["CFBundleName", "CFBundleDisplayName"],
        what: "has another name here",
        hint: "set `name`",
    },
    Refused {
        names: &["CFBundleShortVersionString"],
        what: "has another name here",
        hint: "set `version`",
    },
    Refused {
        names: &["CFBundleVersion"],
        what: "has another name here",
        hint: "set `build-version`",
    },
    Refused {
        names: &["CFBundleDevelopmentRegion"],
        what: "has another name here",
        hint: "set `language`",
    },
    Refused {
        names: &["CFBundleIconFile"],
        what: "has another name here",
        hint: "set `icon`",
    },
    Refused {
        names: &["NSHumanReadableCopyright"],
        what: "has another name here",
        hint: "set `copyright`",
    },
    Refused {
        names: &["LSMinimumSystemVersion"],
        what: "has another name here",
        hint: "set `minimum-macos`",
    },
    Refused {
        names: &["AudioServerPlugIn_MachServices"],
        what: "has another name here",
        hint: "set `mach-services`",
    },
    Refused {
        names: &["AudioServerPlugIn_Network"],
        what: "has another name here",
        hint: "set `network`",
    },
    Refused {
        names: &["AudioServerPlugIn_IOKitUserClients"],
        what: "has another name here",
        hint: "set `iokit-user-clients`",
    },
    Refused {
        names: &["AudioServerPlugIn_LoadingConditions"],
        what: "has another name here",
        hint: "set `loading-conditions`",
    },
];
