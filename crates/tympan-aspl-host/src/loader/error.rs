//! Why a driver could not be loaded, and how to mend it.

use std::fmt;
use std::path::PathBuf;

/// A step of loading that failed. The text says what, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoadError {
    /// There is nothing at the path.
    NoBundle {
        /// The path.
        path: PathBuf,
    },
    /// What is at the path is not a directory.
    NotABundle {
        /// The path.
        path: PathBuf,
    },
    /// The bundle has no `Contents/Info.plist`.
    NoInfoPlist {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The Info.plist cannot be read.
    UnreadableInfoPlist {
        /// The file.
        path: PathBuf,
        /// What the system says.
        message: String,
    },
    /// The Info.plist is no property list.
    BrokenInfoPlist {
        /// The file.
        path: PathBuf,
        /// What is wrong, and in which line.
        message: String,
    },
    /// A key of the Info.plist is missing or has the wrong type.
    InfoPlistKey {
        /// The file.
        path: PathBuf,
        /// The key.
        key: &'static str,
        /// What it has to be.
        expected: &'static str,
    },
    /// `CFPlugInTypes` does not have the type of an AudioServerPlugIn.
    NoPlugInType {
        /// The file.
        path: PathBuf,
        /// The types it has.
        found: Vec<String>,
    },
    /// `CFPlugInTypes` names a factory that `CFPlugInFactories` lacks.
    NoFactory {
        /// The file.
        path: PathBuf,
        /// The factory's UUID.
        uuid: String,
        /// The factories there are.
        found: Vec<String>,
    },
    /// The bundle's executable is at none of the places where it is looked for.
    NoExecutable {
        /// The places.
        looked_at: Vec<PathBuf>,
    },
    /// The executable is not a library that this system can load.
    NotALibrary {
        /// The file.
        path: PathBuf,
        /// What it is, or what the system says.
        message: String,
    },
    /// The library needs symbols that nobody in this process has.
    UndefinedSymbol {
        /// The file.
        path: PathBuf,
        /// What the system says.
        message: String,
    },
    /// The library does not export the factory function.
    NoFactorySymbol {
        /// The file.
        path: PathBuf,
        /// The function's name.
        symbol: String,
    },
    /// A driver that cannot be taken down again is already loaded in this process.
    SecondForeignDriver {
        /// The bundle loaded first.
        first: PathBuf,
    },
    /// The factory returned NULL for the type of an AudioServerPlugIn.
    FactoryReturnedNull,
    /// The factory's result does not point to a vtable.
    NoVtable,
    /// The QueryInterface slot is NULL.
    NoQueryInterface,
    /// QueryInterface refused the driver interface.
    QueryInterface {
        /// What it returned.
        status: i32,
    },
    /// QueryInterface gave another reference than the factory.
    AnotherReference,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::NoBundle { path } => write!(
                f,
                "there is no bundle at {}; check the path, or build it with `cargo aspl bundle`",
                path.display()
            ),
            LoadError::NotABundle { path } => write!(
                f,
                "{} is a file; a driver is a directory whose name ends in .driver, with Contents/Info.plist in it",
                path.display()
            ),
            LoadError::NoInfoPlist { path } => write!(
                f,
                "the bundle has no {}; `cargo aspl bundle` writes one",
                path.display()
            ),
            LoadError::UnreadableInfoPlist { path, message } => {
                write!(f, "{} cannot be read: {message}", path.display())
            }
            LoadError::BrokenInfoPlist { path, message } => write!(
                f,
                "{} is no property list: {message}; correct it there, or write the bundle anew",
                path.display()
            ),
            LoadError::InfoPlistKey {
                path,
                key,
                expected,
            } => write!(f, "{} needs the key {key} with {expected}", path.display()),
            LoadError::NoPlugInType { path, found } => write!(
                f,
                "{} declares no AudioServerPlugIn: CFPlugInTypes needs the key 443ABAB8-E7B3-491A-B985-BEB9187030DB, and has {}",
                path.display(),
                list(found)
            ),
            LoadError::NoFactory { path, uuid, found } => write!(
                f,
                "{}: CFPlugInTypes names the factory {uuid}, which CFPlugInFactories lacks; it has {}",
                path.display(),
                list(found)
            ),
            LoadError::NoExecutable { looked_at } => {
                f.write_str("the bundle has no executable for this system; looked at")?;
                for path in looked_at {
                    write!(f, "\n  {}", path.display())?;
                }
                Ok(())
            }
            LoadError::NotALibrary { path, message } => write!(
                f,
                "{} cannot be loaded: {message}; build the bundle for this system with `cargo aspl bundle`",
                path.display()
            ),
            LoadError::UndefinedSymbol { path, message } => write!(
                f,
                "{} needs functions that this program does not have: {message}; a driver that calls CoreFoundation \
                 itself loads in `cargo aspl` on Linux, which provides the usual calls",
                path.display()
            ),
            LoadError::NoFactorySymbol { path, symbol } => write!(
                f,
                "{} does not export the function {symbol}, which CFPlugInFactories names; export it with its plain C name, \
                 or correct the name in Info.plist",
                path.display()
            ),
            LoadError::SecondForeignDriver { first } => write!(
                f,
                "{} is already loaded in this process and cannot be taken down; drivers not made with tympan-aspl are loaded \
                 one per process",
                first.display()
            ),
            LoadError::FactoryReturnedNull => f.write_str(
                "the factory returned NULL for the type of an AudioServerPlugIn; it has to compare the requested type with \
                 443ABAB8-E7B3-491A-B985-BEB9187030DB and return its driver reference",
            ),
            LoadError::NoVtable => f.write_str(
                "what the factory returned does not point to a vtable; it has to be a pointer to a cell that holds the vtable's address",
            ),
            LoadError::NoQueryInterface => {
                f.write_str("the driver's vtable has no QueryInterface: the slot is NULL")
            }
            LoadError::QueryInterface { status } => write!(
                f,
                "QueryInterface refused the driver interface EEA5773D-CC43-49F1-8E00-8F96E7D23B17 with 0x{status:08X}"
            ),
            LoadError::AnotherReference => f.write_str(
                "QueryInterface gave another reference than the factory; a driver has to give the same one for IUnknown and for the driver interface",
            ),
        }
    }
}

impl std::error::Error for LoadError {}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        "none".into()
    } else {
        names.join(", ")
    }
}
