//! Reads property lists in XML form.

use std::collections::BTreeMap;

use super::{MAX_DEPTH, ParseError, Value, base64, calendar};

type Parsed<T> = Result<T, ParseError>;

pub(super) fn parse(bytes: &[u8]) -> Parsed<Value> {
    let bytes_of_text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes_of_text) {
        Ok(text) => text,
        Err(error) => {
            return Err(error_at(
                bytes_of_text,
                error.valid_up_to(),
                "expected UTF-8",
            ));
        }
    };
    let mut reader = Reader { text, position: 0 };
    reader.skip_misc()?;
    reader.open("plist", "<plist>")?;
    let value = reader.value(0)?;
    reader.skip_misc()?;
    reader.close("plist")?;
    reader.skip_misc()?;
    if reader.rest().is_empty() {
        Ok(value)
    } else {
        Err(reader.expected("the end"))
    }
}

fn error_at(bytes: &[u8], offset: usize, message: impl Into<String>) -> ParseError {
    let line = 1 + bytes[..offset]
        .iter()
        .filter(|&&byte| byte == b'\n')
        .count();
    ParseError {
        line: Some(line),
        offset,
        message: message.into(),
    }
}

/// A start or end tag.
struct Tag<'a> {
    name: &'a str,
    is_empty: bool,
}

struct Reader<'a> {
    text: &'a str,
    position: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.position..]
    }

    fn error(&self, offset: usize, message: impl Into<String>) -> ParseError {
        error_at(self.text.as_bytes(), offset, message)
    }

    /// The error that something else was expected here.
    fn expected(&self, what: &str) -> ParseError {
        const SHOWN: usize = 24;
        let rest = self.rest();
        let end = rest.find(|character: char| character == '>' || character.is_whitespace());
        let found: String = match end {
            Some(end) if rest.starts_with('<') && rest[end..].starts_with('>') => {
                rest[..=end].chars().take(SHOWN).collect()
            }
            Some(end) if end > 0 => rest[..end].chars().take(SHOWN).collect(),
            _ => rest.chars().take(SHOWN).collect(),
        };
        let found = if found.is_empty() {
            "the end".to_owned()
        } else {
            format!("{found:?}")
        };
        self.error(self.position, format!("expected {what}, found {found}"))
    }

    /// Goes to the end of `end`, which must come.
    fn skip_past(&mut self, end: &str, what: &str) -> Parsed<&'a str> {
        let rest = self.rest();
        match rest.find(end) {
            Some(at) => {
                self.position += at + end.len();
                Ok(&rest[..at])
            }
            None => Err(self.error(
                self.position,
                format!("expected {end:?} at the end of the {what}, found the end"),
            )),
        }
    }

    /// Skips white space, comments, processing instructions and the document type.
    fn skip_misc(&mut self) -> Parsed<()> {
        loop {
            let white = self
                .rest()
                .bytes()
                .take_while(|&byte| is_white(char::from(byte)));
            self.position += white.count();
            let rest = self.rest();
            if rest.starts_with("<!--") {
                self.position += "<!--".len();
                self.skip_past("-->", "comment")?;
            } else if rest.starts_with("<?") {
                self.skip_past("?>", "processing instruction")?;
            } else if rest.starts_with("<!DOCTYPE") {
                self.skip_document_type()?;
            } else {
                return Ok(());
            }
        }
    }

    fn skip_document_type(&mut self) -> Parsed<()> {
        let declaration = self.skip_past(">", "document type")?;
        if declaration.contains('[') {
            // Entities of one's own have no place in a property list.
            return Err(self.error(
                self.position,
                "expected a document type without declarations, found \"[\"",
            ));
        }
        Ok(())
    }

    /// Reads a start tag.
    fn tag(&mut self, what: &str) -> Parsed<Tag<'a>> {
        let error = || self.expected(what);
        let rest = self.rest().strip_prefix('<').ok_or_else(error)?;
        let length = rest
            .find(|character: char| !character.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        if length == 0 {
            return Err(error());
        }
        let name = &rest[..length];
        let start = self.position;
        self.position += 1 + length;
        let attributes = match self.rest().find(['<', '>']) {
            Some(end) if self.rest()[end..].starts_with('>') => &self.rest()[..end],
            _ => {
                return Err(self.error(
                    start,
                    format!("expected \">\" at the end of the tag <{name}"),
                ));
            }
        };
        let attributes_start =
            attributes.starts_with(|character| is_white(character) || character == '/');
        if !attributes.is_empty() && !attributes_start {
            self.position = start;
            return Err(self.expected(what));
        }
        self.position += attributes.len() + 1;
        Ok(Tag {
            name,
            is_empty: attributes.ends_with('/'),
        })
    }

    fn open(&mut self, name: &str, what: &str) -> Parsed<()> {
        let start = self.position;
        let tag = self.tag(what)?;
        if tag.name != name || tag.is_empty {
            self.position = start;
            return Err(self.expected(what));
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Parsed<()> {
        if !self.closes(name) {
            return Err(self.expected(&format!("</{name}>")));
        }
        self.skip_past(">", "tag").map(drop)
    }

    fn closes(&self, name: &str) -> bool {
        let after = self
            .rest()
            .strip_prefix("</")
            .and_then(|rest| rest.strip_prefix(name));
        after.is_some_and(|rest| rest.trim_start_matches(is_white).starts_with('>'))
    }

    fn value(&mut self, depth: usize) -> Parsed<Value> {
        self.skip_misc()?;
        let start = self.position;
        let tag = self.tag("a value")?;
        if matches!(tag.name, "dict" | "array") && depth >= MAX_DEPTH {
            return Err(self.error(
                start,
                format!("expected at most {MAX_DEPTH} nested containers"),
            ));
        }
        match tag.name {
            "dict" => self.dictionary(&tag, depth),
            "array" => self.array(&tag, depth),
            "true" | "false" => {
                if !self.content(&tag)?.is_empty() {
                    return Err(
                        self.error(start, format!("expected nothing within <{}>", tag.name))
                    );
                }
                Ok(Value::Boolean(tag.name == "true"))
            }
            "string" => self.content(&tag).map(Value::String),
            "integer" => self.leaf(&tag, start, "a 64-bit integer", integer),
            "real" => self.leaf(&tag, start, "a number", real),
            "date" => self.leaf(&tag, start, "a date like 2001-01-01T00:00:00Z", |text| {
                calendar::parse(text).map(Value::Date)
            }),
            "data" => self.leaf(&tag, start, "base 64", |text| {
                base64::decode(text).map(Value::Data)
            }),
            _ => {
                self.position = start;
                Err(self.expected("a value (<dict>, <array>, <string>, <integer>, <real>, <true/>, <false/>, <date> or <data>)"))
            }
        }
    }

    fn leaf(
        &mut self,
        tag: &Tag<'_>,
        start: usize,
        what: &str,
        read: impl Fn(&str) -> Option<Value>,
    ) -> Parsed<Value> {
        let text = self.content(tag)?;
        read(text.trim_matches(is_white)).ok_or_else(|| {
            let shown: String = text.chars().take(24).collect();
            self.error(
                start,
                format!("expected {what} within <{}>, found {shown:?}", tag.name),
            )
        })
    }

    /// Whether a container has no more elements; then its end tag is behind.
    fn ends(&mut self, tag: &Tag<'_>) -> Parsed<bool> {
        if tag.is_empty {
            return Ok(true);
        }
        self.skip_misc()?;
        let ends = self.closes(tag.name);
        if ends {
            self.close(tag.name)?;
        }
        Ok(ends)
    }

    fn dictionary(&mut self, tag: &Tag<'_>, depth: usize) -> Parsed<Value> {
        let mut entries = BTreeMap::new();
        while !self.ends(tag)? {
            let start = self.position;
            let key = self.tag("<key> or </dict>")?;
            if key.name != "key" {
                self.position = start;
                return Err(self.expected("<key> or </dict>"));
            }
            let key = self.content(&key)?;
            let value = self.value(depth + 1)?;
            entries.insert(key, value);
        }
        Ok(Value::Dictionary(entries))
    }

    fn array(&mut self, tag: &Tag<'_>, depth: usize) -> Parsed<Value> {
        let mut values = Vec::new();
        while !self.ends(tag)? {
            values.push(self.value(depth + 1)?);
        }
        Ok(Value::Array(values))
    }

    /// The text of an element that has no elements in it, and its end tag.
    fn content(&mut self, tag: &Tag<'_>) -> Parsed<String> {
        let mut content = String::new();
        if tag.is_empty {
            return Ok(content);
        }
        loop {
            let rest = self.rest();
            let plain = rest.find(['<', '&']).unwrap_or(rest.len());
            push_normalised(&mut content, &rest[..plain]);
            self.position += plain;
            let rest = self.rest();
            if rest.starts_with('&') {
                content.push(self.character_reference()?);
            } else if rest.starts_with("<![CDATA[") {
                self.position += "<![CDATA[".len();
                push_normalised(&mut content, self.skip_past("]]>", "CDATA section")?);
            } else if rest.starts_with("<!--") {
                self.position += "<!--".len();
                self.skip_past("-->", "comment")?;
            } else {
                self.close(tag.name)?;
                return Ok(content);
            }
        }
    }

    fn character_reference(&mut self) -> Parsed<char> {
        let rest = self.rest();
        let name = rest[1..]
            .split_once(';')
            .map(|(name, _)| name)
            .filter(|name| name.len() <= 12);
        let character = name.and_then(|name| match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => {
                let number = name.strip_prefix('#')?;
                let code = match number.strip_prefix('x') {
                    Some(digits) => u32::from_str_radix(digits, 16),
                    None => number.parse(),
                };
                char::from_u32(code.ok()?)
            }
        });
        match (name, character) {
            (Some(name), Some(character)) => {
                self.position += name.len() + 2;
                Ok(character)
            }
            _ => Err(self.expected("a character reference like &amp;")),
        }
    }
}

fn is_white(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

/// Line ends become line feeds, as XML has it.
fn push_normalised(content: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('\r') {
        content.push_str(&rest[..at]);
        content.push('\n');
        rest = &rest[at + 1..];
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    content.push_str(rest);
}

fn integer(text: &str) -> Option<Value> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (radix, digits) = match digits
        .strip_prefix("0x")
        .or_else(|| digits.strip_prefix("0X"))
    {
        Some(digits) => (16, digits),
        None => (10, digits),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let magnitude = i128::from(u64::from_str_radix(digits, radix).ok()?);
    i64::try_from(if is_negative { -magnitude } else { magnitude })
        .ok()
        .map(Value::Integer)
}

fn real(text: &str) -> Option<Value> {
    text.parse().ok().map(Value::Real)
}
