//! URLs.

use std::path::{Path, PathBuf};

use tympan_aspl::cf::CFTypeRef;
use tympan_aspl::cf::portable::url::Methods;
use tympan_aspl::cf::portable::{Reference, class, string, url};

use super::abi::{Boolean, Given, In, Index, NULL, Out};
use super::{Symbol, complain, functions};

pub(super) static SYMBOLS: &[Symbol] = functions![
    CFURLCreateWithFileSystemPath,
    CFURLCreateFromFileSystemRepresentation,
    CFURLCreateWithString,
    CFURLCopyFileSystemPath,
    CFURLGetFileSystemRepresentation,
    CFURLGetString,
    CFURLGetBaseURL,
    CFURLCopyAbsoluteURL,
    CFURLCopyPath,
    CFURLCopyScheme,
    CFURLCopyLastPathComponent,
    CFURLCopyPathExtension,
    CFURLCreateCopyAppendingPathComponent,
    CFURLCreateCopyDeletingLastPathComponent,
    CFURLHasDirectoryPath,
];

const POSIX: Index = 0;

/// A new file URL; NULL for a path that cannot be.
pub(super) fn of_path(path: &Path, is_directory: bool) -> CFTypeRef {
    url::create_from_path(path, is_directory).unwrap_or(NULL)
}

fn path_of_bytes(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

/// Whether paths of this style are understood here.
fn is_posix(style: Index, function: &str) -> bool {
    if style != POSIX {
        complain(
            function,
            &format!("got path style {style}; only POSIX paths (0) are understood"),
        );
    }
    style == POSIX
}

#[unsafe(no_mangle)]
extern "C" fn CFURLCreateWithFileSystemPath(
    _: Given,
    path: Given,
    style: Index,
    is_directory: Boolean,
) -> CFTypeRef {
    let function = "CFURLCreateWithFileSystemPath";
    match path.text(function) {
        Some(path) if is_posix(style, function) => of_path(Path::new(&path), is_directory != 0),
        _ => NULL,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFURLCreateFromFileSystemRepresentation(
    _: Given,
    path: In<u8>,
    count: Index,
    is_directory: Boolean,
) -> CFTypeRef {
    of_path(&path_of_bytes(path.read(count)), is_directory != 0)
}

#[unsafe(no_mangle)]
extern "C" fn CFURLCreateWithString(_: Given, text: Given, base: Given) -> CFTypeRef {
    match text.text("CFURLCreateWithString") {
        // White space and quotes have no place in a URL.
        Some(text) if !text.is_empty() && !text.contains([' ', '"', '<', '>', '\n']) => {
            url::create(&text, base.retained())
        }
        _ => NULL,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFURLCopyFileSystemPath(url: Given, style: Index) -> CFTypeRef {
    let function = "CFURLCopyFileSystemPath";
    match url.url_path(function) {
        Some(path) if is_posix(style, function) => string::create(&path.to_string_lossy()),
        _ => NULL,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFURLGetFileSystemRepresentation(
    url: Given,
    _resolve: Boolean,
    out: Out<u8>,
    size: Index,
) -> Boolean {
    match url.url_path("CFURLGetFileSystemRepresentation") {
        Some(path) => super::string::write_c_string(path.as_os_str().as_encoded_bytes(), out, size),
        None => 0,
    }
}

#[unsafe(no_mangle)]
pub(super) extern "C" fn CFURLGetString(url: Given) -> CFTypeRef {
    match url.methods::<Methods>("CFURLGetString", "CFURL", class::URL) {
        // SAFETY: a URL of this table.
        Some(methods) => unsafe { (methods.string)(url.raw()) },
        None => NULL,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFURLGetBaseURL(url: Given) -> CFTypeRef {
    match url.methods::<Methods>("CFURLGetBaseURL", "CFURL", class::URL) {
        // SAFETY: a URL of this table.
        Some(methods) => unsafe { (methods.base)(url.raw()) },
        None => NULL,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFURLCopyAbsoluteURL(url: Given) -> CFTypeRef {
    url.url_text("CFURLCopyAbsoluteURL")
        .map_or(NULL, |text| url::create(&text, None))
}

/// Scheme and path of an absolute URL.
fn parts(text: &str) -> (&str, &str) {
    let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
    let path = match rest.strip_prefix("//") {
        Some(rest) => rest.find('/').map_or("", |at| &rest[at..]),
        None => rest,
    };
    (scheme, path.split(['?', '#']).next().unwrap_or_default())
}

#[unsafe(no_mangle)]
extern "C" fn CFURLCopyPath(url: Given) -> CFTypeRef {
    url.url_text("CFURLCopyPath")
        .map_or(NULL, |text| string::create(parts(&text).1))
}

#[unsafe(no_mangle)]
extern "C" fn CFURLCopyScheme(url: Given) -> CFTypeRef {
    match url.url_text("CFURLCopyScheme") {
        Some(text) if !parts(&text).0.is_empty() => string::create(parts(&text).0),
        _ => NULL,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFURLCopyLastPathComponent(url: Given) -> CFTypeRef {
    match url.url_path("CFURLCopyLastPathComponent") {
        Some(path) => {
            let name = path
                .file_name()
                .map_or_else(|| "/".into(), |name| name.to_string_lossy());
            string::create(&name)
        }
        None => NULL,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFURLCopyPathExtension(url: Given) -> CFTypeRef {
    match url.url_path("CFURLCopyPathExtension") {
        Some(path) => path.extension().map_or(NULL, |extension| {
            string::create(&extension.to_string_lossy())
        }),
        None => NULL,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFURLCreateCopyAppendingPathComponent(
    _: Given,
    url: Given,
    name: Given,
    is_directory: Boolean,
) -> CFTypeRef {
    let function = "CFURLCreateCopyAppendingPathComponent";
    match url.url_path(function).zip(name.text(function)) {
        // A name that begins with a slash is one too.
        Some((path, name)) => of_path(&path.join(name.trim_start_matches('/')), is_directory != 0),
        None => NULL,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFURLCreateCopyDeletingLastPathComponent(_: Given, url: Given) -> CFTypeRef {
    let path = url.url_path("CFURLCreateCopyDeletingLastPathComponent");
    path.as_deref()
        .and_then(Path::parent)
        .map_or(NULL, |path| of_path(path, true))
}

#[unsafe(no_mangle)]
extern "C" fn CFURLHasDirectoryPath(url: Given) -> Boolean {
    let text = url.url_text("CFURLHasDirectoryPath").unwrap_or_default();
    Boolean::from(parts(&text).1.ends_with('/'))
}

/// A reference of one's own to a URL that was made here; none for NULL.
pub(super) fn owned(raw: CFTypeRef) -> Option<Reference> {
    // SAFETY: made by this module, and its reference is given away.
    (raw != NULL).then(|| unsafe { Reference::adopt(raw) })
}
