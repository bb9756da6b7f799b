//! The types of C arguments. Each stands for the promise that C makes by passing such an argument, so that the exported
//! functions need no unsafe code of their own: only C makes these values, by calling one of them.

use std::ffi::{c_char, c_void};
use std::path::PathBuf;
use std::ptr;

use tympan_aspl::cf::CFTypeRef;
use tympan_aspl::cf::portable::number::Number;
use tympan_aspl::cf::portable::{
    Reference, array, boolean, bundle, class, data, date, dictionary, number, object, string, url,
    uuid,
};

use super::complain;

/// An index, a length or a count (`CFIndex`).
pub type Index = isize;
/// `Boolean`: 0 is false.
pub type Boolean = u8;

/// What C keeps in a container: an object, or with callbacks of its own anything that fits a pointer.
pub type Value = *const c_void;

/// No object.
pub const NULL: CFTypeRef = ptr::null();

/// An object lent by C: NULL, or a CoreFoundation object that lives as long as the call.
#[derive(Debug, Clone, Copy)]
#[repr(transparent)]
pub struct Given(CFTypeRef);

impl Given {
    /// An object that is known to be one.
    ///
    /// # Safety
    /// `raw` is NULL or an object that lives as long as the value is used.
    pub unsafe fn new(raw: CFTypeRef) -> Self {
        Self(raw)
    }

    pub fn raw(self) -> CFTypeRef {
        self.0
    }

    pub fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// The type id; none, with a word on stderr, if there is no object.
    pub fn type_id(self, function: &str) -> Option<usize> {
        // SAFETY: an object or NULL (promise of the type).
        let class = unsafe { class::of(self.0) };
        let problem = match class {
            Some(class) if class.type_id != class::RELEASED => return Some(class.type_id),
            Some(_) => "got an object that was released for the last time before",
            None if self.is_null() => "got NULL",
            None => "got something that is no object",
        };
        complain(function, problem);
        None
    }

    /// Whether this is an object of a type; says so on stderr if it is not.
    fn is_a<T>(self, function: &str, what: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            let got = if self.is_null() {
                "NULL"
            } else {
                "something else"
            };
            complain(function, &format!("got {got}, needs a {what}"));
        }
        value
    }

    /// A reference of one's own; none for NULL.
    pub fn retained(self) -> Option<Reference> {
        // SAFETY: an object or NULL (promise of the type).
        unsafe { class::of(self.0) }?;
        // SAFETY: an object.
        Some(unsafe { Reference::to(self.0) })
    }

    /// The object with one more reference, to be returned to C; NULL for NULL.
    pub fn retain(self) -> CFTypeRef {
        self.retained().map_or(NULL, Reference::into_raw)
    }

    pub fn equal(self, other: Given) -> bool {
        // SAFETY: objects or NULL (promise of the type).
        unsafe { class::equal(self.0, other.0) }
    }

    pub fn hash(self) -> usize {
        // SAFETY: an object or NULL (promise of the type).
        unsafe { class::hash(self.0) }
    }

    pub fn utf16(self, function: &str) -> Option<Vec<u16>> {
        // SAFETY: an object or NULL (promise of the type).
        self.is_a(function, "CFString", unsafe { string::utf16(self.0) })
    }

    pub fn text(self, function: &str) -> Option<String> {
        self.utf16(function)
            .map(|units| String::from_utf16_lossy(&units))
    }

    /// The text of an argument that may be NULL.
    pub fn optional_text(self, function: &str) -> Option<String> {
        if self.is_null() {
            None
        } else {
            self.text(function)
        }
    }

    pub fn number(self, function: &str) -> Option<Number> {
        // SAFETY: an object or NULL (promise of the type).
        self.is_a(function, "CFNumber", unsafe { number::read(self.0) })
    }

    pub fn number_type(self, function: &str) -> Option<isize> {
        // SAFETY: an object or NULL (promise of the type).
        self.is_a(function, "CFNumber", unsafe {
            number::reported_type(self.0)
        })
    }

    pub fn boolean(self, function: &str) -> Option<bool> {
        // SAFETY: an object or NULL (promise of the type).
        self.is_a(function, "CFBoolean", unsafe { boolean::read(self.0) })
    }

    pub fn data(self, function: &str) -> Option<Vec<u8>> {
        // SAFETY: an object or NULL (promise of the type).
        self.is_a(function, "CFData", unsafe { data::read(self.0) })
    }

    pub fn date(self, function: &str) -> Option<f64> {
        // SAFETY: an object or NULL (promise of the type).
        self.is_a(function, "CFDate", unsafe { date::read(self.0) })
    }

    pub fn uuid(self, function: &str) -> Option<[u8; 16]> {
        // SAFETY: an object or NULL (promise of the type).
        self.is_a(function, "CFUUID", unsafe { uuid::read(self.0) })
    }

    pub fn url_text(self, function: &str) -> Option<String> {
        // SAFETY: an object or NULL (promise of the type).
        self.is_a(function, "CFURL", unsafe { url::absolute_text(self.0) })
    }

    /// The path of a file URL; none also for other URLs.
    pub fn url_path(self, function: &str) -> Option<PathBuf> {
        self.url_text(function)?;
        // SAFETY: an object (checked).
        unsafe { url::path(self.0) }
    }

    pub fn bundle_path(self, function: &str) -> Option<PathBuf> {
        // SAFETY: an object or NULL (promise of the type).
        self.is_a(function, "CFBundle", unsafe { bundle::path(self.0) })
    }

    /// The method table, if this is an object of a type.
    pub fn methods<M: 'static>(
        self,
        function: &str,
        what: &str,
        type_id: usize,
    ) -> Option<&'static M> {
        // SAFETY: an object or NULL (promise of the type).
        let class = unsafe { class::of(self.0) };
        let methods = class.filter(|class| class.type_id == type_id && !class.methods.is_null());
        // SAFETY: in a table of this version, `methods` belongs to the type id (promise of its maker); callers name both.
        let methods = methods.map(|class| unsafe { &*class.methods.cast::<M>() });
        self.is_a(function, what, methods)
    }

    /// The elements of any array.
    pub fn array(self, function: &str) -> Option<ArrayView> {
        let methods = self.methods::<array::Methods>(function, "CFArray", class::ARRAY)?;
        Some(ArrayView {
            raw: self.0,
            methods,
        })
    }

    /// The entries of any dictionary.
    pub fn dictionary(self, function: &str) -> Option<DictionaryView> {
        let methods =
            self.methods::<dictionary::Methods>(function, "CFDictionary", class::DICTIONARY)?;
        Some(DictionaryView {
            raw: self.0,
            methods,
        })
    }

    /// The body of an object of one of this module's classes; none, without a word, for others.
    pub fn body<'a, T>(self, class: &'static class::Class) -> Option<&'a T> {
        // SAFETY: an object or NULL (promise of the type).
        let found = unsafe { class::of(self.0) }?;
        // SAFETY: every object of the class has such a body; callers name both. It lives as long as the call.
        ptr::eq(found, class).then(|| unsafe { object::body::<T>(self.0) })
    }

    /// The body of an object of one of this module's classes.
    pub fn own<'a, T>(
        self,
        function: &str,
        what: &str,
        class: &'static class::Class,
    ) -> Option<&'a T> {
        self.is_a(function, what, self.body(class))
    }

    /// Gives back a reference that C owned; one too many is counted.
    pub fn release(self) {
        // SAFETY: the caller owns the reference (promise of `CFRelease`'s caller).
        unsafe { class::release(self.0) };
    }

    pub fn retain_count(self, function: &str) -> usize {
        // SAFETY: an object or NULL (promise of the type).
        let class = unsafe { class::of(self.0) };
        let count = class.map(|class| {
            // SAFETY: an object of this class.
            unsafe { (class.retain_count)(self.0) }
        });
        self.is_a(function, "CoreFoundation object", count)
            .unwrap_or(0)
    }
}

/// An array of objects, or of whatever else C keeps in it.
pub struct ArrayView {
    raw: CFTypeRef,
    methods: &'static array::Methods,
}

impl ArrayView {
    pub fn count(&self) -> usize {
        // SAFETY: an array of this table (checked when the view was made).
        unsafe { (self.methods.count)(self.raw) }
    }

    /// An element; NULL beyond the end.
    pub fn get(&self, index: usize) -> Value {
        // SAFETY: as above.
        unsafe { (self.methods.get)(self.raw, index) }
    }

    pub fn values(&self) -> Vec<Value> {
        (0..self.count()).map(|index| self.get(index)).collect()
    }
}

/// A dictionary of objects, or of whatever else C keeps in it.
pub struct DictionaryView {
    raw: CFTypeRef,
    methods: &'static dictionary::Methods,
}

impl DictionaryView {
    pub fn count(&self) -> usize {
        // SAFETY: a dictionary of this table (checked when the view was made).
        unsafe { (self.methods.count)(self.raw) }
    }

    pub fn entries(&self) -> Vec<(Value, Value)> {
        let count = self.count();
        let mut keys = vec![NULL; count];
        let mut values = vec![NULL; count];
        // SAFETY: as above, and there is room for `count` entries.
        let count = unsafe {
            (self.methods.entries)(self.raw, keys.as_mut_ptr(), values.as_mut_ptr(), count)
        };
        keys.into_iter().zip(values).take(count).collect()
    }
}

/// Where C wants a result: NULL, or room for as many as the call says. C's memory need not be aligned.
#[derive(Debug)]
#[repr(transparent)]
pub struct Out<T>(*mut T);

impl<T> Clone for Out<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Out<T> {}

impl<T: Copy> Out<T> {
    pub fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// Writes one value, if it is wanted.
    pub fn set(self, value: T) {
        self.write(&[value]);
    }

    /// Writes as many values as C has room for (promise of the type), if they are wanted.
    pub fn write(self, values: &[T]) {
        if !self.is_null() {
            // SAFETY: there is room (promise of the type); bytes have no alignment.
            unsafe {
                ptr::copy_nonoverlapping(
                    values.as_ptr().cast::<u8>(),
                    self.0.cast::<u8>(),
                    size_of_val(values),
                );
            };
        }
    }
}

impl Out<c_void> {
    /// Writes bytes, if they are wanted.
    pub fn write_bytes(self, bytes: &[u8]) {
        Out(self.0.cast::<u8>()).write(bytes);
    }
}

/// What C passes to be read: NULL, or as many values as the call says. C's memory need not be aligned.
#[derive(Debug)]
#[repr(transparent)]
pub struct In<T>(*const T);

impl<T> Clone for In<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for In<T> {}

impl<T: Copy> In<T> {
    pub const NULL: Self = Self(ptr::null());

    pub fn is_null(self) -> bool {
        self.0.is_null()
    }

    pub fn address(self) -> *const T {
        self.0
    }

    /// A copy of one value; none for NULL.
    pub fn get(self) -> Option<T> {
        // SAFETY: a value is there (promise of the type).
        (!self.is_null()).then(|| unsafe { self.0.read_unaligned() })
    }

    /// A copy of as many values as the call says; none of them for NULL or a negative count.
    pub fn read(self, count: Index) -> Vec<T> {
        let count = usize::try_from(count).unwrap_or(0);
        if self.is_null() {
            return Vec::new();
        }
        let value = |index: usize| {
            // SAFETY: within what C passes (promise of the type).
            let place = unsafe { self.0.add(index) };
            // SAFETY: as above.
            unsafe { place.read_unaligned() }
        };
        (0..count).map(value).collect()
    }

    /// A copy of everything up to the first zero, but no more than `limit`; none for NULL.
    fn read_to_zero(self, limit: usize) -> Option<Vec<T>>
    where
        T: Default + PartialEq,
    {
        if self.is_null() {
            return None;
        }
        let value = |index: usize| {
            // SAFETY: not beyond the zero that ends it (promise of the type).
            let place = unsafe { self.0.add(index) };
            // SAFETY: as above.
            unsafe { place.read_unaligned() }
        };
        Some(
            (0..limit)
                .map(value)
                .take_while(|value| *value != T::default())
                .collect(),
        )
    }
}

impl In<c_void> {
    /// A copy of as many bytes as the call says.
    pub fn read_bytes<const N: usize>(self) -> Option<[u8; N]> {
        In(self.0.cast::<[u8; N]>()).get()
    }
}

impl In<u16> {
    /// UTF-16 units up to the NUL that ends them; none for NULL.
    pub fn units(self) -> Option<Vec<u16>> {
        self.read_to_zero(usize::MAX)
    }
}

/// A C string: NULL, or bytes ended by NUL.
pub type Text = In<c_char>;

impl Text {
    /// The bytes without the NUL; none for NULL.
    pub fn bytes(self) -> Option<Vec<u8>> {
        self.bytes_up_to(usize::MAX)
    }

    /// The bytes without the NUL, or as many as `limit`, beyond which nothing is read; none for NULL.
    pub fn bytes_up_to(self, limit: usize) -> Option<Vec<u8>> {
        In(self.0.cast::<u8>()).read_to_zero(limit)
    }

    /// A C string from an argument list.
    ///
    /// # Safety
    /// The pointer is NULL or points to bytes ended by NUL.
    pub unsafe fn new(pointer: *const c_char) -> Self {
        Self(pointer)
    }
}

impl In<u16> {
    /// UTF-16 units from an argument list.
    ///
    /// # Safety
    /// The pointer is NULL or points to units ended by NUL.
    pub unsafe fn new(pointer: *const u16) -> Self {
        Self(pointer)
    }
}

/// A part of a string, data or array (`CFRange`).
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Range {
    pub location: Index,
    pub length: Index,
}

impl Range {
    pub const NOT_FOUND: Range = Range {
        location: -1,
        length: 0,
    };

    /// The range as far as it is within `length`.
    pub fn within(self, length: usize) -> std::ops::Range<usize> {
        let start = usize::try_from(self.location).unwrap_or(0).min(length);
        let count = usize::try_from(self.length).unwrap_or(0);
        start..start.saturating_add(count).min(length)
    }
}

/// A length as C has it.
pub fn index(length: usize) -> Index {
    Index::try_from(length).unwrap_or(Index::MAX)
}
