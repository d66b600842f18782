//! The `filter` of lists: a SCIM expression such as `qName co "abc" or created gt "2026-01-01T00:00:00Z"`. Owns reading
//! and judging it; which attributes exist is the caller's business.

use jiff::Timestamp;

/// A filter that was understood.
#[derive(Debug, PartialEq)]
pub(super) enum Filter {
    And(Box<Filter>, Box<Filter>),
    Or(Box<Filter>, Box<Filter>),
    Not(Box<Filter>),
    Compare { attribute: String, operator: Operator, value: String },
}

/// How an attribute is compared. Strings are compared exactly as they are written; whether a real tenant folds case is
/// not published.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Contains,
    StartsWith,
    EndsWith,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

const OPERATORS: [(&str, Operator); 9] = [
    ("eq", Operator::Equal),
    ("ne", Operator::NotEqual),
    ("co", Operator::Contains),
    ("sw", Operator::StartsWith),
    ("ew", Operator::EndsWith),
    ("gt", Operator::Greater),
    ("ge", Operator::GreaterOrEqual),
    ("lt", Operator::Less),
    ("le", Operator::LessOrEqual),
];

impl Filter {
    /// Reads a filter over these attributes; the error is a sentence.
    pub(super) fn parse(text: &str, attributes: &[&str]) -> Result<Self, String> {
        let mut parser = Parser { rest: text, attributes, depth: 0 };
        let filter = parser.any_of()?;
        match parser.rest.trim_start() {
            "" => Ok(filter),
            rest => Err(format!("the filter cannot be read from \"{rest}\" on")),
        }
    }

    /// Whether a thing passes, given its attributes.
    pub(super) fn admits(&self, attribute: &dyn Fn(&str) -> Option<String>) -> bool {
        match self {
            Self::And(one, other) => one.admits(attribute) && other.admits(attribute),
            Self::Or(one, other) => one.admits(attribute) || other.admits(attribute),
            Self::Not(inner) => !inner.admits(attribute),
            Self::Compare { attribute: name, operator, value } => {
                operator.holds(&attribute(name).unwrap_or_default(), value)
            }
        }
    }
}

impl Operator {
    fn holds(self, has: &str, wanted: &str) -> bool {
        // Moments are compared as such, since the same one can be written in several ways.
        let order = match (has.parse::<Timestamp>(), wanted.parse::<Timestamp>()) {
            (Ok(has), Ok(wanted)) => has.cmp(&wanted),
            _ => has.cmp(wanted),
        };
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Contains => has.contains(wanted),
            Self::StartsWith => has.starts_with(wanted),
            Self::EndsWith => has.ends_with(wanted),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
        }
    }
}

/// How deep brackets may nest; a filter is user input, and the parser calls itself.
const DEEPEST: usize = 32;

struct Parser<'a> {
    rest: &'a str,
    attributes: &'a [&'a str],
    depth: usize,
}

impl<'a> Parser<'a> {
    fn any_of(&mut self) -> Result<Filter, String> {
        let mut filter = self.all_of()?;
        while self.word("or") {
            filter = Filter::Or(Box::new(filter), Box::new(self.all_of()?));
        }
        Ok(filter)
    }

    fn all_of(&mut self) -> Result<Filter, String> {
        let mut filter = self.one()?;
        while self.word("and") {
            filter = Filter::And(Box::new(filter), Box::new(self.one()?));
        }
        Ok(filter)
    }

    fn one(&mut self) -> Result<Filter, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("the filter nests too deep".to_owned());
        }
        let filter = if self.word("not") {
            Filter::Not(Box::new(self.one()?))
        } else if self.sign('(') {
            let inner = self.any_of()?;
            if !self.sign(')') {
                return Err("the filter lacks a closing bracket".to_owned());
            }
            inner
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(filter)
    }

    fn comparison(&mut self) -> Result<Filter, String> {
        let attribute = self.name();
        let Some(attribute) = self.attributes.iter().find(|known| known.eq_ignore_ascii_case(attribute)) else {
            return Err(format!("\"{attribute}\" cannot be filtered by; possible are {}", self.attributes.join(", ")));
        };
        let name = self.name();
        let Some((_, operator)) = OPERATORS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) else {
            return Err(format!("\"{name}\" is no operator; write eq, ne, co, sw, ew, gt, ge, lt or le"));
        };
        Ok(Filter::Compare { attribute: (*attribute).to_owned(), operator: *operator, value: self.string()? })
    }

    /// A string in double quotes, with the escapes of JSON, as SCIM has it.
    fn string(&mut self) -> Result<String, String> {
        let rest = self.rest.trim_start();
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<String>();
        match values.next() {
            Some(Ok(value)) => {
                self.rest = &rest[values.byte_offset()..];
                Ok(value)
            }
            _ => Err(format!("a value in double quotes is missing before \"{rest}\"")),
        }
    }

    fn name(&mut self) -> &'a str {
        let rest = self.rest.trim_start();
        let end = rest.find(|sign: char| !sign.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        self.rest = rest;
        name
    }

    fn word(&mut self, wanted: &str) -> bool {
        let before = self.rest;
        let found = self.name().eq_ignore_ascii_case(wanted);
        if !found {
            self.rest = before;
        }
        found
    }

    fn sign(&mut self, wanted: char) -> bool {
        match self.rest.trim_start().strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ATTRIBUTES: [&str; 3] = ["qName", "qType", "created"];

    fn admits(filter: &str) -> bool {
        let thing = |name: &str| match name {
            "qName" => Some(r#"abc "quoted" \ back"#.to_owned()),
            "created" => Some("2026-05-01T12:00:00.000Z".to_owned()),
            _ => None,
        };
        Filter::parse(filter, &ATTRIBUTES).unwrap().admits(&thing)
    }

    #[test]
    fn comparisons_hold_or_not() {
        assert!(admits(r#"qName eq "abc \"quoted\" \\ back""#));
        assert!(!admits(r#"qName eq "abc""#));
        assert!(admits(r#"QNAME co "quoted""#));
        assert!(admits(r#"qName sw "abc""#));
        assert!(admits(r#"qName ew "back""#));
        assert!(admits(r#"qType eq """#));
    }

    #[test]
    fn moments_are_compared_as_moments() {
        assert!(admits(r#"created gt "2026-05-01T13:00:00+02:00""#));
        assert!(admits(r#"created eq "2026-05-01T12:00:00Z""#));
        assert!(!admits(r#"created lt "2000-01-10T15:04:05Z""#));
    }

    #[test]
    fn and_binds_closer_than_or() {
        assert!(admits(r#"qName co "abc" or qName sw "dd" and qType eq "rest""#));
        assert!(!admits(r#"(qName co "abc" or qName sw "dd") and qType eq "rest""#));
        assert!(admits(r#"not (qType eq "rest")"#));
    }

    #[test]
    fn what_cannot_be_read_is_explained() {
        for (filter, words) in [
            ("", "cannot be filtered by"),
            (r#"secret eq "a""#, "possible are qName, qType, created"),
            (r#"qName is "a""#, "no operator"),
            ("qName eq abc", "double quotes"),
            (r#"qName eq "abc"#, "double quotes"),
            (r#"qName eq "a" qType"#, "cannot be read from"),
            (r#"(qName eq "a""#, "closing bracket"),
        ] {
            let complaint = Filter::parse(filter, &ATTRIBUTES).unwrap_err();
            assert!(complaint.contains(words), "{filter}: {complaint}");
        }
        assert!(Filter::parse(&"(".repeat(100_000), &ATTRIBUTES).is_err());
    }
}
