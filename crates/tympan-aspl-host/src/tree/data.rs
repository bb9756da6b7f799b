//! Plain data, as JSON has it.

/// Plain data for programs: what JSON can hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// Nothing.
    Null,
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Any number.
    Real(f64),
    /// Text.
    Text(String),
    /// Values in order.
    List(Vec<Data>),
    /// Values by name, in order.
    Map(Vec<(String, Data)>),
}

impl Data {
    pub(super) fn text(text: impl ToString) -> Data {
        Data::Text(text.to_string())
    }

    pub(super) fn optional(text: Option<&str>) -> Data {
        text.map_or(Data::Null, Data::text)
    }

    pub(super) fn map<'a>(entries: impl IntoIterator<Item = (&'a str, Data)>) -> Data {
        let entries = entries.into_iter();
        Data::Map(entries.map(|(name, value)| (name.into(), value)).collect())
    }

    /// An entry of a map.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Data> {
        match self {
            Data::Map(entries) => entries
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }
}
