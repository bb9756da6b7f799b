//! The constants, one file per subject.
//!
//! Each group is one table of rows, from which [`constants!`] makes both the constants and the
//! [`Group`](crate::names::Group) of their names. So names and values cannot disagree.

/// Declares constants of one type, and the group of their names.
macro_rules! constants {
    (
        $group:ident: $type:ty = $title:literal;
        $( $(#[$doc:meta])* $name:ident = $value:expr; )+
    ) => {
        $(
            $(#[$doc])*
            pub const $name: $type = $value;
        )+

        pub(crate) const $group: crate::names::Group = crate::names::Group {
            title: $title,
            entries: &[
                $( crate::names::Entry { name: stringify!($name), value: $name as u32 }, )+
            ],
        };
    };
}

pub(crate) mod channel;
pub(crate) mod channel_layout;
pub(crate) mod client_property;
pub(crate) mod client_value;
pub(crate) mod deprecated;
pub(crate) mod device;
pub(crate) mod dictionary_key;
pub(crate) mod format;
pub(crate) mod object;
pub(crate) mod operation;
pub(crate) mod property;
pub(crate) mod status;
pub(crate) mod time_stamp;

pub use channel::*;
pub use channel_layout::*;
pub use client_property::*;
pub use client_value::*;
pub use deprecated::*;
pub use device::*;
pub use dictionary_key::*;
pub use format::*;
pub use object::*;
pub use operation::*;
pub use property::*;
pub use status::*;
pub use time_stamp::*;
