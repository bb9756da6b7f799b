//! Loading a bundle's executable. It is never unloaded: a driver has no teardown (hal-facts A.1), and its threads and objects
//! may outlive what the host knows of.

use std::io::Read;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::Factory;
use super::bundle::BundleInfo;
use super::error::LoadError;

/// The driver without a teardown that this process has loaded.
static FOREIGN: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Loads the executable and finds the factory in it.
pub(super) fn load(info: &BundleInfo) -> Result<Factory, LoadError> {
    let library = open(&info.executable).map_err(|message| explain(&info.executable, message))?;
    // Never dropped, since that would unload it: see the module documentation.
    let library = ManuallyDrop::new(library);
    // SAFETY: Info.plist declares the symbol as a CFPlugIn factory, a function of this type.
    let symbol = unsafe { library.get::<Factory>(info.factory.as_bytes()) };
    symbol
        .map(|symbol| *symbol)
        .map_err(|_| LoadError::NoFactorySymbol {
            path: info.executable.clone(),
            symbol: info.factory.clone(),
        })
}

/// Notes that a driver without a teardown has been loaded; refuses a second one.
pub(super) fn claim_only_foreign(bundle: &Path) -> Result<(), LoadError> {
    let mut foreign = FOREIGN.lock().unwrap_or_else(PoisonError::into_inner);
    match &*foreign {
        Some(first) => Err(LoadError::SecondForeignDriver {
            first: first.clone(),
        }),
        None => {
            *foreign = Some(bundle.into());
            Ok(())
        }
    }
}

/// Binds all symbols at once, so that a missing one is an error here and not a crash in a call.
#[cfg(unix)]
fn open(path: &Path) -> Result<libloading::Library, String> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};

    // SAFETY: loading runs the library's initialisers; the user asked for this driver to be run in this process.
    let library = unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) };
    library
        .map(libloading::Library::from)
        .map_err(|error| error_text(&error))
}

#[cfg(not(unix))]
fn open(path: &Path) -> Result<libloading::Library, String> {
    // SAFETY: as on Unix.
    unsafe { libloading::Library::new(path) }.map_err(|error| error_text(&error))
}

fn error_text(error: &libloading::Error) -> String {
    let source = std::error::Error::source(error).map(ToString::to_string);
    source.unwrap_or_else(|| error.to_string())
}

fn explain(path: &Path, message: String) -> LoadError {
    if message.contains("undefined symbol") || message.contains("symbol not found") {
        return LoadError::UndefinedSymbol {
            path: path.into(),
            message,
        };
    }
    let message = foreign_format(path).map_or(message, Into::into);
    LoadError::NotALibrary {
        path: path.into(),
        message,
    }
}

/// Says what a file is that this system does not load.
fn foreign_format(path: &Path) -> Option<&'static str> {
    let mut start = [0; 4];
    let length = std::fs::File::open(path)
        .and_then(|mut file| file.read(&mut start))
        .ok()?;
    let apple = cfg!(target_vendor = "apple");
    match (&start, length) {
        (_, 0) => Some("the file is empty"),
        ([0x7F, b'E', b'L', b'F'], 4) => apple.then_some("it is an ELF file, made for Linux"),
        // Mach-O for one architecture (little-endian), and universal.
        ([0xCF, 0xFA, 0xED, 0xFE] | [0xCA, 0xFE, 0xBA, 0xBE | 0xBF], 4) => {
            (!apple).then_some("it is a Mach-O file, made for macOS")
        }
        _ => Some("the file is no library"),
    }
}
